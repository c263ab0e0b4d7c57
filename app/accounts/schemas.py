"""What is shown of people: to themselves, and to who administers accounts."""

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field

from app.accounts.models import (
    Account,
    StoredConsent,
    StoredIdentity,
    StoredInvitation,
    StoredKey,
    StoredMembership,
    StoredPasskey,
    StoredSession,
)
from app.accounts.policy import Membership, Role, Scope
from app.kit.database import now
from app.mail.models import StoredMail
from app.matches.schemas import Shown
from matching.profile import LANGUAGES

# Digits of a text's digest that people are shown.
VERSION = 8


class PlaceShown(Shown):
    """What a role is held for."""

    kind: str
    """`network`, `site`, `organisation` or `startup`."""
    id: str
    names: Mapping[str, str]
    """By language, in those that are known."""

    @classmethod
    def nameless(cls, scope: Scope) -> Self:
        """A thing that goes by its id, as what is gone does."""
        return cls(kind=scope.kind, id=scope.id, names=dict.fromkeys(LANGUAGES, scope.id))

    @property
    def scope(self) -> Scope:
        """The thing, as the policy names it."""
        return Scope(self.kind, self.id)


class RoleShown(Shown):
    """A role that a person holds."""

    role: Role
    place: PlaceShown
    since: datetime

    @classmethod
    def of(cls, row: StoredMembership, places: Mapping[Scope, PlaceShown]) -> Self:
        """A stored membership, with the name of its place."""
        return cls(role=Role(row.role), place=places[scope_of(row)], since=row.granted_at)

    @property
    def membership(self) -> Membership:
        """The role, as the policy names it."""
        return Membership(self.role, self.place.scope)

    @property
    def code(self) -> str:
        """What a form calls it."""
        return f"{self.role}:{self.place.kind}:{self.place.id}"


def scope_of(row: StoredMembership | StoredInvitation) -> Scope:
    """What a stored role is for."""
    return Scope(row.scope_kind, row.scope_id)


class AccountShown(Shown):
    """A person who may sign in."""

    id: str
    name: str
    email: str
    language: str
    created_at: datetime
    disabled_at: datetime | None
    """When it was disabled; null while it may sign in."""
    has_password: bool
    has_factor: bool
    """Whether a code of an application is asked for at sign-in."""
    has_passkey: bool
    """Whether a passkey is asked for at sign-in."""
    roles: tuple[RoleShown, ...]

    @classmethod
    def of(
        cls, row: Account, places: Mapping[Scope, PlaceShown], with_passkey: Collection[str]
    ) -> Self:
        """A stored account, its roles loaded; `with_passkey` are ids of accounts that have one."""
        return cls(
            id=row.id,
            name=row.name,
            email=row.email,
            language=row.language,
            created_at=row.created_at,
            disabled_at=row.disabled_at,
            has_password=row.password is not None,
            has_factor=row.totp_proven,
            has_passkey=row.id in with_passkey,
            roles=tuple(RoleShown.of(one, places) for one in row.memberships),
        )

    @property
    def administers(self) -> bool:
        """Whether the person is an administrator."""
        return any(one.role is Role.ADMINISTRATOR for one in self.roles)

    @property
    def shut_out(self) -> bool:
        """Whether the person administers and has no second factor, without which none can."""
        return self.administers and not (self.has_factor or self.has_passkey)


class AccountGiven(Shown):
    """What a person changes of their own account; what is null stays as it is."""

    name: str | None = Field(default=None, min_length=1, max_length=200)
    language: Literal["fr", "ar", "en"] | None = None


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


class Purpose(Shown):
    """What may be consented to."""

    code: str
    months: int
    """How long a yes lasts."""
    title: Mapping[str, str]
    text: Mapping[str, str]
    """What exactly is said yes to, by language."""
    roles: frozenset[Role]
    """Whom it is asked of."""
    about: str = ""
    """The kind of thing that each yes is for one of, as `startup`; empty where it is for all."""

    @property
    def digest(self) -> str:
        """What tells this text from an earlier one: SHA-256, in hexadecimal digits."""
        return hashlib.sha256(json.dumps(self.said, sort_keys=True).encode()).hexdigest()

    @property
    def said(self) -> dict[str, Any]:
        """What is kept of it beside a yes, so that it can be read when it says something else."""
        return self.model_dump(mode="json", include={"title", "text", "months"})

    @classmethod
    def over(cls, code: str, said: Mapping[str, Any]) -> Self:
        """A purpose that is asked of nobody any more, as it was agreed to where that was kept."""
        nothing = {"title": dict.fromkeys(LANGUAGES, code), "text": {}, "months": 0}
        return cls(code=code, roles=frozenset(), **(said or nothing))


