"""Companies that their founders bring themselves."""

import re
from collections.abc import Mapping

from anyascii import anyascii
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.accounts import throttle
from app.accounts.gate import person_of
from app.accounts.models import StoredMembership
from app.accounts.policy import Membership, Role, Scope, Target, Visitor
from app.accounts.throttle import Limit
from app.audit import service as audit
from app.context import Context
from app.drafts import service as drafts
from app.drafts import submissions
from app.kit.database import writing
from app.profiles.editing import STARTUP, created
from app.profiles.models import StoredProfile
from matching.profile import Kind

CREATE = "startup.create"
# The page of the form, which is also what leads nowhere else: no company is called so.
FORM = "/startups/new"
RESERVED = frozenset({"new"})
LONGEST = 60


def found(context: Context, visitor: Visitor, values: Mapping[str, object], once: str) -> str:
    """Make a company of what a person says of it, and make them its founder.

    `values` are fields as `editing.change` takes them. Returns the address to go to: that of the
    same company when the same form is sent again. Raises `Invalid`, and `TooMany`.
    """
    person, encoder = person_of(visitor), context.encoder
    with writing(context.database) as session:
        if led := submissions.result(session, person.id, once):
            return led
        throttle.count(session, Limit.FOUNDING, person.id)
        startup_id = free(session, slug(str(values.get("name") or "")))
        created(session, encoder, Kind.STARTUP, startup_id, values, source=STARTUP)
        scope = Scope("startup", startup_id)
        accounts.grant(session, person.id, Membership(Role.FOUNDER, scope))
        audit.note(session, visitor, CREATE, Target("startup", startup_id, frozenset({scope})))
        drafts.drop(session, person.id, FORM)
        address = f"/startups/{startup_id}/financing"
        submissions.note(session, person.id, once, address)
    return address


def slug(name: str) -> str:
    """A name as part of an address: in Latin letters, whatever it is written in."""
    words = re.findall(r"[a-z0-9]+", anyascii(name).lower())
    return "-".join(words)[:LONGEST].strip("-") or "startup"


def free(session: Session, wanted: str) -> str:
    """The id itself, or the first one numbered after it, that nothing has or is named by."""
    like = f"{wanted}%"
    stored = select(StoredProfile.id).where(
        StoredProfile.kind == Kind.STARTUP, StoredProfile.id.like(like)
    )
    held = select(StoredMembership.scope_id).where(
        StoredMembership.scope_kind == "startup", StoredMembership.scope_id.like(like)
    )
    taken = {*session.scalars(stored), *session.scalars(held), *RESERVED}
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(one for one in (wanted, *numbered) if one not in taken)
