"""Consents: a dated yes to a named purpose, until it expires or is withdrawn."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from functools import cache
from importlib.resources import files
from itertools import groupby

import yaml
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import StoredConsent
from app.accounts.policy import Target, Visitor
from app.accounts.schemas import ConsentGiven, ConsentShown, Purpose
from app.audit import service as audit
from app.context import Context
from app.kit.database import now, reading, writing
from app.kit.errors import NotFound

MONTH = timedelta(days=30.4375)


@cache
def purposes() -> Mapping[str, Purpose]:
    """What may be consented to, by code."""
    rows = yaml.safe_load(files("app.accounts").joinpath("purposes.yaml").read_text("utf-8"))
    return {code: Purpose(code=code, **row) for code, row in rows.items()}


def purpose(code: str) -> Purpose:
    """One purpose; raises `NotFound`."""
    if code not in purposes():
        message = f"There is no purpose called “{code}”."
        raise NotFound(message)
    return purposes()[code]


def consents(context: Context, visitor: Visitor) -> tuple[ConsentShown, ...]:
    """Every purpose that a person is asked about, or answered, with the answers, latest first."""
    if visitor.person is None:
        return ()
    with reading(context.database) as session:
        given = given_by(session, visitor.person.id)
    return tuple(
        ConsentShown(purpose=one, history=given.get(code, ()))
        for code, one in purposes().items()
        if code in given or not one.roles.isdisjoint(visitor.roles())
    )


def agreed(session: Session, code: str, account_ids: Collection[str]) -> frozenset[str]:
    """Those of some accounts whose yes to a purpose, as it is worded today, holds."""
    found = select(StoredConsent.account_id).where(
        StoredConsent.account_id.in_(account_ids),
        StoredConsent.purpose == code,
        StoredConsent.text_digest == purposes()[code].digest,
        StoredConsent.withdrawn_at.is_(None),
        StoredConsent.expires_at > now(),
    )
    return frozenset(session.scalars(found) if account_ids else ())


def given_by(session: Session, account_id: str) -> dict[str, tuple[ConsentGiven, ...]]:
    """What an account said yes to, by purpose, the latest first."""
    rows: Sequence[StoredConsent] = session.scalars(
        select(StoredConsent)
        .where(StoredConsent.account_id == account_id)
        .order_by(StoredConsent.purpose, StoredConsent.key.desc())
    ).all()
    known = purposes()
    return {
        code: tuple(ConsentGiven.of(row, known[code]) for row in many)
        for code, many in groupby(rows, lambda row: row.purpose)
        if code in known
    }


def give(context: Context, visitor: Visitor, account_id: str, code: str) -> None:
    """Say yes from now on; a yes that still holds ends here, so that one holds at a time."""
    wanted, at = purpose(code), now()
    with writing(context.database) as session:
        end(session, account_id, code)
        session.add(
            StoredConsent(
                account_id=account_id,
                purpose=code,
                text_digest=wanted.digest,
                given_at=at,
                expires_at=at + wanted.months * MONTH,
            )
        )
        target = Target.account(account_id)
        audit.note(session, visitor, "consent.give", target, purpose=code)


def withdraw(context: Context, visitor: Visitor, account_id: str, code: str) -> None:
    """Take a yes back, from now on."""
    wanted = purpose(code)
    with writing(context.database) as session:
        end(session, account_id, wanted.code)
        target = Target.account(account_id)
        audit.note(session, visitor, "consent.withdraw", target, purpose=code)


def end(session: Session, account_id: str, code: str) -> None:
    """End what holds of a purpose; history stays."""
    session.execute(
        update(StoredConsent)
        .where(StoredConsent.account_id == account_id, StoredConsent.purpose == code)
        .where(StoredConsent.withdrawn_at.is_(None), StoredConsent.expires_at > now())
        .values(withdrawn_at=now())
    )
