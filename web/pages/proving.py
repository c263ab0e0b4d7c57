"""Asking who is signed in to prove again who they are, before what opens or closes the way in."""

from fastapi import Depends, Request, Response
from fastapi.params import Depends as Dependency

from app.accounts import proof
from app.accounts.gate import InPerson, InVisitor, may
from app.accounts.policy import Visitor
from app.accounts.proof import NotRecent, Proof
from app.kit.errors import NotFound
from app.kit.http import InContext
from web.cookies import SESSION, give
from web.data.account import ConfirmPage
from web.pages.kit import SentForm, pages
from web.redirects import own, see
from web.rendering import render

router = pages()

OWN = may("account.own")
CHANGE = may("account.change")
# Where one is led that no page asked from.
SECURITY = "/account/security"


def recently(page: str) -> Dependency:
    """Asks who did not prove a moment ago who they are to do so, and then leads to a page.

    The page may name parts of the address asked for, as `/things/{thing_id}`.
    """

    def check(request: Request, context: InContext, visitor: InVisitor) -> None:
        if not proof.recent(context, visitor):
            raise NotRecent(page.format_map(request.path_params))

    depends: Dependency = Depends(check)
    return depends


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
