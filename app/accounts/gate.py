"""The gate that every route has: who asks, whether they may, and the journal of it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, ClassVar

from fastapi import Depends, FastAPI, Query, Request
from fastapi.dependencies.models import Dependant
from fastapi.params import Depends as Dependency
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from sqlalchemy.orm import Session

from app.accounts import keys, sessions, throttle
from app.accounts.policy import (
    NO_TARGET,
    NOBODY,
    Action,
    Audit,
    Decision,
    Person,
    Reason,
    Target,
    Visitor,
    actions,
    decide,
)
from app.accounts.targets import parameter, target
from app.audit import service as audit
from app.context import Context
from app.kit.database import reading, writing
from app.kit.errors import DomainError
from app.kit.http import InContext, context_of

BEARER = "bearer "
# The methods that change nothing.
SAFE = frozenset({"GET", "HEAD"})


class NotSignedIn(DomainError):
    """The thing asked for is for who is signed in."""

    status = 401
    title = "Not signed in"
    headers: ClassVar[Mapping[str, str]] = {"WWW-Authenticate": "Bearer"}


class Refused(DomainError):
    """The person may not do what they asked; `reason` says why."""

    status = 403
    title = "Not allowed"

    def __init__(self, reason: Reason) -> None:
        super().__init__(f"Not allowed: {reason}.")
        self.reason = reason


class Ungated(TypeError):
    """A route names no action of the policy, or several, or not the thing that it is about."""


def cookie(request: Request) -> str:
    """The name of the cookie that holds a session's token.

    Over TLS its name makes browsers refuse one that another host or path would have set.
    """
    return "__Host-wasl" if context_of(request).settings.encrypted else "wasl"


def visitor_of(request: Request, context: InContext) -> Visitor:
    """Who asks; found out once a request."""
    if not hasattr(request.state, "visitor"):
        request.state.visitor = recognised(request, context)
    visitor: Visitor = request.state.visitor
    return visitor


InVisitor = Annotated[Visitor, Depends(visitor_of)]


def person_of(visitor: InVisitor) -> Person:
    """The person who asks; raises `NotSignedIn` for nobody."""
    if visitor.person is None:
        raise NotSignedIn("Sign in first.")
    return visitor.person


InPerson = Annotated[Person, Depends(person_of)]


def counted(
    request: Request,
    context: InContext,
    visitor: InVisitor,
    q: Annotated[str, Query(include_in_schema=False)] = "",
) -> None:
    """Count a search for words, since these cost most; raises `TooMany`."""
    throttle.searching(context, visitor, request.client, q)


COUNTED: Dependency = Depends(counted)


def recognised(request: Request, context: Context) -> Visitor:
    """Who the request's key or session stands for; raises `NotSignedIn` for a key that is none."""
    header = request.headers.get("authorization", "")
    if header.lower().startswith(BEARER):
        found = keys.visitor(context, header[len(BEARER) :].strip())
        if found is None:
            raise NotSignedIn("This key is unknown, revoked or expired.")
        return found
    if secret := request.cookies.get(cookie(request)):
        return signed_in(context, secret)
    return NOBODY


def signed_in(context: Context, secret: str) -> Visitor:
    """Who a session stands for, its use noted."""
    with reading(context.database) as session:
        row = sessions.found(session, secret)
        visitor = sessions.visitor_in(session, row) if row else None
        due = row.id if row and visitor and sessions.due(row) else None
    if due:
        with writing(context.database) as session:
            sessions.note_use(session, due)
    return visitor or NOBODY


class May:
    """The dependency that lets a request through, or raises `NotSignedIn` or `Refused`."""

    def __init__(self, name: str) -> None:
        self.action = actions()[name]

    def __call__(self, request: Request, context: InContext, visitor: InVisitor) -> None:
        """Decide, and keep in the journal what the policy says to."""
        about = self.action.about
        id_ = request.path_params[parameter(about)] if about else ""
        require(context, visitor, noted(self.action, request.method), id_, channel_of(request))


def noted(wanted: Action, method: str) -> Action:
    """An action as the journal keeps it of a request: to ask for the form of a change is none."""
    is_form = wanted.audit is Audit.CHANGE and method in SAFE
    return replace(wanted, audit=Audit.NONE, told=False) if is_form else wanted


def may(name: str) -> Dependency:
    """What a route asks for: `dependencies=[may("startup.read")]`."""
    depends: Dependency = Depends(May(name))
    return depends


def channel_of(request: Request) -> str:
    """Whether a page or the API is asked."""
    return "api" if request.url.path.startswith("/api/") else "page"


def require(
    context: Context, visitor: Visitor, wanted: Action, id_: str = "", channel: str = "page"
) -> None:
    """Raise unless a visitor may; what the policy says to is in the journal before it is done."""
    with reading(context.database) as session:
        thing = aimed_at(session, wanted, id_)
        decision = decide(visitor, wanted.name, thing)
    if kept(wanted, visitor) and not (wanted.told and decision.allowed):
        with writing(context.database) as session:
            audit.note(session, visitor, wanted.name, thing, decision, channel=channel)
    if not decision.allowed:
        raise refusal(decision)


def aimed_at(session: Session, wanted: Action, id_: str) -> Target:
    """The thing an action is about."""
    return target(session, wanted.about, id_) if wanted.about else NO_TARGET


def kept(wanted: Action, visitor: Visitor) -> bool:
    """Whether the journal keeps it: all of it where an administrator looks as someone else.

    Strangers at the door would only fill it.
    """
    kept_of_all = wanted.audit is not Audit.NONE and visitor.person is not None
    return kept_of_all or visitor.actor is not None


def refusal(decision: Decision) -> DomainError:
    """The error of a refusal."""
    if decision.reason is Reason.SIGN_IN:
        return NotSignedIn("Sign in first.")
    return Refused(decision.reason)


# What holds nothing of anybody: the form of the API, styles and scripts.
FREE = frozenset({"/api/v1/openapi.json", "/static"})


def gated(app: FastAPI) -> list[RouteContext]:
    """The routes of an application that need a gate, those of its routers included."""
    return [one for one in iter_route_contexts(app.routes) if one.path not in FREE]


def actions_of(route: RouteContext) -> list[str]:
    """The actions that a route asks for."""
    if not isinstance(route.original_route, APIRoute):
        return []
    return [call.action.name for call in calls(route.dependant) if isinstance(call, May)]


def calls(dependant: Dependant) -> Iterator[object]:
    """Every function that a route depends on."""
    for one in dependant.dependencies:
        yield one.call
        yield from calls(one)


def require_gates(app: FastAPI) -> None:
    """Raise `Ungated` where a route's gate could not tell who may, or would be none at all."""
    for route in gated(app):
        asked = [actions()[name] for name in actions_of(route)]
        if len(asked) != 1:
            message = f"{route.methods} {route.path} must name one action of the policy."
            raise Ungated(message)
        if asked[0].about and parameter(asked[0].about) not in route.param_convertors:
            message = f"{route.methods} {route.path} does not say which {asked[0].about} it is of."
            raise Ungated(message)
