"""A school asks its candidates to come and decide for themselves, one or all of them."""

from collections import Counter
from collections.abc import Collection
from enum import StrEnum

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, selectinload

from app.accounts import invitations
from app.accounts.invitations import Offer
from app.accounts.models import StoredInvitation
from app.accounts.policy import Membership, Role, Scope, Visitor
from app.accounts.service import BadAddress, BadName
from app.accounts.throttle import Limit, TooMany
from app.candidates import values
from app.candidates.forgetting import uninvite
from app.candidates.models import Candidate
from app.context import Context
from app.kit.database import now, reading, writing
from app.kit.errors import DomainError
from app.kit.i18n import DEFAULT
from app.matches.schemas import Shown
from matching.wording.texts import spoken

# Candidates written to in one transaction: others do not wait for all of them.
TOGETHER = 50


class NoAddress(DomainError):
    """Nothing that is known of a candidate says where to write to them."""

    status = 422
    title = "No address"


class Invited(DomainError):
    """The candidate has come already."""

    status = 409
    title = "Has come already"


class Sent(StrEnum):
    """What came of asking one of many."""

    SENT = "sent"
    NO_ADDRESS = "no_address"
    """Their CV gives no address that a mail can be sent to."""
    TOO_MANY = "too_many"
    """So many were written to, by this person or to this address, that it waits."""


class InvitedShown(Shown):
    """What came of inviting all who have not come."""

    sent: int
    no_address: int
    too_many: int
    """Those who wait since too many were written to; to be asked again tomorrow."""


def invite(
    context: Context, visitor: Visitor, candidate_id: str, email: str = "", language: str = ""
) -> StoredInvitation:
    """Ask a candidate to come and decide for themselves, by a mail.

    To the address that their CV gives, unless another is given. Raises `NotFound`, `NoAddress`,
    `Invited`, and what `app.accounts.invitations.invite` does.
    """
    with writing(context.database) as session:
        candidate = values.by_id(session, candidate_id)
        if candidate.account_id:
            message = "This candidate has come already."
            raise Invited(message)
        row = written_to(session, context, visitor, candidate, email=email, language=language)
        session.expunge(row)
        return row


def written_to(
    session: Session,
    context: Context,
    visitor: Visitor,
    candidate: Candidate,
    *,
    email: str = "",
    language: str = "",
    counted: Limit = Limit.SENDING,
) -> StoredInvitation:
    """The invitation that is sent to a candidate, its documents and answers loaded.

    It stands in the place of the one before, by which nobody could come any more. Raises
    `NoAddress`, and what `app.accounts.invitations.invite` does.
    """
    told = values.holding(values.values(candidate))
    address = email or next((one.key for one in told if one.field == "emails"), "")
    if not address:
        message = "The CV gives no e-mail address: say where to write."
        raise NoAddress(message)
    spoken_by = language or next((one.language for one in candidate.documents), DEFAULT)
    place = Scope("organisation", candidate.organisation_id)
    held = Membership(Role.CANDIDATE, place)
    offer = Offer(address, values.name_of(told) or address, held, spoken(spoken_by))
    row = invitations.invite(session, context, visitor, offer, counted)
    session.flush()
    before, candidate.invitation_id = candidate.invitation_id, row.id
    uninvite(session, before)
    return row


def invite_all(context: Context, visitor: Visitor, organisation_id: str) -> InvitedShown:
    """Write to every candidate of a school who has not come and whom no invitation waits for."""
    theirs = select(Candidate.id).where(Candidate.organisation_id == organisation_id, unanswered())
    with reading(context.database) as session:
        ids = session.scalars(theirs.order_by(Candidate.created_at, Candidate.id)).all()
    counts: Counter[Sent] = Counter()
    for start in range(0, len(ids), TOGETHER):
        with writing(context.database) as session:
            counts.update(write_to(session, context, visitor, ids[start : start + TOGETHER]))
    return InvitedShown(**{one.value: counts[one] for one in Sent})


def waiting(context: Context, organisation_id: str) -> int:
    """How many candidates of a school inviting all would write to, if their CVs say where."""
    theirs = (Candidate.organisation_id == organisation_id, unanswered())
    with reading(context.database) as session:
        return session.scalar(select(func.count()).select_from(Candidate).where(*theirs)) or 0


def unanswered() -> ColumnElement[bool]:
    """Whether a candidate has not come, and no invitation waits for them."""
    standing = select(StoredInvitation.id).where(
        StoredInvitation.withdrawn_at.is_(None), StoredInvitation.expires_at > now()
    )
    mine = Candidate.invitation_id
    return Candidate.account_id.is_(None) & or_(mine.is_(None), mine.not_in(standing))


def write_to(
    session: Session, context: Context, visitor: Visitor, candidate_ids: Collection[str]
) -> list[Sent]:
    """Write to those of some candidates who still wait for it; what came of each."""
    rows = session.scalars(
        select(Candidate)
        .where(Candidate.id.in_(candidate_ids), unanswered())
        .options(selectinload(Candidate.documents), selectinload(Candidate.answers))
    )
    return [tried(session, context, visitor, one) for one in rows.all()]


def tried(session: Session, context: Context, visitor: Visitor, candidate: Candidate) -> Sent:
    """What came of writing to one of many."""
    try:
        written_to(session, context, visitor, candidate, counted=Limit.GATHERING)
    except (NoAddress, BadAddress, BadName):
        return Sent.NO_ADDRESS
    except TooMany:
        return Sent.TOO_MANY
    return Sent.SENT
