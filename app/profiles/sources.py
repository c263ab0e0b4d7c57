"""Which room of ingestion reads which kind of profile."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.profiles import talent
from ingestion import programmes, startups
from ingestion.report import Batch
from matching.criteria.rules import Condition
from matching.profile import Kind, Profile


@dataclass(frozen=True, slots=True)
class Source:
    """How the records of a kind are read, and turned into profiles.

    `facts` names the fact that says what a field of the record says.
    """

    read: Callable[[Path], Batch]
    profile: Callable[[dict[str, Any]], Profile]
    facts: Mapping[str, str]


SOURCES: Mapping[Kind, Source] = {
    Kind.PROGRAMME: Source(programmes.read, programmes.profile, programmes.FACTS),
    Kind.STARTUP: Source(startups.read, startups.profile, {**startups.FACTS, "sectors": "sector"}),
}


def criteria(kind: Kind, record: dict[str, Any]) -> tuple[Condition, ...]:
    """What a stored record demands of the other side."""
    return DEMANDED[kind](record)


DEMANDED: Mapping[Kind, Callable[[dict[str, Any]], tuple[Condition, ...]]] = {
    Kind.PROGRAMME: lambda record: programmes.profile(record).criteria,
    Kind.STARTUP: startups.wished,
    Kind.CANDIDATE: talent.wished,
    Kind.VACANCY: talent.demanded_by,
}
