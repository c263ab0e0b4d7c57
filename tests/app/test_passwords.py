import time

import pytest
from argon2 import PasswordHasher

from app.accounts import passwords, sessions
from app.accounts.models import Account
from app.accounts.own import change_password
from app.accounts.passwords import HASHER, WeakPassword, accepted, hashed, outdated, verify
from app.accounts.policy import Visitor
from app.accounts.service import by_id
from app.context import Context
from app.kit.database import reading, writing
from tests.app.people import account, session_of

GOOD = "trois chevaux jaunes 47"


def test_a_password_is_kept_as_argon2id_and_recognised() -> None:
    kept = hashed(GOOD)
    assert kept.startswith("$argon2id$")
    assert GOOD not in kept
    assert verify(kept, GOOD)
    assert not verify(kept, "trois chevaux jaunes 48")


def test_the_same_letters_typed_on_another_keyboard_are_the_same_password() -> None:
    assert verify(hashed("caf\u00e9 et menthe fra\u00eeche"), "cafe\u0301 et menthe frai\u0302che")


def test_nobody_and_no_password_and_a_broken_one_are_refused() -> None:
    assert not verify(None, GOOD)
    assert not verify(None, "nobody's")
    assert not verify("not a hash", GOOD)


def test_as_much_is_computed_where_there_is_no_account() -> None:
    kept = hashed(GOOD)
    known, unknown = ([timed(one) for _ in range(5)] for one in (kept, None))
    assert min(unknown) > min(known) / 2


def timed(kept: str | None) -> float:
    begun = time.perf_counter()
    verify(kept, "wrong")
    return time.perf_counter() - begun


def test_a_password_hashed_otherwise_is_outdated() -> None:
    cheap = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(GOOD)
    assert verify(cheap, GOOD)
    assert outdated(cheap)
    assert not outdated(HASHER.hash(GOOD))
    assert not outdated(None)


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("onze signes", "short"),
        ("password1234", "common"),
        ("motdepasse2024", "common"),
        ("azertyuiop123", "common"),
        ("nour.alaoui@example.ma", "common"),
        ("Technopark2026", "common"),
        ("x" * 201, "long"),
    ],
)
def test_short_and_guessable_passwords_are_refused(
    empty_context: Context, password: str, reason: str
) -> None:
    person = account(empty_context, email="nour.alaoui@example.ma", name="Nour Alaoui")
    with pytest.raises(WeakPassword) as refused:
        accepted(password, person)
    assert refused.value.reason == reason


def test_a_new_password_ends_the_other_sessions(empty_context: Context) -> None:
    person = account(empty_context)
    kept, other = session_of(empty_context, person), session_of(empty_context, person)
    with reading(empty_context.database) as session:
        row = sessions.found(session, kept)
        assert row
        kept_session = row.id
    visitor = Visitor(person=sessions.person(person), session=kept_session)
    change_password(empty_context, visitor, person.id, GOOD)
    with reading(empty_context.database) as session:
        assert sessions.visitor(session, kept)
        assert sessions.visitor(session, other) is None
        assert verify(by_id(session, person.id).password, GOOD)


def test_nobody_waits_to_write_while_a_password_is_weighed_and_hashed(
    empty_context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, weigh = account(empty_context), passwords.accepted

    def weighed(new: str, of: Account) -> str:
        # Raises where the lock is held: SQLite has one writer.
        # Waits, and then raises, where the one writer is at work: nobody may be.
        with writing(empty_context.database):
            return weigh(new, of)

    monkeypatch.setattr(passwords, "accepted", weighed)
    change_password(empty_context, Visitor(person=sessions.person(person)), person.id, GOOD)


def test_a_long_text_costs_no_more_than_the_longest_password() -> None:
    assert len(passwords.same("x" * 1_000_000)) == passwords.LONGEST + 1
