"""Forms of the network that somebody began: what they typed is there again, and sent once."""

from collections.abc import Collection, Mapping
from datetime import datetime

from app.accounts.policy import Person
from app.context import Context
from app.drafts import service as drafts
from app.drafts import submissions
from app.kit.database import reading, writing
from app.matches.schemas import Shown

Lists = Mapping[str, tuple[str, ...]]


class Begun(Shown):
    """A form as somebody left it."""

    form: str
    """The address of its page."""
    once: str
    """What tells this filling of the form from another."""
    at: datetime | None = None
    """When they left it; null where nothing is kept of it."""
    kept: bool = False
    """Whether they have just asked to keep it."""


def resumed(
    context: Context,
    person: Person,
    form: str,
    before: Lists,
    kept: str = "",
    *,
    boxes: Collection[str] = (),
) -> tuple[Begun, Lists]:
    """A form with what a person typed into it and did not send, over what is known.

    A browser sends nothing of `boxes` that are not ticked: a draft without them has them so.
    """
    with reading(context.database) as session:
        draft = drafts.kept(session, person.id, form)
    asked = {name: given for name, given in before.items() if name not in boxes}
    typed = {**asked, **draft.fields} if draft else before
    at = draft.at if draft else None
    return Begun(form=form, once=submissions.token(), at=at, kept=bool(kept)), typed


def refused(form: str, typed: Lists) -> Begun:
    """A form that was sent and is shown again with its faults."""
    return Begun(form=form, once=submissions.once_of(typed))


def finished(context: Context, person: Person, form: str) -> None:
    """Forget what was kept of a form that is done."""
    with writing(context.database) as session:
        drafts.drop(session, person.id, form)


def finished_part(context: Context, person: Person, form: str, *names: str) -> None:
    """Forget what was kept of one of the forms of a page, which has these fields."""
    with writing(context.database) as session:
        drafts.drop_fields(session, person.id, form, names)


def texts(typed: Lists) -> dict[str, str]:
    """The last value of each field."""
    return {name: values[-1] for name, values in typed.items() if values}


def lists(known: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """What is known, as a form sends it."""
    return {name: (value,) for name, value in known.items()}
