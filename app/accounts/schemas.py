"""What is shown of people: to themselves, and to who administers accounts."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Literal, Self

from pydantic import Field

from app.accounts.models import Account, StoredInvitation, StoredMembership
from app.accounts.policy import Membership, Role, Scope
from app.kit.database import now
from app.mail.models import StoredMail
from app.matches.schemas import Shown
from matching.profile import LANGUAGES


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


class InvitationGiven(Shown):
    """A role that somebody offers to an address."""

    email: str
    name: str
    role: Role
    place: str
    """Id of what the role is for."""
    language: str


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
