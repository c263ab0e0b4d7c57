"""`wasl taxonomy`: the lexicon of skills and occupations, and others linked to it."""

from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from app.cli.kit import err, out
from app.settings import settings
from matching.skills import esco
from matching.skills.checking import defects
from matching.skills.lexicon import entries, lexicon

FOLDER = "taxonomy"

commands = typer.Typer(no_args_is_help=True, help="Skills and occupations.")
imports = typer.Typer(no_args_is_help=True, help="Link another taxonomy to ours.")
commands.add_typer(imports, name="import")


@commands.command()
def check() -> None:
    """Report every defect of the lexicon; exits with 1 when there is one."""
    known = list(entries())
    found = list(defects(known))
    for one in found:
        err.print(one, style="red", markup=False, highlight=False, soft_wrap=True)
    out.print(f"taxonomy: {len(known)} entries, {len(found)} defects", highlight=False)
    if found:
        raise typer.Exit(1)


# alone in its group, a command would lose its name
@imports.callback()
def group() -> None:
    """Keep `esco` a command of the group."""


@imports.command("esco")
def import_esco(
    files: Annotated[list[Path], typer.Argument(help="CSV files as ESCO publishes them.")],
) -> None:
    """Link ESCO's concepts to our entries by their labels, in place of earlier links."""
    links = esco.linked(chain.from_iterable(map(esco.read, files)), lexicon())
    esco.save(links, settings().home / FOLDER)
    exactly = sum(bool(one.exactly) for one in links.values())
    closely = sum(bool(one.closely) and not one.exactly for one in links.values())
    reached = {one for link in links.values() for one in (*link.exactly, *link.closely)}
    out.print(
        f"esco: {len(links)} concepts, {exactly} linked exactly, {closely} closely, "
        f"to {len(reached)} entries of ours",
        highlight=False,
    )
