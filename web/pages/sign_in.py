"""Signing in, joining, signing out."""

from collections.abc import Mapping

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from app.accounts import demo, entering, factors, invitations, links, passkeys, places, throttle
from app.accounts.entering import Awaited, Entry
from app.accounts.gate import InVisitor, may
from app.accounts.links import Purpose
from app.accounts.passkeys import NotProven
from app.accounts.policy import Role, Scope
from app.accounts.service import BadAddress, BadName, address, named
from app.accounts.throttle import Limit
from app.context import Context
from app.kit.database import reading, writing
from app.kit.http import InContext
from web.cookies import DEVICE, FACTOR, SESSION, browser_of, give, read
from web.data.sign_in import FactorPage, InvitationPage, JoinPage, LinkPage, SentPage, SignInPage
from web.pages.kit import Sent, SentForm, pages
from web.redirects import own, see
from web.rendering import render

# Where who has just joined begins.
FIRST = "/startups/new"
LONGEST_NAME = 200
FACTOR_PAGE = "/sign-in/factor"

router = pages()
OPEN = [may("sign_in.use")]


@router.get("/sign-in", dependencies=OPEN)
def sign_in(request: Request, context: InContext, next: str = "/") -> Response:  # noqa: A002
    """The ways to sign in."""
    return shown(request, context, {"next": next})


@router.post("/sign-in", dependencies=OPEN)
def by_password(request: Request, context: InContext, typed: SentForm) -> Response:
    """Sign in by a password."""
    try:
        email = address(typed.get("email", ""))
    except BadAddress:
        return shown(request, context, typed, fault="address", field="email")
    password, after = typed.get("password", ""), own(typed.get("next", ""))
    if not password:
        return shown(request, context, typed, fault="no_password", field="password")
    entry = entering.by_password(context, email, password, browser_of(request), after)
    if entry is None:
        return shown(request, context, typed, fault="wrong", field="password")
    return entered(request, entry)


@router.post("/sign-in/link", dependencies=OPEN)
def ask_link(request: Request, context: InContext, typed: SentForm) -> Response:
    """Send a link; the answer tells nothing of who has an account."""
    try:
        email = address(typed.get("email", ""))
    except BadAddress:
        return shown(request, context, typed, fault="address", field="email")
    after = own(typed.get("next", ""))
    entering.ask(context, email, "", browser_of(request), after)
    return see("/sign-in/sent")


