"""A yes is dated, expires, is withdrawn, and its history stays."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.accounts import consents
from app.accounts.models import Account, StoredConsent
from app.accounts.policy import Visitor
from app.accounts.schemas import ConsentShown
from app.accounts.sessions import person
from app.audit.models import Entry
from app.context import Context
from app.kit.database import now, reading, writing
from app.kit.errors import NotFound
from matching.profile import LANGUAGES
from tests.app.people import account


@pytest.fixture
def someone(empty_context: Context) -> Account:
    return account(empty_context)


def visitor(account: Account) -> Visitor:
    return Visitor(person=person(account))


def of(context: Context, account: Account, code: str) -> ConsentShown:
    known = consents.consents(context, account.id)
    return next(one for one in known if one.purpose.code == code)


def test_nothing_is_consented_to_before_somebody_says_so(
    empty_context: Context, someone: Account
) -> None:
    assert all(one.current is None for one in consents.consents(empty_context, someone.id))


def test_a_yes_holds_for_as_long_as_its_purpose_says(
    empty_context: Context, someone: Account
) -> None:
    consents.give(empty_context, visitor(someone), someone.id, "profile")
    given = of(empty_context, someone, "profile").current
    assert given is not None
    assert 720 <= (given.expires_at - given.given_at).days <= 732
    assert of(empty_context, someone, "statistics").current is None


def test_a_yes_that_is_withdrawn_holds_no_more_and_is_remembered(
    empty_context: Context, someone: Account
) -> None:
    consents.give(empty_context, visitor(someone), someone.id, "profile")
    consents.withdraw(empty_context, visitor(someone), someone.id, "profile")
    shown = of(empty_context, someone, "profile")
    assert shown.current is None
    assert [bool(one.withdrawn_at) for one in shown.history] == [True]


def test_a_yes_expires_by_itself(empty_context: Context, someone: Account) -> None:
    consents.give(empty_context, visitor(someone), someone.id, "profile")
    with writing(empty_context.database) as session:
        session.execute(update(StoredConsent).values(expires_at=now() - timedelta(seconds=1)))
    shown = of(empty_context, someone, "profile")
    assert shown.current is None
    assert [one.withdrawn_at for one in shown.history] == [None]


def test_a_yes_given_again_ends_the_one_before(empty_context: Context, someone: Account) -> None:
    for _ in range(2):
        consents.give(empty_context, visitor(someone), someone.id, "profile")
    history = of(empty_context, someone, "profile").history
    assert [one.holds for one in history] == [True, False]


def test_consents_are_each_persons_own(empty_context: Context, someone: Account) -> None:
    consents.give(empty_context, visitor(someone), someone.id, "profile")
    consents.withdraw(empty_context, visitor(someone), account(empty_context).id, "profile")
    assert of(empty_context, someone, "profile").current


def test_an_unknown_purpose_is_refused(empty_context: Context, someone: Account) -> None:
    with pytest.raises(NotFound):
        consents.give(empty_context, visitor(someone), someone.id, "everything")


def test_the_journal_says_to_what(empty_context: Context, someone: Account) -> None:
    consents.give(empty_context, visitor(someone), someone.id, "profile")
    consents.withdraw(empty_context, visitor(someone), someone.id, "profile")
    with reading(empty_context.database) as session:
        kept = session.execute(select(Entry.action, Entry.details)).all()
    assert kept == [
        ("consent.give", {"purpose": "profile"}),
        ("consent.withdraw", {"purpose": "profile"}),
    ]


def test_every_purpose_is_said_in_every_language() -> None:
    for one in consents.purposes().values():
        assert set(one.title) == set(one.text) == set(LANGUAGES)
        assert one.months > 0
