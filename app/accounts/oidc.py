"""Signing in by an OpenID provider: the authorization code with PKCE, a state and a nonce.

Authlib speaks the protocol; here stands who may come in by it.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from authlib.integrations.base_client import OAuthError
from authlib.integrations.starlette_client import OAuth, StarletteOAuth2App
from httpx2 import HTTPError
from joserfc.errors import JoseError
from sqlalchemy.orm import Session

from app.accounts import service
from app.accounts.entering import Browser, Entry, Method, active, enter
from app.accounts.models import Account, StoredIdentity
from app.accounts.policy import Target, Visitor
from app.accounts.sessions import person
from app.audit import service as audit
from app.context import Context
from app.kit.database import now, writing
from app.kit.errors import DomainError, NotFound
from app.settings import Settings

USE = "openid"
DISCOVERY = "/.well-known/openid-configuration"
# What goes wrong between the provider and us, or with what it says.
FAILURES = (OAuthError, JoseError, HTTPError, ValueError, KeyError)


class Doubt(StrEnum):
    """Why who the provider knows is not let in."""

    UNKNOWN = "unknown"
    """Nobody here has the address."""
    UNVERIFIED = "unverified"
    """The provider does not say that the address is theirs."""
    FAILED = "failed"
    """The provider's answer does not hold."""


class NotLetIn(DomainError):
    """Somebody whom the provider knows, and we do not; `reason` says why."""

    status = 403
    title = "Not let in"

    def __init__(self, reason: Doubt) -> None:
        super().__init__(f"Not let in by the provider's word: {reason}.")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the provider says that it is."""

    issuer: str
    subject: str
    email: str
    """Empty where the provider does not say that it is theirs."""

    @classmethod
    def of(cls, claims: dict[str, Any]) -> "Identity":
        """The identity in the claims of a token that was verified."""
        email = claims.get("email", "") if claims.get("email_verified") is True else ""
        return cls(claims["iss"], claims["sub"], email.lower())


def provider(settings: Settings) -> StarletteOAuth2App:
    """The provider of the settings; raises `NotFound` where there is none."""
    if not settings.oidc_issuer:
        message = "There is no OpenID provider here."
        raise NotFound(message)
    secret = settings.oidc_client_secret.get_secret_value()
    return client(settings.oidc_issuer.rstrip("/"), settings.oidc_client_id, secret)


@cache
def client(issuer: str, client_id: str, secret: str) -> StarletteOAuth2App:
    """What speaks to a provider, and remembers what it says of itself."""
    return OAuth().register(
        USE,
        client_id=client_id,
        client_secret=secret,
        server_metadata_url=f"{issuer}{DISCOVERY}",
        client_kwargs={"scope": "openid email", "code_challenge_method": "S256"},
    )


def come_in(context: Context, identity: Identity, browser: Browser, after: str) -> Entry:
    """Sign in as the account that an identity belongs to; raises `NotLetIn`."""
    with writing(context.database) as session:
        account = known(session, identity) or linked(session, identity)
        return enter(session, context.vault, account, Method.OPENID, browser, after=after)


def known(session: Session, identity: Identity) -> Account | None:
    """The account that an identity was linked to."""
    row = session.get(StoredIdentity, (identity.issuer, identity.subject))
    return active(session, row.account_id) if row else None


def unlink(session: Session, visitor: Visitor, account_id: str, issuer: str, subject: str) -> None:
    """Forget who an account's person is at a provider; raises `NotFound`.

    It is never the last way in: a link by mail is one for everybody. Who comes by the provider
    again, with its word that the address is theirs, is linked anew.
    """
    row = session.get(StoredIdentity, (issuer, subject))
    if row is None or row.account_id != account_id:
        message = "There is no such identity."
        raise NotFound(message)
    session.delete(row)
    audit.note(session, visitor, "identity.remove", Target.account(account_id))


def linked(session: Session, identity: Identity) -> Account:
    """The account of the identity's address, linked to it from now on; raises `NotLetIn`.

    Only an address that the provider has verified says that it is the same person.
    """
    if not identity.email:
        raise NotLetIn(Doubt.UNVERIFIED)
    account = service.by_email(session, identity.email)
    if account is None or account.disabled_at:
        raise NotLetIn(Doubt.UNKNOWN)
    row = StoredIdentity(
        issuer=identity.issuer,
        subject=identity.subject,
        account_id=account.id,
        created_at=now(),
    )
    session.merge(row)
    account.confirmed_at = account.confirmed_at or now()
    who = Visitor(person=person(account))
    audit.note(session, who, "identity.link", Target.account(account.id))
    return account
