"""The navigation leads where the policy lets one go, and says where one is."""

import pytest

from app.accounts.gate import actions_of
from app.accounts.policy import NOBODY, Membership, Person, Role, Scope, Visitor
from tests.app.people import PLACES as HELD_FOR
from tests.web.screens import page_routes
from web.navigation import COMPANIES, HOME, JOBS, OFFERS, OWN, PLACES, companies, navigation


def visitor(*roles: Role) -> Visitor:
    """Somebody of these roles."""
    person = Person("a1", "Nour", "nour@example.ma", "fr")
    return Visitor(person, tuple(Membership(role, HELD_FOR[role]) for role in roles))


def keys(who: Visitor, path: str = "/") -> list[str]:
    return [one.key for one in navigation(who, path)]


def here(who: Visitor, path: str) -> list[tuple[str, str]]:
    """The places that are marked, and how."""
    return [(one.key, one.current) for one in navigation(who, path) if one.current]


def test_every_place_asks_what_the_gate_of_its_page_asks() -> None:
    gates = {route.path: actions_of(route) for route in page_routes()}
    own = {
        "company": "/startups/{startup_id}",
        "financing": "/startups/{startup_id}/financing",
        "talent": "/startups/{startup_id}/talent",
    }
    for place in (HOME, COMPANIES, OFFERS, OWN, JOBS, *PLACES, *companies(visitor(Role.FOUNDER))):
        assert gates[own.get(place.key, place.address)] == [place.action], place.key


def test_who_is_not_signed_in_sees_what_is_public() -> None:
    assert keys(NOBODY) == ["home", "programmes"]


def test_a_founder_of_one_company_finds_it_and_its_desk() -> None:
    entries = {one.key: one.address for one in navigation(visitor(Role.FOUNDER), "/")}
    assert entries["company"] == "/startups/chari"
    assert entries["financing"] == "/startups/chari/financing"
    assert "companies" not in entries


def test_a_founder_of_several_finds_their_list() -> None:
    second = Membership(Role.FOUNDER, Scope("startup", "agrisky"))
    who = visitor(Role.FOUNDER)
    several = Visitor(who.person, (*who.memberships, second))
    assert "companies" in keys(several)
    assert "company" not in keys(several)


def test_only_administrators_find_the_administration() -> None:
    assert "administration" in keys(visitor(Role.ADMINISTRATOR))
    assert all(
        "administration" not in keys(visitor(role)) for role in HELD_FOR if role != "administrator"
    )


@pytest.mark.parametrize(
    ("role", "path", "marked"),
    [
        (Role.MANAGER, "/", ("home", "page")),
        (Role.MANAGER, "/startups", ("companies", "page")),
        (Role.MANAGER, "/startups/chari/financing", ("companies", "true")),
        (Role.MANAGER, "/programmes/innov-start/edit", ("programmes", "true")),
        (Role.MANAGER, "/cohorts/c1", ("sites", "true")),
        (Role.CANDIDATE, "/profile", ("profile", "page")),
        (Role.CANDIDATE, "/profile/seen", ("profile", "true")),
        (Role.CANDIDATE, "/profile/offers", ("jobs", "page")),
        (Role.CANDIDATE, "/profile/requests/i1", ("jobs", "true")),
        (Role.FOUNDER, "/startups/chari", ("company", "page")),
        (Role.FOUNDER, "/startups/chari/edit", ("company", "true")),
        (Role.FOUNDER, "/startups/chari/financing", ("financing", "page")),
        (Role.FOUNDER, "/startups/chari/programmes/innov-start", ("financing", "true")),
        (Role.FOUNDER, "/startups/chari/compare", ("financing", "true")),
        (Role.FOUNDER, "/startups/chari/financing/changes", ("financing", "true")),
    ],
)
def test_the_place_that_holds_a_page_is_marked(
    role: Role, path: str, marked: tuple[str, str]
) -> None:
    assert here(visitor(role), path) == [marked]


@pytest.mark.parametrize("path", ["/account", "/nowhere", "/startupsx"])
def test_elsewhere_nothing_is_marked(path: str) -> None:
    assert here(visitor(Role.MANAGER), path) == []
