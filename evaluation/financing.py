"""`wasl evaluate financing`: the financing desk against a judged set, through the product's engine.

The set is a folder of `startups.jsonl`, `qrels.tsv`, `verdicts.tsv` and `split.tsv`, described in
the set's own README; programmes are those of the product's catalogue, by id. `split.tsv` is read
only where a split is asked for; header lines may be left out.
"""

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, replace
from importlib.metadata import version
from importlib.resources import files
from itertools import combinations
from pathlib import Path
from statistics import fmean
from time import perf_counter
from typing import Any

from app.context import Context
from app.settings import settings
from evaluation.collection import QRELS, CollectionError, read_qrels
from evaluation.metrics import measure, rank_biased_overlap
from ingestion import judged, programmes
from ingestion.judged import JudgedStartup
from matching.criteria.judge import judge_pair
from matching.criteria.rules import leaves
from matching.criteria.verdict import Judgement, Verdict
from matching.encoder.base import Encoder
from matching.engine import CANDIDATES, Counter, Engine, Match, Shortlist
from matching.index.faiss_index import FaissIndex
from matching.lexical.index import TermIndex
from matching.profile import LANGUAGES, Desk, Profile
from matching.ranking.bands import Said, bands
from matching.ranking.ranker import Ranker
from matching.retrieval import Leg, Query, Retriever

PERSISTENCE = 0.9
VERDICTS, SPLITS = "verdicts.tsv", "split.tsv"
# What a JSON value is called in an error.
KINDS = {str: "a text", dict: "an object"}

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """Startups with the right grade (0 to 3) and verdict of each programme.

    `lost` counts judged pairs whose startup is in no line of the set's startups.
    """

    startups: Sequence[JudgedStartup]
    qrels: Mapping[str, Mapping[str, int]]
    verdicts: Sequence[Row]
    lost: int = 0

    @property
    def hopeless(self) -> set[str]:
        """Startups that no programme suits: the right list is an empty one."""
        return {one.id for one in self.startups if not any(self.qrels[one.id].values())}

    @property
    def pairs(self) -> set[tuple[str, str]]:
        """Each startup and programme that have a grade, a verdict or both."""
        return pairs(self.qrels, self.verdicts)


def run(folders: Sequence[Path], split: str | None = None) -> dict[str, object]:
    """Measure ranking by language, likeness between languages, verdicts and abstention.

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


def evaluated(judged_set: JudgedSet, desk: "FinancingDesk") -> dict[str, object]:
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
        "abstention": abstention(judged_set, rankings) | promise(judged_set, lists.values()),
        "bands": calibration(judged_set, lists.values()),
        "strangers": strangers(judged_set, desk.profiles),
        **stamp(desk, start),
    }


def stamp(desk: "FinancingDesk", start: float) -> dict[str, object]:
    """What every result carries: by which model and version, and how long it took."""
    return {
        "model": desk.encoder.identity,
        "version": version("wasl"),
        "seconds": perf_counter() - start,
    }


def read(folder: Path, split: str | None) -> JudgedSet:
    """The set, or the startups of one of its splits.

    Raises `CollectionError`, naming file and line, for what is missing or not of the form.
    """
    everyone = read_startups(folder / judged.FILE)
    startups = everyone if split is None else within(everyone, folder / SPLITS, split)
    qrels, verdicts = read_qrels(folder / QRELS), read_verdicts(folder / VERDICTS)
    known, chosen = {one.id for one in everyone}, {one.id for one in startups}
    return JudgedSet(
        startups,
        {one: qrels.get(one, {}) for one in chosen},
        [row for row in verdicts if row["startup"] in chosen],
        lost=sum(startup not in known for startup, _ in pairs(qrels, verdicts)),
    )


def read_startups(path: Path) -> list[JudgedStartup]:
    """The startups; raises `CollectionError` for one that is not of the form, or is there twice."""
    with reading(path):
        lines = path.read_text("utf-8").split("\n")
        startups = judged.read(path.parent)
    seen: dict[str, int] = {}
    places = (number for number, line in enumerate(lines, 1) if line.strip())
    for number, one in zip(places, startups, strict=True):
        if fault := wrong(one):
            raise bad(path, number, fault)
        if one.id in seen:
            raise bad(path, number, f"id {one.id!r} is already on line {seen[one.id]}")
        seen[one.id] = number
    return startups


def wrong(startup: JudgedStartup) -> str:
    """What keeps a startup from being measured, or nothing; its fields are as the file has them."""
    kinds = {"id": str, "facts": dict, "need": dict, "text": dict}
    for name, kind in kinds.items():
        if not isinstance(getattr(startup, name), kind):
            return f"field {name!r} is not {KINDS[kind]}"
    if not startup.text or not all(isinstance(text, str) for text in startup.text.values()):
        return "field 'text' does not give a text by language"
    return ""


def within(startups: Sequence[JudgedStartup], path: Path, split: str) -> list[JudgedStartup]:
    """The startups of a split; raises `CollectionError` when it has none."""
    rows = table(path, ("startup", "split"))
    members = {row["startup"] for _, row in rows if row["split"] == split}
    found = [one for one in startups if one.id in members]
    if not found:
        names = ", ".join(sorted({row["split"] for _, row in rows})) or "none"
        message = f"{path}: no startup is in the split {split!r}; its splits: {names}"
        raise CollectionError(message)
    return found


def read_verdicts(path: Path) -> list[Row]:
    """The judges' verdicts; raises `CollectionError` for one that is no verdict of ours."""
    rows = table(path, ("startup", "programme", "verdict"))
    for number, row in rows:
        if row["verdict"] not in set(Verdict):
            raise bad(path, number, f"verdict {row['verdict']!r} is none of {', '.join(Verdict)}")
    return [row for _, row in rows]


