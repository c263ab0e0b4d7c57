"""The financing desk of a company: its list, and the answers that change it."""

from dataclasses import dataclass

from app.accounts.gate import person_of
from app.accounts.policy import Visitor, decide
from app.accounts.targets import target
from app.context import Context
from app.drafts import service as drafts
from app.drafts.service import Draft
from app.kit.database import reading, writing
from app.matches import eligibility
from app.matches.explained import OverviewShown
from app.matches.parts import Show
from app.organisations.editing import author
from app.organisations.schemas import StartupShown
from app.organisations.service import read
from app.profiles import editing
from matching.profile import Value


@dataclass(frozen=True, slots=True)
class Desk:
    """What somebody finds at the financing desk of a company."""

    startup: StartupShown
    overview: OverviewShown
    may_edit: bool
    """Whether they may answer its questions."""
    draft: Draft | None
    """An answer that they typed and did not send."""


def desk(context: Context, visitor: Visitor, startup_id: str, show: Show = Show.OPEN) -> Desk:
    """The desk of a company as a visitor finds it, who may read it; raises `NotFound`."""
    overview = eligibility.overview(context, startup_id, show=show)
    with reading(context.database) as session:
        return Desk(
            startup=read(session, startup_id),
            overview=overview,
            may_edit=decide(
                visitor, "startup.edit", target(session, "startup", startup_id)
            ).allowed,
            draft=drafts.kept(session, person_of(visitor).id, form_of(startup_id)),
        )


def answer(context: Context, visitor: Visitor, startup_id: str, name: str, value: Value) -> None:
    """Note what somebody who answers for a company states of it today.

    Raises `NotFound`, and `Invalid` for what is no value that a company states of itself.
    """
    editing.answer(context, startup_id, name, value, source=author(visitor, startup_id))
    person, form = person_of(visitor), form_of(startup_id)
    with writing(context.database) as session:
        kept = drafts.kept(session, person.id, form)
        # The desk asks several questions: what was typed for another one stays.
        if kept and kept.fields.get("field") == (name,):
            drafts.drop(session, person.id, form)


def form_of(startup_id: str) -> str:
    """The address of the desk, by which an answer that is not sent is known."""
    return f"/startups/{startup_id}/financing"
