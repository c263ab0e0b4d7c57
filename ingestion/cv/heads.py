"""What the words of an entry's head are: degree, school, field, title, organisation, city."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from ingestion.cv import places
from ingestion.cv.folding import folded, phrases, whole
from ingestion.cv.labels import PARTED, label
from ingestion.cv.model import Work
from ingestion.cv.rows import Piece, cut, joined
from ingestion.cv.words import by_word, words

STRONG = re.compile(r"\s+[–—|•·]\s+|\s+-\s+|\t+|\s*[|•·]\s*|\s+—|—\s+")
WEAK = re.compile(r"\s*[,،;؛]\s+")
DASH = re.compile(r"\s+[–—-]\s+")
BAR = re.compile(r"\s+—\s+|\s*\|\s*|\t+")
COMMA = re.compile(r"\s*[,،]\s+")
COLON = re.compile(r"\s*:\s+")


@dataclass(frozen=True, slots=True)
class Studies:
    """The parts of a course of study; an empty piece is what was not found."""

    degree: Piece
    level: int | None
    school: Piece
    field: Piece

    @property
    def score(self) -> float:
        """How much of a course of study this is."""
        certain = self.level is not None or bool(self.degree.text)
        return 2.0 * certain + 2.0 * bool(self.school.text) + 0.3 * bool(self.field.text)


@dataclass(frozen=True, slots=True)
class Post:
    """The parts of an experience; an empty piece is what was not found."""

    title: Piece
    organisation: Piece
    city: Piece
    known_title: bool
    known_organisation: bool

    @property
    def score(self) -> float:
        """How much of an experience this is."""
        both = bool(self.title.text and self.organisation.text)
        signs = 1.5 * self.known_title + 0.7 * self.known_organisation
        return signs + 1.3 * bool(self.city.text) + 0.7 * both


NOTHING = Piece("", 0, 0)


@cache
def _degrees() -> tuple[dict[str, int | None], re.Pattern[str]]:
    given = words("degrees")
    levels: dict[str, int | None] = {folded(word): None for word in given["unlevelled"]}
    levels |= {folded(word): int(level) for word, level in by_word(given["degrees"]).items()}
    opener = r"^(?:\d\s?(?:ere|re|eme|e|nd|st|rd|th)\s+(?:annee|year)\s+(?:de\s+|du\s+|of\s+|d')?)?"
    return levels, re.compile(rf"{opener}(?:[\W_]*)(?P<degree>{phrases(levels)})(?!\w)")


@cache
def _schools() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Names of schools in folded text, and abbreviations, which only capitals make."""
    given = [str(word) for word in words("degrees")["schools"]]
    short = [word for word in given if word.isupper() or word.isdigit()]
    named = [word for word in given if word not in short]
    forms = "|".join(map(re.escape, sorted(short, key=len, reverse=True)))
    return whole(named), re.compile(rf"(?<!\w)(?:{forms})(?!\w)")


@cache
def _honours() -> re.Pattern[str]:
    return re.compile(rf"^\W*(?:{phrases(words('degrees')['honours'])})(?!\w)")


@cache
def _titles() -> re.Pattern[str]:
    return whole(words("work")["titles"])


@cache
def _organisations() -> re.Pattern[str]:
    return whole(words("work")["organisations"])


@cache
def _at() -> re.Pattern[str]:
    return re.compile(rf"\s(?:{phrases(words('work')['at'])})\s+")


@cache
def _kinds() -> tuple[tuple[Work, re.Pattern[str]], ...]:
    given = words("work")["kinds"]
    return tuple((Work(kind), whole(forms)) for kind, forms in given.items())


def degree(piece: Piece) -> tuple[bool, int | None]:
    """Whether a piece opens with the words of a degree, and its level where these say it."""
    levels, pattern = _degrees()
    match = pattern.search(piece.fold.text)
    return (True, levels[" ".join(match["degree"].split())]) if match else (False, None)


