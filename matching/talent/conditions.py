"""What each side of work demands of the other, as rules; what they say of a pair is three-valued.

A vacancy demands years, languages, a place and, where it says so, a degree; a candidate a kind of
contract. What a CV does not say is to be verified, never refused.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from matching.criteria.rules import Any, Condition, Leaf, Need, Node

LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2", "native")
# Years short of those asked for that a founder still looks at.
NEARLY = 1.0


@dataclass(frozen=True, slots=True)
class Demands:
    """What a vacancy demands; `languages` gives the least level by ISO code.

    `place` is empty where the work can be done from anywhere; `degree` is in years after the
    baccalauréat, and a wish unless `degree_demanded`.
    """

    years: float | None = None
    languages: Mapping[str, str] | None = None
    place: str = ""
    degree: int | None = None
    degree_demanded: bool = False


def demanded(demands: Demands) -> tuple[Condition, ...]:
    """The conditions that a vacancy sets to a candidate."""
    return tuple(_demanded(demands))


def _demanded(demands: Demands) -> Iterator[Condition]:
    if demands.years:
        yield _required(Leaf("experience_years", ">=", max(demands.years - NEARLY, 0.0)))
    for code, level in (demands.languages or {}).items():
        yield _required(Leaf(f"language_{code}", "in", enough(level)))
    if demands.place:
        here = Leaf("home_city", "in", (demands.place,))
        # Who lives elsewhere may move: nobody's CV says that they would not.
        yield _required(Any((here, Leaf("would_move", "in", ("yes",)))))
    if demands.degree:
        need = Need.REQUIRED if demands.degree_demanded else Need.BONUS
        yield Condition(Leaf("degree_level", ">=", demands.degree), need)


def contract_wished(contracts: Sequence[str]) -> tuple[Condition, ...]:
    """The condition of a candidate who says which contracts they seek, if they do."""
    return (_required(Leaf("contracts", "in", tuple(contracts))),) if contracts else ()


def enough(level: str) -> tuple[str, ...]:
    """The levels of a language that are as good as one; all from that of a word we do not know."""
    return LEVELS[LEVELS.index(level) :] if level in LEVELS else LEVELS


def _required(tree: Node) -> Condition:
    return Condition(tree, Need.REQUIRED)
