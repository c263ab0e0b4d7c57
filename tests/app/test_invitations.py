from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts import invitations, leaving, own, people, service, sessions
from app.accounts.entering import Browser, Opened
from app.accounts.invitations import NotOffered, Offer
from app.accounts.links import Spent
from app.accounts.models import StoredInvitation
from app.accounts.policy import Membership, Person, Role, Scope, Visitor
from app.accounts.schemas import AccountGiven
from app.accounts.throttle import RULES, Limit, TooMany
from app.context import Context
from app.kit.database import now, reading, writing
from tests.app.people import account, membership
from tests.app.post import last_link, letters

HERE = Browser(network="196.12.1.1")
COACH = Membership(Role.COACH, Scope("site", "casablanca"))


def invite(context: Context, email: str = "new@example.ma") -> str:
    """Invite a coach; returns what opens the invitation."""
    inviter = manager(context)
    with writing(context.database) as session:
        invitations.invite(session, context, inviter, Offer(email, "Zineb", COACH, "ar"))
    return last_link(context)


def manager(context: Context) -> Visitor:
    held = membership(Role.MANAGER)
    return Visitor(person=sessions.person(account(context, held)), memberships=(held,))


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
        latest = select(StoredInvitation).order_by(StoredInvitation.created_at.desc())
        late = session.scalars(latest).first()
        assert late
        assert late.expires_at - late.created_at == timedelta(days=14)
        late.expires_at = now() - timedelta(seconds=1)
    with pytest.raises(Spent):
        invitations.accept(empty_context, old, "Zineb", HERE)


def test_an_invitation_sent_again_ends_the_first_link(empty_context: Context) -> None:
    first = invite(empty_context)
    by = manager(empty_context)
    with writing(empty_context.database) as session:
        invitations.resend(session, empty_context, by, stored(empty_context).id)
    second = last_link(empty_context)
    with pytest.raises(Spent):
        invitations.accept(empty_context, first, "Zineb", HERE)
    assert invitations.accept(empty_context, second, "Zineb", HERE)
    with writing(empty_context.database) as session, pytest.raises(Spent):
        invitations.resend(session, empty_context, by, stored(empty_context).id)


def test_a_shut_account_is_not_opened_by_an_invitation(empty_context: Context) -> None:
    person = account(empty_context, email="shut@example.ma")
    with writing(empty_context.database) as session:
        session.merge(person).disabled_at = now()
    with pytest.raises(Spent):
        invitations.accept(empty_context, invite(empty_context, "shut@example.ma"), "Z", HERE)


def test_what_is_kept_of_an_invitation_opens_nothing(empty_context: Context) -> None:
    assert invite(empty_context) not in stored(empty_context).digest


def lose_every_role(context: Context, account_id: str) -> None:
    people.take_role(context, Visitor(), account_id, membership(Role.MANAGER))


def be_shut(context: Context, account_id: str) -> None:
    people.disable(context, Visitor(), account_id)


def leave(context: Context, account_id: str) -> None:
    person = Person(account_id, "", "", "fr")
    leaving.forget(context, Visitor(person=person), person)


@pytest.mark.parametrize("lapse", [lose_every_role, be_shut, leave])
def test_an_invitation_does_not_outlive_the_right_to_send_it(
    empty_context: Context, lapse: Callable[[Context, str], None]
) -> None:
    secret = invite(empty_context)
    sender = stored(empty_context).invited_by
    assert sender
    lapse(empty_context, sender)
    with pytest.raises(Spent):
        invitations.accept(empty_context, secret, "Zineb", HERE)


def test_what_a_person_may_not_offer_any_more_is_withdrawn(empty_context: Context) -> None:
    invite(empty_context)
    sender = stored(empty_context).invited_by
    assert sender
    lose_every_role(empty_context, sender)
    assert stored(empty_context).withdrawn_at


def test_who_lost_their_role_sends_nothing_again(empty_context: Context) -> None:
    invite(empty_context)
    row = stored(empty_context)
    with reading(empty_context.database) as session:
        sender = sessions.person(service.by_id(session, row.invited_by or ""))
    with writing(empty_context.database) as session, pytest.raises(NotOffered):
        invitations.resend(session, empty_context, Visitor(person=sender), row.id)
    assert letters(empty_context) == [("invitation", "new@example.ma")]


def test_who_sends_an_invitation_again_vouches_for_it(empty_context: Context) -> None:
    invite(empty_context)
    row, other = stored(empty_context), manager(empty_context)
    with writing(empty_context.database) as session:
        invitations.resend(session, empty_context, other, row.id)
    be_shut(empty_context, row.invited_by or "")
    assert invitations.accept(empty_context, last_link(empty_context), "Zineb", HERE)


@pytest.mark.parametrize("name", ["", "  ", "Zineb\nhttps://evil.example", "Zineb\u2028!", "\0"])
def test_a_name_is_on_one_line(empty_context: Context, name: str) -> None:
    by = manager(empty_context)
    offer = Offer("new@example.ma", name, COACH, "fr")
    with writing(empty_context.database) as session, pytest.raises(service.BadName):
        invitations.invite(session, empty_context, by, offer)
    with pytest.raises(service.BadName):
        account(empty_context, name=name)
    person = account(empty_context)
    given = AccountGiven.model_construct(name=name)
    with pytest.raises(service.BadName):
        own.change(empty_context, Visitor(), person.id, given)


def test_an_address_gets_so_many_letters_whoever_sends_them(empty_context: Context) -> None:
    for _ in range(RULES[Limit.LETTERS].most):
        invite(empty_context)
    with pytest.raises(TooMany):
        invite(empty_context)
    person = sessions.person(account(empty_context))
    with pytest.raises(TooMany):
        own.ask_address(empty_context, person, "new@example.ma")


def test_a_person_sends_so_many_letters_whoever_gets_them(empty_context: Context) -> None:
    person = sessions.person(account(empty_context))
    for number in range(RULES[Limit.SENDING].most):
        own.ask_address(empty_context, person, f"new{number}@example.ma")
    with pytest.raises(TooMany):
        own.ask_address(empty_context, person, "another@example.ma")
