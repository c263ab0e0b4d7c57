from datetime import UTC, datetime

import pytest
from pyotp import TOTP

from app.accounts import entering, factors, sessions
from app.accounts.entering import Awaited, Browser, Method, Opened, enter
from app.accounts.factors import WrongCode
from app.accounts.links import Spent
from app.accounts.models import Account
from app.accounts.policy import Visitor
from app.accounts.service import by_id
from app.accounts.throttle import RULES, Limit, TooMany
from app.context import Context
from app.kit.database import reading, writing
from tests.app.people import account

HERE = Browser(network="196.12.1.1")
NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _the_clock_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that no test falls between two steps."""
    monkeypatch.setattr(factors, "now", lambda: NOON)


def code(context: Context, person: Account, steps: int = 0) -> str:
    """The code of now, or of some steps from now."""
    with reading(context.database) as session:
        secret = factors.secret_of(context.vault, by_id(session, person.id))
    at = int(NOON.timestamp()) // factors.STEP_SECONDS + steps
    return TOTP(secret).generate_otp(at)


def guarded(context: Context) -> tuple[Account, list[str]]:
    """A person with codes of an application and recovery codes."""
    person = account(context)
    who = Visitor(person=sessions.person(person))
    with writing(context.database) as session:
        factors.begin_totp(session, context.vault, person.id)
    # The code of a step ago, so that the present one is still to be taken.
    before = code(context, person, -1)
    with writing(context.database) as session:
        factors.confirm_totp(session, context.vault, who, person.id, before)
        return person, factors.new_recovery_codes(session, who, person.id)


def first_factor(context: Context, person: Account) -> str:
    with writing(context.database) as session:
        found = by_id(session, person.id)
        entry = enter(session, context.vault, found, Method.PASSWORD, HERE, after="/x")
    assert isinstance(entry, Awaited)
    return entry.secret


def shown(context: Context, secret: str, typed: str) -> Opened | None:
    entry = entering.by_code(context, secret, typed, HERE)
    assert entry is None or isinstance(entry, Opened)
    return entry


def test_a_secret_counts_once_a_code_of_it_was_seen(empty_context: Context) -> None:
    person = account(empty_context)
    who = Visitor(person=sessions.person(person))
    with writing(empty_context.database) as session:
        first = factors.begin_totp(session, empty_context.vault, person.id)
        assert first.secret in first.uri
        assert not factors.asked(session, by_id(session, person.id))
        with pytest.raises(WrongCode):
            factors.confirm_totp(session, empty_context.vault, who, person.id, "000000")
    typed = code(empty_context, person)
    with writing(empty_context.database) as session:
        factors.confirm_totp(session, empty_context.vault, who, person.id, typed)
        assert factors.asked(session, by_id(session, person.id))


def test_the_secret_is_sealed_where_it_is_kept(empty_context: Context) -> None:
    person = account(empty_context)
    with writing(empty_context.database) as session:
        setup = factors.begin_totp(session, empty_context.vault, person.id)
        kept = by_id(session, person.id).totp
    assert kept
    assert setup.secret.encode() not in kept


def test_a_factor_is_asked_for_before_there_is_a_session(empty_context: Context) -> None:
    person, _ = guarded(empty_context)
    secret = first_factor(empty_context, person)
    with reading(empty_context.database) as session:
        assert sessions.found(session, secret) is None
    entry = shown(empty_context, secret, code(empty_context, person))
    assert entry
    assert entry.next == "/x"
    with reading(empty_context.database) as session:
        visitor = sessions.visitor(session, entry.secret)
    assert visitor
    assert visitor.strong


@pytest.mark.parametrize("spaced", ["{} {}", "{}-{}", "{}\u00a0{}"])
def test_a_code_is_taken_as_people_type_it(empty_context: Context, spaced: str) -> None:
    person, _ = guarded(empty_context)
    typed = code(empty_context, person)
    arabic = typed.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    secret = first_factor(empty_context, person)
    assert shown(empty_context, secret, spaced.format(arabic[:3], arabic[3:]))


def test_each_code_is_taken_once(empty_context: Context) -> None:
    person, _ = guarded(empty_context)
    typed = code(empty_context, person)
    assert shown(empty_context, first_factor(empty_context, person), typed)
    assert shown(empty_context, first_factor(empty_context, person), typed) is None


@pytest.mark.parametrize("steps", [-3, 3])
def test_the_code_of_another_moment_is_refused(empty_context: Context, steps: int) -> None:
    person, _ = guarded(empty_context)
    typed = code(empty_context, person, steps)
    assert shown(empty_context, first_factor(empty_context, person), typed) is None


def test_after_some_wrong_codes_the_first_factor_has_to_be_shown_again(
    empty_context: Context,
) -> None:
    person, _ = guarded(empty_context)
    secret = first_factor(empty_context, person)
    for _ in range(entering.TRIES):
        assert shown(empty_context, secret, "000000") is None
    with pytest.raises(Spent):
        shown(empty_context, secret, code(empty_context, person))


def test_who_has_the_password_cannot_go_on_guessing_codes(empty_context: Context) -> None:
    person, _ = guarded(empty_context)
    for _ in range(RULES[Limit.FACTOR].most):
        assert shown(empty_context, first_factor(empty_context, person), "000000") is None
    with pytest.raises(TooMany):
        shown(empty_context, first_factor(empty_context, person), code(empty_context, person))


def test_a_recovery_code_works_once(empty_context: Context) -> None:
    person, codes = guarded(empty_context)
    assert len(set(codes)) == factors.CODES
    typed = codes[3].upper().replace("-", " ")
    assert shown(empty_context, first_factor(empty_context, person), typed)
    assert shown(empty_context, first_factor(empty_context, person), typed) is None
    with reading(empty_context.database) as session:
        assert factors.recovery_codes_left(session, person.id) == factors.CODES - 1


def test_new_recovery_codes_end_the_old_ones(empty_context: Context) -> None:
    person, codes = guarded(empty_context)
    with writing(empty_context.database) as session:
        who = Visitor(person=sessions.person(person))
        factors.new_recovery_codes(session, who, person.id)
    assert shown(empty_context, first_factor(empty_context, person), codes[0]) is None


def test_the_codes_of_one_person_are_not_anothers(empty_context: Context) -> None:
    person, _ = guarded(empty_context)
    _, others = guarded(empty_context)
    assert shown(empty_context, first_factor(empty_context, person), others[0]) is None


def test_without_a_factor_no_recovery_code_is_left(empty_context: Context) -> None:
    person, _ = guarded(empty_context)
    with writing(empty_context.database) as session:
        factors.remove_totp(session, Visitor(person=sessions.person(person)), person.id)
        assert factors.recovery_codes_left(session, person.id) == 0
        assert not factors.asked(session, by_id(session, person.id))
