"""Making a list and keeping it as shown."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from importlib.metadata import version
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.context import Context
from app.kit.database import reading, writing
from app.kit.days import today
from app.matches.models import Showing, StoredMatch, StoredShortlist
from app.matches.schemas import ListShown, ShortlistShown
from app.profiles import service as profiles
from matching.engine import Shortlist
from matching.profile import SOUGHT, Desk, Kind
from matching.ranking.features import data_version

MOST = 100


def match(
    context: Context, startup_id: str, desk: Desk, *, limit: int, as_of: date | None = None
) -> ShortlistShown:
    """The list of a startup at a desk; raises `NotFound` for a startup that is not there."""
    return ShortlistShown.whole(*made(context, startup_id, desk, limit=limit, as_of=as_of))


def made(
    context: Context, startup_id: str, desk: Desk, *, limit: int, as_of: date | None = None
) -> tuple[Shortlist, dict[str, str]]:
    """A list as the engine gives it, and the versions it comes from; raises `NotFound`."""
    model = profiles.model_of(Kind.STARTUP, context.encoder.identity)
    with reading(context.database) as session:
        seeker = profiles.profile_of(profiles.stored(session, Kind.STARTUP, startup_id))
        known = profiles.vectors(session, Kind.STARTUP, [startup_id], model).get(startup_id)
    follower = context.followers[desk]
    follower.catch_up()
    with follower.steady():
        shortlist = context.engine.match(
            seeker,
            desk,
            limit=limit,
            as_of=as_of or today(),
            # Those of another model are not taken for its own.
            queries=known if known is not None and len(known) == len(seeker.passages) else None,
        )
        return shortlist, versions(context, desk)


def versions(context: Context, desk: Desk) -> dict[str, str]:
    """What a list of this desk comes from, so that it can be made again."""
    return {
        "wasl": version("wasl"),
        "model": context.encoder.identity,
        "index": str(context.followers[desk].sequence),
        "ranking": data_version(),
    }


def keep(context: Context, shown: ListShown, channel: str) -> None:
    """Store a list as it was shown; the same list shown again is one more showing of it."""
    content = shown.model_dump(mode="json")
    digest = digest_of(content)
    with writing(context.database) as session:
        key = session.scalar(select(StoredShortlist.key).where(StoredShortlist.digest == digest))
        if key is None:
            key = store(session, content, digest)
        session.add(Showing(shortlist_key=key, channel=channel, at=datetime.now(UTC)))


def forget(session: Session, kind: Kind, seeker_id: str) -> None:
    """Delete every list that was made for a seeker, and the record of showing them."""
    theirs = (StoredShortlist.seeker_kind == kind, StoredShortlist.seeker_id == seeker_id)
    session.execute(delete(StoredShortlist).where(*theirs))


def digest_of(content: Mapping[str, Any]) -> str:
    """What identifies a list by what it says."""
    # Which change the index had seen is kept, but makes no other list of one that says the same.
    versions = {name: one for name, one in content["versions"].items() if name != "index"}
    said = json.dumps({**content, "versions": versions}, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def store(session: Session, content: Mapping[str, Any], digest: str) -> int:
    """Write a list with its lines; returns its key."""
    row = StoredShortlist(
        digest=digest,
        seeker_kind=Kind.STARTUP,
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
    kind = SOUGHT[Desk(content["desk"])]
    for line in content["matches"]:
        yield {
            "shortlist_key": key,
            "position": line["position"],
            "offer_kind": kind,
            "offer_id": line["offer"]["id"],
            "shown": line,
        }
