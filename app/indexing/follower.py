"""Follows the change log and keeps the indexes of one kind of profile in step with it.

The database is the truth. What is here can be thrown away: an index that is missing, damaged or
made by another model is noticed when it is opened, and rebuilt from the database.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.kit.database import reading, writing
from app.kit.locks import ReadWriteLock
from app.profiles import service
from matching.encoder.base import Encoder
from matching.errors import StaleIndex
from matching.index.base import Stamp
from matching.index.faiss_index import FaissIndex
from matching.lexical.index import TermIndex
from matching.profile import Kind, Profile
from matching.retrieval import Retriever

logger = logging.getLogger(__name__)

# Profiles read from the database at a time when an index is rebuilt, and passages embedded.
STEP = 500

Progress = Callable[[int, int], None]


class Follower:
    """The indexes of one kind of profile, as this process holds them."""

    def __init__(self, engine: Engine, encoder: Encoder, kind: Kind, folder: Path) -> None:
        self.engine = engine
        self.encoder = encoder
        self.kind = kind
        self.folder = folder
        self.sequence = 0
        self._saved = 0
        self._access = ReadWriteLock()
        self._following = Lock()
        self._profiles: dict[str, Profile] = {}
        self.vectors, self.terms = self._opened()
        self.retriever = Retriever(encoder, self.vectors, self.terms)

    def _opened(self) -> tuple[FaissIndex, TermIndex]:
        """The saved indexes, or empty ones that everything is then brought into."""
        try:
            return self._saved_ones()
        except StaleIndex as error:
            # Where nothing was ever saved, nothing is amiss.
            level = logging.WARNING if self.folder.exists() else logging.INFO
            logger.log(level, "The %s index is rebuilt: %s", self.kind, error)
            return FaissIndex(self.encoder.dimension), TermIndex()

    def _saved_ones(self) -> tuple[FaissIndex, TermIndex]:
        """The saved indexes; raises `StaleIndex`."""
        vectors, stamp = FaissIndex.load(self.folder / "vectors", self.encoder.identity)
        terms, other = TermIndex.load(self.folder / "terms", self.encoder.identity)
        with reading(self.engine) as session:
            if service.head(session) < max(stamp.sequence, other.sequence):
                message = "it has seen changes that the database has not, as after a restore"
                raise StaleIndex(message)
        # Each was saved whole, perhaps not both: what the older one missed is followed again.
        self.sequence = self._saved = min(stamp.sequence, other.sequence)
        return vectors, terms

    def catch_up(self, progress: Progress = lambda done, total: None) -> int:
        """Bring in what changed since the last call; returns the number of profiles changed."""
        with self._following:
            with reading(self.engine) as session:
                head = service.head(session)
                if head == self.sequence:
                    return 0
                changed = self._behind(session)
            self._embed_missing()
            for start in range(0, len(changed), STEP):
                self._bring(changed[start : start + STEP])
                progress(min(start + STEP, len(changed)), len(changed))
            self.sequence = head
            return len(changed)

    def _behind(self, session: Session) -> list[str]:
        """Ids of what changed since; all there is for a new index."""
        if self.sequence:
            return service.changed_after(session, self.kind, self.sequence)
        return service.identifiers(session, self.kind)

    def _embed_missing(self) -> None:
        """Give passages that this model has not embedded a vector, and store it.

        Encoding takes seconds, so it is done between two short transactions.
        """
        model = self.encoder.identity
        while True:
            with reading(self.engine) as session:
                waiting = service.unembedded(session, self.kind, model, STEP)
            if not waiting:
                return
            vectors = self.encoder.passages(list(waiting.values()))
            with writing(self.engine) as session:
                service.embed_late(session, list(waiting), vectors, model)

    def _bring(self, ids: Sequence[str]) -> None:
        """Replace these profiles in the indexes, or remove those that exist no more."""
        with reading(self.engine) as session:
            profiles = service.load(session, self.kind, ids)
            vectors = service.vectors(session, self.kind, ids, self.encoder.identity)
        with self._access.writing():
            for profile_id in ids:
                if profile_id in vectors:
                    self._profiles[profile_id] = profiles[profile_id]
                    self.vectors.replace(profile_id, vectors[profile_id])
                    self.terms.replace(profile_id, profiles[profile_id].passages)
                else:
                    self._profiles.pop(profile_id, None)
                    self.vectors.remove(profile_id)
                    self.terms.remove(profile_id)

    def profiles(self, ids: Sequence[str]) -> dict[str, Profile]:
        """The profiles of these ids as the indexes have them, read once and kept until they change.

        One that the database has changed since is left out: its vectors here are of another text.
        """
        if missing := {one for one in ids if one not in self._profiles}:
            with reading(self.engine) as session:
                moved = service.changed_after(session, self.kind, self.sequence)
                self._profiles.update(service.load(session, self.kind, missing.difference(moved)))
        return {one: self._profiles[one] for one in ids if one in self._profiles}

    @contextmanager
    def steady(self) -> Iterator[None]:
        """Within, nothing here changes: what a search finds can still be read after it."""
        with self._access.reading():
            yield

    def save(self) -> None:
        """Write the indexes to their folder, if they moved since they were last written."""
        with self._following, self._access.reading():
            if self._saved == self.sequence:
                return
            stamp = Stamp(self.encoder.identity, self.sequence)
            self.vectors.save(self.folder / "vectors", stamp)
            self.terms.save(self.folder / "terms", stamp)
            self._saved = self.sequence
