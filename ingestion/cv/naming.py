"""Whose CV it is, by where a name stands, how big, in which shape, and what repeats it.

No list of names is used: such lists know some people's names and not others'.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from anyascii import anyascii
from rapidfuzz.fuzz import ratio

from ingestion.cv import heads, places
from ingestion.cv.contacts import EMAIL
from ingestion.cv.dates import periods
from ingestion.cv.folding import folded
from ingestion.cv.labels import Labelled
from ingestion.cv.model import Found, PersonName
from ingestion.cv.rows import Document, Piece, Row, joined
from ingestion.cv.sections import heading, title_of_document

MOST = 6  # words of a name
LABELLED = 8.0  # what a label is worth, beside position and shape
LEAST = 2.0  # less speaks for no name
SHOWN = 14  # rows from the top in which a name is looked for
# What parts a name from what follows it on the row.
PARTS = re.compile(r"\s+[|–—·•-]\s+|\s*\|\s*|\t+|\s{3,}|\.\s+|\s+—|,\s+")
WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]*)*")
# Particles that belong to the word after them.
PARTICLES = {
    "el",
    "al",
    "ben",
    "bin",
    "ibn",
    "bel",
    "ait",
    "ould",
    "oulad",
    "abou",
    "abu",
    "bou",
    "de",
    "du",
    "van",
    "von",
    "la",
    "le",
    "di",
    "da",
    "dos",
    "san",
    "mc",
    "ap",
    "آيت",
    "ايت",
    "بن",
    "ابن",
    "بو",
    "ابو",
    "ال",
    "اولاد",
    "ولد",
    "بنت",
}
# In Arabic these open a given name of two words, or close one.
OPENING, CLOSING = (
    {"عبد", "abd"},
    {"الدين", "الله", "الاسلام", "eddine", "allah", "الزهراء", "ezzahra", "الحق"},
)
TITLES = {
    "mr",
    "mme",
    "m",
    "mlle",
    "dr",
    "pr",
    "ing",
    "mrs",
    "ms",
    "prof",
    "السيد",
    "السيدة",
    "الدكتور",
    "د",
}


@dataclass(frozen=True)
class _Candidate:
    piece: Piece
    score: float


def name(
    document: Document, given: Labelled, email: str = "", file: str = ""
) -> Found[PersonName] | None:
    """The most probable name; None when nothing has the shape of one.

    `email` is the first address in the document, `file` the name of the file it came in.
    """
    candidates = [one for one in _candidates(document, given, email, file) if one.score > LEAST]
    if not candidates:
        return None
    best = max(candidates, key=lambda one: one.score)
    value = parted(best.piece.text, email, file)
    sure = round(min(0.99, 0.35 + best.score / 12), 2)
    return document.found(value, best.piece.start, best.piece.end, sure)


def _candidates(document: Document, given: Labelled, email: str, file: str) -> Iterator[_Candidate]:
    for piece in _labelled(given):
        yield _Candidate(piece, LABELLED + _kin(piece.text, email, file))
    sizes = sorted({row.size for row in document.rows if row.size}, reverse=True)
    for place, row in enumerate(document.rows):
        for number, piece in enumerate(_pieces(row)):
            if _shaped(piece):
                score = _score(piece, row, place, number, sizes) + _kin(piece.text, email, file)
                yield _Candidate(piece, score + _near(document.rows, place))


def _labelled(given: Labelled) -> Iterator[Piece]:
    """What is called a name, whole or in its two parts."""
    yield from (piece for piece in given.get("name", ()) if _shaped(piece))
    firsts, families = given.get("given", ()), given.get("family") or given.get("name", ())
    for first, family in zip(firsts[:1], families[:1], strict=False):
        both = joined([first, family])
        if _shaped(both):
            yield both


def _pieces(row: Row) -> Iterator[Piece]:
    """The row, and what it begins with before an address or a separator."""
    if not heading(row.text):
        found = heads.split(Piece(row.text, row.start, row.end), PARTS)
        yield from found[:3]


def _shaped(piece: Piece) -> bool:
    """Whether a text can be a name at all: two to six words, nothing else in it."""
    text = piece.text
    said = [word for word in WORD.findall(text) if folded(word).strip(".") not in TITLES]
    if (
        not 2 <= len(said) <= MOST
        or len(text) > 60
        or EMAIL.search(text)
        or re.search(r"[\d@/+:;!?…%&#«»\"]", text)
    ):
        return False
    latin = [word for word in said if word[0].isascii() or word[0].upper() != word[0].lower()]
    small = [word for word in latin if word[0].islower() and folded(word) not in PARTICLES]
    return not small and not title_of_document(text) and not heading(text)


def _score(piece: Piece, row: Row, place: int, number: int, sizes: Sequence[float]) -> float:
    score = 3.0 - 0.25 * min(place, SHOWN) - 0.8 * number
    score += 1.5 * (row.heading == 1) + (
        2.0 if sizes and row.size == sizes[0] and len(sizes) > 1 else 0.0
    )
    score -= 2.5 * heads.titled(piece.fold.text) + 2.0 * heads.school(piece)
    score -= 3.0 * bool(list(places.cities(piece.fold.text))) + 2.0 * heads.degree(piece)[0]
    score -= 2.0 * bool(periods(row.fold)) + 1.5 * row.bullet
    score += 0.5 * (len(piece.text) == len(row.text))
    return score


def _near(rows: Sequence[Row], place: int) -> float:
    """An address close by."""
    around = rows[place : place + 4]
    return 1.0 if any(EMAIL.search(row.text) for row in around) else 0.0


def _kin(text: str, email: str, file: str) -> float:
    """How far the address and the name of the file repeat a name."""
    local = re.sub(r"[\d_.+-]+", "", email.partition("@")[0])
    stem = re.sub(r"\.\w{2,5}$", "", file)
    return 4.0 * _repeated(text, local) + 3.0 * _repeated(text, folded(stem))


def _repeated(text: str, other: str) -> float:
    """The share of a name's letters that another text repeats, word by word."""
    said = [_skeleton(word) for word in WORD.findall(text) if len(word) > 2]
    bare = _skeleton(other)
    if not bare or not said:
        return 0.0
    weight = sum(len(word) for word in said)
    hit = sum(len(word) for word in said if len(word) > 1 and _inside(word, bare))
    return hit / weight if weight else 0.0


