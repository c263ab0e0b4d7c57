"""Lists made again of what they were made of, and what differs then."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NoReturn

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.context import Context
from app.kit.database import reading
from app.kit.errors import DomainError, NotFound
from app.matches import editions
from app.matches.editions import Edition
from app.matches.models import StoredOrigin, StoredShortlist, StoredVersion
from app.matches.parts import Depth
from app.matches.schemas import MatchShown, PartShown, ShortlistShown, Shown, heading
from app.matches.service import MOST, digest_of, versions
from matching.encoder.base import Vectors
from matching.engine import Counter, Engine, Shortlist
from matching.errors import ModelUnavailable
from matching.index.faiss_index import FaissIndex
from matching.lexical.index import TermIndex
from matching.profile import Desk, Kind, Profile
from matching.ranking.ranker import Ranker
from matching.retrieval import Retriever

# Editions whose indexes are kept: two lists are compared, and the same ones again.
OPENED = 4


class NotReplayable(DomainError):
    """What the list was made of is not kept."""

    status = 409
    title = "Cannot be made again"


@dataclass(frozen=True, slots=True)
class Absent:
    """The model that made vectors which are kept: nothing more is encoded by it."""

    identity: str
    dimension: int

    def pieces(self, text: str) -> NoReturn:
        """Raise `ModelUnavailable`."""
        self._encode()

    def queries(self, texts: Sequence[str]) -> NoReturn:
        """Raise `ModelUnavailable`."""
        self._encode()

    def passages(self, texts: Sequence[str]) -> NoReturn:
        """Raise `ModelUnavailable`."""
        self._encode()

    def _encode(self) -> NoReturn:
        message = f"a list is made again of kept vectors: “{self.identity}” is not asked"
        raise ModelUnavailable(message)


@dataclass(frozen=True, slots=True)
class Stored:
    """A kept list, and what it was made of."""

    key: int
    seeker: str
    kind: Kind
    desk: Desk
    as_of: date
    made_at: datetime
    versions: Mapping[str, str]
    digest: str
    lines: Sequence[Mapping[str, Any]]
    """As they were shown, by position."""
    origin: editions.Origin | None = None
    heading: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class World:
    """All that a list comes from, apart from the software."""

    seeker: Profile
    queries: Vectors
    offers: Mapping[str, Profile]
    retriever: Retriever
    ranker: Ranker
    as_of: date

    def shortlist(self) -> Shortlist:
        """The list of it, as long as lists get."""
        counter = Counter(self.retriever, self._offered)
        engine = Engine(self.retriever.encoder, {Desk.FINANCING: counter})
        engine.use(self.ranker)
        return engine.match(
            self.seeker,
            Desk.FINANCING,
            limit=MOST,
            as_of=self.as_of,
            queries=self.queries,
        )

    def _offered(self, ids: Sequence[str]) -> Mapping[str, Profile]:
        return {one: self.offers[one] for one in ids if one in self.offers}


class Difference(Shown):
    """A value of a list that is another when it is made again."""

    position: int
    """Of the line; 0 for what the list says of itself."""
    field: str
    then: Any
    now: Any


class ReplayShown(Shown):
    """A kept list, made again of what it was made of."""

    list: int
    """Its key."""
    same: bool
    """Whether it says the same, to the bit."""
    differences: tuple[Difference, ...]
    versions: Mapping[str, tuple[str, str]]
    """What it was made with and what it is made with today, by name, where these are others."""


def replay(context: Context, key: int) -> ReplayShown:
    """Make a kept list again; raises `NotFound`, and `NotReplayable` for one of unknown origin."""
    with reading(context.database) as session:
        then = stored(session, key)
    made = world(context, then).shortlist()
    again, today = shown_as(then, made), versions(context, made)
    return ReplayShown(
        list=key,
        same=digest_of(again) == then.digest,
        differences=tuple(differences(then, again.model_dump(mode="json"))),
        versions={
            name: (was, today[name])
            for name, was in then.versions.items()
            if name != "index" and was != today[name]
        },
    )


def stored(session: Session, key: int) -> Stored:
    """A kept list with what it was made of; raises `NotFound`."""
    chosen = select(StoredShortlist).where(StoredShortlist.key == key)
    row = session.scalar(chosen.options(selectinload(StoredShortlist.items)))
    if row is None:
        message = f"There is no list {key}."
        raise NotFound(message)
    return of_origin(session, Stored(
        key=row.key,
        seeker=row.seeker_id,
        kind=Kind(row.seeker_kind),
        desk=Desk(row.desk),
        as_of=date.fromisoformat(row.as_of),
        made_at=row.made_at,
        versions=row.versions,
        digest=row.digest,
        lines=[one.shown for one in row.items],
    ))  # fmt: skip


def of_origin(session: Session, one: Stored) -> Stored:
    """A list with what it was made of, where that is kept."""
    row = session.get(StoredOrigin, one.key)
    if row is None:
        return one
    seeker = editions.version_of(session.get_one(StoredVersion, row.seeker_key))
    edition = editions.edition_of(session, row.edition_key)
    return replace(one, origin=editions.Origin(seeker, edition), heading=row.heading)


def world(context: Context, then: Stored) -> World:
    """What a list was made of; raises `NotReplayable`.

    Ranked by the weights that it names where this release has them, else by the release's own.
    """
    if then.origin is None:
        message = f"What list {then.key} was made of is not kept: it cannot be made again."
        raise NotReplayable(message)
    seeker, opened = then.origin.seeker, open_edition(then.origin.edition, then.versions["model"])
    ranker = context.rankings.named(then.desk, then.versions["ranking"])
    return World(
        seeker.profile(), seeker.matrix(), opened.offers, opened.retriever, ranker, then.as_of
    )


@dataclass(frozen=True, slots=True)
class Opened:
    """An edition, ready to be searched."""

    offers: Mapping[str, Profile]
    retriever: Retriever


@lru_cache(OPENED)
def open_edition(edition: Edition, model: str) -> Opened:
    """The indexes of an edition, as those that it was taken from."""
    offers = {id_: one.profile() for id_, one in edition.versions.items()}
    matrices = {id_: one.matrix() for id_, one in edition.versions.items()}
    dimension = next((one.shape[1] for one in matrices.values()), 1)
    vectors, terms = FaissIndex(dimension), TermIndex()
    for id_, offer in offers.items():
        vectors.replace(id_, matrices[id_])
        terms.replace(id_, offer.passages)
    return Opened(offers, Retriever(Absent(model, dimension), vectors, terms))


def shown_as(then: Stored, made: Shortlist) -> PartShown | ShortlistShown:
    """A list made again, told as the kept one was."""
    depths = {line["position"]: depth(line) for line in then.lines}
    if "counts" in then.heading:
        return PartShown.of(made, then.versions, None, depths)
    told = (one for one in made.matches if one.position in depths)
    return ShortlistShown(**heading(made, then.versions), matches=tuple(map(MatchShown.of, told)))


def depth(line: Mapping[str, Any]) -> Depth:
    """How much of a line was told."""
    return Depth.WHOLE if "components" in line else Depth.BRIEF


def differences(then: Stored, again: Mapping[str, Any]) -> Iterator[Difference]:
    """What a list made again says otherwise: of itself, then line by line."""
    for name, value in then.heading.items():
        if value != again[name]:
            yield Difference(position=0, field=name, then=value, now=again[name])
    lines = {line["position"]: line for line in again["matches"]}
    for line in then.lines:
        now = lines.get(line["position"], {})
        for name, value in line.items():
            if value != now.get(name):
                said = {"then": value, "now": now.get(name)}
                yield Difference(position=line["position"], field=name, **said)
