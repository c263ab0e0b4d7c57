"""A yes is dated, expires, is withdrawn, and its history stays."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from app.accounts import agreements, consents
from app.accounts.consents import NotAsked
from app.accounts.models import Account, StoredConsent
from app.accounts.policy import Role, Visitor
from app.accounts.purposes import ConsentShown
from app.accounts.sessions import person
from app.audit.models import Entry
from app.context import Context
from app.kit.database import now, reading, writing
from app.kit.errors import NotFound
from app.network import sites
from matching.profile import LANGUAGES
from tests.app.people import account, membership


@pytest.fixture
def someone(empty_context: Context) -> Account:
    return account(empty_context, membership(Role.CANDIDATE))


def visitor(account: Account) -> Visitor:
    return Visitor(person=person(account), memberships=(membership(Role.CANDIDATE),))


CODE = "share_address"


def of(context: Context, account: Account, code: str) -> ConsentShown:
    known = consents.consents(context, visitor(account))
    return next(one for one in known if one.purpose.code == code)


def test_nothing_is_consented_to_before_somebody_says_so(
    empty_context: Context, someone: Account
) -> None:
    assert all(one.current is None for one in consents.consents(empty_context, visitor(someone)))


def test_a_yes_holds_for_as_long_as_its_purpose_says(
    empty_context: Context, someone: Account
) -> None:
    consents.give(empty_context, visitor(someone), someone.id, CODE)
    given = of(empty_context, someone, CODE).current
    assert given is not None
    assert 360 <= (given.expires_at - given.given_at).days <= 366


def test_a_yes_that_is_withdrawn_holds_no_more_and_is_remembered(
    empty_context: Context, someone: Account
) -> None:
    consents.give(empty_context, visitor(someone), someone.id, CODE)
    consents.withdraw(empty_context, visitor(someone), someone.id, CODE)
    shown = of(empty_context, someone, CODE)
    assert shown.current is None
    assert [bool(one.withdrawn_at) for one in shown.history] == [True]


def test_a_yes_expires_by_itself(empty_context: Context, someone: Account) -> None:
    consents.give(empty_context, visitor(someone), someone.id, CODE)
    with writing(empty_context.database) as session:
        session.execute(update(StoredConsent).values(expires_at=now() - timedelta(seconds=1)))
    shown = of(empty_context, someone, CODE)
    assert shown.current is None
    assert [one.withdrawn_at for one in shown.history] == [None]


def test_a_yes_given_again_ends_the_one_before(empty_context: Context, someone: Account) -> None:
    for _ in range(2):
        consents.give(empty_context, visitor(someone), someone.id, CODE)
    history = of(empty_context, someone, CODE).history
    assert [one.holds for one in history] == [True, False]


def test_consents_are_each_persons_own(empty_context: Context, someone: Account) -> None:
    consents.give(empty_context, visitor(someone), someone.id, CODE)
    consents.withdraw(empty_context, visitor(someone), account(empty_context).id, CODE)
    assert of(empty_context, someone, CODE).current


def test_a_text_that_changes_asks_again_and_says_what_was_agreed_to(
    empty_context: Context, someone: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    consents.give(empty_context, visitor(someone), someone.id, CODE)
    before = agreements.purposes()[CODE]
    reworded = before.model_copy(update={"text": dict.fromkeys(LANGUAGES, "More than before.")})
    monkeypatch.setattr(agreements, "purposes", lambda: {CODE: reworded})
    shown = of(empty_context, someone, CODE)
    assert shown.current is None
    assert shown.asked_again
    assert [one.version for one in shown.history] == [before.digest[:8]]
    assert [one.text for one in shown.history] == [before.text]
    assert people_shown(empty_context) == [""]
    consents.give(empty_context, visitor(someone), someone.id, CODE)
    shown = of(empty_context, someone, CODE)
    assert shown.current
    assert not shown.asked_again


def test_it_is_asked_of_those_whom_it_concerns(empty_context: Context, someone: Account) -> None:
    assert consents.consents(empty_context, visitor(someone))
    assert consents.consents(empty_context, Visitor(person=person(someone))) == ()


def test_it_is_given_by_those_only_whom_it_concerns(
    empty_context: Context, someone: Account
) -> None:
    with pytest.raises(NotAsked):
        consents.give(empty_context, Visitor(person=person(someone)), someone.id, CODE)
    assert of(empty_context, someone, CODE).history == ()


def test_whom_it_does_not_concern_any_more_takes_it_back(
    empty_context: Context, someone: Account
) -> None:
    consents.give(empty_context, visitor(someone), someone.id, CODE)
    left = Visitor(person=person(someone))
    [shown] = consents.consents(empty_context, left)
    assert shown.current
    assert not shown.asked
    consents.withdraw(empty_context, left, someone.id, CODE)
    [shown] = consents.consents(empty_context, left)
    assert not shown.open


@pytest.mark.parametrize("kept", [True, False])
def test_a_yes_to_a_purpose_that_is_no_more_is_shown_and_taken_back(
    empty_context: Context, someone: Account, monkeypatch: pytest.MonkeyPatch, *, kept: bool
) -> None:
    consents.give(empty_context, visitor(someone), someone.id, CODE)
    before = agreements.purposes()[CODE]
    if not kept:
        with writing(empty_context.database) as session:
            session.execute(update(StoredConsent).values(said={}, text_digest=""))
    monkeypatch.setattr(agreements, "purposes", dict)
    [shown] = consents.consents(empty_context, visitor(someone))
    assert shown.purpose.title == (before.title if kept else dict.fromkeys(LANGUAGES, CODE))
    assert shown.open
    assert not shown.asked
    with pytest.raises(NotFound):
        consents.give(empty_context, visitor(someone), someone.id, CODE)
    consents.withdraw(empty_context, visitor(someone), someone.id, CODE)
    [shown] = consents.consents(empty_context, visitor(someone))
    assert not shown.open


def people_shown(context: Context) -> list[str]:
    """The addresses among the people of the candidate's school."""
    school = membership(Role.CANDIDATE).scope
    with reading(context.database) as session:
        return [one.email for one in sites.people(session, school.kind, school.id)]


