"""Where built models are kept: a folder each, complete or absent, with a manifest of its files."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Any

from filelock import FileLock

from matching.errors import ModelUnavailable

MANIFEST = "manifest.json"
RECIPE = 6  # raised whenever the same weights would give other vectors or other files
REBUILD = "run `wasl model build --force`"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a built model is made of and from; `files` maps path to (bytes, sha256)."""

    name: str
    recipe: str
    source: str
    versions: dict[str, str]
    verified: dict[str, float]
    files: dict[str, tuple[int, str]]


def digest(path: Path) -> str:
    """Hexadecimal sha256 of a file."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def listing(folder: Path) -> dict[str, tuple[int, str]]:
    """Size and sha256 of each file under `folder`, the manifest left out."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_size, digest(path)) for path in files
    }


def write(folder: Path, manifest: Manifest) -> None:
    """Store the manifest; the last file written to a folder."""
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1, sort_keys=True))


def read(folder: Path) -> Manifest:
    """Read the manifest of a built model.

    Raises `ModelUnavailable` when it is absent, damaged or of another recipe than ours.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise ModelUnavailable(f"no model is built in {folder}: run `wasl model build`")
    try:
        value: dict[str, Any] = json.loads(path.read_bytes())
        files = {name: (int(size), str(sha)) for name, (size, sha) in value.pop("files").items()}
        manifest = Manifest(**value, files=files)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ModelUnavailable(f"{path} is damaged ({error}): {REBUILD}") from error
    if not manifest.recipe.startswith(f"{RECIPE}."):
        raise ModelUnavailable(f"{folder} was built by another version: run `wasl model build`")
    return manifest


def check(folder: Path, manifest: Manifest, *, served: str) -> None:
    """Compare the files with the manifest: all sizes, and the contents of those under `served`.

    Raises `ModelUnavailable` naming the first file that differs. Hashing is kept to the files
    that a server reads: see docs/decisions/0002-encoder.md for what it costs.
    """
    for name, (size, sha) in manifest.files.items():
        path = folder / name
        if not path.is_file() or path.stat().st_size != size:
            raise ModelUnavailable(f"{path} is missing or cut short: {REBUILD}")
        if name.startswith(served) and digest(path) != sha:
            raise ModelUnavailable(f"{path} is not the file that was built: {REBUILD}")


@contextmanager
def building(folder: Path) -> Iterator[Path]:
    """Yield an empty folder that takes the place of `folder` if the block succeeds.

    One builder at a time per model; readers see the old model or the new one.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as scratch:
        fresh, old = Path(scratch) / "new", Path(scratch) / "old"
        fresh.mkdir()
        yield fresh
        if folder.exists():
            folder.rename(old)
        fresh.rename(folder)


def lock(folder: Path) -> FileLock:
    """The lock that a builder of `folder` holds; it falls with the process that held it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    return FileLock(folder.parent / f".{folder.name}.lock")


def forget(folder: Path) -> None:
    """Remove what builders that were killed have left beside `folder`; call under the lock."""
    for left in folder.parent.glob(f".{folder.name}-*"):
        shutil.rmtree(left, ignore_errors=True)
