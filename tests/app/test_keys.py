from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts import keys
from app.accounts.keys import BadKey
from app.accounts.models import Account, StoredKey
from app.accounts.policy import NOBODY, Role
from app.accounts.tokens import digest
from app.context import Context
from app.kit.database import now, reading, writing
from app.kit.errors import NotFound
from tests.app.people import account, membership

READ = "programmes:read"


def key_of(context: Context, person: Account, *scopes: str, days: int = 30) -> str:
    with writing(context.database) as session:
        return keys.create(
            session, NOBODY, person.id, name="ERP", scopes=scopes or (READ,), days=days
        )


def stored(context: Context) -> StoredKey:
    with reading(context.database) as session:
        return session.scalars(select(StoredKey)).one()


def test_a_key_stands_for_its_person_within_its_scopes(empty_context: Context) -> None:
    person = account(empty_context, membership(Role.INTEGRATOR))
    secret = key_of(empty_context, person)
    assert secret.startswith("wasl_")
    visitor = keys.visitor(empty_context, secret)
    assert visitor
    assert visitor.person
    assert visitor.person.id == person.id
    assert visitor.keys == frozenset({READ})
    assert visitor.roles() == [Role.INTEGRATOR]


def test_a_key_is_kept_as_a_digest_and_its_use_is_noted(empty_context: Context) -> None:
    secret = key_of(empty_context, account(empty_context))
    assert stored(empty_context).used_at is None
    keys.visitor(empty_context, secret)
    row = stored(empty_context)
    assert row.used_at
    assert secret.removeprefix("wasl_") not in row.digest


def test_an_unknown_expired_or_revoked_key_and_one_of_a_shut_account_open_nothing(
    empty_context: Context,
) -> None:
    person = account(empty_context)
    expired, revoked, shut = (key_of(empty_context, person) for _ in range(3))
    with writing(empty_context.database) as session:
        rows = {row.digest: row for row in session.scalars(select(StoredKey))}
        rows[digest(expired)].expires_at = now() - timedelta(seconds=1)
        keys.revoke(session, NOBODY, person.id, rows[digest(revoked)].id)
    assert keys.visitor(empty_context, shut)
    with writing(empty_context.database) as session:
        session.merge(person).disabled_at = now()
    for secret in ("wasl_unknown", expired, revoked, shut):
        assert keys.visitor(empty_context, secret) is None


def test_nobody_ends_the_key_of_another(empty_context: Context) -> None:
    secret = key_of(empty_context, account(empty_context))
    other = account(empty_context)
    with writing(empty_context.database) as session, pytest.raises(NotFound):
        keys.revoke(session, NOBODY, other.id, stored(empty_context).id)
    assert keys.visitor(empty_context, secret)


@pytest.mark.parametrize(
    ("scopes", "days"), [((), 30), (("account.delete",), 30), ((READ,), 0), ((READ,), 400)]
)
def test_a_key_opens_what_keys_open_and_ends(
    empty_context: Context, scopes: tuple[str, ...], days: int
) -> None:
    person = account(empty_context)
    with writing(empty_context.database) as session, pytest.raises(BadKey):
        keys.create(session, NOBODY, person.id, name="x", scopes=scopes, days=days)
