"""`TermIndex`: which profiles use a query's words, on Tantivy.

A profile is one document with a field of stems for each language and a field of marks (numbers,
acronyms, names) that reads across languages. The index works in a folder of its own that goes
with it; `save` writes a copy that holds nothing but what is there now.
"""

import json
import shutil
import tempfile
import weakref
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt
from pathlib import Path
from threading import RLock
from typing import Any, Self

import tantivy
from tantivy import Occur, Query

from matching.index.base import Stamp
from matching.index.stamped import reading_stamped, write_stamped
from matching.lexical.analysis import ANALYSIS, Term, terms
from matching.lexical.languages import ANALYSED, OTHER, language_of
from matching.lexical.synonyms import Others, Said, synonyms
from matching.profile import Passage

FORM = f"tantivy 1, {ANALYSIS}"
PROFILES = "profiles.json"
WORKPLACE = "wasl-terms-"
NUMBER, MARKS = "number", "marks"
FIELDS = (*ANALYSED, OTHER, MARKS)

# Tantivy's least for one writing thread is 15 MB.
WRITER_BYTES = 32_000_000
SPACES, FREQ = "spaces", "freq"

# What an answer in other words is worth beside one in those that were typed.
OTHERWISE = 0.5
# Documents up to which the index is written anew when it changed (98 programmes: 0.025 s). BM25
# counts removed documents until they are merged away, and adds in an order that depends on how
# documents are divided: written anew, the same texts score the same to the bit.
REWRITTEN = 1_000


@dataclass(frozen=True, slots=True)
class TermMatch:
    """How a profile answers a query's words.

    `score` is BM25, comparable within one search only; `share` is the part, 0 to 1, of the
    query's inverse document frequency that lies in words the profile uses, and `typed` in those
    that it uses as they were typed.
    """

    score: float
    share: float
    typed: float

    @property
    def trust(self) -> float:
        """The share, where what is said otherwise counts as far as the whole is answered.

        Of one word in five, chance finds another form somewhere; of all five it does not.
        """
        return self.typed + (self.share - self.typed) * self.share


