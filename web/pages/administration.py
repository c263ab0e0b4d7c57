"""Administration: accounts and their roles, the journal, mails, keys, looking as someone."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, TypeVar

from fastapi import Query, Request, Response
from pydantic import BaseModel, Field

from app.accounts import journal, looking, people, places
from app.accounts.gate import InPerson, InVisitor, may
from app.accounts.journal import LAST, Asked
from app.accounts.people import Search, State
from app.accounts.policy import HELD_FOR, Membership, Person, Role, Scope, actions
from app.audit.service import first_broken
from app.context import Context
from app.kit.database import reading
from app.kit.http import InContext
from app.kit.pages import FURTHEST, Offset
from app.network import sites
from web.cookies import SESSION, give
from web.data.administration import (
    AccountPage,
    AccountsPage,
    AllKeysPage,
    Choice,
    Done,
    LogPage,
    MailsPage,
)
from web.errors import SIGN_IN
from web.pages.account import held_role
from web.pages.kit import LINES, Sent, existing, pages
from web.pages.proving import recently
from web.redirects import see
from web.rendering import relative, render

router = pages()

READ = [may("administration.read")]
READ_ONE = [may("administration.account")]
CHANGE = [may("administration.change")]
# What takes from a person what protects them: asked of who has just proven who they are.
GRAVE = [*CHANGE, recently("/administration/accounts/{account_id}")]
# The roles that are granted, in the order of the enumeration.
ROLES = tuple(HELD_FOR)

Code = TypeVar("Code", bound=StrEnum)


class SearchTyped(BaseModel):
    """Which accounts an address asks for; what is no code of a list asks for nothing."""

    q: str = ""
    role: str = ""
    site: str = ""
    state: str = ""
    offset: int = Field(0, ge=0, le=FURTHEST)


TypedSearch = Annotated[SearchTyped, Query()]


class LogTyped(BaseModel):
    """Which entries of the journal an address asks for."""

    who: str = ""
    action: str = ""
    target: str = ""
    refused: str = ""
    since: str = ""
    until: str = ""
    before: int | None = Field(None, ge=0, le=LAST)
    verify: str = ""

    def asked(self) -> Asked:
        """The same, as the journal is asked."""
        since, until = day(self.since), day(self.until)
        return Asked(self.who, self.action, self.target, bool(self.refused), since, until)


TypedLog = Annotated[LogTyped, Query()]


@router.get("/administration", dependencies=READ)
def accounts(request: Request, context: InContext, typed: TypedSearch) -> Response:
    """The accounts, by name."""
    asked = Search(typed.q, code(Role, typed.role), typed.site, code(State, typed.state))
    shown = existing(people.accounts(context, asked, typed.offset, LINES))
    with reading(context.database) as session:
        known = sites.named(session)
    page = AccountsPage(
        accounts=shown,
        typed=typed.q,
        role=asked.role,
        site=typed.site,
        state=asked.state,
        roles=ROLES,
        sites=known,
        states=tuple(State),
    )
    return render(request, page)


def code(codes: type[Code], typed: str) -> Code | None:
    """A code of an enumeration; None for what is none of them."""
    return next((one for one in codes if one == typed), None)


@router.get("/administration/accounts/{account_id}", dependencies=READ_ONE)
def account(
    request: Request,
    context: InContext,
    person: InPerson,
    account_id: str,
    *,
    role: str = "",
    find: str = "",
    done: Done | None = None,
) -> Response:
    """One account."""
    page = account_page(context, person, account_id, choice(context, role, find))
    return render(request, page.model_copy(update={"done": done}))


def account_page(
    context: Context,
    person: Person,
    account_id: str,
    chosen: Choice,
    faults: Mapping[str, str] | None = None,
) -> AccountPage:
    """The page of one account."""
    return AccountPage(
        account=people.account(context, account_id),
        sessions=people.open_sessions(context, account_id),
        choice=chosen,
        own=account_id == person.id,
        reasons=looking.allowed().reasons,
        reason="",
        ticket="",
        faults=faults or {},
        done=None,
    )


def choice(context: Context, typed: str, find: str = "") -> Choice:
    """The choice of a role, and of what it is given for."""
    role = code(Role, typed) if typed in HELD_FOR else None
    with reading(context.database) as session:
        found = places.offered(session, role, typed=find) if role else []
    kind = HELD_FOR[role] if role else ""
    return Choice(roles=ROLES, role=role, kind=kind, places=tuple(found), find=find)


@router.post("/administration/accounts/{account_id}/roles/give", dependencies=CHANGE)
def give_role(
    request: Request,
    context: InContext,
    visitor: InVisitor,
    person: InPerson,
    account_id: str,
    *,
    role: Sent = "",
    place: Sent = "",
) -> Response:
    """Give a role."""
    chosen = choice(context, role)
    if chosen.role is None or not place:
        faults = {"place": "no_place"} if chosen.role else {"role": "no_role"}
        return render(request, account_page(context, person, account_id, chosen, faults), 422)
    membership = Membership(chosen.role, Scope(chosen.kind, place))
    people.give_role(context, visitor, account_id, membership)
    return see(address(account_id, Done.GIVEN))


def address(account_id: str, done: Done) -> str:
    """The page of an account, telling what was done."""
    return f"/administration/accounts/{account_id}?done={done}"


@router.post("/administration/accounts/{account_id}/roles/take", dependencies=CHANGE)
def take_role(context: InContext, visitor: InVisitor, account_id: str, held: Sent) -> Response:
    """Take a role away."""
    role = held_role(people.account(context, account_id), held)
    people.take_role(context, visitor, account_id, role.membership)
    return see(address(account_id, Done.TAKEN))


@router.post("/administration/accounts/{account_id}/disable", dependencies=CHANGE)
def disable(context: InContext, visitor: InVisitor, account_id: str) -> Response:
    """Let a person in no more."""
    people.disable(context, visitor, account_id)
    return see(address(account_id, Done.DISABLED))


@router.post("/administration/accounts/{account_id}/enable", dependencies=CHANGE)
def enable(context: InContext, visitor: InVisitor, account_id: str) -> Response:
    """Let a person in again."""
    people.enable(context, visitor, account_id)
    return see(address(account_id, Done.ENABLED))


@router.post("/administration/accounts/{account_id}/sessions/end", dependencies=CHANGE)
def end_sessions(context: InContext, visitor: InVisitor, account_id: str) -> Response:
    """End every session of a person; the administrator's present one goes on."""
    people.end_sessions(context, visitor, account_id)
    return see(address(account_id, Done.SESSIONS))


