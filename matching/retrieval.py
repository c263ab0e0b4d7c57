"""Candidates for a query, from vectors and from words, fused with regard to language."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from matching.encoder.base import MARK, Encoder, Vectors
from matching.index.base import VectorIndex
from matching.lexical.index import TermIndex, evidence
from matching.profile import Passage


@dataclass(frozen=True, slots=True)
class Scale:
    """How a model's cosines and words add up.

    `floor` is the cosine of unrelated texts, from which the dense score counts; `words` what the
    best match of every word of the query is worth, in cosine.
    """

    floor: float
    words: float

    def part(self, cosine: float) -> float:
        """Where a cosine lies between that of unrelated texts, 0, and that of a text itself, 1."""
        return max(0.0, cosine - self.floor) / (1 - self.floor)


# By a part of a model's name, the first that is in it. Chosen on validation sets:
# docs/decisions/0003-fusion.md. Models of the E5 family leave no pair of texts under about 0.7, but
# where training spread them; others use the range from 0, in proportion.
SCALES = {
    MARK: Scale(floor=0.4, words=0.15),
    "e5": Scale(floor=0.7, words=0.075),
    "": Scale(floor=0.0, words=0.25),
}

# How much of what is usually asked is taken off a query, chosen with them. Some texts lie near
# every query (hubs: Radovanović et al. 2010): to be near what all ask says little of this one.
USUAL = 0.4

# Fewest profiles that each leg brings, so that one leg's deep find can win in both.
DEPTH = 100


class Leg(StrEnum):
    """A way of ranking, measured apart."""

    LEXICAL = "lexical"
    DENSE = "dense"
    FUSED = "fused"


@dataclass(frozen=True, slots=True)
class Query:
    """What is sought; `vectors` (m, dimension) are those of its pieces where they are stored.

    `usual` (dimension) is the mean vector of what is asked of the same profiles, where it is known.
    """

    passages: tuple[Passage, ...]
    vectors: Vectors | None = None
    usual: Vectors | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A profile and its scores.

    `dense` is the mean over the query's passages of the best cosine, less a part of that with what
    is usually asked where that is known; `lexical` the share, 0 to 1, of the weight of the query's
    words that the profile uses, and `typed` of those that it uses as they were typed; `score`
    ranks: 0 for a profile that is unrelated by both legs, 1 for one that says the same in the same
    words.
    """

    profile_id: str
    score: float
    dense: float
    lexical: float
    typed: float = 0.0


class Retriever:
    """Searches both indexes; a query without vectors is encoded, cut where it is long."""

    def __init__(self, encoder: Encoder, vectors: VectorIndex, terms: TermIndex) -> None:
        self.encoder, self.vectors, self.terms = encoder, vectors, terms
        name, _, _ = encoder.identity.lower().partition("@")
        self.scale = next(scale for part, scale in SCALES.items() if part in name)

    def search(
        self, query: Query, limit: int, among: Collection[str] | None = None
    ) -> list[Candidate]:
        """The `limit` best profiles by both legs, best first, equals by id.

        `among` restricts to these ids. A profile that one leg brings is scored by the other too.
        """
        vectors, depth = self._vectors(query), max(limit, DEPTH)
        dense = self._near(vectors, query.usual, depth, among)
        words = self.terms.search(query.passages, depth, among)
        ids = dense.keys() | words.keys()
        # An index in cells may bring fewer than there are; what it scored needs no second look.
        if missing := ids - dense.keys():
            dense |= self._near(vectors, query.usual, len(missing), missing)
        # That of words brings all there is: fewer than it was asked for are all.
        if len(words) == depth:
            words |= self.terms.search(query.passages, len(ids), ids - words.keys())
        held = evidence(words)
        fused = (
            Candidate(
                profile_id=one,
                score=self._score(dense.get(one, 0.0), held.get(one, 0.0)),
                dense=dense.get(one, 0.0),
                lexical=words[one].share if one in words else 0.0,
                typed=words[one].typed if one in words else 0.0,
            )
            for one in ids
        )
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

    def _near(
        self, vectors: Vectors, usual: Vectors | None, limit: int, among: Collection[str] | None
    ) -> dict[str, float]:
        """The best by cosine, less a part of what they have with what is usual.

        What that has with itself is given back, so that scores stay where cosines lie. Linear in
        the query: no stored vector changes.
        """
        if usual is None:
            return self.vectors.search(vectors, limit, among)
        itself = USUAL * float(usual @ usual)
        found = self.vectors.search(vectors - USUAL * usual, limit, among)
        return {one: score + itself for one, score in found.items()}

    def _score(self, cosine: float, evidence: float) -> float:
        floor, words = self.scale.floor, self.scale.words
        return (max(cosine, floor) - floor + words * evidence) / (1 - floor + words)

    def _vectors(self, query: Query) -> Vectors:
        if query.vectors is not None:
            return query.vectors
        texts = [piece for one in query.passages for piece in self.encoder.pieces(one.text)]
        return self.encoder.queries(texts)

    def _dense(self, query: Query, limit: int, among: Collection[str] | None) -> list[Candidate]:
        found = self._near(self._vectors(query), query.usual, limit, among)
        return [Candidate(one, score, score, 0.0) for one, score in found.items()]

    def _lexical(self, query: Query, limit: int, among: Collection[str] | None) -> list[Candidate]:
        found = self.terms.search(query.passages, limit, among)
        return [Candidate(one, match.score, 0.0, match.share) for one, match in found.items()]


SEARCHES = {
    Leg.LEXICAL: Retriever._lexical,
    Leg.DENSE: Retriever._dense,
    Leg.FUSED: Retriever.search,
}
