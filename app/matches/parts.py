"""The parts of a list that a page shows one at a time, and how much of each it shows whole."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from itertools import islice

from matching.criteria.verdict import Verdict
from matching.engine import Match

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


def shown_whole(lines: Iterable[Match], show: Show) -> frozenset[int]:
    """The positions of the lines of a part that are shown whole."""
    belonging = (one.position for one in lines if SHOWN[show](one.judgement.verdict))
    return frozenset(islice(belonging, WHOLE))
