"""Candidates and offers of a demonstration: made-up people, read and matched as anybody would be.

Their CVs are given as a school gives files. Once those are read, the people come and say yes, and
the company's offers are opened. What was done once is not done again: who changes it finds it so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from itertools import chain
from pathlib import Path

import yaml
from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, and_, delete, exists, or_, select
from sqlalchemy.orm import Session

from app.accounts import consents, demo, places, service, sessions
from app.accounts.models import Account
from app.accounts.policy import NOBODY, Membership, Role, Scope, Visitor, granted
from app.candidates import claiming, forgetting, pool, values
from app.candidates.models import Candidate, Document
from app.candidates.store import store_of
from app.candidates.upkeep import named
from app.context import Context
from app.drafts import submissions
from app.intakes import service as intakes
from app.intakes.beside import waiting
from app.intakes.models import Intake, IntakeFile
from app.intakes.sources import given
from app.introductions import service as introductions
from app.introductions.schemas import StepGiven
from app.introductions.states import Step
from app.kit.database import now, reading, writing
from app.kit.errors import NotFound
from app.offers import forgetting as offer_forgetting
from app.offers import service as offers
from app.offers.models import Offer
from app.offers.schemas import OfferGiven
from app.offers.states import OfferState

HERE = Path(str(files("app.demo")))
CVS = HERE / "cvs"
CHANNEL = "demo"
CANDIDATE = "candidate"

Ids = Mapping[str, str]
"""Ids of candidates, by the name of their file."""


@dataclass(frozen=True, slots=True)
class Come:
    """Somebody who came: what they say yes to, and the person of a demonstration that they are."""

    agrees: tuple[str, ...]
    person: str = ""


@dataclass(frozen=True, slots=True)
class Offered:
    """An offer, and what happened with whom: who took which step, by file."""

    text: str
    between: Mapping[str, tuple[tuple[str, Step], ...]]


@dataclass(frozen=True, slots=True)
class Told:
    """All that a demonstration has of talent."""

    school: str
    company: str
    came: Mapping[str, Come]
    offers: tuple[Offered, ...]


@cache
def told() -> Told:
    """What `talent.yaml` says."""
    return TypeAdapter(Told).validate_python(
        yaml.safe_load((HERE / "talent.yaml").read_text("utf-8"))
    )


def begin(context: Context) -> None:
    """Give the CVs to be read, unless they were before, or the school is not known here."""
    school = told().school
    with reading(context.database) as session:
        officer = visitor(session, "school")
        known = places.fits(session, Membership(Role.SCHOOL, Scope("organisation", school)))
    if known:
        intakes.receive(context, officer, school, given(CVS), again=True, channel=CHANNEL)


def go_on(context: Context) -> None:
    """Once all is read: have the people come, and the company offer work, if it is known here."""
    if waiting(context) or not (ids := candidates(context)):
        return
    for name in yet_to_come(context, ids):
        come(context, ids[name], name)
    for one in yet_to_offer(context):
        hire(context, one, ids)


def yet_to_come(context: Context, ids: Ids) -> list[str]:
    """Those, by file, who are to come and whom nobody is yet."""
    unclaimed = select(Candidate.id).where(
        Candidate.id.in_(ids.values()), Candidate.account_id.is_(None)
    )
    with reading(context.database) as session:
        found = set(session.scalars(unclaimed))
    return [name for name in told().came if ids.get(name) in found]


def yet_to_offer(context: Context) -> list[Offered]:
    """The offers that were not opened yet; none where the company is not known."""
    company = told().company
    with reading(context.database) as session:
        if not places.fits(session, Membership(Role.FOUNDER, Scope("startup", company))):
            return []
        founder = visitor(session, "founder")
        return [one for one in told().offers if not offered_before(session, founder, one)]


def offered_before(session: Session, founder: Visitor, offered: Offered) -> bool:
    """Whether an offer was made and opened, however it was written anew since."""
    made = founder.person and submissions.result(session, founder.person.id, once(offered))
    same = Offer.id == made if made else Offer.text == offered.text
    theirs = (Offer.startup_id == told().company, same, Offer.state != OfferState.DRAFT)
    return bool(session.scalar(select(exists().where(*theirs))))


def once(offered: Offered) -> str:
    """What tells the making of an offer from every other, so that it is made once."""
    return sha256(offered.text.encode()).hexdigest()[:32]


def candidates(context: Context) -> dict[str, str]:
    """The candidates of whom a CV of ours is kept."""
    names = ours(context)
    chosen = select(Document.digest, Document.candidate_id).where(
        Document.organisation_id == told().school, Document.digest.in_(names)
    )
    with reading(context.database) as session:
        return {names[digest]: id_ for digest, id_ in session.execute(chosen)}


def ours(context: Context) -> dict[str, str]:
    """The names of our CVs, by what the store calls them."""
    store, school = store_of(context), told().school
    return {store.digest(school, one.read_bytes()): one.name for one in CVS.iterdir()}


def person_of(name: str) -> str:
    """The person of a demonstration of whom a file is."""
    return told().came[name].person or Path(name).stem


def come(context: Context, candidate_id: str, name: str) -> None:
    """Somebody comes, unless they did, and says yes to what they say yes to."""
    key = person_of(name)
    with writing(context.database) as session:
        candidate = values.by_id(session, candidate_id)
        if candidate.account_id:
            return
        account = service.by_email(session, demo.address(key)) or enrolled(session, key, candidate)
        account.disabled_at, account_id = None, account.id
        person = visitor_of(account)
    for purpose in told().came[name].agrees:
        consents.give(context, person, account_id, purpose)
    with writing(context.database) as session:
        claiming.be(session, candidate_id, account_id)
        pool.follow(session, candidate_id)


def enrolled(session: Session, key: str, candidate: Candidate) -> Account:
    """An account of who a CV is of, named as the CV says."""
    read = values.holding(values.values(candidate))
    held = Membership(Role.CANDIDATE, Scope("organisation", told().school))
    made = service.create(session, demo.address(key), values.name_of(read) or key, [held])
    made.confirmed_at = now()
    return made


def visitor(session: Session, key: str) -> Visitor:
    """A person of a demonstration, as who asks; raises `NotFound`."""
    found = service.by_email(session, demo.address(key))
    if found is None:
        message = f"“{key}” is nobody of a demonstration."
        raise NotFound(message)
    return visitor_of(found)


def visitor_of(account: Account) -> Visitor:
    """An account as who asks."""
    held = ((one.role, one.scope_kind, one.scope_id) for one in account.memberships)
    return Visitor(person=sessions.person(account), memberships=granted(held))


def hire(context: Context, offered: Offered, ids: Ids) -> None:
    """Offer work, and have happen what happened about it with those who are still here."""
    with reading(context.database) as session:
        people = {key: visitor(session, key) for key in ("founder", "coach")}
        theirs = {
            name: visitor(session, person_of(name)) for name in offered.between if name in ids
        }
    founder = people["founder"]
    made = offers.create(
        context, founder, told().company, OfferGiven(text=offered.text), once(offered)
    )
    offers.move(context, founder, made.id, OfferState.OPEN)
    for name, person in theirs.items():
        steps = offered.between[name]
        bring(context, made.id, ids[name], steps, {**people, CANDIDATE: person})


def bring(
    context: Context,
    offer_id: str,
    candidate_id: str,
    steps: Iterable[tuple[str, Step]],
    people: Mapping[str, Visitor],
) -> None:
    """Bring somebody to an offer, step by step."""
    (first, _), *others = steps
    made = introductions.for_offer(context, people[first], offer_id, candidate_id)
    for who, step in others:
        introductions.take(context, people[who], made.id, StepGiven(step=step))


def end(context: Context) -> None:
    """Take all of it away: candidates, what was given and may not be read yet, offers, its people.

    Whatever its people gave or wrote goes with them, as they left it.
    """
    digests = ours(context)
    given_now = [(told().school, digest) for digest in digests]
    with writing(context.database) as session:
        if not session.scalars(demo.ids()).first():
            return
        files = [*given_now, *given_files(session)]
        files += chain.from_iterable(
            forgetting.erase_all(session, made_here(digests), NOBODY, CHANNEL)
        )
        forgetting.unname(session, IntakeFile.digest.in_(digests))
        session.execute(delete(Intake).where(Intake.given_by.in_(demo.ids())))
        offer_forgetting.erase(session, offered_here(), NOBODY, CHANNEL)
        demo.end(session)
        needed = named(session)
    forgetting.clean(context, [one for one in files if one not in needed])


def made_here(digests: Iterable[str]) -> ColumnElement[bool]:
    """Whether a candidate is of a demonstration: by a CV, who they are, or who gave it."""
    by_ours = select(Document.candidate_id).where(
        Document.organisation_id == told().school, Document.digest.in_(digests)
    )
    brought = exists().where(
        IntakeFile.candidate_id == Candidate.id,
        Intake.id == IntakeFile.intake_id,
        Intake.given_by.in_(demo.ids()),
        # Who was there before is known by a file that was given twice.
        Intake.created_at <= Candidate.created_at,
    )
    return or_(Candidate.id.in_(by_ours), Candidate.account_id.in_(demo.ids()), brought)


def given_files(session: Session) -> list[forgetting.Kept]:
    """The files that the people of a demonstration gave, read or not."""
    given_here = (
        select(Intake.organisation_id, IntakeFile.digest)
        .join(IntakeFile, IntakeFile.intake_id == Intake.id)
        .where(Intake.given_by.in_(demo.ids()), IntakeFile.digest != "")
    )
    return [(school, digest) for school, digest in session.execute(given_here)]


def offered_here() -> ColumnElement[bool]:
    """Whether an offer is an example, or was written by somebody of a demonstration."""
    texts = [one.text for one in told().offers]
    example = and_(Offer.startup_id == told().company, Offer.text.in_(texts))
    return or_(example, Offer.written_by.in_(demo.ids()))