@router.post("/administration/accounts/{account_id}/factors/reset", dependencies=GRAVE)
def reset_factors(context: InContext, visitor: InVisitor, account_id: str) -> Response:
    """Forget the second factors of who lost theirs."""
    people.reset_factors(context, visitor, account_id)
    return see(address(account_id, Done.RESET))


@router.post("/administration/accounts/{account_id}/look", dependencies=[may("look.start")])
def look(
    request: Request,
    context: InContext,
    visitor: InVisitor,
    person: InPerson,
    account_id: str,
    *,
    reason: Sent = "",
    ticket: Sent = "",
) -> Response:
    """Begin to look as a person."""
    ticket = ticket.strip()
    if faults := looking.wrong(reason, ticket):
        page = account_page(context, person, account_id, choice(context, ""), faults)
        typed = {"reason": reason, "ticket": ticket}
        return render(request, page.model_copy(update=typed), 422)
    secret = looking.start(context, visitor, account_id, reason, ticket)
    response = see("/")
    give(request, response, SESSION, secret)
    return response


@router.post("/administration/look-as/stop", dependencies=[may("look.stop")])
def stop(request: Request, context: InContext, visitor: InVisitor, person: InPerson) -> Response:
    """Be oneself again."""
    if visitor.actor is None:
        return see("/")
    secret = looking.stop(context, visitor)
    back = f"/administration/accounts/{person.id}"
    response = see(back if secret else SIGN_IN)
    give(request, response, SESSION, secret or "")
    return response


@router.get("/administration/journal", dependencies=READ)
def log(request: Request, context: InContext, typed: TypedLog) -> Response:
    """The journal, the latest first."""
    days = {"since": typed.since, "until": typed.until}
    faults = {name: "no_day" for name, text in days.items() if text and day(text) is None}
    chapter = journal.entries(context, typed.asked(), typed.before)
    older = relative(request.url.include_query_params(before=chapter.older))
    page = LogPage(
        chapter=chapter,
        older=older if chapter.older else "",
        typed=typed.model_dump(include={"who", "action", "target", "refused", "since", "until"}),
        faults=faults,
        actions=tuple(sorted(actions())),
        verified=bool(typed.verify),
        broken=broken(context) if typed.verify else None,
    )
    return render(request, page, 422 if faults else 200)


def day(text: str) -> date | None:
    """A day as browsers send it; None for what is none."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def broken(context: Context) -> int | None:
    """Where the journal was altered first; None where it was not."""
    with reading(context.database) as session:
        return first_broken(session)


@router.get("/administration/keys", dependencies=READ)
def keys(
    request: Request, context: InContext, offset: Offset = 0, done: Done | None = None
) -> Response:
    """Everybody's API keys."""
    shown = existing(people.keys(context, offset, LINES))
    return render(request, AllKeysPage(keys=shown, done=done))


@router.post(
    "/administration/keys/{key_id}/revoke", dependencies=[may("administration.revoke_key")]
)
def revoke_key(context: InContext, visitor: InVisitor, key_id: str) -> Response:
    """Have a key open nothing any more."""
    people.revoke_key(context, visitor, key_id)
    return see(f"/administration/keys?done={Done.REVOKED}")


@router.get("/administration/mails", dependencies=READ)
def mails(request: Request, context: InContext, offset: Offset = 0) -> Response:
    """The mails that wait, and those that failed."""
    return render(request, MailsPage(mails=existing(people.mails(context, offset, LINES))))
