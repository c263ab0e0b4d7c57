from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts import invitations, service, sessions
from app.accounts.entering import Browser, Opened
from app.accounts.invitations import Offer
from app.accounts.links import Spent
from app.accounts.models import StoredInvitation
from app.accounts.policy import Membership, Role, Scope, Visitor
from app.context import Context
from app.kit.database import now, reading, writing
from tests.app.people import account, membership
from tests.app.post import last_link, letters

HERE = Browser(network="196.12.1.1")
COACH = Membership(Role.COACH, Scope("site", "casablanca"))


def invite(context: Context, email: str = "new@example.ma") -> str:
    """Invite a coach; returns what opens the invitation."""
    inviter = Visitor(person=sessions.person(account(context, membership(Role.MANAGER))))
    with writing(context.database) as session:
        invitations.invite(session, context, inviter, Offer(email, "Zineb", COACH, "ar"))
    return last_link(context)


def stored(context: Context) -> StoredInvitation:
    with reading(context.database) as session:
        return session.scalars(select(StoredInvitation)).one()


def test_who_is_invited_gets_an_account_with_the_role_and_is_signed_in(
    empty_context: Context,
) -> None:
    secret = invite(empty_context)
    assert letters(empty_context) == [("invitation", "new@example.ma")]
    entry = invitations.accept(empty_context, secret, "Zineb Amrani", HERE)
    assert isinstance(entry, Opened)
    with reading(empty_context.database) as session:
        visitor = sessions.visitor(session, entry.secret)
    assert visitor
    assert visitor.person
    assert visitor.person.name == "Zineb Amrani"
    assert visitor.person.language == "ar"
    assert visitor.memberships == (COACH,)


def test_who_has_an_account_gets_the_role_beside_those_that_they_have(
    empty_context: Context,
) -> None:
    person = account(empty_context, membership(Role.SCHOOL), email="old@example.ma")
    invitations.accept(empty_context, invite(empty_context, "old@example.ma"), "Other", HERE)
    with reading(empty_context.database) as session:
        found = service.by_id(session, person.id)
        assert {one.role for one in found.memberships} == {Role.SCHOOL, Role.COACH}
        assert found.name == "Nour"


def test_an_invitation_is_accepted_once(empty_context: Context) -> None:
    secret = invite(empty_context)
    invitations.accept(empty_context, secret, "Zineb", HERE)
    with pytest.raises(Spent):
        invitations.accept(empty_context, secret, "Zineb", HERE)


def test_an_invitation_that_was_withdrawn_or_is_too_old_is_not_accepted(
    empty_context: Context,
) -> None:
    withdrawn = invite(empty_context)
    with writing(empty_context.database) as session:
        invitations.withdraw(session, Visitor(), stored(empty_context).id)
    with pytest.raises(Spent):
        invitations.accept(empty_context, withdrawn, "Zineb", HERE)
    old = invite(empty_context)
    with writing(empty_context.database) as session:
        late = session.scalars(invitations.listed()).first()
        assert late
        assert late.expires_at - late.created_at == timedelta(days=14)
        late.expires_at = now() - timedelta(seconds=1)
    with pytest.raises(Spent):
        invitations.accept(empty_context, old, "Zineb", HERE)


def test_an_invitation_sent_again_ends_the_first_link(empty_context: Context) -> None:
    first = invite(empty_context)
    with writing(empty_context.database) as session:
        invitations.resend(session, empty_context, Visitor(), stored(empty_context).id)
    second = last_link(empty_context)
    with pytest.raises(Spent):
        invitations.accept(empty_context, first, "Zineb", HERE)
    assert invitations.accept(empty_context, second, "Zineb", HERE)
    with writing(empty_context.database) as session, pytest.raises(Spent):
        invitations.resend(session, empty_context, Visitor(), stored(empty_context).id)


def test_a_shut_account_is_not_opened_by_an_invitation(empty_context: Context) -> None:
    person = account(empty_context, email="shut@example.ma")
    with writing(empty_context.database) as session:
        session.merge(person).disabled_at = now()
    with pytest.raises(Spent):
        invitations.accept(empty_context, invite(empty_context, "shut@example.ma"), "Z", HERE)


def test_what_is_kept_of_an_invitation_opens_nothing(empty_context: Context) -> None:
    assert invite(empty_context) not in stored(empty_context).digest
