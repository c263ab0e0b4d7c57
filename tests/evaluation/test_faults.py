import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete
from typer.testing import CliRunner

from app.context import Context
from app.kit.database import writing
from app.profiles import service
from app.profiles.importing import import_batch
from app.profiles.models import StoredEmbedding
from app.profiles.sources import SOURCES
from evaluation import faults
from evaluation.cli import bench
from matching.profile import Kind

LOST = "programmes are lost or doubled"
PROGRAMMES = ("212-founders", "azur-innovation-fund", "bidaya-incub")


@pytest.fixture(autouse=True)
def few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue of three, which is quick to import."""
    folder = tmp_path / "few"
    folder.mkdir()
    for name in PROGRAMMES:
        shutil.copy(faults.PROGRAMMES / f"{name}.yaml", folder)
    monkeypatch.setattr(faults, "PROGRAMMES", folder)


@pytest.fixture
def imported(empty_context: Context) -> Context:
    """A home after round 1."""
    batch = SOURCES[Kind.PROGRAMME].read(faults.catalogue(empty_context.settings.home, 1))
    assert not import_batch(empty_context, Kind.PROGRAMME, batch).refused
    return empty_context


def found_wrong(context: Context, allowed: set[int]) -> list[str]:
    return faults.found_wrong(context.settings.home, allowed)


def test_nothing_is_wrong_after_an_import(imported: Context) -> None:
    assert found_wrong(imported, {1}) == []


def test_a_lost_programme_is_found(imported: Context) -> None:
    with writing(imported.database) as session:
        service.remove(session, Kind.PROGRAMME, PROGRAMMES[0])
    assert found_wrong(imported, {1}) == [LOST]


def test_a_doubled_programme_is_found(imported: Context) -> None:
    with writing(imported.database) as session:
        row = service.stored(session, Kind.PROGRAMME, PROGRAMMES[0])
        double = replace(service.profile_of(row), id=f"{row.id}-2", passages=())
        service.save(session, double, row.record, row.digest, row.origin)
    assert found_wrong(imported, {1}) == [LOST]


def test_a_missing_vector_is_found(imported: Context) -> None:
    with writing(imported.database) as session:
        vector = session.query(StoredEmbedding).first()
        assert vector is not None
        session.execute(
            delete(StoredEmbedding).where(StoredEmbedding.passage_key == vector.passage_key)
        )
    assert found_wrong(imported, {1}) == ["a passage has no vector"]


def test_programmes_of_two_rounds_are_found(imported: Context) -> None:
    with writing(imported.database) as session:
        row = service.stored(session, Kind.PROGRAMME, PROGRAMMES[0])
        row.record = {**row.record, "notes": "2"}
    (message,) = found_wrong(imported, {1, 2})
    assert message.startswith("programmes of {1, 2}")


def test_a_round_that_is_not_due_is_found(imported: Context) -> None:
    assert found_wrong(imported, {2}) == ["programmes of {1} where one of {2} is due"]


def test_a_writer_is_noticed(imported: Context) -> None:
    assert not faults.locked(imported.settings.home)
    with writing(imported.database) as session:
        service.head(session)  # a transaction begins with its first statement
        assert faults.locked(imported.settings.home)


@pytest.mark.usefixtures("encoder")
def test_a_killed_server_and_import_leave_nothing_amiss() -> None:
    result = faults.run(times=1)
    assert (result["faults"], result["amiss"]) == ([], 0)
    assert (result["times"], result["programmes"]) == (1, len(PROGRAMMES))
    assert result["during_write"] in {0, 1}


def result_with(*found: str) -> dict[str, Any]:
    stamp = {"model": "m", "version": "v", "seconds": 1.0}
    return {"times": 1, "amiss": len(found), "faults": list(found), **stamp}


def test_the_command_exits_with_1_when_something_is_amiss(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "run", lambda _times: result_with(LOST))
    done = CliRunner().invoke(bench, ["crash", "--times", "1"])
    assert done.exit_code == 1
    assert LOST in done.stdout


def test_the_command_exits_with_0_when_all_is_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "run", lambda _times: result_with())
    done = CliRunner().invoke(bench, ["crash", "--times", "1", "--json", "-"])
    assert done.exit_code == 0
    assert json.loads(done.stdout)["amiss"] == 0
