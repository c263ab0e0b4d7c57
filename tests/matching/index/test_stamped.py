import json
from collections.abc import Callable
from pathlib import Path

import pytest

from matching.errors import StaleIndex
from matching.index.base import Stamp
from matching.index.stamped import STAMP, check_stamp, discard, write_stamped

BUILT = Stamp(model="m", sequence=3)


def write(folder: Path, content: str = "content") -> Path:
    write_stamped(folder, "form 1", BUILT, lambda fresh: put(fresh, content))
    return folder


def put(folder: Path, content: str) -> None:
    (folder / "data").write_text(content, encoding="utf-8")


def edit_stamp(**changes: object) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        stamp = json.loads((folder / STAMP).read_text(encoding="utf-8"))
        (folder / STAMP).write_text(json.dumps(stamp | changes), encoding="utf-8")

    return edit


def test_a_written_folder_says_what_it_was_built_from(tmp_path: Path) -> None:
    assert check_stamp(write(tmp_path / "deep" / "index"), "form 1", "m") == BUILT


def test_writing_again_takes_the_place_of_what_was_there(tmp_path: Path) -> None:
    folder = write(write(tmp_path / "index"), "newer")
    assert (folder / "data").read_text(encoding="utf-8") == "newer"
    assert check_stamp(folder, "form 1", "m") == BUILT
    assert [path.name for path in tmp_path.iterdir()] == ["index"]


def test_a_failure_while_writing_leaves_what_was_there(tmp_path: Path) -> None:
    folder = write(tmp_path / "index")

    def fail(fresh: Path) -> None:
        put(fresh, "half")
        message = "disk full"
        raise OSError(message)

    with pytest.raises(OSError, match="disk full"):
        write_stamped(folder, "form 1", BUILT, fail)
    assert (folder / "data").read_text(encoding="utf-8") == "content"
    assert [path.name for path in tmp_path.iterdir()] == ["index"]


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (discard, "stamp.json is missing"),
        (lambda folder: (folder / STAMP).unlink(), "stamp.json is missing"),
        (lambda folder: (folder / STAMP).write_text("{"), "stamp.json cannot be read"),
        (lambda folder: (folder / STAMP).write_text("[]"), "stamp.json lacks"),
        (edit_stamp(sequence="3"), "stamp.json lacks"),
        (edit_stamp(form="form 0"), "its form is 'form 0', 'form 1' is needed"),
        (edit_stamp(model="n"), "its model is 'n', 'm' is needed"),
        (lambda folder: (folder / "data").unlink(), "data cannot be read"),
        (lambda folder: put(folder, "conten"), "data is not the file that was written"),
        (lambda folder: put(folder, "contenu"), "data is not the file that was written"),
    ],
)
def test_a_damaged_folder_is_stale_and_says_why(
    tmp_path: Path, damage: Callable[[Path], object], reason: str
) -> None:
    folder = write(tmp_path / "index")
    damage(folder)
    with pytest.raises(StaleIndex, match=f"{reason}.*; rebuild the index"):
        check_stamp(folder, "form 1", "m")
