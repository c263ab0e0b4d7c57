"""The pool: candidates who say yes to being matched, as the engine takes them in.

Only they have a profile, with texts, vectors and terms; so whom a school pushed, and who has not
said yes themselves, can be found by nothing. A profile holds no name, address, number or link.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.agreements import agreed
from app.candidates.items import PERSONAL
from app.candidates.models import Candidate
from app.candidates.schemas import ValueShown
from app.candidates.values import by_id, holding, values
from app.matches import service as matches
from app.profiles import service as profiles
from app.profiles.models import StoredProfile
from ingestion.report import digest
from matching.profile import Kind, Passage, Profile

# Purposes (purposes.yaml).
POOL, NETWORK, STARTUP = "talent_pool", "talent_network", "talent_startup"
ORIGIN = "candidate"


def follow(session: Session, candidate_id: str) -> None:
    """Have the profile of a candidate be what they are today: there while they say yes, or gone."""
    candidate = by_id(session, candidate_id)
    if candidate.account_id and agreed(session, POOL, [candidate.account_id]):
        publish(session, candidate)
    else:
        withdraw(session, candidate_id)


def publish(session: Session, candidate: Candidate) -> None:
    """Write the profile of a candidate, if it says something else than before."""
    kept = [one for one in holding(values(candidate)) if one.field not in PERSONAL]
    record = {"values": [one.model_dump(mode="json") for one in kept]}
    said = digest(record)
    if stored(session, candidate.id) != said:
        language = next((one.language for one in candidate.documents), "")
        passages = tuple(Passage(field, language, text) for field, text in texts(kept) if text)
        profile = Profile(candidate.id, Kind.CANDIDATE, "", passages)
        profiles.save(session, profile, record, said, ORIGIN)


def stored(session: Session, candidate_id: str) -> str | None:
    """What the profile of a candidate was made from; None for no profile."""
    return session.scalar(
        select(StoredProfile.digest).where(
            StoredProfile.kind == Kind.CANDIDATE, StoredProfile.id == candidate_id
        )
    )


def withdraw(session: Session, candidate_id: str) -> None:
    """Take a candidate out of the pool: texts, vectors, terms, and the lines of lists."""
    if stored(session, candidate_id) is not None:
        profiles.remove(session, Kind.CANDIDATE, candidate_id)
    matches.forget(session, Kind.CANDIDATE, candidate_id)
    matches.forget_offer(session, Kind.CANDIDATE, candidate_id)


def texts(kept: Collection[ValueShown]) -> Iterator[tuple[str, str]]:
    """What a candidate says, by field, without schools and employers."""
    for one in kept:
        match one.field:
            case "headline":
                yield one.field, str(one.value)
            case "experience" | "projects" | "education":
                yield one.field, said_in(one.value, PARTS[one.field])
    skills = [one.text for one in kept if one.field in {"skills", "certifications"}]
    yield "skills", ", ".join(filter(None, skills))


PARTS: Mapping[str, tuple[str, ...]] = {
    "experience": ("title", "text"),
    "projects": ("name", "text"),
    "education": ("degree", "field"),
}


def said_in(value: Any, parts: Collection[str]) -> str:  # noqa: ANN401 - what a person corrected too
    """Some parts of an entry, as one text."""
    if not isinstance(value, Mapping):
        return str(value)
    told = (value.get(part) for part in parts)
    plain = (one.get("value", "") if isinstance(one, Mapping) else one for one in told)
    return "\n".join(str(one) for one in plain if one)


def shown_to(session: Session, startup_id: str, candidate_ids: Collection[str]) -> frozenset[str]:
    """Those of some candidates who let a startup see them.

    They say yes to the pool, and to startups of the network or to this one.
    """
    came = select(Candidate.id, Candidate.account_id).where(
        Candidate.id.in_(candidate_ids), Candidate.account_id.is_not(None)
    )
    owners = dict(session.execute(came).all())
    accounts = {one for one in owners.values() if one}
    seen = agreed(session, NETWORK, accounts) | agreed(session, STARTUP, accounts, startup_id)
    letting = agreed(session, POOL, accounts) & seen
    return frozenset(id_ for id_, account in owners.items() if account in letting)
