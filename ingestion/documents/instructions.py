"""Sentences in a document that speak to its reader, a person's or a model's, to be ranked by them.

They are found, said and held for a person. Nothing here, and nothing after it, follows any.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import groupby, pairwise

import yaml

from ingestion.documents.outcome import Line

# Letters of Arabic that are written either way.
FOLDED = str.maketrans("أإآٱىة’", "اااايه'")


@cache
def patterns() -> tuple[re.Pattern[str], ...]:
    """What is looked for, in folded text."""
    text = files("ingestion.documents").joinpath("instructions.yaml").read_text("utf-8")
    return tuple(
        re.compile(folded(pattern) if not pattern.isascii() else pattern)
        for group in yaml.safe_load(text)
        for pattern in group["patterns"]
    )


def folded(text: str) -> str:
    """The text without case, accents and vowel marks."""
    apart = unicodedata.normalize("NFD", text.translate(FOLDED).casefold())
    return "".join(one for one in apart if not unicodedata.combining(one)).replace("ـ", "")


def speaks(text: str) -> bool:
    """Whether a text holds an instruction to its reader."""
    plain = " ".join(folded(text).split())
    return any(pattern.search(plain) for pattern in patterns())


def instructing(lines: Sequence[Line]) -> Iterator[int]:
    """The indexes of lines with instructions: alone, or together with the next of their block."""
    numbered = list(enumerate(lines))
    for _, block in groupby(numbered, key=lambda one: one[1].block):
        members = list(block)
        alone = {at for at, line in members if speaks(line.text)}
        yield from sorted(alone)
        for (at, line), (after, following) in pairwise(members):
            if not alone & {at, after} and speaks(f"{line.text} {following.text}"):
                yield from (at, after)
