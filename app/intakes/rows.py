"""A school's list in a spreadsheet: a row a person, columns by whatever name the school gives."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import PurePosixPath

import yaml

from app.candidates.items import folded
from app.intakes.refusing import NotTaken
from ingestion import xlsx_file
from ingestion.raw import Limits, Unreadable
from ingestion.tables import Row as Cells
from ingestion.text import decode

# What columns are parted by, where a list is text.
MARKS = ",;\t|"
LONGEST_CELL = 2_000
LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Row:
    """What a row says: by field, or by the school's own column where it is no field of ours."""

    name: str
    """As the report calls it: the file, and which row."""
    cells: Mapping[str, str]


def is_sheet(name: str, content: bytes) -> bool:
    """Whether a file is a spreadsheet; an .xlsx is a zip too, so its name says which."""
    suffix = PurePosixPath(name).suffix.lower()
    return suffix == ".csv" or (suffix == ".xlsx" and content.startswith(b"PK"))


def rows(name: str, content: bytes) -> list[Row]:
    """The people of a spreadsheet; raises `NotTaken`."""
    try:
        found = list(sheet(name, content))
    except (Unreadable, csv.Error) as error:
        raise NotTaken("not_a_list", why=str(error)) from error
    header = next(iter(found), None)
    fields = [field_of(cell) for cell in header.cells] if header else []
    if not {"name", "family", "emails"} & set(fields):
        raise NotTaken("no_person")
    filled = (one for one in found[1:] if any(cell.strip() for cell in one.cells))
    return [Row(f"{name}, {one.line}", dict(said(fields, one.cells))) for one in filled]


def sheet(name: str, content: bytes) -> Iterator[Cells]:
    """The rows of a spreadsheet, its header first; raises `Unreadable` and `csv.Error`."""
    if name.lower().endswith(".xlsx"):
        yield from xlsx_file.cells(content, LIMITS)
        return
    written = decode(content)
    mark = max(MARKS, key=written.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(written, newline=""), delimiter=mark)
    for cells in reader:
        yield Cells(reader.line_num, cells)


def said(fields: Sequence[str], cells: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What a row says, by field; several columns of one field together."""
    gathered: dict[str, list[str]] = {}
    for field, cell in zip(fields, cells, strict=False):
        if cell.strip():
            gathered.setdefault(field, []).append(" ".join(cell.split())[:LONGEST_CELL])
    if "given" in gathered or "family" in gathered:
        names = [*gathered.pop("given", []), *gathered.pop("family", gathered.get("name", []))]
        gathered["name"] = [" ".join(names)]
    yield from ((field, ", ".join(told)) for field, told in gathered.items())


# The order and the headings under which a row is read like any CV.
LINES: Mapping[str, str] = {
    "name": "{}",
    "headline": "{}",
    "emails": "E-mail : {}",
    "phones": "Téléphone : {}",
    "city": "Ville : {}",
    "availability": "Disponibilité : {}",
    "contracts": "Contrat recherché : {}",
    "education": "Formation\n{}",
    "skills": "Compétences\n{}",
    "languages": "Langues\n{}",
}


def text(cells: Mapping[str, str]) -> str:
    """What a row says, written as a CV would be; columns that are none of ours come last."""
    ours = [form.format(cells[field]) for field, form in LINES.items() if field in cells]
    others = [f"{name} : {told}" for name, told in cells.items() if name not in LINES]
    return "\n".join([*ours, *(["Informations", *others] if others else [])])


def field_of(heading: str) -> str:
    """The field that a column is about; the heading itself where it is none of ours."""
    return columns().get(bare(heading), " ".join(heading.split())[:100])


@cache
def columns() -> dict[str, str]:
    """The field of each known heading."""
    known = yaml.safe_load(files("app.intakes").joinpath("columns.yaml").read_text("utf-8"))
    return {bare(one): field for field, names in known.items() for one in names}


def bare(heading: str) -> str:
    """A heading as it is compared."""
    return re.sub(r"[\W_]+", " ", folded(heading)).strip()
