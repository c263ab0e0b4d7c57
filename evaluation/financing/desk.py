"""The financing desk as the product has it, in memory."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

from ingestion import judged, programmes
from ingestion.judged import JudgedStartup
from matching.encoder.base import Encoder
from matching.engine import CANDIDATES, Counter, Engine, Shortlist
from matching.index.faiss_index import FaissIndex
from matching.lexical.index import TermIndex
from matching.profile import Desk, Profile
from matching.ranking.ranker import Ranker
from matching.retrieval import Leg, Query, Retriever


def catalogue() -> list[Profile]:
    """The product's own programmes; raises ValueError should one be refused."""
    batch = programmes.read(Path(str(files("ingestion").joinpath("catalogue", "programmes"))))
    if batch.refusals:
        raise ValueError(str(batch.refusals[0]))
    return [programmes.profile(record.data) for record in batch.records]


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
