import json
import shutil
from pathlib import Path

import pytest

from app.settings import settings
from matching.encoder import open_encoder, store
from matching.encoder.base import Encoder
from matching.encoder.build import location
from matching.errors import ModelUnavailable

PARTS = ("onnx/model.onnx", "onnx/tokenizer.json")


@pytest.fixture
def home(encoder: Encoder, tmp_path: Path) -> Path:
    """A home with a copy of what serving reads of the built model."""
    source, copy = location(settings().home), location(tmp_path)
    (copy / "onnx").mkdir(parents=True)
    for part in PARTS:
        shutil.copyfile(source / part, copy / part)
    manifest = json.loads((source / store.MANIFEST).read_text())
    manifest["files"] = {part: manifest["files"][part] for part in PARTS}
    (copy / store.MANIFEST).write_text(json.dumps(manifest))
    return tmp_path


def test_a_whole_copy_serves(home: Path) -> None:
    assert open_encoder(home).queries(["appel à projets"]).shape == (1, 384)


def test_without_a_model_the_command_to_build_it_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="wasl model build"):
        open_encoder(tmp_path)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("harm", ["deleted", "truncated", "altered"])
def test_a_harmed_file_is_named_with_the_command_to_rebuild(
    home: Path, part: str, harm: str
) -> None:
    path = location(home) / part
    data = path.read_bytes()
    middle = len(data) // 2
    if harm == "deleted":
        path.unlink()
    elif harm == "truncated":
        path.write_bytes(data[:middle])
    else:
        path.write_bytes(data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :])
    with pytest.raises(ModelUnavailable, match=rf"{part}.*wasl model build --force"):
        open_encoder(home)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"files": {}}', '{"files": {"a": 1}}'])
def test_a_damaged_manifest_is_named(home: Path, text: str) -> None:
    (location(home) / store.MANIFEST).write_text(text)
    with pytest.raises(ModelUnavailable, match=r"manifest\.json is damaged.*--force"):
        open_encoder(home)


def test_a_model_of_another_recipe_asks_to_be_built_again(home: Path) -> None:
    path = location(home) / store.MANIFEST
    manifest = json.loads(path.read_text())
    path.write_text(json.dumps(manifest | {"recipe": "1.abc"}))
    with pytest.raises(ModelUnavailable, match="another version"):
        open_encoder(home)


def fill(folder: Path, text: str | None) -> None:
    with store.building(folder) as fresh:
        (fresh / "half").touch()
        (fresh / "file").write_text(text)  # type: ignore[arg-type]


def test_a_build_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    fill(tmp_path / "model", "old")
    fill(tmp_path / "model", "new")
    assert (tmp_path / "model" / "file").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


def test_a_build_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    fill(tmp_path / "model", "old")
    with pytest.raises(TypeError):
        fill(tmp_path / "model", None)
    assert (tmp_path / "model" / "file").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


def test_what_a_killed_build_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / ".model-killed" / "new").mkdir(parents=True)
    store.forget(tmp_path / "model")
    assert list(tmp_path.iterdir()) == []


def test_one_builder_at_a_time(tmp_path: Path) -> None:
    with store.lock(tmp_path / "model"):
        other = store.lock(tmp_path / "model")
        with pytest.raises(TimeoutError):
            other.acquire(timeout=0.01)
