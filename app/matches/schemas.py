"""What is shown of a list: the same values on the page, in the API and on the command line."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, SerializeAsAny

from app.matches.editions import Origin
from app.matches.parts import Depth, Show, counted
from matching.criteria.rules import Dated, Leaf, Need, Node, Period, Quote, Threshold
from matching.criteria.verdict import Doubt, Finding, Judged, Judgement, Truth, Verdict
from matching.criteria.wording import in_a_line, reason, requirement, told
from matching.engine import Beside, Match, Shortlist
from matching.evidence import Evidence
from matching.profile import LANGUAGES, Desk, Fact, Passage, Profile
from matching.ranking.bands import Band, Calibrated
from matching.ranking.ranker import Component

# Wordings kept.
REMEMBERED = 8192

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


class QuoteShown(Shown):
    """What a source says of a condition, in its own words."""

    text: str
    lang: str
    url: str
    """Empty when the record does not say which of its sources speaks."""

    @classmethod
    def of(cls, quote: Quote | None) -> "QuoteShown | None":
        """A quotation, shown; None for none."""
        return cls(text=quote.text, lang=quote.lang, url=quote.url) if quote else None


class ReasonShown(Shown):
    """What one comparison of a rule found."""

    field: str
    """The fact that the rule reads."""
    op: str
    value: Any
    """The threshold or the accepted values; a list of periods where they changed."""
    need: Need
    text: Mapping[str, str]
    """What is demanded and what was found, by language; computed from the rule."""
    truth: Truth
    doubt: Doubt | None
    """Why it is unknown; null when it is not."""
    found: FactShown | None
    """The fact that was stated; null when nothing says it."""
    derived: bool
    """Whether the rule read what is computed from that fact, as an age from a date."""
    stale: bool
    """Whether the fact was stated too long ago to be relied on."""
    quote: QuoteShown | None

    @classmethod
    def of(cls, leaf: Finding, judged: Judged) -> "ReasonShown":
        """A leaf of a condition, shown; a condition that is one leaf is told whole."""
        rule, known = leaf.node, leaf.known
        assert isinstance(rule, Leaf)
        alone = isinstance(judged.condition.tree, Leaf)
        return cls(
            field=rule.field,
            op=rule.op,
            value=plain(rule.value),
            need=judged.condition.need,
            text=condition_words(judged) if alone else leaf_words(leaf),
            truth=leaf.truth,
            doubt=leaf.doubt,
            found=FactShown.of(known.fact) if known else None,
            derived=known is not None and known.derived,
            stale=known is not None and known.stale,
            quote=QuoteShown.of(rule.quote or judged.condition.quote),
        )


def reasons(judgement: Judgement) -> Iterator[ReasonShown]:
    """The comparisons that speak for a verdict, condition by condition."""
    for judged in judgement.speaking:
        for leaf in judged.explanation:
            yield ReasonShown.of(leaf, judged)


def spoken(say: Callable[[str], str]) -> dict[str, str]:
    """What a renderer says in each language."""
    return {lang: say(lang) for lang in LANGUAGES}


def leaf_words(leaf: Finding) -> Mapping[str, str]:
    """What a comparison demands and found, by language."""
    return spoken(lambda lang: reason(leaf, lang))


def condition_words(judged: Judged) -> Mapping[str, str]:
    """What a condition demands and found, by language."""
    return spoken(lambda lang: told(judged, lang))


def verdict_words(judgement: Judgement) -> Mapping[str, str]:
    """A verdict's reason in one line, by language."""
    return spoken(lambda lang: in_a_line(judgement, lang))


# Rules are the catalogue's: every startup reads the same.
@lru_cache(REMEMBERED)
def demand_words(node: Node) -> Mapping[str, str]:
    """What a rule demands, by language."""
    return spoken(lambda lang: requirement(node, lang))


def plain(value: Threshold | Dated) -> object:
    """A threshold as a record gives it."""
    return [period(one) for one in value.periods] if isinstance(value, Dated) else value


def period(one: Period) -> dict[str, object]:
    """What a threshold was for a time; an end that is open is left out."""
    shown = {"value": one.value, "since": one.since, "until": one.until}
    return {name: given for name, given in shown.items() if given is not None}


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
    def of(cls, evidence: Evidence) -> Self:
        """An evidence, shown."""
        return cls(**cls.told(evidence))

    @classmethod
    def told(cls, evidence: Evidence) -> dict[str, Any]:
        """What is shown of it, by field."""
        return {
            "seeker": PassageShown.of(evidence.seeker),
            "offer": PassageShown.of(evidence.offer),
            "likeness": round(evidence.likeness, 4),
        }


class ReadShown(EvidenceShown):
    """The same, for who reads some languages."""

    readers: tuple[str, ...]
    """These languages; each is in one evidence of a line."""

    @classmethod
    def of_match(cls, match: Match) -> "tuple[ReadShown, ...]":
        """What every reader reads of a match; nothing where either side says nothing."""
        readers: dict[Evidence, list[str]] = {}
        for lang in LANGUAGES:
            if found := match.evidence(lang):
                readers.setdefault(found, []).append(lang)
        return tuple(cls(**cls.told(one), readers=tuple(langs)) for one, langs in readers.items())


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


