"""A folder written whole or not at all, and read back only if it is what was written.

`stamp.json` inside says what the folder was built from and the SHA-256 of each file beside it.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock

from matching.errors import StaleIndex
from matching.index.base import Stamp

STAMP = "stamp.json"


def write_stamped(folder: Path, form: str, stamp: Stamp, fill: Callable[[Path], None]) -> None:
    """Let `fill` write files into a new folder, stamp it, and put it in the place of `folder`.

    `form` names the format and its version. When `fill` fails, what was there before stays. A
    crash between the two renames leaves no folder, which `check_stamp` reports as any other loss.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as scratch:
        fresh, old = Path(scratch, "fresh"), Path(scratch, "old")
        fresh.mkdir()
        fill(fresh)
        _write_stamp(fresh, form, stamp)
        with _lock(folder):
            if folder.exists():
                folder.rename(old)
            fresh.rename(folder)
        _flush(folder.parent)


@contextmanager
def reading_stamped(folder: Path, form: str, model: str) -> Iterator[Stamp]:
    """Check a folder and hold it still while its files are read.

    Raises `StaleIndex` for what `check_stamp` finds, and for a file that cannot be understood.
    """
    if not folder.parent.is_dir():
        raise _stale(folder, f"{STAMP} is missing")
    with _lock(folder):
        stamp = check_stamp(folder, form, model)
        try:
            yield stamp
        # FAISS and Tantivy raise bare RuntimeError and ValueError for a file they cannot read.
        except (OSError, ValueError, LookupError, TypeError, RuntimeError) as error:
            raise _stale(folder, f"it cannot be read ({error})") from error


def check_stamp(folder: Path, form: str, model: str) -> Stamp:
    """Say what `folder` was built from, after checking every file that its stamp lists.

    Raises `StaleIndex` with the reason: missing, truncated, altered, of another form or model.
    """
    stamp = _read_stamp(folder)
    for name, expected in (("form", form), ("model", model)):
        if stamp[name] != expected:
            raise _stale(folder, f"its {name} is {stamp[name]!r}, {expected!r} is needed")
    for name, digest in stamp["files"].items():
        _check_file(folder, name, digest)
    return Stamp(model=stamp["model"], sequence=stamp["sequence"])


def _lock(folder: Path) -> FileLock:
    """Held while a folder takes another's place or is read; it falls with its process."""
    return FileLock(folder.parent / f".{folder.name}.lock")


def _write_stamp(folder: Path, form: str, stamp: Stamp) -> None:
    files = {path.name: _digest(path) for path in sorted(folder.iterdir())}
    content = {"form": form, "model": stamp.model, "sequence": stamp.sequence, "files": files}
    (folder / STAMP).write_text(json.dumps(content, indent=1), encoding="utf-8")
    for path in folder.iterdir():
        _flush(path)
    _flush(folder)


def _read_stamp(folder: Path) -> dict[str, Any]:
    try:
        stamp = json.loads((folder / STAMP).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise _stale(folder, f"{STAMP} is missing") from error
    except (OSError, ValueError) as error:
        raise _stale(folder, f"{STAMP} cannot be read ({error})") from error
    kinds = {"form": str, "model": str, "sequence": int, "files": dict}
    if not isinstance(stamp, dict) or any(
        not isinstance(stamp.get(name), kind) for name, kind in kinds.items()
    ):
        raise _stale(folder, f"{STAMP} lacks one of {', '.join(kinds)}")
    return stamp


def _check_file(folder: Path, name: str, digest: object) -> None:
    try:
        found = _digest(folder / name)
    except OSError as error:
        raise _stale(folder, f"{name} cannot be read ({error.strerror})") from error
    if found != digest:
        raise _stale(folder, f"{name} is not the file that was written")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush(path: Path) -> None:
    """Have the disk hold the file or folder before a rename makes it the one that counts."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _stale(folder: Path, reason: str) -> StaleIndex:
    return StaleIndex(f"{folder}: {reason}; rebuild the index")
