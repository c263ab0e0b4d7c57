"""`wasl catalogue`: what is wrong in the files of programmes, and what grows old there."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from app.cli.kit import Json, err, number, out
from app.kit.days import today
from ingestion import programmes
from ingestion.report import Refusal
from ingestion.reviewing import Review, review

commands = typer.Typer(no_args_is_help=True, help="Look after the files of programmes.")

PACKAGED = Path(str(files("ingestion"))) / "catalogue" / "programmes"

Source = Annotated[
    Path,
    typer.Argument(
        help="A YAML, CSV or XLSX file, or a folder; without it, the catalogue of this release.",
        show_default=False,
    ),
]


# alone in its group, a command would lose its name
@commands.callback()
def group() -> None:
    """Keep `check` a command of the group."""


@commands.command()
def check(path: Source = PACKAGED, *, json_: Json = False) -> None:
    """Report every defect with its file, line, field and reason; exits with 1 when there is one."""
    found = review(programmes.read(path), today())
    if json_:
        typer.echo(json.dumps(asdict(found), ensure_ascii=False, indent=1))
    else:
        show(found)
    if found.defects:
        raise typer.Exit(1)


def show(found: Review) -> None:
    """Say what a review found: defects and warnings apart from the count, which can be piped.

    The count is last, and says which they are: it is what is left to be seen after many lines.
    """
    for style, prefix, each in (
        ("red", "", found.defects),
        ("yellow", "warning: ", found.warnings),
    ):
        for one in each:
            line = f"{prefix}{one} [{one.code}]"
            err.print(line, style=style, markup=False, highlight=False, soft_wrap=True)
    out.print(
        f"programmes: {found.count} read, {counted('defect', found.defects)}, "
        f"{counted('warning', found.warnings)}",
        highlight=False,
        soft_wrap=True,
    )


def counted(what: str, found: Sequence[Refusal]) -> str:
    """How many there are, and how many of each code, the most first."""
    codes = Counter(one.code for one in found).most_common()
    each = ", ".join(f"{count} {code}" for code, count in codes)
    return f"{number(len(found), what)} ({each})" if found else number(0, what)
