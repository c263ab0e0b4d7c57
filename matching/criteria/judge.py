"""The one judge: conditions and a case in, a verdict with its reasons out."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from matching.criteria.case import STARTUP, Case, case_of
from matching.criteria.evaluators import look
from matching.criteria.facts import fact_types
from matching.criteria.rules import All, Any, Condition, Leaf, Node, negated
from matching.criteria.verdict import (
    VERDICTS,
    Finding,
    Judged,
    Judgement,
    Truth,
    conjunction,
    decides,
    disjunction,
)
from matching.profile import Fact, Profile


def judge(
    conditions: Sequence[Condition],
    facts: Mapping[str, Fact],
    as_of: date,
    subjects: frozenset[str] = STARTUP,
) -> Judgement:
    """Judge `facts` by `conditions` as of a day; see `judge_case`."""
    return judge_case(conditions, Case(facts, as_of, subjects))


def judge_pair(seeker: Profile, offer: Profile, as_of: date) -> Judgement:
    """Judge what `offer` demands of `seeker`."""
    return judge(offer.criteria, seeker.facts, as_of)


def judge_wishes(seeker: Profile, offer: Profile, as_of: date) -> Judgement:
    """Judge what `seeker` wishes of `offer`: the other direction of `judge_pair`."""
    # Few state any: no case is made of each offer to look at nothing in it.
    return judge_case(seeker.criteria, case_of(offer, as_of)) if seeker.criteria else decided(())


def judge_case(conditions: Sequence[Condition], case: Case) -> Judgement:
    """Judge a case by the conditions that decide and that it speaks for.

    One that fails refuses, else one that is unknown leaves the verdict open. Without a single
    one nothing is known, so nothing is promised.
    """
    judged = tuple(
        Judged(one, find(one.tree, case), decides(one) and speaks_for(case, one))
        for one in conditions
    )
    return decided(judged)


def together(*judgements: Judgement) -> Judgement:
    """What several judgements say as one, as of both sides of a pair."""
    return decided(tuple(judged for one in judgements for judged in one.judged))


def decided(judged: tuple[Judged, ...]) -> Judgement:
    """The verdict of the conditions that decide among those that were judged."""
    deciding = [one.truth for one in judged if one.decides]
    truth = conjunction(deciding) if deciding else Truth.UNKNOWN
    return Judgement(VERDICTS[truth], judged)


def find(node: Node, case: Case) -> Finding:
    """What a tree finds in a case, with what each of its parts found."""
    if isinstance(node, Leaf):
        return look(node, case)
    if not isinstance(node, All | Any):
        return find(negated(node.part), case)
    parts = tuple(find(part, case) for part in node.parts)
    combine = conjunction if isinstance(node, All) else disjunction
    return Finding(node, combine(part.truth for part in parts), parts)


def speaks_for(case: Case, condition: Condition) -> bool:
    """Whether a condition is about somebody whose facts the case states."""
    return about(condition) <= case.subjects


@lru_cache(4096)
def about(condition: Condition) -> frozenset[str]:
    """Whom the facts of a condition are about; those of no type are about nobody."""
    types = fact_types()
    return frozenset(types[name].subject for name in condition.fields if name in types)
