"""Searching the catalogue: by words and meaning, narrowed by facets."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from typing import Annotated

from fastapi import Query as Parameter

from app.context import Context
from app.kit.database import reading
from app.profiles.service import filed
from app.programmes.facets import NAMED, counted, kept
from app.programmes.schemas import CatalogueShown, CodeShown, FacetShown, FoundShown
from app.programmes.shelf import Entry, Label, Stem, stems, stems_of
from matching.lexical.analysis import terms
from matching.lexical.synonyms import synonyms
from matching.profile import LANGUAGES, Desk, Passage
from matching.retrieval import Candidate, Query, Retriever

# The part of a query's weight that the words of a programme must carry for it to be found.
SHARE = 0.5
# Where fewer programmes than this use the words, those nearest in meaning follow: a question asked
# in a sentence shares a word with some programme, seldom with the one that answers it.
FEW = 10
# Of these, as parts of the model's range (`Scale.part`): how far one may be from the nearest of
# them, and twice that from the nearest of all; how far this one must be over unrelated texts, and
# over the middle one. Keys struck at random are as near as a question, but to all programmes alike.
# Some of the words bring one as much nearer as `WORDS` says for all of them. Chosen with the
# searches of tests/app/test_programmes_search.py: docs/decisions/0003-fusion.md.
NEAR, LEAST, APART, WORDS = 0.12, 0.47, 0.18, 0.2

# For each word asked, the stems of each way of saying it.
Ways = Sequence[Sequence[frozenset[Stem]]]


class Sort(StrEnum):
    """In which order programmes are shown."""

    RELEVANCE = "relevance"
    """What answers best first; by name where nothing is asked."""
    NAME = "name"
    FRESHNESS = "freshness"
    """The latest seen first, those without a date last."""


Codes = Annotated[tuple[str, ...], Parameter(max_length=40)]


@dataclass(frozen=True)
class Wanted:
    """What is searched for; several values of a facet widen it, several facets narrow it."""

    q: Annotated[str, Parameter(max_length=300, description="Words in any language.")] = ""
    kind: Codes = ()
    instrument: Codes = ()
    sector: Codes = ()
    stage: Codes = ()
    region: Codes = ()
    status: Codes = ()
    dilutive: Codes = ()
    language: Codes = ()
    sort: Sort = Sort.RELEVANCE

    @property
    def chosen(self) -> dict[str, tuple[str, ...]]:
        """The values chosen, by facet, in the order of the facets."""
        return {name: tuple(dict.fromkeys(getattr(self, name))) for name in NAMED}


@dataclass(frozen=True, slots=True)
class Reading:
    """What is asked, read in one language."""

    words: frozenset[Stem]
    given: frozenset[Label]
    """What stands whole among the words of what programmes give."""
    taken: frozenset[Label]
    """The same of the sectors and places that they take."""

    @classmethod
    def of(cls, asked: str, every: Sequence[Entry]) -> "list[Reading]":
        """What is asked of some programmes, in each language."""
        given = frozenset[Label]().union(*(one.given for one in every))
        # Most take the same.
        taken = frozenset[Label]().union(*{one.taken for one in every})
        read = [stems(asked, lang) for lang in LANGUAGES]
        return [cls(words, named_in(words, given), named_in(words, taken)) for words in read]


@dataclass(frozen=True, slots=True)
class Answers:
    """The programmes that answer a query."""

    entries: Sequence[Entry]
    scores: Mapping[str, float]
    by_meaning: frozenset[str] = frozenset()
    """Those that do not use the words, and were found for their meaning."""


def search(context: Context, wanted: Wanted, offset: int, limit: int) -> CatalogueShown:
    """The part of the catalogue that is asked for, and what it can be narrowed to."""
    with reading(context.database) as session:
        every = context.shelf.entries(session)
    answers = answering(context, every, wanted.q.strip())
    chosen = wanted.chosen
    found = sorted(
        (one for one in answers.entries if kept(one.values, chosen)),
        key=lambda one: (*SORTS[wanted.sort](one, answers.scores), one.filed_as, one.brief.id),
    )
    return CatalogueShown(
        items=tuple(
            FoundShown.of_brief(one.brief, by_meaning=one.brief.id in answers.by_meaning)
            for one in found[offset : offset + limit]
        ),
        total=len(found),
        offset=offset,
        limit=limit,
        facets=tuple(facet(answers.entries, chosen, name) for name in chosen),
        without_words=sum(kept(one.values, chosen) for one in every),
        by_meaning=sum(one.brief.id in answers.by_meaning for one in found),
    )


def facet(answers: Sequence[Entry], chosen: Mapping[str, Sequence[str]], name: str) -> FacetShown:
    """What a facet leaves to choose from, when the other facets have chosen."""
    others = [one.values for one in answers if kept(one.values, chosen, but=name)]
    counts = counted(others, name, chosen[name])
    return FacetShown(
        name=name,
        values=tuple(CodeShown(code=code, count=count) for code, count in counts.items()),
        chosen=tuple(chosen[name]),
        without=len(others),
    )


def answering(context: Context, every: Sequence[Entry], asked: str) -> Answers:
    """The programmes called by what is asked, in its words or others, and those that use most.

    Where these are few and none bears it as a name, those whose meaning is nearest follow, if it is
    near at all.
    """
    if not asked:
        return Answers(every, {})
    readings = Reading.of(asked, every)
    called = {one.brief.id for one in every if is_called(one, asked, readings)}
    # What holds no word, as a sign alone, means nothing.
    if not any(one.words for one in readings):
        return Answers([one for one in every if one.brief.id in called], {})
    retriever, candidates = retrieved(context, asked)
    ways = otherwise(asked)
    told = {one.brief.id: part_told(one, ways) for one in every}
    # Who types a name means what bears it, and nothing that may be said in its place.
    if any(is_named(one, asked, whole=True) for one in every):
        using = called | {one.profile_id for one in candidates if one.typed >= SHARE}
    else:
        renamed = {one for one, part in told.items() if part == 1}
        using = called | renamed | {one.profile_id for one in candidates if one.lexical >= SHARE}
    near: dict[str, float] = {}
    if len(using) < FEW and not any(is_named(one, asked) for one in every):
        meant = {one.brief.id: 1.0 for one in every if is_meant(one, readings)}
        near = nearest(retriever, candidates, using, told | meant)
    # Who types a name wants what bears it, before what speaks of it, and that before what is near.
    scores = near | {
        one.profile_id: one.score + 1 + (one.profile_id in called)
        for one in candidates
        if one.profile_id in using
    }
    entries = [one for one in every if one.brief.id in using | near.keys()]
    return Answers(entries, scores, by_meaning=frozenset(near))


def retrieved(context: Context, asked: str) -> tuple[Retriever, list[Candidate]]:
    """Every programme with its scores for what is asked, read in each language."""
    follower = context.followers[Desk.FINANCING]
    follower.catch_up()
    passages = tuple(Passage("query", lang, asked) for lang in LANGUAGES)
    with follower.steady():
        vectors = context.encoder.queries([asked])
        query = Query(passages, vectors)
        return follower.retriever, follower.retriever.search(query, len(follower.retriever.terms))


def is_named(entry: Entry, asked: str, *, whole: bool = False) -> bool:
    """Whether a programme's name or its provider's has what is asked.

    From the start of a word, as who types gets there, or `whole`.
    """
    end = r"(?!\w)" if whole else ""
    return re.search(rf"(?<!\w){re.escape(filed(asked))}{end}", entry.names) is not None


def is_called(entry: Entry, asked: str, readings: Iterable[Reading]) -> bool:
    """Whether a programme is called by all the words asked, or by a part of its name.

    Beside a word that it is called by, others may say where and for whom: what takes every sector
    is for theirs too.
    """
    return is_named(entry, asked) or any(
        not one.words.isdisjoint(entry.stems)
        and one.words <= entry.stems.union(*(one.taken & entry.taken))
        for one in readings
    )


def is_meant(entry: Entry, readings: Iterable[Reading]) -> bool:
    """Whether a programme gives what a sentence names, and takes the sectors and places named."""
    return any(
        one.taken <= entry.taken and any(label <= entry.stems for label in one.given)
        for one in readings
    )


def named_in(words: frozenset[Stem], labels: Iterable[Label]) -> frozenset[Label]:
    """Those of some labels that stand whole among the words."""
    return frozenset(one for one in labels if one and one <= words)


def otherwise(asked: str) -> list[Ways]:
    """What is asked by language: for each of its words, what may be said in its place."""
    read = [(found, synonyms().of(found)) for lang in LANGUAGES if (found := terms(asked, lang))]
    return [
        [[stems_of(said) for said in ((term,), *others.get(term, ()))] for term in found]
        for found, others in read
    ]


def part_told(entry: Entry, ways: Iterable[Ways]) -> float:
    """The part, 0 to 1, of what is asked that a programme is called by, in whatever words."""
    told = (
        sum(any(said <= entry.stems for said in each) for each in way) / len(way) for way in ways
    )
    return max(told, default=0.0)


def nearest(
    retriever: Retriever,
    candidates: Sequence[Candidate],
    using: Collection[str],
    told: Mapping[str, float],
) -> dict[str, float]:
    """How near the few nearest of those that do not use the words are, if nearer than chance.

    `told` is the part of what is asked that each is called by.
    """
    parts = {one.profile_id: retriever.scale.part(one.dense) for one in candidates}
    near = {
        one.profile_id: parts[one.profile_id]
        + WORDS * max(one.lexical, told.get(one.profile_id, 0.0))
        for one in candidates
    }
    best, middle = max(near.values(), default=0.0), median(parts.values() or (0.0,))
    if best < max(LEAST, middle + APART):
        return {}
    others = {one: score for one, score in near.items() if one not in using}
    least = max(max(others.values(), default=0.0) - NEAR, best - 2 * NEAR)
    ordered = sorted(others, key=lambda one: (-others[one], one))
    return {one: others[one] for one in ordered[:FEW] if others[one] >= least}


def by_relevance(entry: Entry, scores: Mapping[str, float]) -> tuple[float]:
    """The best answer first; all are equal where nothing was asked."""
    return (-scores.get(entry.brief.id, 0.0),)


def by_name(_entry: Entry, _scores: Mapping[str, float]) -> tuple[()]:
    """In the order that settles all ties."""
    return ()


def by_freshness(entry: Entry, _scores: Mapping[str, float]) -> tuple[bool, tuple[int, ...]]:
    """The latest date first; a year alone stands after its months, no date last."""
    parts = entry.brief.as_of.split("-") if entry.brief.as_of else []
    return not parts, tuple(-int(part) for part in [*parts, "0", "0"][:3])


Key = Callable[[Entry, Mapping[str, float]], tuple[object, ...]]
SORTS: Mapping[Sort, Key] = {
    Sort.RELEVANCE: by_relevance,
    Sort.NAME: by_name,
    Sort.FRESHNESS: by_freshness,
}
