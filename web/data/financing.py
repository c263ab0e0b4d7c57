"""What the pages of the financing desk are given."""

from collections.abc import Iterable, Mapping
from itertools import groupby

from app.decisions.schemas import DecisionShown
from app.decisions.states import Step, reasons
from app.drafts.service import Draft
from app.kit.days import today
from app.matches.difference import DifferenceShown, LineDifference
from app.matches.explained import (
    AskedShown,
    ClosingShown,
    ConditionShown,
    DeadlineShown,
    ExplainedShown,
    QuestionShown,
)
from app.matches.listing import ListBrief
from app.matches.parts import Show
from app.matches.schemas import LineShown, MatchShown, OfferShown, PartShown, Shown
from app.organisations.comparison import ComparisonShown
from app.organisations.financing import Changes, Desk
from app.organisations.schemas import StartupBrief
from matching.criteria.case import Case
from matching.criteria.facts import fact_types
from matching.criteria.verdict import Verdict
from web.data.kit import NOTHING, Input

# What the address says to have every line of a part.
EVERY = "all"


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


class FinancingPage(Shown):
    """`startups/financing.html`."""

    startup: StartupBrief
    """Who asks."""
    shortlist: PartShown
    """The list, of which the page shows a part."""
    show: Show
    """Which part."""
    first: tuple[MatchShown, ...]
    """The best of the part, shown whole."""
    following: tuple[LineShown, ...]
    """The next ones, a line each: a few, or all where the address asks for them."""
    left: int
    """How many more there are."""
    opened: bool
    """Whether all were asked for."""
    deadlines: tuple[Closing, ...]
    """What closes to them by time, soonest first."""
    questions: tuple[Input, ...]
    """What to answer next, best first; empty for who may not."""
    answered: str
    """The fact that was answered just now; empty when none was."""
    decided: Mapping[str, Step]
    """What they said last of programmes, by id."""
    seeks: bool
    """Whether they say what they look for: their need is told by what the desk is for if not."""
    draft: Draft | None
    """The answer to the first question that was typed and not sent; null where there is none."""

    @classmethod
    def of(
        cls,
        found: Desk,
        query: Mapping[str, str] = NOTHING,
        show: Show = Show.OPEN,
        refused: Input | None = None,
    ) -> "FinancingPage":
        """The desk of a company, as an address or a refused answer asks for it."""
        shortlist = found.overview.shortlist
        told = shortlist.matches
        drafts = by_fact(found.drafts)
        leading = refused or wanted(query.get("ask", "")) or wanted(next(iter(drafts), ""))
        questions = asked_first(found.overview.questions, leading) if found.may_edit else ()
        return cls(
            startup=found.startup,
            shortlist=shortlist,
            show=show,
            first=tuple(one for one in told if isinstance(one, MatchShown)),
            following=tuple(one for one in told if not isinstance(one, MatchShown)),
            left=shortlist.counts[show] - len(told),
            opened=query.get("lines") == EVERY,
            deadlines=by_day(found.overview.deadlines),
            questions=tuple(resumed(one, drafts) for one in questions),
            answered=fact(query.get("answered", "")),
            decided=found.decided,
            seeks=found.seeks,
            draft=drafts.get(leading.asked.field) if leading and not refused else None,
        )


def by_fact(drafts: Iterable[Draft]) -> dict[str, Draft]:
    """What was typed and not sent, by the fact that it answers; of each the first, in order."""
    found: dict[str, Draft] = {}
    for one in drafts:
        if name := fact("".join(one.fields.get("field", ()))):
            found.setdefault(name, one)
    return found


def resumed(question: Input, drafts: Mapping[str, Draft]) -> Input:
    """A question with what was typed for it and not sent; one that was refused stays as it is."""
    draft = drafts.get(question.asked.field)
    if draft is None or question.fault:
        return question
    return question.model_copy(update={"typed": "".join(draft.fields.get("value", ()))})


def wanted(name: str) -> Input | None:
    """The question of a fact, if it is one."""
    return Input(asked=asked(name)) if fact(name) else None


def asked(name: str) -> AskedShown:
    """How a fact is asked for, whatever is known."""
    return AskedShown.of(name, Case({}, today()))


def fact(name: str) -> str:
    """A name if it is that of a fact, else nothing."""
    return name if name in fact_types() else ""


def asked_first(questions: Iterable[QuestionShown], leading: Input | None) -> tuple[Input, ...]:
    """The questions as inputs, each once; one that is asked for, or was refused, comes first."""
    before = (leading,) if leading else ()
    fields = {one.asked.field for one in before}
    return (*before, *(Input(asked=one) for one in questions if one.field not in fields))


class PairPage(Shown):
    """`startups/pair.html`."""

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
    decision: DecisionShown
    """What the startup decided about it, and what came of it."""
    may_decide: bool
    """Whether the visitor decides for the startup."""
    reasons: tuple[str, ...]
    """Why it may not be for them."""
    unreasoned: bool = False
    """Whether it was just said not to be for them, without a reason."""

    @classmethod
    def of(
        cls,
        today: Verdict,
        explained: ExplainedShown,
        inputs: tuple[Input, ...],
        decision: DecisionShown,
        *,
        may_decide: bool,
    ) -> "PairPage":
        """The page of a startup before a programme."""
        return cls(
            explained=explained,
            today=today,
            deciding=tuple(one for one in explained.conditions if one.decides),
            others=tuple(one for one in explained.conditions if not one.decides),
            inputs=inputs,
            decision=decision,
            may_decide=may_decide,
            reasons=tuple(reasons()),
        )


# What programmes are compared by, in the order of the table: labels of `compare_row`.
ROWS = (
    "verdict", "missing", "kind", "amount", "instruments", "dilutive", "met", "open", "failed",
    "deadline", "apply", "stated",
)  # fmt: skip


class ComparePage(Shown):
    """`startups/compare.html`."""

    startup: StartupBrief
    """For whom."""
    comparison: ComparisonShown | None
    """The programmes side by side; null where what was asked for cannot be compared."""
    fault: str
    """Why not, a label of `compare_fault`; empty where it can."""
    rows: tuple[str, ...] = ROWS
    """What they are compared by."""


class ChangesPage(Shown):
    """`startups/changes.html`."""

    startup: StartupBrief
    """Whose list it is."""
    earlier: tuple[ListBrief, ...]
    """The lists before the latest, the latest of them first."""
    difference: DifferenceShown | None
    """Why the latest differs from the one asked for; null where there was none before."""
    own: tuple[LineDifference, ...]
    """Lines that came or went, or whose score or verdict is another."""
    pushed: tuple[LineDifference, ...]
    """Lines that others moved."""

    @classmethod
    def of(cls, found: Changes) -> "ChangesPage":
        """The page of what changed."""
        lines = found.difference.lines if found.difference else ()
        return cls(
            startup=found.startup,
            earlier=found.lists[1:],
            difference=found.difference,
            own=tuple(one for one in lines if one.own),
            pushed=tuple(one for one in lines if not one.own),
        )


PAGES: dict[str, type[Shown]] = {
    "startups/financing.html": FinancingPage,
    "startups/pair.html": PairPage,
    "startups/compare.html": ComparePage,
    "startups/changes.html": ChangesPage,
}
