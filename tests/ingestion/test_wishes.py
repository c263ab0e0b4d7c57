from datetime import date

import pytest

from ingestion import startups
from ingestion.schema import form
from matching.criteria.case import OFFER, Case
from matching.criteria.judge import judge_case
from matching.criteria.rules import leaves
from matching.criteria.verdict import Verdict
from matching.profile import Fact
from tests.ingestion.factories import startup

DAY = date(2026, 1, 15)


def judged(wish: str, **offer: object) -> Verdict:
    facts = {name: Fact(name, value) for name, value in offer.items()}  # type: ignore[arg-type]
    criteria = startups.profile({**startup(), wish: True}).criteria
    return judge_case(criteria, Case(facts, DAY, OFFER)).verdict


@pytest.mark.parametrize(
    ("wish", "offer", "verdict"),
    [
        ("no_dilution", {"dilutive": True}, Verdict.INELIGIBLE),
        ("no_dilution", {"dilutive": False}, Verdict.ELIGIBLE),
        ("no_dilution", {}, Verdict.TO_VERIFY),
        ("no_debt", {"instruments": ("bank_loan", "guarantee")}, Verdict.INELIGIBLE),
        ("no_debt", {"instruments": ("bank_loan", "grant")}, Verdict.ELIGIBLE),
        ("no_debt", {"instruments": ("mentoring",)}, Verdict.ELIGIBLE),
    ],
)
def test_a_wish_is_judged_on_what_the_offer_is(
    wish: str, offer: dict[str, object], verdict: Verdict
) -> None:
    assert judged(wish, **offer) is verdict


def test_a_startup_that_states_no_wish_demands_nothing() -> None:
    assert startups.profile(startup()).criteria == ()
    assert startups.profile(startup(no_debt=False)).criteria == ()


def test_a_wish_is_shown_among_what_is_sought() -> None:
    assert startups.profile(startup(no_debt=True)).preferences["no_debt"].value is True


def test_wishes_name_only_instruments_that_a_programme_may_have() -> None:
    known = set(form("programme").schema["properties"]["instruments"]["items"]["enum"])
    named = {
        value
        for wish in startups.wishes().values()
        for leaf in leaves(wish.tree)
        if leaf.field == "instruments" and isinstance(leaf.value, tuple)
        for value in leaf.value
    }
    assert named
    assert named <= known
