"""`wasl bench verdicts`: what judging all programmes costs, against the obvious loop.

Seekers are the sample startups, each with every programme of the product's catalogue, round after
round until there are as many pairs as asked for. The obvious loop judges each pair anew, as a page
about one pair does; `Panel` is given the same cases. Both are timed on one thread, and their
verdicts compared.
"""

from collections.abc import Iterator, Sequence
from importlib.metadata import version
from itertools import cycle, islice
from time import perf_counter

from evaluation.bench_match import AS_OF, sample
from evaluation.financing.desk import catalogue
from matching.criteria.case import Case
from matching.criteria.judge import judge_pair
from matching.criteria.panel import Panel
from matching.criteria.verdict import Verdict
from matching.profile import Profile

VERDICTS = 100_000


def run(verdicts: int = VERDICTS) -> dict[str, object]:
    """Seconds of both ways for at least `verdicts` pairs, their ratio and how many differ.

    A round is one startup with the whole catalogue; the last one is not cut, so `verdicts` in the
    result may be a little more than asked for.
    """
    start = perf_counter()
    offers = catalogue()
    seekers = list(islice(cycle(sample()), -(-verdicts // len(offers))))
    loop, loop_seconds = timed(one_by_one(seekers, offers))
    panel, panel_seconds = timed(at_once(seekers, offers))
    return {
        "programmes": len(offers),
        "startups": len(seekers),
        "verdicts": len(panel),
        "loop_seconds": loop_seconds,
        "panel_seconds": panel_seconds,
        "ratio": loop_seconds / panel_seconds,
        "different": sum(one is not other for one, other in zip(loop, panel, strict=True)),
        "model": "no model",
        "version": version("wasl"),
        "seconds": perf_counter() - start,
    }


def one_by_one(seekers: Sequence[Profile], offers: Sequence[Profile]) -> Iterator[Verdict]:
    """Each pair judged by itself."""
    for seeker in seekers:
        for offer in offers:
            yield judge_pair(seeker, offer, AS_OF).verdict


def at_once(seekers: Sequence[Profile], offers: Sequence[Profile]) -> Iterator[Verdict]:
    """All offers judged together for each seeker; making the panel is counted."""
    panel = Panel([offer.criteria for offer in offers])
    for seeker in seekers:
        yield from panel.verdicts(Case(seeker.facts, AS_OF))


def timed(verdicts: Iterator[Verdict]) -> tuple[list[Verdict], float]:
    """The verdicts, and the seconds that they took."""
    start = perf_counter()
    found = list(verdicts)
    return found, perf_counter() - start