def _skeleton(text: str) -> str:
    """Consonants of a Latin transcription, in which scripts and spellings meet."""
    plain = re.sub(r"[^a-z]", "", anyascii(folded(text)).lower())
    plain = plain.replace("kh", "k").replace("gh", "g").replace("sh", "s").replace("ch", "s")
    plain = re.sub(r"[aeiouhyw]", "", plain.translate(str.maketrans("qczj", "kksg")))
    return re.sub(r"(.)\1+", r"\1", plain)


def _inside(word: str, bare: str) -> bool:
    if word in bare:
        return True
    if len(word) < 3:
        return False
    size = len(word)
    return any(
        ratio(word, bare[at : at + size]) >= 75 for at in range(max(1, len(bare) - size + 1))
    )


# --- given and family


def parted(text: str, email: str = "", file: str = "") -> PersonName:
    """A name as given and family, in usual letters.

    Capitals show the family when only some words have them; else the address does, when it gives
    the words in another order; else the given name stands first.
    """
    said = [word for word in text.split() if folded(word).strip(".") not in TITLES]
    groups = _groups(said)
    if len(groups) < 2:
        return PersonName(_usual(text))
    family_first = _by_capitals(groups)
    if family_first is None:
        family_first = _by_address(groups, email, file)
    if family_first:
        count = _capital_run(groups) or 1
        family, given = groups[:count], groups[count:]
    else:
        count = len(groups) - (_capital_run(groups[::-1]) or len(groups) - _given_size(groups))
        given, family = groups[:count], groups[count:]
    first, last = _usual(" ".join(given)), _usual(" ".join(family))
    return PersonName(f"{first} {last}".strip(), first, last)


def _groups(said: Sequence[str]) -> list[str]:
    """The words, particles joined to the word after them and Arabic compounds whole."""
    groups: list[str] = []
    joins = False
    for word in said:
        plain = folded(word)
        if groups and (joins or plain in CLOSING):
            groups[-1] += f" {word}"
        else:
            groups.append(word)
        joins = plain in PARTICLES or plain in OPENING
    return groups


def _capital(group: str) -> bool:
    return group.isupper() and len(group) > 1


def _capital_run(groups: Sequence[str]) -> int:
    """How many groups from the start are in capitals, when not all are."""
    count = next((place for place, group in enumerate(groups) if not _capital(group)), len(groups))
    return count if count < len(groups) else 0


def _by_capitals(groups: Sequence[str]) -> bool | None:
    if _capital(groups[0]) and not _capital(groups[-1]):
        return True
    return False if _capital(groups[-1]) and not _capital(groups[0]) else None


def _by_address(groups: Sequence[str], email: str, file: str) -> bool:
    """Whether the address ("given.family@", "g.family@") says that the family stands first."""
    local = [
        part for part in re.split(r"[._-]", re.sub(r"\d", "", email.partition("@")[0])) if part
    ]
    if len(local) < 2 or not groups[0].isascii():
        return False
    first, last = folded(groups[0]), folded(groups[-1])
    if len(local[0]) == 1:
        return last.startswith(local[0]) and local[1] in (first, first.replace(" ", ""))
    return False


def _given_size(groups: Sequence[str]) -> int:
    return 1


def _usual(text: str) -> str:
    return " ".join(_word(word) for word in text.split())


def _word(word: str) -> str:
    if word.isupper() and len(word) > 1:
        return re.sub(r"[^\W\d_]+", lambda match: match[0].capitalize(), word)
    return word
