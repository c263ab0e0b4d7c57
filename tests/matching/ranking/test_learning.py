"""Learning from made-up use: what people want is found under how they look at lists."""

import numpy as np
import pytest

from matching.profile import Desk
from matching.ranking.learning import (
    Examination,
    Impression,
    Learning,
    Line,
    Said,
    examination,
    fit,
    pairs,
)
from matching.ranking.ranker import normalised
from tests.matching.ranking.use import RELEASE, WANTED, use

LEARNING = Learning.of(Desk.FINANCING)
NAIVE = Examination(decay=0.0, clip=1.0)


def alike(one: dict[str, float], other: dict[str, float]) -> float:
    """The cosine of two sets of weights."""
    first, second = (np.array([each[name] for name in RELEASE.weights]) for each in (one, other))
    return float(first @ second / np.linalg.norm(first) / np.linalg.norm(second))


def learnt(impressions: list[Impression], looked: Examination | None = None) -> dict[str, float]:
    looked = looked or examination(impressions, RELEASE, LEARNING)
    return fit(impressions, RELEASE, LEARNING, looked)


def line(place: int, said: Said = Said.PASSED, *, refused: bool = False) -> Line:
    worths = tuple(float(place == index) for index in range(len(RELEASE.weights)))
    return Line(f"p{place}", place, (refused,), worths, said)


def beaten(*lines: Line) -> list[float]:
    """The places of the lines that others were preferred to."""
    found = pairs(Impression("one", lines), NAIVE)
    return sorted(float(np.argmax(lost)) for _, lost, _ in found)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_people_want_is_recovered(seed: int) -> None:
    weights = learnt(use(300, seed))
    assert alike(weights, WANTED) > alike(RELEASE.weights, WANTED) + 0.2
    assert weights["ticket"] > 2 * RELEASE.weights["ticket"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_weighing_by_place_finds_more_than_taking_lists_at_their_word(seed: int) -> None:
    impressions = use(300, seed)
    assert alike(learnt(impressions), WANTED) > alike(learnt(impressions, NAIVE), WANTED) + 0.02


@pytest.mark.parametrize("decay", [0.5, 1.0, 1.5])
def test_how_little_people_look_further_down_is_estimated(decay: float) -> None:
    found = examination(use(600, 4, decay=decay), RELEASE, LEARNING)
    assert found.decay == pytest.approx(decay, abs=0.2)


def test_people_who_want_what_the_release_says_leave_it_where_it_is() -> None:
    weights = learnt(use(600, 5, RELEASE.weights))
    assert alike(weights, RELEASE.weights) > 0.98


def test_a_handful_of_decisions_hardly_moves_anything() -> None:
    weights = learnt(use(6, 6))
    assert weights == pytest.approx(RELEASE.weights, abs=0.03)


def test_nothing_decided_teaches_nothing() -> None:
    assert learnt([]) == RELEASE.weights


def test_no_feature_speaks_against_what_has_more_of_it() -> None:
    unwanted = {name: -weight for name, weight in WANTED.items()}
    weights = learnt(use(600, 7, {**unwanted, "need": 2.0}))
    assert min(weights.values()) >= 0
    assert sum(weights.values()) == pytest.approx(1, abs=1e-4)


def test_the_same_use_teaches_the_same() -> None:
    assert learnt(use(60, 8)) == learnt(use(60, 8))


def test_what_is_kept_was_preferred_to_what_was_passed_over_above_it_and_right_below() -> None:
    assert beaten(line(1), line(2), line(3, Said.KEPT), line(4), line(5)) == [1, 2, 4]


def test_what_was_said_not_to_suit_was_looked_at_wherever_it_stands() -> None:
    assert beaten(line(1, Said.KEPT), line(2), line(6, Said.AGAINST)) == [2, 6]


def test_what_says_nothing_is_preferred_to_nothing() -> None:
    assert beaten(line(1, Said.NOTHING), line(2, Said.KEPT)) == []


def test_nothing_is_learnt_between_what_is_open_and_what_refuses() -> None:
    assert beaten(line(1, refused=True), line(2, Said.KEPT)) == []


def test_a_decision_far_down_counts_for_more_up_to_a_limit() -> None:
    looked = Examination(decay=1.0, clip=5.0)
    assert [looked.weight(place) for place in (1, 4, 9)] == [1.0, 4.0, 5.0]


def test_who_is_held_out_stays_so_and_is_the_share_that_is_said() -> None:
    held = [LEARNING.holds_out(f"startup-{number}") for number in range(2000)]
    assert held == [LEARNING.holds_out(f"startup-{number}") for number in range(2000)]
    assert np.mean(held) == pytest.approx(LEARNING.held_out, abs=0.05)


def test_a_desk_that_does_not_learn_says_so() -> None:
    with pytest.raises(KeyError):
        Learning.of(Desk.TALENT)


def test_what_is_learnt_weighs_every_feature_of_the_desk() -> None:
    assert normalised(learnt(use(60, 9)), RELEASE.features).keys() == RELEASE.weights.keys()
