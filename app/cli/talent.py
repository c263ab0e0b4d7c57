"""`wasl talent`: take what a school gives, say what became of it, forget a candidate."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from app.accounts.policy import NOBODY
from app.candidates import forgetting
from app.cli.kit import COMMAND, Candidate, Json, context, err, out, progress
from app.intakes import reports, service
from app.intakes.schemas import FileShown, IntakeShown
from app.intakes.sources import given
from app.kit.i18n import translator
from app.kit.migrations import require_migrated

commands = typer.Typer(no_args_is_help=True, help="Candidates whom schools push.")

School = Annotated[str, typer.Argument(help="Identifier of the school, as in /organisations/emi.")]
Given = Annotated[str, typer.Argument(help="Identifier of the intake, which `push` begins with.")]
Source = Annotated[Path, typer.Argument(help="A folder, a zip, a spreadsheet (CSV, XLSX), a file.")]
Resume = Annotated[
    bool, typer.Option("--resume", help="Go on with the same files where they were cut off.")
]
# Commands speak English, as what they name does.
LANGUAGE = "en"


@commands.command()
def push(
    organisation: School, path: Source, *, resume: Resume = False, json_: Json = False
) -> None:
    """Read the CVs that a school gives; nobody else sees them before their people say yes."""
    # DBOS takes two seconds to import, which no other command should pay for.
    from app.intakes import workflow  # noqa: PLC0415

    require_migrated(context().database)
    files = given(path)
    with progress("keeping") as move:
        intake_id = service.receive(
            context(), NOBODY, organisation, files, again=resume, channel=COMMAND, progress=move
        )
    err.print(f"intake {intake_id}", highlight=False)
    with workflow.running(context()) as mine, progress("reading") as move:
        if mine:
            workflow.begin_waiting(context())
        meanwhile = workflow.keep_going if mine else workflow.look_on
        workflow.wait(context(), intake_id, move, meanwhile)
    show(reports.report(context(), intake_id, channel=COMMAND), json_=json_)


@commands.command()
def report(intake: Given, *, json_: Json = False) -> None:
    """Say what became of each file of an intake."""
    require_migrated(context().database)
    show(reports.report(context(), intake, channel=COMMAND), json_=json_)


@commands.command()
def forget(candidate: Candidate) -> None:
    """Delete a candidate: what was read and said, texts, vectors, terms, lists, files."""
    require_migrated(context().database)
    forgetting.forget(context(), candidate, channel=COMMAND)
    err.print(f"Forgotten: {candidate}", markup=False, highlight=False)


def show(shown: IntakeShown, *, json_: bool) -> None:
    """Print a report."""
    if json_:
        typer.echo(shown.model_dump_json(indent=1))
        return
    table = Table("file", "outcome", "candidate", "what to know")
    for one in shown.files:
        said = translator(LANGUAGE).text(f"intake_outcome.{one.outcome}")
        table.add_row(one.name, said, one.candidate_id or "", "\n".join(told(one)))
    out.print(table)
    counts = ", ".join(f"{count} {outcome}" for outcome, count in sorted(shown.counts.items()))
    out.print(f"{shown.id}: {counts}", highlight=False)


def told(one: FileShown) -> list[str]:
    """What there is to know of a file."""
    texts = translator(LANGUAGE)
    same = [texts.text("intake.same_as", name=one.same_as)] if one.same_as else []
    alike = [
        texts.text(
            "intake.alike",
            files=", ".join(twin.files),
            reasons=", ".join(texts.text(f"alike.{why}") for why in twin.reasons),
        )
        for twin in one.alike
    ]
    return [*(note[LANGUAGE] for note in one.notes), *same, *alike]
