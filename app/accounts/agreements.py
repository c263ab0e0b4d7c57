"""What may be consented to, and who says yes to it today. `app.accounts.consents` changes it."""

from collections.abc import Collection, Mapping
from functools import cache
from importlib.resources import files

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import StoredConsent
from app.accounts.schemas import Purpose
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


def agreed(
    session: Session, code: str, account_ids: Collection[str], about: str = ""
) -> frozenset[str]:
    """Those of some accounts whose yes to a purpose, as it is worded today, holds.

    `about` names what a yes is for where the purpose is about one thing, as a startup.
    """
    found = select(StoredConsent.account_id).where(
        StoredConsent.account_id.in_(account_ids),
        StoredConsent.purpose == code,
        StoredConsent.about == about,
        StoredConsent.text_digest == purposes()[code].digest,
        StoredConsent.withdrawn_at.is_(None),
        StoredConsent.expires_at > now(),
    )
    return frozenset(session.scalars(found) if account_ids else ())
