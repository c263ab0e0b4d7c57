"""Cookies of who signs in: for this host alone, out of reach of scripts and of other sites."""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from app.accounts import gate
from app.accounts.devices import REMEMBERED
from app.accounts.entering import PATIENCE, Browser
from app.accounts.sessions import LONGEST
from app.accounts.throttle import network
from app.kit.http import context_of
from web.language import language_of

SESSION, DEVICE, FACTOR, OPENID = "", "-device", "-factor", "-openid"
# A session's own end, for lack of use, comes before its cookie's.
LASTING = {SESSION: LONGEST, DEVICE: REMEMBERED, FACTOR: PATIENCE, OPENID: PATIENCE}


def name(request: Request, kind: str) -> str:
    """What a cookie is called."""
    return f"{gate.cookie(request)}{kind}"


def read(request: Request, kind: str) -> str:
    """What a cookie holds; empty where there is none."""
    return request.cookies.get(name(request, kind), "")


def give(request: Request, response: Response, kind: str, value: str) -> None:
    """Set a cookie; an empty value takes it away."""
    lasting = LASTING[kind] if value else timedelta()
    response.set_cookie(
        name(request, kind),
        value,
        max_age=int(lasting.total_seconds()),
        path="/",
        secure=context_of(request).settings.encrypted,
        httponly=True,
        samesite="lax",
    )


def browser_of(request: Request) -> Browser:
    """What somebody signs in with."""
    return Browser(
        network=network(request.client.host if request.client else ""),
        agent=request.headers.get("user-agent", ""),
        language=language_of(request),
        device=read(request, DEVICE),
        session=read(request, SESSION),
    )
