"""What is shown of a verdict: its conditions, what would change it, what to ask next."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache, partial
from typing import Any, Literal

from app.matches.schemas import (
    FactShown,
    OfferShown,
    PartShown,
    QuoteShown,
    ReasonShown,
    Shown,
    condition_words,
    demand_words,
    spoken,
)
from matching.criteria.case import Case
from matching.criteria.changes import Change, Step
from matching.criteria.facts import fact_types
from matching.criteria.horizon import closing, lapsing, turning_days
from matching.criteria.questions import Question
from matching.criteria.rules import All, Condition, Leaf, Need
from matching.criteria.verdict import Finding, Judged, Truth, Verdict
from matching.criteria.wording import answers, change, closes, lapses, question
from matching.profile import LANGUAGES


class TraceShown(Shown):
    """What a node of a rule found, with what each of its parts found."""

    node: Literal["leaf", "all", "any"]
    truth: Truth
    reason: ReasonShown | None
    """The comparison, for a leaf; null for the others."""
    parts: tuple["TraceShown", ...]
    """Empty for a leaf."""

    @classmethod
    def of(cls, finding: Finding, judged: Judged) -> "TraceShown":
        """A finding of a condition, shown."""
        if isinstance(finding.node, Leaf):
            leaf = ReasonShown.of(finding, judged)
            return cls(node="leaf", truth=finding.truth, reason=leaf, parts=())
        return cls(
            node="all" if isinstance(finding.node, All) else "any",
            truth=finding.truth,
            reason=None,
            parts=tuple(cls.of(part, judged) for part in finding.parts),
        )


class ConditionShown(Shown):
    """A condition of a programme, judged."""

    need: Need
    decides: bool
    """False for a bonus, and for a demand on somebody the facts do not speak of."""
    truth: Truth
    """What it does to the verdict: a step that is not taken yet leaves it open."""
    to_obtain: bool
    """Whether it is a step known not to be taken yet."""
    requirement: Mapping[str, str]
    """What is demanded, by language."""
    text: Mapping[str, str]
    """What is demanded and what was found, by language."""
    quote: QuoteShown | None
    trace: TraceShown

    @classmethod
    def of(cls, judged: Judged) -> "ConditionShown":
        """A judged condition, shown."""
        condition = judged.condition
        return cls(
            need=condition.need,
            decides=judged.decides,
            truth=judged.truth,
            to_obtain=judged.to_obtain,
            requirement=demand_words(condition.tree),
            text=condition_words(judged),
            quote=QuoteShown.of(condition.quote),
            trace=TraceShown.of(judged.finding, judged),
        )


class StepShown(Shown):
    """One thing that would have to be different."""

    field: str
    value: Any
    kind: str
    """`time`, `threshold`, `act` or `confirm`."""
    effort: int

    @classmethod
    def of(cls, step: Step) -> "StepShown":
        """A step, shown."""
        return cls(field=step.field, value=step.value, kind=step.kind, effort=step.effort)


class ChangeShown(Shown):
    """What would make the startup eligible."""

    steps: tuple[StepShown, ...]
    on: date | None
    """The day it comes by itself; null when somebody has to act."""
    effort: int
    """From 1, a form, upwards."""
    text: Mapping[str, str]

    @classmethod
    def of(cls, one: Change) -> "ChangeShown":
        """A change, shown."""
        return cls(
            steps=tuple(map(StepShown.of, one.steps)),
            on=one.on,
            effort=one.effort,
            text=spoken(lambda lang: change(one, lang)),
        )


class ClosingShown(Shown):
    """The first day on which time alone closes a programme to the startup, or may."""

    day: date
    sure: bool
    """Whether it is refused from then on; else a condition met today is no longer surely met."""
    text: Mapping[str, str]

    @classmethod
    def first(cls, conditions: Sequence[Condition], case: Case) -> "ClosingShown | None":
        """That day, for a case; None when it never comes or is not known to the day."""
        # Time turns nothing of most programmes.
        if not turning_days(conditions, case):
            return None
        if day := closing(conditions, case):
            return cls(day=day, sure=True, text=spoken(partial(closes, day)))
        if day := lapsing(conditions, case):
            return cls(day=day, sure=False, text=spoken(partial(lapses, day)))
        return None


class DeadlineShown(Shown):
    """A programme that closes to the startup as time passes."""

    offer: OfferShown
    closing: ClosingShown


class AnswerShown(Shown):
    """A value that a fact may have."""

    value: Any
    text: Mapping[str, str]


class AskedShown(Shown):
    """A fact that rules ask for, as a form may ask it."""

    field: str
    type: str
    """`number`, `integer`, `boolean`, `text`, `date` or `list`."""
    unit: str
    """Empty when it has none."""
    least: float | None
    most: float | None
    text: Mapping[str, str]
    """The question, by language."""
    answers: tuple[AnswerShown, ...]
    """The only answers; empty where any number, date or text will do."""
    known: FactShown | None
    """What is stated today; null when nothing is."""
    stale: bool
    """Whether that was stated too long ago to be relied on."""

    @classmethod
    def of(cls, name: str, case: Case) -> "AskedShown":
        """The fact of a name and what a case knows of it."""
        return cls(**asked(name, case))


class QuestionShown(AskedShown):
    """A question whose answer changes at least one verdict."""

    worth: float
    """How much it decides; questions are ordered by it."""
    programmes: int
    """How many verdicts it may change."""

    @classmethod
    def of_question(cls, one: Question, case: Case) -> "QuestionShown":
        """A question, shown."""
        return cls(
            **asked(one.field, case),
            worth=round(one.worth, 4),
            programmes=one.programmes,
        )


def asked(name: str, case: Case) -> dict[str, Any]:
    """What a form needs to ask for a fact."""
    kind, known = fact_types()[name], case.known(name)
    return {
        "field": name,
        "type": kind.type,
        "unit": kind.unit,
        "least": kind.least,
        "most": kind.most,
        "text": spoken(lambda lang: question(name, lang)),
        "answers": choices(name),
        "known": FactShown.of(known.fact) if known else None,
        "stale": known is not None and known.stale,
    }


@cache
def choices(name: str) -> tuple[AnswerShown, ...]:
    """The closed answers of a fact, named in each language."""
    named = {lang: dict(answers(name, lang)) for lang in LANGUAGES}
    return tuple(
        AnswerShown(value=value, text={lang: named[lang][value] for lang in LANGUAGES})
        for value, _ in answers(name, LANGUAGES[0])
    )


class JudgedShown(Shown):
    """A programme's verdict on some facts, with all that explains it."""

    offer: OfferShown
    verdict: Verdict
    reason: Mapping[str, str]
    """Why, in one line, by language."""
    conditions: tuple[ConditionShown, ...]
    """Every condition, with the whole trace of its rule."""
    changes: tuple[ChangeShown, ...]
    """The nearest changes that make it eligible, least effort first; each was verified."""
    closing: ClosingShown | None
    """When time alone will refuse what is not refused, or may; null when it never does."""
    opening: date | None
    """When time alone will make it eligible; null when it never does."""


class EligibilityShown(Shown):
    """Facts, judged by programmes."""

    as_of: date
    programmes: tuple[JudgedShown, ...]
    """In the order of their ids."""
    questions: tuple[QuestionShown, ...]
    """What to ask next, over all of them."""


class ExplainedShown(JudgedShown):
    """Why a startup is eligible for a programme or not."""

    startup: str
    """Identifier of the startup."""
    name: str
    as_of: date
    hypotheses: Mapping[str, Any]
    """Values tried in the place of what is known; nothing of them is kept."""
    asked: tuple[AskedShown, ...]
    """The facts that the programme asks of the startup, in the order it asks them."""
    funded: bool
    """Whether it has funded the startup already, as far as is known."""
    against_wishes: bool
    wishes: tuple[ReasonShown, ...]
    """What the startup wishes of an offer, and what this one says."""


class OverviewShown(Shown):
    """A startup's list with what follows from it: what to file first, what to answer next."""

    shortlist: PartShown
    deadlines: tuple[DeadlineShown, ...]
    """Programmes that close by time, soonest first."""
    questions: tuple[QuestionShown, ...]
    """Best first."""
