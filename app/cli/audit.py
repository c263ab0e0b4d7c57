"""`wasl audit`: whether the journal was only ever added to."""

import json
import re
from dataclasses import asdict
from typing import Annotated

import typer

from app.audit import service
from app.cli.kit import Json, context, err, out
from app.kit.database import reading
from app.kit.migrations import require_migrated

commands = typer.Typer(no_args_is_help=True, help="The journal of what was read and changed.")

# What is printed of a journal, of an empty one too.
SEAL = re.compile(r"0:|[1-9]\d*:[0-9a-f]{64}")
Seal = Annotated[
    str,
    typer.Option(
        help="What an earlier check printed: its last entry must still be there, as it was.",
        show_default=False,
    ),
]


# alone in its group, a command would lose its name
@commands.callback()
def group() -> None:
    """Keep `verify` a command of the group."""


@commands.command()
def verify(*, seal: Seal = "", json_: Json = False) -> None:
    """Follow the journal from its first entry; exits with 1 where one was altered or taken out.

    Entries taken from its end leave no gap, and who may write to the database could write it anew:
    keep what this prints elsewhere, and give it back as --seal the next time.
    """
    if seal and not SEAL.fullmatch(seal):
        message = f"“{seal}” is no seal: a number, a colon and 64 digits or letters from a to f."
        raise typer.BadParameter(message, param_hint="'--seal'")
    require_migrated(context().database)
    with reading(context().database) as session:
        found = service.verified(session, seal)
    if json_:
        typer.echo(json.dumps(asdict(found)))
    elif found.broken is None:
        # on one line whatever its length, to be copied
        told = f"{found.entries} entries, each as it was written. Seal: {found.seal}"
        out.print(told, highlight=False, soft_wrap=True)
    else:
        err.print(f"Entry {found.broken} was altered, or one before it taken out.", style="red")
    if found.broken is not None:
        raise typer.Exit(1)
