"""One's own account over HTTP."""

from fastapi import APIRouter

from app.accounts import journal, own, people
from app.accounts.gate import InPerson, InVisitor, may
from app.accounts.journal import Before, Chapter
from app.accounts.schemas import AccountGiven, AccountShown
from app.kit.http import ConditionalRoute, InContext, documented

router = APIRouter(prefix="/account", tags=["account"], route_class=ConditionalRoute)


@router.get(
    "",
    dependencies=[may("account.read")],
    responses=documented(401, 403),
    summary="Who you are, and which roles you hold",
)
def read_account(context: InContext, person: InPerson) -> AccountShown:
    """The account that the session or key stands for."""
    return people.account(context, person.id)


@router.patch(
    "",
    dependencies=[may("account.write")],
    responses=documented(401, 403, 422),
    summary="Change your name or language",
)
def change_account(
    context: InContext, visitor: InVisitor, person: InPerson, given: AccountGiven
) -> AccountShown:
    """What is null or left out stays as it is."""
    own.change(context, visitor, person.id, given)
    return people.account(context, person.id)


@router.get(
    "/journal",
    dependencies=[may("account.read")],
    responses=documented(401, 403, 422),
    summary="What others read or changed of you and your companies",
)
def read_account_journal(
    context: InContext, visitor: InVisitor, person: InPerson, before: Before = None
) -> Chapter:
    """Fifty entries, the latest first; `older` asks for those before."""
    return journal.about(context, visitor, person, before)
