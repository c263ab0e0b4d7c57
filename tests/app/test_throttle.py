from datetime import datetime, timedelta

import pytest

from app.accounts import devices, entering, throttle
from app.accounts.entering import Browser
from app.accounts.passwords import hashed
from app.accounts.throttle import RULES, Limit, TooMany, count, exhausted, forget, forgive, network
from app.context import Context
from app.kit.database import now, writing
from tests.app.people import account

GOOD, BAD = "trois chevaux jaunes 47", "trois chevaux jaunes 48"


def spend(context: Context, limit: Limit, *what: str) -> None:
    with writing(context.database) as session:
        for _ in range(RULES[limit].most):
            count(session, limit, *what)


def test_a_try_too_many_is_refused_and_says_when_the_next_may_be(empty_context: Context) -> None:
    spend(empty_context, Limit.LETTERS, "a")
    with writing(empty_context.database) as session, pytest.raises(TooMany) as refused:
        count(session, Limit.LETTERS, "a")
    assert 0 < refused.value.wait <= RULES[Limit.LETTERS].within.total_seconds()
    assert refused.value.headers == {"Retry-After": str(refused.value.wait)}


def test_others_and_other_things_are_counted_apart(empty_context: Context) -> None:
    spend(empty_context, Limit.LETTERS, "a")
    with writing(empty_context.database) as session:
        count(session, Limit.LETTERS, "b")
        count(session, Limit.ASKING, "a")
        assert exhausted(session, Limit.LETTERS, "a")
        assert not exhausted(session, Limit.LETTERS, "b")


def test_counting_begins_anew_when_the_window_ends(
    empty_context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    spend(empty_context, Limit.LETTERS, "a")
    later = now() + RULES[Limit.LETTERS].within
    monkeypatch.setattr(throttle, "now", lambda: at(later))
    spend(empty_context, Limit.LETTERS, "a")


def at(moment: datetime) -> datetime:
    return moment + timedelta(seconds=1)


def test_a_good_try_is_taken_back(empty_context: Context) -> None:
    spend(empty_context, Limit.NETWORK, "n")
    with writing(empty_context.database) as session:
        forgive(session, Limit.NETWORK, "n")
        count(session, Limit.NETWORK, "n")
        forget(session, Limit.NETWORK, "n")
    spend(empty_context, Limit.NETWORK, "n")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("196.12.1.1", "196.12.1.2", False),
        ("2001:db8::1", "2001:db8::ffff", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:196.12.1.1", "196.12.1.1", True),
        ("testclient", "testclient", True),
    ],
)
def test_a_house_is_one_network(one: str, other: str, *, same: bool) -> None:
    assert (network(one) == network(other)) is same


def test_who_guesses_locks_out_strangers_but_not_the_person(empty_context: Context) -> None:
    person = account(empty_context)
    with writing(empty_context.database) as session:
        session.merge(person).password = hashed(GOOD)
    for number in range(RULES[Limit.STRANGERS].most // 5):
        guess(empty_context, person.email, Browser(network=f"196.12.0.{number}"), times=5)
    with pytest.raises(TooMany):
        guess(empty_context, person.email, Browser(network="196.12.0.200"), times=1)
    known = devices.remembered(empty_context.vault, person.email)
    own = Browser(network="196.12.0.200", device=known)
    assert entering.by_password(empty_context, person.email, GOOD, own, "/")


def guess(context: Context, email: str, browser: Browser, times: int) -> None:
    for _ in range(times):
        assert entering.by_password(context, email, BAD, browser, "/") is None


def test_a_browser_that_is_known_guesses_no_more_than_others(empty_context: Context) -> None:
    person = account(empty_context)
    known = devices.remembered(empty_context.vault, person.email)
    own = Browser(network="196.12.0.1", device=known)
    guess(empty_context, person.email, own, RULES[Limit.DEVICE].most)
    with pytest.raises(TooMany) as refused:
        guess(empty_context, person.email, own, 1)
    assert refused.value.limit is Limit.DEVICE


def test_the_browser_of_one_account_is_a_stranger_to_another(empty_context: Context) -> None:
    cookie = devices.remembered(empty_context.vault, "a@example.ma")
    assert devices.recognised(empty_context.vault, cookie, "a@example.ma")
    assert not devices.recognised(empty_context.vault, cookie, "b@example.ma")
    assert not devices.recognised(empty_context.vault, cookie[:-4] + "AAAA", "a@example.ma")


def test_who_tries_many_accounts_does_not_lock_out_a_known_browser_beside_them(
    empty_context: Context,
) -> None:
    person = account(empty_context)
    with writing(empty_context.database) as session:
        session.merge(person).password = hashed(GOOD)
    spend(empty_context, Limit.NETWORK, "196.12.0.1")
    spend(empty_context, Limit.ASKING, "196.12.0.1")
    known = Browser(
        network="196.12.0.1", device=devices.remembered(empty_context.vault, person.email)
    )
    assert entering.by_password(empty_context, person.email, GOOD, known, "/")
    entering.ask(empty_context, person.email, "", known, "/")
    stranger = Browser(network="196.12.0.1")
    with pytest.raises(TooMany):
        entering.by_password(empty_context, person.email, GOOD, stranger, "/")
