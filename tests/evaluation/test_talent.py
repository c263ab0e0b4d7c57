import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from evaluation.collection import CollectionError
from evaluation.talent.changes import said
from evaluation.talent.fairness import Tables, drawn, exposure, grouped, told
from evaluation.talent.ranking import by_languages
from evaluation.talent.sets import TalentSet, read
from matching.talent.candidate import profile
from tests.matching.talent.factories import candidate, vacancy

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


def of_ten(shown: Mapping[str, float], *, known: bool = True) -> dict[str, object]:
    """The figures of the five first of ten people who are shown so well by each of four offers."""
    row = [shown["first"]] * 5 + [shown["last"]] * 5
    table = np.array([row] * 4)
    found = Tables(table, np.ones((4, 10)), 0.5 * np.ones((4, 10)), np.ones((4, 10)))
    return told(found, np.arange(10) < 5, (drawn(4), drawn(10)), known=known)


def test_an_equal_share_of_exposure_is_one_with_an_interval_about_it() -> None:
    found = of_ten({"first": 1.0, "last": 1.0})
    assert found["exposure"] == {"value": 1.0, "low": pytest.approx(1.0), "high": pytest.approx(1)}
    assert (found["candidates"], found["judgements"], found["suitable"]) == (5, 20, 20)


def test_a_group_that_is_shown_more_than_it_merits_is_told_apart() -> None:
    beyond = of_ten({"first": 1.0, "last": 0.2})["beyond"]
    assert isinstance(beyond, dict)
    assert beyond["value"] == pytest.approx(2 / 3)
    assert 0 < beyond["low"] < beyond["value"] < beyond["high"]


def test_what_nobody_knows_of_a_group_is_unknown() -> None:
    found = of_ten({"first": 1.0, "last": 1.0}, known=False)
    assert [found[name] for name in ("exposure", "merited", "beyond", "score")] == [None] * 4
    assert found["candidates"] == 5


def test_exposure_ends_with_what_people_see() -> None:
    many = {f"c{n}": {"id": f"c{n}"} for n in range(12)}
    found = exposure(TalentSet(Path(), SET.offers, many, {}), {"o": list(many)})
    assert found[0, 0] == 1.0
    assert (found[0, :10] > 0).all()
    assert (found[0, 10:] == 0).all()


def test_small_groups_are_told_together() -> None:
    rows = [{"id": str(n), "city": "Fès" if n < 5 else f"city {n}"} for n in range(7)]
    assert grouped(rows, lambda row: str(row["city"])) == {
        "Fès": ["0", "1", "2", "3", "4"],
        "others": ["5", "6"],
    }


def test_what_a_cv_says_counts_in_full_where_those_who_say_as_much_are_counted() -> None:
    someone = profile(candidate("python"))
    faint = {name: replace(one, weight=0.0) for name, one in someone.skills.items()}
    asked = vacancy("python", "sql")
    assert said(asked, replace(someone, skills=faint)) == said(asked, someone) > 0


def test_a_folder_without_truth_is_told(tmp_path: Path) -> None:
    (tmp_path / "offers.jsonl").write_text(json.dumps({"id": "o"}), "utf-8")
    with pytest.raises(CollectionError, match=r"truth\.jsonl"):
        read(tmp_path)
