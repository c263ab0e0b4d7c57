"""How much a request may send, and how long it may take to: who is slow or big is sent away."""

import asyncio
import re
from dataclasses import dataclass
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from app.api import PREFIX
from app.intakes import receiving
from web.errors import ANSWERS
from web.lapsed import may_hold_files

# Bytes of a body: the longest form of ours, every field full, takes a tenth.
MOST = 1_000_000
# Seconds in which a body has to be there, and the head of a request.
BODY_S = 30.0
HEAD_S = 10.0
# Where files are sent, and how: more is taken, since it is read only once it is known who sends
# it. A form of any other kind is read before that, to keep what was typed (web.lapsed).
FILES = re.compile(rf"({PREFIX})?/organisations/[^/]+/intakes")


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many bytes a body may have, and within how many seconds it must be there."""

    most: int
    seconds: float


def allowed(scope: Scope) -> Allowance:
    """What may be sent to an address, by the kind of body that it says it is."""
    if may_hold_files(Headers(scope=scope)) and FILES.fullmatch(scope["path"]):
        return Allowance(receiving.MOST, receiving.BODY_S)
    return Allowance(MOST, BODY_S)


def refused(status: HTTPStatus) -> HTTPException:
    """What a request is sent away with; the rest of what it would send is not waited for."""
    return HTTPException(status, status.phrase, headers={"Connection": "close"})


class Body:
    """The body of a request as it arrives; raises 413 when it is too big, 408 when too slow."""

    def __init__(self, receive: Receive, allowance: Allowance) -> None:
        self.receive = receive
        self.allowance = allowance
        self.size = 0
        self.ended = False
        self.until: float | None = None

    async def __call__(self) -> Message:
        """The next part; after the last one, whatever else the server says."""
        if self.ended:
            return await self.receive()
        message = await self.in_time()
        self.size += len(message.get("body", b""))
        self.ended = not message.get("more_body", False)
        if self.size > self.allowance.most:
            raise refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return message

    async def in_time(self) -> Message:
        """The next part, if it comes before the whole body is due."""
        self.until = self.until or asyncio.get_running_loop().time() + self.allowance.seconds
        try:
            async with asyncio.timeout_at(self.until):
                return await self.receive()
        except TimeoutError as late:
            raise refused(HTTPStatus.REQUEST_TIMEOUT) from late


def declared(scope: Scope) -> int:
    """The size that a request says its body has; 0 when it says none."""
    size = Headers(scope=scope).get("content-length", "")
    # Twenty digits are too many bytes, and few enough to be read as a number.
    return int(size[:20]) if size.isdecimal() else 0


class BodyLimits:
    """Answers who sends too much or too slowly, with the words of an error of ours.

    Starlette's own middleware of the kind knows no time, and has no words.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        answer = self.app
        if scope["type"] == "http":
            allowance = allowed(scope)
            if declared(scope) > allowance.most:
                too_big = refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
                answer = ANSWERS[HTTPException](Request(scope), too_big)
            receive = Body(receive, allowance)
        await answer(scope, receive, send)


class Impatient(H11Protocol):
    """HTTP of the server, which does not wait for long for the head of a request.

    Without it a client that sends a byte now and then holds a connection for ever.
    """

    patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait."""
        super().connection_made(transport)
        self.watch()

    def data_received(self, data: bytes) -> None:
        """Take what has come, and wait on for what is missing."""
        super().data_received(data)
        self.watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self.relent()
        super().connection_lost(exc)

    def watch(self) -> None:
        """Wait as long as it is the client's turn, from when it became so."""
        if self.cycle is not None and not self.cycle.response_complete:
            self.relent()
        elif self.patience is None:
            self.patience = self.loop.call_later(HEAD_S, self.timeout_keep_alive_handler)

    def relent(self) -> None:
        """Wait no more."""
        if self.patience is not None:
            self.patience.cancel()
            self.patience = None
