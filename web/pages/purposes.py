"""What a candidate agreed to: which purposes, which startups they named, and leaving the pool."""

from collections.abc import Iterable

from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.accounts import consents, places
from app.accounts.gate import InPerson, InVisitor, may
from app.accounts.policy import Role, Scope, Visitor
from app.accounts.purposes import ConsentShown
from app.candidates import pool, proof
from app.context import Context
from app.kit.database import reading
from app.kit.http import InContext
from web.data.candidate import NamedShown, ProofPage, PurposesPage, WithdrawPage
from web.pages.candidates import OWN, PROFILE
from web.pages.kit import Sent, pages
from web.pages.network import Search
from web.redirects import own, see
from web.rendering import render

router = pages()

PURPOSES = "/profile/purposes"
CHANGE = may("account.change")
GIVEN = "given"
# What may just have been done.
DONE = (GIVEN, "withdrawn")


@router.get(PURPOSES, dependencies=[OWN])
def purposes(
    request: Request,
    context: InContext,
    visitor: InVisitor,
    *,
    q: Search = "",
    about: str = "",
    back: str = "",
    done: str = "",
) -> Response:
    """What one agreed to as a candidate, until when, and which startups one named.

    Who comes from what a startup has to see them for, `about`, is asked for that yes first.
    """
    given = consents.named_for(context, visitor, pool.STARTUP)
    concerned = concerning(context, visitor)
    with reading(context.database) as session:
        named = startups_of(session, given)
        found = tuple(places.searched(session, q, None)) if q.strip() else ()
        wanted = next(iter(places.found(session, "startup", [about])), None) if about else None
    page = PurposesPage(
        consents=concerned,
        named=named,
        q=q,
        found=found,
        wanted=wanted,
        lacking=lacking(concerned, dict(given).get(about)),
        back=own(back, ""),
        done=done if done in DONE else "",
    )
    return render(request, page)


def startups_of(
    session: Session, given: Iterable[tuple[str, ConsentShown]]
) -> tuple[NamedShown, ...]:
    """The startups that somebody named, each with their answer; `given` are answers by id."""
    answers = {Scope("startup", id_): one for id_, one in given}
    named = places.named(session, answers)
    return tuple(NamedShown(startup=named[scope], consent=one) for scope, one in answers.items())


def lacking(concerned: Iterable[ConsentShown], named: ConsentShown | None) -> str:
    """The yes without which a startup does not see one, `named` the one that names it.

    Empty for none.
    """
    given = {one.purpose.code for one in concerned if one.current}
    if pool.POOL not in given:
        return pool.POOL
    seen = pool.NETWORK in given or (named is not None and named.current is not None)
    return "" if seen else pool.STARTUP


def concerning(context: Context, visitor: Visitor) -> tuple[ConsentShown, ...]:
    """The purposes that concern somebody as a candidate, with their answers."""
    found = consents.consents(context, visitor)
    return tuple(one for one in found if Role.CANDIDATE in one.purpose.roles)


@router.post("/profile/purposes/give", dependencies=[CHANGE])
def give(
    context: InContext,
    visitor: InVisitor,
    person: InPerson,
    purpose: Sent,
    about: Sent = "",
    *,
    back: Sent = "",
) -> Response:
    """Say yes to a purpose, or to one startup, and go back to the page that asked for it."""
    consents.give(context, visitor, person.id, purpose, about)
    return see(own(back, f"{PURPOSES}?done={GIVEN}"))


@router.post("/profile/purposes/withdraw", dependencies=[CHANGE])
def withdraw(
    context: InContext, visitor: InVisitor, person: InPerson, purpose: Sent, about: Sent = ""
) -> Response:
    """Take a yes back; the one that deletes the CV is asked about first."""
    if purpose == pool.POOL:
        return see("/profile/purposes/leave")
    consents.withdraw(context, visitor, person.id, purpose, about)
    return see(f"{PURPOSES}?done=withdrawn")


@router.get("/profile/purposes/leave", dependencies=[OWN])
def ask_leave(request: Request) -> Response:
    """Ask before one leaves the pool: the CV goes with it."""
    return render(request, WithdrawPage())


@router.post("/profile/purposes/leave", dependencies=[CHANGE])
def leave(request: Request, context: InContext, visitor: InVisitor, person: InPerson) -> Response:
    """Leave the pool, and be shown what is left."""
    found = proof.withdrawn(context, visitor, person)
    return render(request, ProofPage(proof=found, own=True, back=PROFILE))