class BandShown(Shown):
    """How good a match is, and what stands behind the word."""

    name: Band
    judged: int
    """How many pairs of such a score judges looked at."""
    suited: int
    """How many of these they found to suit."""

    @classmethod
    def of(cls, found: Calibrated | None) -> "BandShown | None":
        """A band, shown; None for none."""
        return cls(name=found.band, judged=found.judged, suited=found.suited) if found else None


class LineShown(Shown):
    """One line of a list, in brief."""

    position: Annotated[int, Field(ge=1)]
    offer: OfferShown
    score: Unit
    """Sum of the components' points; it ranks, and is no probability."""
    verdict: Verdict
    reason: Mapping[str, str]
    """Why, in one line, by language."""
    against_wishes: bool
    """Whether the startup has said that it wants no such offer."""
    wishes: tuple[ReasonShown, ...]
    """What the startup wishes of an offer, and what this one says."""
    funded: bool
    """Whether it has funded the startup already, as far as is known."""
    beside: Beside | None
    """What it stands beside, where it surely gives nothing of what is looked for."""

    @classmethod
    def of(cls, match: Match) -> Self:
        """A match, shown."""
        return cls(**cls.told(match))

    @classmethod
    def told(cls, match: Match) -> dict[str, Any]:
        """What is shown of a match, by field."""
        return {
            "position": match.position,
            "offer": OfferShown.of(match.offer),
            "score": round(match.score.total, 4),
            "verdict": match.verdict,
            "reason": verdict_words(match.judgement),
            "against_wishes": match.unwanted,
            "wishes": tuple(reasons(match.wishes)),
            "funded": match.funded,
            "beside": match.beside,
        }


class MatchShown(LineShown):
    """One line of a list, whole."""

    band: BandShown | None
    """How good the match is; null for what is not open, and for who does not say what they seek."""
    components: tuple[ComponentShown, ...]
    dense: float
    """Likeness of meaning, from vectors."""
    lexical: float
    """Likeness of words."""
    reasons: tuple[ReasonShown, ...]
    """What speaks for it; empty when the programme publishes no condition that decides."""
    evidence: tuple[ReadShown, ...]
    """As it is read in each language; empty where either side says nothing."""

    @classmethod
    def told(cls, match: Match) -> dict[str, Any]:
        """What is shown of a match, by field."""
        return super().told(match) | {
            "band": BandShown.of(match.band),
            "components": tuple(map(ComponentShown.of, match.score.components)),
            "dense": round(match.candidate.dense, 4),
            "lexical": round(match.candidate.lexical, 4),
            "reasons": tuple(reasons(match.judgement)),
            "evidence": ReadShown.of_match(match),
        }


class ListShown(Shown):
    """A ranked list, best first, refused ones last."""

    seeker: str
    """Identifier of the startup."""
    desk: Desk
    as_of: date
    """The day the rules were judged as of."""
    versions: Mapping[str, str]
    """Model, data and weights that the list came from."""
    lack: str | None
    """For want of which part of the score nothing suits: then no line that is open is shown.

    Null where something may suit."""
    matches: tuple[SerializeAsAny[LineShown], ...]

    # Kept with the list, and never shown.
    _origin: Origin | None = PrivateAttr(None)

    @property
    def origin(self) -> Origin | None:
        """What it was made of; None for one that cannot be made again."""
        return self._origin

    def made_of(self, origin: Origin | None) -> Self:
        """The list, with what it was made of."""
        self._origin = origin
        return self


class PartShown(ListShown):
    """Those lines of a list that are told, and how many there are."""

    counts: Mapping[Show, int]
    """How many lines each part of the whole list has."""

    @classmethod
    def of(
        cls,
        shortlist: Shortlist,
        versions: Mapping[str, str],
        origin: Origin | None,
        depths: Mapping[int, Depth],
    ) -> Self:
        """A shortlist, told in the lines of these positions."""
        told = (one for one in shortlist.matches if one.position in depths)
        return cls(
            **heading(shortlist, versions),
            matches=tuple(TOLD[depths[one.position]].of(one) for one in told),
            counts=counted(shortlist),
        ).made_of(origin)


# What is told of a line.
TOLD: Mapping[Depth, type[LineShown]] = {Depth.BRIEF: LineShown, Depth.WHOLE: MatchShown}


class ShortlistShown(ListShown):
    """A ranked list, best first, refused ones last."""

    matches: tuple[MatchShown, ...]

    @classmethod
    def whole(
        cls, shortlist: Shortlist, versions: Mapping[str, str], origin: Origin | None
    ) -> "ShortlistShown":
        """A shortlist, shown whole."""
        matches = () if shortlist.lack else tuple(map(MatchShown.of, shortlist.matches))
        return cls(**heading(shortlist, versions), matches=matches).made_of(origin)


def heading(shortlist: Shortlist, versions: Mapping[str, str]) -> dict[str, Any]:
    """What is shown of a list besides its lines, by field."""
    return {
        "seeker": shortlist.seeker.id,
        "desk": shortlist.desk,
        "as_of": shortlist.as_of,
        "versions": versions,
        "lack": shortlist.lack,
    }
