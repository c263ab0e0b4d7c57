"""The two talent desks: candidates for an offer, and offers for a candidate.

Who does not let a company see them is not among those weighed for it, and a candidate whom a list
shows has been seen by the company: it is written down with the list.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.candidates import pool
from app.candidates.cards import CARDS, quoted
from app.context import Context
from app.introductions import views
from app.introductions.models import Introduction
from app.introductions.states import Step
from app.kit.database import reading, writing
from app.kit.errors import DomainError
from app.matches import service as matches
from app.matches.schemas import EvidenceShown
from app.offers import showing as offers
from app.offers.models import Offer
from app.profiles import service as profiles
from app.profiles.models import StoredProfile
from app.talent.schemas import (
    CandidateLine,
    CandidateOffers,
    GapShown,
    OfferCandidates,
    OfferLine,
    TalentLine,
)
from matching.profile import Desk, Kind
from matching.talent.gaps import gaps

# Gaps that are told: the first are what is worth learning.
MOST_GAPS = 10
# All that the desk weighs are asked for, since the answer is about all of them.
WHOLE = 100_000

Between: TypeAlias = Mapping[str, Mapping[str, Any]]
"""By the other side's id: the introduction, and its last step."""
NOTHING: Mapping[str, Any] = {"introduction_id": None, "step": None}


class NotInPool(DomainError):
    """The candidate does not say yes to being matched: they are compared with nothing."""

    status = 409
    title = "Not agreed"


def candidates(
    context: Context, offer_id: str, *, limit: int, of: Collection[str] | None = None
) -> OfferCandidates:
    """The candidates for an open offer, or those `of` some ids; raises `NotFound` and `NotOpen`."""
    with reading(context.database) as session:
        offer = offers.opened(session, offer_id)
        row = profiles.stored(session, Kind.VACANCY, offer_id)
        seeker = matches.seeker_of(context, session, row)
        letting = pool.shown_to(session, offer.startup_id)
    whole, versions, _ = matches.made_for(context, seeker, Desk.TALENT, limit=WHOLE, among=letting)
    # Some are weighed among all: they are told apart by what the whole list says of them.
    shown = [one for one in whole.matches if of is None or one.offer.id in of][:limit]
    with reading(context.database) as session:
        ids = [one.offer.id for one in shown]
        records, between = pool.records(session, ids), between_offer(session, offer_id, ids)
    return OfferCandidates(
        **OfferCandidates.heading(whole, versions),
        matches=tuple(
            CandidateLine(
                **veiling(CandidateLine.told(one, whole), offer, records[one.offer.id]),
                **between.get(one.offer.id, NOTHING),
                candidate=CARDS[offer.hides_school](records[one.offer.id]),
            )
            for one in shown
            if one.offer.id in records
        ),
    )


def hidden(offer: Offer, record: Mapping[str, Any]) -> list[str]:
    """The names of schools that an offer does not wish to see."""
    names: list[str] = record["school_names"]
    return names if offer.hides_school else []


def veiling(told: dict[str, Any], offer: Offer, record: Mapping[str, Any]) -> dict[str, Any]:
    """What is told of a candidate, with names of schools, and genders, left out of their words."""
    names, language = hidden(offer, record), record["candidate"]["language"]
    skills = tuple(
        one.model_copy(update={"words": quoted(one.words, language, names)})
        for one in told["skills"]
    )
    found: EvidenceShown | None = told["evidence"]
    if found is None:
        return {**told, "skills": skills}
    words = quoted(found.offer.text, found.offer.lang, names)
    passage = found.offer.model_copy(update={"text": words})
    evidence = found.model_copy(update={"offer": passage})
    return {**told, "skills": skills, "evidence": evidence}


def show_candidates(
    context: Context, offer_id: str, *, limit: int, channel: str
) -> OfferCandidates:
    """The candidates for an open offer, kept as shown; they have been seen by its company."""
    return keep_candidates(context, candidates(context, offer_id, limit=limit), channel)


def keep_candidates(context: Context, shown: OfferCandidates, channel: str) -> OfferCandidates:
    """Keep a list of candidates as shown.

    Who took their yes back while the list was made is on it no more.
    """
    with writing(context.database) as session:
        startup_id = offers.opened(session, shown.seeker).startup_id
        ids = [one.candidate.id for one in shown.matches]
        letting = pool.shown_to(session, startup_id, ids)
        kept = tuple(one for one in shown.matches if one.candidate.id in letting)
        shown = shown.model_copy(update={"matches": kept})
        matches.keep_in(session, shown, channel)
        views.note(session, startup_id, letting)
    return shown


def jobs(context: Context, candidate_id: str, *, limit: int) -> CandidateOffers:
    """The open offers for a candidate, with what they lack; raises `NotInPool`."""
    with reading(context.database) as session:
        seeker = matches.seeker_of(context, session, in_pool(session, candidate_id))
    whole, versions, _ = matches.made_for(context, seeker, Desk.JOBS, limit=WHOLE)
    shown = whole.matches[:limit]
    ids = [one.offer.id for one in shown]
    with reading(context.database) as session:
        wanted = offers.whole(session, ids)
        between = between_candidate(session, candidate_id, ids)
    found = gaps(seeker.profile, [one.offer for one in whole.matches])
    return CandidateOffers(
        **CandidateOffers.heading(whole, versions),
        matches=tuple(
            OfferLine(
                **TalentLine.told(one, whole),
                **between.get(one.offer.id, NOTHING),
                offer=wanted[one.offer.id],
            )
            for one in shown
            if one.offer.id in wanted
        ),
        gaps=tuple(map(GapShown.of, found[:MOST_GAPS])),
    )


def in_pool(session: Session, candidate_id: str) -> StoredProfile:
    """The profile of a candidate who says yes to being matched today; raises `NotInPool`."""
    if not pool.agrees(session, candidate_id):
        message = "Say yes to being proposed first: until then nothing is compared."
        raise NotInPool(message)
    return profiles.stored(session, Kind.CANDIDATE, candidate_id)


def show_jobs(context: Context, candidate_id: str, *, limit: int, channel: str) -> CandidateOffers:
    """The open offers for a candidate, kept as shown; raises `NotInPool`.

    What was closed while the list was made is on it no more.
    """
    shown = jobs(context, candidate_id, limit=limit)
    with writing(context.database) as session:
        in_pool(session, candidate_id)
        open_ = offers.still_open(session, [one.offer.id for one in shown.matches])
        kept = tuple(one for one in shown.matches if one.offer.id in open_)
        shown = shown.model_copy(update={"matches": kept})
        matches.keep_in(session, shown, channel)
    return shown


def between_offer(session: Session, offer_id: str, ids: Sequence[str]) -> Between:
    """What is between an offer and some candidates."""
    chosen = select(Introduction.candidate_id, Introduction.id, Introduction.state).where(
        Introduction.offer_id == offer_id, Introduction.candidate_id.in_(ids)
    )
    return said(session.execute(chosen))


def between_candidate(session: Session, candidate_id: str, ids: Sequence[str]) -> Between:
    """What is between a candidate and some offers."""
    chosen = select(Introduction.offer_id, Introduction.id, Introduction.state).where(
        Introduction.candidate_id == candidate_id, Introduction.offer_id.in_(ids)
    )
    return said(session.execute(chosen))


def said(rows: Iterable[Any]) -> dict[str, dict[str, Any]]:
    """By the other side's id, what a line says of an introduction."""
    return {other: {"introduction_id": id_, "step": Step(state)} for other, id_, state in rows}
