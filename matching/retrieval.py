"""Candidates for a query, from vectors and from words, fused with regard to language."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from matching.encoder.base import Encoder, Vectors
from matching.index.base import VectorIndex
from matching.lexical.index import TermIndex, TermMatch
from matching.profile import Passage

# How candidates are scored: the dense leg counts from `FLOOR`, the cosine of unrelated texts in
# the default model, and words add up to `WORDS` for a profile that answers the whole query.
# Both were chosen on validation sets: docs/decisions/0003-fusion.md.
FLOOR, WORDS = 0.7, 0.25

# Fewest profiles that each leg brings, so that one leg's deep find can win in both.
DEPTH = 100


class Leg(StrEnum):
    """A way of ranking, measured apart."""

    LEXICAL = "lexical"
    DENSE = "dense"
    FUSED = "fused"


@dataclass(frozen=True, slots=True)
class Query:
    """What is sought; `vectors` (m, dimension) are those of its pieces where they are stored."""

    passages: tuple[Passage, ...]
    vectors: Vectors | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A profile and its scores.

    `dense` is the mean over the query's passages of the best cosine; `lexical` the share, 0 to 1,
    of the query's words that the profile answers; `score` is what it was ranked by.
    """

    profile_id: str
    score: float
    dense: float
    lexical: float


class Retriever:
    """Searches both indexes; a query without vectors is encoded, cut where it is long."""

    def __init__(self, encoder: Encoder, vectors: VectorIndex, terms: TermIndex) -> None:
        self.encoder, self.vectors, self.terms = encoder, vectors, terms

    def search(
        self, query: Query, limit: int, among: Collection[str] | None = None
    ) -> list[Candidate]:
        """The `limit` best profiles by both legs, best first, equals by id.

        `among` restricts to these ids. A profile that one leg brings is scored by the other too.
        """
        vectors, depth = self._vectors(query), max(limit, DEPTH)
        dense = self.vectors.search(vectors, depth, among)
        words = self.terms.search(query.passages, depth, among)
        ids = dense.keys() | words.keys()
        dense |= self.vectors.search(vectors, len(ids), ids - dense.keys())
        words |= self.terms.search(query.passages, len(ids), ids - words.keys())
        fused = (_fused(one, dense.get(one, 0.0), words.get(one)) for one in ids)
        return sorted(fused, key=lambda one: (-one.score, one.profile_id))[:limit]

    def search_leg(
        self, leg: Leg, query: Query, limit: int, among: Collection[str] | None = None
    ) -> list[Candidate]:
        """Rank by one leg alone, or as `search` does; the other leg's score is then 0."""
        return SEARCHES[leg](self, query, limit, among)

    def index(self, profile_id: str, passages: Sequence[Passage]) -> None:
        """Encode and index a profile's passages in both indexes, in the place of older ones."""
        pieces = [piece for passage in passages for piece in self.encoder.pieces(passage.text)]
        self.vectors.replace(profile_id, self.encoder.passages(pieces))
        self.terms.replace(profile_id, passages)

    def _vectors(self, query: Query) -> Vectors:
        if query.vectors is not None:
            return query.vectors
        texts = [piece for one in query.passages for piece in self.encoder.pieces(one.text)]
        return self.encoder.queries(texts)

    def _dense(self, query: Query, limit: int, among: Collection[str] | None) -> list[Candidate]:
        found = self.vectors.search(self._vectors(query), limit, among)
        return [Candidate(one, score, score, 0.0) for one, score in found.items()]

    def _lexical(self, query: Query, limit: int, among: Collection[str] | None) -> list[Candidate]:
        found = self.terms.search(query.passages, limit, among)
        return [Candidate(one, match.score, 0.0, match.share) for one, match in found.items()]


SEARCHES = {
    Leg.LEXICAL: Retriever._lexical,
    Leg.DENSE: Retriever._dense,
    Leg.FUSED: Retriever.search,
}


def _fused(profile_id: str, dense: float, words: TermMatch | None) -> Candidate:
    """Add to the dense score what the words say: nothing where they answer nothing."""
    share = words.share if words else 0.0
    score = ((dense - FLOOR) / (1 - FLOOR) + WORDS * share) / (1 + WORDS)
    return Candidate(profile_id, max(0.0, score), dense, share)