def test_the_address_of_a_candidate_is_shown_while_they_agree(
    empty_context: Context, someone: Account
) -> None:
    assert people_shown(empty_context) == [""]
    consents.give(empty_context, visitor(someone), someone.id, CODE)
    assert people_shown(empty_context) == [someone.email]
    consents.withdraw(empty_context, visitor(someone), someone.id, CODE)
    assert people_shown(empty_context) == [""]


def test_the_address_of_an_officer_is_their_schools(empty_context: Context) -> None:
    officer = account(empty_context, membership(Role.SCHOOL))
    assert people_shown(empty_context) == [officer.email]


def test_an_unknown_purpose_is_refused(empty_context: Context, someone: Account) -> None:
    with pytest.raises(NotFound):
        consents.give(empty_context, visitor(someone), someone.id, "everything")


def test_the_journal_says_to_what(empty_context: Context, someone: Account) -> None:
    consents.give(empty_context, visitor(someone), someone.id, CODE)
    consents.withdraw(empty_context, visitor(someone), someone.id, CODE)
    with reading(empty_context.database) as session:
        kept = session.execute(select(Entry.action, Entry.details)).all()
    assert kept == [
        ("consent.give", {"purpose": CODE}),
        ("consent.withdraw", {"purpose": CODE}),
    ]


def test_every_purpose_is_said_in_every_language() -> None:
    for one in agreements.purposes().values():
        assert set(one.title) == set(one.text) == set(LANGUAGES)
        assert one.months > 0


def test_french_has_one_word_for_a_consent() -> None:
    folder = Path(consents.__file__).parents[1]
    told = (*folder.glob("translations/fr/*.po"), folder / "accounts" / "purposes.yaml")
    texts = {one.name: one.read_text("utf-8") for one in told}
    assert "consentement" in texts["candidates.po"]
    assert [
        name for name, text in texts.items() if re.search(r"\baccords?\b", text, re.IGNORECASE)
    ] == []
