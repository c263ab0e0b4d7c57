"""Where a candidate of a school begins."""

from app.accounts import consents, journal, places
from app.accounts.policy import Person, Role, Scope, Visitor
from app.accounts.schemas import ConsentShown, EntryShown, PlaceShown
from app.context import Context
from app.kit.database import reading
from app.matches.schemas import Shown

# How many of those who saw a person are shown.
SHOWN = 5


class CandidateHome(Shown):
    """What a candidate agreed to, and who saw them."""

    email: str
    schools: tuple[PlaceShown, ...]
    consents: tuple[ConsentShown, ...]
    seen: tuple[EntryShown, ...]
    """The last times that others read or changed what is kept of them, the latest first."""


def candidate_home(context: Context, visitor: Visitor, person: Person) -> CandidateHome:
    """What is kept of a candidate's choices."""
    scopes = [Scope("organisation", one) for one in visitor.scopes(Role.CANDIDATE)]
    with reading(context.database) as session:
        named = places.named(session, scopes)
    return CandidateHome(
        email=person.email,
        schools=tuple(named[one] for one in scopes),
        consents=consents.consents(context, visitor),
        seen=journal.about(context, visitor, person, None).entries[:SHOWN],
    )
