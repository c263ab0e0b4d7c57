"""Every screen of Wasl, from its own routes: for whoever checks them all, or shows them."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from fastapi.routing import RouteContext, iter_route_contexts

from app.accounts import links
from app.accounts.gate import actions_of
from app.accounts.links import Purpose
from app.accounts.policy import Role, actions
from app.context import Context
from app.kit.database import writing
from web.pages import ROUTERS

PARAMETER = re.compile(r"\{(\w+)\}")
# What a screen's address may ask for that shows it otherwise.
QUERIES: Mapping[str, tuple[str, ...]] = {
    "/startups/{startup_id}": ("show=all", "show=refused"),
    "/startups/{startup_id}/programmes/{programme_id}": (
        "company_age_years=2",
        "company_age_years=x",
    ),
    "/startups": ("offset=25",),
}
# Screens that differ by who looks; of the others one role is enough.
BY_ROLE = {"/"}
# Files, which are no screens.
FILES: frozenset[str] = frozenset()
# Who looks at a screen that several roles may see: the first of these that may.
FIRST = (Role.MANAGER, Role.ADMINISTRATOR, *Role)
NOWHERE = "/nowhere"


@dataclass(frozen=True, slots=True)
class Screen:
    """The form of an address, what it asks for, and who looks at it."""

    form: str
    role: Role | None
    query: str = ""

    def __str__(self) -> str:
        query = f"?{self.query}" if self.query else ""
        return f"{self.form}{query} as {self.role or 'nobody'}"

    def address(self, context: Context, language: str) -> str:
        """Its address in a language, with something that exists for each parameter."""
        path = PARAMETER.sub(lambda name: SAMPLES[sampled(self.form, name)](context), self.form)
        return f"{path}?{self.query}&lang={language}" if self.query else f"{path}?lang={language}"


def sampled(form: str, name: re.Match[str]) -> str:
    """The sample of a parameter: of the address up to it where there is one, else of its name."""
    start = form[: name.end()]
    return start if start in SAMPLES else name[1]


def always(value: str) -> Callable[[Context], str]:
    """A sample that is there from the beginning."""
    return lambda _: value


def joining(context: Context) -> str:
    """A link by which somebody may join."""
    with writing(context.database) as session:
        return links.make(session, Purpose.JOIN, "lina@example.ma", name="Lina", next="/")


# What stands for each parameter of an address.
SAMPLES: Mapping[str, Callable[[Context], str]] = {
    "startup_id": always("chari"),
    "programme_id": always("innov-start"),
    "/sign-in/link/{token}": joining,
}


def page_routes() -> list[RouteContext]:
    """The routes that show a page."""
    routes = [route for router in ROUTERS for route in iter_route_contexts(router.routes)]
    return [one for one in routes if "GET" in (one.methods or ()) and one.path not in FILES]


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
    for role in looking if form in BY_ROLE else looking[:1]:
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
