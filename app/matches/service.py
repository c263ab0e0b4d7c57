"""Making a list and keeping it as shown, with what it was made of."""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.metadata import version
from typing import Any, NamedTuple

from sqlalchemy import String, bindparam, cast, delete, insert, literal, select, update
from sqlalchemy.orm import Session

from app.context import Context
from app.kit.database import reading, writing
from app.kit.days import today
from app.matches import editions
from app.matches.editions import Origin, Version
from app.matches.models import Showing, StoredMatch, StoredOrigin, StoredShortlist
from app.matches.schemas import ListShown, ShortlistShown, Shown
from app.profiles import service as profiles
from app.profiles.models import StoredProfile
from matching.encoder.base import Vectors
from matching.engine import Shortlist
from matching.profile import SEEKING, SOUGHT, Desk, Kind, Profile, cut

MOST = 100
WASL = version("wasl")
# Asked for every list that is shown: to build such a statement takes longer than to run it.
BY_DIGEST = select(StoredShortlist.key).where(StoredShortlist.digest == bindparam("digest"))
# Where a line of a list says what is offered.
OFFERED: Mapping[Desk, str] = {
    Desk.FINANCING: "offer",
    Desk.TALENT: "candidate",
    Desk.JOBS: "offer",
}


def match(
    context: Context, startup_id: str, desk: Desk, *, limit: int, as_of: date | None = None
) -> ShortlistShown:
    """The list of a startup at a desk; raises `NotFound` for a startup that is not there."""
    return ShortlistShown.whole(*made(context, startup_id, desk, limit=limit, as_of=as_of))


class Made(NamedTuple):
    """A list as the engine gives it, and what it comes from."""

    shortlist: Shortlist
    versions: dict[str, str]
    origin: Origin | None
    """What it can be made again of; None at a desk whose lists cannot."""


def made(
    context: Context, startup_id: str, desk: Desk, *, limit: int, as_of: date | None = None
) -> Made:
    """The list of a startup at a desk; raises `NotFound`."""
    with reading(context.database) as session:
        row = profiles.stored(session, Kind.STARTUP, startup_id)
        seeker = seeker_of(context, session, row)
    return made_for(context, seeker, desk, limit=limit, as_of=as_of)


@dataclass(frozen=True, slots=True)
class Seeker:
    """Whom a list is made for, as the engine takes them."""

    profile: Profile
    queries: Vectors | None
    """The vectors of its passages (passages, dimension); None where they are not known."""


def seeker_of(context: Context, session: Session, row: StoredProfile) -> Seeker:
    """A profile that was read, with its facts and passages, as one who seeks."""
    profile = profiles.profile_of(row)
    model = profiles.queries_of(context.encoder.identity)
    known = profiles.vectors(session, profile.kind, [row.id], model).get(row.id)
    # Those of another model are not taken for its own.
    whole = known is not None and len(known) == len(profile.passages)
    return Seeker(profile, known if whole else None)


def encoded(context: Context, seeker: Seeker) -> tuple[Profile, Vectors]:
    """A seeker with the vectors that stand for each passage, encoded now where none are known."""
    if seeker.queries is not None:
        return seeker.profile, seeker.queries
    whole = cut(seeker.profile, context.encoder.pieces)
    return whole, context.encoder.queries([passage.text for passage in whole.passages])


def made_for(
    context: Context,
    seeker: Seeker,
    desk: Desk,
    *,
    limit: int,
    as_of: date | None = None,
    among: Collection[str] | None = None,
) -> Made:
    """The same as `made`, for a seeker that was read already; of some ids only, if given."""
    profile, queries = encoded(context, seeker)
    follower = context.followers[desk]
    follower.catch_up()
    context.rankings.catch_up(desk, follower.sequence)
    with follower.steady():
        shortlist = context.engine.match(
            profile, desk, limit=limit, as_of=as_of or today(), queries=queries, among=among
        )
        return Made(
            shortlist, versions(context, shortlist), origin(context, desk, profile, queries)
        )


