"""Corrections of what is known of a company, by whoever answers for it."""

from collections.abc import Mapping

from app.accounts.gate import person_of
from app.accounts.policy import Role, Visitor
from app.context import Context
from app.drafts import service as drafts
from app.drafts import submissions
from app.kit.database import writing
from app.profiles.editing import COACH, STARTUP, changed
from matching.profile import Kind


def correct(
    context: Context,
    visitor: Visitor,
    startup_id: str,
    values: Mapping[str, object],
    once: str,
) -> str:
    """Put values in fields of a company's record, as `changed` takes them; returns where to go.

    The same form sent again changes nothing. Raises `Invalid` and `NotFound`.
    """
    person, encoder = person_of(visitor), context.encoder
    with writing(context.database) as session:
        if led := submissions.result(session, person.id, once):
            return led
        if values:
            source = author(visitor, startup_id)
            changed(session, encoder, Kind.STARTUP, startup_id, values, source=source)
        drafts.drop(session, person.id, form_of(startup_id))
        address = f"/startups/{startup_id}?saved=1"
        submissions.note(session, person.id, once, address)
    return address


def form_of(startup_id: str) -> str:
    """The address of the form, by which its draft is known."""
    return f"/startups/{startup_id}/edit"


def author(visitor: Visitor, startup_id: str) -> str:
    """Who states what a visitor says of a company: itself by its founder, or a coach."""
    return STARTUP if startup_id in visitor.scopes(Role.FOUNDER) else COACH
