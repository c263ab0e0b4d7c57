"""Sending what is in the outbox: after the commit, again where it fails, later each time."""

import logging
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import partial

from sqlalchemy import ColumnElement, Engine, and_, exists, select, update
from sqlalchemy.orm import Session

from app.kit.database import now, reading, writing
from app.kit.rounds import Rounds
from app.mail.models import StoredMail
from app.mail.transports import Transport

logger = logging.getLogger(__name__)

BATCH = 20
# A mail that failed so often is given up; an administrator sees it among those that wait.
MOST = 8
# The wait after the first failure; it doubles with each. Longer than a try can take: a mail that
# one process is sending is not yet due for another.
FIRST_WAIT = timedelta(minutes=1)
PAUSE_S = 2.0
NAME = "Wasl"


def deliver(database: Engine, transport: Transport, sender: str) -> int:
    """Send every mail that is due; returns how many went.

    A mail is claimed before it is sent, so that two processes do not both send it; one whose
    process dies in between is sent again.
    """
    sent = 0
    while claimed := claim(database):
        for mail in claimed:
            sent += attempt(database, transport, mail, sender)
    return sent


def claim(database: Engine) -> list[StoredMail]:
    """Mails that are due, put off for everybody else."""
    at = now()
    is_due = and_(StoredMail.sent_at.is_(None), StoredMail.due_at <= at, StoredMail.attempts < MOST)
    if not there_is(database, is_due):
        return []
    chosen = select(StoredMail).where(is_due).order_by(StoredMail.due_at).limit(BATCH)
    with writing(database) as session:
        session.expire_on_commit = False
        claimed = list(session.scalars(chosen.with_for_update(skip_locked=True)))
        for mail in claimed:
            mail.due_at = at + FIRST_WAIT * 2**mail.attempts
            mail.attempts += 1
        return claimed


def there_is(database: Engine, condition: ColumnElement[bool]) -> bool:
    """Whether there is such a mail; asked before anything is locked, since mostly there is none."""
    with reading(database) as session:
        return bool(session.scalar(select(exists().where(condition))))


def attempt(database: Engine, transport: Transport, mail: StoredMail, sender: str) -> bool:
    """Send a mail that was claimed; whether it went."""
    try:
        transport.send(message(mail, sender, now()))
    except OSError as error:
        logger.warning("Mail %s was not sent: %s", mail.key, type(error).__name__)
        note(database, mail, error=f"{type(error).__name__}: {error}")
        return False
    note(database, mail, sent_at=now(), body="", error="")
    return True


def note(database: Engine, mail: StoredMail, **changes: object) -> None:
    """Note how a try ended."""
    with writing(database) as session:
        session.execute(update(StoredMail).where(StoredMail.key == mail.key).values(changes))


def message(mail: StoredMail, sender: str, at: datetime) -> EmailMessage:
    """A mail as it leaves."""
    made = EmailMessage(policy=SMTP)
    made["From"] = f"{NAME} <{sender}>"
    made["To"] = mail.recipient
    made["Subject"] = mail.subject
    made["Date"] = format_datetime(at)
    made["Message-ID"] = f"<{at:%Y%m%d-%H%M%S}-{mail.key}@{sender.partition('@')[2]}>"
    # No machine answers it, as holiday notices do (RFC 3834).
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(mail.body)
    made["Content-Language"] = mail.language
    return made


def waiting(session: Session) -> list[StoredMail]:
    """Mails that have not gone, the oldest first."""
    chosen = select(StoredMail).where(StoredMail.sent_at.is_(None))
    return list(session.scalars(chosen.order_by(StoredMail.key)))


def postman(database: Engine, transport: Transport, sender: str) -> Rounds:
    """What delivers beside a server."""
    return Rounds("postman", partial(deliver, database, transport, sender), PAUSE_S)
