"""The same CV said otherwise: what must not count, altered.

- `names`: another name, e-mail and telephone;
- `language`: the CV of the same person in another language (the pairs b20 and b21 of `bad/`);
- `instructions`: sentences that tell the reader what to do (b27), against the CV without them;
- `stuffing`: every skill that any offer could name, listed three times at the end;
- `wall`: the same, once, in lines within what the CV tells of work;
- `titles`: every occupation, after the headline;
- `hundred`, `fifty`, `list` (25): so many skills of any trade, listed at the end.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from ingestion import documents
from ingestion.candidates import candidate, without_instructions
from ingestion.cv import understand
from ingestion.documents import Line, Read
from matching.skills.lexicon import lexicon
from matching.talent.candidate import Candidate

Row = Mapping[str, Any]

# CVs of the set that are altered: every so many.
EVERY = 4
OTHER = {"full": "Alex Martin", "given": "Alex", "family": "Martin", "latin": "Alex Martin"}
PAIRS = (("b20_a_fr.pdf", "b20_b_ar.docx"), ("b21_a_fr.docx", "b21_b_ar.pdf"))
INSTRUCTING = "b27_prompt_injection.docx"
HEADINGS = {"fr": "Compétences", "en": "Skills", "ar": "المهارات"}
TIMES = 3
# Letters by which a thing told is found in a document, and skills in a line of a wall.
BEGINNING, A_LINE = 25, 12
ORDERS = re.compile(r"ignore all|system:|classe-moi|output grade", re.IGNORECASE)

Alteration = tuple[Candidate, Mapping[str, Candidate]]


def alterations(folder: Path, truth: Iterable[Row], today: date) -> Iterator[Alteration]:
    """A candidate as they are, and the same candidate by each kind of alteration."""
    for row in list(truth)[::EVERY]:
        if read := opened(folder / "files" / row["file"], row["upload_name"]):
            changed = {kind: alter(read, row) for kind, alter in ALTERED.items()}
            yield (
                made(read, row["id"], today),
                {kind: made(one, row["id"], today) for kind, one in changed.items() if one},
            )
    yield from _hostile(folder / "bad", today)


def _hostile(folder: Path, today: date) -> Iterator[Alteration]:
    for names in PAIRS:
        one, other = (opened(folder / name, name) for name in names)
        if one and other:
            yield made(one, names[0], today), {"language": made(other, names[0], today)}
    if read := opened(folder / INSTRUCTING, INSTRUCTING):
        plain = tuple(one for one in read.lines if not orders(one.text))
        honest = made(replace(read, lines=plain, warnings=()), INSTRUCTING, today)
        yield honest, {"instructions": made(read, INSTRUCTING, today)}


def opened(path: Path, name: str) -> Read | None:
    """A file as it is read; None for one that is not there or is refused."""
    if not path.exists():
        return None
    outcome = documents.read(path.read_bytes(), name)
    return outcome if isinstance(outcome, Read) else None


def made(read: Read, identifier: str, today: date) -> Candidate:
    """The candidate of a document."""
    kept = without_instructions(read)
    return candidate(understand(kept, "", today), kept, identifier, today)


def orders(text: str) -> bool:
    """Whether a line of b27 is one of its orders to a reader, told by words that no CV needs."""
    return bool(ORDERS.search(text))


def renamed(read: Read, row: Row) -> Read:
    """The document with another name, e-mail and telephone."""
    person, phone = row["name"], row["phone"] or {}
    changed = [
        *((person[part], name) for part, name in OTHER.items()),
        (person["as_written"], OTHER["full"]),
        (row["email"] or "", "alex.martin@example.org"),
        (phone.get("as_written") or "", "+212 600 00 00 01"),
    ]
    # The longest first: a given name may be a part of the full one.
    order = sorted((one for one in changed if one[0]), key=lambda one: -len(one[0]))
    return replace(read, lines=tuple(_changed(line, order) for line in read.lines))


def _changed(line: Line, changed: Iterable[tuple[str, str]]) -> Line:
    text = line.text
    for old, new in changed:
        text = text.replace(old, new).replace(old.upper(), new.upper())
    return replace(line, text=text)


def stuffed(read: Read, row: Row) -> Read:
    """The document with every skill of the lexicon listed at its end, several times."""
    return listed(read, row, known(row["language"]) * TIMES)


def some(many: int) -> Callable[[Read, Row], Read]:
    """The document with so many skills, drawn for each CV, listed at its end."""
    return lambda read, row: listed(
        read,
        row,
        Random(row["id"]).sample(known(row["language"]), many),  # noqa: S311 - no secret
    )


def listed(read: Read, row: Row, names: Iterable[str]) -> Read:
    """The document with skills listed at its end, under a heading of their own."""
    block = max((line.block for line in read.lines), default=0) + 1
    more = [HEADINGS[row["language"]], ", ".join(names)]
    added = (Line(text, read.pages, block + at) for at, text in enumerate(more))
    return replace(read, lines=(*read.lines, *added))


def titled(read: Read, row: Row) -> Read | None:
    """The document with every occupation after the headline; None where that is not found."""
    names = ", ".join(occupations(row["language"]))
    begins = (row["headline"] or "")[:BEGINNING]
    places = (at for at, one in enumerate(read.lines) if begins and begins in one.text)
    if (place := next(places, None)) is None:
        return None
    line = replace(read.lines[place], text=f"{read.lines[place].text}, {names}")
    return replace(read, lines=(*read.lines[:place], line, *read.lines[place + 1 :]))


def walled(read: Read, row: Row) -> Read | None:
    """The document with every skill after the first thing told of work; None where none is found.

    It is found by how it begins, as lines are broken differently.
    """
    told = [text[:BEGINNING] for one in row["experience"] for text in one["bullets"]]
    places = (at for at, one in enumerate(read.lines) if told and told[0] in one.text)
    if (place := next(places, None)) is None:
        return None
    names = known(row["language"])
    rows = (names[start : start + A_LINE] for start in range(0, len(names), A_LINE))
    added = [replace(read.lines[place], text=", ".join(some)) for some in rows]
    return replace(read, lines=(*read.lines[: place + 1], *added, *read.lines[place + 1 :]))


def known(language: str) -> list[str]:
    """The names of all skills of the lexicon."""
    return [one.label[language] for one in lexicon().entries.values() if not one.is_occupation]


def occupations(language: str) -> list[str]:
    """The names of all occupations of the lexicon."""
    return [one.label[language] for one in lexicon().entries.values() if one.is_occupation]


ALTERED: Mapping[str, Callable[[Read, Row], Read | None]] = {
    "names": renamed,
    "stuffing": stuffed,
    "wall": walled,
    "titles": titled,
    "hundred": some(100),
    "fifty": some(50),
    "list": some(25),
}
