"""nDCG@10 by pair of languages.

A row is a pair of languages, of the need and of the CV: only CVs of that language are ranked, for
the offers that have a suitable one among them. `same` and `cross` put the CVs of the offer's
language, and those of the others, together; `all` ranks everybody.
"""

from collections.abc import Callable, Mapping, Sequence

from evaluation.metrics import measure
from evaluation.talent.sets import TalentSet
from matching.profile import LANGUAGES

Rankings = Mapping[str, Sequence[str]]


def by_languages(
    judged: TalentSet, rankings: Mapping[str, Rankings]
) -> dict[str, dict[str, float]]:
    """nDCG@10 of each way of ranking, by pair of languages that has a suitable CV."""
    found = {}
    for name, within in PAIRS.items():
        qrels = {
            offer: {
                cv: grades.get(cv, 0)
                for cv, row in judged.truth.items()
                if within(judged.offers[offer]["language"], row["language"])
            }
            for offer, grades in judged.qrels.items()
        }
        answerable = {one: grades for one, grades in qrels.items() if any(grades.values())}
        if answerable:
            found[name] = {"offers": float(len(answerable))} | {
                way: measure(
                    answerable,
                    {one: [cv for cv in ranked[one] if cv in kept] for one, kept in qrels.items()},
                )["ndcg@10"]
                for way, ranked in rankings.items()
            }
    return found


def _pairs() -> dict[str, Callable[[str, str], bool]]:
    def exactly(need: str, cv: str) -> Callable[[str, str], bool]:
        return lambda one, other: (one, other) == (need, cv)

    pairs = {f"{a}→{b}": exactly(a, b) for a in LANGUAGES for b in LANGUAGES}
    return {
        "all": lambda _need, _cv: True,
        "same": lambda need, cv: need == cv,
        "cross": lambda need, cv: need != cv,
        **pairs,
    }


PAIRS = _pairs()
