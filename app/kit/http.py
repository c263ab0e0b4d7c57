"""HTTP: problems in the form of RFC 9457, conditional answers, the process's context."""

import hashlib
from collections.abc import Callable, Coroutine, Mapping
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.context import Context
from app.kit.errors import DomainError, NotReady
from matching.errors import MatchingError

MEDIA_TYPE = "application/problem+json"
# What one person may read is kept by no cache but their own, and asked for again each time.
PRIVATE = "private, no-cache"
# Who signed out leaves nothing behind for whoever goes back: not even the browser keeps it.
NEVER = "no-store"


def context_of(request: Request) -> Context:
    """The context of the application that serves this request."""
    context: Context = request.app.state.context
    return context


InContext = Annotated[Context, Depends(context_of)]


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[dict[str, Any]] | None = None
    """The parameters at fault, each with its place and what is wrong with it."""


def problem(status: int, title: str, detail: str, **more: Any) -> JSONResponse:  # noqa: ANN401
    """A problem as an answer."""
    content = Problem(title=title, status=status, detail=detail, **more)
    return JSONResponse(content.model_dump(exclude_none=True), status, media_type=MEDIA_TYPE)


def domain_problem(_request: Request, error: Exception) -> Response:
    """The answer to a `DomainError`."""
    known = error if isinstance(error, DomainError) else DomainError(str(error))
    answer = problem(known.status, known.title, str(known), errors=known.errors)
    answer.headers.update(headers_of(error))
    return answer


def engine_problem(_request: Request, error: Exception) -> Response:
    """The answer when the engine cannot go on."""
    return problem(NotReady.status, NotReady.title, str(error))


def request_problem(_request: Request, error: Exception) -> Response:
    """The answer to parameters that are not of the documented form."""
    found = error.errors() if isinstance(error, RequestValidationError) else []
    errors = [{"in": list(one["loc"]), "message": one["msg"]} for one in found]
    return problem(422, "Invalid request", "A parameter is not as documented.", errors=errors)


def http_problem(_request: Request, error: Exception) -> Response:
    """The answer to what the framework refuses: no such address, method not allowed."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    detail = error.detail if isinstance(error, HTTPException) else ""
    answer = problem(status, HTTPStatus(status).phrase, detail)
    answer.headers.update(headers_of(error))
    return answer


def headers_of(error: Exception) -> Mapping[str, str]:
    """The headers that an error asks for, as what a refused method should have been."""
    return getattr(error, "headers", None) or {}


PROBLEMS = {
    DomainError: domain_problem,
    MatchingError: engine_problem,
    RequestValidationError: request_problem,
    HTTPException: http_problem,
}


def answer_problems(app: FastAPI) -> None:
    """Have every error of an application answered as a problem."""
    for kind, handler in PROBLEMS.items():
        app.add_exception_handler(kind, handler)


Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class ConditionalRoute(APIRoute):
    """A route whose answers carry an ETag, and are not sent again to who has them (RFC 9110).

    What changes something is done, and answered, whatever tag its sender has.
    """

    def get_route_handler(self) -> Handler:
        """The handler, made conditional."""
        handle = super().get_route_handler()
        if "GET" not in (self.methods or ()):
            return handle

        async def conditional(request: Request) -> Response:
            response = await handle(request)
            tag = f'"{hashlib.sha256(bytes(response.body)).hexdigest()[:32]}"'
            response.headers["ETag"] = tag
            response.headers["Cache-Control"] = kept = keeping(request)
            if asked(request) & {tag, "*"}:
                return Response(status_code=304, headers={"ETag": tag, "Cache-Control": kept})
            return response

        return conditional


def keeping(request: Request) -> str:
    """Who may keep an answer: a program what its key opens, a browser nothing of a session."""
    visitor = getattr(request.state, "visitor", None)
    return NEVER if visitor and visitor.session else PRIVATE


def asked(request: Request) -> set[str]:
    """The tags that the client already has; `*` stands for any."""
    header = ",".join(request.headers.getlist("if-none-match"))
    return {tag.strip().removeprefix("W/") for tag in header.split(",")}


# Set in the scope of a request for the headers alone: nobody is shown what it would answer.
HEADERS_ONLY = "wasl.headers_only"


def is_shown(request: Request) -> bool:
    """Whether the answer to a request is sent, and not its headers alone."""
    return not request.scope.get(HEADERS_ONLY, False)


class Heads:
    """Answers HEAD wherever GET is answered: the same headers, no body (RFC 9110, 9.3.2)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        head = scope["type"] == "http" and scope["method"] == "HEAD"

        async def answered(message: Message) -> None:
            if message["type"] == "http.response.start":
                allow_head(MutableHeaders(scope=message))
            elif head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        asked = {**scope, "method": "GET", HEADERS_ONLY: True} if head else scope
        await self.app(asked, receive, answered)


def allow_head(headers: MutableHeaders) -> None:
    """Name HEAD beside GET where an answer says which methods there are."""
    allowed = [one.strip() for one in headers.get("allow", "").split(",")]
    if "GET" in allowed and "HEAD" not in allowed:
        headers["Allow"] = ", ".join([*allowed, "HEAD"])


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """How an operation's problems look in the OpenAPI document."""
    return {
        status: {
            "model": Problem,
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in statuses
    }
