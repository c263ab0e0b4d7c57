from itertools import pairwise
from math import log2

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.metrics import measure, measure_each, rank_biased_overlap

RANKING = st.lists(st.sampled_from("abcdefghij"), unique=True, max_size=10)


def test_the_gain_of_a_grade_is_exponential() -> None:
    grades = {"a": 3, "b": 1, "c": 2}
    best = 7 + 3 / log2(3) + 1 / 2
    expected = (1 + 7 / log2(3)) / best
    assert measure({"q": grades}, {"q": ["b", "a"]})["ndcg@10"] == pytest.approx(expected)


def test_each_measure_counts_what_its_name_says() -> None:
    ranking = ["x", "a", "y", "b", *"0123456789", "c"]
    found = measure({"q": dict.fromkeys("abc", 1)}, {"q": ranking})
    assert found["recall@10"] == pytest.approx(2 / 3)
    assert found["mrr"] == pytest.approx(1 / 2)
    assert found["map"] == pytest.approx((1 / 2 + 2 / 4 + 3 / 15) / 3)


def test_precision_at_ten_counts_what_a_list_of_ten_can_hold() -> None:
    few, many = dict.fromkeys("ab", 1), {str(one): 1 for one in range(20)}
    found = measure_each({"few": few, "many": many}, {"few": ["x", "a"], "many": ["1", "2", "x"]})
    assert found["rp@10"] == {"few": pytest.approx(1 / 2), "many": pytest.approx(2 / 10)}


def test_the_mean_is_that_of_each_query() -> None:
    qrels, rankings = {"q": {"a": 2, "b": 1}, "r": {"c": 1}}, {"q": ["b", "a"], "r": ["x", "c"]}
    each = measure_each(qrels, rankings)
    for name, mean in measure(qrels, rankings).items():
        assert mean == pytest.approx((each[name]["q"] + each[name]["r"]) / 2)


def test_a_query_without_an_answer_counts_zero_and_one_without_judgement_not_at_all() -> None:
    qrels = {"q": {"a": 1}, "silent": {"a": 1}, "irrelevant": {"a": 0}}
    assert measure(qrels, {"q": ["a"]})["mrr"] == pytest.approx(1 / 2)


def test_the_order_of_the_list_is_kept_whatever_the_ids() -> None:
    orders = [measure({"q": {"a": 1}}, {"q": list(order)})["mrr"] for order in ("ab", "ba")]
    assert orders == [1.0, 0.5]


def test_measuring_nothing_gives_zero() -> None:
    assert set(measure({}, {}).values()) == {0.0}


@settings(deadline=None)
@given(RANKING)
def test_a_list_is_alike_itself(ranking: list[str]) -> None:
    assert rank_biased_overlap(ranking, ranking) == pytest.approx(1)


@settings(deadline=None)
@given(RANKING, RANKING)
def test_overlap_is_symmetric_and_a_fraction(first: list[str], second: list[str]) -> None:
    overlap = rank_biased_overlap(first, second)
    assert overlap == pytest.approx(rank_biased_overlap(second, first))
    assert -1e-9 <= overlap <= 1 + 1e-9


@settings(deadline=None)
@given(st.permutations("abcdef"), st.permutations("abcdef"), st.floats(0.1, 0.95))
def test_equal_lengths_agree_with_the_definition(
    first: list[str], second: list[str], p: float
) -> None:
    agreement = [len({*first[:d]} & {*second[:d]}) / d for d in range(1, 7)]
    expected = agreement[-1] * p**6 + (1 - p) / p * sum(
        a * p**d for d, a in enumerate(agreement, 1)
    )
    assert rank_biased_overlap(first, second, p) == pytest.approx(expected)


def test_a_swap_costs_more_the_higher_it_is() -> None:
    base = list("abcdefgh")
    swapped = [[*base[:i], base[i + 1], base[i], *base[i + 2 :]] for i in range(7)]
    overlaps = [rank_biased_overlap(base, other) for other in swapped]
    assert all(high < low for high, low in pairwise(overlaps))


def test_nothing_is_alike_nothing_but_not_something() -> None:
    assert rank_biased_overlap([], []) == 1
    assert rank_biased_overlap([], ["a"]) == 0
