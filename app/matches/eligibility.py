"""Verdicts explained: why, what would change them, until when, and what to ask next."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from app.context import Context
from app.kit.database import reading
from app.kit.days import today
from app.kit.errors import Unknown
from app.matches import service
from app.matches.explained import (
    AskedShown,
    ChangeShown,
    ClosingShown,
    ConditionShown,
    DeadlineShown,
    EligibilityShown,
    ExplainedShown,
    JudgedShown,
    OverviewShown,
    QuestionShown,
)
from app.matches.parts import Show, depths
from app.matches.schemas import OfferShown, PartShown, reasons, verdict_words
from app.profiles import service as profiles
from app.profiles.editing import checked_facts
from ingestion.facts import value
from matching.criteria.case import DAY, STARTUP, Case
from matching.criteria.changes import changes
from matching.criteria.derived import DERIVATIONS
from matching.criteria.facts import fact_types
from matching.criteria.horizon import opening
from matching.criteria.judge import judge_case, judge_wishes
from matching.criteria.questions import Question, questions
from matching.criteria.rules import Condition, leaves
from matching.criteria.verdict import Verdict
from matching.engine import Match, Shortlist, has_funded, is_closed
from matching.profile import Desk, Fact, Kind, Profile, Value

# How many changes a programme shows, and how many questions a list.
CHANGES = 3
QUESTIONS = 5

# The source of a value that is only supposed.
HYPOTHESIS = "hypothesis"

NOTHING: Mapping[str, Value] = {}


def explain(
    context: Context,
    startup_id: str,
    programme_id: str,
    hypotheses: Mapping[str, Value] = NOTHING,
    as_of: date | None = None,
) -> ExplainedShown:
    """Why a startup is eligible for a programme or not, were the hypotheses true.

    Nothing of them is kept. Raises `NotFound`, and `Invalid` for a hypothesis that is no value of
    its fact.
    """
    tried = checked_facts(hypotheses)
    with reading(context.database) as session:
        seeker, offer = (
            profiles.profile_of(profiles.stored(session, kind, profile_id))
            for kind, profile_id in ((Kind.STARTUP, startup_id), (Kind.PROGRAMME, programme_id))
        )
    day = as_of or today()
    supposed = [Fact(name, value(given), HYPOTHESIS, str(day)) for name, given in tried.items()]
    case = Case(supposing(seeker.facts, supposed, day), day)
    wishes = judge_wishes(seeker, offer, day)
    return ExplainedShown(
        **dict(judged(offer, case)),
        startup=seeker.id,
        name=seeker.name,
        as_of=day,
        hypotheses=tried,
        asked=tuple(AskedShown.of(name, case) for name in asked(offer.criteria)),
        funded=has_funded(offer, seeker),
        against_wishes=wishes.verdict is Verdict.INELIGIBLE,
        wishes=tuple(reasons(wishes)),
    )


def overview(
    context: Context,
    startup_id: str,
    as_of: date | None = None,
    *,
    show: Show = Show.OPEN,
    every: bool = False,
) -> OverviewShown:
    """A startup's financing list, what closes to it first and what to ask it next.

    Raises `NotFound`; see `overview_of`.
    """
    with reading(context.database) as session:
        row = profiles.stored(session, Kind.STARTUP, startup_id)
        seeker = service.seeker_of(context, session, row)
    return overview_of(context, seeker, as_of, show=show, every=every)


def overview_of(
    context: Context,
    seeker: service.Seeker,
    as_of: date | None = None,
    *,
    show: Show = Show.OPEN,
    every: bool = False,
) -> OverviewShown:
    """The same, for a startup that was read already.

    All three come of one retrieval. Of the part that is shown the best lines are told whole and
    the next ones, or `every` other one, in brief.
    """
    whole = service.made_for(context, seeker, Desk.FINANCING, limit=service.MOST, as_of=as_of)
    made = whole.shortlist
    lines = worthwhile(made)
    return OverviewShown(
        shortlist=PartShown.of(*whole, depths(made, show, every=every)),
        deadlines=closing_first(lines, made.case),
        questions=asked_first(made),
    )


def worthwhile(made: Shortlist) -> list[Match]:
    """The lines of a list that a startup may still do something about."""
    return [line for line in made.matches if not line.aside]


def judge_facts(
    context: Context,
    facts: Mapping[str, Fact],
    programmes: Sequence[str] | None = None,
    as_of: date | None = None,
    startup_id: str | None = None,
) -> EligibilityShown:
    """Judge facts, over those of a stored startup where one is named, by programmes: all for None.

    Raises `NotFound` for a startup or a programme that is not there, and `Invalid` for a value
    that is none of its fact.
    """
    checked = checked_facts({name: fact.value for name, fact in facts.items()})
    day = as_of or today()
    given = [
        Fact(name, value(one), facts[name].source, facts[name].stated or str(day))
        for name, one in checked.items()
    ]
    with reading(context.database) as session:
        stored = profiles.facts(session, Kind.STARTUP, startup_id) if startup_id else {}
        wanted = profiles.identifiers(session, Kind.PROGRAMME) if programmes is None else programmes
        offers = profiles.load(session, Kind.PROGRAMME, wanted)
    if missing := sorted(set(wanted) - offers.keys()):
        raise Unknown("programme", missing[0])
    case = Case(supposing(stored, given, day), day)
    return EligibilityShown(
        as_of=day,
        programmes=tuple(judged(offers[one], case) for one in sorted(offers)),
        questions=shown(
            questions([(one.criteria, 1.0) for one in offers.values()], case, QUESTIONS), case
        ),
    )


def judged(offer: Profile, case: Case) -> JudgedShown:
    """A programme's verdict on a case, with all that explains it."""
    judgement = judge_case(offer.criteria, case)
    return JudgedShown(
        offer=OfferShown.of(offer),
        verdict=judgement.verdict,
        reason=verdict_words(judgement),
        conditions=tuple(map(ConditionShown.of, judgement.judged)),
        changes=tuple(map(ChangeShown.of, changes(offer.criteria, case, CHANGES))),
        closing=None if is_closed(offer) else ClosingShown.first(offer.criteria, case),
        opening=opening(offer.criteria, case),
    )


