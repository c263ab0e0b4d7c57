"""What a school and a person do with a candidate."""

from collections import Counter
from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.accounts import invitations
from app.accounts.agreements import agreed, purposes
from app.accounts.invitations import Offer
from app.accounts.models import StoredInvitation
from app.accounts.policy import Membership, Role, Scope, Target, Visitor
from app.audit import service as audit
from app.candidates import likeness, pool, values
from app.candidates.models import Candidate, Likeness
from app.candidates.schemas import (
    AlikeShown,
    CandidateShown,
    DocumentShown,
    Standing,
    ValueShown,
)
from app.context import Context
from app.kit.database import reading, writing
from app.kit.errors import DomainError
from app.kit.i18n import DEFAULT
from matching.wording.texts import spoken

# The purpose of being counted, what is counted, and how many people a figure is about at least.
STATISTICS = "talent_statistics"
COUNTED = ("contracts", "skills", "city")
FEWEST = 5


class NoAddress(DomainError):
    """Nothing that is known of a candidate says where to write to them."""

    status = 422
    title = "No address"


class Invited(DomainError):
    """The candidate has come already."""

    status = 409
    title = "Has come already"


def portrait(context: Context, candidate_id: str) -> CandidateShown:
    """One candidate with all that is known; raises `NotFound`."""
    with reading(context.database) as session:
        return shown(session, values.by_id(session, candidate_id))


def of_school(context: Context, organisation_id: str) -> tuple[CandidateShown, ...]:
    """The candidates of a school, the first pushed first."""
    chosen = (
        select(Candidate)
        .where(Candidate.organisation_id == organisation_id)
        .options(selectinload(Candidate.documents), selectinload(Candidate.answers))
        .order_by(Candidate.created_at, Candidate.id)
    )
    with reading(context.database) as session:
        return tuple(shown(session, one) for one in session.scalars(chosen))


def of_account(session: Session, account_id: str) -> tuple[CandidateShown, ...]:
    """What is kept of a person as a candidate, at each school."""
    chosen = select(Candidate.id).where(Candidate.account_id == account_id)
    found = session.scalars(chosen.order_by(Candidate.created_at)).all()
    return tuple(shown(session, values.by_id(session, one)) for one in found)


def shown(session: Session, row: Candidate) -> CandidateShown:
    """A candidate, its documents and answers loaded."""
    return CandidateShown(
        id=row.id,
        organisation_id=row.organisation_id,
        came=row.account_id is not None,
        invited=row.invitation_id is not None,
        agreed=said_yes(session, row.account_id),
        values=values.values(row),
        documents=tuple(
            DocumentShown(
                id=one.id, kind=one.kind, language=one.language, received_at=one.received_at
            )
            for one in row.documents
        ),
        alike=tuple(map(alike_shown, likeness.open_for(session, [row.id]))),
    )


def said_yes(session: Session, account_id: str | None) -> tuple[str, ...]:
    """The purposes for all that a person says yes to today."""
    wide = [code for code, one in purposes().items() if not one.about]
    return tuple(code for code in wide if account_id and agreed(session, code, [account_id]))


def alike_shown(row: Likeness) -> AlikeShown:
    """What is proposed of two, as it is shown."""
    return AlikeShown(
        candidate_id=row.candidate_id,
        other_id=row.other_id,
        reasons=tuple(row.reasons),
        found_at=row.found_at,
    )


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
        told = values.holding(values.values(candidate))
        address = email or next((one.key for one in told if one.field == "emails"), "")
        if not address:
            message = "The CV gives no e-mail address: say where to write."
            raise NoAddress(message)
        name = next((one.value["full"] for one in told if one.field == "name"), address)
        spoken_by = language or next((one.language for one in candidate.documents), DEFAULT)
        place = Scope("organisation", candidate.organisation_id)
        offer = Offer(address, name, Membership(Role.CANDIDATE, place), spoken(spoken_by))
        row = invitations.invite(session, context, visitor, offer)
        session.flush()
        candidate.invitation_id = row.id
        session.expunge(row)
        return row


def answer(
    context: Context,
    visitor: Visitor,
    candidate_id: str,
    place: tuple[str, str],
    *,
    standing: Standing,
    value: object = None,
) -> CandidateShown:
    """Keep what a person says of a value, and match them by it from now on; see `values.answer`."""
    with writing(context.database) as session:
        values.answer(session, visitor, candidate_id, place, standing=standing, value=value)
        pool.follow(session, candidate_id)
        session.expire_all()
        return shown(session, values.by_id(session, candidate_id))


def merge(context: Context, visitor: Visitor, candidate_id: str, other_id: str) -> None:
    """Make one candidate of two who were proposed; see `likeness.merge`."""
    with writing(context.database) as session:
        likeness.merge(session, visitor, candidate_id, other_id)
        pool.withdraw(session, other_id)
        session.expire_all()
        pool.follow(session, candidate_id)


def keep_apart(context: Context, visitor: Visitor, candidate_id: str, other_id: str) -> None:
    """Say that two who were proposed are two people; see `likeness.keep_apart`."""
    with writing(context.database) as session:
        likeness.keep_apart(session, visitor, candidate_id, other_id)


def seen(
    context: Context, visitor: Visitor, startup_id: str, candidate_ids: Collection[str]
) -> frozenset[str]:
    """Those of some candidates whom a startup may be shown; each showing is in the journal."""
    with writing(context.database) as session:
        letting = pool.shown_to(session, startup_id, candidate_ids)
        for one in sorted(letting):
            target = Target("candidate", one)
            audit.note(session, visitor, "candidate.show", target, of=startup_id)
        return letting


def statistics(context: Context, organisation_id: str) -> dict[str, dict[str, int]]:
    """What the candidates of a school who let themselves be counted have, by field and value.

    A figure about fewer than `FEWEST` people is left out.
    """
    chosen = (
        select(Candidate)
        .where(Candidate.organisation_id == organisation_id, Candidate.account_id.is_not(None))
        .options(selectinload(Candidate.documents), selectinload(Candidate.answers))
    )
    with reading(context.database) as session:
        rows = session.scalars(chosen).all()
        counting = agreed(session, STATISTICS, {one.account_id or "" for one in rows})
        told = [values.values(one) for one in rows if one.account_id in counting]
    counts = {
        field: Counter(said for one in told for said in having(one, field)) for field in COUNTED
    }
    return {
        field: {said: number for said, number in found.most_common() if number >= FEWEST}
        for field, found in counts.items()
    }


def having(told: Sequence[ValueShown], field: str) -> frozenset[str]:
    """What a candidate has of a field, each once."""
    return frozenset(
        one.key or str(one.value) for one in values.holding(told) if one.field == field
    )
