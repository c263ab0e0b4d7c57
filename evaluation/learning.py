"""`wasl learn`: weights learnt from use, promoted only where nothing speaks against them.

They are learnt on the lists of some seekers. On those of the others they are compared with the
ranker in use, by interleaving, and on the judged set both are measured.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import fmean

from app.context import Context
from app.kit.database import reading, writing
from app.learning import following, logs, service
from evaluation.financing.desk import FinancingDesk, ids
from evaluation.financing.measuring import abstention, calibration
from evaluation.financing.sets import JudgedSet, languages
from evaluation.financing.sets import read as read_judged
from evaluation.interleaving import Preference, interleaved
from evaluation.metrics import measure_each
from evaluation.significance import Difference, difference
from matching.engine import Shortlist
from matching.profile import Desk
from matching.ranking.bands import Calibrated
from matching.ranking.learning import Impression, Learning, examination, fit
from matching.ranking.ranker import Learnt, Ranker

SPLIT = "dev"


@dataclass(frozen=True, slots=True)
class Golden:
    """nDCG@10 on the judged set of the ranker in use and of the other, by startup over languages.

    `wrongly` counts the lists of each that say that nothing suits where something does.
    """

    startups: int
    before: float
    after: float
    change: Difference
    wrongly: tuple[int, int]
    bands: tuple[Calibrated, ...]
    """The desk's bands, as the set calibrates them with the other's weights."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What was learnt, from how much, and how it does against the ranker in use."""

    desk: Desk
    seekers: int
    lists: int
    decisions: int
    decay: float
    before: Mapping[str, float]
    after: Mapping[str, float]
    preference: Preference
    golden: Golden
    data_digest: str
    faults: tuple[str, ...]
    """Why it is not promoted, labels of `FAULTS`; empty where it may be."""

    @property
    def figures(self) -> dict[str, object]:
        """What is kept of it beside the weights."""
        kept = ("seekers", "lists", "decisions", "decay", "preference", "golden")
        return {name: value for name, value in asdict(self).items() if name in kept}


FAULTS: Mapping[str, str] = {
    "few": "too few decisions to learn from",
    "same": "what was learnt is what is in use",
    "no_better": "seekers held out would not rather have it",
    "golden": "the judged set loses by it",
    "silent": "more lists of the judged set say wrongly that nothing suits",
    "bands": "a better word would no more stand for a better match",
}


def learn(context: Context, judged: FinancingDesk, folder: Path) -> Trial:
    """Learn a ranking of the financing desk, and try it; promotes nothing.

    `folder` is the judged set, of which the development part is read. Raises `CollectionError`.
    """
    golden_set = read_judged(folder, SPLIT)
    with reading(context.database) as session:
        current = following.ranker(session, Desk.FINANCING)
        found = logs.impressions(session, current)
    return tried(found, current, Learning.of(Desk.FINANCING), judged, golden_set)


def tried(
    found: Sequence[Impression],
    current: Ranker,
    learning: Learning,
    judged: FinancingDesk,
    golden_set: JudgedSet,
) -> Trial:
    """What can be learnt from lists, against the ranker in use."""
    taught = [one for one in found if not learning.holds_out(one.seeker)]
    held = [one for one in found if learning.holds_out(one.seeker)]
    release = Ranker(current.desk)
    looked = examination(taught, release, learning)
    decisions = sum(one.decisions for one in taught)
    enough = decisions >= learning.least
    weights = fit(taught, release, learning, looked) if enough else dict(current.weights)
    other = Ranker(current.desk, Learnt(0, weights, current.bands))
    trial = Trial(
        desk=current.desk,
        seekers=len({one.seeker for one in taught}),
        lists=len(taught),
        decisions=decisions,
        decay=looked.decay,
        before=dict(current.weights),
        after=weights,
        preference=interleaved(held, other, current, looked),
        golden=golden(judged, golden_set, current, other),
        data_digest=logs.digest(found),
        faults=(),
    )
    return replace(trial, faults=tuple(faults(trial, learning)))


def faults(trial: Trial, learning: Learning) -> list[str]:
    """What speaks against promoting, labels of `FAULTS`."""
    gain, judged = trial.preference.gain, trial.golden
    shares = [one.suited / one.judged for one in judged.bands if one.judged]
    against = {
        "few": trial.decisions < learning.least,
        "same": trial.after == trial.before,
        "no_better": gain.value <= 0 or gain.p >= learning.level,
        "golden": judged.after < judged.before - learning.margin,
        "silent": judged.wrongly[1] > judged.wrongly[0],
        "bands": shares != sorted(shares, reverse=True),
    }
    return [name for name, holds in against.items() if holds]


def golden(judged: FinancingDesk, golden_set: JudgedSet, before: Ranker, after: Ranker) -> Golden:
    """Both rankers on the judged set."""
    lists = [shortlists(judged, golden_set, one) for one in (before, after)]
    scores = [by_startup(golden_set, one) for one in lists]
    return Golden(
        startups=len(scores[0]),
        before=fmean(scores[0].values()),
        after=fmean(scores[1].values()),
        change=difference(scores[1], scores[0]),
        wrongly=(wrongly(golden_set, lists[0]), wrongly(golden_set, lists[1])),
        bands=recalibrated(golden_set, lists[1], after),
    )


Lists = Mapping[str, Mapping[str, Shortlist]]


def shortlists(judged: FinancingDesk, golden_set: JudgedSet, ranker: Ranker) -> Lists:
    """The lists of the judged startups by language, as a ranker orders them."""
    by_ranker = judged.ranked_by(ranker)
    return {lang: by_ranker.shortlists(golden_set.startups, lang) for lang in languages(golden_set)}


def by_startup(golden_set: JudgedSet, lists: Lists) -> dict[str, float]:
    """nDCG@10 of each startup that something suits, the mean over the languages it writes."""
    scores = [
        measure_each({one: golden_set.qrels[one] for one in ranked}, ids(ranked))["ndcg@10"]
        for ranked in lists.values()
    ]
    found = sorted({one for each in scores for one in each})
    return {one: fmean(each[one] for each in scores if one in each) for one in found}


def wrongly(golden_set: JudgedSet, lists: Lists) -> int:
    """How many lists say that nothing suits where something does."""
    return abstention(golden_set, {lang: ids(ranked) for lang, ranked in lists.items()})["wrongly"]


def recalibrated(golden_set: JudgedSet, lists: Lists, ranker: Ranker) -> tuple[Calibrated, ...]:
    """The bands of a ranker with their limits, and what judges found in each of its lists."""
    counts = calibration(golden_set, lists.values())
    return tuple(Calibrated(one.band, one.least, **counts[one.band]) for one in ranker.bands)


def promote(context: Context, trial: Trial, by: str) -> int:
    """Have the desk rank by what was learnt; returns the version."""
    given = service.Promoted(trial.after, trial.golden.bands, trial.data_digest, trial.figures)
    with writing(context.database) as session:
        return service.promote(session, trial.desk, given, by)
