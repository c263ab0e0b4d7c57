"""People of every role, signed in."""

from itertools import count

from starlette.testclient import TestClient

from app.accounts import passwords, service, sessions
from app.accounts.models import Account, StoredPasskey
from app.accounts.policy import NETWORK, Membership, Person, Role, Scope, Visitor
from app.accounts.sessions import person
from app.context import Context
from app.kit.database import now, writing

NUMBERS = count(1)
# What each role is held for in tests that do not care; the sample companies include these.
PLACES = {
    Role.MANAGER: NETWORK,
    Role.COACH: Scope("site", "casablanca"),
    Role.FOUNDER: Scope("startup", "chari"),
    Role.SCHOOL: Scope("organisation", "ensias"),
    Role.CANDIDATE: Scope("organisation", "ensias"),
    Role.PARTNER: Scope("organisation", "tamwilcom"),
    Role.INTEGRATOR: Scope("organisation", "technopark"),
    Role.ADMINISTRATOR: NETWORK,
}


def account(context: Context, *roles: Membership, email: str = "", name: str = "Nour") -> Account:
    """An account with these roles; each call makes another."""
    with writing(context.database) as session:
        session.expire_on_commit = False
        return service.create(
            session, email or f"person{next(NUMBERS)}@example.ma", name, roles, language="fr"
        )


def somebody(context: Context, *roles: Membership) -> Visitor:
    """Somebody new who holds these roles, as a visitor."""
    return Visitor(person=person(account(context, *roles)), memberships=roles)


def membership(role: Role, scope: Scope | None = None) -> Membership:
    """A role, held for what tests usually hold it for."""
    return Membership(role, scope or PLACES[role])


def session_of(context: Context, person: Account | Person, *, strong: bool = True) -> str:
    """The token of a new session of this person."""
    with writing(context.database) as session:
        return sessions.open_session(session, person.id, method="test", strong=strong)


def signed_in(
    client: TestClient, context: Context, person: Account | Person, *, strong: bool = True
) -> TestClient:
    """The client with a session of this person, saying what a browser says of its own requests."""
    client.headers["sec-fetch-site"] = "same-origin"
    client.cookies.set("wasl", session_of(context, person, strong=strong))
    return client


def client_as(client: TestClient, context: Context, role: Role) -> TestClient:
    """The client with a session of somebody of this role."""
    return signed_in(client, context, account(context, membership(role)))


def with_password(context: Context, person: Account, password: str) -> None:
    """Give an account a password."""
    kept = passwords.accepted(password, person)
    with writing(context.database) as session:
        passwords.replace(session, person.id, kept)


def passkey(person: Account) -> StoredPasskey:
    """A passkey of an account; no device has its other half."""
    return StoredPasskey(
        id=f"of {person.id}".encode(),
        account_id=person.id,
        public_key=b"-",
        sign_count=0,
        name="Téléphone",
        created_at=now(),
    )
