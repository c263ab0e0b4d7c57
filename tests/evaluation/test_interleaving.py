"""Interleaving: who would be preferred on lists that were decided on."""

import numpy as np
import pytest

from evaluation.interleaving import draft, interleaved
from matching.profile import Desk
from matching.ranking.learning import Learning, examination
from tests.matching.ranking.use import RELEASE, WANTED, ranker, use

LEARNING = Learning.of(Desk.FINANCING)
USED = use(300, 11)
LOOKED = examination(USED, RELEASE, LEARNING)


def test_what_people_want_wins_over_what_they_were_shown() -> None:
    found = interleaved(USED, ranker(WANTED), RELEASE, LOOKED)
    assert found.gain.low > 0
    assert found.gain.p < 0.01
    assert found.kept[0] > found.kept[1]


def test_a_worse_ranker_loses() -> None:
    found = interleaved(use(600, 12, RELEASE.weights), ranker(WANTED), RELEASE, LOOKED)
    assert found.gain.high < 0
    assert found.losses > found.wins


def test_two_that_order_alike_have_the_same_to_the_last_bit() -> None:
    found = interleaved(USED, ranker(RELEASE.weights), RELEASE, LOOKED)
    assert (found.wins, found.losses) == (0, 0)
    assert found.kept[0] == found.kept[1]
    assert (found.gain.value, found.gain.p) == (0.0, 1.0)


def test_it_is_as_good_as_it_is_bad_seen_from_the_other_side() -> None:
    there = interleaved(USED, ranker(WANTED), RELEASE, LOOKED)
    back = interleaved(USED, RELEASE, ranker(WANTED), LOOKED)
    assert there.gain.value == pytest.approx(-back.gain.value)
    assert (there.wins, there.losses) == (back.losses, back.wins)


def test_nothing_decided_prefers_nothing() -> None:
    found = interleaved([], ranker(WANTED), RELEASE, LOOKED)
    assert (found.seekers, found.gain.value, found.gain.p) == (0, 0.0, 1.0)


@pytest.mark.parametrize("turned", [False, True])
def test_a_draft_has_every_line_once_and_each_takes_as_many(turned: bool) -> None:
    offers = [f"p{number}" for number in range(10)]
    coins = (np.random.default_rng(1).random(10) < 0.5).tolist()
    chosen = list(draft((offers, offers[::-1]), coins, turned=turned))
    assert sorted(offer for _, offer in chosen) == sorted(offers)
    assert sum(team for team, _ in chosen) == 5
