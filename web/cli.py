"""`wasl serve`: the pages and the API, on this machine only."""

from typing import Annotated

import typer

from app.context import Context
from app.settings import settings

LOOPBACK = ("127.0.0.1", "localhost")

commands = typer.Typer()

Host = Annotated[str, typer.Option(help="Loopback only, until there are accounts.")]
Port = Annotated[int | None, typer.Option(min=1, max=65535, help="Default: WASL_PORT, or 8000.")]


@commands.callback(invoke_without_command=True)
def serve(*, host: Host = LOOPBACK[0], port: Port = None) -> None:
    """Serve the pages and the API on this machine (accounts come later: loopback only)."""
    # Imported here, since every other command would pay for it.
    import uvicorn

    from web.main import create_app

    if host not in LOOPBACK:
        message = (
            f"“{host}” is not loopback. Accounts come later; until then anyone who reaches the "
            f"server could read everything. Use {LOOPBACK[0]}."
        )
        raise typer.BadParameter(message, param_hint="--host")
    port = port or settings().port
    context = Context(settings())
    # What is missing is said here in a sentence, instead of by the server in a trace.
    context.prepare()
    typer.echo(f"Wasl: http://{LOOPBACK[0]}:{port} (accounts come later: loopback only)")
    uvicorn.run(create_app(context), host=LOOPBACK[0], port=port, log_level="warning")
