"""The parts of a list that a page shows one at a time, and how much of each it shows whole."""

from collections.abc import Mapping
from enum import Enum, StrEnum, auto
from typing import Any

from matching.criteria.verdict import Verdict
from matching.engine import Match, Shortlist

# Lines shown whole, and how many follow as one line each before somebody asks for them all.
WHOLE, BRIEF = 10, 15


class Show(StrEnum):
    """Which part of a list is asked for; open, set aside and refused make the whole."""

    OPEN = "open"
    """What a startup may have, and looks for."""
    ELIGIBLE = "eligible"
    """What of that it is known to be eligible for."""
    ASIDE = "aside"
    """What no rule refuses, and is closed, not wanted, not sought or theirs already."""
    REFUSED = "refused"
    ALL = "all"


def part_of(made: Shortlist, line: Match) -> Show:
    """Where a line stands; where nothing suits, what is open to them is set aside."""
    if line.verdict is Verdict.INELIGIBLE:
        return Show.REFUSED
    return Show.ASIDE if line.aside or made.lack else Show.OPEN


def lines_of(made: Shortlist, show: Show) -> list[Match]:
    """The lines of a part, in the order of the list."""
    if show is Show.ALL:
        return list(made.matches)
    if show is Show.ELIGIBLE:
        return [one for one in lines_of(made, Show.OPEN) if one.verdict is Verdict.ELIGIBLE]
    return [one for one in made.matches if part_of(made, one) is show]


def counted(made: Shortlist) -> dict[Show, int]:
    """How many lines each part of a list has."""
    return {show: len(lines_of(made, show)) for show in Show}


def apart(line: Mapping[str, Any]) -> tuple[bool, ...]:
    """Why a kept line stands apart, in the order of a list (`matching.engine.Entry.order`).

    Against their wishes, closed, theirs already, beside what they seek; those of earlier releases
    and of candidates say less of it.
    """
    closed = line.get("offer", {}).get("status") == "closed"
    unwanted, funded, beside = map(bool, map(line.get, ("against_wishes", "funded", "beside")))
    return unwanted, closed, funded, beside


class Depth(Enum):
    """How much of a line is told; those that are not told are counted."""

    BRIEF = auto()
    WHOLE = auto()


def depths(made: Shortlist, show: Show, *, every: bool = False) -> dict[int, Depth]:
    """The lines of a part that are told, by position: the best ones, or every one of it."""
    belonging = [one.position for one in lines_of(made, show)]
    told = belonging if every else belonging[: WHOLE + BRIEF]
    return {
        position: Depth.WHOLE if place < WHOLE else Depth.BRIEF
        for place, position in enumerate(told)
    }
