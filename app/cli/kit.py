"""What commands share."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from app.context import Context
from app.settings import settings

# Results go to standard output, so that they can be piped; everything else to standard error.
out = Console()
err = Console(stderr=True)

# What the journal calls the way that commands come by; who sits at the machine is nobody it knows.
COMMAND = "command"

Json = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]


@lru_cache
def context() -> Context:
    """The context of this command."""
    return Context(settings())


@contextmanager
def progress(what: str = "") -> Iterator[Callable[..., None]]:
    """A progress bar on standard error.

    Gives the function that moves it to (done, total), and renames it where `what` is given too.
    """
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    hidden = not err.is_terminal
    with Progress(
        *columns, TimeElapsedColumn(), console=err, transient=True, disable=hidden
    ) as bar:
        task = bar.add_task(what, total=None)

        def move(done: int, total: int, what: str | None = None) -> None:
            bar.update(task, description=what, completed=done, total=total)

        yield move
