"""What waits unsent of somebody, whatever their roles."""

import re
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.policy import Person, Visitor, reach
from app.context import Context
from app.drafts import service as drafts
from app.drafts.service import Draft
from app.kit.database import reading
from app.matches.schemas import Shown
from app.organisations.listing import reached
from app.profiles.models import StoredProfile
from matching.profile import Kind

# What a draft is of, by the address of its form: labels of `draft_of`.
FORMS = {
    "new": re.compile(r"/startups/new"),
    "company": re.compile(r"/startups/(?P<company>[^/]+)/edit"),
    "answer": re.compile(r"/startups/(?P<company>[^/]+)/financing(\?ask=\w+)?"),
    "programme": re.compile(r"/programmes/[^/]+/edit"),
    "site": re.compile(r"/sites/[^/]+/edit"),
    "residency": re.compile(r"/sites/[^/]+/companies/(?P<company>[^/]+)"),
    "cohort": re.compile(r"/cohorts/(new|[^/]+/edit)"),
    "organisation": re.compile(r"/organisations/(new|[^/]+/edit)"),
    "offer": re.compile(r"/startups/(?P<company>[^/]+)/offers/new|/offers/[^/]+/(edit|confirm)"),
    "introduction": re.compile(r"/introductions/[^/]+"),
    "profile": re.compile(r"/account"),
    "key": re.compile(r"/account/keys"),
}
OTHER = "other"


class DraftShown(Shown):
    """A form that was filled and not sent."""

    form: str
    """The address of its page."""
    of: str
    """A label of `draft_of`."""
    name: str
    """The company that it is about; empty for none within the person's reach."""
    at: datetime


def unsent(context: Context, visitor: Visitor, person: Person) -> tuple[DraftShown, ...]:
    """The drafts of a person, the latest first."""
    with reading(context.database) as session:
        kept = [(draft, *subject(draft)) for draft in drafts.drafts(session, person.id)]
        named = names(session, visitor, {company for _, _, company in kept if company})
    return tuple(
        DraftShown(form=draft.form, of=of, name=named.get(company, ""), at=draft.at)
        for draft, of, company in kept
    )


def subject(draft: Draft) -> tuple[str, str]:
    """What a draft is of, and the company that it is about; empty for none."""
    for of, form in FORMS.items():
        if found := form.fullmatch(draft.form):
            return of, found.groupdict().get("company", "")
    return OTHER, ""


def names(session: Session, visitor: Visitor, ids: Collection[str]) -> dict[str, str]:
    """The names of those companies that somebody may read: an address can be made up."""
    if not ids:
        return {}
    rows = session.scalars(
        select(StoredProfile).where(
            StoredProfile.kind == Kind.STARTUP,
            StoredProfile.id.in_(ids),
            *reached(reach(visitor, "startup.read")),
        )
    )
    return {row.id: row.name for row in rows}
