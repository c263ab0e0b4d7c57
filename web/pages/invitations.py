"""Inviting: who may offer a role does so here, and sees what became of it."""

from collections.abc import Mapping

from fastapi import Request, Response

from app.accounts import invitations as offers
from app.accounts import inviting, people
from app.accounts.gate import InPerson, InVisitor, may
from app.accounts.policy import HELD_FOR, Role, Visitor
from app.accounts.schemas import InvitationGiven
from app.accounts.service import BadAddress, address
from app.context import Context
from app.drafts import submissions
from app.kit.database import writing
from app.kit.http import InContext
from app.kit.pages import Offset
from matching.profile import LANGUAGES
from web.begun import texts
from web.data.administration import Choice, Done, InvitationsPage, InvitePage
from web.language import language_of
from web.pages.kit import LINES, SentLists, existing, pages
from web.pages.sign_in import wrong_name
from web.redirects import see
from web.rendering import render

router = pages()

PAGE, EVERYBODYS = "/invitations", "/administration/invitations"
LIST = [may("invitation.list")]
CREATE = [may("invitation.create")]
CHANGE = [may("invitation.change")]
ADMINISTER = [may("administration.invitation")]


@router.get(EVERYBODYS, dependencies=[may("administration.read")])
def everybodys(
    request: Request, context: InContext, offset: Offset = 0, done: Done | None = None
) -> Response:
    """Everybody's invitations."""
    shown = existing(people.invitations(context, offset, LINES))
    return render(request, InvitationsPage(invitations=shown, everybody=True, done=done))


@router.get("/invitations", dependencies=LIST)
def invitations(
    request: Request,
    context: InContext,
    person: InPerson,
    offset: Offset = 0,
    done: Done | None = None,
) -> Response:
    """The invitations that one sent."""
    shown = existing(people.invitations(context, offset, LINES, sender=person.id))
    return render(request, InvitationsPage(invitations=shown, everybody=False, done=done))


@router.get("/invitations/new", dependencies=LIST)
def new(
    request: Request, context: InContext, visitor: InVisitor, role: str = "", find: str = ""
) -> Response:
    """Choose a role to offer, then to whom and for what."""
    return render(request, invite_page(request, choice(context, visitor, role, find)))


def choice(context: Context, visitor: Visitor, typed: str, find: str) -> Choice:
    """The choice of a role to offer; where there is but one, it is chosen."""
    roles = inviting.offered(visitor)
    role = next((one for one in roles if one == typed or len(roles) == 1), None)
    if role is None:
        return Choice(roles=roles, role=None, kind="", places=(), find="")
    found = inviting.places_of(context, visitor, role, find)
    return Choice(roles=roles, role=role, kind=HELD_FOR[role], places=found, find=find)


def invite_page(
    request: Request,
    chosen: Choice,
    typed: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
) -> InvitePage:
    """The form of an invitation, with what was typed."""
    empty = {"email": "", "name": "", "place": "", "language": language_of(request)}
    filled = {**empty, submissions.FIELD: submissions.token(), **(typed or {})}
    return InvitePage(choice=chosen, typed=filled, faults=faults or {})


@router.post("/invitations/new", dependencies=CREATE)
def invite(request: Request, context: InContext, visitor: InVisitor, sent: SentLists) -> Response:
    """Offer a role to an address; the same form sent again offers nothing twice."""
    typed = {**texts(sent), submissions.FIELD: submissions.once_of(sent)}
    chosen = choice(context, visitor, typed.get("role", ""), typed.get("find", ""))
    if chosen.role is None:
        return render(request, invite_page(request, chosen, typed, {"role": "no_role"}), 422)
    if faults := wrong(typed):
        return render(request, invite_page(request, chosen, typed, faults), 422)
    inviting.invite(context, visitor, given(chosen.role, typed), submissions.sending(sent))
    return see(f"/invitations?done={Done.INVITED}")


def wrong(typed: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with an invitation, by field."""
    found = {
        "email": wrong_address(typed.get("email", "")),
        "name": wrong_name(typed.get("name", "").strip()),
        "place": "" if typed.get("place") else "no_place",
        "language": "" if typed.get("language") in LANGUAGES else "no_language",
    }
    return {field: fault for field, fault in found.items() if fault}


def wrong_address(typed: str) -> str:
    """What is wrong with an address; empty when nothing is."""
    try:
        address(typed)
    except BadAddress:
        return "address"
    return ""


def given(role: Role, typed: Mapping[str, str]) -> InvitationGiven:
    """What was typed, as an invitation."""
    return InvitationGiven(
        email=typed["email"],
        name=typed["name"].strip(),
        role=role,
        place=typed["place"],
        language=typed["language"],
    )


@router.post("/invitations/{invitation_id}/withdraw", dependencies=CHANGE)
def withdraw(context: InContext, visitor: InVisitor, invitation_id: str) -> Response:
    """Take an invitation of one's own back."""
    return withdrawn(context, visitor, invitation_id, PAGE)


@router.post("/administration/invitations/{invitation_id}/withdraw", dependencies=ADMINISTER)
def withdraw_anybodys(context: InContext, visitor: InVisitor, invitation_id: str) -> Response:
    """Take anybody's invitation back."""
    return withdrawn(context, visitor, invitation_id, EVERYBODYS)


def withdrawn(context: Context, visitor: Visitor, invitation_id: str, back: str) -> Response:
    """Take an invitation back, and lead to a list."""
    with writing(context.database) as session:
        offers.withdraw(session, visitor, invitation_id)
    return see(f"{back}?done={Done.WITHDRAWN}")


@router.post("/invitations/{invitation_id}/resend", dependencies=CHANGE)
def resend(context: InContext, visitor: InVisitor, invitation_id: str) -> Response:
    """Send an invitation of one's own once more, with a new link."""
    return resent(context, visitor, invitation_id, PAGE)


@router.post("/administration/invitations/{invitation_id}/resend", dependencies=ADMINISTER)
def resend_anybodys(context: InContext, visitor: InVisitor, invitation_id: str) -> Response:
    """Send anybody's invitation once more, as one's own."""
    return resent(context, visitor, invitation_id, EVERYBODYS)


def resent(context: Context, visitor: Visitor, invitation_id: str, back: str) -> Response:
    """Send an invitation once more, and lead to a list."""
    with writing(context.database) as session:
        offers.resend(session, context, visitor, invitation_id)
    return see(f"{back}?done={Done.RESENT}")
