"""What follows from rules whatever the facts: that a tree never holds, or that one says another.

Facts are taken one by one: that a company with a legal form exists is not known here. So all that
is found is sure, and not everything is found.
"""

from collections.abc import Mapping
from datetime import date

from matching.criteria.case import DAY
from matching.criteria.domain import CERTAIN, POSSIBLE, Claim, Reading, claim, compatible
from matching.criteria.facts import fact_types
from matching.criteria.rules import All, Any, Dated, Leaf, Node, Not, negated
from matching.criteria.verdict import Truth

Asked = tuple[Node, Reading]


def never(*trees: Node) -> bool:
    """Whether no case satisfies all these trees, not even perhaps."""
    return not satisfiable(*((tree, POSSIBLE) for tree in trees))


def always(tree: Node) -> bool:
    """Whether every case whose facts are known satisfies a tree."""
    return never(negated(tree))


def implies(premise: Node, conclusion: Node) -> bool:
    """Whether a tree answers yes wherever another does, and no only where the other does."""
    opposite = negated(conclusion)
    certainly = satisfiable((premise, CERTAIN), (opposite, POSSIBLE))
    return not certainly and not satisfiable((premise, POSSIBLE), (opposite, CERTAIN))


def equivalent(one: Node, other: Node) -> bool:
    """Whether two trees answer alike."""
    return implies(one, other) and implies(other, one)


def satisfiable(*asked: Asked) -> bool:
    """Whether the facts of some case bear out each of these trees, read in its way."""
    return _search(asked, {})


def _search(asked: tuple[Asked, ...], claims: Mapping[str, tuple[Claim, ...]]) -> bool:
    """Whether these trees can be borne out besides what is claimed of the facts already."""
    if not asked:
        return True
    (node, reading), *rest = asked
    match node:
        case All(parts):
            return _search((*((part, reading) for part in parts), *rest), claims)
        case Any(parts):
            return any(_search(((part, reading), *rest), claims) for part in parts)
        case Not(part):
            return _search(((negated(part), reading), *rest), claims)
        case Leaf(_, _, Dated() as dated):
            return _search(((spread(node, dated, reading), reading), *rest), claims)
        case Leaf(name):
            kind = fact_types()[name]
            found = (*claims.get(name, ()), claim(kind, node, reading))
            return compatible(kind, found) and _search(tuple(rest), {**claims, name: found})


def spread(leaf: Leaf, dated: Dated, reading: Reading) -> Node:
    """A leaf whose threshold changed as a choice of days, each with its own threshold.

    A day of no period leaves the leaf unknown.
    """
    days = [
        Leaf(DAY, "between", (one.since or date.min, one.until or date.max))
        for one in dated.periods
    ]
    branches: list[Node] = [
        All((day, Leaf(leaf.field, leaf.op, one.value)))
        for day, one in zip(days, dated.periods, strict=True)
    ]
    if Truth.UNKNOWN in reading:
        branches.append(All(tuple(map(negated, days))))
    return Any(tuple(branches))
