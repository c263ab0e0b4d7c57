"""What an offer of work can be, and what may follow what."""

from collections.abc import Mapping
from enum import StrEnum


class OfferState(StrEnum):
    """How far an offer is."""

    DRAFT = "draft"
    """Its company alone sees it."""
    OPEN = "open"
    """It is matched, and candidates see it."""
    CLOSED = "closed"


# What may follow what; who opens an offer confirms what it says.
TRANSITIONS: Mapping[OfferState, frozenset[OfferState]] = {
    OfferState.DRAFT: frozenset({OfferState.OPEN, OfferState.CLOSED}),
    OfferState.OPEN: frozenset({OfferState.CLOSED}),
    OfferState.CLOSED: frozenset({OfferState.OPEN}),
}
