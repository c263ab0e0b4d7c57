"""Candidates and vacancies, matched as the product does."""

from collections.abc import Iterable

from evaluation.talent.sets import AS_OF
from matching.encoder.base import Encoder
from matching.engine import Counter, Engine, Shortlist
from matching.index.faiss_index import FaissIndex
from matching.lexical.index import TermIndex
from matching.profile import Desk, Profile
from matching.retrieval import Leg, Query, Retriever
from matching.talent.candidate import Candidate, profile


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
