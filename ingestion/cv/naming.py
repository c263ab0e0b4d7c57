"""Whose CV it is, by where a name stands, how big, in which shape, and what repeats it.

No list of names is used: such lists know some people's names and not others'.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from anyascii import anyascii
from rapidfuzz.fuzz import ratio

from ingestion.cv import heads, places
from ingestion.cv.contacts import EMAIL
from ingestion.cv.dates import periods
from ingestion.cv.folding import folded, phrases
from ingestion.cv.labels import Labelled
from ingestion.cv.model import Found, PersonName
from ingestion.cv.persons import parted, particle, titled
from ingestion.cv.rows import Document, Piece, Row, joined
from ingestion.cv.sections import heading, title_of_document
from ingestion.cv.words import words

FEWEST, MOST, LONGEST = 2, 6, 60  # words of a name, and its signs
FIRST, STEP, SHOWN = 3.0, 0.25, 14  # what the first row counts, each one less, for so many
LATER = 0.8  # what each part of a row before the name takes away
LARGEST, TOP_HEADING, WHOLE, NEAR = 2.0, 1.5, 0.5, 1.0
LABELLED = 8.0  # what a label is worth, beside position and shape
ADDRESS, FILE = 4.0, 3.0  # what it counts that these repeat a name wholly
LEAST, SURE = 2.0, 12.0  # a score that speaks for no name, and one that leaves hardly a doubt
ALIKE = 75  # of 100, likeness of two spellings
# What parts a name from what follows it on the row, and what no name has.
PARTS = re.compile(r"\s+[|–—·•-]\s+|\s*\|\s*|\t+|\s{3,}|\.\s+|\s+—|,\s+")
STRANGE = re.compile(r"[\d@/+:;!?…%&#«»\"]")
WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]*)*")


@dataclass(frozen=True)
class _Candidate:
    piece: Piece
    score: float
    family_first: bool = False


def name(
    document: Document, given: Labelled, email: str = "", file: str = ""
) -> Found[PersonName] | None:
    """The most probable name; None when nothing has the shape of one.

    `email` is the first address in the document, `file` the name of the file it came in.
    """
    candidates = [*_labelled(given), *_placed(document)]
    scored = [(one.score + _kin(one.piece.text, email, file), one) for one in candidates]
    score, best = max(scored, key=lambda one: one[0], default=(0.0, None))
    if best is None or score <= LEAST:
        return None
    value = parted(best.piece.text, email, family_first=best.family_first)
    sure = round(min(0.99, 0.35 + score / SURE), 2)
    return document.found(value, best.piece.start, best.piece.end, sure)


def _labelled(given: Labelled) -> Iterator[_Candidate]:
    """What is called a name, whole or in its two parts."""
    for label in ("name", "family_and_given"):
        for piece in given.get(label, ()):
            if _shaped(piece):
                yield _Candidate(piece, LABELLED, label == "family_and_given")
    families = given.get("family") or given.get("name", ())
    for first, family in zip(given.get("given", ())[:1], families[:1], strict=False):
        both = joined([first, family])
        if _shaped(both):
            yield _Candidate(both, LABELLED)


def _placed(document: Document) -> Iterator[_Candidate]:
    """Whatever has the shape of a name, by where and how it stands."""
    sizes = {row.size for row in document.rows if row.size}
    largest = max(sizes) if len(sizes) > 1 else 0.0
    for place, row in enumerate(document.rows):
        around = document.rows[place : place + 4]
        near = NEAR * any(EMAIL.search(one.text) for one in around)
        for number, piece in enumerate(_pieces(row)):
            if _shaped(piece):
                stands = FIRST - STEP * min(place, SHOWN) - LATER * number
                shown = TOP_HEADING * (row.heading == 1) + LARGEST * (row.size == largest)
                whole = WHOLE * (len(piece.text) == len(row.text))
                yield _Candidate(piece, stands + shown + whole + near - _against(piece, row))


def _against(piece: Piece, row: Row) -> float:
    """What speaks against a name: words of titles, schools, degrees, a city, a date, a bullet."""
    return (
        2.5 * heads.titled(piece.fold.text)
        + 2.0 * heads.school(piece)
        + 3.0 * any(places.cities(piece.fold.text))
        + 2.0 * heads.degree(piece)[0]
        + 2.0 * bool(periods(row.fold))
        + 1.5 * row.bullet
    )


def _pieces(row: Row) -> Iterator[Piece]:
    """The row, and what it begins with before an address or a separator."""
    if heading(row.text):
        return
    opening = _opening().match(row.folded)
    start = row.fold.span(*opening.span())[1] if opening else 0
    whole = Piece(row.text[start:].lstrip(), row.start + start, row.end)
    yield from heads.split(whole, PARTS)[:3]


@cache
def _opening() -> re.Pattern[str]:
    """The title of a document before the name on its row: "CV – …", "Curriculum vitae of …"."""
    titles = phrases(words("headings")["documents"])
    return re.compile(rf"(?:{titles})\s*(?:\s(?:of|de|du)\s|[:|-])\s*")


def _shaped(piece: Piece) -> bool:
    """Whether a text can be a name at all: two to six words, nothing else in it."""
    text = piece.text
    said = [word for word in WORD.findall(text) if not titled(word)]
    if not FEWEST <= len(said) <= MOST or len(text) > LONGEST or STRANGE.search(text):
        return False
    small = [word for word in said if word[0].islower() and not particle(word)]
    return not small and not title_of_document(text) and not heading(text)


def _kin(text: str, email: str, file: str) -> float:
    """How far the address and the name of the file repeat a name."""
    local = re.sub(r"[\d_.+-]+", "", email.partition("@")[0])
    stem = re.sub(r"\.\w{2,5}$", "", file)
    return ADDRESS * _repeated(text, local) + FILE * _repeated(text, stem)


def _repeated(text: str, other: str) -> float:
    """The share of a name's letters that another text repeats, word by word."""
    said = [_skeleton(word) for word in WORD.findall(text) if len(word) > 2]
    weight, bare = sum(map(len, said)), _skeleton(other)
    if not bare or not weight:
        return 0.0
    return sum(len(word) for word in said if len(word) > 1 and _inside(word, bare)) / weight


def _skeleton(text: str) -> str:
    """Consonants of a Latin transcription, in which scripts and spellings meet."""
    plain = re.sub(r"[^a-z]", "", anyascii(folded(text)).lower())
    plain = plain.replace("kh", "k").replace("gh", "g").replace("sh", "s").replace("ch", "s")
    plain = re.sub(r"[aeiouhyw]", "", plain.translate(str.maketrans("qczj", "kksg")))
    return re.sub(r"(.)\1+", r"\1", plain)


def _inside(word: str, bare: str) -> bool:
    if word in bare:
        return True
    size, last = len(word), max(1, len(bare) - len(word) + 1)
    return size > 2 and any(ratio(word, bare[at : at + size]) >= ALIKE for at in range(last))
