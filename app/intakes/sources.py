"""What a school gives, as files one by one: a folder, a zip, a spreadsheet, or one file.

Nothing is ever unpacked to a disk, and no name that somebody wrote is used as a path.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from app.intakes import outcomes, rows
from app.intakes.outcomes import Note
from app.intakes.refusing import ARCHIVES, NotTaken
from ingestion.documents import Reason
from ingestion.documents.archive import Archive
from ingestion.documents.limits import LIMITS as DOCUMENT
from ingestion.documents.outcome import Refused, Unreadable

FILE, ROW = "file", "row"
LONGEST_NAME = 120
EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,8}$")
# Names of files that hold others, or rows.
HOLDING = frozenset({".zip", ".csv", ".xlsx"})
# What systems leave in folders and archives beside the files of a person.
DROPPINGS = frozenset({"thumbs.db", "desktop.ini", "__macosx"})


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is taken at one time: files, bytes of a zip, bytes that it may unpack to."""

    files: int = 2_000
    packed: int = 400_000_000
    unpacked: int = 2_000_000_000


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that a browser or a program sends."""

    name: str
    size: int
    content: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Given:
    """A file as it was given: its content when asked, or why it is not taken."""

    name: str
    kind: str
    content: Callable[[], bytes]
    refused: Note | None = None
    notes: tuple[Note, ...] = ()

    def opened(self) -> tuple["Given", bytes]:
        """The file with its content; one that cannot be taken out is refused, not the others."""
        try:
            return self, self.content()
        except Unreadable as error:
            refused = Refused(error.reason, error.values)
        except OSError:
            refused = Refused(Reason.DAMAGED)
        return replace(self, refused=outcomes.refusal(refused)), b""


def given(path: Path, limits: Limits = LIMITS) -> list[Given]:
    """The files at a path, in the order of their names; raises `NotTaken`."""
    if path.is_dir() and not path.is_symlink():
        return bounded(list(of_folder(path)), limits)
    if not path.is_file():
        raise NotTaken("not_there", name=str(path))
    if path.stat().st_size > limits.packed:
        raise NotTaken("too_large", most=limits.packed // 1_000_000)
    return of_upload(path.name, path.read_bytes(), limits)


def of_uploads(uploads: Iterable[Upload], limits: Limits = LIMITS) -> list[Given]:
    """The files in all that was uploaded; raises `NotTaken`, which says of which."""
    found: list[Given] = []
    for one in uploads:
        if is_dropping(one.name):
            continue
        try:
            found += opened(one, limits)
        except NotTaken as error:
            error.name = shown(one.name)
            raise
    return bounded(found, limits)


def opened(upload: Upload, limits: Limits) -> list[Given]:
    """The files in one that was uploaded; what holds no others is read when its turn comes."""
    if PurePosixPath(upload.name).suffix.lower() in HOLDING:
        return of_upload(upload.name, upload.content(), limits)
    return [taken(upload.name, FILE, upload.size, upload.content)]


def of_upload(name: str, content: bytes, limits: Limits = LIMITS) -> list[Given]:
    """The files in what was uploaded; raises `NotTaken`."""
    if rows.is_sheet(name, content):
        return bounded([of_row(one) for one in rows.rows(name, content)], limits)
    if content.startswith(b"PK\x03\x04") and PurePosixPath(name).suffix.lower() == ".zip":
        return bounded(of_zip(content, limits), limits)
    return [taken(name, FILE, len(content), lambda: content)]


def bounded(found: list[Given], limits: Limits) -> list[Given]:
    """The files, if there are some and not too many; raises `NotTaken`."""
    if not found:
        raise NotTaken("empty")
    if len(found) > limits.files:
        raise NotTaken("too_many", found=len(found), most=limits.files)
    return found


def of_folder(folder: Path) -> Iterator[Given]:
    """The files of a folder and of those within; links are said, and not followed."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if is_dropping(name):
            continue
        if path.is_symlink():
            yield Given(shown(name), FILE, bytes, outcomes.note(outcomes.LINK))
        elif path.is_file():
            yield taken(name, FILE, path.stat().st_size, path.read_bytes)


def of_zip(content: bytes, limits: Limits) -> list[Given]:
    """The files of a zip. One that leads outside, holds links or is a bomb is not taken at all."""
    allowed = replace(DOCUMENT, unpacked=limits.unpacked, parts=limits.files)
    try:
        archive = Archive(content, allowed)
    except Unreadable as error:
        raise NotTaken(ARCHIVES[error.reason]) from error
    entries = sorted(archive.zip.infolist(), key=lambda one: one.filename)
    kept = [one for one in entries if not one.is_dir() and not is_dropping(one.filename)]
    return [
        taken(one.filename, FILE, one.file_size, lambda name=one.filename: archive.read(name))  # type: ignore[misc]
        for one in kept
    ]


def of_row(row: rows.Row) -> Given:
    """A row of a spreadsheet, as the bytes of what it says."""
    content = json.dumps(row.cells, ensure_ascii=False, sort_keys=True).encode()
    return taken(row.name, ROW, len(content), lambda: content)


def taken(name: str, kind: str, size: int, content: Callable[[], bytes]) -> Given:
    """A file, or why it is not taken: one that is too large is never read."""
    if size > DOCUMENT.size:
        too_large = Refused(Reason.TOO_LARGE, {"limit": DOCUMENT.size})
        return Given(shown(name), kind, bytes, outcomes.refusal(too_large))
    renamed = (outcomes.note(outcomes.RENAMED),) if shown(name) != name else ()
    return Given(shown(name), kind, content, notes=renamed)


def is_dropping(name: str) -> bool:
    """Whether a system left a file there, and not a person."""
    parts = PurePosixPath(name).parts
    return any(part.startswith(".") or part.lower() in DROPPINGS for part in parts)


def shown(name: str) -> str:
    """A name fit to be shown: on one line, without what reorders it, and not too long.

    It is cut before a character that would lose its marks, and keeps its extension.
    """
    unmarked = "".join(one for one in name if unicodedata.category(one) not in {"Cc", "Cf", "Cs"})
    text = unicodedata.normalize("NFC", " ".join(unmarked.split())).strip(". ")
    if len(text) <= LONGEST_NAME:
        return text or "?"
    extension = (EXTENSION.search(text) or [""])[0]
    end = LONGEST_NAME - 1 - len(extension)
    while end and unicodedata.category(text[end]).startswith("M"):
        end -= 1
    return f"{text[:end].rstrip()}…{extension}"
