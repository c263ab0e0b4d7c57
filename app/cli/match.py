"""`wasl match`: a ranked, explained list on the terminal."""

from collections.abc import Mapping
from textwrap import shorten
from typing import Annotated, Literal

import typer
from rich.padding import Padding
from rich.text import Text

from app.accounts.policy import NOBODY, Target, actions
from app.audit import service as audit
from app.cli.kit import COMMAND, Candidate, Json, Startup, context, out
from app.kit.database import writing
from app.kit.i18n import Translator, translator
from app.kit.migrations import require_migrated
from app.matches import service
from app.matches.schemas import EvidenceShown, MatchShown, ReasonShown, ShortlistShown
from app.talent import desks
from app.talent.schemas import CandidateOffers, OfferCandidates
from matching.criteria.verdict import Truth, Verdict
from matching.profile import Desk

commands = typer.Typer(no_args_is_help=True, help="Rank what fits, and say why.")

COLOURS = {Verdict.ELIGIBLE: "green", Verdict.TO_VERIFY: "yellow", Verdict.INELIGIBLE: "red"}

Offer = Annotated[str, typer.Argument(help="Identifier of the offer, as in /offers/….")]
Limit = Annotated[int, typer.Option(min=1, max=service.MOST, help="Length of the list at most.")]
Language = Annotated[Literal["fr", "ar", "en"], typer.Option("--lang", help="Language.")]

# Characters of a quoted passage: enough to judge it by, few enough to read ten of them.
QUOTED = 240


@commands.command()
def financing(
    startup: Startup, *, limit: Limit = 10, lang: Language = "fr", json_: Json = False
) -> None:
    """Public instruments, funds and programmes for a startup."""
    begin("startup.match", startup)
    shown = service.match(context(), startup, Desk.FINANCING, limit=limit)
    number = service.keep(context(), shown, channel="cli")
    if json_:
        typer.echo(shown.model_dump_json(indent=1))
    else:
        show(shown, number, translator(lang))
    context().save()


@commands.command()
def talent(offer: Offer, *, limit: Limit = 10, lang: Language = "fr", json_: Json = False) -> None:
    """Candidates for an open offer of work, without who they are; the company has seen them."""
    begin("offer.match", offer)
    shown = desks.show_candidates(context(), offer, limit=limit, channel="cli")
    show_work(shown, {one.position: headed(one.candidate.headline, one.candidate.id, lang)
                      for one in shown.matches}, lang, json_=json_)  # fmt: skip


@commands.command()
def jobs(
    candidate: Candidate, *, limit: Limit = 10, lang: Language = "fr", json_: Json = False
) -> None:
    """Open offers of work for a candidate who says yes to being matched, and what they lack."""
    begin("candidate.offers", candidate)
    shown = desks.show_jobs(context(), candidate, limit=limit, channel="cli")
    show_work(shown, {one.position: f"{one.offer.title}, {one.offer.startup}"
                      for one in shown.matches}, lang, json_=json_)  # fmt: skip
    if not json_:
        for gap in shown.gaps:
            out.print(Text(gap.text[lang], "yellow"))


def begin(action: str, id_: str) -> None:
    """Have the journal say who is read of, before they are; raises `NotReady`."""
    require_migrated(context().database)
    with writing(context().database) as session:
        audit.note(session, NOBODY, action, Target(actions()[action].about, id_), channel=COMMAND)


def headed(headline: Mapping[str, str], id_: str, lang: str) -> str:
    """What a candidate is called, who has no name here."""
    return f"{headline.get(lang, '')} ({id_})".strip()


def show_work(
    shown: OfferCandidates | CandidateOffers, names: Mapping[int, str], lang: str, *, json_: bool
) -> None:
    """Print a list of either talent desk."""
    context().save()
    if json_:
        typer.echo(shown.model_dump_json(indent=1))
        return
    out.print(Text(shown.told[lang], "bold"))
    for line in shown.matches:
        out.print()
        out.print(
            Text.assemble(
                (f"{line.position:>2}. {names[line.position]}", "bold"),
                "  ",
                (translator(lang).text(f"verdict.{line.verdict}"), COLOURS[line.verdict]),
                (f"  {line.score:.2f}", "dim"),
            )
        )
        for told in (*line.coverage[lang], *line.reasons[lang]):
            out.print(Padding(Text(told), (0, 0, 0, 4)))


def show(shown: ShortlistShown, number: int, t: Translator) -> None:
    """Print a list, and by which number it is kept: `wasl lists` asks for that."""
    heading = t.text("cli.list", startup=shown.seeker, day=shown.as_of.isoformat())
    out.print(Text(heading, "bold"))
    if shown.lack:
        out.print(Text(t.text(f"lack.{shown.lack}"), "bold"))
    for line in shown.matches:
        out.print()
        out.print(headline(line, t))
        for detail in details(line, t):
            out.print(Padding(detail, (0, 0, 0, 4)))
    versions = ", ".join(f"{name} {version}" for name, version in shown.versions.items())
    out.print(Text(f"\nlist {number}, {versions}", "dim"))


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
    rules = [reason(one, t) for one in line.reasons] or [Text(line.reason[t.language], "yellow")]
    wishes = [reason(one, t) for one in line.wishes if line.against_wishes]
    parts = " · ".join(
        f"{t.text(f'component.{part.name}')} {'?' if part.value is None else f'{part.value:.2f}'}"
        for part in line.components
    )
    found = (text for one in line.evidence if t.language in one.readers for text in evidence(one))
    return [*rules, *wishes, Text(parts, "cyan"), *found]


MARKS = {Truth.YES: "✓", Truth.NO: "✗", Truth.UNKNOWN: "?"}


def reason(one: ReasonShown, t: Translator) -> Text:
    """What a rule found, and who states the fact that it read."""
    words = Text(f"{MARKS[one.truth]} {one.text[t.language]}")
    origin = one.found and ", ".join(filter(None, (one.found.source, one.found.stated)))
    return words.append(f" [{origin}]", "dim") if origin else words


def evidence(one: EvidenceShown) -> list[Text]:
    """The two passages that answer each other, their beginnings."""
    return [
        Text(f"“{shorten(passage.text, QUOTED, placeholder=' …')}”", "italic dim")
        for passage in (one.seeker, one.offer)
    ]
