"""Forms that are not sent yet: kept for the one who typed them, and for nobody else."""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, delete, false, or_, select
from sqlalchemy.orm import Session

from app.drafts.models import StoredDraft
from app.kit.database import now
from app.kit.errors import DomainError

# Bytes of one draft, and drafts of one person: the oldest give way.
LARGEST, MOST = 65_536, 30
# A form is known by the address of its page, one of a company's questions by what it asks. Of
# these desks only: where people sign in, and on most pages of their account, forms ask for what
# opens doors, which is never kept.
ADDRESS = re.compile(
    r"/(startups|programmes|organisations|sites|cohorts|invitations|offers|introductions)"
    r"/[\w./-]{1,270}"
    r"|/startups/[\w.-]{1,200}/financing\?ask=\w{1,60}",
    re.ASCII,
)
# The pages of an account whose forms are kept, and the fields of theirs that open nothing.
ACCOUNT: Mapping[str, frozenset[str]] = {
    "/account": frozenset({"name", "language", "email"}),
    "/account/keys": frozenset({"name", "scopes", "days"}),
}

Fields = Mapping[str, str | Sequence[str]]

# Asked of most pages: to build such a statement takes longer than to run it.
THEIRS = (
    select(StoredDraft)
    .where(StoredDraft.account_id == bindparam("account_id"))
    .order_by(StoredDraft.updated_at.desc(), StoredDraft.form)
)


class TooLong(DomainError):
    """More was typed than a draft holds."""

    status = 413
    title = "Too long"


class NoForm(DomainError):
    """What should name a form is no address of a page."""

    status = 422
    title = "Not a form"


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person typed into a form, and when they last did."""

    form: str
    """The address of its page."""
    fields: Mapping[str, tuple[str, ...]]
    """By name; several values where several were chosen."""
    at: datetime


def keep(session: Session, account_id: str, form: str, fields: Fields) -> None:
    """Keep what was typed into a form, in the place of what was before.

    Raises `NoForm`, and `TooLong`.
    """
    open_ = ACCOUNT.get(form, fields.keys())
    typed = {name: listed(value) for name, value in fields.items() if name in open_}
    if len(json.dumps(typed).encode()) > LARGEST:
        message = f"A draft holds {LARGEST} bytes at most."
        raise TooLong(message)
    named = {"account_id": account_id, "form": address(form)}
    session.merge(StoredDraft(**named, fields=typed, updated_at=now()))
    session.flush()
    for old in drafts(session, account_id)[MOST:]:
        drop(session, account_id, old.form)


def address(form: str) -> str:
    """The address of a form's page; raises `NoForm` for what keeps no drafts."""
    if form not in ACCOUNT and not ADDRESS.fullmatch(form):
        message = "A form is named by the address of its page."
        raise NoForm(message)
    return form


def listed(value: str | Sequence[str]) -> list[str]:
    """The values of a field."""
    return [value] if isinstance(value, str) else list(value)


def kept(session: Session, account_id: str, form: str) -> Draft | None:
    """What a person typed into a form and did not send; None for nothing."""
    row = session.get(StoredDraft, (account_id, form))
    return draft(row) if row else None


def drafts(session: Session, account_id: str) -> list[Draft]:
    """Every draft of a person, the latest first."""
    return [draft(row) for row in session.scalars(THEIRS, {"account_id": account_id})]


def drop_fields(session: Session, account_id: str, form: str, names: Collection[str]) -> None:
    """Forget what a person typed into some fields: a page may have several forms."""
    row = session.get(StoredDraft, (account_id, form))
    if row is None:
        return
    row.fields = {name: values for name, values in row.fields.items() if name not in names}
    if not row.fields:
        session.delete(row)


def drop(session: Session, account_id: str, form: str) -> None:
    """Forget what a person typed into a form, if anything."""
    theirs = (StoredDraft.account_id == account_id, StoredDraft.form == form)
    session.execute(delete(StoredDraft).where(*theirs))


def forget(session: Session, startup_id: str) -> None:
    """Forget what anybody typed about a company, on its own pages or on a site's."""
    form = StoredDraft.form
    own = form.startswith(f"/startups/{startup_id}/", autoescape=True)
    at_site = form.startswith("/sites/") & form.endswith(
        f"/companies/{startup_id}", autoescape=True
    )
    session.execute(delete(StoredDraft).where(own | at_site))


def about(kind: str, ids: Collection[str]) -> ColumnElement[bool]:
    """The condition that a draft is of a page about one of some things, as `introductions`."""
    form = StoredDraft.form
    own = (form == f"/{kind}/{one}" for one in ids)
    under = (form.startswith(f"/{kind}/{one}/", autoescape=True) for one in ids)
    return or_(false(), *own, *under)


def forget_about(session: Session, kind: str, ids: Collection[str]) -> None:
    """Forget what anybody typed on the pages about some things."""
    session.execute(delete(StoredDraft).where(about(kind, ids)))


def draft(row: StoredDraft) -> Draft:
    """A row as a draft."""
    fields = {name: tuple(values) for name, values in row.fields.items()}
    return Draft(row.form, fields, row.updated_at)
