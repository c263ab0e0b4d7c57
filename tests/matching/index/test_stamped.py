import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import rmtree

import pytest

from matching.errors import StaleIndex
from matching.index.base import Stamp
from matching.index.stamped import STAMP, check_stamp, reading_stamped, write_stamped

BUILT = Stamp(model="m", sequence=3)


def write(folder: Path, content: str = "content") -> Path:
    write_stamped(folder, "form 1", BUILT, lambda fresh: put(fresh, content))
    return folder


def put(folder: Path, content: str) -> None:
    (folder / "data").write_text(content, encoding="utf-8")


def visible(folder: Path) -> list[str]:
    """What lies in a folder, less the file that locks stand on."""
    return [path.name for path in folder.iterdir() if path.suffix != ".lock"]


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
    assert visible(tmp_path) == ["index"]


def test_a_failure_while_writing_leaves_what_was_there(tmp_path: Path) -> None:
    folder = write(tmp_path / "index")

    def fail(fresh: Path) -> None:
        put(fresh, "half")
        message = "disk full"
        raise OSError(message)

    with pytest.raises(OSError, match="disk full"):
        write_stamped(folder, "form 1", BUILT, fail)
    assert (folder / "data").read_text(encoding="utf-8") == "content"
    assert visible(tmp_path) == ["index"]


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (rmtree, "stamp.json is missing"),
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


def test_a_file_that_holds_something_else_is_stale(tmp_path: Path) -> None:
    folder = write(tmp_path / "index")
    with (
        pytest.raises(StaleIndex, match=r"cannot be read .*rebuild the index"),
        reading_stamped(folder, "form 1", "m"),
    ):
        json.loads((folder / "data").read_text(encoding="utf-8"))


def test_a_folder_is_whole_for_its_readers_while_others_write_it(tmp_path: Path) -> None:
    folder = write(tmp_path / "index")

    def reread(_: int) -> str:
        with reading_stamped(folder, "form 1", "m"):
            return (folder / "data").read_text(encoding="utf-8")

    with ThreadPoolExecutor(4) as pool:
        written = pool.map(lambda n: write(folder, str(n)), range(40))
        found = set(pool.map(reread, range(40)))
        list(written)
    assert found <= {"content", *map(str, range(40))}