@router.get("/sign-in/sent", dependencies=OPEN)
def sent(request: Request) -> Response:
    """Where to look for the link."""
    return render(request, SentPage(minutes=int(links.LASTING.total_seconds() // 60)))


@router.get("/join", dependencies=OPEN)
def join(request: Request, next: str = FIRST) -> Response:  # noqa: A002
    """A founder's first page."""
    return render(request, JoinPage(email="", name="", next=own(next, FIRST), faults={}))


@router.post("/join", dependencies=OPEN)
def ask_to_join(request: Request, context: InContext, typed: SentForm) -> Response:
    """Send a link to join by; the answer tells nothing of who has an account."""
    email, name = typed.get("email", ""), typed.get("name", "").strip()
    faults = {"name": fault} if (fault := wrong_name(name)) else {}
    try:
        email = address(email)
    except BadAddress:
        faults["email"] = "address"
    after = own(typed.get("next", ""), FIRST)
    if faults:
        page = JoinPage(email=email, name=name, next=after, faults=faults)
        return render(request, page, 422)
    entering.ask(context, email, name, browser_of(request), after)
    return see("/sign-in/sent")


@router.get("/sign-in/link/{token}", dependencies=OPEN)
def link(request: Request, context: InContext, token: str) -> Response:
    """A button: programs that look into mails open what is linked there, and press none."""
    return render(request, link_page(context, token))


@router.post("/sign-in/link/{token}", dependencies=OPEN)
def by_link(request: Request, context: InContext, token: str, name: Sent = "") -> Response:
    """Sign in by a link, or join by it."""
    page = link_page(context, token)
    if page.joins and (fault := wrong_name(name.strip())):
        return render(request, page.model_copy(update={"name": name, "fault": fault}), 422)
    return entered(request, entering.by_link(context, token, name.strip(), browser_of(request)))


@router.get(FACTOR_PAGE, dependencies=OPEN)
def factor(request: Request, context: InContext) -> Response:
    """Ask for a second factor."""
    return render(request, factor_page(context, read(request, FACTOR)))


@router.post(FACTOR_PAGE, dependencies=OPEN)
def by_code(request: Request, context: InContext, code: Sent = "") -> Response:
    """Show a second factor by a code."""
    secret = read(request, FACTOR)
    page = factor_page(context, secret)
    entry = entering.by_code(context, secret, code, browser_of(request))
    if entry is None:
        return render(request, page.model_copy(update={"fault": "code"}), 422)
    return entered(request, entry)


@router.post("/sign-in/passkey/options", dependencies=OPEN)
def passkey_question(request: Request, context: InContext) -> JSONResponse:
    """What a browser is asked in order to sign in by a passkey."""
    with writing(context.database) as session:
        throttle.count(session, Limit.QUESTIONS, browser_of(request).network)
        return JSONResponse(passkeys.question(session, context.settings))


@router.post("/sign-in/passkey", dependencies=OPEN)
def by_passkey(request: Request, context: InContext, typed: SentForm) -> Response:
    """Sign in by a passkey."""
    after, credential = own(typed.get("next", "")), typed.get("credential", "")
    try:
        entry = entering.by_passkey(context, credential, browser_of(request), after)
    except NotProven:
        return shown(request, context, typed, fault="passkey")
    return entered(request, entry)


@router.post("/sign-in/factor/passkey/options", dependencies=OPEN)
def second_question(request: Request, context: InContext) -> JSONResponse:
    """What a browser is asked in order to show a passkey as a second factor."""
    with writing(context.database) as session:
        _, account = entering.awaited(session, read(request, FACTOR))
        return JSONResponse(passkeys.question(session, context.settings, account.id))


@router.post("/sign-in/factor/passkey", dependencies=OPEN)
def by_second_passkey(request: Request, context: InContext, credential: Sent = "") -> Response:
    """Show a second factor by a passkey."""
    secret = read(request, FACTOR)
    page = factor_page(context, secret)
    try:
        entry = entering.by_second_passkey(context, secret, credential, browser_of(request))
    except NotProven:
        return render(request, page.model_copy(update={"fault": "passkey"}), 422)
    return entered(request, entry)


@router.post("/sign-in/demo", dependencies=OPEN)
def as_demo(request: Request, context: InContext, person: Sent) -> Response:
    """Sign in as one of the people of a demonstration."""
    return entered(request, demo.sign_in(context, person, browser_of(request)))


@router.get("/invitations/{token}", dependencies=OPEN)
def invitation(request: Request, context: InContext, token: str) -> Response:
    """Who invites, and to what."""
    return render(request, invitation_page(context, token))


@router.post("/invitations/{token}", dependencies=OPEN)
def accept(request: Request, context: InContext, token: str, name: Sent = "") -> Response:
    """Accept an invitation."""
    page = invitation_page(context, token)
    if fault := wrong_name(name.strip()):
        return render(request, page.model_copy(update={"name": name, "fault": fault}), 422)
    return entered(request, invitations.accept(context, token, name, browser_of(request)))


@router.post("/sign-out", dependencies=[may("session.end")])
def sign_out(request: Request, context: InContext, visitor: InVisitor) -> Response:
    """End the session."""
    entering.leave(context, visitor)
    response = see("/sign-in")
    give(request, response, SESSION, "")
    return response


def entered(request: Request, entry: Entry) -> Response:
    """Lead on who has signed in, or to the second factor."""
    if isinstance(entry, Awaited):
        response = see(FACTOR_PAGE)
        give(request, response, FACTOR, entry.secret)
        return response
    response = see(entry.next)
    for kind, value in ((SESSION, entry.secret), (DEVICE, entry.device), (FACTOR, "")):
        give(request, response, kind, value)
    return response


def shown(
    request: Request, context: Context, typed: Mapping[str, str], fault: str = "", field: str = ""
) -> Response:
    """The page to sign in by, with what was typed, but a password."""
    page = SignInPage(
        email=typed.get("email", ""),
        next=own(typed.get("next", "")),
        fault=fault,
        field=field,
        people=people() if context.demo else (),
        provider=context.settings.oidc_name if context.settings.oidc_issuer else "",
    )
    return render(request, page, 422 if fault else 200)


def people() -> tuple[tuple[str, str], ...]:
    """The people of a demonstration: key and name."""
    return tuple((key, name) for key, (name, _) in demo.people().items())


def link_page(context: Context, token: str) -> LinkPage:
    """What a link's page shows; raises `Spent`."""
    with reading(context.database) as session:
        found = links.find(session, token, Purpose.SIGN_IN, Purpose.JOIN)
        joins = found.purpose == Purpose.JOIN
        name = found.details["name"]
        return LinkPage(token=token, email=found.email, joins=joins, name=name, fault="")


def invitation_page(context: Context, token: str) -> InvitationPage:
    """What the page of an invitation shows; raises `Spent`."""
    with reading(context.database) as session:
        found = invitations.find(session, token)
        scope = Scope(found.scope_kind, found.scope_id)
        return InvitationPage(
            token=token,
            inviter=invitations.inviter_of(session, found),
            email=found.email,
            role=Role(found.role),
            place=places.named(session, [scope])[scope],
            name=found.name,
        )


def factor_page(context: Context, secret: str) -> FactorPage:
    """What the page of the second factor shows; raises `Spent`."""
    with reading(context.database) as session:
        _, account = entering.awaited(session, secret)
        passkey = factors.has_passkey(session, account.id)
        return FactorPage(fault="", totp=account.totp_proven, passkey=passkey)


def wrong_name(name: str) -> str:
    """What is wrong with a name; empty when nothing is."""
    try:
        named(name)
    except BadName:
        return "no_name"
    return "long_name" if len(name) > LONGEST_NAME else ""
