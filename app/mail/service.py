"""Mails: written as rows by the use that causes them, sent after its commit."""

from enum import StrEnum

from sqlalchemy.orm import Session

from app.kit.database import now
from app.kit.i18n import translator
from app.mail.models import StoredMail


class Letter(StrEnum):
    """What is written to people; each has the texts `mail.<letter>.subject` and `.body`."""

    SIGN_IN = "sign_in"
    JOIN = "join"
    INVITATION = "invitation"
    EMAIL = "email"
    """Proves a new address of an account."""
    EMAIL_CHANGED = "email_changed"
    """Tells the old address."""
    FACTORS_RESET = "factors_reset"
    """Tells that an administrator took the second factors away."""
    INTRODUCTION_ASKED = "introduction_asked"
    """Asks a candidate whether they say who they are."""
    INTRODUCTION_REVEALED = "introduction_revealed"
    INTRODUCTION_DECLINED = "introduction_declined"
    """Tell a company what a candidate answered."""
    INTRODUCTION_HIRED = "introduction_hired"
    INTRODUCTION_NOT_HIRED = "introduction_not_hired"
    """Tell a candidate how it ended."""


def post(
    session: Session,
    recipient: str,
    letter: Letter,
    language: str,
    *,
    account_id: str | None = None,
    invitation_id: str | None = None,
    **values: object,
) -> None:
    """Write a mail in the recipient's language, to be sent once the transaction is committed.

    It is deleted with the account or the invitation that it is about. Its texts are
    `mail.<letter>.subject` and `mail.<letter>.body`, filled with `values`.
    """
    texts, at = translator(language), now()
    # A name that somebody typed may not add lines to the head of a mail.
    subject = " ".join(texts.text(f"mail.{letter}.subject", **values).split())
    session.add(
        StoredMail(
            account_id=account_id,
            invitation_id=invitation_id,
            recipient=recipient,
            kind=letter,
            language=texts.language,
            subject=subject,
            body=texts.text(f"mail.{letter}.body", **values),
            created_at=at,
            due_at=at,
        )
    )
