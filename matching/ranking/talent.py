"""What speaks for or against a vacancy and a candidate, whichever of them is the seeker.

As the features of the other desks, each lies in [0, 1], or is None when nobody can tell. They read
facts of closed names, skills and occupations: nothing of who somebody is.
"""

from collections.abc import Mapping
from statistics import fmean

from matching.criteria.places import places
from matching.profile import Desk, Fact, Kind, Profile
from matching.ranking.features import Feature, Pair, data, listed, number
from matching.talent.candidate import CLAIMED, UNLEVELLED
from matching.talent.conditions import LEVELS
from matching.talent.coverage import coverage, share
from matching.talent.occupations import fit

# Another city of the same region, and one of another: people move for work, if less gladly.
SAME_REGION, ELSEWHERE = 0.6, 0.2
# What a year more than asked for costs, and the least that it leaves.
YEAR_TOO_MANY, TOO_EXPERIENCED = 0.1, 0.3
# How facts on languages begin; what one is worth that is had a level below, or at none told.
LANGUAGE, HALF = "language_", 0.5
# Internships are for who studies: who has worked so long does not take one.
INTERNSHIPS = frozenset({"stage", "stage_pfe"})
LEARNING = 1.5
UNLIKELY = 0.1


def sides(pair: Pair) -> tuple[Profile, Profile]:
    """The vacancy and the candidate of a pair."""
    return apart(pair.seeker, pair.offer)


def apart(one: Profile, other: Profile) -> tuple[Profile, Profile]:
    """The vacancy and the candidate, whichever of them seeks."""
    return (one, other) if one.kind is Kind.VACANCY else (other, one)


def states_enough(vacancy: Profile) -> bool:
    """Whether a vacancy states as much as an advert does, rather than a line."""
    least: int = data("desks.yaml")[Desk.TALENT]["clear"]
    return len(vacancy.skills) + len(vacancy.facts) >= least


def text(pair: Pair) -> float | None:
    """How alike the best passages are; nobody can tell it of a wall of words."""
    _, candidate = sides(pair)
    return None if CLAIMED in candidate.facts else pair.text


def occupation(pair: Pair) -> float | None:
    """Whether what the candidate does is what the vacancy means."""
    vacancy, candidate = sides(pair)
    if not vacancy.occupations or not (candidate.occupations or candidate.skills):
        return None
    return fit(vacancy.occupations, candidate.occupations)


def skills(pair: Pair) -> float | None:
    """The part of the skills asked for that the candidate has."""
    vacancy, candidate = sides(pair)
    return share(coverage(vacancy.skills, candidate.skills)) if candidate.skills else None


def experience(pair: Pair) -> float | None:
    """Whether the years of work lie between those asked for."""
    vacancy, candidate = sides(pair)
    years = number(candidate.facts, "experience_years")
    least, most = (number(vacancy.facts, name) for name in ("years_min", "years_max"))
    if years is None or (least is None and most is None):
        return None
    if least is not None and years < least:
        return max(0.0, years / least)
    beyond = years - most if most is not None and years > most else 0.0
    return max(TOO_EXPERIENCED, 1 - YEAR_TOO_MANY * beyond)


def contract(pair: Pair) -> float | None:
    """Whether the candidate seeks what is offered, or is at least at that point of life."""
    vacancy, candidate = sides(pair)
    given = set(listed(vacancy.facts, "contracts"))
    sought = set(listed(candidate.facts, "contracts_sought"))
    if not given:
        return None
    if sought:
        return float(bool(given & sought))
    years = number(candidate.facts, "experience_years")
    if given <= INTERNSHIPS and years is not None and years > LEARNING:
        return UNLIKELY
    return None


def place(pair: Pair) -> float | None:
    """How near home the work is; anywhere is near for work that is done from anywhere."""
    vacancy, candidate = sides(pair)
    if "remote" in listed(vacancy.facts, "work_mode"):
        return 1.0
    there, here = (
        "".join(listed(side.facts, name))
        for side, name in ((vacancy, "work_city"), (candidate, "home_city"))
    )
    if not there or not here:
        return None
    if there == here:
        return 1.0
    region = places().region_of(there)
    return SAME_REGION if region and region == places().region_of(here) else ELSEWHERE


def languages(pair: Pair) -> float | None:
    """The part of the languages asked for that the candidate has at that level, or near it.

    One that is had at a level that nobody knows counts half beside others, and unknown alone.
    """
    vacancy, candidate = sides(pair)
    asked = {name: one for name, one in vacancy.facts.items() if name.startswith(LANGUAGE)}
    if not any(name.startswith(LANGUAGE) for name in candidate.facts):
        return None
    had = [_level(str(one.value), name, candidate.facts) for name, one in asked.items()]
    if all(value is None for value in had):
        return None
    return fmean(HALF if value is None else value for value in had)


def _level(wanted: str, name: str, facts: Mapping[str, Fact]) -> float | None:
    """1 for the level or above, half for one below, 0 for less and for a language not named.

    None for one that is named without its level.
    """
    if name.removeprefix(LANGUAGE) in listed(facts, UNLEVELLED):
        return None
    had = listed(facts, name)
    if not had or had[0] not in LEVELS or wanted not in LEVELS:
        return 0.0
    short = LEVELS.index(wanted) - LEVELS.index(had[0])
    return {1: HALF}.get(short, 0.0) if short > 0 else 1.0


def degree(pair: Pair) -> float | None:
    """Whether the candidate has studied as long as is asked for."""
    vacancy, candidate = sides(pair)
    asked, had = number(vacancy.facts, "degree"), number(candidate.facts, "degree_level")
    if not asked or had is None:
        return None
    return min(1.0, had / asked)


FEATURES: Mapping[str, Feature] = {
    "text": text,
    "occupation": occupation,
    "skills": skills,
    "experience": experience,
    "contract": contract,
    "place": place,
    "languages": languages,
    "degree": degree,
}
