"""Who may invite whom, and for what: asked of the policy's `invite` rows."""

from app.accounts import gate, invitations, places
from app.accounts.people import require_place
from app.accounts.policy import HELD_FOR, Membership, Role, Scope, Visitor, actions, reach
from app.accounts.schemas import InvitationGiven, PlaceShown
from app.accounts.service import address
from app.context import Context
from app.drafts import submissions
from app.kit.database import reading, writing

# The page where one sees what one sent.
SENT = "/invitations"


def action(role: Role) -> str:
    """The action of offering a role."""
    return f"invite.{role}"


def offered(visitor: Visitor) -> tuple[Role, ...]:
    """The roles that a visitor may offer, for something at least."""
    known = [role for role in Role if action(role) in actions()]
    reaches = {role: reach(visitor, action(role)) for role in known}
    return tuple(role for role, it in reaches.items() if it.everything or it.scopes)


def places_of(context: Context, visitor: Visitor, role: Role, typed: str) -> tuple[PlaceShown, ...]:
    """What a visitor may offer a role for; companies as places.offered finds them."""
    within = reach(visitor, action(role))
    with reading(context.database) as session:
        found = places.offered(
            session, role, typed=typed, within=None if within.everything else within.scopes
        )
    return tuple(found)


def invite(context: Context, visitor: Visitor, given: InvitationGiven, once: str = "") -> None:
    """Offer a role to an address; raises `Refused`, `NotFound`, `BadAddress` or `TooMany`.

    The same form sent again, by what `once` says of it, offers nothing twice.
    """
    membership = Membership(given.role, Scope(HELD_FOR[given.role], given.place))
    gate.require(context, visitor, actions()[action(given.role)], given.place)
    with writing(context.database) as session:
        require_place(session, membership)
        if visitor.person and submissions.result(session, visitor.person.id, once):
            return
        if visitor.person:
            submissions.note(session, visitor.person.id, once, SENT)
        invitations.invite(
            session,
            context,
            visitor,
            invitations.Offer(address(given.email), given.name, membership, given.language),
        )
