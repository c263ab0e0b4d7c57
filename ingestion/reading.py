"""A path to a batch: every record of a file or folder, and everything refused, at once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from ingestion import csv_file, xlsx_file, yaml_file
from ingestion.checking import faults
from ingestion.raw import Entry, Fault, Limits, Unreadable
from ingestion.report import Batch, Reason, Record, Refusal
from ingestion.schema import Form, form

LIMITS = Limits()


def _yaml(content: bytes, _form: Form, limits: Limits) -> list[Entry]:
    return yaml_file.entries(content, limits)


Reader = Callable[[bytes, Form, Limits], Sequence[Entry]]
READERS: Mapping[str, Reader] = {
    ".yaml": _yaml,
    ".yml": _yaml,
    ".csv": csv_file.entries,
    ".xlsx": xlsx_file.entries,
}
IGNORED = {".md"}


def read(path: Path, name: str, limits: Limits = LIMITS) -> Batch:
    """The records of the form called `name` at a path: one file, or a folder of them.

    Nothing is raised for bad input: whatever is wrong is a refusal, and all of it is reported.
    A record with any fault is refused whole; of two records with one id the second is refused.
    """
    batch = _Collected(form(name), limits)
    try:
        for file in _files(path):
            batch.file(file, of_folder=file != path)
    except Unreadable as error:
        batch.unreadable(str(path), error)
    except OSError as error:
        batch.unreadable(str(path), _not_readable(error))
    return Batch(tuple(batch.records), tuple(batch.refusals), tuple(batch.warnings))


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise Unreadable(Reason.NOT_FOUND, "There is no such file or folder: check the path.")
    found = [file for file in sorted(path.rglob("*")) if file.is_file() and _counts(file, path)]
    if not found:
        message = f"The folder holds no file to import ({', '.join(READERS)})."
        raise Unreadable(Reason.EMPTY_FILE, message)
    return found


def _counts(file: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
    return not hidden and file.suffix.lower() not in IGNORED


class _Collected:
    """What has been read so far."""

    def __init__(self, form: Form, limits: Limits) -> None:
        self.form, self.limits = form, limits
        self.records: list[Record] = []
        self.refusals: list[Refusal] = []
        self.warnings: list[Refusal] = []
        self.places: dict[str, str] = {}
        self.seen = 0

    def unreadable(self, file: str, error: Unreadable) -> None:
        self.refusals.append(Refusal(file, error.line, error.name, error.code, error.message))

    def file(self, file: Path, *, of_folder: bool) -> None:
        """Read one file; whatever stops its reading is a refusal, and the next file is read."""
        try:
            entries = self.entries(file)
        except Unreadable as error:
            self.unreadable(str(file), error)
            return
        for entry in entries:
            self.entry(str(file), entry)
        if of_folder and len(entries) == 1:
            self.warnings.extend(_misnamed(file, self.records))

    def entries(self, file: Path) -> Sequence[Entry]:
        reader = READERS.get(file.suffix.lower())
        if reader is None:
            message = f"Files of this kind are not read: use {', '.join(READERS)}."
            raise Unreadable(Reason.UNSUPPORTED_FORMAT, message)
        entries = reader(_content(file, self.limits.file_size), self.form, self.limits)
        self.seen += len(entries)
        if self.seen > self.limits.records:
            message = f"More than {self.limits.records} records in all: import them in parts."
            raise Unreadable(Reason.TOO_MANY_RECORDS, message)
        return entries

    def entry(self, file: str, entry: Entry) -> None:
        """Keep one record, or refuse it."""
        data = self.form.typed(entry.value, self.form.schema)
        found = [*entry.faults, *faults(data, self.form)]
        ident = data.get("id") if isinstance(data, dict) else None
        if isinstance(ident, str):
            found.extend(self.duplicates(ident, file, entry))
        self.refusals.extend(entry.refusal(file, fault) for fault in found)
        if not found and isinstance(data, dict):
            place = (file, entry.line, entry.lines, entry.unit)
            self.records.append(Record(data["id"], data, *place))

    def duplicates(self, ident: str, file: str, entry: Entry) -> Iterator[Fault]:
        """The fault of an id that an earlier record has."""
        if ident in self.places:
            message = f"“{ident[:60]}” is already the id at {self.places[ident]}: keep one."
            yield Fault(("id",), Reason.DUPLICATE_ID, message)
        else:
            self.places[ident] = f"{file}, {entry.unit} {entry.line_of(('id',))}"


def _content(file: Path, limit: int) -> bytes:
    """The bytes of a file; never reads more than one byte past the limit."""
    try:
        with file.open("rb") as stream:
            content = stream.read(limit + 1)
    except OSError as error:
        raise _not_readable(error) from error
    if len(content) > limit:
        message = f"The file is larger than {limit:,} bytes: split it."
        raise Unreadable(Reason.TOO_LARGE, message)
    if not content.strip():
        raise Unreadable(Reason.EMPTY_FILE, "The file is empty.", 1)
    return content


def _not_readable(error: OSError) -> Unreadable:
    message = f"This cannot be read ({error.strerror}): check the path and its permissions."
    return Unreadable(Reason.NOT_READABLE, message)


def _misnamed(file: Path, records: Sequence[Record]) -> Iterator[Refusal]:
    if records and records[-1].file == str(file) and records[-1].id != file.stem:
        message = f"The file holds “{records[-1].id}”: name it {records[-1].id}{file.suffix}."
        yield Refusal(str(file), records[-1].line, "id", Reason.FILE_NAME, message)
