"""One's own account: who one is, what one agreed to, who read what, and leaving."""

import json
from collections.abc import Mapping
from typing import Annotated

from fastapi import Form, Request, Response

from app.accounts import consents, journal, leaving, own, people
from app.accounts.gate import InPerson, InVisitor, may
from app.accounts.journal import Before
from app.accounts.own import AddressTaken
from app.accounts.schemas import AccountGiven, AccountShown, RoleShown
from app.accounts.service import BadAddress
from app.kit.errors import NotFound
from app.kit.http import InContext
from matching.profile import LANGUAGES
from web.begun import finished_part, refused, resumed, texts
from web.cookies import SESSION, give
from web.data.account import (
    AddressPage,
    ConsentsPage,
    DataPage,
    DeletePage,
    Done,
    JournalPage,
    LeavePage,
    ProfilePage,
    View,
)
from web.pages.kit import Sent, SentForm, pages
from web.pages.proving import recently
from web.pages.sign_in import wrong_name
from web.redirects import see
from web.rendering import render

router = pages()

PROFILE = "/account"
OWN = may("account.own")
CHANGE = may("account.change")


@router.get("/account", dependencies=[OWN])
def profile(
    request: Request, context: InContext, person: InPerson, done: Done | None = None
) -> Response:
    """Who one is, and which roles one holds, with what one typed and could not send."""
    begun, typed = resumed(context, person, PROFILE, {})
    page = profile_page(people.account(context, person.id), texts(typed))
    return render(request, page.model_copy(update={"begun": begun, "done": done}))


def profile_page(
    account: AccountShown,
    typed: Mapping[str, str] | None = None,
    faults: dict[str, str] | None = None,
) -> ProfilePage:
    """The page of one's profile, with what was typed where it was refused."""
    kept = {"name": account.name, "language": account.language, "email": ""}
    return ProfilePage(
        account=account,
        typed={**kept, **(typed or {})},
        faults=faults or {},
        begun=refused(PROFILE, {}),
        done=None,
    )


@router.post("/account", dependencies=[CHANGE])
def change(
    request: Request, context: InContext, visitor: InVisitor, person: InPerson, typed: SentForm
) -> Response:
    """Change one's name or language."""
    name, language = typed.get("name", "").strip(), typed.get("language", "")
    faults = {"name": fault} if (fault := wrong_name(name)) else {}
    if language not in LANGUAGES:
        faults["language"] = "no_language"
    if faults:
        page = profile_page(people.account(context, person.id), dict(typed), faults)
        return render(request, page, 422)
    given = AccountGiven.model_validate({"name": name, "language": language})
    own.change(context, visitor, person.id, given)
    finished_part(context, person, PROFILE, "name", "language")
    # The language chosen is spoken at once, whatever this browser was told before.
    return see(f"/account?done={Done.SAVED}&lang={language}")


@router.post("/account/email", dependencies=[CHANGE, recently(PROFILE)])
def ask_address(
    request: Request, context: InContext, person: InPerson, email: Sent = ""
) -> Response:
    """Ask for another address: a link sent there proves it."""
    try:
        own.ask_address(context, person, email)
    except BadAddress:
        account = people.account(context, person.id)
        return render(request, profile_page(account, {"email": email}, {"email": "address"}), 422)
    finished_part(context, person, PROFILE, "email")
    return see(f"/account?done={Done.LINK_SENT}")


@router.get("/account/email/{token}", dependencies=[OWN])
def address(request: Request, context: InContext, person: InPerson, token: str) -> Response:
    """A button: programs that look into mails open what is linked there, and press none."""
    email = own.waiting_address(context, person.id, token)
    return render(request, AddressPage(token=token, email=email, taken=False))


@router.post("/account/email/{token}", dependencies=[CHANGE])
def move(
    request: Request, context: InContext, visitor: InVisitor, person: InPerson, token: str
) -> Response:
    """Take the proven address."""
    email = own.waiting_address(context, person.id, token)
    try:
        own.move(context, visitor, person, token)
    except AddressTaken as error:
        page = AddressPage(token=token, email=email, taken=True)
        return render(request, page, error.status)
    return see(f"/account?done={Done.ADDRESS}")


