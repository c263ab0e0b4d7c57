"""What proves a person besides their password: an application's codes, recovery codes, passkeys."""

from textwrap import wrap

import segno
from fastapi import Request, Response
from fastapi.responses import JSONResponse

from app.accounts import factors, passkeys, proof
from app.accounts.factors import Setup, WrongCode
from app.accounts.gate import InPerson, InVisitor
from app.accounts.passkeys import NotProven
from app.accounts.policy import Person, Visitor
from app.accounts.service import by_id
from app.context import Context
from app.kit.database import reading, writing
from app.kit.errors import NotFound
from app.kit.http import InContext
from web.cookies import SESSION, give
from web.data.account import CodesPage, Done, TotpPage
from web.pages.kit import Sent, SentForm, pages
from web.pages.proving import OWN, SECURITY, recently, session_of
from web.pages.security import SAFE, security_page
from web.redirects import see
from web.rendering import render

router = pages()

# Letters of a secret that are read together.
GROUP = 4


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
        faults = {"name": "passkey_name"}
        page = security_page(context, visitor, person, faults, passkey_name=name)
        return render(request, page, 422)
    try:
        secret, codes = registered(context, visitor, person, typed.get("credential", ""), name)
    except NotProven as error:
        faults = {"name": "passkey"}
        page = security_page(context, visitor, person, faults, passkey_name=name)
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
