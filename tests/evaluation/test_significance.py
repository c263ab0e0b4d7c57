import numpy as np
import pytest
from scipy import stats

from evaluation.significance import adjusted, difference, interval


def scores(values: list[float]) -> dict[str, float]:
    return {str(at): value for at, value in enumerate(values)}


def test_the_interval_of_a_mean_is_that_of_its_standard_error() -> None:
    values = np.random.default_rng(1).normal(0.5, 0.1, 400).tolist()
    found, error = interval(values), 1.96 * np.std(values) / 20
    assert found.low == pytest.approx(found.value - error, abs=0.002)
    assert found.high == pytest.approx(found.value + error, abs=0.002)


def test_one_query_says_nothing_of_the_others() -> None:
    assert (interval([0.3]).low, interval([0.3]).high) == (0, 1)


def test_p_agrees_with_the_t_test_where_that_holds() -> None:
    drawn = np.random.default_rng(2)
    before = drawn.normal(0.5, 0.1, 120)
    after = before + drawn.normal(0.02, 0.1, 120)
    expected = stats.ttest_rel(after, before).pvalue
    found = difference(scores(after.tolist()), scores(before.tolist()))
    assert found.p == pytest.approx(expected, abs=0.015)
    assert found.low < found.value < found.high


def test_few_pairs_have_the_p_of_all_their_signs() -> None:
    found = difference(scores([1, 1, 1, 1]), scores([0, 0, 0, 0]))
    assert [found.value, found.p] == pytest.approx([1, 2 / 2**4])


def test_what_is_the_same_does_not_differ() -> None:
    found = difference(scores([0.2, 0.4]), scores([0.2, 0.4]))
    assert (found.value, found.p) == (0, 1)


def test_only_queries_that_both_answered_are_compared() -> None:
    assert difference({"a": 1, "b": 1, "c": 0}, {"a": 0, "b": 0}).value == 1


def test_a_find_among_many_tests_is_worth_less() -> None:
    assert adjusted([0.01, 0.02, 0.9]) == pytest.approx([0.03, 0.03, 0.9])
    assert adjusted([]) == []
