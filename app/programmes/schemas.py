"""What is shown of a programme."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import Field

from app.kit.pages import Page
from app.matches.schemas import FactShown, QuoteShown, Shown, demand_words
from app.profiles.edits import Edit
from app.profiles.models import StoredProfile
from app.profiles.schemas import EditShown
from app.profiles.service import FACT, fact_of
from ingestion.rules import condition
from matching.criteria.rules import Need
from matching.profile import LANGUAGES


class SourceShown(Shown):
    """A page that states something about a profile, and what it states."""

    url: str = ""
    """Empty for a source that is no page, as an interview."""
    title: str = ""
    what_it_says: str = ""


class RuleShown(Shown):
    """A condition of a programme."""

    need: Need
    """`required` refuses, `step` is to be obtained; `bonus` and `info` decide nothing."""
    text: Mapping[str, str]
    """What is demanded, by language; computed from the rule."""
    quote: QuoteShown | None
    """What the source says."""
    rule: Mapping[str, Any]
    """The rule itself, as the record has it: a comparison, `all`, `any` or `not`."""

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "RuleShown":
        """A condition of a record, shown."""
        read = condition(given)
        return cls(
            need=read.need,
            text=demand_words(read.tree),
            quote=QuoteShown.of(read.quote),
            rule=given["rule"],
        )


class ProgrammeBrief(Shown):
    """A line of the catalogue."""

    id: str
    name: str
    kind: str
    provider: str
    status: str
    """`open`, `closed` or `unknown`, as of `as_of`; never a statement about today."""
    as_of: str = Field("", examples=["2025-04"])
    summary: Mapping[str, str]
    """By language, in those that its record holds."""

    @classmethod
    def of(cls, row: StoredProfile) -> "ProgrammeBrief":
        """A stored programme, in brief."""
        record = row.record
        return cls(
            id=row.id,
            name=row.name,
            kind=record["kind"],
            provider=record["provider"],
            status=record["status"],
            as_of=record.get("as_of", ""),
            summary=by_language(record, "summary"),
        )


class CodeShown(Shown):
    """A value that the catalogue can be narrowed to."""

    code: str
    count: int
    """How many programmes have it, of those that the other facets leave."""


class FacetShown(Shown):
    """A property that the catalogue can be narrowed by."""

    name: str
    values: tuple[CodeShown, ...]
    chosen: tuple[str, ...]
    """The values asked for."""
    without: int
    """How many programmes there are when nothing is asked of this one."""


class FoundShown(ProgrammeBrief):
    """A programme that a search found."""

    by_meaning: bool
    """Whether it does not use the words asked, and is near them in meaning."""

    @classmethod
    def of_brief(cls, brief: ProgrammeBrief, *, by_meaning: bool) -> "FoundShown":
        """A line of the catalogue that was found."""
        return cls(**dict(brief), by_meaning=by_meaning)


class CatalogueShown(Page[FoundShown]):
    """A part of the catalogue, and what it can be narrowed to."""

    facets: tuple[FacetShown, ...]
    without_words: int
    """How many programmes the facets leave when no words are asked."""
    by_meaning: int
    """How many of all found do not use the words asked, and are near them in meaning."""


class ProgrammeShown(ProgrammeBrief):
    """A programme with its conditions, its facts and where each comes from."""

    conditions: tuple[RuleShown, ...]
    facts: tuple[FactShown, ...]
    sources: tuple[SourceShown, ...]
    url: str = ""
    how_to_apply: str = ""
    deadlines: str = ""
    ticket_note: str = ""
    notes: str = ""
    evidence: str
    """`official` or `press_or_secondary`: what kind of page it rests on."""
    origin: str
    """File and line that the record was imported from."""
    edits: tuple[EditShown, ...]
    """The fields that persons changed, which imports leave alone."""

    @classmethod
    def of(cls, row: StoredProfile, edits: Iterable[Edit] = ()) -> "ProgrammeShown":
        """A stored programme, its facts loaded, and its edits."""
        record = row.record
        texts = {
            name: record.get(name, "")
            for name in ("url", "how_to_apply", "deadlines", "ticket_note", "notes")
        }
        return cls(
            **ProgrammeBrief.of(row).model_dump(),
            **texts,
            conditions=tuple(map(RuleShown.of, record.get("eligibility", ()))),
            facts=tuple(FactShown.of(fact_of(one)) for one in row.facts if one.role == FACT),
            sources=tuple(SourceShown(**source) for source in record["sources"]),
            evidence=record["evidence"],
            origin=row.origin,
            edits=tuple(map(EditShown.of, edits)),
        )


def by_language(record: Mapping[str, Any], field: str) -> dict[str, str]:
    """A record's text, in the languages that it has."""
    return {lang: text for lang in LANGUAGES if (text := record.get(f"{field}_{lang}"))}
