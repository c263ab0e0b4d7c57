"""Every screen of Wasl, from its own routes: for whoever checks them all, or shows them."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from fastapi.routing import RouteContext, iter_route_contexts
from sqlalchemy import select

from app.accounts import factors, links
from app.accounts.entering import Method, await_factor
from app.accounts.gate import actions_of
from app.accounts.links import Purpose
from app.accounts.models import Account, StoredInvitation
from app.accounts.policy import Role, actions
from app.accounts.tokens import digest, identifier, token
from app.context import Context
from app.kit.database import now, reading, writing
from app.network.models import Cohort, CohortMember, CohortSite, Residency
from tests.app.people import account, membership, session_of
from web.cookies import FACTOR
from web.pages import ROUTERS

PARAMETER = re.compile(r"\{(\w+)\}")
SITE, STARTUP, PROGRAMME, ORGANISATION = "casablanca", "chari", "innov-start", "tamwilcom"
# What a screen's address may ask for that shows it otherwise.
QUERIES: Mapping[str, tuple[str, ...]] = {
    "/startups": ("offset=25", "q=zzzz"),
    "/startups/{startup_id}/financing": ("show=all", "show=refused"),
    "/startups/{startup_id}/compare": ("programme=innov-start&programme=innov-idea",),
    "/startups/{startup_id}/programmes/{programme_id}": (
        "company_age_years=2",
        "company_age_years=x",
    ),
    "/programmes": ("q=prêt&kind=loan", "q=zzzz"),
    "/account/roles/leave": ("held=manager:network:technopark",),
}
# Screens that there are with such a query only.
ASKED = {"/account/roles/leave"}
# Screens that differ by who looks; of the others one role is enough.
BY_ROLE = {"/"}
# What is no screen: a file that is fetched, and the way to another provider's screens and back.
APART = {"/account/export", "/sign-in/openid", "/sign-in/openid/back"}
# Who looks at a screen that several roles may see: the first of these that may.
FIRST = (Role.MANAGER, Role.ADMINISTRATOR, *Role)
NOWHERE = "/nowhere"
SOON = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: an account, and the token of its session; both empty for who is not signed in."""

    account_id: str = ""
    session: str = ""

    @classmethod
    def of(cls, context: Context, role: Role | None) -> "Viewer":
        """Somebody of a role, who has just signed in."""
        if role is None:
            return cls()
        person = account(context, membership(role), name="Nour El Haddad")
        return cls(person.id, session_of(context, person))


Sample = Callable[[Context, Viewer], str]


@dataclass(frozen=True, slots=True)
class Screen:
    """The form of an address, what it asks for, and who looks at it."""

    form: str
    role: Role | None
    query: str = ""

    def __str__(self) -> str:
        query = f"?{self.query}" if self.query else ""
        return f"{self.form}{query} as {self.role or 'nobody'}"

    def address(self, context: Context, viewer: Viewer, language: str) -> str:
        """Its address in a language, with something that exists for each parameter."""
        path = PARAMETER.sub(
            lambda name: SAMPLES[sampled(self.form, name)](context, viewer), self.form
        )
        return f"{path}?{self.query}&lang={language}" if self.query else f"{path}?lang={language}"

    def cookies(self, context: Context, viewer: Viewer, address: str) -> list[dict[str, str]]:
        """What a browser must hold to see it, of the server at an address."""
        held = {"wasl": viewer.session, **HELD.get(self.form, nothing)(context, viewer)}
        return [{"name": name, "value": one, "url": address} for name, one in held.items() if one]


def sampled(form: str, name: re.Match[str]) -> str:
    """The sample of a parameter: of the address up to it where there is one, else of its name."""
    start = form[: name.end()]
    return start if start in SAMPLES else name[1]


def always(value: str) -> Sample:
    """A sample that is there from the beginning."""
    return lambda _context, _viewer: value


def resident(context: Context, _viewer: Viewer) -> str:
    """A company of the site."""
    with reading(context.database) as session:
        query = select(Residency.startup_id).where(Residency.site_id == SITE).limit(1)
        return session.scalars(query).one()


def cohort(context: Context, _viewer: Viewer) -> str:
    """A cohort that meets at the site."""
    with writing(context.database) as session:
        row = Cohort(
            id=identifier(), programme_id="start", name="Start 7", state="running", created_at=now()
        )
        session.add(row)
        session.flush()
        session.add(CohortSite(cohort_id=row.id, site_id=SITE))
        session.add(CohortMember(cohort_id=row.id, startup_id=STARTUP, since="2026-01-01"))
        return row.id


