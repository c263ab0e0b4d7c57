"""`wasl`: one command, to which every room brings its own."""

import logging
import sys
from importlib.metadata import entry_points

import typer

from app.cli import (
    admin,
    audit,
    catalogue,
    data,
    index,
    lists,
    mail,
    match,
    talent,
    taxonomy,
    training,
)
from app.cli.kit import err, nearest
from app.cli.model import model
from app.kit.errors import DomainError, Unknown
from matching.errors import MatchingError

app = typer.Typer(
    name="wasl",
    help="Matches Moroccan startups with funding, markets and people, and says why.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.add_typer(data.ingest, name="ingest")
app.add_typer(match.commands, name="match")
model.command()(training.train)
app.add_typer(lists.commands, name="lists")
app.add_typer(model, name="model")
app.add_typer(index.commands, name="index")
app.add_typer(audit.commands, name="audit")
app.add_typer(catalogue.commands, name="catalogue")
app.add_typer(taxonomy.commands, name="taxonomy")
app.add_typer(admin.commands, name="admin")
app.add_typer(mail.commands, name="mail")
app.add_typer(talent.commands, name="talent")
app.command("migrate")(data.migrate)
app.command("forget")(data.forget)
app.command("purge")(data.purge)
for room in entry_points(group="wasl.commands"):
    app.add_typer(room.load(), name=room.name)


def main() -> None:
    """Run; an error that knows what to do is printed without its trace."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    try:
        app()
    except (DomainError, MatchingError) as error:
        meant = nearest(error) if isinstance(error, Unknown) else ""
        err.print(
            f"wasl: {error}{meant}", style="red", markup=False, highlight=False, soft_wrap=True
        )
        sys.exit(1)