class TermIndex:
    """Profiles by the words of their passages; the shape of `VectorIndex`, for texts.

    Searches and changes may come from several threads.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Work in `folder`, and delete it at the end; without one, in a new temporary folder."""
        folder = folder or Path(tempfile.mkdtemp(prefix=WORKPLACE))
        self._finalizer = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self._lock, self._pending = RLock(), False
        self._index = _opened(folder)
        self._writer = self._index.writer(WRITER_BYTES, num_threads=1)
        self._numbers: dict[str, int] = {}
        self._names: dict[int, str] = {}
        self._next = 0

    def __len__(self) -> int:
        """Count the profiles."""
        return len(self._numbers)

    def replace(self, profile_id: str, passages: Sequence[Passage]) -> None:
        """Make `passages` the profile's only ones, adding it if new."""
        fields = _fields(passages)
        with self._lock:
            self.remove(profile_id)
            self._numbers[profile_id], self._names[self._next] = self._next, profile_id
            self._writer.add_document(_document(self._next, fields))
            self._next += 1
            self._pending = True

    def remove(self, profile_id: str) -> None:
        """Forget a profile and its words; nothing happens when it is not there."""
        with self._lock:
            number = self._numbers.pop(profile_id, None)
            if number is not None:
                del self._names[number]
                self._writer.delete_documents_by_query(self._term(NUMBER, number))
                self._pending = True

    def search(
        self, queries: Sequence[Passage], limit: int, among: Collection[str] | None = None
    ) -> dict[str, TermMatch]:
        """The `limit` best profiles that use a word of the queries, best first; equals by id.

        Passages of one language are one query; of several languages, a profile keeps the match
        of the language that it answers best. `among` restricts the search to these ids.
        """
        if limit < 1 or (among is not None and not among):
            return {}
        with self._lock:
            searcher = self._searcher()
            kept = None if among is None else [self._numbers[i] for i in among if i in self]
            found: dict[int, TermMatch] = {}
            for asked, others in _by_language(queries):
                for number, match in self._ask(searcher, asked, others, limit, kept).items():
                    found[number] = max(
                        match, found.get(number, match), key=lambda one: (one.trust, one.score)
                    )
            named = [(self._names[number], match) for number, match in found.items()]
        return dict(sorted(named, key=lambda item: (-item[1].score, item[0]))[:limit])

    def __contains__(self, profile_id: str) -> bool:
        """Whether the profile is here."""
        return profile_id in self._numbers

    def save(self, folder: Path, stamp: Stamp) -> None:
        """Write everything under `folder`, whole or not at all; removed words are not written."""
        with self._lock:
            write_stamped(folder, FORM, stamp, self._fill)

    @classmethod
    def load(cls, folder: Path, model: str) -> tuple[Self, Stamp]:
        """Read it back; raises `StaleIndex` when missing, damaged or made by another analysis.

        `model` is what `save` was told: terms do not depend on it, the stamp is read alike for
        both indexes.
        """
        with reading_stamped(folder, FORM, model) as stamp:
            workplace = tempfile.mkdtemp(prefix=WORKPLACE)
            shutil.copytree(folder, workplace, dirs_exist_ok=True)
            index = cls(Path(workplace))
            index._recall(json.loads((folder / PROFILES).read_text(encoding="utf-8")))
        return index, stamp

    def _searcher(self) -> tantivy.Searcher:
        """See all changes made so far."""
        if self._pending:
            self._commit()
            if len(self) <= REWRITTEN:
                self._rewrite()
            self._pending = False
        return self._index.searcher()

    def _commit(self) -> None:
        self._writer.commit()
        self._index.reload()

    def _rewrite(self) -> None:
        """Put all documents into one segment, in the order of the profiles' ids."""
        documents = sorted(_stored(self._index.searcher()), key=lambda one: self._names[one[0]])
        self._writer.delete_all_documents()
        for number, fields in documents:
            self._writer.add_document(_document(number, fields))
        self._commit()

    def _term(self, field: str, value: str | int) -> Query:
        return Query.term_query(self._index.schema, field, value, index_option=FREQ)

    def _ask(
        self,
        searcher: tantivy.Searcher,
        asked: Sequence[Term],
        others: Others,
        limit: int,
        kept: list[int] | None,
    ) -> dict[int, TermMatch]:
        """Find the best by BM25, then the share of the query that each of them answers."""
        words = [self._word(searcher, term, others.get(term, {})) for term in asked]
        weights = [_weight(searcher, term) for term in asked]
        if not words or not searcher.num_docs:
            return {}
        scores = _run(searcher, self._within(kept, [(Occur.Should, word) for word in words]), limit)
        if not (found := list(scores)):
            return {}
        answered = self._shares(searcher, words, weights, found)
        typed = answered
        if others:
            typed = self._shares(searcher, [self._reading(one) for one in asked], weights, found)
        return {
            number: TermMatch(score, answered[number], typed.get(number, 0.0))
            for number, score in scores.items()
        }

    def _shares(
        self,
        searcher: tantivy.Searcher,
        words: Sequence[Query],
        weights: Sequence[float],
        among: list[int],
    ) -> dict[int, float]:
        """The part of the whole weight that lies in words which a document answers."""
        clauses = [
            (Occur.Should, Query.const_score_query(word, weight))
            for word, weight in zip(words, weights, strict=True)
        ]
        found, whole = _run(searcher, self._within(among, clauses), len(among)), sum(weights)
        return {number: min(1.0, weight / whole) for number, weight in found.items()}

    def _word(self, searcher: tantivy.Searcher, term: Term, others: Mapping[Said, float]) -> Query:
        """A word, or what is found in its place."""
        said = [
            Query.boost_query(self._all(one), OTHERWISE * part)
            for one, part in others.items()
            if all(_count(searcher, each) for each in one)
        ]
        return Query.disjunction_max_query([self._reading(term), *said])

    def _all(self, said: Said) -> Query:
        return Query.boolean_query([(Occur.Must, self._reading(term)) for term in said])

    def _reading(self, term: Term) -> Query:
        return Query.disjunction_max_query(
            [self._term(field, value) for field, value in _places(term)]
        )

    def _within(self, kept: list[int] | None, clauses: list[tuple[Occur, Query]]) -> Query:
        query = Query.boolean_query(clauses)
        if kept is None:
            return query
        chosen = Query.term_set_query(self._index.schema, NUMBER, kept)
        silent = Query.const_score_query(chosen, 0.0)
        return Query.boolean_query([(Occur.Must, silent), (Occur.Must, query)])

    def _fill(self, folder: Path) -> None:
        """Write the present documents anew: Tantivy keeps removed words until it merges."""
        copy = _opened(folder)
        writer = copy.writer(WRITER_BYTES, num_threads=1)
        for number, fields in _stored(self._searcher()):
            writer.add_document(_document(number, fields))
        writer.commit()
        writer.wait_merging_threads()
        for lock in folder.glob(".*.lock"):
            lock.unlink()
        content = {"next": self._next, "profiles": self._numbers}
        (folder / PROFILES).write_text(json.dumps(content), encoding="utf-8")

    def _recall(self, content: Mapping[str, Any]) -> None:
        self._next, self._numbers = content["next"], content["profiles"]
        self._names = {number: name for name, number in self._numbers.items()}
        self._pending = True


