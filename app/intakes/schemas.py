"""What a school is shown of what it gave."""

from collections.abc import Mapping
from datetime import datetime
from typing import Self

from app.intakes.models import Intake, IntakeFile
from app.intakes.outcomes import Outcome, sentence
from app.matches.schemas import Shown
from matching.profile import LANGUAGES


class TwinShown(Shown):
    """Somebody who may be the same person, for a person to decide."""

    candidate_id: str
    reasons: tuple[str, ...]
    """Labels of `alike`."""
    files: tuple[str, ...]
    """The names of the files that they came by."""


class NamedShown(Shown):
    """A file, and how far it is."""

    position: int
    name: str
    """As its sender calls it; empty once its person was forgotten."""
    outcome: Outcome


class FileShown(Shown):
    """A file, or a row of a spreadsheet, and what became of it."""

    position: int
    name: str
    """As its sender calls it; empty once its person was forgotten."""
    kind: str
    outcome: Outcome
    notes: tuple[Mapping[str, str], ...]
    """What is said of it, by language."""
    same_as: str
    """The name of the file that it repeats; empty for none, and where that one is gone."""
    alike: tuple[TwinShown, ...]
    candidate_id: str | None
    done_at: datetime | None

    @classmethod
    def of(cls, row: IntakeFile, alike: tuple[TwinShown, ...], same_as: str) -> Self:
        """A stored file."""
        said = tuple(
            {language: sentence(one, language) for language in LANGUAGES} for one in row.notes
        )
        return cls(
            position=row.position,
            name=row.name,
            kind=row.kind,
            outcome=Outcome(row.outcome),
            notes=said,
            same_as=same_as,
            alike=alike,
            candidate_id=row.candidate_id,
            done_at=row.done_at,
        )


class IntakeShown(Shown):
    """What a school gave at one time."""

    id: str
    organisation_id: str
    created_at: datetime
    finished_at: datetime | None
    """Null while files wait."""
    counts: Mapping[str, int]
    """How many files came to what: by outcome."""
    files: tuple[FileShown, ...] = ()

    @property
    def total(self) -> int:
        """How many files there are."""
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        """How many of them wait no more."""
        return self.total - self.counts.get(Outcome.WAITING, 0)

    @classmethod
    def of(cls, row: Intake, counts: Mapping[str, int], files: tuple[FileShown, ...] = ()) -> Self:
        """A stored intake."""
        return cls(
            id=row.id,
            organisation_id=row.organisation_id,
            created_at=row.created_at,
            finished_at=row.finished_at,
            counts=dict(counts),
            files=files,
        )
