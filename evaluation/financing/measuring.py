"""`wasl evaluate financing`: the desk against a judged set, through the product's engine."""

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version
from itertools import combinations
from pathlib import Path
from statistics import fmean
from time import perf_counter
from typing import Any

from app.context import Context
from app.settings import settings
from evaluation.financing.desk import FinancingDesk, catalogue, ids
from evaluation.financing.sets import JudgedSet, Row, languages, read
from evaluation.financing.tampering import tampered
from evaluation.metrics import measure, rank_biased_overlap
from ingestion import judged
from matching.criteria.judge import judge_pair
from matching.criteria.rules import leaves
from matching.criteria.verdict import Judgement
from matching.engine import Match, Shortlist
from matching.profile import Desk, Profile
from matching.ranking.bands import Said, bands
from matching.ranking.ranker import Ranker

PERSISTENCE = 0.9


def run(folders: Sequence[Path], split: str | None = None) -> dict[str, object]:
    """Measure ranking by language, likeness between languages, verdicts, abstention and abuse.

    The form of the result is that of `design/evaluation.md` for one folder; for several, `sets`
    holds one such result each, with the folder as its `name`. Raises `CollectionError` for what
    is missing or not of the form, before anything is encoded.
    """
    start = perf_counter()
    sets = [read(folder, split) for folder in folders]
    desk = FinancingDesk(Context(settings()).encoder, catalogue())
    results = [evaluated(one, desk) for one in sets]
    if len(results) == 1:
        return {**results[0], **stamp(desk, start)}
    named = [
        {**result, "name": str(folder)} for folder, result in zip(folders, results, strict=True)
    ]
    return {"sets": named, **stamp(desk, start)}


def evaluated(judged_set: JudgedSet, desk: FinancingDesk) -> dict[str, object]:
    """The figures of one set; `strangers` counts judged pairs of which we know only one side.

    nDCG@10 is that of the product's list, of the same without the programmes' criteria, and of the
    texts alone.
    """
    start = perf_counter()
    lists = {lang: desk.shortlists(judged_set.startups, lang) for lang in languages(judged_set)}
    rankings = {lang: ids(shortlists) for lang, shortlists in lists.items()}
    return {
        "startups": len(judged_set.startups),
        "languages": {
            lang: {
                "startups": len(ranked),
                "ndcg@10": ndcg(judged_set, ranked),
                "ndcg@10_without_criteria": ndcg(
                    judged_set, desk.without_criteria(judged_set.startups, lang)
                ),
                "ndcg@10_text_only": ndcg(judged_set, desk.by_text(judged_set.startups, lang)),
            }
            for lang, ranked in rankings.items()
        },
        "parity": parity(rankings),
        "verdicts": agreement(judged_set, desk.profiles),
        "abstention": {
            **abstention(judged_set, rankings),
            **promise(judged_set, desk.ranker, lists.values()),
        },
        "bands": calibration(judged_set, lists.values()),
        "altered": tampered(judged_set, desk, lists),
        "strangers": strangers(judged_set, desk.profiles),
        **stamp(desk, start),
    }


def stamp(desk: FinancingDesk, start: float) -> dict[str, object]:
    """What every result carries: by which model and version, and how long it took."""
    return {
        "model": desk.encoder.identity,
        "version": version("wasl"),
        "seconds": perf_counter() - start,
    }


def ndcg(judged_set: JudgedSet, rankings: Mapping[str, Sequence[str]]) -> float:
    """nDCG@10, gain 2^grade - 1, over the startups ranked that have a relevant programme."""
    qrels = {startup: judged_set.qrels[startup] for startup in rankings}
    return measure(qrels, rankings)["ndcg@10"]


def parity(rankings: Mapping[str, Mapping[str, Sequence[str]]]) -> dict[str, float]:
    """Mean rank-biased overlap (p = 0.9) of a startup's lists in two of the three languages.

    Two languages in which no startup writes both are left out, and who gets no list in either.
    """
    return {
        f"{one}-{other}": fmean(
            rank_biased_overlap(rankings[one][startup], rankings[other][startup], PERSISTENCE)
            for startup in shared
            if rankings[one][startup] or rankings[other][startup]
        )
        for one, other in combinations(("fr", "en", "ar"), 2)
        if (shared := rankings.get(one, {}).keys() & rankings.get(other, {}).keys())
    }


