"""What the first page is given: one of Wasl for visitors, one a role for who is signed in."""

from collections.abc import Mapping

from app.accounts.policy import Role
from app.homes.administrator import AdministratorHome
from app.homes.candidate import CandidateHome
from app.homes.coach import CoachHome
from app.homes.founder import FounderHome
from app.homes.integrator import IntegratorHome
from app.homes.manager import ManagerHome
from app.homes.partner import PartnerHome
from app.homes.school import SchoolHome
from app.homes.unsent import DraftShown
from app.homes.welcome import Welcome
from app.matches.schemas import Shown


class WelcomePage(Shown):
    """`home/welcome.html`."""

    welcome: Welcome
    """What Wasl holds today."""


class AboutPage(Shown):
    """`home/about.html`."""

    welcome: Welcome
    """What Wasl holds today."""
    receipt: str
    """Number of the receipt of the data protection commission (CNDP); empty when there is none."""
    responsible: str
    """Who answers for the data, and where to write to them; empty when it is not set."""
    kept: Mapping[str, int]
    """For how many days what is over is kept, by what it is."""


class PersonalPage(Shown):
    """What the home of everybody who is signed in has."""

    drafts: tuple[DraftShown, ...]
    """What they typed and did not send, the latest first."""


class RolePage(PersonalPage):
    """The home of a role; a person of several goes from one to the other."""

    role: Role
    """The role whose home it is."""
    roles: tuple[Role, ...]
    """The person's roles that have a home, several of which are shown as tabs."""


class FounderPage(RolePage):
    """`home/founder.html`."""

    home: FounderHome
    """What to do next."""


class CoachPage(RolePage):
    """`home/coach.html`."""

    home: CoachHome
    """The companies of their sites, and what waits there."""


class SchoolPage(RolePage):
    """`home/school.html`."""

    home: tuple[SchoolHome, ...]
    """The schools of the person."""


class PartnerPage(RolePage):
    """`home/partner.html`."""

    home: PartnerHome
    """What the partner answers for."""


class ManagerPage(RolePage):
    """`home/manager.html`."""

    home: ManagerHome
    """The network at a glance."""


class AdministratorPage(RolePage):
    """`home/administrator.html`."""

    home: AdministratorHome
    """The state of accounts, mails and the journal."""


class CandidatePage(RolePage):
    """`home/candidate.html`."""

    home: CandidateHome
    """What the candidate agreed to, and who saw them."""


class IntegratorPage(RolePage):
    """`home/integrator.html`."""

    home: IntegratorHome
    """The person's keys."""


class PersonPage(PersonalPage):
    """`home/person.html`."""

    name: str
    """Who has no role yet."""


PAGES: dict[str, type[Shown]] = {
    "home/welcome.html": WelcomePage,
    "home/about.html": AboutPage,
    "home/founder.html": FounderPage,
    "home/coach.html": CoachPage,
    "home/school.html": SchoolPage,
    "home/partner.html": PartnerPage,
    "home/manager.html": ManagerPage,
    "home/administrator.html": AdministratorPage,
    "home/candidate.html": CandidatePage,
    "home/integrator.html": IntegratorPage,
    "home/person.html": PersonPage,
}
