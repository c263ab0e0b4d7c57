"""Looking as someone else: what an administrator does to see what a person sees.

It is asked for with a reason, lasts half an hour, is shown on every page and changes nothing (a
barrier of the policy). The journal has its start, its end, and every page between.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from sqlalchemy.orm import Session

from app.accounts import links, sessions
from app.accounts.links import Purpose
from app.accounts.models import Account, StoredSession
from app.accounts.policy import Person, Role, Target, Visitor
from app.accounts.service import by_id
from app.accounts.tokens import digest, token
from app.audit import service as audit
from app.context import Context
from app.kit.database import writing
from app.kit.errors import DomainError

LASTING = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Allowed:
    """What may be said of why somebody is looked as."""

    reasons: tuple[str, ...]
    ticket: re.Pattern[str]


@cache
def allowed() -> Allowed:
    """What the file of data says."""
    said = yaml.safe_load(files("app.accounts").joinpath("looking.yaml").read_text("utf-8"))
    prefix = "|".join(map(re.escape, said["prefixes"]))
    return Allowed(tuple(said["reasons"]), re.compile(f"(?:{prefix}){said['ticket']}"))


class NotToBeSeen(DomainError):
    """Nobody looks as an administrator, as themselves, or as who may not sign in."""

    status = 409
    title = "Not to be looked as"

    def __init__(self) -> None:
        super().__init__("One cannot look as this person.")


def wrong(reason: str, ticket: str) -> dict[str, str]:
    """What is wrong with why somebody would be looked as, by field; `ticket` may be empty."""
    faults = {
        "reason": "" if reason in allowed().reasons else "no_reason",
        "ticket": "" if not ticket or allowed().ticket.fullmatch(ticket) else "ticket",
    }
    return {field: fault for field, fault in faults.items() if fault}


def start(
    context: Context, visitor: Visitor, account_id: str, reason: str, ticket: str = ""
) -> str:
    """Begin to look as a person; the token of the session in which one does.

    The caller knows that nothing is `wrong` with the reason and ticket.

    Raises `NotToBeSeen` and `NotFound`.
    """
    actor, own_id = asking(visitor)
    with writing(context.database) as session:
        seen = by_id(session, account_id)
        if seen.disabled_at or is_administrator(seen):
            raise NotToBeSeen
        own = session.get_one(StoredSession, own_id)
        # Nobody holds the administrator's own session meanwhile: not even a copied cookie.
        own.digest = digest(token())
        secret = sessions.open_session(
            session, seen.id, method="look", strong=True, agent=own.agent, actor_id=actor.id
        )
        shorten(session, secret, actor, own)
        told: dict[str, Any] = {"ticket": ticket} if ticket else {}
        audit.note(session, visitor, "look.start", Target.account(seen.id), why=reason, **told)
        return secret


def asking(visitor: Visitor) -> tuple[Person, str]:
    """Who wants to look, and their session; raises `NotToBeSeen` for a program."""
    if visitor.person is None or visitor.session is None:
        raise NotToBeSeen
    return visitor.person, visitor.session


def is_administrator(account: Account) -> bool:
    """Whether an account, its roles loaded, administers accounts."""
    return any(one.role == Role.ADMINISTRATOR for one in account.memberships)


def shorten(session: Session, secret: str, actor: Person, own: StoredSession) -> None:
    """Let a session end after half an hour, and remember which one to go back to."""
    session.flush()
    look = sessions.found(session, secret)
    assert look
    look.expires_at = look.created_at + LASTING
    links.make(
        session,
        Purpose.LOOK,
        actor.email,
        account_id=actor.id,
        lasting=LASTING,
        secret=look.id,
        own=own.id,
    )


def stop(context: Context, visitor: Visitor) -> str | None:
    """End looking; the token of the administrator's own session, None where that has ended."""
    if visitor.person is None or visitor.actor is None or visitor.session is None:
        return None
    with writing(context.database) as session:
        sessions.end(session, visitor.person.id, visitor.session)
        audit.note(session, visitor, "look.end", Target.account(visitor.person.id))
        link = links.use(session, visitor.session, Purpose.LOOK)
        own = session.get(StoredSession, link.details["own"])
        if own is None or not sessions.alive(own):
            return None
        secret = token()
        own.digest = digest(secret)
        return secret
