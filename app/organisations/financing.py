"""The financing desk of a company: its list, and the answers that change it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.accounts.gate import person_of
from app.accounts.policy import Visitor, decide
from app.accounts.targets import target
from app.context import Context
from app.decisions import service as decisions
from app.decisions.states import Step
from app.drafts import service as drafts
from app.drafts.service import Draft
from app.kit.database import reading, writing
from app.matches import eligibility, listing
from app.matches import service as matches
from app.matches.difference import DifferenceShown, of_startup
from app.matches.explained import OverviewShown
from app.matches.listing import ListBrief
from app.matches.parts import Show
from app.organisations.editing import author
from app.organisations.schemas import StartupBrief
from app.profiles import editing
from app.profiles.service import stored
from matching.profile import Kind, Value


@dataclass(frozen=True, slots=True)
class Desk:
    """What somebody finds at the financing desk of a company."""

    startup: StartupBrief
    overview: OverviewShown
    seeks: bool
    """Whether the company says what it looks for; if not, what the desk is for stands in."""
    may_edit: bool
    """Whether they may answer its questions."""
    decided: Mapping[str, Step]
    """What the company said last of programmes, by id."""
    drafts: tuple[Draft, ...]
    """The answers that they typed and did not send, the latest first."""


def desk(
    context: Context,
    visitor: Visitor,
    startup_id: str,
    show: Show = Show.OPEN,
    *,
    every: bool = False,
) -> Desk:
    """The desk of a company as a visitor finds it, who may read it; raises `NotFound`."""
    with reading(context.database) as session:
        row = stored(session, Kind.STARTUP, startup_id)
        startup, seeker = StartupBrief.of(row), matches.seeker_of(context, session, row)
        may_edit = decide(visitor, "startup.edit", target(session, "startup", startup_id)).allowed
        decided = decisions.states(session, startup_id)
        typed = unsent(session, person_of(visitor).id, startup_id)
    return Desk(
        startup=startup,
        overview=eligibility.overview_of(context, seeker, show=show, every=every),
        seeks="seeks" in seeker.profile.preferences,
        may_edit=may_edit,
        decided=decided,
        drafts=typed,
    )


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed at the desk of a company since one of its lists."""

    startup: StartupBrief
    lists: tuple[ListBrief, ...]
    """Those that were kept, the latest first."""
    difference: DifferenceShown | None
    """Why the latest differs from the earlier one; None where there is no earlier one."""


def changes(context: Context, startup_id: str, since: int | None = None) -> Changes:
    """What changed since a list, else since the one before the latest; raises `NotFound`."""
    with reading(context.database) as session:
        startup = StartupBrief.of(stored(session, Kind.STARTUP, startup_id))
        # What a list of another origin told may be one part of it: the page compares whole ones.
        kept = tuple(one for one in listing.told(session, startup_id) if one.replayable)
    before = since or next((one.key for one in kept[1:]), None)
    if before is None:
        return Changes(startup, kept, None)
    after = kept[0].key if kept else before
    return Changes(startup, kept, of_startup(context, startup_id, before, after))


def answer(context: Context, visitor: Visitor, startup_id: str, name: str, value: Value) -> None:
    """Note what somebody who answers for a company states of it today.

    Raises `NotFound`, and `Invalid` for what is no value that a company states of itself.
    """
    editing.answer(context, startup_id, name, value, source=author(visitor, startup_id))
    person = person_of(visitor)
    with writing(context.database) as session:
        for one in unsent(session, person.id, startup_id):
            # The desk asks several questions: what was typed for another one stays.
            if one.fields.get("field") == (name,):
                drafts.drop(session, person.id, one.form)


def unsent(session: Session, account_id: str, startup_id: str) -> tuple[Draft, ...]:
    """What somebody typed for a company's questions and did not send, the latest first."""
    form = form_of(startup_id)
    kept = drafts.drafts(session, account_id)
    return tuple(one for one in kept if one.form.partition("?")[0] == form)


def form_of(startup_id: str) -> str:
    """The address of the desk, by which answers that are not sent are known."""
    return f"/startups/{startup_id}/financing"
