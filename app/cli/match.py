"""`wasl match`: a ranked, explained list on the terminal."""

from typing import Annotated

import typer
from rich.padding import Padding
from rich.text import Text

from app.cli.kit import Json, context, out
from app.kit.i18n import DEFAULT, Translator, translator
from app.kit.migrations import require_migrated
from app.matches import service
from app.matches.schemas import EvidenceShown, MatchShown, ReasonShown, ShortlistShown
from matching.criteria.verdict import Verdict
from matching.profile import Desk

commands = typer.Typer(no_args_is_help=True, help="Rank what fits a startup, and say why.")

COLOURS = {Verdict.ELIGIBLE: "green", Verdict.TO_VERIFY: "yellow", Verdict.INELIGIBLE: "red"}

Startup = Annotated[str, typer.Argument(help="Identifier of the startup.")]
Limit = Annotated[int, typer.Option(min=1, max=service.MOST, help="Length of the list at most.")]
Language = Annotated[str, typer.Option("--lang", help="fr, ar or en.")]


@commands.command()
def financing(
    startup: Startup, *, limit: Limit = 10, lang: Language = DEFAULT, json_: Json = False
) -> None:
    """Public instruments, funds and programmes for a startup."""
    require_migrated(context().database)
    shown = service.match(context(), startup, Desk.FINANCING, limit=limit)
    service.keep(context(), shown, channel="cli")
    context().save()
    if json_:
        typer.echo(shown.model_dump_json(indent=1))
        return
    show(shown, translator(lang))


def show(shown: ShortlistShown, t: Translator) -> None:
    """Print a list."""
    heading = t.text("cli.list", startup=shown.seeker, day=shown.as_of.isoformat())
    out.print(Text(heading, "bold"))
    for line in shown.matches:
        out.print()
        out.print(headline(line, t))
        for detail in details(line, t):
            out.print(Padding(detail, (0, 0, 0, 4)))
    versions = ", ".join(f"{name} {version}" for name, version in shown.versions.items())
    out.print(Text(f"\n{versions}", "dim"))


def headline(line: MatchShown, t: Translator) -> Text:
    """The first line of an item: position, name, verdict, kind and status."""
    offer = line.offer
    status = t.text(f"status.{offer.status}")
    if offer.stated:
        status = f"{status} ({offer.stated})"
    return Text.assemble(
        (f"{line.position:>2}. {offer.name}", "bold"),
        "  ",
        (t.text(f"verdict.{line.verdict}"), COLOURS[line.verdict]),
        (f"  {t.text(f'kind.{offer.kind}')} · {status} · {line.score:.2f}", "dim"),
    )


def details(line: MatchShown, t: Translator) -> list[Text]:
    """The reasons, the score's parts and the evidence."""
    rules = [reason(one, t) for one in line.reasons] or [Text(t.text("reason.none"), "yellow")]
    parts = " · ".join(
        f"{t.text(f'component.{part.name}')} {'?' if part.value is None else f'{part.value:.2f}'}"
        for part in line.components
    )
    found = evidence(line.evidence) if line.evidence else []
    return [*rules, Text(parts, "cyan"), *found]


def reason(one: ReasonShown, t: Translator) -> Text:
    """A rule that decided, and the fact it read."""
    words = one.text.get(t.language) or next(iter(one.text.values()), one.field)
    if one.found is None:
        return Text(f"? {words} — {t.text('reason.unknown')}")
    mark = {"yes": "✓", "no": "✗", "unknown": "?"}[one.truth]
    origin = ", ".join(part for part in (one.found.source, one.found.stated) if part)
    return Text(f"{mark} {words} — {t.text('reason.found', value=one.found.value)} [{origin}]")


def evidence(one: EvidenceShown) -> list[Text]:
    """The two passages that answer each other."""
    return [Text(f"“{passage.text}”", "italic dim") for passage in (one.seeker, one.offer)]
