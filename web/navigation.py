"""The main navigation: what of Wasl a visitor is shown the way to."""

from dataclasses import dataclass

from app.accounts.policy import NO_TARGET, Reason, Role, Scope, Target, Visitor, decide


@dataclass(frozen=True, slots=True)
class Place:
    """A part of Wasl."""

    key: str
    """Its name: `nav.<key>`."""
    address: str
    action: str
    """What one must be allowed to do to go there: what its page's gate asks for."""
    within: tuple[str, ...] = ()
    """What the addresses of its pages begin with, beside its own."""
    target: Target = NO_TARGET


@dataclass(frozen=True, slots=True)
class Entry:
    """A place as the navigation shows it."""

    key: str
    """Its name: `nav.<key>`."""
    address: str
    current: str
    """`page` on the place's own page, `true` on those within, empty elsewhere: `aria-current`."""


HOME = Place("home", "/", "home.read")
COMPANIES = Place("companies", "/startups", "startup.list")
OFFERS = Place("offers", "/offers", "offer.list", ("/introductions",))
PLACES = (
    Place("network", "/network", "network.read"),
    Place("programmes", "/programmes", "programme.read"),
    Place("upkeep", "/catalogue", "catalogue.upkeep"),
    Place("sites", "/sites", "site.list", ("/cohorts",)),
    Place("organisations", "/organisations", "organisation.list"),
    Place("invitations", "/invitations", "invitation.list"),
    Place("administration", "/administration", "administration.read"),
)


# A candidate's own pages.
OWN = Place("profile", "/profile", "talent.own", ("/candidates",))
JOBS = Place("jobs", "/profile/offers", "talent.own", ("/profile/requests",))


OPEN = {Reason.GRANTED, Reason.STRONG}


def navigation(visitor: Visitor, path: str) -> list[Entry]:
    """The places that a visitor may go to; the one that holds the page of an address is marked."""
    known = (HOME, *companies(visitor), *schools(visitor), OWN, JOBS, *PLACES)
    open_to = [one for one in known if allowed(visitor, one)]
    here = max(open_to, key=lambda place: depth(place, path), default=HOME)
    return [
        Entry(one.key, one.address, current(one, path) if one is here else "") for one in open_to
    ]


def companies(visitor: Visitor) -> tuple[Place, ...]:
    """The lists of companies and offers; for a founder of one, the company and its desks."""
    match visitor.scopes(Role.FOUNDER):
        case [only] if visitor.roles() == [Role.FOUNDER]:
            own, thing = f"/startups/{only}", of_company(only)
            within = (f"{own}/programmes", f"{own}/compare")
            hiring = (f"{own}/offers", "/offers", "/introductions")
            return (
                Place("company", own, "startup.read", target=thing),
                Place("financing", f"{own}/financing", "startup.match", within, thing),
                Place("talent", f"{own}/talent", "talent.desk", hiring, thing),
            )
    return (COMPANIES, OFFERS)


def schools(visitor: Visitor) -> tuple[Place, ...]:
    """The candidates of a school, for an officer of one; the home leads to those of several."""
    match visitor.scopes(Role.SCHOOL):
        case [only]:
            own = f"/organisations/{only}"
            thing = Target("organisation", only, frozenset({Scope("organisation", only)}))
            within = ("/candidates", "/intakes", f"{own}/intakes")
            return (Place("candidates", f"{own}/candidates", "candidate.list", within, thing),)
    return ()


def of_company(startup_id: str) -> Target:
    """A founder's own company, as the policy sees it."""
    return Target("startup", startup_id, frozenset({Scope("startup", startup_id)}))


def allowed(visitor: Visitor, place: Place) -> bool:
    """Whether a visitor may go to a place, if need be once they have shown a second factor."""
    return decide(visitor, place.action, place.target).reason in OPEN


def depth(place: Place, path: str) -> int:
    """How much of an address is a place's own, 0 where the page is not within."""
    starts = (place.address, *place.within)
    return max((len(one) for one in starts if inside(path, one)), default=0)


def inside(path: str, start: str) -> bool:
    """Whether an address is another one, or lies below it; everything lies below the home."""
    return path == start or (start != "/" and path.startswith(f"{start}/"))


def current(place: Place, path: str) -> str:
    """How the place that holds a page is marked."""
    if path == place.address:
        return "page"
    return "true" if depth(place, path) else ""
