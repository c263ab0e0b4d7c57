"""Errors: pages for people, problems for programs."""

import logging
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlencode

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.accounts.gate import NotSignedIn
from app.accounts.proof import NotRecent
from app.api import PREFIX
from app.kit.errors import DomainError, NotReady
from app.kit.http import PROBLEMS, headers_of, problem
from matching.errors import MatchingError
from web.data.errors import ErrorPage
from web.headers import SECURITY
from web.lapsed import keep_typed, page_of
from web.rendering import relative, render

logger = logging.getLogger(__name__)

SIGN_IN = "/sign-in"
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
CONFIRM = "/account/confirm"

Handler = Callable[[Request, Exception], Response]

STATUSES: dict[type[Exception], Callable[[Exception], int]] = {
    DomainError: lambda error: getattr(error, "status", 500),
    HTTPException: lambda error: getattr(error, "status_code", 500),
    MatchingError: lambda _: NotReady.status,
    RequestValidationError: lambda _: HTTPStatus.UNPROCESSABLE_ENTITY,
}


def status_of(error: Exception) -> int:
    """The HTTP status of an error; 500 for one that nobody foresaw."""
    known = (status(error) for kind, status in STATUSES.items() if isinstance(error, kind))
    return int(next(known, HTTPStatus.INTERNAL_SERVER_ERROR))


def unforeseen(_request: Request, _error: Exception) -> Response:
    """The problem of an error that nobody foresaw; what it says stays in the log."""
    return problem(500, DomainError.title, "The log of the server says more.")


def answering(as_problem: Handler) -> Handler:
    """A handler that leaves the API its problems and gives everyone else a page."""

    def answer(request: Request, error: Exception) -> Response:
        if request.url.path.startswith(PREFIX):
            response = as_problem(request, error)
        else:
            response = page(request, error)
        # The framework answers an unforeseen error outside of every middleware.
        response.headers.update(SECURITY)
        return response

    return answer


def page(request: Request, error: Exception) -> Response:
    """The page of an error; one that is ours to mend goes to the log."""
    status = status_of(error)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        logger.error("%s: %s", request.url.path, error)
    response = render(request, ErrorPage.of(status, error), status)
    response.headers.update(headers_of(error))
    return response


ANSWERS: dict[type[Exception], Handler] = {
    kind: answering(as_problem) for kind, as_problem in {**PROBLEMS, Exception: unforeseen}.items()
}


async def not_signed_in(request: Request, error: Exception) -> Response:
    """Lead to where one signs in, and from there to the page, or the form with what was typed."""
    if request.url.path.startswith(PREFIX):
        return ANSWERS[DomainError](request, error)
    page = relative(request.url)
    if request.method not in SAFE:
        page = page_of(request)
        await keep_typed(request, page)
    return RedirectResponse(f"{SIGN_IN}?{urlencode({'next': page})}", 303)


async def not_recent(request: Request, error: Exception) -> Response:
    """Lead to where one proves who one is, and then back to the page with what was typed."""
    assert isinstance(error, NotRecent)
    if request.method not in SAFE:
        await keep_typed(request, error.page)
    return RedirectResponse(f"{CONFIRM}?{urlencode({'next': error.page})}", 303)


def answer_with_pages(app: FastAPI) -> None:
    """Have the errors of pages answered as pages."""
    for kind, answer in ANSWERS.items():
        app.add_exception_handler(kind, answer)
    app.add_exception_handler(NotSignedIn, not_signed_in)
    app.add_exception_handler(NotRecent, not_recent)