def school(piece: Piece) -> bool:
    """Whether a piece names a school."""
    named, short = _schools()
    return bool(named.search(piece.fold.text) or short.search(piece.text))


def titled(text: str) -> bool:
    """Whether folded text holds a word of job titles."""
    return bool(_titles().search(text))


def kind(title: str) -> Work:
    """What kind of work a title (folded) names; a traineeship that led to a contract is a job."""
    found = next((name for name, pattern in _kinds() if pattern.search(title)), Work.JOB)
    return Work.JOB if found is Work.INTERNSHIP and _employed(title) else found


def _employed(title: str) -> bool:
    given = words("work")
    sure = whole(given["hoped"]).sub(" ", title)
    return bool(whole(given["employed"]).search(sure))


def went_over(title: str) -> bool:
    """Whether a title (folded) tells of more than one stage, so that its kind is not of all."""
    return bool(whole(words("work")["went_over"]).search(title))


# --- studies


def studies(lines: Sequence[Piece]) -> Studies:
    """Read the head of a course of study, line by line.

    Parts are told by their words: what opens like a degree, what names a school; the rest is the
    field. Parts of one kind that stand side by side are one.
    """
    runs: list[tuple[str, list[Piece]]] = []
    for line in lines:
        for name, piece in _labelled(line, runs[-1][0] if runs else ""):
            if runs and runs[-1][0] == name:
                runs[-1][1].append(piece)
            else:
                runs.append((name, [piece]))
    found = {name: _whole(lines, pieces) for name, pieces in reversed(runs)}
    given = found.get("degree", NOTHING)
    return Studies(
        given, degree(given)[1], found.get("school", NOTHING), found.get("field", NOTHING)
    )


def _labelled(line: Piece, before: str) -> Iterator[tuple[str, Piece]]:
    name = before
    for strong in split(line, STRONG):
        for number, weak in enumerate(split(strong, WEAK)):
            name = _label(weak, name, first=number == 0)
            yield name, weak


def _label(piece: Piece, before: str, *, first: bool) -> str:
    goes_on = piece.text[:1].islower() and not degree(piece)[0]
    if before == "degree" and _honours().search(piece.fold.text) and not first:
        return "degree"
    if before == "school" and (places.canonical(piece.text) or (goes_on and not first)):
        return "school"
    if before != "degree" and degree(piece)[0] and not _school_first(piece):
        return "degree"
    return "school" if school(piece) else "field"


def _school_first(piece: Piece) -> bool:
    """Whether a piece is a school that a word for degrees also opens: "École …"."""
    named, _ = _schools()
    match = named.search(piece.fold.text)
    return bool(match and not match.start() and degree(piece)[1] is None)


def _whole(lines: Sequence[Piece], pieces: Sequence[Piece]) -> Piece:
    """Pieces side by side with the words between them as written; else joined."""
    first, last = pieces[0], pieces[-1]
    for line in lines:
        if (
            line.start <= first.start
            and last.end <= line.end
            and len(line.text) == (line.end - line.start)
        ):
            begin, end = first.start - line.start, last.end - line.start
            return Piece(line.text[begin:end], first.start, last.end)
    return joined(pieces)


def split(piece: Piece, separator: re.Pattern[str]) -> list[Piece]:
    """The parts of a piece, brackets left whole; places are right where the piece is one line."""
    found, begin = [], 0
    for match in separator.finditer(piece.text):
        inside = piece.text[: match.start()]
        if inside.count("(") <= inside.count(")"):
            found.append((begin, match.start()))
            begin = match.end()
    found.append((begin, len(piece.text)))
    return [part for start, end in found if (part := _part(piece, start, end)).text]


def _part(piece: Piece, start: int, end: int) -> Piece:
    within = cut(piece.text, start, end)
    return Piece(within.text, piece.start + within.start, min(piece.start + within.end, piece.end))


# --- posts


