from typing import Any

import pytest

from matching.profile import Desk, Kind, Passage, Profile
from matching.ranking.features import data
from matching.ranking.likeness import between, even, told
from matching.retrieval import Candidate

SCORES = (0.3, 0.05, 0.5, 0.9)
SEEKER = Profile("s", Kind.STARTUP, "S")
FOUND = [(Profile("p", Kind.PROGRAMME, "P"), Candidate("p", score, 0, 0)) for score in SCORES]


def test_texts_are_as_alike_as_they_are_whoever_else_is_found() -> None:
    assert between(0.1, 0.5, SEEKER, FOUND) == pytest.approx([0.5, 0, 1, 1])
    assert between(0.1, 0.5, SEEKER, FOUND[:1]) == pytest.approx([0.5])
    assert between(0.1, 0.5, SEEKER, []) == []


def test_how_alike_a_text_is_that_repeats_the_other_nobody_can_tell() -> None:
    own = (Passage("summary", "fr", "Une aide aux projets qui économisent l'eau dans les oasis."),)
    said = Profile("o", Kind.PROGRAMME, "O", own)
    copying = Profile("s", Kind.STARTUP, "S", own)
    found = [(said, Candidate("o", 0.9, 0, 0)), FOUND[0]]
    assert between(0.1, 0.5, copying, found) == [None, pytest.approx(0.5)]


def test_programmes_are_told_on_a_scale_and_people_among_each_other() -> None:
    desks = data("desks.yaml")
    assert told(desks[Desk.FINANCING])(SEEKER, FOUND) == between(0.1, 0.5, SEEKER, FOUND)
    for desk in (Desk.TALENT, Desk.JOBS):
        assert told(desks[desk])(SEEKER, FOUND) == even(FOUND)


@pytest.mark.parametrize("ends", [[0.1, 0.1], [0.5, 0.1], [-0.1, 0.5], [0.1, 1.5]])
def test_ends_that_are_none_are_refused(ends: list[float]) -> None:
    given: dict[str, Any] = {"between": ends}
    with pytest.raises(ValueError, match="between two ends"):
        told(given)