def origin(context: Context, desk: Desk, profile: Profile, queries: Vectors) -> Origin | None:
    """What a list is made of, while the indexes are steady; None where people are offered."""
    edition = context.catalogue.edition() if desk is Desk.FINANCING else None
    if edition is None:
        return None
    return Origin(Version.of_seeker(profile, queries, context.encoder.identity), edition)


def versions(context: Context, shortlist: Shortlist) -> dict[str, str]:
    """What a list comes from, so that it can be made again."""
    return {
        "wasl": WASL,
        "model": context.encoder.identity,
        "index": str(context.followers[shortlist.desk].sequence),
        "ranking": shortlist.ranking,
    }


def keep(context: Context, shown: Shown, channel: str) -> int:
    """Store a list as it was shown; the same list shown again is one more showing of it.

    Returns its number.
    """
    with writing(context.database) as session:
        return keep_in(session, shown, channel)


def keep_in(session: Session, shown: Shown, channel: str) -> int:
    """The same, in a transaction that does more."""
    digest = digest_of(shown)
    key = session.scalar(BY_DIGEST, {"digest": digest})
    if key is None:
        key = store(session, shown.model_dump(mode="json"), digest)
    if isinstance(shown, ListShown) and shown.origin and not session.get(StoredOrigin, key):
        # Who was forgotten while the list was made is not kept in another table.
        profiles.require(session, Kind.STARTUP, shown.seeker)
        editions.keep(session, key, shown.origin, heading(shown))
    session.add(Showing(shortlist_key=key, channel=channel, at=datetime.now(UTC)))
    return key


def forget(session: Session, kind: Kind, seeker_id: str) -> None:
    """Delete every list that was made for a seeker, what it was made of, and who was shown it."""
    theirs = (StoredShortlist.seeker_kind == kind, StoredShortlist.seeker_id == seeker_id)
    session.execute(delete(StoredShortlist).where(*theirs))
    editions.forget(session, kind, seeker_id)


def forget_offer(session: Session, kind: Kind, offer_id: str) -> None:
    """Delete the lines about something that was offered, from every list that was made."""
    about = (StoredMatch.offer_kind == kind, StoredMatch.offer_id == offer_id)
    cut = StoredShortlist.key.in_(select(StoredMatch.shortlist_key).where(*about))
    # What is left is not what was shown: shown again, the whole list is kept as another.
    said = literal("cut ") + cast(StoredShortlist.key, String)
    session.execute(update(StoredShortlist).where(cut).values(digest=said))
    session.execute(delete(StoredMatch).where(*about))


def heading(shown: ListShown) -> dict[str, Any]:
    """What a list says of itself that no other column of it does."""
    return shown.model_dump(mode="json", include={"lack", "counts"})


def digest_of(shown: Shown) -> str:
    """What identifies a list by what it says."""
    # Which change the index had seen is kept, but makes no other list of one that says the same.
    said = shown.model_dump_json(exclude={"versions": {"index"}})
    return hashlib.sha256(said.encode()).hexdigest()


def store(session: Session, content: Mapping[str, Any], digest: str) -> int:
    """Write a list with its lines; returns its key."""
    row = StoredShortlist(
        digest=digest,
        seeker_kind=SEEKING[Desk(content["desk"])],
        seeker_id=content["seeker"],
        desk=content["desk"],
        as_of=content["as_of"],
        versions=content["versions"],
        made_at=datetime.now(UTC),
    )
    session.add(row)
    session.flush()
    if content["matches"]:
        session.execute(insert(StoredMatch), list(lines(row.key, content)))
    return row.key


def lines(key: int, content: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The lines of a list as rows."""
    desk = Desk(content["desk"])
    for line in content["matches"]:
        yield {
            "shortlist_key": key,
            "position": line["position"],
            "offer_kind": SOUGHT[desk],
            "offer_id": line[OFFERED[desk]]["id"],
            "shown": line,
        }
