"""What lets a person in, and their programs: password, factors, sessions, API keys."""

from collections.abc import Mapping
from textwrap import wrap

import segno
from fastapi import Depends, Request, Response
from fastapi.params import Depends as Dependency
from fastapi.responses import JSONResponse

from app.accounts import factors, keys, oidc, passkeys, people, proof
from app.accounts.factors import Setup, WrongCode
from app.accounts.gate import InPerson, InVisitor, may
from app.accounts.own import change_password
from app.accounts.passkeys import NotProven
from app.accounts.passwords import WeakPassword
from app.accounts.policy import Person, Visitor
from app.accounts.proof import NotRecent, Proof
from app.accounts.service import by_id
from app.context import Context
from app.drafts import service as drafts
from app.drafts import submissions
from app.kit.database import reading, writing
from app.kit.errors import NotFound
from app.kit.http import InContext
from app.kit.pages import Offset
from web.begun import Begun, Lists, refused, resumed, texts
from web.cookies import SESSION, give
from web.data.account import (
    CodesPage,
    ConfirmPage,
    Done,
    KeyPage,
    KeysPage,
    SecurityPage,
    TotpPage,
)
from web.pages.kit import LINES, Sent, SentForm, SentLists, existing, pages
from web.redirects import own, see
from web.rendering import render

router = pages()

OWN = may("account.own")
CHANGE = may("account.change")
SECURITY, KEYS = "/account/security", "/account/keys"
# For how many days an API key may be given.
DAYS = (30, 90, 365)
LONGEST_KEY_NAME = 100
# Letters of a secret that are read together.
GROUP = 4


def recently(page: str) -> Dependency:
    """Asks who did not prove a moment ago who they are to do so, and then leads to a page.

    The page may name parts of the address asked for, as `/things/{thing_id}`.
    """

    def check(request: Request, context: InContext, visitor: InVisitor) -> None:
        if not proof.recent(context, visitor):
            raise NotRecent(page.format_map(request.path_params))

    depends: Dependency = Depends(check)
    return depends


SAFE = [CHANGE, recently(SECURITY)]


def session_of(visitor: Visitor) -> str:
    """The session of who asks; raises `NotFound` for a program, which has none."""
    if visitor.session is None:
        message = "There is no session."
        raise NotFound(message)
    return visitor.session


@router.get("/account/confirm", dependencies=[OWN])
def ask_proof(
    request: Request,
    context: InContext,
    person: InPerson,
    next: str = SECURITY,  # noqa: A002
) -> Response:
    """Ask again who one is."""
    page = ConfirmPage(next=own(next), proof=proof.kind(context, person.id), fault="")
    return render(request, page)


@router.post("/account/confirm", dependencies=[CHANGE])
def confirm(
    request: Request, context: InContext, visitor: InVisitor, person: InPerson, typed: SentForm
) -> Response:
    """Prove again who one is, and go on."""
    after = own(typed.get("next", ""), SECURITY)
    secret = proof.prove(context, person.id, session_of(visitor), typed.get("proof", ""))
    if secret is None:
        kind = proof.kind(context, person.id)
        fault = "code" if kind is Proof.CODE else "wrong"
        return render(request, ConfirmPage(next=after, proof=kind, fault=fault), 422)
    response = see(after)
    give(request, response, SESSION, secret)
    return response


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
    faults: Mapping[str, str] | None = None,
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
        faults=faults or {},
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


@router.post("/account/totp/begin", dependencies=SAFE)
def begin_totp(context: InContext, person: InPerson) -> Response:
    """Make the secret that an application makes codes from."""
    with writing(context.database) as session:
        factors.begin_totp(session, context.vault, person.id)
    return see("/account/totp")


@router.get("/account/totp", dependencies=[OWN, recently(SECURITY)])
def totp(request: Request, context: InContext, person: InPerson) -> Response:
    """Show that secret until a first code has proven it."""
    return render(request, totp_page(context, person))


def totp_page(context: Context, person: Person, fault: str = "") -> TotpPage:
    """The page of a secret that is not proven yet; raises `NotFound` where there is none."""
    setup = waiting(context, person)
    drawn = segno.make(setup.uri, micro=False).svg_inline(scale=4, dark="#000", light="#fff")
    return TotpPage(secret=" ".join(wrap(setup.secret, GROUP)), qr=drawn, fault=fault)


def waiting(context: Context, person: Person) -> Setup:
    """The secret of a person that waits for its first code; raises `NotFound`."""
    with reading(context.database) as session:
        account = by_id(session, person.id)
        if account.totp is None or account.totp_proven:
            message = "No secret waits to be proven."
            raise NotFound(message)
        return factors.setup(context.vault, account)


@router.post("/account/totp", dependencies=SAFE)
def confirm_totp(
    request: Request, context: InContext, visitor: InVisitor, person: InPerson, code: Sent = ""
) -> Response:
    """Prove the secret by a first code; recovery codes are shown, and the session is strong."""
    waiting(context, person)
    try:
        with writing(context.database) as session:
            factors.confirm_totp(session, context.vault, visitor, person.id, code)
            codes = factors.new_recovery_codes(session, visitor, person.id)
            secret = proof.strengthened(session, person.id, session_of(visitor))
    except WrongCode as wrong:
        return render(request, totp_page(context, person, "code"), wrong.status)
    response = render(request, CodesPage(codes=tuple(codes)))
    give(request, response, SESSION, secret)
    return response


@router.post("/account/totp/remove", dependencies=SAFE)
def remove_totp(context: InContext, visitor: InVisitor, person: InPerson) -> Response:
    """Ask for no codes any more."""
    with writing(context.database) as session:
        factors.remove_totp(session, visitor, person.id)
    return see(f"{SECURITY}?done={Done.FACTOR_REMOVED}")


