"""Which skills somebody lacks for the vacancies of their trade, and what each would open."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from matching.profile import Profile
from matching.talent.coverage import Covered, coverage, missing
from matching.talent.occupations import fit

# A vacancy is of somebody's trade from this fit on: nobody is told to learn what opens another's.
OWN_TRADE = 0.3
# What a skill that would only be nice weighs at most; it closes nothing.
NICE = 0.3


@dataclass(frozen=True, slots=True)
class Gap:
    """A skill not had: the vacancies that ask for it, and those that it alone would complete."""

    skill: str
    asked_by: tuple[str, ...]
    opens: tuple[str, ...]


def gaps(candidate: Profile, vacancies: Iterable[Profile]) -> tuple[Gap, ...]:
    """The skills missing for the vacancies of the candidate's trade, what opens most first."""
    lacking = {
        one.id: needed(coverage(one.skills, candidate.skills))
        for one in vacancies
        if fit(one.occupations, candidate.occupations) >= OWN_TRADE
    }
    counted = Counter(skill for skills in lacking.values() for skill in skills)
    found = [Gap(skill, *_over(skill, lacking)) for skill in counted]
    return tuple(sorted(found, key=lambda gap: (-len(gap.opens), -len(gap.asked_by), gap.skill)))


def needed(covered: Sequence[Covered]) -> tuple[str, ...]:
    """The skills missing that are asked for as more than nice to have."""
    return missing(one for one in covered if one.asked.weight > NICE)


def _over(
    skill: str, lacking: Mapping[str, Sequence[str]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    asked = tuple(name for name, skills in lacking.items() if skill in skills)
    return asked, tuple(name for name in asked if len(lacking[name]) == 1)
