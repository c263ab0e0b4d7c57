"""What every file form gives before the schema is asked: untyped values and where they stand."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ingestion.report import Path, Reason, Refusal, nearest_line


class Plain(str):
    """Text that the file leaves untyped: an unquoted YAML scalar, a cell.

    The schema types it, not its looks: 1337 may be an id, `no` a country, 2025-04 a date.
    """

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one import may ask of the machine; sizes in bytes."""

    file_size: int = 10_000_000
    unpacked_size: int = 50_000_000
    records: int = 20_000
    depth: int = 24
    nodes: int = 400_000
    columns: int = 400
    rows: int = 1_048_576


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at a path inside a record."""

    path: Path
    code: Reason
    message: str


class Unreadable(Exception):
    """The file cannot be read on: `code`, what to do, and the line when it is known."""

    def __init__(self, code: Reason, message: str, line: int | None = None, name: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.line, self.name = code, message, line, name


@dataclass(frozen=True, slots=True)
class Entry:
    """One record as the file has it: `lines` gives the line of each path the file tells apart."""

    value: object
    line: int
    lines: Mapping[Path, int] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    unit: str = "line"

    def line_of(self, path: Path) -> int:
        """The line of the nearest enclosing thing that has one."""
        return nearest_line(path, self.lines, self.line)

    def refusal(self, file: str, fault: Fault) -> Refusal:
        """The fault with its place in the file."""
        dotted = ".".join(map(str, fault.path))
        line = self.line_of(fault.path)
        return Refusal(file, line, dotted, fault.code, fault.message, self.unit)
