"""Forms that were sent: sent again as they were, by a second click, they make nothing twice."""

import json
import re
from collections.abc import Mapping
from hashlib import sha256

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from app.accounts.tokens import identifier
from app.drafts.models import Submission
from app.kit.database import now

# The name of the field that tells one filling of a form from another, and what it looks like.
FIELD = "once"
TOKEN = re.compile(r"[0-9a-f]{32}")


def token() -> str:
    """What a form is sent with, made when its page is."""
    return identifier()


def once_of(typed: Mapping[str, tuple[str, ...]]) -> str:
    """What a form that is shown again was sent with; a new one where it had none."""
    return "".join(typed.get(FIELD, ())) or token()


def sending(typed: Mapping[str, tuple[str, ...]]) -> str:
    """What tells what is sent from all else: who goes back and types otherwise sends anew.

    Nothing for a form without a good token, which cannot be recognised.
    """
    if not TOKEN.fullmatch("".join(typed.get(FIELD, ()))):
        return ""
    return sha256(json.dumps(typed, sort_keys=True).encode()).hexdigest()[: len(token())]


def result(session: Session, account_id: str, once: str) -> str | None:
    """Where a form led that was sent already; None for one that was not."""
    row = session.get(Submission, (account_id, once))
    return row.result if row else None


def forget(session: Session, page: str) -> None:
    """Forget the forms that led to a page, or to what lies below it."""
    below = (Submission.result.startswith(page + end, autoescape=True) for end in "/?#")
    session.execute(delete(Submission).where(or_(Submission.result == page, *below)))


def note(session: Session, account_id: str, once: str, result: str) -> None:
    """Note where a form led, in the transaction that does what it asks.

    A form without a good token cannot be recognised, and is not noted.
    """
    if not TOKEN.fullmatch(once):
        return
    session.add(Submission(account_id=account_id, token=once, result=result, at=now()))
