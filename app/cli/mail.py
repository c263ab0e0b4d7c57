"""`wasl mail`: the outbox, without a server."""

import typer

from app.cli.kit import context, err
from app.kit.database import reading
from app.kit.migrations import require_migrated
from app.mail.sending import deliver, waiting
from app.mail.transports import transport

commands = typer.Typer(no_args_is_help=True, help="Mails that wait to be sent.")


@commands.callback()
def mail() -> None:
    """Mails that wait to be sent."""


@commands.command()
def send() -> None:
    """Send every mail that is due; exits with 1 when some wait after it."""
    database, settings = context().database, context().settings
    require_migrated(database)
    sent = deliver(database, transport(settings), settings.from_address)
    with reading(database) as session:
        left = len(waiting(session))
    err.print(f"{sent} sent, {left} waiting", highlight=False)
    if left:
        raise typer.Exit(1)
