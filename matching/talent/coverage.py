"""Which of the skills asked for somebody has, each with the words that show it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from matching.profile import Skill, Words
from matching.skills.lexicon import lexicon
from matching.talent.occupations import BROADER, RELATED

# What having another skill that cannot be had without it is worth.
IMPLIED = 0.8


class Met(StrEnum):
    """How a skill that is asked for is met."""

    HELD = "held"
    # By having one that nobody has without it.
    IMPLIED = "implied"
    # By a neighbour of it, or one within it: near, not the same.
    NEAR = "near"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Covered:
    """A skill asked for: how it is met, by which skill, how far (0 to 1), and the words for it."""

    asked: Skill
    met: Met
    by: str = ""
    value: float = 0.0
    shown: tuple[Words, ...] = ()


def coverage(asked: Mapping[str, Skill], had: Mapping[str, Skill]) -> tuple[Covered, ...]:
    """Each skill asked for, once, however often somebody names it."""
    return tuple(_covered(one, had) for one in asked.values())


def share(covered: Sequence[Covered]) -> float | None:
    """The part, 0 to 1, of what is asked that is met, by weight; None when nothing is asked."""
    total = sum(one.asked.weight for one in covered)
    return sum(one.asked.weight * one.value for one in covered) / total if total else None


def missing(covered: Iterable[Covered]) -> tuple[str, ...]:
    """The skills that are asked for and neither had nor implied."""
    return tuple(one.asked.id for one in covered if one.met in {Met.MISSING, Met.NEAR})


def _covered(asked: Skill, had: Mapping[str, Skill]) -> Covered:
    if asked.id in had:
        skill = had[asked.id]
        met = Met.IMPLIED if skill.how == Met.IMPLIED else Met.HELD
        return Covered(asked, met, skill.id, skill.weight, skill.shown)
    found = [
        (factor * had[other].weight, met, other)
        for other, met, factor in ways(asked.id)
        if other in had
    ]
    if not found:
        return Covered(asked, Met.MISSING)
    value, met, by = max(found)
    return Covered(asked, met, by, value, had[by].shown)


@cache
def ways(skill: str) -> tuple[tuple[str, Met, float], ...]:
    """Other skills that meet this one, and how far."""
    return tuple(_ways(skill))


def _ways(skill: str) -> Iterator[tuple[str, Met, float]]:
    """Other skills that meet this one, and how far."""
    entries = lexicon().entries
    for other, entry in entries.items():
        if not entry.is_occupation:
            if skill in lexicon().implied(other):
                yield other, Met.IMPLIED, IMPLIED
            elif entry.broader == skill:
                yield other, Met.NEAR, BROADER
            elif other in entries[skill].related or skill in entry.related:
                yield other, Met.NEAR, RELATED
