"""What is shown of the ways into an account: sessions, keys, passkeys, identities."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, Self
from urllib.parse import urlsplit

from app.accounts.models import StoredIdentity, StoredKey, StoredPasskey, StoredSession
from app.kit.database import now
from app.matches.schemas import Shown


class SessionShown(Shown):
    """A browser that is signed in."""

    id: str
    browser: str
    """A code of the family `browser`; empty when it is not told apart."""
    system: str
    """A code of the family `system`; empty when it is not told apart."""
    method: str
    """What it was opened by: a label of `method`."""
    strong: bool
    """Whether a second factor was shown."""
    created_at: datetime
    seen_at: datetime
    current: bool
    """Whether it is the one that asks."""
    looking: bool
    """Whether it is an administrator's, who looks as this person."""

    @classmethod
    def of(cls, row: StoredSession, current: str | None) -> Self:
        """A stored session."""
        return cls(
            id=row.id,
            browser=first_in(row.agent, BROWSERS),
            system=first_in(row.agent, SYSTEMS),
            method=row.method,
            strong=row.strong,
            created_at=row.created_at,
            seen_at=row.seen_at,
            current=row.id == current,
            looking=row.actor_id is not None,
        )


# What browsers and systems call themselves, the more particular first: all but one claim others'
# names too. Enough to tell one's own devices apart; nothing is decided by it.
BROWSERS = {
    "Edg": "edge",
    "OPR/": "opera",
    "SamsungBrowser": "samsung",
    "Firefox/": "firefox",
    "FxiOS": "firefox",
    "CriOS": "chrome",
    "Chrome/": "chrome",
    "Safari/": "safari",
}
SYSTEMS = {
    "Android": "android",
    "iPhone": "iphone",
    "iPad": "ipad",
    "Windows": "windows",
    "Mac OS": "mac",
    "CrOS": "chromeos",
    "Linux": "linux",
}


def first_in(agent: str, marks: Mapping[str, str]) -> str:
    """The code of the first mark that a browser's name for itself holds; empty for none."""
    return next((code for mark, code in marks.items() if mark in agent), "")


class KeyShown(Shown):
    """An API key, without what opens."""

    id: str
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    """Null when it was never used."""
    state: Literal["good", "expired", "revoked"]
    owner: str
    """Name of the person it acts for."""
    owner_id: str

    @classmethod
    def of(cls, row: StoredKey, owner: str) -> Self:
        """A stored key of somebody."""
        over: Literal["good", "expired"] = "expired" if row.expires_at <= now() else "good"
        return cls(
            id=row.id,
            name=row.name,
            scopes=tuple(row.scopes),
            created_at=row.created_at,
            expires_at=row.expires_at,
            used_at=row.used_at,
            state="revoked" if row.revoked_at else over,
            owner=owner,
            owner_id=row.account_id,
        )


class PasskeyShown(Shown):
    """A passkey."""

    id: str
    """As hexadecimal digits."""
    name: str
    created_at: datetime
    used_at: datetime | None
    """Null when it was never used."""

    @classmethod
    def of(cls, row: StoredPasskey) -> Self:
        """A stored passkey."""
        return cls(id=row.id.hex(), name=row.name, created_at=row.created_at, used_at=row.used_at)


class IdentityShown(Shown):
    """Who a person is at an OpenID provider."""

    issuer: str
    subject: str
    created_at: datetime

    @classmethod
    def of(cls, row: StoredIdentity) -> Self:
        """A stored identity."""
        return cls(issuer=row.issuer, subject=row.subject, created_at=row.created_at)

    @property
    def host(self) -> str:
        """What people know the provider by."""
        return urlsplit(self.issuer).netloc
