"""`wasl ingest`, `wasl forget` and `wasl migrate`: what changes the database."""

import json
from collections.abc import Collection
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from app.accounts.policy import NOBODY
from app.audit import service as audit
from app.candidates.upkeep import tidy
from app.cli.kit import COMMAND, Json, Startup, context, err, number, out, progress
from app.kit.database import writing
from app.kit.migrations import migrate as bring_up
from app.kit.migrations import require_migrated
from app.network.importing import import_network
from app.organisations import service as organisations
from app.profiles.importing import import_batch
from app.profiles.sources import SOURCES
from app.retention import purge as delete_old
from ingestion import network as network_files
from ingestion.report import ImportReport, Refusal
from matching.profile import Kind

ingest = typer.Typer(
    no_args_is_help=True, help="Read files and bring their records into the database."
)

Source = Annotated[Path, typer.Argument(help="A YAML, CSV or XLSX file, or a folder of them.")]
Folder = Annotated[
    Path, typer.Argument(help="A folder with organisations, sites, programmes and residencies.")
]
# What a part of the network is called where it might be taken for something else.
CALLED = {"programmes": "programmes of the network"}
KeepGoing = Annotated[
    bool,
    typer.Option("--keep-going", help="Import what is valid although something is refused."),
]


@ingest.command()
def programmes(path: Source, *, keep_going: KeepGoing = False, json_: Json = False) -> None:
    """Import public instruments, funds and other programmes."""
    run(Kind.PROGRAMME, path, keep_going=keep_going, json_=json_)


@ingest.command()
def startups(path: Source, *, keep_going: KeepGoing = False, json_: Json = False) -> None:
    """Import startups."""
    run(Kind.STARTUP, path, keep_going=keep_going, json_=json_)


@ingest.command()
def network(path: Folder, *, keep_going: KeepGoing = False, json_: Json = False) -> None:
    """Import the network: organisations, sites, its programmes, who is at which site."""
    require_migrated(context().database)
    reports = import_network(context(), network_files.read(path), keep_going=keep_going)
    note("network.ingest", reports.values())
    if json_:
        typer.echo(json.dumps({part: asdict(report) for part, report in reports.items()}, indent=1))
    else:
        for part, report in reports.items():
            show(CALLED.get(part, part), report)
    if any(report.refused for report in reports.values()):
        raise typer.Exit(1)


def migrate() -> None:
    """Bring the database to the shape of this version, making it if there is none."""
    bring_up(context().database)
    err.print(f"The database is up to date: {context().settings.database_url}", highlight=False)


def forget(startup: Startup) -> None:
    """Delete a startup with its facts, its answers and the lists it was shown."""
    require_migrated(context().database)
    organisations.forget(context(), startup, channel=COMMAND)
    err.print(f"Forgotten: {startup}", markup=False, highlight=False)


def purge() -> None:
    """Delete what has been over for as long as app/retention.yaml says."""
    require_migrated(context().database)
    deleted = {**delete_old(context().database), **tidy(context())}
    counts = ", ".join(f"{count} {kind}" for kind, count in deleted.items() if count)
    nothing = "Nothing to delete: nothing has been over for long enough."
    err.print(f"Deleted: {counts}" if counts else nothing, highlight=False)


def run(kind: Kind, path: Path, *, keep_going: bool, json_: bool) -> None:
    """Import and report; exits with 1 when something was refused."""
    require_migrated(context().database)
    batch = SOURCES[kind].read(path)
    with progress(f"{kind}s") as moved:
        report = import_batch(
            context(),
            kind,
            batch,
            keep_going=keep_going,
            progress=moved,
        )
    note(f"{kind}.ingest", [report])
    if json_:
        typer.echo(json.dumps(asdict(report), ensure_ascii=False, indent=1))
    else:
        show(f"{kind}s", report, batch.warnings)
    if report.refused:
        raise typer.Exit(1)


def note(action: str, reports: Collection[ImportReport]) -> None:
    """Leave a line in the journal of an import that changed something."""
    created = sum(len(one.created) for one in reports)
    updated = sum(len(one.updated) for one in reports)
    if created or updated:
        with writing(context().database) as session:
            audit.note(session, NOBODY, action, channel=COMMAND, created=created, updated=updated)


def show(what: str, report: ImportReport, warnings: Collection[Refusal] = ()) -> None:
    """Say what an import did, the count last: it is what is left to be seen after many lines."""
    for refusal in report.refused:
        say(str(refusal), "red")
    for id_, fields in report.kept.items():
        say(f"{id_}: kept as edited by a person: {', '.join(fields)}", "yellow")
    for warning in warnings:
        say(f"warning: {warning}", "yellow")
    out.print(f"{what}: {counted(report)}", highlight=False)
    if report.refused and not taken(report):
        err.print("Nothing was written. Mend the file, or leave the refused out: --keep-going.")


def say(line: str, style: str) -> None:
    """Print a line beside the results, as it is."""
    err.print(line, style=style, markup=False, highlight=False, soft_wrap=True)


def taken(report: ImportReport) -> dict[str, int]:
    """How many records became what, as far as any did."""
    outcomes = {
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
    }
    return {name: len(ids) for name, ids in outcomes.items() if ids}


def counted(report: ImportReport) -> str:
    """What an import did, in a few words; a record may have several faults."""
    became = taken(report)
    each = ", ".join(f"{count} {name}" for name, count in became.items())
    read = [f"{sum(became.values())} read ({each})"] if became else []
    faults = [number(len(report.refused), "fault")] if report.refused else []
    return ", ".join([*read, *faults]) or "nothing written"