def asked(conditions: Sequence[Condition]) -> list[str]:
    """The facts that conditions ask of a startup, in the order they ask them, each once."""
    names = (leaf.field for one in conditions for leaf in leaves(one.tree))
    return [
        name
        for name in dict.fromkeys(names)
        if name != DAY and name in fact_types() and fact_types()[name].subject in STARTUP
    ]


def supposing(facts: Mapping[str, Fact], supposed: Sequence[Fact], day: date) -> dict[str, Fact]:
    """Facts with others in their place, and without those that would hide what follows from them.

    Who supposes a date of creation means the age that follows from it, whatever age is stated.
    """
    given = {fact.name: fact for fact in supposed}
    hidden = {
        name
        for origins in DERIVATIONS.values()
        for place, (origin, derive) in enumerate(origins)
        if origin in given and derive(given[origin], day) is not None
        for name, _ in origins[:place]
    }
    return {name: fact for name, fact in facts.items() if name not in hidden} | given


def closing_first(lines: Sequence[Match], case: Case) -> tuple[DeadlineShown, ...]:
    """What programmes of a list close on, soonest first, then in the order of the list."""
    # Nothing closes to who is refused already.
    ahead = [line for line in lines if line.verdict is not Verdict.INELIGIBLE]
    closings = [(ClosingShown.first(line.offer.criteria, case), line) for line in ahead]
    dated = [(closing, line) for closing, line in closings if closing]
    ordered = sorted(dated, key=lambda one: (one[0].day, not one[0].sure, one[1].position))
    return tuple(
        DeadlineShown(offer=OfferShown.of(line.offer), closing=closing) for closing, line in ordered
    )


def asked_first(made: Shortlist, limit: int = QUESTIONS) -> tuple[QuestionShown, ...]:
    """What to ask next over what is worthwhile of a list, each as weighty as its score."""
    programmes = [(line.offer.criteria, line.score.total) for line in worthwhile(made)]
    judged = (line.offer.criteria for line in made.matches)
    return shown(questions(programmes, made.case, limit, judged), made.case)


def shown(asked: Iterable[Question], case: Case) -> tuple[QuestionShown, ...]:
    """Questions of a case, shown."""
    return tuple(QuestionShown.of_question(one, case) for one in asked)
