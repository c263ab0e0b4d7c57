"""Truth values and the verdicts made of them; a verdict is a value that holds its reasons."""

import dataclasses
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from matching.criteria.rules import DECIDES, All, Any, Condition, Leaf, Need, Threshold

if TYPE_CHECKING:
    from matching.criteria.case import Known


Item = TypeVar("Item")


class Truth(StrEnum):
    """Kleene's three values."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    # Looked up thousands of times a list, as the texts that they are.
    __hash__ = str.__hash__


NEGATION = {Truth.YES: Truth.NO, Truth.NO: Truth.YES, Truth.UNKNOWN: Truth.UNKNOWN}


def conjunction(truths: Iterable[Truth]) -> Truth:
    """Kleene's and; of nothing, YES."""
    found = set(truths)
    return next((one for one in (Truth.NO, Truth.UNKNOWN) if one in found), Truth.YES)


def disjunction(truths: Iterable[Truth]) -> Truth:
    """Kleene's or; of nothing, NO."""
    found = set(truths)
    return next((one for one in (Truth.YES, Truth.UNKNOWN) if one in found), Truth.NO)


class Verdict(StrEnum):
    """What the rules say of a pair of profiles."""

    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    TO_VERIFY = "to_verify"


VERDICTS = {
    Truth.YES: Verdict.ELIGIBLE,
    Truth.NO: Verdict.INELIGIBLE,
    Truth.UNKNOWN: Verdict.TO_VERIFY,
}


class Doubt(StrEnum):
    """Why a leaf is unknown."""

    MISSING = "missing"
    """Nothing says the fact."""
    STALE = "stale"
    """It was said too long ago."""
    DECLARED = "declared"
    """Somebody decides it: a jury, a committee, a region's list."""
    IMPRECISE = "imprecise"
    """What is known admits both answers: a year for a date, a general sector for a narrow one."""
    UNREADABLE = "unreadable"
    """The fact is no measure where one is due."""
    UNDATED = "undated"
    """The rule has no threshold for that day."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a node of a rule tree found: its truth, and for a leaf the fact it read.

    `node` is free of negations. `known` is None when nothing says the fact; `threshold` is that of
    the day for a threshold that changed; `doubt` says why a leaf is unknown and is None otherwise.
    """

    node: Leaf | All | Any
    truth: Truth
    parts: tuple["Finding", ...] = ()
    known: "Known | None" = None
    doubt: Doubt | None = None
    threshold: Threshold | None = None
    _hash: int = dataclasses.field(default=0, init=False, repr=False, compare=False)

    def __hash__(self) -> int:
        # Its words are looked up by it, in each language and by each group that it stands in.
        if not self._hash:
            said = self.node, self.truth, self.parts, self.known, self.doubt, self.threshold
            object.__setattr__(self, "_hash", hash(said))
        return self._hash


def explanation(*findings: Finding) -> tuple[Finding, ...]:
    """The leaves that explain the truth of some findings, each once.

    Of what is decided, leaves on as few facts as settle it: without any of them it is open. Of
    what is unknown, every unknown leaf that could settle it.
    """
    if any(one.truth is Truth.UNKNOWN for one in findings):
        return unique(leaf for one in findings for leaf in settling(one))
    facts = unique(origin(leaf) for one in findings for leaf in settling(one))
    for fact in facts:
        fewer = tuple(other for other in facts if other != fact)
        if all(within(one, fewer).truth is one.truth for one in findings):
            facts = fewer
    return unique(leaf for one in findings for leaf in settling(within(one, facts)))


def settling(finding: Finding) -> tuple[Finding, ...]:
    """The leaves of a node that give it its truth, by its shortest branches."""
    if isinstance(finding.node, Leaf):
        return (finding,)
    same = [settling(part) for part in finding.parts if part.truth is finding.truth]
    enough = Truth.NO if isinstance(finding.node, All) else Truth.YES
    if finding.truth is enough:
        return min(same, key=len)
    return tuple(leaf for leaves in same for leaf in leaves)


def within(finding: Finding, facts: Collection[str]) -> Finding:
    """What would be found were these facts alone known."""
    if isinstance(finding.node, Leaf):
        return finding if origin(finding) in facts else Finding(finding.node, Truth.UNKNOWN)
    parts = tuple(within(part, facts) for part in finding.parts)
    combine = conjunction if isinstance(finding.node, All) else disjunction
    return Finding(finding.node, combine(part.truth for part in parts), parts)


def origin(leaf: Finding) -> str:
    """The name of the stated fact that a leaf read, or of the one that it would."""
    assert isinstance(leaf.node, Leaf)
    return leaf.known.fact.name if leaf.known else leaf.node.field


def unique(many: Iterable[Item]) -> tuple[Item, ...]:
    """The same, in order, each once."""
    kept: list[Item] = []
    kept.extend(one for one in many if one not in kept)
    return tuple(kept)


@dataclass(frozen=True, slots=True)
class Judged:
    """A condition and what its tree found.

    `decides` is false for a bonus, and for a demand on somebody the case does not speak for, as
    the age of a school's candidates.
    """

    condition: Condition
    finding: Finding
    decides: bool

    @property
    def truth(self) -> Truth:
        """What it does to the verdict: a step that is not obtained yet leaves it open."""
        failed = self.finding.truth is Truth.NO
        return Truth.UNKNOWN if failed and self.condition.need is Need.STEP else self.finding.truth

    @property
    def to_obtain(self) -> bool:
        """Whether it is a step known not to be taken yet."""
        return self.condition.need is Need.STEP and self.finding.truth is Truth.NO

    @property
    def explanation(self) -> tuple[Finding, ...]:
        """The leaves that explain it."""
        return explanation(self.finding)


@dataclass(frozen=True)
class Judgement:
    """A verdict with every condition it was made of, those that do not decide included."""

    verdict: Verdict
    judged: tuple[Judged, ...]

    @cached_property
    def speaking(self) -> tuple[Judged, ...]:
        """The conditions that speak for the verdict: all that refuse, all open, or all met.

        Empty when the programme publishes no condition that decides.
        """
        return tuple(
            one for one in self.judged if one.decides and VERDICTS[one.truth] is self.verdict
        )

    @cached_property
    def deciding(self) -> tuple[Finding, ...]:
        """A smallest set of leaves that explains the verdict.

        One failing condition explains a refusal; an approval takes every condition, and what is
        to be verified is every open one.
        """
        if self.verdict is Verdict.ELIGIBLE:
            return explanation(*(one.finding for one in self.speaking))
        each = [one.explanation for one in self.speaking]
        if self.verdict is Verdict.INELIGIBLE:
            return min(each, key=len)
        return unique(leaf for leaves in each for leaf in leaves)


def decides(condition: Condition) -> bool:
    """Whether a condition may change a verdict at all."""
    return condition.need in DECIDES
