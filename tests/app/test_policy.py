"""The table of permissions, and the one function that reads it."""

import pytest

from app.accounts.policy import (
    HELD_FOR,
    NETWORK,
    NOBODY,
    Audit,
    Membership,
    Person,
    Reason,
    Relation,
    Role,
    Scope,
    Target,
    Visitor,
    action,
    actions,
    decide,
    reach,
)
from app.accounts.targets import TARGETS

PERSON = Person("p", "Nour", "nour@example.ma", "fr")
HOME = Scope("site", "casablanca")
COMPANY = Target("startup", "chari", frozenset({Scope("startup", "chari"), HOME, NETWORK}))
STRANGE = Target("startup", "aza", frozenset({Scope("startup", "aza"), NETWORK}))


def visitor(*memberships: Membership, **changes: object) -> Visitor:
    return Visitor(person=PERSON, memberships=memberships, **changes)  # type: ignore[arg-type]


COACH = Membership(Role.COACH, HOME)


def test_who_is_not_signed_in_is_asked_to() -> None:
    assert decide(NOBODY, "startup.read", COMPANY).reason is Reason.SIGN_IN


def test_who_holds_no_role_for_it_is_told_so() -> None:
    assert decide(visitor(), "startup.read", COMPANY).reason is Reason.ROLE


def test_a_role_counts_for_what_it_is_held_for() -> None:
    assert decide(visitor(COACH), "startup.read", COMPANY).membership == COACH
    assert decide(visitor(COACH), "startup.read", STRANGE).reason is Reason.ELSEWHERE


def test_of_several_roles_the_one_that_lets_in_is_named() -> None:
    manager = Membership(Role.MANAGER, NETWORK)
    assert decide(visitor(COACH, manager), "startup.read", STRANGE).membership == manager


def test_a_role_for_one_kind_of_thing_is_none_for_another_of_the_same_id() -> None:
    founder = Membership(Role.FOUNDER, Scope("startup", "casablanca"))
    site = Target("site", "casablanca", frozenset({HOME, NETWORK}))
    assert not decide(visitor(founder), "site.read", site).allowed


@pytest.mark.parametrize("opened", [frozenset(), frozenset({""}), frozenset({"programmes:read"})])
def test_a_key_opens_what_it_was_given(opened: frozenset[str]) -> None:
    program = visitor(COACH, keys=opened)
    assert decide(program, "startup.read", COMPANY).reason is Reason.KEY
    # What has no scope is opened by no key, not even by one with an empty name.
    assert decide(program, "startup.create").reason in {Reason.KEY, Reason.ROLE}
    assert decide(
        visitor(COACH, keys=frozenset({"startups:read"})), "startup.read", COMPANY
    ).allowed


def test_who_looks_as_someone_else_changes_nothing() -> None:
    looking = visitor(COACH, actor=Person("a", "Admin", "a@example.ma", "fr"))
    assert decide(looking, "startup.read", COMPANY).allowed
    assert decide(looking, "startup.edit", COMPANY).reason is Reason.LOOKING


def test_a_second_factor_is_asked_for_where_the_table_says() -> None:
    administrator = Membership(Role.ADMINISTRATOR, NETWORK)
    assert decide(visitor(administrator), "administration.read").reason is Reason.STRONG
    assert decide(visitor(administrator, strong=True), "administration.read").allowed


def test_a_list_is_cut_to_what_is_held() -> None:
    assert reach(visitor(COACH), "startup.read").ids("site") == ["casablanca"]
    assert not reach(visitor(COACH), "startup.read").everything
    assert reach(visitor(Membership(Role.MANAGER, NETWORK)), "startup.read").everything
    assert reach(visitor(), "startup.read").scopes == frozenset()


def test_every_action_is_about_a_kind_that_can_be_placed() -> None:
    assert {one.about for one in actions().values()} - {""} <= set(TARGETS)


def test_what_must_lie_within_is_about_something() -> None:
    rootless = [
        one.name
        for one in actions().values()
        if Relation.WITHIN in one.allow.values() and not one.about
    ]
    assert rootless == []


def test_every_granted_role_says_what_it_is_held_for() -> None:
    assert set(HELD_FOR) == set(Role) - {Role.ANYONE, Role.PERSON}


def test_nothing_is_changed_by_who_is_not_signed_in() -> None:
    changes = [one for one in actions().values() if one.audit is Audit.CHANGE]
    assert [one.name for one in changes if Role.ANYONE in one.allow] == []


@pytest.mark.parametrize(
    "row", [{"allow": {"king": "any"}}, {"allow": {"coach": "all"}}, {"allow": {}, "audit": "x"}]
)
def test_a_row_of_unknown_words_is_refused(row: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="is not a valid"):
        action("a", row)


def test_what_only_administrators_may_do_asks_for_a_second_factor() -> None:
    only = [one for one in actions().values() if set(one.allow) == {Role.ADMINISTRATOR}]
    assert [one.name for one in only if not one.strong] == []
    assert "administration.read" in {one.name for one in only}
