"""What the pages of a school are given: what it sent, its candidates, one of them."""

from collections.abc import Mapping

from app.accounts.schemas import PlaceShown
from app.candidates.inviting import InvitedShown
from app.candidates.listing import CandidateBrief, CandidatesShown, ProgressShown, Stage
from app.candidates.schemas import AlikeShown, CandidateShown
from app.intakes.outcomes import Outcome
from app.intakes.schemas import FileShown, IntakeShown, NamedShown
from app.kit.pages import Page
from app.matches.schemas import Shown
from web.data.kit import SectionShown


class IntakesPage(Shown):
    """`school/intakes.html`."""

    school: PlaceShown
    """The school."""
    found: Page[IntakeShown]
    """What it sent, in figures, the last first."""
    most: int
    """Bytes that are taken at one time."""
    each: int
    """Bytes of one file at most."""
    files: int
    """Files at one time at most."""
    fault: str
    """Why nothing was taken, in words; empty where nothing was refused."""


class IntakePage(Shown):
    """`school/intake.html`."""

    intake: IntakeShown
    """How far it is, in figures."""
    files: Page[FileShown] | Page[NamedShown]
    """What became of some files; while some wait, how far each is."""
    outcome: Outcome | None
    """The outcome that is looked at; null for any."""
    released: bool
    """Whether a file was just let through."""


class CandidatesPage(Shown):
    """`school/candidates.html`."""

    school: PlaceShown
    """The school."""
    found: CandidatesShown
    """The part of the list that is shown."""
    progress: ProgressShown
    """How far its candidates have come."""
    met: Mapping[str, int]
    """How many of them startups saw, were proposed, met or hired."""
    stage: Stage | None
    """The stage that is looked at; null for any."""
    q: str
    """What is searched; empty for nothing."""
    invited: InvitedShown | None
    """What came of inviting all, where that was just done."""


class InviteAllPage(Shown):
    """`school/invite_all.html`."""

    school: PlaceShown
    """The school."""
    waiting: int
    """How many would be written to, if their CVs say where."""


class TwinShown(Shown):
    """Somebody who may be the same person."""

    other: CandidateBrief
    alike: AlikeShown


class CandidatePage(Shown):
    """`school/candidate.html`."""

    school: PlaceShown
    """The school."""
    brief: CandidateBrief
    """The candidate in short."""
    candidate: CandidateShown
    """All that is kept of them."""
    sections: tuple[SectionShown, ...]
    """What is known of them, by field."""
    twins: tuple[TwinShown, ...]
    """Who may be the same person."""
    done: str
    """What was just done: a label of `candidate_done`; empty for nothing."""
    email: str
    """What was typed as the address to write to."""
    fault: str
    """Why it was not written to, in words; empty where nothing went wrong."""


PAGES: dict[str, type[Shown]] = {
    "school/intakes.html": IntakesPage,
    "school/intake.html": IntakePage,
    "school/candidates.html": CandidatesPage,
    "school/invite_all.html": InviteAllPage,
    "school/candidate.html": CandidatePage,
}
