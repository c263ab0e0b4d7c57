import json
from typing import Any

import pytest
from typer.testing import CliRunner

from evaluation import bench_verdicts
from evaluation.cli import bench
from matching.criteria.verdict import Verdict

FIGURES = {
    "programmes": 2, "startups": 1, "verdicts": 2, "loop_seconds": 2.0, "panel_seconds": 1.0,
    "ratio": 2.0, "model": "no model", "version": "v", "seconds": 3.0,
}  # fmt: skip


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    return bench_verdicts.run(300)


def test_both_ways_give_the_same_verdicts(found: dict[str, Any]) -> None:
    assert found["different"] == 0


def test_whole_rounds_are_judged_until_there_are_enough(found: dict[str, Any]) -> None:
    assert found["verdicts"] == found["programmes"] * found["startups"]
    assert 300 <= found["verdicts"] < 300 + found["programmes"]


def test_the_panel_takes_less_time_than_the_loop() -> None:
    assert float(str(bench_verdicts.run(5_000)["ratio"])) > 1


def test_verdicts_that_differ_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        bench_verdicts,
        "at_once",
        lambda seekers, offers: iter([Verdict.ELIGIBLE] * len(seekers) * len(offers)),
    )
    different = bench_verdicts.run(100)["different"]
    assert isinstance(different, int)
    assert different > 0


@pytest.mark.parametrize(("different", "code"), [(0, 0), (1, 1)])
def test_the_command_fails_where_verdicts_differ(
    different: int, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {**FIGURES, "different": different}
    monkeypatch.setattr(bench_verdicts, "run", lambda _number: given)
    done = CliRunner().invoke(bench, ["verdicts", "2", "--json", "-"])
    assert (json.loads(done.stdout), done.exit_code) == (given, code)
