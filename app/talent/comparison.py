"""Candidates for an offer side by side, none of them named."""

from collections.abc import Sequence

from app.context import Context
from app.kit.errors import DomainError
from app.talent import desks
from app.talent.schemas import OfferCandidates

# How many candidates can be told apart side by side.
LEAST, MOST = 2, 4


class NotComparable(DomainError):
    """Too few or too many candidates are asked for, or one whom the company may not see."""

    status = 422
    title = "Not comparable"


def compare(context: Context, offer_id: str, candidate_ids: Sequence[str]) -> OfferCandidates:
    """Two to four candidates for an open offer, each as the whole list has them, best first.

    Raises `NotFound`, `NotOpen` and `NotComparable`.
    """
    wanted = set(candidate_ids)
    if not LEAST <= len(wanted) <= MOST:
        message = f"Choose {LEAST} to {MOST} candidates."
        raise NotComparable(message)
    shown = desks.candidates(context, offer_id, limit=MOST, of=wanted)
    if len(shown.matches) < len(wanted):
        message = "One of these candidates cannot be seen for this offer."
        raise NotComparable(message)
    return shown


def show_comparison(
    context: Context, offer_id: str, candidate_ids: Sequence[str], *, channel: str
) -> OfferCandidates:
    """The same, kept as shown."""
    return desks.keep_candidates(context, compare(context, offer_id, candidate_ids), channel)
