"""`wasl lists`: the lists that were kept, made again and told apart."""

from typing import Annotated

import typer

from app.cli.kit import Json, context, out
from app.cli.match import begin
from app.kit.database import reading
from app.kit.migrations import require_migrated
from app.matches import difference as differences
from app.matches import replay as replays
from app.matches.difference import CauseShown, LineDifference
from app.matches.replay import Difference, ReplayShown
from matching.profile import Kind

commands = typer.Typer(no_args_is_help=True, help="Lists that were kept.")

Key = Annotated[
    int,
    typer.Argument(
        metavar="LIST", help="Number of a kept list, which `wasl match financing` ends with."
    ),
]

# What another version means for a list that is made again.
MEANING = {
    "model": "its vectors are kept: today's model is not asked, and changes nothing",
    "wasl": "it is made again by today's software, which may judge and weigh otherwise",
    "ranking": "the weights of then are not kept: it is made again with today's",
}


@commands.callback()
def lists() -> None:
    """Lists that were kept."""


@commands.command()
def replay(key: Key, *, json_: Json = False) -> None:
    """Make a kept list again of what it was made of; exits with 1 where it says otherwise."""
    noted(key)
    shown = replays.replay(context(), key)
    if json_:
        typer.echo(shown.model_dump_json(indent=1))
    else:
        show(shown)
    if not shown.same:
        raise typer.Exit(1)


def noted(key: int) -> None:
    """Have the journal say whose list is read; raises `NotFound` and `NotReady`."""
    require_migrated(context().database)
    with reading(context().database) as session:
        kept = replays.stored(session, key)
    begin(READ[kept.kind], kept.seeker)


# The action that whoever reads a list does, by who it was made for.
READ = {
    Kind.STARTUP: "startup.match",
    Kind.VACANCY: "offer.match",
    Kind.CANDIDATE: "candidate.offers",
}


def show(shown: ReplayShown) -> None:
    """Print what came of it."""
    for name, (then, now) in shown.versions.items():
        say(f"{name}: {then} then, {now} today; {MEANING[name]}")
    if shown.same:
        say(f"list {shown.list}: the same, to the bit")
        return
    say(f"list {shown.list}: not the same")
    for one in shown.differences:
        say(told(one))


def told(one: Difference) -> str:
    """A difference in a line."""
    where = f"line {one.position}" if one.position else "the list"
    return f"{where}: {one.field}: {one.then} then, {one.now} now"


def say(line: str) -> None:
    """Print a line as it is."""
    out.print(line, markup=False, highlight=False, soft_wrap=True)


@commands.command()
def differ(before: Key, after: Key, *, json_: Json = False) -> None:
    """Say why two kept lists of one seeker differ: what changed, and which lines that moved."""
    noted(before)
    shown = differences.difference(context(), before, after)
    if json_:
        typer.echo(shown.model_dump_json(indent=1))
        return
    if not shown.computed:
        say("what a list was made of is not kept: told apart by versions and lines alone")
    for cause in shown.causes:
        say(cause_told(cause))
    for line in shown.lines:
        say(line_told(line))
    say(f"{shown.alike} lines are the same")


def cause_told(one: CauseShown) -> str:
    """A part that differs, in a line."""
    what = " ".join(filter(None, (one.cause, one.name, one.how, ", ".join(one.fields))))
    values = f": {one.then} then, {one.now} now" if (one.then, one.now) != (None, None) else ""
    moved = "" if one.lines is None else f"; moves {len(one.lines)} lines by itself"
    return f"{what}{values}{moved}"


def line_told(one: LineDifference) -> str:
    """A line that stands otherwise, with what moves it."""
    place = f"{one.then.position if one.then else '-'} → {one.now.position if one.now else '-'}"
    why = ", ".join(one.causes) or "several parts together, or unknown"
    return f"  {place}  {one.id}  ({why})"
