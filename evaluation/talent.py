"""`wasl evaluate talent`: vacancies and candidates, through the product's engine.

A set is a folder of `truth.jsonl` (what each CV says), `files/` (the CVs as sent), `offers.jsonl`
(each with its whole advert, `text`, and one line, `short`), `qrels.tsv` (grades 0 to 3) and
`skills.yaml` (the vocabulary of the truth's skills). Offers are always read from their text.

A row of the table is a pair of languages, of the need and of the CV: only CVs of that language are
ranked, for the offers that have a suitable one among them. `same` and `cross` put the CVs of the
offer's language, and those of the others, together; `all` ranks everybody.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from itertools import pairwise
from math import log2
from pathlib import Path
from statistics import fmean
from time import perf_counter
from types import MappingProxyType
from typing import Any

import yaml

from app.settings import settings
from evaluation.collection import QRELS, CollectionError, read_qrels
from evaluation.metrics import measure
from evaluation.talent_changes import Altered, Ranks, alterations
from evaluation.talent_truth import candidate_of, mapped
from evaluation.vector_cache import CachedEncoder
from ingestion import documents, offers
from ingestion.candidates import candidate, without_instructions
from ingestion.cv import understand
from ingestion.cv.places import canonical
from ingestion.offers.matching import profile as vacancy_profile
from matching.encoder import open_encoder
from matching.encoder.base import Encoder
from matching.engine import Counter, Engine, Shortlist
from matching.index.faiss_index import FaissIndex
from matching.lexical.index import TermIndex
from matching.profile import LANGUAGES, Desk, Profile
from matching.retrieval import Leg, Query, Retriever
from matching.talent.abstention import Answer, answer, refused, strength
from matching.talent.candidate import Candidate, profile
from matching.talent.occupations import Reader

TRUTH, OFFERS, SKILLS, FILES = "truth.jsonl", "offers.jsonl", "skills.yaml", "files"
AS_OF = date(2026, 11, 1)
# The two ways in which a need is said.
FORMS = ("short", "text")
# Where candidates come from: what is in the CVs, or what was read from their files.
SOURCES = ("truth", "files")

Rankings = Mapping[str, Sequence[str]]
Row = Mapping[str, Any]


@dataclass(frozen=True)
class TalentSet:
    """Offers and CVs by id, with the grade of each pair."""

    folder: Path
    offers: Mapping[str, Row]
    truth: Mapping[str, Row]
    qrels: Mapping[str, Mapping[str, int]]

    @property
    def hopeless(self) -> frozenset[str]:
        """The offers that nobody suits."""
        return frozenset(one for one in self.offers if not any(self.qrels[one].values()))


def read(folder: Path) -> TalentSet:
    """The set; raises `CollectionError` for what is missing or not of the form."""
    offered, truth = rows(folder / OFFERS), rows(folder / TRUTH)
    qrels = read_qrels(folder / QRELS)
    return TalentSet(folder, offered, truth, {one: qrels.get(one, {}) for one in offered})


def rows(path: Path) -> dict[str, Row]:
    """The objects of a file by their id."""
    try:
        found = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
        return {str(one["id"]): one for one in found}
    except (OSError, ValueError, TypeError, KeyError) as error:
        message = f"{path}: {error}"
        raise CollectionError(message) from error


class Pool:
    """Candidates, indexed as the product does."""

    def __init__(self, encoder: Encoder, candidates: Iterable[Candidate]) -> None:
        self.encoder = encoder
        self.profiles = {one.id: profile(one) for one in candidates}
        self.retriever = Retriever(encoder, FaissIndex(encoder.dimension), TermIndex())
        for one in self.profiles.values():
            self.retriever.index(one.id, one.passages)
        counter = Counter(self.retriever, lambda ids: {one: self.profiles[one] for one in ids})
        self.engine = Engine(encoder, {Desk.TALENT: counter})

    def shortlist(self, vacancy: Profile) -> Shortlist:
        """Everybody, best first."""
        return self.engine.match(vacancy, Desk.TALENT, limit=len(self.profiles), as_of=AS_OF)

    def swap(self, identifier: str, someone: Candidate | Profile | None) -> Profile | None:
        """Put somebody in the place of an identifier, nobody for None; gives who was there."""
        before = self.profiles.pop(identifier, None)
        made = profile(someone) if isinstance(someone, Candidate) else someone
        self.retriever.index(identifier, made.passages if made else ())
        if made:
            self.profiles[identifier] = made
        return before

    def leg(self, leg: Leg, vacancy: Profile) -> list[str]:
        """Everybody by one leg alone; those that it does not find last, by id."""
        found = self.retriever.search_leg(leg, Query(vacancy.passages), len(self.profiles))
        ids = [one.profile_id for one in found]
        return [*ids, *sorted(self.profiles.keys() - set(ids))]


def run(folder: Path, sources: Sequence[str] = SOURCES) -> dict[str, object]:
    """Measure ranking, abstention and fairness, with candidates from each of the sources.

    Raises `CollectionError` for a folder that is not of the form.
    """
    start, judged = perf_counter(), read(folder)
    with closing(CachedEncoder(encoder(), settings().home / "evaluation")) as remembered:
        reader = Reader(remembered)
        vacancies = {
            form: {one: vacancy(row, form, reader) for one, row in judged.offers.items()}
            for form in FORMS
        }
        found = {
            name: evaluated(judged, Pool(remembered, SOURCE[name](judged)), vacancies)
            for name in sources
        }
        altered = changes(judged, remembered, vacancies) if "files" in sources else {}
        model = remembered.identity
    return {
        "offers": len(judged.offers),
        "candidates": len(judged.truth),
        "sources": found,
        "changes": altered,
        "model": model,
        "version": version("wasl"),
        "seconds": perf_counter() - start,
    }


def encoder() -> Encoder:
    """The model of the settings."""
    return open_encoder(settings().home, settings().model)


def vacancy(row: Row, form: str, reader: Reader) -> Profile:
    """An offer as the product reads it from one of its texts."""
    return vacancy_profile(offers.read(row[form], row["language"]), str(row["id"]), reader)


def from_truth(judged: TalentSet) -> list[Candidate]:
    """The candidates as the truth has them."""
    try:
        known = mapped(yaml.safe_load((judged.folder / SKILLS).read_text("utf-8")))
    except OSError as error:
        message = f"{judged.folder / SKILLS}: the file is missing"
        raise CollectionError(message) from error
    return [candidate_of(row, known, AS_OF) for row in judged.truth.values()]


def from_files(judged: TalentSet) -> list[Candidate]:
    """The candidates as their files are read; one whose file is refused says nothing."""
    return [from_file(judged.folder / FILES / row["file"], row) for row in judged.truth.values()]


def from_file(path: Path, row: Row) -> Candidate:
    """The candidate that a file makes."""
    outcome = documents.read(path.read_bytes(), row["upload_name"])
    if not isinstance(outcome, documents.Read):
        return Candidate(row["id"], "")
    read = without_instructions(outcome)
    return candidate(understand(read, row["upload_name"], AS_OF), read, row["id"], AS_OF)


SOURCE: Mapping[str, Callable[[TalentSet], list[Candidate]]] = {
    "truth": from_truth,
    "files": from_files,
}


def evaluated(
    judged: TalentSet, pool: Pool, vacancies: Mapping[str, Mapping[str, Profile]]
) -> dict[str, object]:
    """The figures of one pool, by the form in which needs are said."""
    return {form: of_form(judged, pool, asked) for form, asked in vacancies.items()}


def of_form(judged: TalentSet, pool: Pool, asked: Mapping[str, Profile]) -> dict[str, object]:
    """Ranking by pair of languages, against each leg alone; abstention; fairness."""
    lists = {one: pool.shortlist(vacancy) for one, vacancy in asked.items()}
    rankings: dict[str, Rankings] = {
        "wasl": {one: [line.offer.id for line in made.matches] for one, made in lists.items()},
        "bm25": {one: pool.leg(Leg.LEXICAL, vacancy) for one, vacancy in asked.items()},
        "dense": {one: pool.leg(Leg.DENSE, vacancy) for one, vacancy in asked.items()},
    }
    return {
        "ndcg@10": by_languages(judged, rankings),
        "abstention": abstention(judged, lists),
        "threshold": threshold(judged, lists),
        "fairness": fairness(judged, lists),
    }


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


def changes(
    judged: TalentSet, encoder: Encoder, vacancies: Mapping[str, Mapping[str, Profile]]
) -> dict[str, Any]:
    """How far ranks move when a CV says of itself what must not count; see `alterations`."""
    pool = Pool(encoder, from_files(judged))
    asked = [one for form in vacancies.values() for one in form.values()]

    def ranks(someone: Candidate) -> Ranks:
        held = pool.swap(someone.id, someone)
        found = [
            next(
                line.position for line in pool.shortlist(one).matches if line.offer.id == someone.id
            )
            for one in asked
        ]
        pool.swap(someone.id, held)
        return found

    found: dict[str, list[Altered]] = defaultdict(list)
    for kind, before, after in alterations(judged.folder, judged.truth.values(), AS_OF):
        found[kind].append(Altered(ranks(before), ranks(after)))
    return {kind: moved(pairs) for kind, pairs in found.items()}


def moved(pairs: Sequence[Altered]) -> dict[str, float]:
    """Places gained (above 0) over the lists of all CVs altered: the most, the mean, the share."""
    gained = [place for pair in pairs for place in pair.gained]
    return {
        "cvs": len(pairs),
        "most_gained": max(gained),
        "most_lost": -min(gained),
        "mean_gained": fmean(gained),
        "mean_moved": fmean(map(abs, gained)),
        "most_gained_among_ten": max(place for pair in pairs for place in pair.gained_among(10)),
    }


def abstention(judged: TalentSet, lists: Mapping[str, Shortlist]) -> dict[str, Any]:
    """How well "nobody fits" is said: precision and recall over the offers that nobody suits.

    Either is None where there is nothing to divide by. `unclear` counts the needs that are said to
    tell too little, `hopeless` the offers to be found.
    """
    said = {one: answer(made) for one, made in lists.items()}
    nobody = {one for one, told in said.items() if told is Answer.NOBODY}
    right = len(nobody & judged.hopeless)
    return {
        "precision": right / len(nobody) if nobody else None,
        "recall": right / len(judged.hopeless) if judged.hopeless else None,
        "said": sorted(nobody),
        "hopeless": sorted(judged.hopeless),
        "unclear": sum(told is Answer.UNCLEAR for told in said.values()),
    }


def threshold(judged: TalentSet, lists: Mapping[str, Shortlist]) -> dict[str, float]:
    """The strength that best tells offers that somebody suits from those that nobody does.

    Each offer is taken with everybody and, to have more that nobody suits, without those who do.
    The threshold is the middle of the two strengths between which the mean of the shares told
    right is greatest. `enough` in `desks.yaml` is this figure on dev, of whole adverts.
    """
    suited = [best(made) for one, made in lists.items() if one not in judged.hopeless]
    nobody = [best(made, judged.qrels[one]) for one, made in lists.items()]
    cuts = sorted({*suited, *nobody})
    middles = [(low + high) / 2 for low, high in pairwise(cuts)]

    def told(cut: float) -> float:
        return fmean([fmean(one >= cut for one in suited), fmean(one < cut for one in nobody)])

    cut = max(middles, key=told)
    return {
        "strength": cut,
        "told": told(cut),
        "kept": fmean(one >= cut for one in suited),
        "abstained": fmean(one < cut for one in nobody),
    }


def best(made: Shortlist, without: Mapping[str, int] = MappingProxyType({})) -> float:
    """The strength of the strongest line that nothing refuses; 0 where there is none."""
    return max(
        (
            strength(line.score, made.desk)
            for line in made.matches
            if not refused(line) and not without.get(line.offer.id)
        ),
        default=0.0,
    )


def fairness(judged: TalentSet, lists: Mapping[str, Shortlist]) -> dict[str, Any]:
    """Exposure and mean score by group of candidates, beside what the grades would give.

    Exposure is the mean over a group of the sum over lists of 1 / log2(1 + rank), that of the ten
    first ranks, divided by the mean over everybody; `merited` is the same for lists in the order of
    the grades. 1 is an equal share. Gender is told where it is volunteered; no CV does.
    """
    shown = exposure({one: [it.offer.id for it in made.matches] for one, made in lists.items()})
    merited = exposure({one: ranked(grades) for one, grades in judged.qrels.items()})
    scores: dict[str, list[float]] = defaultdict(list)
    for made in lists.values():
        for line in made.matches:
            scores[line.offer.id].append(line.score.total)
    means = {one: fmean(found) for one, found in scores.items()}
    return {
        name: {
            group: {
                "candidates": len(members),
                "exposure": relative(shown, members, judged.truth),
                "merited": relative(merited, members, judged.truth),
                "score": fmean(means[one] for one in members),
            }
            for group, members in grouped(judged.truth.values(), of).items()
        }
        for name, of in GROUPS.items()
    }


def exposure(rankings: Rankings) -> dict[str, float]:
    """By candidate, the sum of 1 / log2(1 + rank) over the lists that show them among ten."""
    found: dict[str, float] = defaultdict(float)
    for listed in rankings.values():
        for rank, one in enumerate(listed[:10], start=1):
            found[one] += 1 / log2(1 + rank)
    return found


def ranked(grades: Mapping[str, int]) -> list[str]:
    """The suitable candidates, best grade first."""
    return sorted((one for one, grade in grades.items() if grade), key=lambda one: -grades[one])


def relative(found: Mapping[str, float], members: Sequence[str], everybody: Iterable[str]) -> float:
    """The mean of a group over that of everybody."""
    overall = fmean(found.get(one, 0.0) for one in everybody)
    return fmean(found.get(one, 0.0) for one in members) / overall if overall else 0.0


def grouped(truth: Iterable[Row], of: Callable[[Row], str]) -> dict[str, list[str]]:
    """Candidates by group, those of the largest groups first; alone or in twos they are others."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in truth:
        found[of(row)].append(row["id"])
    large = {group: ids for group, ids in found.items() if len(ids) >= SMALLEST}
    others = [one for group, ids in found.items() if group not in large for one in ids]
    named = dict(sorted(large.items(), key=lambda item: -len(item[1])))
    return named | ({"others": others} if others else {})


# A group of fewer people says more of them than of the ranking.
SMALLEST = 3
GROUPS: Mapping[str, Callable[[Row], str]] = {
    "language": lambda row: str(row["language"]),
    "city": lambda row: canonical(row["city"] or "") or "unknown",
    "school": lambda row: str(row["education"][0]["school"]) if row["education"] else "unknown",
}
