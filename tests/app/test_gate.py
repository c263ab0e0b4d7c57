"""Who a request stands for: sessions and keys, while they are good."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from app.accounts import service, sessions
from app.accounts.models import StoredKey, StoredMembership, StoredSession
from app.accounts.policy import Role, Scope
from app.api import create_api
from app.context import Context
from app.kit.database import now, writing
from app.kit.http import PRIVATE
from app.profiles.importing import import_batch
from matching.profile import Kind
from tests.app.factories import batch, startup
from tests.app.people import account, membership, session_of
from tests.web.world import key

LIST = "/api/v1/startups"


@pytest.fixture
def client(empty_context: Context) -> Iterator[TestClient]:
    import_batch(empty_context, Kind.STARTUP, batch(startup("chari")))
    client = TestClient(create_api(empty_context))
    yield client
    client.close()


def asked(client: TestClient, *, cookie: str = "", bearer: str = "", path: str = LIST) -> int:
    given = {"cookie": f"wasl={cookie}"} if cookie else {}
    given |= {"authorization": f"Bearer {bearer}"} if bearer else {}
    return client.get(path, headers=given).status_code


def put(context: Context, model: type[StoredSession | StoredKey], **values: object) -> None:
    with writing(context.database) as session:
        session.execute(update(model).values(**values))


def test_a_browser_keeps_nothing_of_a_session_and_a_program_what_its_key_opens(
    client: TestClient, empty_context: Context
) -> None:
    address = "/api/v1/startups/chari"
    reader = account(empty_context, membership(Role.MANAGER))
    secret = key(empty_context, reader, ["startups:read"])
    by_program = client.get(address, headers={"authorization": f"Bearer {secret}"})
    assert (by_program.status_code, by_program.headers["cache-control"]) == (200, PRIVATE)
    tag = {"If-None-Match": by_program.headers["etag"]}
    client.cookies.set("wasl", session_of(empty_context, reader))
    for by_browser in (client.get(address), client.get(address, headers=tag)):
        assert by_browser.headers["cache-control"] == "no-store"


def test_a_session_opens_until_it_ends(client: TestClient, empty_context: Context) -> None:
    person = account(empty_context, membership(Role.MANAGER))
    secret = session_of(empty_context, person)
    assert asked(client, cookie=secret) == 200
    put(empty_context, StoredSession, ended_at=now())
    assert asked(client, cookie=secret) == 401


@pytest.mark.parametrize(
    "values",
    [{"expires_at": timedelta(seconds=-1)}, {"seen_at": -sessions.IDLE}],
    ids=["after its longest", "after a while without use"],
)
def test_a_session_ends_by_itself(
    client: TestClient, empty_context: Context, values: dict[str, timedelta]
) -> None:
    secret = session_of(empty_context, account(empty_context, membership(Role.MANAGER)))
    put(empty_context, StoredSession, **{name: now() + by for name, by in values.items()})
    assert asked(client, cookie=secret) == 401


@pytest.mark.parametrize(
    "values",
    [{"revoked_at": timedelta()}, {"expires_at": timedelta(seconds=-1)}],
    ids=["revoked", "expired"],
)
def test_a_key_opens_while_it_is_good(
    client: TestClient, empty_context: Context, values: dict[str, timedelta]
) -> None:
    secret = key(empty_context, account(empty_context, membership(Role.MANAGER)), ["startups:read"])
    assert asked(client, bearer=secret) == 200
    put(empty_context, StoredKey, **{name: now() + by for name, by in values.items()})
    assert asked(client, bearer=secret) == 401


def test_a_disabled_account_opens_nothing(client: TestClient, empty_context: Context) -> None:
    person = account(empty_context, membership(Role.MANAGER))
    cookie, bearer = (
        session_of(empty_context, person),
        key(empty_context, person, ["startups:read"]),
    )
    with writing(empty_context.database) as session:
        service.by_id(session, person.id).disabled_at = now()
    assert (asked(client, cookie=cookie), asked(client, bearer=bearer)) == (401, 401)


def test_a_role_taken_away_counts_no_more_in_a_session_that_is_open(
    client: TestClient, empty_context: Context
) -> None:
    person = account(empty_context, membership(Role.MANAGER))
    secret = session_of(empty_context, person)
    with writing(empty_context.database) as session:
        session.delete(
            session.get(StoredMembership, (person.id, Role.MANAGER, "network", "technopark"))
        )
    assert asked(client, cookie=secret) == 403


def test_a_key_opens_no_more_than_its_person_may(
    client: TestClient, empty_context: Context
) -> None:
    elsewhere = membership(Role.FOUNDER, Scope("startup", "another"))
    secret = key(empty_context, account(empty_context, elsewhere), ["startups:read"])
    assert asked(client, bearer=secret, path=f"{LIST}/chari") == 403


@pytest.mark.parametrize("secret", ["x", "a" * 9000, "é", "' OR 1=1 --", "%00"])
def test_what_is_no_token_opens_nothing(client: TestClient, secret: str) -> None:
    for name, value in ((b"cookie", f"wasl={secret}"), (b"authorization", f"Bearer {secret}")):
        encoded = {name: value.encode()}
        assert client.get(LIST, headers=encoded).status_code == 401


def test_the_use_of_a_session_is_noted_now_and_then(
    client: TestClient, empty_context: Context
) -> None:
    secret = session_of(empty_context, account(empty_context, membership(Role.MANAGER)))
    before = now() - 2 * sessions.NOTED
    put(empty_context, StoredSession, seen_at=before)
    asked(client, cookie=secret)
    with writing(empty_context.database) as session:
        found = sessions.found(session, secret)
        assert found
        assert found.seen_at > before
