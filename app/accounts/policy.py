"""May this person do that to this thing, and why: one table, one function, for pages and API."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


class Role(StrEnum):
    """What a person is to the network. `ANYONE` and `PERSON` are held without being granted."""

    MANAGER = "manager"
    COACH = "coach"
    FOUNDER = "founder"
    SCHOOL = "school"
    CANDIDATE = "candidate"
    PARTNER = "partner"
    INTEGRATOR = "integrator"
    ADMINISTRATOR = "administrator"
    PERSON = "person"
    ANYONE = "anyone"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a role is held for, and what things lie within."""

    kind: str
    id: str


NETWORK = Scope("network", "technopark")
# The kind of scope that each granted role is held for.
HELD_FOR: Mapping[Role, str] = {
    Role.MANAGER: "network",
    Role.COACH: "site",
    Role.FOUNDER: "startup",
    Role.SCHOOL: "organisation",
    Role.CANDIDATE: "organisation",
    Role.PARTNER: "organisation",
    Role.INTEGRATOR: "organisation",
    Role.ADMINISTRATOR: "network",
}


@dataclass(frozen=True, slots=True)
class Membership:
    """A role, and what it is held for."""

    role: Role
    scope: Scope


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in."""

    id: str
    name: str
    email: str
    language: str


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks."""

    person: Person | None = None
    """None for who is not signed in."""
    memberships: tuple[Membership, ...] = ()
    session: str | None = None
    """Id of the session; None for a program with a key."""
    actor: Person | None = None
    """The administrator who looks as the person; None for the person."""
    keys: frozenset[str] | None = None
    """What the API key opens; None for a person, whom no key limits."""
    strong: bool = False
    """Whether a second factor was shown."""

    @property
    def account_id(self) -> str | None:
        """The account of who asks; None for who is not signed in."""
        return self.person.id if self.person else None

    @property
    def held(self) -> tuple[Membership, ...]:
        """Every role, with those that are held without being granted."""
        free: tuple[Membership, ...] = (Membership(Role.ANYONE, Scope("none", "")),)
        if self.person:
            free = (*free, Membership(Role.PERSON, Scope("account", self.person.id)))
        return (*self.memberships, *free)

    def roles(self) -> list[Role]:
        """The roles granted, each once, in the order of the enumeration."""
        granted = {one.role for one in self.memberships}
        return [role for role in Role if role in granted]

    def scopes(self, role: Role) -> list[str]:
        """What a role is held for, by id."""
        return sorted(one.scope.id for one in self.memberships if one.role is role)


NOBODY = Visitor()


@dataclass(frozen=True, slots=True)
class Target:
    """A thing that something is done to, with all that it lies within, itself included."""

    kind: str = ""
    id: str = ""
    scopes: frozenset[Scope] = frozenset()

    @classmethod
    def account(cls, account_id: str) -> "Target":
        """An account, as the journal names it."""
        return cls("account", account_id)


NO_TARGET = Target()


class Relation(StrEnum):
    """How a role must stand to the thing."""

    ANY = "any"
    WITHIN = "within"


class Audit(StrEnum):
    """What the journal keeps of an action."""

    NONE = "none"
    READ = "read"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class Action:
    """A row of the table."""

    name: str
    allow: Mapping[Role, Relation]
    about: str = ""
    audit: Audit = Audit.NONE
    key: str = ""
    strong: bool = False
    alone: bool = False
    """Whether nobody else does it for the person, though the journal does not keep it."""
    told: bool = False
    """Whether what does it notes it, in more detail than the gate knows."""


class Reason(StrEnum):
    """Why something may be done, or not."""

    GRANTED = "granted"
    SIGN_IN = "sign_in"
    """Nobody is signed in."""
    ROLE = "role"
    """None of the person's roles may."""
    ELSEWHERE = "elsewhere"
    """A role of theirs may, but not to this thing."""
    KEY = "key"
    """The API key was not given this."""
    LOOKING = "looking"
    """Who looks as someone else changes nothing."""
    STRONG = "strong"
    """A second factor is asked for."""
    CROSS_SITE = "cross_site"
    """A page of another site asked for a change."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer, and what decided it."""

    reason: Reason
    membership: Membership | None = None
    """By which role; None for a refusal."""

    @property
    def allowed(self) -> bool:
        """Whether it may be done."""
        return self.reason is Reason.GRANTED


@dataclass(frozen=True, slots=True)
class Reach:
    """The things that a person may do an action to."""

    everything: bool
    scopes: frozenset[Scope]
    """Where `everything` is false: what lies within one of these."""

    def ids(self, kind: str) -> list[str]:
        """The scopes of a kind, by id."""
        return sorted(one.id for one in self.scopes if one.kind == kind)


@cache
def actions() -> dict[str, Action]:
    """The table, by name of action."""
    rows = yaml.safe_load(files("app.accounts").joinpath("policy.yaml").read_text("utf-8"))
    return {name: action(name, row) for name, row in rows.items()}


def action(name: str, row: Mapping[str, Any]) -> Action:
    """A row as a value; raises `ValueError` for a role or relation that does not exist."""
    allow = {Role(role): Relation(relation) for role, relation in row["allow"].items()}
    rest = {key: value for key, value in row.items() if key not in {"allow", "audit"}}
    return Action(name, allow, audit=Audit(row.get("audit", Audit.NONE)), **rest)


def decide(visitor: Visitor, name: str, target: Target = NO_TARGET) -> Decision:
    """Whether a visitor may do an action to a thing, and by which role or why not."""
    wanted = actions()[name]
    holding = [one for one in visitor.held if one.role in wanted.allow]
    if not holding:
        return Decision(Reason.ROLE if visitor.person else Reason.SIGN_IN)
    by = next((one for one in holding if stands(one, wanted.allow[one.role], target)), None)
    if by is None:
        return Decision(Reason.ELSEWHERE)
    held_back = next((why for why, holds in BARRIERS.items() if holds(visitor, wanted)), None)
    return Decision(held_back) if held_back else Decision(Reason.GRANTED, by)


def stands(membership: Membership, relation: Relation, target: Target) -> bool:
    """Whether a role stands to a thing as asked."""
    return relation is Relation.ANY or membership.scope in target.scopes


def without_key(visitor: Visitor, wanted: Action) -> bool:
    """Whether it is a program that asks, whose key does not open this."""
    return visitor.keys is not None and not (wanted.key and wanted.key in visitor.keys)


def while_looking(visitor: Visitor, wanted: Action) -> bool:
    """Whether it is a change that an administrator would make as someone else."""
    return visitor.actor is not None and (wanted.alone or wanted.audit is Audit.CHANGE)


def without_factor(visitor: Visitor, wanted: Action) -> bool:
    """Whether a second factor is asked for and was not shown."""
    return wanted.strong and not visitor.strong


# What holds back even who has the role.
BARRIERS = {
    Reason.KEY: without_key,
    Reason.LOOKING: while_looking,
    Reason.STRONG: without_factor,
}


def reach(visitor: Visitor, name: str) -> Reach:
    """What a visitor may do an action to, so that a list can be cut to it."""
    wanted = actions()[name]
    holding = [one for one in visitor.held if one.role in wanted.allow]
    everything = any(wanted.allow[one.role] is Relation.ANY for one in holding)
    return Reach(everything, frozenset(one.scope for one in holding))


def granted(memberships: Iterable[tuple[str, str, str]]) -> tuple[Membership, ...]:
    """Rows of (role, kind of scope, id of scope) as memberships."""
    return tuple(Membership(Role(role), Scope(kind, id_)) for role, kind, id_ in memberships)
