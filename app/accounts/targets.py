"""What the things that actions are about lie within."""

from collections.abc import Callable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import StoredMembership
from app.accounts.policy import NETWORK, Scope, Target


def startup(_session: Session, startup_id: str) -> frozenset[Scope]:
    """A company lies within its sites."""
    return frozenset({Scope("startup", startup_id)})


def programme(_session: Session, programme_id: str) -> frozenset[Scope]:
    """A programme lies within the organisations that operate it."""
    return frozenset({Scope("programme", programme_id)})


def account(session: Session, account_id: str) -> frozenset[Scope]:
    """A person is their own, and lies within what their roles are for."""
    held = session.execute(
        select(StoredMembership.scope_kind, StoredMembership.scope_id).where(
            StoredMembership.account_id == account_id
        )
    )
    return frozenset({Scope("account", account_id), *(Scope(kind, id_) for kind, id_ in held)})


def site(_session: Session, site_id: str) -> frozenset[Scope]:
    """A site is its coaches'."""
    return frozenset({Scope("site", site_id)})


def organisation(_session: Session, organisation_id: str) -> frozenset[Scope]:
    """An organisation is its people's."""
    return frozenset({Scope("organisation", organisation_id)})


TARGETS: Mapping[str, Callable[[Session, str], frozenset[Scope]]] = {
    "startup": startup,
    "programme": programme,
    "account": account,
    "site": site,
    "organisation": organisation,
}


def target(session: Session, kind: str, id_: str) -> Target:
    """A thing with all that it lies within; one that does not exist lies within nobody's reach."""
    return Target(kind, id_, TARGETS[kind](session, id_) | {NETWORK})


def parameter(kind: str) -> str:
    """The part of an address that names a thing of a kind."""
    return f"{kind}_id"
