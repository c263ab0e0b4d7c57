"""The pool: candidates who say yes to being matched, as the engine takes them in.

Only they have a profile, with texts, vectors and terms; so whom a school pushed, and who has not
said yes themselves, can be found by nothing. A profile holds no name, address, number or link.
"""

from collections.abc import Collection, Mapping
from typing import Any, TypeAlias

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from app.accounts.agreements import holds, standing
from app.accounts.models import StoredConsent
from app.candidates import matched
from app.candidates.models import Candidate
from app.candidates.schemas import ValueShown
from app.candidates.values import by_id, ever, holding, values
from app.candidates.veiling import own
from app.kit.days import today
from app.matches import service as matches
from app.matches.models import StoredMatch, StoredShortlist
from app.network.models import Organisation, OrganisationAlias
from app.offers.models import Offer
from app.profiles import service as profiles
from app.profiles.models import StoredProfile
from app.profiles.talent import WISHED, kept
from ingestion.report import digest
from matching.profile import Kind
from matching.talent import candidate as talent

# Purposes (purposes.yaml).
POOL, NETWORK, STARTUP = "talent_pool", "talent_network", "talent_startup"
ORIGIN = "candidate"
FORM = TypeAdapter(talent.Candidate)

Pair: TypeAlias = tuple[str, str]
"""A startup and a candidate."""


def follow(session: Session, candidate_id: str) -> None:
    """Have the profile of a candidate be what they are today: there while they say yes, or gone."""
    candidate = by_id(session, candidate_id)
    if agrees(session, candidate_id):
        publish(session, candidate)
    else:
        withdraw(session, candidate_id)


def publish(session: Session, candidate: Candidate) -> None:
    """Write the profile of a candidate, if it says something else than before."""
    told = holding(values(candidate))
    language = next((one.language for one in candidate.documents), "")
    texts = {one.id: one.text for one in candidate.documents}
    named = matched.candidate(candidate.id, language, told, texts, today())
    known = matched.without_names(named, own(ever(candidate)))
    went_to = schools(told)
    record = {
        "candidate": FORM.dump_python(known, mode="json"),
        "schools": went_to,
        "school_names": [*matched.parts(went_to), *called(session, candidate.organisation_id)],
    }
    said = digest(record)
    if stored(session, candidate.id) != said:
        profile = talent.profile(known)
        work = {**kept(profile), WISHED: list(known.contracts)}
        profiles.save(session, profile, {**record, **work}, said, ORIGIN)


def called(session: Session, organisation_id: str) -> list[str]:
    """What the school that speaks of somebody is called."""
    names = session.scalars(select(Organisation.names).where(Organisation.id == organisation_id))
    aliases = session.scalars(
        select(OrganisationAlias.alias).where(OrganisationAlias.organisation_id == organisation_id)
    )
    return sorted({*(name for each in names for name in each.values()), *aliases})


def schools(told: Collection[ValueShown]) -> list[str]:
    """The schools that somebody went to, as they are named."""
    studies = (one.value for one in told if one.field == "education")
    named = (one.get("school") for one in studies if isinstance(one, Mapping))
    return [str(one["value"]) for one in named if isinstance(one, Mapping) and one.get("value")]


def stored(session: Session, candidate_id: str) -> str | None:
    """What the profile of a candidate was made from; None for no profile."""
    return profiles.made_from(session, Kind.CANDIDATE, candidate_id)


def withdraw(session: Session, candidate_id: str) -> None:
    """Take a candidate out of the pool: texts, vectors, terms, and the lines of lists."""
    if stored(session, candidate_id) is not None:
        profiles.remove(session, Kind.CANDIDATE, candidate_id)
    matches.forget(session, Kind.CANDIDATE, candidate_id)
    matches.forget_offer(session, Kind.CANDIDATE, candidate_id)


def lapsed(session: Session) -> list[str]:
    """Those who are in the pool and say yes to it no more, as where a yes expired."""
    agreeing = select(Candidate.id).where(Candidate.account_id.in_(standing(POOL)))
    chosen = select(StoredProfile.id).where(
        StoredProfile.kind == Kind.CANDIDATE, StoredProfile.id.not_in(agreeing)
    )
    return list(session.scalars(chosen))


def unseen(session: Session) -> frozenset[str]:
    """Those on a list of a company that they let see them no more, as where a yes expired."""
    lists = (
        select(Offer.startup_id, StoredMatch.offer_id)
        .join(StoredShortlist, StoredShortlist.seeker_id == Offer.id)
        .join(StoredMatch, StoredMatch.shortlist_key == StoredShortlist.key)
        .where(StoredMatch.offer_kind == Kind.CANDIDATE)
        .distinct()
    )
    listed = {(startup_id, one) for startup_id, one in session.execute(lists)}
    return frozenset(one for _, one in listed - seen_by(session, listed))


def agrees(session: Session, candidate_id: str) -> bool:
    """Whether a candidate says yes to being matched today."""
    theirs = select(Candidate.id).where(Candidate.id == candidate_id)
    return session.scalar(theirs.where(Candidate.account_id.in_(standing(POOL)))) is not None


def shown_to(
    session: Session, startup_id: str, candidate_ids: Collection[str] | None = None
) -> frozenset[str]:
    """Those of some candidates, or of all, who let a startup see them."""
    chosen = select(Candidate.id).where(lets(startup_id))
    if candidate_ids is not None:
        chosen = chosen.where(Candidate.id.in_(candidate_ids))
    return frozenset(session.scalars(chosen))


def seen_by(session: Session, pairs: Collection[Pair]) -> frozenset[Pair]:
    """Those of some pairs of a startup and a candidate where the one lets the other see them."""
    told = (
        select(StoredConsent.about, Candidate.id)
        .join(StoredConsent, StoredConsent.account_id == Candidate.account_id)
        .where(or_(holds(NETWORK), holds(STARTUP)), Candidate.account_id.in_(standing(POOL)))
        .where(Candidate.id.in_({one for _, one in pairs}))
    )
    # Whom a yes names; nobody where it is for all.
    said = {(about, one) for about, one in session.execute(told)}
    return frozenset(pair for pair in pairs if not said.isdisjoint({pair, ("", pair[1])}))


def lets(startup_id: str) -> ColumnElement[bool]:
    """The condition that a candidate says yes to the pool, and to any startup or this one."""
    seen = (standing(NETWORK), standing(STARTUP, startup_id))
    return and_(
        Candidate.account_id.in_(standing(POOL)),
        or_(*(Candidate.account_id.in_(one) for one in seen)),
    )


def records(session: Session, candidate_ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """What the profiles of some candidates were made of, by id; of those in the pool alone."""
    chosen = select(StoredProfile.id, StoredProfile.record).where(
        StoredProfile.kind == Kind.CANDIDATE, StoredProfile.id.in_(candidate_ids)
    )
    return dict(session.execute(chosen).all())
