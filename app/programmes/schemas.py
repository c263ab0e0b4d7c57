"""What is shown of a programme."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from app.matches.schemas import FactShown, Shown
from app.profiles.models import StoredProfile
from app.profiles.service import FACT, fact_of
from ingestion.rules import rule
from matching.criteria.rules import Rule
from matching.profile import LANGUAGES


class SourceShown(Shown):
    """A page that states something about a profile, and what it states."""

    url: str = ""
    """Empty for a source that is no page, as an interview."""
    title: str = ""
    what_it_says: str = ""


class RuleShown(Shown):
    """A condition of a programme."""

    field: str
    op: str
    value: Any
    need: str
    """`required` decides; `conditional`, `bonus` and `info` are for reading."""
    text: Mapping[str, str]
    """The condition in words, by language, as its source has it."""

    @classmethod
    def of(cls, rule: Rule) -> "RuleShown":
        """A rule, shown."""
        return cls(field=rule.field, op=rule.op, value=rule.value, need=rule.need, text=rule.text)


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

    @classmethod
    def of(cls, row: StoredProfile) -> "ProgrammeShown":
        """A stored programme, its facts loaded."""
        record = row.record
        texts = {
            name: record.get(name, "")
            for name in ("url", "how_to_apply", "deadlines", "ticket_note", "notes")
        }
        return cls(
            **ProgrammeBrief.of(row).model_dump(),
            **texts,
            conditions=tuple(RuleShown.of(rule(one)) for one in record.get("eligibility", ())),
            facts=tuple(FactShown.of(fact_of(one)) for one in row.facts if one.role == FACT),
            sources=tuple(SourceShown(**source) for source in record["sources"]),
            evidence=record["evidence"],
            origin=row.origin,
        )


def by_language(record: Mapping[str, Any], field: str) -> dict[str, str]:
    """A record's text, in the languages that it has."""
    return {lang: text for lang in LANGUAGES if (text := record.get(f"{field}_{lang}"))}