class ConsentGiven(Shown):
    """A yes, and how it ended or will."""

    given_at: datetime
    expires_at: datetime
    withdrawn_at: datetime | None
    """Null unless it was taken back."""
    version: str
    """The first digits of what tells the text agreed to from others; empty where none was kept."""
    text: Mapping[str, str]
    """What was agreed to, by language; empty where none was kept."""
    outdated: bool
    """Whether the text says something else today."""

    @classmethod
    def of(cls, row: StoredConsent, purpose: Purpose) -> Self:
        """A stored consent to a purpose."""
        return cls(
            given_at=row.given_at,
            expires_at=row.expires_at,
            withdrawn_at=row.withdrawn_at,
            version=row.text_digest[:VERSION],
            text=row.said.get("text", {}),
            outdated=row.text_digest != purpose.digest,
        )

    @property
    def open(self) -> bool:
        """Whether it was neither taken back nor is too old."""
        return self.withdrawn_at is None and now() < self.expires_at

    @property
    def holds(self) -> bool:
        """Whether it is a yes today."""
        return self.open and not self.outdated


class ConsentShown(Shown):
    """A purpose, and what a person answered to it."""

    purpose: Purpose
    asked: bool
    """Whether the person is asked: whom it does not concern any more may still take a yes back."""
    history: tuple[ConsentGiven, ...]
    """The latest first; empty when nothing was ever said."""

    @property
    def current(self) -> ConsentGiven | None:
        """The yes that holds today; None where none does."""
        return next((one for one in self.history if one.holds), None)

    @property
    def asked_again(self) -> bool:
        """Whether the person said yes to a text that has changed since."""
        return self.asked and self.current is None and self.open

    @property
    def open(self) -> bool:
        """Whether there is a yes to take back."""
        return any(one.open for one in self.history)


class EntryShown(Shown):
    """A line of the journal."""

    sequence: int
    at: datetime
    actor: str
    """Name of who did it; empty for nobody signed in, and for an account that is gone."""
    actor_id: str
    """Empty for nobody."""
    seen_as: str
    """Name of the person that an administrator looked as; empty for none."""
    role: str
    """The role that let them in; empty where none is noted."""
    place: PlaceShown | None
    """What that role was held for; null where none is noted."""
    channel: str
    action: str
    target_kind: str
    target_id: str
    target: PlaceShown | None
    """The thing by name; null where it has none or is gone."""
    allowed: bool
    reason: str
    details: Mapping[str, Any]


class InvitationShown(Shown):
    """A role offered to an address."""

    id: str
    email: str
    name: str
    role: Role
    place: PlaceShown
    inviter: str
    """Name of who invites; empty when their account is gone."""
    created_at: datetime
    expires_at: datetime
    state: Literal["waiting", "accepted", "withdrawn", "expired"]

    @classmethod
    def of(cls, row: StoredInvitation, inviter: str, places: Mapping[Scope, PlaceShown]) -> Self:
        """A stored invitation."""
        return cls(
            id=row.id,
            email=row.email,
            name=row.name,
            role=Role(row.role),
            place=places[scope_of(row)],
            inviter=inviter,
            created_at=row.created_at,
            expires_at=row.expires_at,
            state=state_of(row),
        )


def state_of(row: StoredInvitation) -> Literal["waiting", "accepted", "withdrawn", "expired"]:
    """How far an invitation is."""
    if row.accepted_at:
        return "accepted"
    if row.withdrawn_at:
        return "withdrawn"
    return "waiting" if now() < row.expires_at else "expired"


class MailShown(Shown):
    """A mail that is not sent, without its text: that may hold a link that opens a door."""

    key: int
    recipient: str
    kind: str
    created_at: datetime
    due_at: datetime
    attempts: int
    error: str
    """What went wrong at the last attempt; empty before the first."""

    @classmethod
    def of(cls, row: StoredMail) -> Self:
        """A stored mail."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class InvitationGiven(Shown):
    """A role that somebody offers to an address."""

    email: str
    name: str
    role: Role
    place: str
    """Id of what the role is for."""
    language: str
