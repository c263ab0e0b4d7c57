"""Consents: a dated yes to a named purpose, until it expires or is withdrawn."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts import agreements
from app.accounts.models import StoredConsent
from app.accounts.policy import Target, Visitor
from app.accounts.schemas import ConsentGiven, ConsentShown, Purpose
from app.audit import service as audit
from app.candidates import consequences
from app.context import Context
from app.kit.database import now, reading, writing
from app.kit.errors import DomainError

MONTH = timedelta(days=30.4375)


class NotNamed(DomainError):
    """A yes that is for one thing does not say which, or one that is for all names one."""

    status = 422
    title = "Not said for what"


def consents(context: Context, visitor: Visitor) -> tuple[ConsentShown, ...]:
    """Every purpose that a person is asked about, or answered, with the answers, latest first.

    Purposes about one thing, as a startup, are asked where it is named.
    """
    if visitor.person is None:
        return ()
    with reading(context.database) as session:
        given = given_by(session, visitor.person.id)
    return tuple(
        ConsentShown(purpose=one, history=given.get(code, ()))
        for code, one in agreements.purposes().items()
        if not one.about and (code in given or not one.roles.isdisjoint(visitor.roles()))
    )


def given_by(session: Session, account_id: str) -> dict[str, tuple[ConsentGiven, ...]]:
    """What an account said yes to, by purpose, the latest first."""
    rows: Sequence[StoredConsent] = session.scalars(
        select(StoredConsent)
        .where(StoredConsent.account_id == account_id)
        .order_by(StoredConsent.purpose, StoredConsent.key.desc())
    ).all()
    known = agreements.purposes()
    return {
        code: tuple(ConsentGiven.of(row, known[code]) for row in many)
        for code, many in groupby(rows, lambda row: row.purpose)
        if code in known
    }


def give(context: Context, visitor: Visitor, account_id: str, code: str, about: str = "") -> None:
    """Say yes from now on; a yes that still holds ends here, so that one holds at a time.

    `about` is the id of what it is for, where its purpose asks for one. Raises `NotFound` and
    `NotNamed`.
    """
    wanted, at = named(code, about), now()
    with writing(context.database) as session:
        end(session, account_id, code, about)
        session.add(
            StoredConsent(
                account_id=account_id,
                purpose=code,
                about=about,
                text_digest=wanted.digest,
                given_at=at,
                expires_at=at + wanted.months * MONTH,
            )
        )
        target = Target.account(account_id)
        audit.note(session, visitor, "consent.give", target, purpose=code, **of(about))
        session.flush()
        consequences.given(session, account_id, code)


def withdraw(
    context: Context, visitor: Visitor, account_id: str, code: str, about: str = ""
) -> None:
    """Take a yes back, from now on, with what was done by it. Raises `NotFound`, `NotNamed`."""
    wanted = named(code, about)
    with writing(context.database) as session:
        end(session, account_id, wanted.code, about)
        target = Target.account(account_id)
        audit.note(session, visitor, "consent.withdraw", target, purpose=code, **of(about))
    consequences.withdrawn(context, visitor, account_id, code)


def named(code: str, about: str) -> Purpose:
    """A purpose, for one thing exactly where it is about one."""
    wanted = agreements.purpose(code)
    if bool(wanted.about) != bool(about):
        message = f"A yes to “{code}” names {wanted.about or 'nothing'}."
        raise NotNamed(message)
    return wanted


def of(about: str) -> dict[str, Any]:
    """What the journal says a yes is for, where it is for one thing."""
    return {"of": about} if about else {}


def end(session: Session, account_id: str, code: str, about: str) -> None:
    """End what holds of a purpose; history stays."""
    session.execute(
        update(StoredConsent)
        .where(StoredConsent.account_id == account_id, StoredConsent.purpose == code)
        .where(StoredConsent.about == about)
        .where(StoredConsent.withdrawn_at.is_(None), StoredConsent.expires_at > now())
        .values(withdrawn_at=now())
    )
