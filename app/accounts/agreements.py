"""What may be consented to, and who says yes to it today. `app.accounts.consents` changes it."""

from collections.abc import Collection, Mapping
from functools import cache
from importlib.resources import files

import yaml
from sqlalchemy import ColumnElement, Select, and_, select, update
from sqlalchemy.orm import Session

from app.accounts.models import StoredConsent
from app.accounts.purposes import Purpose
from app.kit.database import now
from app.kit.errors import NotFound


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


def standing(code: str, about: str = "") -> Select[str]:
    """The accounts whose yes to a purpose, as it is worded today, holds.

    `about` names what a yes is for where the purpose is about one thing, as a startup.
    """
    return select(StoredConsent.account_id).where(holds(code), StoredConsent.about == about)


def holds(code: str) -> ColumnElement[bool]:
    """The condition that a yes is to a purpose, as it is worded today, and holds."""
    return and_(
        StoredConsent.purpose == code,
        StoredConsent.text_digest == purposes()[code].digest,
        StoredConsent.withdrawn_at.is_(None),
        StoredConsent.expires_at > now(),
    )


def agreed(
    session: Session, code: str, account_ids: Collection[str], about: str = ""
) -> frozenset[str]:
    """Those of some accounts whose yes to a purpose holds; see `standing`."""
    found = standing(code, about).where(StoredConsent.account_id.in_(account_ids))
    return frozenset(session.scalars(found) if account_ids else ())


def held_by(session: Session, account_ids: Collection[str]) -> dict[str, frozenset[str]]:
    """The purposes for all, by code, that each of some accounts says yes to today."""
    chosen = select(StoredConsent.account_id, StoredConsent.purpose, StoredConsent.text_digest)
    found = session.execute(
        chosen.where(
            StoredConsent.account_id.in_(account_ids),
            StoredConsent.about == "",
            StoredConsent.withdrawn_at.is_(None),
            StoredConsent.expires_at > now(),
        )
    )
    held: dict[str, set[str]] = {one: set() for one in account_ids}
    for account_id, code, said in found:
        if code in purposes() and purposes()[code].digest == said:
            held[account_id].add(code)
    return {one: frozenset(codes) for one, codes in held.items()}


def end_about(session: Session, kind: str, id_: str) -> None:
    """End what anybody said yes to for one thing that is no more: its name may be another's."""
    codes = [code for code, one in purposes().items() if one.about == kind]
    theirs = (StoredConsent.purpose.in_(codes), StoredConsent.about == id_)
    still = StoredConsent.withdrawn_at.is_(None)
    session.execute(update(StoredConsent).where(*theirs, still).values(withdrawn_at=now()))
