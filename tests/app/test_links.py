from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.accounts import entering, links, service
from app.accounts.entering import Browser, Opened
from app.accounts.links import Purpose, Spent
from app.accounts.models import Account, StoredLink
from app.accounts.throttle import RULES, Limit
from app.context import Context
from app.kit.database import now, reading, writing
from app.mail.models import StoredMail
from tests.app.people import account
from tests.app.post import last_link, letters

HERE = Browser(network="196.12.1.1")


def test_a_link_works_once(empty_context: Context) -> None:
    with writing(empty_context.database) as session:
        secret = links.make(session, Purpose.SIGN_IN, "a@example.ma")
    with writing(empty_context.database) as session:
        assert links.find(session, secret, Purpose.SIGN_IN).email == "a@example.ma"
        assert links.use(session, secret, Purpose.SIGN_IN)
    with writing(empty_context.database) as session, pytest.raises(Spent):
        links.use(session, secret, Purpose.SIGN_IN)


def test_a_link_is_kept_as_a_digest(empty_context: Context) -> None:
    with writing(empty_context.database) as session:
        secret = links.make(session, Purpose.SIGN_IN, "a@example.ma")
        kept = session.scalars(select(StoredLink.digest)).one()
    assert secret not in kept
    assert len(kept) == 64


def test_a_link_works_for_its_purpose_and_its_time_only(empty_context: Context) -> None:
    with writing(empty_context.database) as session:
        other = links.make(session, Purpose.EMAIL, "a@example.ma")
        old = links.make(session, Purpose.SIGN_IN, "a@example.ma", lasting=-timedelta(seconds=1))
        for secret in (other, old, "no such link"):
            with pytest.raises(Spent):
                links.find(session, secret, Purpose.SIGN_IN)


def test_an_unknown_address_gets_a_link_to_join_that_makes_the_account(
    empty_context: Context,
) -> None:
    entering.ask(empty_context, "new@example.ma", "Zineb", HERE, "/startups/new")
    assert accounts(empty_context) == 0
    entry = entering.by_link(empty_context, last_link(empty_context), "Zineb", HERE)
    assert isinstance(entry, Opened)
    assert entry.next == "/startups/new"
    with reading(empty_context.database) as session:
        made = service.by_email(session, "new@example.ma")
        assert made
        assert made.confirmed_at
        assert not made.memberships


def test_a_known_address_gets_a_link_to_sign_in(empty_context: Context) -> None:
    account(empty_context, email="old@example.ma")
    entering.ask(empty_context, "old@example.ma", "Somebody Else", HERE, "/")
    assert letters(empty_context) == [("sign_in", "old@example.ma")]
    entering.by_link(empty_context, last_link(empty_context), "", HERE)
    with reading(empty_context.database) as session:
        found = service.by_email(session, "old@example.ma")
        assert found
        assert found.name == "Nour"
    assert accounts(empty_context) == 1


def test_two_links_to_join_make_one_account(empty_context: Context) -> None:
    first, second = (asked(empty_context, "new@example.ma") for _ in range(2))
    entering.by_link(empty_context, first, "Zineb", HERE)
    entering.by_link(empty_context, second, "Zineb", HERE)
    assert accounts(empty_context) == 1


def asked(context: Context, email: str) -> str:
    entering.ask(context, email, "", HERE, "/")
    return last_link(context)


def test_a_shut_account_is_not_opened_by_a_link(empty_context: Context) -> None:
    person = account(empty_context, email="shut@example.ma")
    secret = asked(empty_context, "shut@example.ma")
    with writing(empty_context.database) as session:
        session.merge(person).disabled_at = now()
    with pytest.raises(Spent):
        entering.by_link(empty_context, secret, "", HERE)
    with pytest.raises(Spent):
        entering.by_link(empty_context, asked(empty_context, "shut@example.ma"), "", HERE)


def test_an_address_gets_so_many_letters_and_those_that_it_has_still_work(
    empty_context: Context,
) -> None:
    most = RULES[Limit.LETTERS].most
    for _ in range(most + 3):
        secret = asked(empty_context, "victim@example.ma")
    assert len(letters(empty_context)) == most
    assert entering.by_link(empty_context, secret, "Zineb", HERE)


def accounts(context: Context) -> int:
    with reading(context.database) as session:
        return session.scalar(select(func.count()).select_from(Account)) or 0


def test_as_much_is_written_for_an_unknown_address_as_for_a_known_one(
    empty_context: Context,
) -> None:
    account(empty_context, email="old@example.ma")
    for email in ("old@example.ma", "new@example.ma"):
        asked(empty_context, email)
    with reading(empty_context.database) as session:
        for table in (StoredLink, StoredMail):
            assert session.scalar(select(func.count()).select_from(table)) == 2
