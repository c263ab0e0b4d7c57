"""What templates get: one class a template, and nothing else but the helpers of `rendering`."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from itertools import groupby
from types import MappingProxyType

from app.kit.pages import Page
from app.matches.explained import (
    AskedShown,
    ClosingShown,
    ConditionShown,
    DeadlineShown,
    ExplainedShown,
    OverviewShown,
    QuestionShown,
)
from app.matches.schemas import FactShown, MatchShown, OfferShown, ShortlistShown, Shown
from app.organisations.schemas import StartupBrief, StartupShown
from app.profiles.schemas import EditShown
from app.programmes.schemas import ProgrammeBrief, ProgrammeShown
from app.programmes.upkeep import UpkeepShown
from matching.criteria.verdict import Verdict
from web.records import current, shown_as

# Items shown whole; the rest of a list is one line each.
WHOLE = 10
# Answers that are laid out beside each other; longer lists are folded.
LAID_OUT = 8
NOTHING: Mapping[str, str] = MappingProxyType({})
# Told elsewhere on a programme's page, or of use to the engine only.
TOLD_ELSEWHERE = {
    "deadlines", "evidence", "kind", "provider", "status", "ticket_note", "url",
}  # fmt: skip


# The order in which a person reads facts; others follow by name.
ORDER = (
    "sector", "stage", "founded_year", "city", "region", "technopark_site", "legal_form",
    "employees", "markets", "clients", "exports", "exports_to_africa", "prior_equity_raised",
    "equity_raised_mad", "programmes", "status", "instruments", "ticket_min_mad",
    "ticket_max_mad", "currency", "ticket_min", "ticket_max", "dilutive", "target", "stages",
    "sectors", "sectors_excluded", "regions", "legal_forms",
)  # fmt: skip


def place(fact: FactShown) -> tuple[int, str]:
    """Where a fact stands among others."""
    return (ORDER.index(fact.name) if fact.name in ORDER else len(ORDER)), fact.name


class Provenance(Shown):
    """Where a fact comes from."""

    source: str
    """Address or document."""
    stated: str
    """ISO date, perhaps partial; empty when the source gives none."""

    @classmethod
    def of(cls, fact: FactShown) -> "Provenance":
        """The provenance of a fact."""
        return cls(source=fact.source, stated=fact.stated)


class Facts(Shown):
    """Facts to be listed."""

    common: Provenance | None
    """Where most of them come from, said once; null when there are none."""
    own: tuple[tuple[FactShown, bool], ...]
    """Each fact, and whether it comes from elsewhere than most."""

    @classmethod
    def of(cls, facts: Iterable[FactShown]) -> "Facts":
        """Facts, with what most have in common."""
        listed = sorted(facts, key=place)
        origins = Counter(map(Provenance.of, listed))
        common = origins.most_common(1)[0][0] if origins else None
        return cls(
            common=common, own=tuple((fact, Provenance.of(fact) != common) for fact in listed)
        )


class StartupsPage(Shown):
    """`startups.html`."""

    startups: Page[StartupBrief]
    """The part of the list that is shown."""


class Show(StrEnum):
    """Which part of a list is asked for."""

    OPEN = "open"
    """What no rule refuses."""
    ALL = "all"
    REFUSED = "refused"


SHOWN: Mapping[Show, Callable[[MatchShown], bool]] = {
    Show.OPEN: lambda match: match.verdict is not Verdict.INELIGIBLE,
    Show.ALL: lambda _: True,
    Show.REFUSED: lambda match: match.verdict is Verdict.INELIGIBLE,
}


class Input(Shown):
    """A fact that a form asks for, with what was typed into it."""

    asked: AskedShown
    typed: str = ""
    fault: str = ""
    """What is wrong with it, in the language of the page; empty when nothing is."""

    @property
    def options(self) -> list[tuple[str, Mapping[str, str]]]:
        """The answers to choose from: what a form sends, and its words by language."""
        return [(code(one.value), one.text) for one in self.asked.answers]

    @property
    def laid_out(self) -> bool:
        """Whether the answers are few enough to stand beside each other."""
        return 0 < len(self.asked.answers) <= LAID_OUT


CODES = {True: "yes", False: "no"}


def code(value: object) -> str:
    """How a form sends a value."""
    return CODES[value] if isinstance(value, bool) else str(value)


class Closing(Shown):
    """A day on which programmes close to a startup."""

    closing: ClosingShown
    offers: tuple[OfferShown, ...]
    """The programmes, in the order of the list."""


def by_day(deadlines: Iterable[DeadlineShown]) -> tuple[Closing, ...]:
    """What closes on each day, the soonest first, as it is given."""
    days = groupby(deadlines, lambda one: one.closing)
    return tuple(
        Closing(closing=day, offers=tuple(one.offer for one in many)) for day, many in days
    )


class StartupPage(Shown):
    """`startup.html`."""

    startup: StartupShown
    """Who asks."""
    facts: Facts
    """What is known of them."""
    wishes: Facts
    """What they said they seek."""
    shortlist: ShortlistShown
    """The whole list, of which the page shows a part."""
    show: Show
    """Which part."""
    counts: Mapping[Show, int]
    """How many lines each part has."""
    first: tuple[MatchShown, ...]
    """The best of the part, shown whole."""
    following: tuple[MatchShown, ...]
    """The next ones, a line each."""
    deadlines: tuple[Closing, ...]
    """What closes to them by time, soonest first."""
    questions: tuple[Input, ...]
    """What to answer next, best first."""
    answered: str
    """The fact that was answered just now; empty when none was."""

    @classmethod
    def of(
        cls,
        startup: StartupShown,
        overview: OverviewShown,
        show: Show = Show.OPEN,
        answered: str = "",
        refused: Input | None = None,
    ) -> "StartupPage":
        """The page of a startup and its list; a refused answer stands before the questions."""
        lines = overview.shortlist.matches
        listed = tuple(filter(SHOWN[show], lines))
        return cls(
            startup=startup,
            facts=Facts.of(fact for fact in startup.facts if fact.name != "url"),
            wishes=Facts.of(startup.preferences),
            shortlist=overview.shortlist,
            show=show,
            counts={part: sum(map(belongs, lines)) for part, belongs in SHOWN.items()},
            first=listed[:WHOLE],
            following=listed[WHOLE:],
            deadlines=by_day(overview.deadlines),
            questions=asked_first(overview.questions, refused),
            answered=answered,
        )


def asked_first(questions: Iterable[QuestionShown], refused: Input | None) -> tuple[Input, ...]:
    """The questions as inputs, each once; the one whose answer was refused comes first."""
    before = (refused,) if refused else ()
    fields = {one.asked.field for one in before}
    return (*before, *(Input(asked=one) for one in questions if one.field not in fields))


class PairPage(Shown):
    """`pair.html`."""

    explained: ExplainedShown
    """The verdict with all that explains it, hypotheses included."""
    today: Verdict
    """The verdict without hypotheses."""
    deciding: tuple[ConditionShown, ...]
    """The conditions that make the verdict."""
    others: tuple[ConditionShown, ...]
    """Bonuses, and what is asked of somebody else."""
    inputs: tuple[Input, ...]
    """The facts that may be tried."""

    @classmethod
    def of(cls, today: Verdict, explained: ExplainedShown, inputs: tuple[Input, ...]) -> "PairPage":
        """The page of a startup before a programme."""
        return cls(
            explained=explained,
            today=today,
            deciding=tuple(one for one in explained.conditions if one.decides),
            others=tuple(one for one in explained.conditions if not one.decides),
            inputs=inputs,
        )


class ProgrammesPage(Shown):
    """`programmes.html`."""

    programmes: Page[ProgrammeBrief]
    """The part of the catalogue that is shown."""


class ProgrammePage(Shown):
    """`programme.html`."""

    programme: ProgrammeShown
    """What is offered."""
    facts: Facts
    """What is known of it, less what the page tells elsewhere."""

    @classmethod
    def of(cls, programme: ProgrammeShown) -> "ProgrammePage":
        """The page of a programme."""
        return cls(programme=programme, facts=Facts.of(filter(worth_listing, programme.facts)))


class CataloguePage(Shown):
    """`catalogue.html`."""

    records: tuple[UpkeepShown, ...]
    """The records with something amiss, or that a person edited; the most urgent first."""

    @classmethod
    def of(cls, records: Iterable[UpkeepShown]) -> "CataloguePage":
        """The page of what the catalogue needs."""
        return cls(records=tuple(one for one in records if one.issues or one.edited))


class EditField(Shown):
    """A field of a record in the form that edits it."""

    name: str
    typed: str
    """What it says, or what was typed when that is refused."""
    shown: str
    """What it said when the form was first shown."""
    fault: str
    """What is wrong with it, in the language of the page; empty when nothing is."""
    edit: EditShown | None
    """What a person put there; null when it is as imported."""


class EditPage(Shown):
    """`edit.html`."""

    programme: ProgrammeShown
    """Whose record it is."""
    fields: tuple[EditField, ...]
    """What may be edited, in the order of the form."""
    refused: bool
    """Whether what was typed is refused."""
    saved: bool
    """Whether something was saved just now."""

    @classmethod
    def of(
        cls,
        programme: ProgrammeShown,
        typed: Mapping[str, str] = NOTHING,
        faults: Mapping[str, str] = NOTHING,
        *,
        saved: bool = False,
    ) -> "EditPage":
        """The form of a record, with what was typed into it and what is wrong with that."""
        edits = {one.field: one for one in programme.edits}
        return cls(
            programme=programme,
            fields=tuple(
                EditField(
                    name=name,
                    typed=typed.get(name, text),
                    shown=typed.get(shown_as(name), text),
                    fault=faults.get(name, ""),
                    edit=edits.get(name),
                )
                for name, text in current(programme).items()
            ),
            refused=bool(faults),
            saved=saved,
        )


def worth_listing(fact: FactShown) -> bool:
    """Whether a programme's fact is not told elsewhere; dirhams go without saying."""
    return fact.name not in TOLD_ELSEWHERE and (fact.name, fact.value) != ("currency", "MAD")


# The errors that have words of their own, and the first of each class for the others.
WORDED = {400, 403, 404, 405, 422, 500, 503}


class ErrorPage(Shown):
    """`error.html`."""

    status: int
    """HTTP status."""
    told: int
    """The status whose labels of `error_title` and `error_text` say what it means."""

    @classmethod
    def of(cls, status: int) -> "ErrorPage":
        """The page of a status; one without words of its own is told as the first of its class."""
        return cls(status=status, told=status if status in WORDED else status // 100 * 100)


PAGES: dict[str, type[Shown]] = {
    "startups.html": StartupsPage,
    "startup.html": StartupPage,
    "pair.html": PairPage,
    "programmes.html": ProgrammesPage,
    "programme.html": ProgrammePage,
    "catalogue.html": CataloguePage,
    "edit.html": EditPage,
    "error.html": ErrorPage,
}