def evidence(found: Mapping[str, TermMatch]) -> dict[str, float]:
    """Say from 0 to 1 what the words hold for each profile of a search.

    It is BM25 as a part of the best one's, times the root of the trust in that one: the share of
    the query that it answers. That tells a query that words answer from one in another language,
    of which only a number or a name is found.
    """
    if not found:
        return {}
    best = max(found.values(), key=lambda match: match.score)
    trust = sqrt(best.trust) / best.score if best.score else 0.0
    return {one: trust * match.score for one, match in found.items()}


def _opened(folder: Path) -> tantivy.Index:
    """Open the index in `folder`, made if it is not there; fields hold terms split by spaces."""
    schema = tantivy.SchemaBuilder().add_unsigned_field(NUMBER, indexed=True, fast=True)
    for field in FIELDS:
        schema = schema.add_text_field(field, stored=True, tokenizer_name=SPACES, index_option=FREQ)
    index = tantivy.Index(schema.build(), str(folder))
    spaces = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer(SPACES, spaces)
    return index


def _document(number: int, fields: Mapping[str, str]) -> tantivy.Document:
    document = tantivy.Document()
    document.add_unsigned(NUMBER, number)
    for field, text in fields.items():
        document.add_text(field, text)
    return document


def _fields(passages: Iterable[Passage]) -> dict[str, str]:
    """Terms of the passages by field, joined by spaces."""
    gathered: dict[str, list[str]] = {}
    for passage in passages:
        for term in terms(passage.text, passage.lang):
            for field, value in _places(term):
                gathered.setdefault(field, []).append(value)
    return {field: " ".join(values) for field, values in gathered.items()}


def _places(term: Term) -> list[tuple[str, str]]:
    """Fields where a term is written and sought."""
    stem = (term.lang, term.stem)
    return [stem, (MARKS, term.mark)] if term.mark else [stem]


def _stored(searcher: tantivy.Searcher) -> Iterator[tuple[int, dict[str, str]]]:
    """Number and fields of each present document."""
    if not searcher.num_docs:
        return
    found = searcher.search(Query.all_query(), limit=searcher.num_docs).hits
    addresses = [address for _, address in found]
    for number, address in zip(_numbers(searcher, addresses), addresses, strict=True):
        fields = searcher.doc(address).to_dict()
        yield number, {name: values[0] for name, values in fields.items()}


def _by_language(queries: Iterable[Passage]) -> list[tuple[list[Term], Others]]:
    """Distinct terms of the queries, those of one language together, and what else says them."""
    groups: dict[str, tuple[dict[Term, None], dict[Term, Mapping[Said, float]]]] = {}
    for query in queries:
        found = terms(query.text, query.lang)
        asked, others = groups.setdefault(language_of(query.text, query.lang), ({}, {}))
        asked.update(dict.fromkeys(found))
        others |= synonyms().of(found)
    return [(list(asked), others) for asked, others in groups.values()]


def _weight(searcher: tantivy.Searcher, term: Term) -> float:
    """Inverse document frequency, as in Tantivy's BM25, of a term's most frequent reading."""
    count = _count(searcher, term)
    return log(1 + (searcher.num_docs - min(count, searcher.num_docs) + 0.5) / (count + 0.5))


def _count(searcher: tantivy.Searcher, term: Term) -> int:
    """How many documents use a term, in its most frequent reading."""
    return max(searcher.doc_freq(field, value) for field, value in _places(term))


def _run(searcher: tantivy.Searcher, query: Query, limit: int) -> dict[int, float]:
    hits = searcher.search(query, limit=limit, count=False).hits
    numbers = _numbers(searcher, [address for _, address in hits])
    return dict(zip(numbers, (score for score, _ in hits), strict=True))


def _numbers(searcher: tantivy.Searcher, addresses: list[tantivy.DocAddress]) -> list[int]:
    return [int(value or 0) for value in searcher.fast_field_values(NUMBER, addresses)]
