"""Many programmes judged at once: what they ask alike is looked at once."""

from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter

from matching.criteria.case import Case
from matching.criteria.evaluators import outcome
from matching.criteria.judge import speaks_for
from matching.criteria.rules import All, Any, Condition, Leaf, Need, Node, negated
from matching.criteria.verdict import Truth, Verdict, decides

# Kleene's values in their order: his and is the least of some, his or the greatest.
NO, UNKNOWN, YES = range(3)
LEVELS = {Truth.NO: NO, Truth.UNKNOWN: UNKNOWN, Truth.YES: YES}
VERDICTS = (Verdict.INELIGIBLE, Verdict.TO_VERIFY, Verdict.ELIGIBLE)

Tree = Callable[[Sequence[int]], int]
"""A tree as a function of what was found of every distinct leaf."""


class Panel:
    """Programmes, each given by its conditions, whose verdicts are wanted and not their reasons.

    Two leaves that say the same with other quotes are one.
    """

    def __init__(self, programmes: Iterable[Sequence[Condition]]) -> None:
        self._programmes = tuple(programmes)
        self._trees: dict[frozenset[str], tuple[Tree, ...]] = {}
        self._places: dict[Leaf, int] = {}
        self._by_field: dict[str, list[tuple[int, Leaf]]] = {}

    def verdicts(self, case: Case) -> list[Verdict]:
        """The verdict of each programme, in their order: those of `judge_case`."""
        if case.subjects not in self._trees:
            self._trees[case.subjects] = tuple(
                self._programme(one, case) for one in self._programmes
            )
        levels = self._levels(case)
        return [VERDICTS[tree(levels)] for tree in self._trees[case.subjects]]

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """The distinct leaves of what was judged so far."""
        return tuple(self._places)

    def _levels(self, case: Case) -> list[int]:
        """What is found of each leaf; of a fact that nothing says, at once that it is unknown."""
        levels = [UNKNOWN] * len(self._places)
        for field, leaves in self._by_field.items():
            if case.known(field) is not None:
                for place, leaf in leaves:
                    levels[place] = LEVELS[outcome(leaf, case)[0]]
        return levels

    def _place(self, leaf: Leaf) -> int:
        if leaf not in self._places:
            self._places[leaf] = len(self._places)
            self._by_field.setdefault(leaf.field, []).append((self._places[leaf], leaf))
        return self._places[leaf]

    def _programme(self, conditions: Sequence[Condition], case: Case) -> Tree:
        deciding = [one for one in conditions if decides(one) and speaks_for(case, one)]
        if not deciding:
            return lambda _: UNKNOWN
        return least([self._condition(one) for one in deciding])

    def _condition(self, condition: Condition) -> Tree:
        tree = self._node(condition.tree)
        return greatest([tree, lambda _: UNKNOWN]) if condition.need is Need.STEP else tree

    def _node(self, node: Node) -> Tree:
        match node:
            case Leaf(field, op, value):
                return itemgetter(self._place(Leaf(field, op, value)))
            case All(parts):
                return least([self._node(part) for part in parts])
            case Any(parts):
                return greatest([self._node(part) for part in parts])
            case _:
                return self._node(negated(node.part))


def least(trees: Sequence[Tree]) -> Tree:
    """Kleene's and of some trees."""
    if len(trees) == 1:
        return trees[0]
    return lambda levels: min((tree(levels) for tree in trees), default=YES)


def greatest(trees: Sequence[Tree]) -> Tree:
    """Kleene's or of some trees."""
    if len(trees) == 1:
        return trees[0]
    return lambda levels: max((tree(levels) for tree in trees), default=NO)
