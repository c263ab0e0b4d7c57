"""The one judge: rules and facts in, a verdict with its reasons out."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from matching.criteria.derived import Derived, Interval, known
from matching.criteria.rules import Need, Rule
from matching.criteria.verdict import Finding, Judgement, Truth, Verdict
from matching.criteria.vocabulary import vocabulary
from matching.profile import Fact, Profile

Known = Fact | Derived
Evaluator = Callable[[Rule, Known], Truth]


def judge(rules: Sequence[Rule], facts: Mapping[str, Fact], as_of: date) -> Judgement:
    """Judge `facts` by `rules` as of a day.

    Only required rules decide: one that fails refuses, else one that is unknown leaves the
    verdict open. Without a single required rule nothing is known, so nothing is promised.
    """
    findings = tuple(find(rule, facts, as_of) for rule in rules)
    required = {finding.truth for finding in findings if finding.rule.need is Need.REQUIRED}
    if Truth.NO in required:
        return Judgement(Verdict.INELIGIBLE, findings)
    if Truth.UNKNOWN in required or not required:
        return Judgement(Verdict.TO_VERIFY, findings)
    return Judgement(Verdict.ELIGIBLE, findings)


def judge_pair(seeker: Profile, offer: Profile, as_of: date) -> Judgement:
    """Judge what `offer` demands of `seeker`."""
    return judge(offer.criteria, seeker.facts, as_of)


def find(rule: Rule, facts: Mapping[str, Fact], as_of: date) -> Finding:
    """What one rule says of the facts; unknown when the fact it reads is missing."""
    fact = known(rule.field, facts, as_of)
    if rule.op == "any":
        return Finding(rule, Truth.YES, stated(fact))
    if fact is None or fact.value == ():
        return Finding(rule, Truth.UNKNOWN, None)
    try:
        return Finding(rule, EVALUATORS[rule.op](rule, fact), stated(fact))
    except ValueError:
        # A fact that is no measure where one is due ("n/a") tells nothing.
        return Finding(rule, Truth.UNKNOWN, stated(fact))


def stated(fact: Known | None) -> Fact | None:
    """The stated fact behind what is known, to be shown to a person."""
    return fact.fact if isinstance(fact, Derived) else fact


def names(value: object) -> tuple[str, ...]:
    """A value or a list of values as a tuple of names."""
    many = value if isinstance(value, tuple | list) else (value,)
    return tuple(str(one) for one in many)


def truth(condition: bool) -> Truth:  # noqa: FBT001 - it converts a boolean
    """A decided truth."""
    return Truth.YES if condition else Truth.NO


def negation(value: Truth) -> Truth:
    """Kleene's not."""
    return {Truth.YES: Truth.NO, Truth.NO: Truth.YES}.get(value, Truth.UNKNOWN)


def same(rule: Rule, fact: Known) -> Truth:
    """Equality: of measures by value, of names through the fact's vocabulary."""
    if isinstance(rule.value, str | tuple | list):
        return member(rule, fact)
    wanted, found = measure(rule.value), bounds(fact)
    if found.low == found.high:
        return truth(found.low == wanted)
    return Truth.UNKNOWN if found.low <= wanted <= found.high else Truth.NO


def member(rule: Rule, fact: Known) -> Truth:
    """Whether any value of the fact is one of the rule's."""
    return vocabulary(rule.field).any_satisfies(names(fact.value), names(rule.value))


def not_member(rule: Rule, fact: Known) -> Truth:
    """Whether no value of the fact is one of the rule's."""
    return negation(member(rule, fact))


def compared(rule: Rule, fact: Known, holds: Callable[[float, float], bool]) -> Truth:
    """A comparison with the rule's measure; open when only part of an interval satisfies it."""
    wanted, found = measure(rule.value), bounds(fact)
    return agreed(holds(found.low, wanted), holds(found.high, wanted))


def between(rule: Rule, fact: Known) -> Truth:
    """Whether the value lies in the rule's range, both ends included."""
    least, most = (measure(end) for end in ends(rule.value))
    found = bounds(fact)
    if found.high < least or found.low > most:
        return Truth.NO
    return agreed(least <= found.low <= most, least <= found.high <= most)


def ends(value: object) -> tuple[object, ...]:
    """The two ends of a range."""
    return tuple(value) if isinstance(value, tuple | list) else (value,)


def measure(value: object) -> float:
    """A number, a truth value or a day (a date or its ISO text) as something to compare."""
    if isinstance(value, int | float):
        return float(value)
    return float((value if isinstance(value, date) else date.fromisoformat(str(value))).toordinal())


def bounds(fact: Known) -> Interval:
    """The least and the greatest measure the fact may be."""
    if isinstance(fact.value, Interval):
        return fact.value
    found = measure(fact.value)
    return Interval(found, found)


def agreed(*answers: bool) -> Truth:
    """Decided when every answer is the same."""
    found = set(answers)
    return truth(found.pop()) if len(found) == 1 else Truth.UNKNOWN


EVALUATORS: Mapping[str, Evaluator] = {
    "==": same,
    "in": member,
    "contains": member,
    "not_in": not_member,
    "between": between,
    "<": lambda rule, fact: compared(rule, fact, lambda number, wanted: number < wanted),
    "<=": lambda rule, fact: compared(rule, fact, lambda number, wanted: number <= wanted),
    ">": lambda rule, fact: compared(rule, fact, lambda number, wanted: number > wanted),
    ">=": lambda rule, fact: compared(rule, fact, lambda number, wanted: number >= wanted),
}
