"""Many programmes judged at once: what they ask alike is looked at once."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from operator import itemgetter

from matching.criteria.case import Case
from matching.criteria.derived import origins
from matching.criteria.evaluators import outcome
from matching.criteria.judge import speaks_for
from matching.criteria.rules import All, Any, Condition, Leaf, Need, Node, negated
from matching.criteria.verdict import Truth, Verdict, decides
from matching.profile import Fact

# Kleene's values in their order: his and is the least of some, his or the greatest.
NO, UNKNOWN, YES = range(3)
LEVELS = {Truth.NO: NO, Truth.UNKNOWN: UNKNOWN, Truth.YES: YES}
VERDICTS = (Verdict.INELIGIBLE, Verdict.TO_VERIFY, Verdict.ELIGIBLE)

# Panels kept: companies differ in the programmes that they may want, not in what these ask.
PANELS = 8
# What was looked at for a panel and is kept: values that are supposed come back with every company.
REMEMBERED = 4096

Tree = Callable[[Sequence[int]], int]
"""A tree as a function of what was found of every distinct leaf."""
Facts = tuple[Fact, ...]
Types = tuple[type, ...]


class Panel:
    """Programmes, each given by its conditions, whose verdicts are wanted and not their reasons.

    Two leaves that say the same with other quotes are one. What was found of them in a case, their
    *levels*, can be taken over to a case that differs from it by a few facts.
    """

    def __init__(self, programmes: Iterable[Sequence[Condition]]) -> None:
        self.programmes = tuple(programmes)
        self._trees: dict[frozenset[str], tuple[Tree, ...]] = {}
        self._places: dict[Leaf, int] = {}
        self._by_field: dict[str, list[tuple[int, Leaf]]] = {}
        self._looks = lru_cache(REMEMBERED)(self._looked)

    def verdicts(self, case: Case) -> list[Verdict]:
        """The verdict of each programme, in their order: those of `judge_case`."""
        return self.judged(self.levels(case), case, range(len(self.programmes)))

    def judged(self, levels: Sequence[int], case: Case, places: Iterable[int]) -> list[Verdict]:
        """The verdicts of the programmes at some places, from the levels of a case."""
        trees = self._compiled(case)
        return [VERDICTS[trees[place](levels)] for place in places]

    def levels(self, case: Case) -> list[int]:
        """What is found of each leaf, remembered in the case and not to be altered.

        Of a fact that nothing says it is found at once that it is unknown.
        """
        if self not in case.levels:
            self._compiled(case)
            nothing = [UNKNOWN] * len(self._places)
            case.levels[self] = self.changed(nothing, case, self._by_field)
        return case.levels[self]

    def changed(self, levels: Sequence[int], case: Case, fields: Collection[str]) -> list[int]:
        """Levels of a case, from those of another that differs from it in these fields alone."""
        found = list(levels)
        for field in self._by_field.keys() & fields:
            stated = tuple(filter(None, map(case.facts.get, origins(field))))
            for place, level in self._looks(field, stated, types(stated), case.as_of, case.today):
                found[place] = level
        return found

    def verdicts_on(
        self, many: Iterable[Mapping[str, Fact]], as_of: date
    ) -> Iterator[list[Verdict]]:
        """The verdicts of each programme on many, each given by their facts, as of a day.

        What several of them state alike is looked at once.
        """
        nobody = Case({}, as_of)
        trees, unknown = self._compiled(nobody), self.levels(nobody)
        read = [(field, origins(field)) for field in self._by_field]
        # By which statements they are, and not what these say: to compare texts would take longer.
        # What was looked at keeps the statements, so that no other one takes their place.
        looked: dict[tuple[object, ...], tuple[Facts, list[tuple[int, int]]]] = {}
        for facts in many:
            levels = list(unknown)
            for field, names in read:
                if stated := tuple(filter(None, map(facts.get, names))):
                    key = (field, *map(id, stated))
                    if key not in looked:
                        found = self._looked(field, stated, types(stated), as_of, as_of)
                        looked[key] = stated, found
                    for place, level in looked[key][1]:
                        levels[place] = level
            yield [VERDICTS[tree(levels)] for tree in trees]

    def _looked(
        self, field: str, facts: Facts, _types: Types, as_of: date, today: date
    ) -> list[tuple[int, int]]:
        """What the leaves on a field find of facts, with their places."""
        case = Case({one.name: one for one in facts}, as_of, today=today)
        return [(place, LEVELS[outcome(leaf, case)[0]]) for place, leaf in self._by_field[field]]

    def movable(
        self, levels: Sequence[int], case: Case, fields: Collection[str], places: Iterable[int]
    ) -> list[int]:
        """Those of some programmes left open by levels that these fields alone could settle.

        Trees are without negations: nothing lies beyond all leaves failing, or all holding.
        """
        trees, ends = self._compiled(case), (list(levels), list(levels))
        for field in fields:
            for place, _ in self._by_field.get(field, ()):
                ends[0][place], ends[1][place] = NO, YES
        return [one for one in places if any(trees[one](end) != UNKNOWN for end in ends)]

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """The distinct leaves of what was judged so far."""
        return tuple(self._places)

    def _compiled(self, case: Case) -> tuple[Tree, ...]:
        """The trees of the conditions that such a case speaks for, made once."""
        if case.subjects not in self._trees:
            # There may be leaves now that were not looked at.
            self._looks.cache_clear()
            self._trees[case.subjects] = tuple(
                self._programme(one, case) for one in self.programmes
            )
        return self._trees[case.subjects]

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


def types(facts: Facts) -> Types:
    """Of which types the values of facts are: what is equal may be of several, as 1 and True."""
    return tuple(type(one.value) for one in facts)


Programmes = frozenset[tuple[Condition, ...]]


@lru_cache(PANELS)
def panel_of(
    programmes: Programmes, subjects: frozenset[str]
) -> tuple[Panel, Mapping[tuple[Condition, ...], int]]:
    """The panel of some programmes for the cases of such subjects, and the place of each in it.

    It is whole before it is given, and of one kind of subjects: several threads may ask it.
    """
    places = {one: place for place, one in enumerate(programmes)}
    panel = Panel(places)
    panel.levels(Case({}, date.min, subjects))
    return panel, places


def least(trees: Sequence[Tree]) -> Tree:
    """Kleene's and of some trees."""
    return trees[0] if len(trees) == 1 else furthest(trees, NO, min)


def greatest(trees: Sequence[Tree]) -> Tree:
    """Kleene's or of some trees."""
    return trees[0] if len(trees) == 1 else furthest(trees, YES, max)


def furthest(trees: Sequence[Tree], end: int, choose: Callable[[int, int], int]) -> Tree:
    """The level of some trees that lies nearest to an end, where the search for it stops."""

    def tree(levels: Sequence[int]) -> int:
        found = YES - end
        for one in trees:
            found = choose(found, one(levels))
            if found == end:
                break
        return found

    return tree
