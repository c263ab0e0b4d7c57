"""Headers that every answer carries."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# The address of a page is nobody else's business. Our own pages may hear it: a browser that may
# tell no one sends the forms of a page with no origin, as if from anywhere (web.origin).
SECURITY = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self'; object-src 'none'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


# Where people open Wasl over TLS, they never do otherwise again.
ENCRYPTED = {"Strict-Transport-Security": "max-age=31536000"}


class SecurityHeaders:
    """Adds them to what the application answers, errors included."""

    def __init__(self, app: ASGIApp, *, encrypted: bool) -> None:
        self.app = app
        self.headers = {**SECURITY, **(ENCRYPTED if encrypted else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, guarded)
