"""Values with a label: "Nom : …", a label above its value, a table of labels and values."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import zip_longest

from ingestion.cv.folding import folded, phrases
from ingestion.cv.rows import Document, Piece, Row, cut, rest
from ingestion.cv.words import words

Labelled = Mapping[str, Sequence[Piece]]
PARTED = re.compile(r"\s*([^:|\t]{2,40}?)\s*(?:[:|\t]|\s{3,})\s*(?=\S)")
# So many labels with only a blank before their value make a table of which the borders are lost.
TABLE = 3
# What a label above its value may name; other labels are headings there.
ABOVE = frozenset({"name", "family_and_given", "given", "family", "city", "email", "phone"})
TABLED = (
    "name",
    "family_and_given",
    "given",
    "family",
    "headline",
    "city",
    "email",
    "phone",
    "private",
)


@cache
def labels() -> dict[str, str]:
    """From each label in folded text to what it labels."""
    given = words("headings")["labels"]
    return {folded(label): name for name, group in given.items() for label in group}


def label(text: str) -> str:
    """What a text is the label of; empty when it is none. "Nom(s)" is a label as "Nom" is."""
    plain = re.sub(r"\((?:s|e|es)\)", "", folded(text)).rstrip(" :")
    return labels().get(" ".join(plain.split()), "")


@cache
def opening(*names: str) -> re.Pattern[str]:
    """A row of folded text that opens with a label of these names."""
    given = words("headings")["labels"]
    return re.compile(rf"^\W*(?:{phrases(form for name in names for form in given[name])})(?!\w)")


def labelled(document: Document) -> Labelled:
    """The values of each kind of label, in the order of the text."""
    found: dict[str, list[Piece]] = defaultdict(list)
    table = list(_table(document.rows))
    for name, piece in [*_parted(document.rows), *(table if len(table) >= TABLE else [])]:
        found[name].append(piece)
    return found


def _parted(rows: Sequence[Row]) -> Iterator[tuple[str, Piece]]:
    for row, below in zip_longest(rows, rows[1:]):
        match = PARTED.match(row.text)
        if match and (name := label(match[1])):
            yield name, _after(row, match.end())
        elif (name := label(row.text)) in ABOVE and below and not label(below.text):
            yield name, Piece(below.text, below.start, below.end)


def _table(rows: Sequence[Row]) -> Iterator[tuple[str, Piece]]:
    for row in rows:
        match = _tabled().match(row.folded)
        if match and row.text[:1] != row.text[:1].lower():
            _, end = row.fold.span(*match.span("label"))
            rest = _after(row, end)
            if (
                rest.text[:1] != rest.text[:1].lower()
                or rest.text[:1].isdigit()
                or "@" in rest.text
            ):
                yield labels()[" ".join(match["label"].split())], rest


@cache
def _tabled() -> re.Pattern[str]:
    given = words("headings")["labels"]
    forms = phrases(form for name in TABLED for form in given[name])
    return re.compile(rf"(?P<label>{forms})\s+(?=\S)(?![:|])")


def of_form(row: Row) -> Row:
    """A row of a form ("Dates: …", "Fonction occupée: …") by its value alone."""
    match = PARTED.match(row.text)
    name = label(match[1]) if match else ""
    value = rest(row, match.end()) if match and name in {"entry", "entry_text"} else None
    return replace(value, field=name) if value else row


def _after(row: Row, start: int) -> Piece:
    rest = cut(row.text, start, len(row.text))
    return Piece(rest.text, row.start + rest.start, row.start + rest.end)
