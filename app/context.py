"""What a process needs to do its work, put together once."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from sqlalchemy import Engine as Database

from app.indexing.follower import Follower, Progress
from app.kit.database import open_database, reading
from app.kit.days import today
from app.kit.migrations import require_migrated
from app.kit.secrets import Vault, open_vault
from app.learning.following import Following
from app.matches.editions import Current
from app.profiles import service
from app.programmes.audience import Audience
from app.programmes.shelf import Shelf
from app.settings import Settings
from matching.encoder import open_encoder
from matching.encoder.base import Encoder, Vectors
from matching.engine import Counter, Engine
from matching.profile import SOUGHT, Desk, Kind
from matching.talent.occupations import Reader

# Texts whose query vectors are kept: a startup's list is asked for again and again.
REMEMBERED = 4096


class RememberingEncoder:
    """An encoder that does not encode the same query twice in a row."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._query = lru_cache(REMEMBERED)(self._encode)
        self.identity = encoder.identity
        self.dimension = encoder.dimension
        self.pieces = encoder.pieces
        self.passages = encoder.passages

    def _encode(self, texts: tuple[str, ...]) -> Vectors:
        return self._encoder.queries(texts)

    def queries(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder.queries`; the texts of one seeker are remembered together."""
        return self._query(tuple(texts))


@dataclass(frozen=True)
class Context:
    """One process's settings, database, model, indexes and engine, each opened when first used."""

    settings: Settings
    demo: bool = False
    """Whether visitors sign in as people who do not exist; no setting, so that none is left on."""

    @cached_property
    def vault(self) -> Vault:
        """What seals cookies and second factors."""
        return open_vault(self.settings.home, self.settings.secret.get_secret_value())

    @cached_property
    def database(self) -> Database:
        """The database."""
        return open_database(self.settings.database_url)

    @cached_property
    def encoder(self) -> Encoder:
        """The model; raises `ModelUnavailable`."""
        return RememberingEncoder(open_encoder(self.settings.home, self.settings.model))

    @cached_property
    def shelf(self) -> Shelf:
        """The catalogue, to be searched."""
        return Shelf()

    @cached_property
    def catalogue(self) -> Current:
        """The programmes as lists are made of them now."""
        return Current(self.followers[Desk.FINANCING])

    @cached_property
    def audience(self) -> Audience:
        """How many companies each programme would take."""
        return Audience()

    @cached_property
    def followers(self) -> dict[Desk, Follower]:
        """The indexes of what each desk offers."""
        return {
            desk: Follower(self.database, self.encoder, kind, self.index_folder / kind)
            for desk, kind in SOUGHT.items()
        }

    @property
    def pool(self) -> Follower:
        """The indexes of candidates who say yes to being matched."""
        return self.followers[Desk.TALENT]

    @property
    def pool_folder(self) -> Path:
        """Where they are saved."""
        return self.index_folder / Kind.CANDIDATE

    @cached_property
    def occupations(self) -> Reader:
        """What says which occupations an offer of work means; a machine's first use takes long."""
        return Reader.at(self.settings.home, self.encoder)

    @cached_property
    def engine(self) -> Engine:
        """The matching engine, over the followers' indexes."""
        return Engine(
            self.encoder,
            {
                desk: Counter(follower.retriever, follower.profiles)
                for desk, follower in self.followers.items()
            },
        )

    @cached_property
    def rankings(self) -> Following:
        """What keeps the engine ranking by the weights in use."""
        return Following(self.database, self.engine)

    def prepare(self, progress: Progress = lambda done, total: None) -> None:
        """Open everything and bring the indexes up to date, so that the first request is quick.

        Raises `NotReady` for a database of another version, `ModelUnavailable` for a model that
        is not built.
        """
        require_migrated(self.database)
        for follower in self.followers.values():
            follower.catch_up(progress)
        with reading(self.database) as session:
            self.shelf.entries(session)
        with self.followers[Desk.FINANCING].steady():
            self.catalogue.edition()
        self.begin_day()
        self.save()

    def begin_day(self) -> None:
        """Find out what holds for a whole day, once that day, before somebody waits for it."""
        with reading(self.database) as session:
            self.audience.begin(session, today())

    def save(self) -> None:
        """Write the indexes, so that the next process starts from them.

        What was deleted meanwhile, perhaps by another process, must not be written once more.
        """
        for follower in self.followers.values():
            follower.catch_up()
            follower.save()

    @cached_property
    def index_folder(self) -> Path:
        """Where indexes of this database are saved; they can be thrown away."""
        with reading(self.database) as session:
            return self.settings.home / "indexes" / service.database(session)