def table(path: Path, columns: Sequence[str]) -> Sequence[tuple[int, Row]]:
    """The rows of a tab-separated file, each with the number of its line.

    A first line that names one of `columns` is a header, and may order them otherwise or add to
    them. Raises `CollectionError` for a line without one of them.
    """
    with reading(path):
        lines = path.read_text("utf-8-sig").split("\n")
    numbered = [(number, cells(line)) for number, line in enumerate(lines, 1) if line.strip()]
    header: Sequence[str] = columns
    if numbered and set(columns) & set(numbered[0][1]):
        header = numbered.pop(0)[1]
    rows = [(number, dict(zip(header, found, strict=False))) for number, found in numbered]
    for number, row in rows:
        if missing := [name for name in columns if not row.get(name)]:
            raise bad(path, number, f"column {missing[0]!r} is missing")
    return rows


def cells(line: str) -> list[str]:
    """The cells of a tab-separated line."""
    return [cell.strip() for cell in line.split("\t")]


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Say in a `CollectionError` what keeps a file from being read."""
    try:
        yield
    except OSError as error:
        message = f"{path}: {error.strerror}"
        raise CollectionError(message) from error
    except UnicodeDecodeError as error:
        message = f"{path}: not UTF-8 at byte {error.start}"
        raise CollectionError(message) from error
    except ValueError as error:
        raise CollectionError(str(error)) from error


def bad(path: Path, number: int, reason: str) -> CollectionError:
    """The error for a line."""
    return CollectionError(f"{path}, line {number}: {reason}")


def pairs(qrels: Mapping[str, Mapping[str, int]], verdicts: Sequence[Row]) -> set[tuple[str, str]]:
    """Each startup and programme that have a grade, a verdict or both."""
    graded = {(startup, programme) for startup, grades in qrels.items() for programme in grades}
    return graded | {(row["startup"], row["programme"]) for row in verdicts}


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
        self.ranker = Ranker(Desk.FINANCING)

    def ranked_by(self, ranker: Ranker) -> "FinancingDesk":
        """The same desk, ranking by another ranker."""
        other = copy(self)
        other.ranker = ranker
        return other

    def rankings(self, startups: Sequence[JudgedStartup], lang: str) -> dict[str, list[str]]:
        """Programme ids, best first, for each startup that has a text in this language."""
        return ids(self.shortlists(startups, lang))

    def without_criteria(
        self, startups: Sequence[JudgedStartup], lang: str
    ) -> dict[str, list[str]]:
        """The same when no programme has a rule: every verdict is to verify, nothing is refused."""
        free = {one: replace(profile, criteria=()) for one, profile in self.profiles.items()}
        return ids(self._shortlists(free, startups, lang))

    def shortlists(self, startups: Sequence[JudgedStartup], lang: str) -> dict[str, Shortlist]:
        """The product's list, whole, for each startup that has a text in this language."""
        return self._shortlists(self.profiles, startups, lang)

    def _shortlists(
        self, profiles: Mapping[str, Profile], startups: Sequence[JudgedStartup], lang: str
    ) -> dict[str, Shortlist]:
        counter = Counter(self.retriever, lambda ids: {one: profiles[one] for one in ids})
        engine = Engine(self.encoder, {Desk.FINANCING: counter})
        engine.use(self.ranker)
        return {
            one.id: engine.match(
                judged.profile(one, lang), Desk.FINANCING, limit=len(profiles), as_of=one.as_of
            )
            for one in startups
            if lang in one.text
        }

    def by_leg(
        self, leg: Leg, startups: Sequence[JudgedStartup], lang: str
    ) -> dict[str, list[str]]:
        """The same by one leg of retrieval alone."""
        return {
            one.id: [
                found.profile_id
                for found in self.retriever.search_leg(
                    leg, Query(judged.profile(one, lang).passages), CANDIDATES
                )
            ]
            for one in startups
            if lang in one.text
        }

    def by_text(self, startups: Sequence[JudgedStartup], lang: str) -> dict[str, list[str]]:
        """The same from the texts alone: retrieval without facts, need or rules."""
        return self.by_leg(Leg.FUSED, startups, lang)


def ids(shortlists: Mapping[str, Shortlist]) -> dict[str, list[str]]:
    """The programmes of each list, best first; none where it is said that nothing suits."""
    return {
        startup: [] if shortlist.lack else [match.offer.id for match in shortlist.matches]
        for startup, shortlist in shortlists.items()
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
    judged_set: JudgedSet, lists: Iterable[Mapping[str, Shortlist]]
) -> dict[str, float | None]:
    """The best score that lists could come to, were all that is unknown as good as can be.

    The highest of those that should be empty and the lowest of the others: where *good* begins is
    chosen between them. None where nothing is open to any such startup.
    """
    ranker = Ranker(Desk.FINANCING)
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
