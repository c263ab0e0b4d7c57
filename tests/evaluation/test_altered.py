import pytest

from evaluation.altered import Altered, moved


def test_places_gained_beyond_the_tenth_are_not_seen() -> None:
    found = moved([Altered([40, 3], [20, 4])])
    assert (found["most_gained"], found["most_gained_among_ten"]) == (20, 0)
    assert found["most_lost"] == 1


def test_what_a_change_gains_in_places_and_score_is_told() -> None:
    found = moved([Altered([4, 2], [3, 9], [0.125, -0.5])])
    assert (found["altered"], found["most_gained"], found["most_lost"]) == (1, 1, 7)
    assert (found["score_most_gained"], found["score_most_lost"]) == (0.125, 0.5)


def test_nothing_altered_tells_nothing() -> None:
    with pytest.raises(ValueError, match="empty"):
        moved([])
