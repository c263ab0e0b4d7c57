"""Where a visitor begins."""

from collections.abc import Callable, Mapping

from fastapi import Request, Response

from app.accounts.gate import InVisitor, may
from app.accounts.policy import Person, Role, Visitor
from app.context import Context
from app.homes.administrator import administrator_home
from app.homes.candidate import candidate_home
from app.homes.coach import coach_home
from app.homes.founder import founder_home
from app.homes.integrator import integrator_home
from app.homes.manager import manager_home
from app.homes.partner import partner_home
from app.homes.school import school_home
from app.homes.unsent import unsent
from app.homes.welcome import welcome
from app.kit.http import InContext
from app.matches.schemas import Shown
from app.retention import kept
from web.data.home import (
    AboutPage,
    AdministratorPage,
    CandidatePage,
    CoachPage,
    FounderPage,
    IntegratorPage,
    ManagerPage,
    PartnerPage,
    PersonPage,
    RolePage,
    SchoolPage,
    WelcomePage,
)
from web.pages.kit import pages
from web.rendering import render

router = pages()

Home = Callable[[Context, Visitor, Person], Shown | tuple[Shown, ...]]

# The page of each role, and what it shows.
HOMES: Mapping[Role, tuple[Callable[..., RolePage], Home]] = {
    Role.MANAGER: (ManagerPage, lambda context, visitor, person: manager_home(context)),
    Role.COACH: (CoachPage, lambda context, visitor, person: coach_home(context, visitor)),
    Role.FOUNDER: (FounderPage, lambda context, visitor, person: founder_home(context, visitor)),
    Role.SCHOOL: (SchoolPage, lambda context, visitor, person: school_home(context, visitor)),
    Role.CANDIDATE: (CandidatePage, candidate_home),
    Role.PARTNER: (PartnerPage, lambda context, visitor, person: partner_home(context, visitor)),
    Role.INTEGRATOR: (
        IntegratorPage,
        lambda context, visitor, person: integrator_home(context, person),
    ),
    Role.ADMINISTRATOR: (
        AdministratorPage,
        lambda context, visitor, person: administrator_home(context),
    ),
}


@router.get("/", dependencies=[may("home.read")])
def home(
    request: Request, context: InContext, visitor: InVisitor, role: Role | None = None
) -> Response:
    """The home of a role; for who is not signed in, what Wasl is."""
    if visitor.person is None:
        return render(request, WelcomePage(welcome=welcome(context)))
    return render(request, of_person(context, visitor, visitor.person, role))


def of_person(context: Context, visitor: Visitor, person: Person, asked: Role | None) -> Shown:
    """The home of a person, of the role asked for where they have it."""
    drafts = unsent(context, visitor, person)
    roles = tuple(one for one in visitor.roles() if one in HOMES)
    if not roles:
        return PersonPage(name=person.name, drafts=drafts)
    role = asked if asked in roles else roles[0]
    page, shown = HOMES[role]
    return page(role=role, roles=roles, drafts=drafts, home=shown(context, visitor, person))


@router.get("/about", dependencies=[may("site.visit")])
def about(request: Request, context: InContext) -> Response:
    """What Wasl is, and what the law asks to be said of what it keeps."""
    return render(
        request,
        AboutPage(
            welcome=welcome(context),
            receipt=context.settings.cndp_receipt,
            responsible=context.settings.responsible,
            kept={kind: time.days for kind, time in kept().items()},
        ),
    )
