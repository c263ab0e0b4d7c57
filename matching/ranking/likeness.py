"""How alike texts are, as a feature in [0, 1]: scores of a search lie in a part of that."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from statistics import fmean
from typing import Any

from matching.profile import Profile
from matching.ranking.quoting import repeated
from matching.retrieval import Candidate

# So many profiles of a language weigh as much as all the others in what is usual in that language.
FEW = 5

Found = Sequence[tuple[Profile, Candidate]]


def told(desk: Mapping[str, Any]) -> Callable[[Profile, Found], Sequence[float | None]]:
    """How a desk with such settings tells how alike texts are: `between` ends, or else `even`.

    Raises ValueError for ends that are not two numbers from 0 to 1, the lesser first.
    """
    if "between" not in desk:
        return lambda _, found: even(found)
    least, most = desk["between"]
    if not 0 <= least < most <= 1:
        message = f"likeness lies between two ends from 0 to 1, not {desk['between']}"
        raise ValueError(message)
    return partial(between, least, most)


def between(least: float, most: float, seeker: Profile, found: Found) -> list[float | None]:
    """The candidates' scores, from `least` (0) to `most` (1): the same whoever else is found.

    Among candidates that have nothing to do with a seeker, none is then alike for being the likest.
    None where the seeker repeats what the candidate says: nobody can tell.
    """
    repeats = repeated(seeker, (offer for offer, _ in found))
    return [
        None if repeat else min(max((one.score - least) / (most - least), 0.0), 1.0)
        for repeat, (_, one) in zip(repeats, found, strict=True)
    ]


def even(found: Found) -> list[float]:
    """The scores spread over [0, 1], with what is usual in a profile's language taken off.

    Texts of one language are alike by their language, and words are only found within one: who
    writes in another would come last for that.
    """
    if not found:
        return []
    overall = fmean(one.score for _, one in found)
    by_language: dict[str, list[float]] = defaultdict(list)
    for profile, one in found:
        by_language[language(profile)].append(one.score)
    usual = {
        lang: (fmean(scores) - overall) * len(scores) / (len(scores) + FEW)
        for lang, scores in by_language.items()
    }
    return spread([one.score - usual[language(profile)] for profile, one in found])


def language(profile: Profile) -> str:
    """The language that most passages of a profile are in; empty when it says nothing."""
    spoken = Counter(passage.lang for passage in profile.passages)
    return spoken.most_common(1)[0][0] if spoken else ""


def spread(scores: Sequence[float]) -> list[float]:
    """Scores over [0, 1], the least and the greatest at its ends; all 0 where they are equal."""
    low, high = min(scores, default=0.0), max(scores, default=0.0)
    return [(score - low) / (high - low) if high > low else 0.0 for score in scores]
