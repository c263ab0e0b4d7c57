"""Open offers as the engine takes them in: an offer has a profile while it is open, or none."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.context import Context
from app.matches import service as matches
from app.offers import values
from app.offers.models import Offer
from app.offers.states import OfferState
from app.profiles import service as profiles
from app.profiles.talent import demands, kept
from ingestion.offers.matching import demands as demanded
from ingestion.offers.matching import meaning, passages
from ingestion.report import digest
from matching.profile import Kind

ORIGIN = "offer"


@dataclass(frozen=True, slots=True)
class Meant:
    """The occupations that a text means, each with its share, and which text that is."""

    text: str
    language: str
    occupations: Mapping[str, float]


NOTHING = Meant("", "", {})


class Unread(Exception):
    """What an open offer means is to be found first: it says something else than what was read."""

    def __init__(self, row: Offer) -> None:
        super().__init__(row.id)
        self.text, self.language = row.text, row.language


def meant(context: Context, unread: Unread) -> Meant:
    """What an offer means by its text. It takes a while: in no transaction."""
    text, language = unread.text, unread.language
    return Meant(text, language, context.occupations.meant(passages(text, language)))


def follow(session: Session, row: Offer, known: Meant) -> None:
    """Have the profile of an offer be what it says today: there while it is open, or gone.

    Raises `Unread` where what is known is of another text.
    """
    if row.state != OfferState.OPEN:
        withdraw(session, row.id)
    elif (row.text, row.language) == (known.text, known.language):
        publish(session, row, known)
    else:
        raise Unread(row)


def publish(session: Session, row: Offer, known: Meant) -> None:
    """Write the profile of an offer, of what somebody confirmed and what its text means."""
    offer = values.confirmed(row)
    profile = meaning(offer, row.id, known.occupations)
    record = {**kept(profile), **demands(demanded(offer)), "startup": row.startup_id}
    said = digest({**record, "text": row.text})
    profiles.save(session, profile, record, said, ORIGIN)


def withdraw(session: Session, offer_id: str) -> None:
    """Take an offer out of matching: its profile, its lists, and the lines about it."""
    if profiles.made_from(session, Kind.VACANCY, offer_id) is not None:
        profiles.remove(session, Kind.VACANCY, offer_id)
    matches.forget(session, Kind.VACANCY, offer_id)
    matches.forget_offer(session, Kind.VACANCY, offer_id)
