"""Searching the catalogue: by words and meaning, narrowed by facets."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from typing import Annotated

from fastapi import Query as Parameter

from app.context import Context
from app.kit.database import reading
from app.profiles.service import filed
from app.programmes.facets import NAMED, counted, kept
from app.programmes.schemas import CatalogueShown, CodeShown, FacetShown
from app.programmes.shelf import Entry, Stem, stems, stems_of
from matching.lexical.analysis import terms
from matching.lexical.synonyms import synonyms
from matching.profile import LANGUAGES, Desk, Passage
from matching.retrieval import Candidate, Query, Retriever

# The part of a query's weight that the words of a programme must carry for it to be found.
SHARE = 0.5
# Where no programme uses the words, as parts of the model's range (`Scale.part`): how far one may
# be from the nearest in meaning; how far that one must be over unrelated texts, and over the middle
# one. Keys struck at random are as near as a question, but to all programmes alike. Chosen with the
# searches of tests/app/test_programmes_search.py.
NEAR, LEAST, APART = 0.067, 0.48, 0.17

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
class Answers:
    """The programmes that answer a query."""

    entries: Sequence[Entry]
    scores: Mapping[str, float]
    by_meaning: bool = False


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
        items=tuple(one.brief for one in found[offset : offset + limit]),
        total=len(found),
        offset=offset,
        limit=limit,
        facets=tuple(facet(answers.entries, chosen, name) for name in chosen),
        without_words=sum(kept(one.values, chosen) for one in every),
        by_meaning=answers.by_meaning,
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

    Where there is none, those whose meaning is nearest, if it is near at all.
    """
    if not asked:
        return Answers(every, {})
    called = {one.brief.id for one in every if is_called(one, asked)}
    # What holds no word, as a sign alone, means nothing.
    if not any(stems(asked, lang) for lang in LANGUAGES):
        return Answers([one for one in every if one.brief.id in called], {})
    retriever, candidates = retrieved(context, asked)
    scores = {one.profile_id: one.score for one in candidates}
    worded = {one.profile_id for one in candidates if one.lexical >= SHARE}
    ways = otherwise(asked)
    renamed = {one.brief.id for one in every if is_renamed(one, ways)}
    found = called | renamed | worded or nearest(retriever, candidates)
    # Who types a name wants what bears it, before what speaks of it.
    ranked = {one: scores.get(one, 0.0) + (one in called) for one in found}
    entries = [one for one in every if one.brief.id in found]
    return Answers(entries, ranked, by_meaning=not called | renamed | worded)


def retrieved(context: Context, asked: str) -> tuple[Retriever, list[Candidate]]:
    """Every programme with its scores for the words asked, read in each language."""
    follower = context.followers[Desk.FINANCING]
    follower.catch_up()
    passages = tuple(Passage("query", lang, asked) for lang in LANGUAGES)
    with follower.steady():
        vectors = context.encoder.queries([asked])
        query = Query(passages, vectors)
        return follower.retriever, follower.retriever.search(query, len(follower.retriever.terms))


def is_called(entry: Entry, asked: str) -> bool:
    """Whether a programme is called by all the words asked, or by a part of its name."""
    return filed(asked) in entry.names or any(
        words and words <= entry.stems for words in (stems(asked, lang) for lang in LANGUAGES)
    )


def otherwise(asked: str) -> list[Ways]:
    """What is asked by language: for each of its words, what may be said in its place."""
    read = [(found, synonyms().of(found)) for lang in LANGUAGES if (found := terms(asked, lang))]
    return [
        [[stems_of(said) for said in ((term,), *others.get(term, ()))] for term in found]
        for found, others in read
    ]


def is_renamed(entry: Entry, ways: Iterable[Ways]) -> bool:
    """Whether a programme is called by all that is asked, each thing in whatever words."""
    return any(all(any(said <= entry.stems for said in each) for each in way) for way in ways)


def nearest(retriever: Retriever, candidates: Sequence[Candidate]) -> set[str]:
    """The programmes nearest in meaning, where that is nearer than chance."""
    parts = {one.profile_id: retriever.scale.part(one.dense) for one in candidates}
    best, middle = max(parts.values(), default=0.0), median(parts.values() or (0.0,))
    if best < middle + APART:
        return set()
    return {one for one, part in parts.items() if part >= max(best - NEAR, LEAST)}


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
