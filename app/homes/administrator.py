"""Where an administrator begins."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.audit import service as audit
from app.audit.models import Entry
from app.context import Context
from app.homes.manager import waiting
from app.kit.database import now, reading
from app.mail.models import StoredMail
from app.matches.schemas import Shown

# Days whose refusals are counted, and how many of them are shown.
LATELY, SHOWN = timedelta(days=7), 5


class Refusal(Shown):
    """That somebody was refused something; who it was is asked of the journal."""

    at: datetime
    action: str
    target_kind: str
    reason: str
    """Why, a code of the policy."""


class AdministratorHome(Shown):
    """The state of accounts, mails and the journal."""

    accounts: int
    """Accounts that may sign in."""
    unconfirmed: int
    """Those of them whose address nobody has proven yet."""
    invitations: int
    """Invitations that wait for an answer."""
    mails: int
    """Mails that are not sent yet."""
    failed: int
    """Those of them that were tried, in vain."""
    refused: int
    """Refusals of the last seven days."""
    refusals: tuple[Refusal, ...]
    """The last ones, the latest first."""


def administrator_home(context: Context) -> AdministratorHome:
    """The state of today."""
    with reading(context.database) as session:
        return AdministratorHome(
            accounts=session.scalar(select(func.count()).where(Account.disabled_at.is_(None))) or 0,
            unconfirmed=unconfirmed(session),
            invitations=waiting(session),
            refusals=refusals(session),
            **unsent(session),
        )


def unconfirmed(session: Session) -> int:
    """How many accounts there are whose address is not proven."""
    chosen = select(func.count()).where(
        Account.confirmed_at.is_(None), Account.disabled_at.is_(None)
    )
    return session.scalar(chosen) or 0


def unsent(session: Session) -> Mapping[str, int]:
    """How many mails wait, how many of them failed, and how often somebody was refused lately."""
    failed = func.count().filter(StoredMail.attempts > 0)
    mails, vain = session.execute(
        select(func.count(), failed).where(StoredMail.sent_at.is_(None))
    ).one()
    refused = audit.refused_since(session, now() - LATELY)
    return {"mails": mails, "failed": vain, "refused": refused}


def refusals(session: Session) -> tuple[Refusal, ...]:
    """The last refusals."""
    rows = session.scalars(
        select(Entry).where(Entry.allowed.is_(False)).order_by(Entry.sequence.desc()).limit(SHOWN)
    )
    return tuple(
        Refusal(at=row.at, action=row.action, target_kind=row.target_kind, reason=row.reason)
        for row in rows
    )
