"""What lets a person in: password, sessions, who they are at OpenID providers."""

from collections.abc import Mapping

from fastapi import Request, Response

from app.accounts import factors, oidc, people, proof
from app.accounts.gate import InPerson, InVisitor, may
from app.accounts.own import change_password
from app.accounts.passwords import WeakPassword
from app.accounts.policy import Person, Visitor
from app.context import Context
from app.kit.database import reading, writing
from app.kit.http import InContext
from web.data.account import Done, SecurityPage
from web.data.kit import NOTHING
from web.pages.kit import Sent, pages
from web.pages.proving import CHANGE, OWN, SECURITY, recently
from web.redirects import see
from web.rendering import render

router = pages()

SAFE = [CHANGE, recently(SECURITY)]


@router.get(SECURITY, dependencies=[OWN])
def security(
    request: Request,
    context: InContext,
    visitor: InVisitor,
    person: InPerson,
    done: Done | None = None,
) -> Response:
    """What lets one in."""
    return render(request, security_page(context, visitor, person, done=done))


def security_page(
    context: Context,
    visitor: Visitor,
    person: Person,
    faults: Mapping[str, str] = NOTHING,
    *,
    passkey_name: str = "",
    done: Done | None = None,
) -> SecurityPage:
    """The page of what lets a person in."""
    with reading(context.database) as session:
        left = factors.recovery_codes_left(session, person.id)
    return SecurityPage(
        account=people.account(context, person.id),
        sessions=people.open_sessions(context, person.id, visitor.session),
        passkeys=people.passkeys(context, person.id),
        identities=people.identities(context, person.id),
        codes_left=left,
        recent=proof.recent(context, visitor),
        passkey_name=passkey_name,
        faults=faults,
        done=done,
    )


@router.post("/account/password", dependencies=SAFE)
def password(
    request: Request, context: InContext, visitor: InVisitor, person: InPerson, new: Sent = ""
) -> Response:
    """Set or change one's password; other sessions end."""
    try:
        change_password(context, visitor, person.id, new)
    except WeakPassword as weak:
        page = security_page(context, visitor, person, {"new": weak.reason})
        return render(request, page, weak.status)
    return see(f"{SECURITY}?done={Done.PASSWORD}")


@router.post("/account/identities/remove", dependencies=SAFE)
def remove_identity(
    context: InContext,
    visitor: InVisitor,
    person: InPerson,
    *,
    issuer: Sent = "",
    subject: Sent = "",
) -> Response:
    """Forget who one is at an OpenID provider."""
    with writing(context.database) as session:
        oidc.unlink(session, visitor, person.id, issuer, subject)
    return see(f"{SECURITY}?done={Done.IDENTITY_REMOVED}#identities")


@router.post("/account/sessions/{session_id}/end", dependencies=[may("session.revoke")])
def end_session(context: InContext, session_id: str) -> Response:
    """End one of one's sessions."""
    people.end_session(context, session_id)
    return see(f"{SECURITY}?done={Done.SESSION}#sessions")


@router.post("/account/sessions/end-others", dependencies=[CHANGE])
def end_others(context: InContext, visitor: InVisitor, person: InPerson) -> Response:
    """End every session of one's own but this one."""
    people.end_sessions(context, visitor, person.id)
    return see(f"{SECURITY}?done={Done.SESSIONS}#sessions")
