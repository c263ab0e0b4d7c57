"""Verdicts of what many offers demand; the reasons of those that are told follow when asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial

from matching.criteria.case import Case
from matching.criteria.judge import judge_case
from matching.criteria.panel import panel_of
from matching.criteria.rules import Condition
from matching.criteria.verdict import Judgement, Verdict


@dataclass(frozen=True)
class Judging:
    """What rules say of a case: the verdict, and its reasons where somebody asks for them."""

    verdict: Verdict
    _why: Callable[[], Judgement] = field(compare=False, repr=False)

    @cached_property
    def judgement(self) -> Judgement:
        """The verdict with its reasons."""
        return self._why()


def at_once(programmes: Sequence[tuple[Condition, ...]], case: Case) -> list[Judging]:
    """A case judged by many programmes: by their panel, their reasons left until asked for."""
    panel, places = panel_of(frozenset(programmes), case.subjects)
    seats = [places[one] for one in programmes]
    verdicts = panel.judged(panel.levels(case), case, seats)
    return [
        Judging(verdict, partial(judge_case, one, case))
        for one, verdict in zip(programmes, verdicts, strict=True)
    ]


def one_by_one(many: Sequence[tuple[Condition, ...]], case: Case) -> list[Judging]:
    """The same by conditions that hardly two have alike."""
    return [known(judge_case(one, case)) for one in many]


def known(judgement: Judgement) -> Judging:
    """A judgement that was made already."""
    return Judging(judgement.verdict, lambda: judgement)
