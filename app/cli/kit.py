"""What commands share."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from functools import lru_cache, partial
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy.orm import Session

from app.accounts import places
from app.accounts.policy import Role
from app.accounts.schemas import PlaceShown
from app.context import Context
from app.kit.database import reading
from app.kit.errors import Unknown
from app.profiles.service import filed
from app.settings import settings

# Results go to standard output, so that they can be piped; everything else to standard error.
out = Console()
err = Console(stderr=True)

# What the journal calls the way that commands come by; who sits at the machine is nobody it knows.
COMMAND = "command"

Startup = Annotated[str, typer.Argument(help="Identifier of the startup, as in /startups/chari.")]
Candidate = Annotated[str, typer.Argument(help="Identifier of the candidate, as in /candidates/….")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]

# What an identifier that fits nothing is held against: companies and schools. Never people, nor
# what is only for whom it was shown to.
NAMED: Mapping[str, Callable[[Session], Sequence[PlaceShown]]] = {
    "startup": places.companies,
    "school": partial(places.offered, role=Role.SCHOOL),
}
MOST_NAMED = 3


@lru_cache
def context() -> Context:
    """The context of this command."""
    return Context(settings())


def number(count: int, what: str) -> str:
    """So many of something, as *no warnings*, *1 warning*, *2 warnings*."""
    return f"{count or 'no'} {what}{'' if count == 1 else 's'}"


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


def nearest(error: Unknown) -> str:
    """What may have been meant by an identifier that fits nothing, as the rest of a sentence.

    It is told and not taken: a command may forget for good what it is given.
    """
    if error.kind not in NAMED:
        return ""
    with reading(context().database) as session:
        known = NAMED[error.kind](session)
    found = [f"{one.id} ({one.names['fr']})" for one in alike(error.id, known)]
    return f" The nearest: {', '.join(found)}." if found else ""


def alike(typed: str, known: Iterable[PlaceShown]) -> list[PlaceShown]:
    """Those that are called what was typed but for case and accents, else nearly so, else partly.

    By identifier or by name; three at most.
    """
    called: defaultdict[str, list[PlaceShown]] = defaultdict(list)
    for one in known:
        for text in {filed(one.id), *map(filed, one.names.values())}:
            called[text].append(one)
    words = filed(typed.strip())
    near = [words] if words in called else get_close_matches(words, called, MOST_NAMED)
    holding = [text for text in called if words and words in text]
    found = {one.id: one for text in near or holding for one in called[text]}
    return list(found.values())[:MOST_NAMED]
