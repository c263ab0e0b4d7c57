"""The same CV said otherwise: what must not count, altered.

- `names`: another name, e-mail and telephone;
- `language`: the CV of the same person in another language (the pairs b20 and b21 of `bad/`);
- `instructions`: sentences that tell the reader what to do (b27), against the CV without them;
- `stuffing`: every skill that any offer could name, listed three times at the end.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from ingestion import documents
from ingestion.candidates import candidate, without_instructions
from ingestion.cv import understand
from ingestion.documents import Line, Read
from matching.skills.lexicon import lexicon
from matching.talent.candidate import Candidate

Row = Mapping[str, Any]
Ranks = Sequence[int]

# CVs of the set that are altered: every so many.
EVERY = 4
OTHER = {"full": "Alex Martin", "given": "Alex", "family": "Martin", "latin": "Alex Martin"}
PAIRS = (("b20_a_fr.pdf", "b20_b_ar.docx"), ("b21_a_fr.docx", "b21_b_ar.pdf"))
INSTRUCTING = "b27_prompt_injection.docx"
HEADINGS = {"fr": "Compétences", "en": "Skills", "ar": "المهارات"}
TIMES = 3
ORDERS = re.compile(r"ignore all|system:|classe-moi|output grade", re.IGNORECASE)

Alteration = tuple[str, Candidate, Candidate]


@dataclass(frozen=True, slots=True)
class Altered:
    """The ranks of somebody in every list, before and after."""

    before: Ranks
    after: Ranks

    @property
    def gained(self) -> list[int]:
        """Places gained in each list."""
        return [one - other for one, other in zip(self.before, self.after, strict=True)]

    def gained_among(self, first: int) -> list[int]:
        """Places gained among the first so many, which are those that people see."""
        return [
            min(one, first + 1) - min(other, first + 1)
            for one, other in zip(self.before, self.after, strict=True)
        ]


def alterations(folder: Path, truth: Iterable[Row], today: date) -> Iterator[Alteration]:
    """Each kind of alteration with the candidate before and after."""
    for row in list(truth)[::EVERY]:
        read = opened(folder / "files" / row["file"], row["upload_name"])
        if read:
            before = made(read, row["id"], today)
            yield "names", before, made(renamed(read, row), row["id"], today)
            yield "stuffing", before, made(stuffed(read, row["language"]), row["id"], today)
    yield from _hostile(folder / "bad", today)


def _hostile(folder: Path, today: date) -> Iterator[Alteration]:
    for names in PAIRS:
        one, other = (opened(folder / name, name) for name in names)
        if one and other:
            yield "language", made(one, names[0], today), made(other, names[0], today)
    if read := opened(folder / INSTRUCTING, INSTRUCTING):
        honest = replace(read, lines=tuple(one for one in read.lines if not orders(one.text)))
        yield "instructions", made(honest, INSTRUCTING, today), made(read, INSTRUCTING, today)


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


def stuffed(read: Read, language: str) -> Read:
    """The document with every skill of the lexicon listed at its end, several times."""
    known = [one for one in lexicon().entries.values() if not one.is_occupation]
    block = max((line.block for line in read.lines), default=0) + 1
    line = ", ".join(one.label[language] for one in known)
    more = [HEADINGS[language], *([line] * TIMES)]
    added = (Line(text, read.pages, block + at) for at, text in enumerate(more))
    return replace(read, lines=(*read.lines, *added))
