import json
from pathlib import Path

import pytest

from evaluation.collection import CollectionError
from evaluation.talent import TalentSet, by_languages, exposure, grouped, moved, read, relative
from evaluation.talent_changes import Altered

TRUTH = {"a": {"id": "a", "language": "fr"}, "b": {"id": "b", "language": "ar"}}
SET = TalentSet(Path(), {"o": {"id": "o", "language": "fr"}}, TRUTH, {"o": {"a": 0, "b": 3}})


def test_a_row_ranks_only_the_cvs_of_its_language() -> None:
    found = by_languages(SET, {"wasl": {"o": ["a", "b"]}})
    assert found["fr→ar"] == {"offers": 1.0, "wasl": 1.0}
    assert found["cross"]["wasl"] == 1.0
    assert found["all"]["wasl"] == pytest.approx(0.631, abs=0.001)
    assert "fr→fr" not in found


def test_an_offer_that_nobody_suits_is_hopeless() -> None:
    assert SET.hopeless == frozenset()
    assert TalentSet(Path(), SET.offers, TRUTH, {"o": {"a": 0}}).hopeless == {"o"}


def test_an_equal_share_of_exposure_is_one() -> None:
    shown = exposure({"o": ["a", "b"], "p": ["b", "a"]})
    assert relative(shown, ["a"], TRUTH) == pytest.approx(1.0)
    assert relative(exposure({"o": ["a"]}), ["a"], TRUTH) == pytest.approx(2.0)


def test_small_groups_are_told_together() -> None:
    rows = [{"id": str(n), "city": "Fès" if n < 4 else f"city {n}"} for n in range(6)]
    assert grouped(rows, lambda row: str(row["city"])) == {
        "Fès": ["0", "1", "2", "3"],
        "others": ["4", "5"],
    }


def test_places_gained_beyond_the_tenth_are_not_seen() -> None:
    told = moved([Altered([40, 3], [20, 4])])
    assert (told["most_gained"], told["most_gained_among_ten"]) == (20, 0)
    assert told["most_lost"] == 1


def test_a_folder_without_truth_is_told(tmp_path: Path) -> None:
    (tmp_path / "offers.jsonl").write_text(json.dumps({"id": "o"}), "utf-8")
    with pytest.raises(CollectionError, match=r"truth\.jsonl"):
        read(tmp_path)
