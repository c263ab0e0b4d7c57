"""What the pages of startups are given."""

from collections.abc import Iterable, Mapping
from itertools import groupby

from app.kit.pages import Page
from app.matches.explained import (
    ClosingShown,
    ConditionShown,
    DeadlineShown,
    ExplainedShown,
    OverviewShown,
    QuestionShown,
)
from app.matches.parts import SHOWN, WHOLE, Show
from app.matches.schemas import LineShown, ListShown, MatchShown, OfferShown, Shown
from app.organisations.schemas import StartupBrief, StartupShown
from matching.criteria.verdict import Verdict
from web.data.kit import Facts, Input


class StartupsPage(Shown):
    """`startups.html`."""

    startups: Page[StartupBrief]
    """The part of the list that is shown."""


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
    shortlist: ListShown
    """The whole list, of which the page shows a part."""
    show: Show
    """Which part."""
    counts: Mapping[Show, int]
    """How many lines each part has."""
    first: tuple[MatchShown, ...]
    """The best of the part, shown whole."""
    following: tuple[LineShown, ...]
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
        listed = [one for one in lines if SHOWN[show](one.verdict)]
        return cls(
            startup=startup,
            facts=Facts.of(fact for fact in startup.facts if fact.name != "url"),
            wishes=Facts.of(startup.preferences),
            shortlist=overview.shortlist,
            show=show,
            counts={
                part: sum(belongs(one.verdict) for one in lines) for part, belongs in SHOWN.items()
            },
            first=tuple(listed[:WHOLE]),
            following=tuple(listed[WHOLE:]),
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


PAGES: dict[str, type[Shown]] = {
    "startups.html": StartupsPage,
    "startup.html": StartupPage,
    "pair.html": PairPage,
}
