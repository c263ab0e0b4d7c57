"""Which room of ingestion reads which kind of profile."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingestion import programmes, startups
from ingestion.report import Batch
from matching.criteria.rules import Rule
from matching.profile import Kind, Profile


@dataclass(frozen=True, slots=True)
class Source:
    """How the records of a kind are read, and turned into profiles."""

    read: Callable[[Path], Batch]
    profile: Callable[[dict[str, Any]], Profile]


SOURCES: Mapping[Kind, Source] = {
    Kind.PROGRAMME: Source(programmes.read, programmes.profile),
    Kind.STARTUP: Source(startups.read, startups.profile),
}


def criteria(kind: Kind, record: dict[str, Any]) -> tuple[Rule, ...]:
    """What a stored record demands of the other side."""
    return SOURCES[kind].profile(record).criteria
