"""Languages and their levels in a row of folded text."""

import re
from dataclasses import dataclass
from functools import cache

from ingestion.cv.folding import folded, phrases, whole
from ingestion.cv.rows import Row
from ingestion.cv.words import by_word, words

CEFR = re.compile(r"(?<!\w)([abc][12])\+?(?!\w)")
NEAR = 48  # signs from a language to its level
BEFORE, SHARE = 8, 0.6  # letters before the first language of a list, and what it must be made of


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language by its code, where its name stands, and the text up to the next one."""

    code: str
    start: int
    end: int
    rest: str


@dataclass(frozen=True, slots=True)
class Level:
    """A1 to C2 or "native", None where none is said; `by_word` where it is said in words."""

    name: str | None = None
    by_word: bool = False


@cache
def _languages() -> tuple[dict[str, str], re.Pattern[str]]:
    codes = {folded(word): code for word, code in by_word(words("languages")["languages"]).items()}
    return codes, re.compile(rf"(?<!\w)(?:{phrases(codes)})(?!\w)")


@cache
def _levels() -> tuple[dict[str, str], re.Pattern[str]]:
    given = by_word(words("languages")["levels"])
    return {folded(word): level for word, level in given.items()}, whole(given)


def tongues(text: str) -> list[Tongue]:
    """The languages that a folded text names, in order."""
    codes, pattern = _languages()
    matches = list(pattern.finditer(text))
    found: list[Tongue] = []
    for number, match in enumerate(matches):
        code = codes[" ".join(match[0].split())]
        end = matches[number + 1].start() if number + 1 < len(matches) else len(text)
        if not found or found[-1].code != code:  # "Amazigh (Tamazight)" is one
            found.append(Tongue(code, *match.span(), text[match.end() : end]))
    return found


def level(text: str) -> Level:
    """The level that a folded text says, near its beginning."""
    text = text[:NEAR]
    if written := CEFR.search(text):
        return Level(written[1].upper())
    known, pattern = _levels()
    word = pattern.search(text)
    if not word:
        return Level()
    name = known[" ".join(word[0].split())]
    return Level(name, by_word=name != "native")


def spoken_row(row: Row) -> bool:
    """Whether a row is a language with a level, or a list of them, and nothing else."""
    found = tongues(row.folded)
    if not found or not all(level(one.rest).name for one in found):
        return False
    known = sum(one.end - one.start for one in found)
    known += sum(len(word[0]) for word in _levels()[1].finditer(row.folded))
    known += sum(len(word[0]) for word in CEFR.finditer(row.folded))
    return _letters(row.folded[: found[0].start]) <= BEFORE and known >= SHARE * _letters(
        row.folded
    )


def _letters(text: str) -> int:
    return len(re.sub(r"\W", "", text))