def somebody(context: Context, _viewer: Viewer) -> str:
    """An account."""
    return account(context, membership(Role.COACH), name="ليلى العلوي").id


def joining(context: Context, _viewer: Viewer) -> str:
    """A link by which somebody may join."""
    with writing(context.database) as session:
        return links.make(session, Purpose.JOIN, "lina@example.ma", name="Lina", next="/")


def moving(context: Context, viewer: Viewer) -> str:
    """A link that proves a new address of who looks."""
    with writing(context.database) as session:
        new = f"{identifier()}@example.ma"
        return links.make(session, Purpose.EMAIL, new, account_id=viewer.account_id)


def invited(context: Context, _viewer: Viewer) -> str:
    """An invitation that waits for its answer."""
    secret, by = token(), account(context, membership(Role.MANAGER), name="Salma Idrissi")
    held = membership(Role.COACH)
    with writing(context.database) as session:
        session.add(
            StoredInvitation(
                id=identifier(),
                digest=digest(secret),
                email=f"{identifier()}@example.ma",
                name="Karim",
                role=held.role,
                scope_kind=held.scope.kind,
                scope_id=held.scope.id,
                language="fr",
                invited_by=by.id,
                created_at=now(),
                expires_at=now() + SOON,
            )
        )
    return secret


# What stands for each parameter of an address.
SAMPLES: Mapping[str, Sample] = {
    "startup_id": always(STARTUP),
    "programme_id": always(PROGRAMME),
    "site_id": always(SITE),
    "organisation_id": always(ORGANISATION),
    "/sites/{site_id}/companies/{startup_id}": resident,
    "cohort_id": cohort,
    "account_id": somebody,
    "/sign-in/link/{token}": joining,
    "/account/email/{token}": moving,
    "/invitations/{token}": invited,
}


def nothing(_context: Context, _viewer: Viewer) -> dict[str, str]:
    """No cookie."""
    return {}


def half_way(context: Context, _viewer: Viewer) -> dict[str, str]:
    """The cookie of somebody whose second factor is awaited."""
    person = account(context, membership(Role.MANAGER))
    with writing(context.database) as session:
        stored = session.get_one(Account, person.id)
        return {f"wasl{FACTOR}": await_factor(session, stored, Method.PASSWORD, "/")}


def seeded(context: Context, viewer: Viewer) -> dict[str, str]:
    """No cookie, but a secret of who looks that no code has proven yet."""
    with writing(context.database) as session:
        factors.begin_totp(session, context.vault, viewer.account_id)
    return {}


# What must be there for a screen to be shown, beside its address.
HELD: Mapping[str, Callable[[Context, Viewer], dict[str, str]]] = {
    "/sign-in/factor": half_way,
    "/account/totp": seeded,
}


def page_routes() -> list[RouteContext]:
    """The routes that show a page."""
    routes = [route for router in ROUTERS for route in iter_route_contexts(router.routes)]
    return [one for one in routes if "GET" in (one.methods or ()) and one.path not in APART]


def without_sample() -> list[str]:
    """The parameters that nothing stands for."""
    forms = {str(route.path) for route in page_routes()}
    named = {sampled(form, name) for form in forms for name in PARAMETER.finditer(form)}
    return sorted(named - set(SAMPLES))


def screens() -> list[Screen]:
    """Every screen, and one that does not exist."""
    known = [screen for route in page_routes() for screen in screens_of(route)]
    return [*known, Screen(NOWHERE, None)]


def screens_of(route: RouteContext) -> Iterator[Screen]:
    """The screens of a route."""
    form, looking = str(route.path), viewers(route)
    for role in looking if form in BY_ROLE else looking[: form not in ASKED]:
        yield Screen(form, role)
    for query in QUERIES.get(form, ()):
        yield Screen(form, looking[0], query)


def viewers(route: RouteContext) -> list[Role | None]:
    """Who may see a route's page, whom it shows most first; None for who is not signed in.

    A page of the door is seen by who has not come in yet.
    """
    (name,) = actions_of(route)
    allowed = set(actions()[name].allow)
    if name in OUTSIDE:
        return [None]
    everyone = bool(allowed & FREE)
    granted: list[Role | None] = [
        one for one in dict.fromkeys(FIRST) if one not in FREE and (everyone or one in allowed)
    ]
    return [*granted, None] if Role.ANYONE in allowed else granted


FREE = {Role.PERSON, Role.ANYONE}
OUTSIDE = {"sign_in.use"}
