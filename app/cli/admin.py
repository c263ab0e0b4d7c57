"""`wasl admin`: what is done at the machine itself, before anybody can sign in."""

from datetime import timedelta
from typing import Annotated

import typer

from app.accounts import links, service
from app.accounts.links import Purpose
from app.accounts.policy import NETWORK, NOBODY, Membership, Role, Target
from app.accounts.roles import said
from app.audit import service as audit
from app.cli.kit import COMMAND, context, err
from app.kit.database import now, writing
from app.kit.migrations import require_migrated

LASTING = timedelta(hours=1)
Email = Annotated[str, typer.Argument(help="Where they are written to.")]
Name = Annotated[str, typer.Argument(help="What they are called, between quotes.")]
ADMINISTRATOR = Membership(Role.ADMINISTRATOR, NETWORK)

commands = typer.Typer(no_args_is_help=True, help="People who administer Wasl.")


@commands.callback()
def admin() -> None:
    """People who administer Wasl."""


@commands.command()
def create(email: Email, name: Name) -> None:
    """Make somebody an administrator, and print a link that signs them in once, within an hour."""
    require_migrated(context().database)
    address = service.address(email)
    with writing(context().database) as session:
        found = service.by_email(session, address)
        account = found or service.create(session, address, name)
        account.confirmed_at = account.confirmed_at or now()
        service.grant(session, account.id, ADMINISTRATOR)
        target = Target.account(account.id)
        if not found:
            audit.note(session, NOBODY, "account.create", target, channel=COMMAND)
        audit.note(session, NOBODY, "role.give", target, channel=COMMAND, **said(ADMINISTRATOR))
        secret = links.make(
            session, Purpose.SIGN_IN, address, account_id=account.id, lasting=LASTING,
            name="", next="/account",
        )  # fmt: skip
    typer.echo(f"{context().settings.public}/sign-in/link/{secret}")
    err.print("Open this link within an hour, while `wasl serve` runs; then add a second factor.")