def agreement(judged_set: JudgedSet, profiles: Mapping[str, Profile]) -> dict[str, Any]:
    """How often the rules say what the judges said, and each pair where they do not.

    The confusion reads judged>ours.
    """
    judgements = list(judged_pairs(judged_set, profiles))
    confusion = Tally(f"{row['verdict']}>{ours.verdict}" for row, ours in judgements)
    disagreements = [
        disagreement(row, ours) for row, ours in judgements if row["verdict"] != ours.verdict
    ]
    pairs = confusion.total()
    return {
        "pairs": pairs,
        "agree": 1 - len(disagreements) / pairs if pairs else 0.0,
        "confusion": dict(sorted(confusion.items())),
        "disagreements": disagreements,
    }


def judged_pairs(
    judged_set: JudgedSet, profiles: Mapping[str, Profile]
) -> Iterator[tuple[Row, Judgement]]:
    """Each judged verdict on a programme of the catalogue, with ours."""
    seekers = {
        one.id: (judged.profile(one, next(iter(one.text))), one.as_of)
        for one in judged_set.startups
    }
    for row in judged_set.verdicts:
        if row["programme"] in profiles:
            seeker, as_of = seekers[row["startup"]]
            yield row, judge_pair(seeker, profiles[row["programme"]], as_of)


def disagreement(row: Row, ours: Judgement) -> dict[str, object]:
    """A pair judged otherwise, with the facts that decided on each side."""
    deciding = [leaf.field for finding in ours.deciding for leaf in leaves(finding.node)]
    return {
        "startup": row["startup"],
        "programme": row["programme"],
        "judged": row["verdict"],
        "judged_fields": [name for name in row.get("fields", "").split(",") if name],
        "ours": ours.verdict,
        "deciding": list(dict.fromkeys(deciding)),
    }


def abstention(
    judged_set: JudgedSet, rankings: Mapping[str, Mapping[str, Sequence[str]]]
) -> dict[str, int]:
    """Count lists, of all languages: empty as they should be, and wrongly so."""
    hopeless = judged_set.hopeless
    lists = [entry for ranked in rankings.values() for entry in ranked.items()]
    return {
        "expected": sum(startup in hopeless for startup, _ in lists),
        "abstained": sum(startup in hopeless and not ranked for startup, ranked in lists),
        "wrongly": sum(startup not in hopeless and not ranked for startup, ranked in lists),
    }


def promise(
    judged_set: JudgedSet, ranker: Ranker, lists: Iterable[Mapping[str, Shortlist]]
) -> dict[str, float | None]:
    """The best score that lists could come to, were all that is unknown as good as can be.

    The highest of those that should be empty and the lowest of the others: what lists have to
    promise (`suits` of the desk) is chosen between them. None where nothing is open to any such
    startup.
    """
    found: dict[bool, list[float]] = {True: [], False: []}
    for shortlists in lists:
        for startup, made in shortlists.items():
            if scores := [ranker.most(one.score) for one in made.matches if one.band]:
                found[startup in judged_set.hopeless].append(max(scores))
    return {
        "most_of_hopeless": max(found[True], default=None),
        "least_of_others": min(found[False], default=None),
    }


def calibration(
    judged_set: JudgedSet, lists: Iterable[Mapping[str, Shortlist]]
) -> dict[str, dict[str, int]]:
    """What judges found of the pairs in each band: how many they judged, and found to suit.

    Of what is open to the startup. A pair counts once, by the median of its scores in the languages
    that its startup writes.
    """
    told: dict[tuple[str, str], list[Match]] = defaultdict(list)
    for shortlists in lists:
        for startup, shortlist in shortlists.items():
            for match in shortlist.matches:
                if match.band:
                    told[startup, match.offer.id].append(match)
    calibrated = bands(Desk.FINANCING, Said.STATED)
    found = {str(one.band): {"judged": 0, "suited": 0} for one in calibrated}
    for (startup, programme), each in told.items():
        if programme in judged_set.qrels[startup]:
            counts = found[middle(each)]
            counts["judged"] += 1
            counts["suited"] += judged_set.qrels[startup][programme] > 0
    return found


def middle(matches: Sequence[Match]) -> str:
    """The band of the median of some scores; of the lower one of two."""
    ordered = sorted(matches, key=lambda one: one.score.total)
    band = ordered[(len(ordered) - 1) // 2].band
    assert band is not None
    return band.band


def strangers(judged_set: JudgedSet, profiles: Mapping[str, Profile]) -> int:
    """Count judged pairs whose programme is not in the catalogue, or whose startup is unknown.

    Such programmes stay in the grades, and are missed; their verdicts are left out.
    """
    return judged_set.lost + sum(programme not in profiles for _, programme in judged_set.pairs)
