"""How often something may be tried: windows of time, counted in the database.

The `limits` library counts in the memory of one process, or in a server of its own (Redis and its
like); here a restart must not forget, nor several processes count apart, and a table is at hand.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv6Address, ip_address

from sqlalchemy.orm import Session
from starlette.datastructures import Address

from app.accounts.models import StoredThrottle
from app.accounts.policy import Visitor
from app.accounts.tokens import digest
from app.context import Context
from app.kit.database import now, writing
from app.kit.errors import DomainError

MINUTE = timedelta(minutes=1)
# The part of an IPv6 address that one house or one machine has to itself.
HOUSE = 64


class Limit(StrEnum):
    """What is counted."""

    DEVICE = "device"
    """Tries for an account from a browser that it has signed in with before."""
    STRANGER = "stranger"
    """Tries for an account from one network, by browsers that it has not."""
    STRANGERS = "strangers"
    """Tries for an account by all such browsers together."""
    NETWORK = "network"
    """Failed tries from a network, for whatever account."""
    FACTOR = "factor"
    """Second factors for one account."""
    LETTERS = "letters"
    """Letters to one address that a stranger can cause."""
    SENDING = "sending"
    """Letters that one person has sent: invitations, links to another address."""
    GATHERING = "gathering"
    """Candidates whom one person invites together."""
    FOUNDING = "founding"
    """Companies that one person brings."""
    ASKING = "asking"
    """Such letters asked for from one network."""
    QUESTIONS = "questions"
    """Questions put to passkeys, from one network."""
    SEARCH = "search"
    """Searches by one person, or from one network."""


@dataclass(frozen=True, slots=True)
class Rule:
    """So many times within so long."""

    most: int
    within: timedelta


# A network may be a whole building: its own limits are wide.
RULES: Mapping[Limit, Rule] = {
    Limit.DEVICE: Rule(10, 15 * MINUTE),
    Limit.STRANGER: Rule(10, 15 * MINUTE),
    Limit.STRANGERS: Rule(50, 60 * MINUTE),
    Limit.NETWORK: Rule(100, 15 * MINUTE),
    Limit.FACTOR: Rule(15, 15 * MINUTE),
    Limit.LETTERS: Rule(5, 15 * MINUTE),
    Limit.SENDING: Rule(60, 60 * MINUTE),
    Limit.GATHERING: Rule(2_000, 24 * 60 * MINUTE),
    Limit.FOUNDING: Rule(10, 24 * 60 * MINUTE),
    Limit.ASKING: Rule(60, 15 * MINUTE),
    Limit.QUESTIONS: Rule(300, 15 * MINUTE),
    Limit.SEARCH: Rule(120, MINUTE),
}


class TooMany(DomainError):
    """Something was tried too often; `limit` says what, the answer's header when it may again."""

    status = 429
    title = "Too many requests"

    def __init__(self, limit: Limit, until: datetime) -> None:
        self.limit = limit
        self.wait = max(1, math.ceil((until - now()).total_seconds()))
        self.headers = {"Retry-After": str(self.wait)}
        super().__init__(f"Too many tries ({limit}). Try again in {self.wait} seconds.")


def count(session: Session, limit: Limit, *what: str) -> None:
    """Count one more try; raises `TooMany`, and then it is not counted."""
    row = window(session, limit, what)
    if row.count >= RULES[limit].most:
        raise TooMany(limit, row.until)
    row.count += 1


def searching(context: Context, visitor: Visitor, client: Address | None, words: str) -> None:
    """Count a search for words, each part of its list too; raises `TooMany`.

    A list that no words narrow is not counted, however far it is turned over.
    """
    if words.strip():
        host = client.host if client else ""
        with writing(context.database) as session:
            count(session, Limit.SEARCH, visitor.person.id if visitor.person else network(host))


def exhausted(session: Session, limit: Limit, *what: str) -> bool:
    """Whether there were too many tries; one more is counted where there were not."""
    try:
        count(session, limit, *what)
    except TooMany:
        return True
    return False


def forgive(session: Session, limit: Limit, *what: str) -> None:
    """Take one try back: it was a good one."""
    row = window(session, limit, what)
    row.count = max(0, row.count - 1)


def forget(session: Session, limit: Limit, *what: str) -> None:
    """Begin anew: who had to prove something did."""
    window(session, limit, what).count = 0


def window(session: Session, limit: Limit, what: tuple[str, ...]) -> StoredThrottle:
    """The window of time that a try falls in, begun where there is none."""
    at, name = now(), digest("\0".join((limit, *what)))
    row = session.get(StoredThrottle, name, with_for_update=True)
    if row is None:
        row = StoredThrottle(digest=name, count=0, until=at + RULES[limit].within)
        session.add(row)
    elif row.until <= at:
        row.count, row.until = 0, at + RULES[limit].within
    return row


def network(host: str) -> str:
    """What of an address is one house: all of it, or the first half of a long one."""
    try:
        found = ip_address(host)
    except ValueError:
        return host
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or int(found) >> (128 - HOUSE))
    return str(found)