@router.get("/account/roles/leave", dependencies=[OWN])
def ask_leave(request: Request, context: InContext, person: InPerson, held: str = "") -> Response:
    """Ask before a role is given up."""
    role = held_role(people.account(context, person.id), held)
    return render(request, LeavePage(role=role))


@router.post("/account/roles/leave", dependencies=[CHANGE])
def leave(context: InContext, visitor: InVisitor, person: InPerson, held: Sent) -> Response:
    """Give a role up."""
    role = held_role(people.account(context, person.id), held)
    own.leave(context, visitor, person.id, role.membership)
    return see(f"/account?done={Done.LEFT}")


def held_role(account: AccountShown, code: str) -> RoleShown:
    """The role of an account that goes by a code; raises `NotFound`."""
    found = next((one for one in account.roles if one.code == code), None)
    if found is None:
        message = "This role is not held."
        raise NotFound(message)
    return found


@router.get("/account/consents", dependencies=[OWN])
def consented(
    request: Request, context: InContext, visitor: InVisitor, done: Done | None = None
) -> Response:
    """What one agreed to."""
    shown = consents.consents(context, visitor)
    return render(request, ConsentsPage(consents=shown, done=done))


@router.post("/account/consents/give", dependencies=[CHANGE])
def consent(context: InContext, visitor: InVisitor, person: InPerson, purpose: Sent) -> Response:
    """Say yes to a purpose."""
    consents.give(context, visitor, person.id, purpose)
    return see(f"/account/consents?done={Done.GIVEN}")


@router.post("/account/consents/withdraw", dependencies=[CHANGE])
def withdraw(context: InContext, visitor: InVisitor, person: InPerson, purpose: Sent) -> Response:
    """Take a yes back."""
    consents.withdraw(context, visitor, person.id, purpose)
    return see(f"/account/consents?done={Done.WITHDRAWN}")


@router.get("/account/journal", dependencies=[OWN])
def read_by(
    request: Request,
    context: InContext,
    visitor: InVisitor,
    person: InPerson,
    *,
    view: View = View.OTHERS,
    before: Before = None,
) -> Response:
    """Who read or changed one's data, or what one did oneself."""
    if view is View.MINE:
        chapter = journal.done_by(context, person, before)
    else:
        chapter = journal.about(context, visitor, person, before)
    return render(request, JournalPage(view=view, chapter=chapter))


@router.get("/account/data", dependencies=[OWN])
def data(request: Request, context: InContext, person: InPerson) -> Response:
    """Taking one's data along, and leaving."""
    return render(request, DataPage(account=people.account(context, person.id)))


@router.get("/account/export", dependencies=[may("account.export"), recently("/account/data")])
def export(context: InContext, person: InPerson) -> Response:
    """Everything held about oneself, as a file."""
    content = json.dumps(leaving.export(context, person), ensure_ascii=False, indent=2)
    headers = {
        "Content-Disposition": 'attachment; filename="wasl.json"',
        "Cache-Control": "private, no-store",
    }
    return Response(content, media_type="application/json", headers=headers)


@router.get("/account/delete", dependencies=[OWN])
def ask_delete(request: Request, context: InContext, person: InPerson) -> Response:
    """Ask before an account is deleted, and say what becomes of companies."""
    account = people.account(context, person.id)
    alone = leaving.alone_in(context, person.id)
    return render(request, DeletePage(account=account, companies=alone))


@router.post("/account/delete", dependencies=[CHANGE, recently("/account/delete")])
def delete(
    request: Request,
    context: InContext,
    visitor: InVisitor,
    person: InPerson,
    companies: Annotated[tuple[str, ...], Form()] = (),
) -> Response:
    """Delete one's account, and the companies that one says."""
    leaving.forget(context, visitor, person, companies)
    response = see("/")
    give(request, response, SESSION, "")
    return response