def post(lines: Sequence[Piece]) -> Post:
    """Read the head of an experience: title, organisation, city, in whichever order.

    The organisation is the part with a city, after "chez" or "at", or on the other line than the
    title; words of job titles tell which of two lines is the title.
    """
    lines = [line for line in lines if line.text]
    if not lines:
        return Post(NOTHING, NOTHING, NOTHING, known_title=False, known_organisation=False)
    parted = [_without_city(line) for line in lines]
    city = next((city for _, city in parted if city.text), NOTHING)
    kept = [rest for rest, _ in parted if rest.text]
    title, organisation = _two(kept, parted)
    known = bool(_organisations().search(organisation.fold.text))
    return Post(title, organisation, city, titled(title.fold.text), known)


def _without_city(line: Piece) -> tuple[Piece, Piece]:
    labelled = PARTED.match(line.text)
    if labelled and label(labelled[1]) == "city":
        named = list(places.cities(line.fold.text))
        return NOTHING, _of(line, named[0].start, named[0].end) if named else NOTHING
    found = places.closing(line.fold.text)
    if not found:
        return line, NOTHING
    place, rest = found
    city = _of(line, place.start, place.end)
    return _part(line, 0, line.fold.span(0, rest)[1] if rest else 0), city


def _of(line: Piece, start: int, end: int) -> Piece:
    """The words of a stretch of the folded line."""
    left, right = line.fold.span(start, end)
    return Piece(line.text[left:right], line.start + left, line.start + right)


def _two(kept: Sequence[Piece], parted: Sequence[tuple[Piece, Piece]]) -> tuple[Piece, Piece]:
    """The title and the organisation of one line or of several."""
    if not kept:
        return NOTHING, NOTHING
    if len(kept) == 1 or (parted[0][1].text and all(side.text for side in _sides(kept[0]))):
        return _sides(kept[0])
    with_city = [rest for rest, city in parted if city.text and rest.text]
    organisation = with_city[0] if with_city else _least_titled(kept)
    others = [piece for piece in kept if piece is not organisation]
    if with_city and organisation is kept[0] and titled(organisation.fold.text):
        title, inside = _sides(organisation)
        return (title, inside) if inside.text else (joined(others), organisation)
    return joined(others[:1] if organisation is kept[1] else others), organisation


def _least_titled(kept: Sequence[Piece]) -> Piece:
    first, second = kept[0], kept[1]
    return first if titled(second.fold.text) and not titled(first.fold.text) else second


def _sides(line: Piece) -> tuple[Piece, Piece]:
    """A line that holds the title and perhaps the organisation."""
    if at := list(_at().finditer(line.fold.text)):
        left, right = line.fold.span(*at[-1].span())
        return _part(line, 0, left), _part(line, right, len(line.text))
    for separator in (BAR, DASH, COMMA):
        sides = split(line, separator)
        if len(sides) > 1 and not _both_titles(sides[0], sides[-1]):
            return _ordered(joined_between(line, sides[:-1]), sides[-1])
    if _organisations().search(line.fold.text) and not titled(line.fold.text):
        return NOTHING, line
    return line, NOTHING


def _both_titles(first: Piece, last: Piece) -> bool:
    """Whether two sides are one title, as in "Stagiaire – projet de fin d'études"."""
    return titled(first.fold.text) and any(pattern.match(last.fold.text) for _, pattern in _kinds())


def joined_between(line: Piece, sides: Sequence[Piece]) -> Piece:
    """Neighbouring parts of a line with what stands between them."""
    start, end = sides[0].start - line.start, sides[-1].end - line.start
    return Piece(line.text[start:end], sides[0].start, sides[-1].end)


def _ordered(first: Piece, last: Piece) -> tuple[Piece, Piece]:
    if titled(last.fold.text) and not titled(first.fold.text):
        return last, first
    return first, last


def degree_level(text: str) -> int | None:
    """The level of a degree as written, in years after the baccalauréat."""
    return degree(Piece(text, 0, len(text)))[1]
