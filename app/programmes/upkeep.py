"""What the catalogue needs from those who keep it: how old each record is, and what it lacks."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum

from app.matches.schemas import Shown
from app.profiles.models import StoredProfile
from ingestion.report import Data
from matching.criteria.derived import days

# Months after which a record is to be read again against its sources, and is no longer relied on.
DUE, OLD = 12, 24


class Issue(StrEnum):
    """What is amiss with a record, the most urgent first."""

    OLD = "old"
    """As of more than 24 months ago."""
    UNDATED = "undated"
    """It bears no date."""
    DUE = "due"
    """As of more than 12 months ago."""
    SOURCE_WITHOUT_ADDRESS = "source_without_address"
    """One of its sources cannot be opened."""
    NO_ADDRESS = "no_address"
    """It has no page of its own."""
    SECONDARY = "secondary"
    """It rests on the press or on others, not on who runs it."""


Holds = Callable[[Data, int | None], bool]

# Whether a record, whose age in months is known or not, has each.
ISSUES: Mapping[Issue, Holds] = {
    Issue.OLD: lambda _, age: age is not None and age >= OLD,
    Issue.UNDATED: lambda _, age: age is None,
    Issue.DUE: lambda _, age: age is not None and DUE <= age < OLD,
    Issue.SOURCE_WITHOUT_ADDRESS: lambda data, _: (
        not all(one.get("url") for one in data["sources"])
    ),
    Issue.NO_ADDRESS: lambda data, _: not data.get("url"),
    Issue.SECONDARY: lambda data, _: data["evidence"] != "official",
}
URGENCY = {issue: place for place, issue in enumerate(Issue)}


class UpkeepShown(Shown):
    """How fresh and how well founded a programme's record is."""

    id: str
    name: str
    status: str
    as_of: str
    """ISO date, perhaps partial; empty when the record bears none."""
    months: int | None
    """Whole months since then; null when it bears none."""
    issues: tuple[Issue, ...]
    """What is amiss, the most urgent first."""
    edited: tuple[str, ...]
    """The fields that persons changed, which imports leave alone."""

    @property
    def due(self) -> bool:
        """Whether it is to be read again against its sources."""
        return bool({Issue.OLD, Issue.UNDATED, Issue.DUE} & set(self.issues))

    @classmethod
    def of(cls, row: StoredProfile, edited: tuple[str, ...], day: date) -> "UpkeepShown":
        """A stored programme as of a day."""
        record = row.record
        age = months(record.get("as_of", ""), day)
        return cls(
            id=row.id,
            name=row.name,
            status=record["status"],
            as_of=record.get("as_of", ""),
            months=age,
            issues=tuple(issue for issue, holds in ISSUES.items() if holds(record, age)),
            edited=edited,
        )


class KeptShown(Shown):
    """The records that somebody looks after."""

    records: tuple[UpkeepShown, ...]
    editable: frozenset[str]
    """Which of them they may correct, by id."""


def months(stated: str, day: date) -> int | None:
    """Whole months from the last day that a date may mean to a day; None without a date."""
    if not stated:
        return None
    _, last = days(stated)
    whole = (day.year - last.year) * 12 + day.month - last.month - (day.day < last.day)
    return max(0, whole)


def outdated(stated: str, day: date) -> bool:
    """Whether what a record said at a date is no longer relied on at a day."""
    return ISSUES[Issue.OLD]({}, months(stated, day))


def urgency(shown: UpkeepShown) -> tuple[int, int, int, str]:
    """Sorting key: the worst issue first, then how many there are, then the oldest."""
    worst = min((URGENCY[issue] for issue in shown.issues), default=len(URGENCY))
    return worst, -len(shown.issues), -(shown.months or 0), shown.id
