"""The parts of a list that a page shows one at a time, and how much of each it shows whole."""

from collections.abc import Callable, Mapping
from enum import Enum, StrEnum, auto

from matching.criteria.verdict import Verdict
from matching.engine import Shortlist

# Lines shown whole, and how many follow as one line each before somebody asks for them all.
WHOLE, BRIEF = 10, 15


class Show(StrEnum):
    """Which part of a list is asked for."""

    OPEN = "open"
    """What no rule refuses."""
    ALL = "all"
    REFUSED = "refused"


# Whether a line of a verdict belongs to each part.
SHOWN: Mapping[Show, Callable[[Verdict], bool]] = {
    Show.OPEN: lambda verdict: verdict is not Verdict.INELIGIBLE,
    Show.ALL: lambda _: True,
    Show.REFUSED: lambda verdict: verdict is Verdict.INELIGIBLE,
}


def counted(verdicts: Mapping[Verdict, int], lack: str | None) -> dict[Show, int]:
    """How many lines each part of a list has; where nothing suits, none is open."""
    counts = {
        part: sum(number for verdict, number in verdicts.items() if belongs(verdict))
        for part, belongs in SHOWN.items()
    }
    return counts | {Show.OPEN: 0} if lack else counts


class Depth(Enum):
    """How much of a line is told; those that are not told are counted."""

    BRIEF = auto()
    WHOLE = auto()


def depths(made: Shortlist, show: Show, *, every: bool = False) -> dict[int, Depth]:
    """The lines of a part that are told, by position: the best ones, or every one of it.

    Where nothing suits, what is open to them is none: it stands among all the lines only.
    """
    if made.lack and show is Show.OPEN:
        return {}
    belonging = [one.position for one in made.matches if SHOWN[show](one.verdict)]
    told = belonging if every else belonging[: WHOLE + BRIEF]
    return {
        position: Depth.WHOLE if place < WHOLE else Depth.BRIEF
        for place, position in enumerate(told)
    }
