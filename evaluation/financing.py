"""`wasl evaluate financing`: the financing desk against a judged set, through the product's engine.

The set is a folder of `startups.jsonl`, `qrels.tsv`, `verdicts.tsv` and `split.tsv`, described in
the set's own README; programmes are those of the product's catalogue, by id.
"""

import csv
from collections import Counter as Tally
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from itertools import combinations
from pathlib import Path
from statistics import fmean
from time import perf_counter
from typing import Any

from app.context import Context
from app.settings import settings
from evaluation.metrics import measure, rank_biased_overlap
from ingestion import judged, programmes
from ingestion.judged import JudgedStartup
from matching.criteria.judge import judge_pair
from matching.encoder.base import Encoder
from matching.engine import CANDIDATES, Counter, Engine
from matching.index.faiss_index import FaissIndex
from matching.lexical.index import TermIndex
from matching.profile import LANGUAGES, Desk, Profile
from matching.retrieval import Query, Retriever

PERSISTENCE = 0.9

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """Startups with the right grade (0 to 3) and verdict of each programme."""

    startups: Sequence[JudgedStartup]
    qrels: Mapping[str, Mapping[str, int]]
    verdicts: Sequence[Row]

    @property
    def hopeless(self) -> set[str]:
        """Startups that no programme suits: the right list is an empty one."""
        return {one.id for one in self.startups if not any(self.qrels[one.id].values())}


def run(folder: Path, split: str | None = None) -> dict[str, object]:
    """Measure ranking by language, likeness between languages, verdicts and abstention.

    The form of the result is that of `design/evaluation.md`. Raises FileNotFoundError for a
    missing file and ValueError for a line that is not of its form.
    """
    start = perf_counter()
    judged_set = read(folder, split)
    encoder = Context(settings()).encoder
    desk = FinancingDesk(encoder, catalogue())
    rankings = {lang: desk.rankings(judged_set.startups, lang) for lang in languages(judged_set)}
    return {
        "startups": len(judged_set.startups),
        "languages": {
            lang: {
                "startups": len(ranked),
                "ndcg@10": ndcg(judged_set, ranked),
                "ndcg@10_text_only": ndcg(judged_set, desk.by_text(judged_set.startups, lang)),
            }
            for lang, ranked in rankings.items()
        },
        "parity": parity(rankings),
        "verdicts": agreement(judged_set, desk.profiles),
        "abstention": abstention(judged_set, rankings),
        "model": encoder.identity,
        "version": version("wasl"),
        "seconds": perf_counter() - start,
    }


def read(folder: Path, split: str | None) -> JudgedSet:
    """The set, or the startups of one of its splits."""
    splits = {row["startup"]: row["split"] for row in table(folder / "split.tsv")}
    startups = [one for one in judged.read(folder) if split is None or splits.get(one.id) == split]
    chosen = {one.id for one in startups}
    qrels: dict[str, dict[str, int]] = {one: {} for one in chosen}
    for row in table(folder / "qrels.tsv"):
        if row["startup"] in chosen:
            qrels[row["startup"]][row["programme"]] = int(row["grade"])
    verdicts = [row for row in table(folder / "verdicts.tsv") if row["startup"] in chosen]
    return JudgedSet(startups, qrels, verdicts)


def table(path: Path) -> list[Row]:
    """The rows of a tab-separated file with a header."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def catalogue() -> list[Profile]:
    """The product's own programmes; raises ValueError should one be refused."""
    batch = programmes.read(Path(str(files("ingestion").joinpath("catalogue", "programmes"))))
    if batch.refusals:
        raise ValueError(str(batch.refusals[0]))
    return [programmes.profile(record.data) for record in batch.records]


def languages(judged_set: JudgedSet) -> list[str]:
    """The languages the startups write in, the interface's three first."""
    found = {lang for one in judged_set.startups for lang in one.text}
    return [lang for lang in LANGUAGES if lang in found] + sorted(found - set(LANGUAGES))


class FinancingDesk:
    """The engine over the product's catalogue, in memory."""

    def __init__(self, encoder: Encoder, catalogue: Sequence[Profile]) -> None:
        self.encoder = encoder
        self.profiles = {profile.id: profile for profile in catalogue}
        vectors, terms = FaissIndex(encoder.dimension), TermIndex()
        for profile in catalogue:
            texts = [passage.text for passage in profile.passages]
            vectors.replace(profile.id, encoder.passages(texts))
            terms.replace(profile.id, profile.passages)
        self.retriever = Retriever(encoder, vectors, terms)
        counter = Counter(self.retriever, lambda ids: {one: self.profiles[one] for one in ids})
        self.engine = Engine(encoder, {Desk.FINANCING: counter})

    def rankings(self, startups: Sequence[JudgedStartup], lang: str) -> dict[str, list[str]]:
        """Programme ids, best first, for each startup that has a text in this language."""
        found = {}
        for one in startups:
            if lang in one.text:
                seeker = judged.profile(one, lang)
                shortlist = self.engine.match(
                    seeker, Desk.FINANCING, limit=len(self.profiles), as_of=one.as_of
                )
                found[one.id] = [match.offer.id for match in shortlist.matches]
        return found

    def by_text(self, startups: Sequence[JudgedStartup], lang: str) -> dict[str, list[str]]:
        """The same from the texts alone: retrieval without facts, need or rules."""
        found = {}
        for one in startups:
            if lang in one.text:
                query = Query(judged.profile(one, lang).passages)
                candidates = self.retriever.search(query, CANDIDATES)
                found[one.id] = [candidate.profile_id for candidate in candidates]
        return found


def ndcg(judged_set: JudgedSet, rankings: Mapping[str, Sequence[str]]) -> float:
    """nDCG@10, gain 2^grade - 1, over the startups ranked that have a relevant programme."""
    qrels = {startup: judged_set.qrels[startup] for startup in rankings}
    return measure(qrels, rankings)["ndcg@10"]


def parity(rankings: Mapping[str, Mapping[str, Sequence[str]]]) -> dict[str, float]:
    """Mean rank-biased overlap (p = 0.9) of a startup's lists in two of the three languages."""
    return {
        f"{one}-{other}": fmean(
            rank_biased_overlap(rankings[one][startup], rankings[other][startup], PERSISTENCE)
            for startup in rankings[one].keys() & rankings[other].keys()
        )
        for one, other in combinations(("fr", "en", "ar"), 2)
        if one in rankings and other in rankings
    }


def agreement(judged_set: JudgedSet, profiles: Mapping[str, Profile]) -> dict[str, Any]:
    """How often the rules say what the judges said; the confusion reads judged>ours."""
    seekers = {
        one.id: (judged.profile(one, next(iter(one.text))), one.as_of)
        for one in judged_set.startups
    }
    confusion = Tally(
        f"{row['verdict']}>{judge_pair(seeker, profiles[row['programme']], as_of).verdict}"
        for row in judged_set.verdicts
        for seeker, as_of in [seekers[row["startup"]]]
        if row["programme"] in profiles
    )
    pairs = confusion.total()
    same = sum(count for pair, count in confusion.items() if len(set(pair.split(">"))) == 1)
    return {
        "pairs": pairs,
        "agree": same / pairs if pairs else 0.0,
        "confusion": dict(sorted(confusion.items())),
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
