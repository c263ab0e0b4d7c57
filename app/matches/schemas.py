"""What is shown of a list: the same values on the page, in the API and on the command line."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from matching.criteria.verdict import Finding, Truth, Verdict
from matching.engine import Match, Shortlist
from matching.evidence import Evidence
from matching.profile import Desk, Fact, Passage, Profile
from matching.ranking.ranker import Component

Unit = Annotated[float, Field(ge=0, le=1)]


class Shown(BaseModel):
    """Base of what is shown."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)


class FactShown(Shown):
    """A stated value with its provenance."""

    name: str
    value: Any
    source: str
    """Address or document that states it."""
    stated: str
    """ISO date of the statement, perhaps partial; empty when the source gives none."""

    @classmethod
    def of(cls, fact: Fact) -> "FactShown":
        """A fact, shown."""
        return cls(name=fact.name, value=fact.value, source=fact.source, stated=fact.stated)


class ReasonShown(Shown):
    """What one rule found."""

    field: str
    """The fact that the rule reads."""
    op: str
    value: Any
    """The threshold or the accepted values."""
    need: str
    text: Mapping[str, str]
    """The rule in words, by language, as its source has it."""
    truth: Truth
    found: FactShown | None
    """The fact that was read; null when it is not known."""

    @classmethod
    def of(cls, finding: Finding) -> "ReasonShown":
        """A finding, shown."""
        rule = finding.rule
        return cls(
            field=rule.field,
            op=rule.op,
            value=rule.value,
            need=rule.need,
            text=rule.text,
            truth=finding.truth,
            found=FactShown.of(finding.fact) if finding.fact else None,
        )


class ComponentShown(Shown):
    """A part of a score."""

    name: str
    value: Unit | None
    """Between 0 and 1; null when nobody can tell."""
    points: Unit
    """What it adds to the score."""

    @classmethod
    def of(cls, component: Component) -> "ComponentShown":
        """A component, shown."""
        return cls(
            name=component.name,
            value=component.value if component.value is None else round(component.value, 4),
            points=round(component.points, 4),
        )


class PassageShown(Shown):
    """A stretch of text, with its language."""

    section: str
    lang: str
    text: str

    @classmethod
    def of(cls, passage: Passage) -> "PassageShown":
        """A passage, shown."""
        return cls(section=passage.section, lang=passage.lang, text=passage.text)


class EvidenceShown(Shown):
    """Two passages that answer each other."""

    seeker: PassageShown
    offer: PassageShown
    likeness: float
    """Cosine of their vectors."""

    @classmethod
    def of(cls, evidence: Evidence) -> "EvidenceShown":
        """An evidence, shown."""
        return cls(
            seeker=PassageShown.of(evidence.seeker),
            offer=PassageShown.of(evidence.offer),
            likeness=round(evidence.likeness, 4),
        )


class OfferShown(Shown):
    """What is offered, in brief."""

    id: str
    name: str
    kind: str
    status: str
    """`open`, `closed` or `unknown`, as of `stated`; never a statement about today."""
    stated: str
    dilutive: bool | None
    instruments: tuple[str, ...]

    @classmethod
    def of(cls, offer: Profile) -> "OfferShown":
        """A programme, in brief."""
        values: dict[str, Any] = {name: fact.value for name, fact in offer.facts.items()}
        status = offer.facts.get("status")
        return cls(
            id=offer.id,
            name=offer.name,
            kind=str(values.get("kind", "")),
            status=str(status.value) if status else "unknown",
            stated=status.stated if status else "",
            dilutive=values.get("dilutive"),
            instruments=values.get("instruments", ()),
        )


class MatchShown(Shown):
    """One line of a list."""

    position: Annotated[int, Field(ge=1)]
    offer: OfferShown
    score: Unit
    """Sum of the components' points; it ranks, and is no probability."""
    components: tuple[ComponentShown, ...]
    dense: float
    """Likeness of meaning, from vectors."""
    lexical: float
    """Likeness of words."""
    verdict: Verdict
    reasons: tuple[ReasonShown, ...]
    """The rules that decided; empty when the programme publishes no condition that decides."""
    evidence: EvidenceShown | None

    @classmethod
    def of(cls, match: Match) -> "MatchShown":
        """A match, shown."""
        return cls(
            position=match.position,
            offer=OfferShown.of(match.offer),
            score=round(match.score.total, 4),
            components=tuple(map(ComponentShown.of, match.score.components)),
            dense=round(match.candidate.dense, 4),
            lexical=round(match.candidate.lexical, 4),
            verdict=match.judgement.verdict,
            reasons=tuple(map(ReasonShown.of, match.judgement.deciding)),
            evidence=EvidenceShown.of(match.evidence) if match.evidence else None,
        )


class ShortlistShown(Shown):
    """A ranked list, best first, refused ones last."""

    seeker: str
    """Identifier of the startup."""
    desk: Desk
    as_of: date
    """The day the rules were judged as of."""
    versions: Mapping[str, str]
    """Model, data and weights that the list came from."""
    matches: tuple[MatchShown, ...]

    @classmethod
    def of(cls, shortlist: Shortlist, versions: Mapping[str, str]) -> "ShortlistShown":
        """A shortlist, shown."""
        return cls(
            seeker=shortlist.seeker.id,
            desk=shortlist.desk,
            as_of=shortlist.as_of,
            versions=versions,
            matches=tuple(map(MatchShown.of, shortlist.matches)),
        )
