from collections.abc import Mapping
from datetime import date

import pytest

from matching.criteria.judge import judge
from matching.criteria.verdict import Verdict
from matching.profile import Fact, Value
from matching.talent.conditions import Demands, contract_wished, demanded

AS_OF = date(2026, 1, 15)


def verdict(demands: Demands, **facts: Value) -> Verdict:
    return judge(demanded(demands), stated(facts), AS_OF, frozenset()).verdict


def stated(facts: Mapping[str, Value]) -> dict[str, Fact]:
    return {name: Fact(name, value) for name, value in facts.items()}


@pytest.mark.parametrize(
    ("years", "expected"),
    [(5.0, Verdict.ELIGIBLE), (4.0, Verdict.ELIGIBLE), (3.9, Verdict.INELIGIBLE)],
)
def test_a_year_short_of_the_experience_is_near_enough(years: float, expected: Verdict) -> None:
    assert verdict(Demands(years=5), experience_years=years) is expected


def test_what_a_cv_does_not_say_is_to_be_verified() -> None:
    everything = Demands(5, {"de": "C1"}, "Rabat", 5, degree_demanded=True)
    assert verdict(everything) is Verdict.TO_VERIFY


def test_a_language_needs_its_level() -> None:
    demands = Demands(languages={"fr": "B2"})
    assert verdict(demands, language_fr="native") is Verdict.ELIGIBLE
    assert verdict(demands, language_fr="B1") is Verdict.INELIGIBLE


def test_who_lives_elsewhere_may_move() -> None:
    demands = Demands(place="Rabat")
    assert verdict(demands, home_city="Rabat") is Verdict.ELIGIBLE
    assert verdict(demands, home_city="Fès") is Verdict.TO_VERIFY


def test_a_degree_refuses_only_where_it_is_demanded() -> None:
    wished, needed = Demands(1, degree=5), Demands(1, degree=5, degree_demanded=True)
    assert verdict(wished, experience_years=2, degree_level=2) is Verdict.ELIGIBLE
    assert verdict(needed, experience_years=2, degree_level=2) is Verdict.INELIGIBLE


def test_a_candidate_takes_only_the_contracts_they_seek() -> None:
    wishes = contract_wished(("stage_pfe", "alternance"))
    offered = stated({"contracts": ("cdi",)})
    assert judge(wishes, offered, AS_OF, frozenset()).verdict is Verdict.INELIGIBLE
    assert judge(wishes, {}, AS_OF, frozenset()).verdict is Verdict.TO_VERIFY
    assert contract_wished(()) == ()
