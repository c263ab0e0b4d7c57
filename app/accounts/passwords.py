"""Passwords: hashed with Argon2id, refused where they are short or would be guessed."""

import unicodedata
from enum import StrEnum
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.orm import Session
from zxcvbn import zxcvbn

from app.accounts import links, sessions
from app.accounts.models import Account
from app.accounts.service import by_id
from app.kit.errors import DomainError

SHORTEST = 12
# So that nobody keeps the machine busy with a book.
LONGEST = 200
# zxcvbn refuses to look at more; what comes after only adds to what is hard.
WEIGHED = 72
# Its scale goes from 0 to 4: from here on, some 10^10 guesses and more.
STRONG = 3
# Words that its lists, made of English passwords mostly, do not know.
LOCAL = ("wasl", "technopark", "motdepasse", "azerty", "bonjour", "bienvenue", "maroc", "startup")
# OWASP's least: 19 MiB and two passes, so that many may sign in at once on a small machine.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


class Weakness(StrEnum):
    """What is wrong with a password."""

    SHORT = "short"
    LONG = "long"
    COMMON = "common"


class WeakPassword(DomainError):
    """A password that is not taken; `reason` says why."""

    status = 422
    title = "Weak password"

    def __init__(self, reason: Weakness) -> None:
        super().__init__(f"The password is not taken: {reason}.")
        self.reason = reason


def verify(kept: str | None, typed: str) -> bool:
    """Whether a typed password is the one that is kept.

    Without one, as much is computed: time does not tell who has an account, or a password.
    """
    try:
        HASHER.verify(kept or nobodys(), same(typed))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


@cache
def nobodys() -> str:
    """The hash of a password that is nobody's."""
    return HASHER.hash("nobody's")


def same(typed: str) -> str:
    """A password as it is hashed, whatever keyboard it was typed on; cut beyond the longest."""
    return unicodedata.normalize("NFKC", typed)[: LONGEST + 1]


def outdated(kept: str | None) -> bool:
    """Whether a password was hashed with other parameters than today's."""
    return kept is not None and HASHER.check_needs_rehash(kept)


def hashed(typed: str) -> str:
    """What is kept of a password."""
    return HASHER.hash(same(typed))


def accepted(new: str, account: Account) -> str:
    """What is kept of an account's new password; raises `WeakPassword`.

    To be asked outside of any writing transaction: it takes a while, on purpose.
    """
    if reason := weakness(new, account):
        raise WeakPassword(reason)
    return hashed(new)


def replace(session: Session, account_id: str, kept: str, *, but: str | None = None) -> None:
    """Give an account the password that `accepted` gave, and end its sessions, but one."""
    by_id(session, account_id).password = kept
    sessions.end_all(session, account_id, but)
    links.spend_all(session, account_id)


def weakness(new: str, account: Account) -> Weakness | None:
    """What is wrong with a new password; None if nothing is."""
    if len(new) < SHORTEST:
        return Weakness.SHORT
    if len(new) > LONGEST:
        return Weakness.LONG
    known = [account.name, account.email, *account.email.split("@"), *LOCAL]
    score = zxcvbn(new[:WEIGHED], user_inputs=known)["score"]
    return Weakness.COMMON if score < STRONG else None
