"""Reading startups, and forgetting them."""

from sqlalchemy.orm import Session

from app.accounts import agreements
from app.accounts import service as accounts
from app.accounts.policy import NOBODY, Scope, Target, Visitor, decide
from app.accounts.targets import target
from app.audit import service as audit
from app.context import Context
from app.decisions import service as decisions
from app.drafts import service as drafts
from app.drafts import submissions
from app.introductions import views
from app.kit.database import reading, writing
from app.matches import service as matches
from app.matches.schemas import Shown
from app.network import residencies, sites
from app.network.schemas import PersonShown, ResidencyShown, SiteBrief
from app.offers import forgetting as offers
from app.offers.models import Offer
from app.organisations.schemas import StartupShown
from app.profiles import service
from app.profiles.edits import edits_of
from ingestion.report import Data
from matching.profile import Kind


def startup(context: Context, startup_id: str) -> StartupShown:
    """One startup; raises `NotFound`."""
    with reading(context.database) as session:
        return read(session, startup_id)


def read(session: Session, startup_id: str) -> StartupShown:
    """One startup, its facts and edits; raises `NotFound`."""
    row = service.stored(session, Kind.STARTUP, startup_id)
    return StartupShown.of(row, edits_of(session, Kind.STARTUP, startup_id).values())


class PortraitShown(Shown):
    """A company with where it is, and who answers for it."""

    startup: StartupShown
    residencies: tuple[ResidencyShown, ...]
    """What it is to the sites of the network today."""
    sites: tuple[SiteBrief, ...]
    """These sites."""
    people: tuple[PersonShown, ...]
    """Empty where the visitor may not know."""
    may_edit: bool
    """Whether the visitor may change what is known of it."""
    may_hire: bool
    """Whether the visitor may go to its talent desk."""


def portrait(context: Context, visitor: Visitor, startup_id: str) -> PortraitShown:
    """One company as a visitor may see it, who may read it; raises `NotFound`."""
    with reading(context.database) as session:
        shown = read(session, startup_id)
        held = residencies.of_startup(session, startup_id)
        thing = target(session, "startup", startup_id)
        may_edit = decide(visitor, "startup.edit", thing).allowed
        return PortraitShown(
            startup=shown,
            residencies=held,
            sites=sites.named(session, [one.site_id for one in held]),
            people=sites.people(session, "startup", startup_id) if may_edit else (),
            may_edit=may_edit,
            may_hire=decide(visitor, "talent.desk", thing).allowed,
        )


def record(context: Context, startup_id: str) -> Data:
    """What a company's record says; raises `NotFound`."""
    with reading(context.database) as session:
        return dict(service.stored(session, Kind.STARTUP, startup_id).record)


def every_site(context: Context) -> tuple[SiteBrief, ...]:
    """The sites of the network, as they are named."""
    with reading(context.database) as session:
        return sites.named(session)


def forget(
    context: Context, startup_id: str, visitor: Visitor = NOBODY, channel: str = "page"
) -> None:
    """Delete a startup: facts, texts, answers, lists it was shown, what it decided on them, places.

    So are forms about it that anybody filled, and the roles held for it, with offers of one and
    the mails that bring them, and nobody lets it see them: another that is given its name one day
    is nobody's yet. Raises `NotFound`.
    """
    with writing(context.database) as session:
        service.stored(session, Kind.STARTUP, startup_id)
        service.remove(session, Kind.STARTUP, startup_id)
        matches.forget(session, Kind.STARTUP, startup_id)
        decisions.forget(session, startup_id)
        residencies.forget(session, startup_id)
        offers.erase(session, Offer.startup_id == startup_id, visitor, channel)
        views.forget(session, startup_id)
        audit.note(
            session, visitor, "startup.forget", Target("startup", startup_id), channel=channel
        )
        drafts.forget(session, startup_id)
        submissions.forget(session, f"/startups/{startup_id}")
        accounts.withdraw(session, Scope("startup", startup_id))
        agreements.end_about(session, "startup", startup_id)
