"""`wasl learn`: a ranking learnt from use, tried, and promoted or refused; and the way back."""

from collections.abc import Iterator
from enum import StrEnum
from getpass import getuser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from app.cli.kit import context, err, out
from app.kit.database import reading, writing
from app.kit.migrations import require_migrated
from app.learning import following, service
from app.settings import settings
from matching.profile import Desk
from matching.ranking.ranker import Ranker

if TYPE_CHECKING:
    from evaluation.learning import Trial

learn = typer.Typer(help="Learn a desk's ranking from use, and promote it where it is better.")

NOTHING_LEARNT = (
    "{desk}: nothing is learnt yet, and the release's own weights are in use ({used}). "
    "`wasl learn` learns others from what companies decided on their lists."
)


class Learns(StrEnum):
    """The desks that learn."""

    FINANCING = Desk.FINANCING.value


AtDesk = Annotated[Learns, typer.Option("--desk", help="The desk whose ranking it is.")]
Golden = Annotated[
    Path | None,
    typer.Option(help="Judged set; default: data/judged beside WASL_DATASETS. dev is read of it."),
]


@learn.callback(invoke_without_command=True)
def _learn(ctx: typer.Context, desk: AtDesk = Learns.FINANCING, golden: Golden = None) -> None:
    """Learn from the decisions on lists; exits with 1 where what is learnt is not promoted."""
    if ctx.invoked_subcommand:
        return
    from evaluation.collection import CollectionError
    from evaluation.financing.desk import FinancingDesk, catalogue
    from evaluation.learning import FAULTS, promote
    from evaluation.learning import learn as learnt

    require_migrated(context().database)
    folder = golden or settings().datasets.parent / "data" / "judged"
    try:
        trial = learnt(context(), FinancingDesk(context().encoder, catalogue()), folder)
    except CollectionError as error:
        err.print(f"error: {error}", style="red", markup=False)
        raise typer.Exit(1) from error
    for table in (weights(trial), compared(trial)):
        out.print(table)
    if trial.faults:
        for fault in trial.faults:
            out.print(f"not promoted: {FAULTS[fault]}")
        raise typer.Exit(1)
    out.print(f"{desk}: version {promote(context(), trial, getuser())} is in use")


@learn.command("history")
def history(desk: AtDesk = Learns.FINANCING) -> None:
    """What the desk ranked by, since when, from which data and by whose hand."""
    require_migrated(context().database)
    with reading(context().database) as session:
        rows = following.history(session, Desk(desk))
        used = following.ranker(session, Desk(desk)).version
    if not rows:
        out.print(NOTHING_LEARNT.format(desk=desk, used=used), highlight=False, soft_wrap=True)
        return
    table = Table("since", "version", "data", "gain", "nDCG@10", "by", "weights")
    for row in rows:
        table.add_row(
            f"{row.at:%Y-%m-%d %H:%M}",
            str(row.version),
            row.data_digest[:12],
            *told(row.figures),
            row.by,
            " ".join(f"{name} {weight:.3f}" for name, weight in row.weights.items()),
        )
    table.caption = f"in use: {used}"
    out.print(table)


@learn.command("back")
def back(
    version: Annotated[
        int | None, typer.Argument(min=0, help="Default: the one before; 0 is the release's.")
    ] = None,
    desk: AtDesk = Learns.FINANCING,
) -> None:
    """Have the desk rank by an earlier version again."""
    require_migrated(context().database)
    with writing(context().database) as session:
        used = service.back(session, Desk(desk), getuser(), version)
    out.print(f"{desk}: version {used} is in use")


def told(figures: dict[str, Any]) -> Iterator[str]:
    """The gain by interleaving and nDCG@10, where they were measured."""
    yield f"{figures['preference']['gain']['value']:+.3f}" if figures else ""
    yield f"{figures['golden']['after']:.3f}" if figures else ""


def weights(trial: "Trial") -> Table:
    """What each feature weighs, before and after."""
    release = Ranker(trial.desk).weights
    table = Table("feature", "release", "in use", "learnt")
    for name, weight in release.items():
        table.add_row(
            name, f"{weight:.3f}", f"{trial.before[name]:.3f}", f"{trial.after[name]:.3f}"
        )
    table.caption = (
        f"{trial.decisions} decisions of {trial.seekers} seekers on {trial.lists} lists;"
        f" place k is looked at by k^-{trial.decay:.2f}"
    )
    return table


def compared(trial: "Trial") -> Table:
    """What was measured of the ranker in use and of the learnt one."""
    table = Table("measured on", "by", "in use", "learnt", "difference", "95 %", "p")
    one, judged = trial.preference, trial.golden
    rows = (
        (f"{one.seekers} seekers held out", "lines kept, interleaved", *one.kept[::-1], one.gain),
        (f"{judged.startups} judged startups", "nDCG@10", judged.before, judged.after,
         judged.change),
    )  # fmt: skip
    for name, measure, before, after, change in rows:
        ends = f"{change.low:+.3f} to {change.high:+.3f}"
        figures = (f"{before:.3f}", f"{after:.3f}", f"{change.value:+.3f}", ends)
        table.add_row(name, measure, *figures, f"{change.p:.4f}")
    table.caption = f"seekers who gain {one.wins}, who lose {one.losses}; " + ", ".join(
        f"{band.band} {band.suited} of {band.judged}" for band in judged.bands
    )
    return table