@router.post("/account/recovery-codes", dependencies=SAFE)
def recovery_codes(
    request: Request, context: InContext, visitor: InVisitor, person: InPerson
) -> Response:
    """Make new recovery codes, shown this once."""
    with writing(context.database) as session:
        codes = factors.new_recovery_codes(session, visitor, person.id)
    return render(request, CodesPage(codes=tuple(codes)))


@router.post("/account/passkeys/options", dependencies=SAFE)
def passkey_options(context: InContext, person: InPerson) -> Response:
    """What a browser is asked in order to make a passkey."""
    with writing(context.database) as session:
        return JSONResponse(passkeys.options(session, context.settings, person.id))


@router.post("/account/passkeys", dependencies=SAFE)
def add_passkey(
    request: Request, context: InContext, visitor: InVisitor, person: InPerson, typed: SentForm
) -> Response:
    """Keep a passkey that a browser made; the session is strong from then on."""
    name = typed.get("name", "").strip()
    if not 0 < len(name) <= passkeys.LONGEST_NAME:
        page = security_page(context, visitor, person, {"name": "passkey_name"})
        return render(request, page, 422)
    try:
        secret, codes = registered(context, visitor, person, typed.get("credential", ""), name)
    except NotProven as error:
        page = security_page(context, visitor, person, {"name": "passkey"})
        return render(request, page, error.status)
    done = see(f"{SECURITY}?done={Done.PASSKEY}#factors")
    response = render(request, CodesPage(codes=tuple(codes))) if codes else done
    give(request, response, SESSION, secret)
    return response


def registered(
    context: Context, visitor: Visitor, person: Person, credential: str, name: str
) -> tuple[str, list[str]]:
    """Keep a passkey; the token of a strong session, and recovery codes where there are none yet.

    Raises `NotProven`.
    """
    with writing(context.database) as session:
        passkeys.register(
            session,
            context.settings,
            visitor,
            account_id=person.id,
            credential=credential,
            name=name,
        )
        has_codes = factors.recovery_codes_left(session, person.id)
        codes = [] if has_codes else factors.new_recovery_codes(session, visitor, person.id)
        return proof.strengthened(session, person.id, session_of(visitor)), codes


@router.post("/account/passkeys/remove", dependencies=SAFE)
def remove_passkey(
    context: InContext, visitor: InVisitor, person: InPerson, passkey: Sent = ""
) -> Response:
    """Forget a passkey."""
    try:
        id_ = bytes.fromhex(passkey)
    except ValueError as error:
        message = "There is no such passkey."
        raise NotFound(message) from error
    with writing(context.database) as session:
        passkeys.remove(session, visitor, person.id, id_)
    return see(f"{SECURITY}?done={Done.PASSKEY_REMOVED}#factors")


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


@router.get(KEYS, dependencies=[OWN])
def api_keys(
    request: Request,
    context: InContext,
    visitor: InVisitor,
    person: InPerson,
    *,
    offset: Offset = 0,
    done: Done | None = None,
) -> Response:
    """One's API keys."""
    begun, typed = resumed(context, person, KEYS, {})
    page = keys_page(context, visitor, person, begun, typed, offset=offset)
    return render(request, page.model_copy(update={"done": done}))


def keys_page(
    context: Context,
    visitor: Visitor,
    person: Person,
    begun: Begun,
    typed: Lists,
    *,
    offset: int = 0,
) -> KeysPage:
    """The page of a person's API keys, with the form as it was left or sent."""
    return KeysPage(
        keys=existing(people.keys(context, offset, LINES, account_id=person.id)),
        scopes=people.key_scopes(visitor),
        typed=texts(typed),
        chosen=typed.get("scopes", ()),
        days=DAYS,
        faults={},
        begun=begun,
        done=None,
    )


@router.post(KEYS, dependencies=[CHANGE, recently(KEYS)])
def make_key(
    request: Request,
    context: InContext,
    visitor: InVisitor,
    person: InPerson,
    typed: SentLists,
) -> Response:
    """Make an API key, shown this once; the same form sent again makes no other."""
    name, days = (texts(typed).get(field, "").strip() for field in ("name", "days"))
    scopes = typed.get("scopes", ())
    if faults := wrong_key(name, days, scopes, people.key_scopes(visitor)):
        page = keys_page(context, visitor, person, refused(KEYS, typed), typed)
        return render(request, page.model_copy(update={"faults": faults}), 422)
    once = submissions.sending(typed)
    with writing(context.database) as session:
        if submissions.result(session, person.id, once):
            return see(f"{KEYS}?done={Done.KEY_MADE}")
        secret = keys.create(session, visitor, person.id, name=name, scopes=scopes, days=int(days))
        submissions.note(session, person.id, once, KEYS)
        drafts.drop(session, person.id, KEYS)
    return render(request, KeyPage(name=name, secret=secret))


def wrong_key(
    name: str, days: str, scopes: tuple[str, ...], known: tuple[str, ...]
) -> dict[str, str]:
    """What is wrong with a key that is asked for, by field."""
    wrong = {
        "name": "key_name" if not 0 < len(name) <= LONGEST_KEY_NAME else "",
        "scopes": "no_scope" if not scopes or not set(scopes) <= set(known) else "",
        "days": "no_days" if days not in map(str, DAYS) else "",
    }
    return {field: fault for field, fault in wrong.items() if fault}


@router.post("/account/keys/{key_id}/revoke", dependencies=[may("key.revoke")])
def revoke_key(context: InContext, visitor: InVisitor, person: InPerson, key_id: str) -> Response:
    """Have one of one's keys open nothing any more."""
    with writing(context.database) as session:
        keys.revoke(session, visitor, person.id, key_id)
    return see(f"{KEYS}?done={Done.KEY_REVOKED}")
