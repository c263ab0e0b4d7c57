"""The lists that a seeker was shown: of those that come of the same, the latest."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.context import Context
from app.kit.database import reading
from app.matches.models import Showing, StoredOrigin, StoredShortlist
from app.matches.replay import Stored
from app.matches.schemas import Shown
from app.profiles import service as profiles
from matching.profile import Desk, Kind

# Lists that are told, and how many are looked through for them: a page keeps each of its parts.
MOST, LOOKED_THROUGH = 30, 300


class ListBrief(Shown):
    """A kept list, in brief."""

    key: int
    """Its number."""
    desk: Desk
    as_of: date
    """The day the rules were judged as of."""
    made_at: datetime
    versions: Mapping[str, str]
    """Model, data and weights that it came from."""
    replayable: bool
    """Whether what it was made of is kept, so that it can be made again."""

    @classmethod
    def of(cls, row: StoredShortlist, *, replayable: bool) -> "ListBrief":
        """A row, in brief."""
        return cls(
            key=row.key,
            desk=Desk(row.desk),
            as_of=date.fromisoformat(row.as_of),
            made_at=row.made_at,
            versions=row.versions,
            replayable=replayable,
        )

    @classmethod
    def of_stored(cls, one: Stored) -> "ListBrief":
        """A list that was read whole, in brief."""
        return cls(
            key=one.key,
            desk=one.desk,
            as_of=one.as_of,
            made_at=one.made_at,
            versions=one.versions,
            replayable=one.origin is not None,
        )


class ListsShown(Shown):
    """The financing lists that a startup was shown, the latest first.

    Of those made of the same on the same day, as the parts of one list are, the latest stands.
    """

    startup: str
    lists: tuple[ListBrief, ...]


def lists(context: Context, startup_id: str) -> ListsShown:
    """The lists that a startup was shown; raises `NotFound`."""
    with reading(context.database) as session:
        profiles.stored(session, Kind.STARTUP, startup_id)
        return ListsShown(startup=startup_id, lists=told(session, startup_id))


def told(session: Session, startup_id: str) -> tuple[ListBrief, ...]:
    """The same, in a transaction that does more."""
    chosen = (
        select(StoredShortlist, StoredOrigin.seeker_key, StoredOrigin.edition_key)
        .outerjoin(StoredOrigin, StoredOrigin.shortlist_key == StoredShortlist.key)
        .where(
            StoredShortlist.seeker_kind == Kind.STARTUP,
            StoredShortlist.seeker_id == startup_id,
            StoredShortlist.desk == Desk.FINANCING,
        )
        # Shown again, an earlier list is the latest.
        .join(Showing, Showing.shortlist_key == StoredShortlist.key)
        .group_by(StoredShortlist.key)
        .order_by(func.max(Showing.key).desc())
        .limit(LOOKED_THROUGH)
    )
    latest: dict[tuple[object, ...], ListBrief] = {}
    for row, *made_of in session.execute(chosen):
        brief = ListBrief.of(row, replayable=None not in made_of)
        latest.setdefault(came_of(row, *made_of), brief)
    return tuple(latest.values())[:MOST]


def came_of(
    row: StoredShortlist, seeker_key: int | None, edition_key: int | None
) -> tuple[object, ...]:
    """What rows have in common that are parts of one list; their key where that is not known."""
    if seeker_key is None:
        return (row.key,)
    versions = {name: version for name, version in row.versions.items() if name != "index"}
    return seeker_key, edition_key, row.as_of, tuple(sorted(versions.items()))
