from datetime import date

import pytest

from matching.criteria.probes import OTHER, probes, thresholds
from matching.criteria.rules import Leaf, Threshold
from matching.profile import Value
from tests.matching.criteria.factories import CEILING


@pytest.mark.parametrize(
    ("name", "op", "wanted", "expected"),
    [
        ("is_innovative", "==", True, [True, False]),
        ("trl", ">=", 4, [3, 4, 5]),
        ("trl", ">=", 9, [8, 9]),
        ("trl", ">=", 4.5, [4, 5]),
        ("trl", "between", (4, 5), [3, 4, 5, 6]),
        ("loan_amount_mad", "<", 1_000_000, [999_999, 1_000_000, 1_000_001]),
        ("own_contribution_pct", ">=", 20, [19.9, 20, 20.1]),
        ("own_contribution_pct", ">=", 0, [0, 0.1]),
        (
            "company_creation_date", ">=", date(2020, 1, 1),
            [date(2019, 12, 31), date(2020, 1, 1), date(2020, 1, 2)],
        ),
        ("zone", "==", "rural", ["urbain", "rural"]),
        ("province", "==", "Fès", ["Fès", OTHER]),
        ("hq_plan", "contains", "MA", [("MA",), (OTHER,)]),
    ],
)  # fmt: skip
def test_values_are_tried_on_every_side_of_what_a_leaf_asks(
    name: str, op: str, wanted: Threshold, expected: list[Value]
) -> None:
    assert probes(name, [Leaf(name, op, wanted), Leaf("employees", ">", 77)]) == expected


def test_of_a_fact_nobody_knows_nothing_is_tried() -> None:
    assert probes("unheard_of", [Leaf("unheard_of", "==", 1)]) == []


def test_a_threshold_that_changed_has_both_its_values() -> None:
    assert list(thresholds(Leaf("annual_turnover_mad", "<=", CEILING))) == [5_000_000, 10_000_000]
