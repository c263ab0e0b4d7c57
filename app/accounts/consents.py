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
from app.accounts.purposes import ConsentGiven, ConsentShown, Purpose
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


class NotAsked(DomainError):
    """A yes to what is not asked of the person."""

    status = 403
    title = "Not asked of you"


def consents(context: Context, visitor: Visitor) -> tuple[ConsentShown, ...]:
    """Every purpose that a person is asked about, or answered, with the answers, latest first.

    Purposes about one thing, as a startup, are asked where it is named; those that are no more
    come last.
    """
    if visitor.person is None:
        return ()
    with reading(context.database) as session:
        given = given_by(session, visitor.person.id)
    known = agreements.purposes()
    over = {code: Purpose.over(code, rows[0].said) for code, rows in given.items()}
    return tuple(
        ConsentShown(
            purpose=one,
            asked=is_asked(one, visitor),
            history=tuple(ConsentGiven.of(row, one) for row in given.get(code, ())),
        )
        for code, one in {**known, **over, **known}.items()
        if not one.about and (code in given or is_asked(one, visitor))
    )


def named_for(
    context: Context, visitor: Visitor, code: str
) -> tuple[tuple[str, ConsentShown], ...]:
    """What a person answered to a purpose that is about one thing, by the id of each thing."""
    if visitor.person is None:
        return ()
    one = agreements.purpose(code)
    with reading(context.database) as session:
        given = given_by(session, visitor.person.id).get(code, [])
    about: dict[str, list[ConsentGiven]] = {}
    for row in given:
        about.setdefault(row.about, []).append(ConsentGiven.of(row, one))
    asked = is_asked(one, visitor)
    return tuple(
        (id_, ConsentShown(purpose=one, asked=asked, history=tuple(rows)))
        for id_, rows in about.items()
    )


def is_asked(purpose: Purpose, visitor: Visitor) -> bool:
    """Whether a purpose is asked of who asks."""
    return not purpose.roles.isdisjoint(visitor.roles())


def given_by(session: Session, account_id: str) -> dict[str, list[StoredConsent]]:
    """What an account said yes to, by purpose, the latest first."""
    rows: Sequence[StoredConsent] = session.scalars(
        select(StoredConsent)
        .where(StoredConsent.account_id == account_id)
        .order_by(StoredConsent.purpose, StoredConsent.key.desc())
    ).all()
    return {code: list(many) for code, many in groupby(rows, lambda row: row.purpose)}


def give(context: Context, visitor: Visitor, account_id: str, code: str, about: str = "") -> None:
    """Say yes from now on; a yes that still holds ends here, so that one holds at a time.

    `about` is the id of what it is for, where its purpose asks for one. Raises `NotFound`,
    `NotNamed` and `NotAsked`.
    """
    wanted, at = named(code, about), now()
    if not is_asked(wanted, visitor):
        message = f"A yes to “{code}” is not asked of you."
        raise NotAsked(message)
    with writing(context.database) as session:
        end(session, account_id, code, about)
        session.add(
            StoredConsent(
                account_id=account_id,
                purpose=code,
                about=about,
                said=wanted.said,
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
    """Take a yes back, with what was done by it, or neither. Raises `NotFound`, `NotNamed`.

    One to a purpose that is no more is taken back whatever it was about.
    """
    with writing(context.database) as session:
        if code in agreements.purposes() or code not in given_by(session, account_id):
            end(session, account_id, named(code, about).code, about)
        else:
            end(session, account_id, code)
        target = Target.account(account_id)
        audit.note(session, visitor, "consent.withdraw", target, purpose=code, **of(about))
        files = consequences.withdrawn(session, visitor, account_id, code)
    consequences.settled(context, code, files)


def named(code: str, about: str) -> Purpose:
    """A purpose, for one thing exactly where it is about one; raises `NotFound`, `NotNamed`."""
    wanted = agreements.purpose(code)
    if bool(wanted.about) != bool(about):
        message = f"A yes to “{code}” names {wanted.about or 'nothing'}."
        raise NotNamed(message)
    return wanted


def of(about: str) -> dict[str, Any]:
    """What the journal says a yes is for, where it is for one thing."""
    return {"of": about} if about else {}


def end(session: Session, account_id: str, code: str, about: str | None = None) -> None:
    """End what holds of a purpose, about one thing or, for None, about any; history stays."""
    theirs = [StoredConsent.account_id == account_id, StoredConsent.purpose == code]
    if about is not None:
        theirs.append(StoredConsent.about == about)
    session.execute(
        update(StoredConsent)
        .where(*theirs)
        .where(StoredConsent.withdrawn_at.is_(None), StoredConsent.expires_at > now())
        .values(withdrawn_at=now())
    )
