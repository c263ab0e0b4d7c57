"""Reading the catalogue, and keeping it."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.policy import Person, Role, Visitor, actions, reach
from app.context import Context
from app.drafts import service as drafts
from app.drafts.service import Draft
from app.kit.database import reading, writing
from app.kit.days import today
from app.network.models import OrganisationAlias
from app.profiles import editing, service
from app.profiles.edits import all_edits, edits_of
from app.profiles.models import StoredProfile
from app.programmes.schemas import ProgrammeShown
from app.programmes.upkeep import KeptShown, UpkeepShown, urgency
from matching.profile import Kind


def programme(context: Context, programme_id: str) -> ProgrammeShown:
    """One programme; raises `NotFound`."""
    with reading(context.database) as session:
        row = service.stored(session, Kind.PROGRAMME, programme_id)
        return ProgrammeShown.of(row, edits_of(session, Kind.PROGRAMME, programme_id).values())


def upkeep(context: Context, as_of: date | None = None) -> tuple[UpkeepShown, ...]:
    """What every programme's record needs as of a day, the most urgent first."""
    with reading(context.database) as session:
        return needed(session, service.rows(session, Kind.PROGRAMME), as_of or today())


def own_upkeep(context: Context, visitor: Visitor) -> KeptShown:
    """The same of the records that a visitor looks after, and which of them they may correct.

    Whom only organisations of theirs let in looks after what these offer.
    """
    within = reach(visitor, "programme.edit")
    keeping = {one.role for one in visitor.memberships} & actions()["catalogue.upkeep"].allow.keys()
    with reading(context.database) as session:
        own = offered(session, within.ids("organisation"))
        rows = own if keeping == {Role.PARTNER} else service.rows(session, Kind.PROGRAMME)
        return KeptShown(
            records=needed(session, rows, today()),
            editable=frozenset(one.id for one in (rows if within.everything else own)),
        )


def needed(session: Session, rows: Sequence[StoredProfile], day: date) -> tuple[UpkeepShown, ...]:
    """What some records need as of a day, the most urgent first."""
    edits = all_edits(session, Kind.PROGRAMME)
    shown = (
        UpkeepShown.of(row, tuple(one.field for one in edits.get(row.id, ())), day) for row in rows
    )
    return tuple(sorted(shown, key=urgency))


def offered(session: Session, organisation_ids: Sequence[str]) -> list[StoredProfile]:
    """The programmes whose provider is one of some organisations, by name."""
    aliases = select(OrganisationAlias.alias).where(
        OrganisationAlias.organisation_id.in_(organisation_ids)
    )
    return list(
        session.scalars(
            select(StoredProfile)
            .where(StoredProfile.kind == Kind.PROGRAMME)
            .where(StoredProfile.record["provider"].as_string().in_(aliases))
            .order_by(StoredProfile.filed_as, StoredProfile.id)
        )
    )


def correct(context: Context, person: Person, id_: str, values: Mapping[str, object]) -> None:
    """Correct a record, and forget the draft of the form that was sent; see `editing.change`."""
    editing.change(context, Kind.PROGRAMME, id_, values)
    with writing(context.database) as session:
        drafts.drop(session, person.id, form_of(id_))


def form_of(programme_id: str) -> str:
    """The address of the form that corrects a record, by which its draft is kept."""
    return f"/programmes/{programme_id}/edit"


def draft_of(context: Context, person: Person, programme_id: str) -> Draft | None:
    """What a person typed into that form and did not send."""
    with reading(context.database) as session:
        return drafts.kept(session, person.id, form_of(programme_id))
