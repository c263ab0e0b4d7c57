"""Requests that change something come from our own pages, or from no browser at all."""

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.accounts.gate import Refused
from app.accounts.policy import Reason
from app.kit.errors import DomainError
from web.errors import ANSWERS, SAFE

# `none` is a person's own doing, as a bookmark.
OURS = frozenset({"same-origin", "none"})


class CrossSite(Refused):
    """A page of another site asked for a change."""

    title = "Cross-site request"

    def __init__(self) -> None:
        super().__init__(Reason.CROSS_SITE)


def same_site(request: Request) -> bool:
    """Whether no other site's page made the request.

    A browser says so by `Sec-Fetch-Site`, an older one by `Origin`; what sends neither is a
    program, or a browser too old to be told from one: it is believed where it carries no cookie.
    """
    if site := request.headers.get("sec-fetch-site"):
        return site in OURS
    origin = request.headers.get("origin")
    if origin is None:
        return not request.cookies
    return origin.partition("://")[2] == request.headers.get("host")


class SameSite:
    """Refuses what another site's page would have changed, whatever the address."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        answer = self.app
        if scope["type"] == "http" and scope["method"] not in SAFE:
            request = Request(scope)
            if not same_site(request):
                answer = ANSWERS[DomainError](request, CrossSite())
        await answer(scope, receive, send)
