"""`wasl serve`: the pages and the API, on this machine only."""

import socket
from contextlib import suppress
from typing import Annotated

import typer

from app.context import Context
from app.kit.errors import DomainError
from app.settings import settings

LOOPBACK = "127.0.0.1"

commands = typer.Typer()

Port = Annotated[int | None, typer.Option(min=1, max=65535, help="Default: WASL_PORT, or 8000.")]


class PortUnavailable(DomainError):
    """The port is in use, or not for this user."""


@commands.callback(invoke_without_command=True)
def serve(*, port: Port = None) -> None:
    """Serve the pages and the API on this machine (accounts come later: loopback only)."""
    # Imported here, since every other command would pay for it.
    import uvicorn

    from web.limits import Impatient
    from web.main import create_app

    port = port or settings().port
    context = Context(settings())
    # What is missing is said here in a sentence, instead of by the server in a trace.
    context.prepare()
    with listening(port) as listener:
        typer.echo(f"Wasl: http://{LOOPBACK}:{port} (accounts come later: loopback only)")
        config = uvicorn.Config(create_app(context), log_level="warning", http=Impatient)
        # The server has closed in good order by the time it hands Ctrl-C on.
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listener])


def listening(port: int) -> socket.socket:
    """A socket that listens on a port of this machine; raises `PortUnavailable`."""
    try:
        return socket.create_server((LOOPBACK, port))
    except OSError as error:
        message = f"Port {port} cannot be used ({error.strerror}): choose another with --port."
        raise PortUnavailable(message) from error
