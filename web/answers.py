"""What a person typed into a form, read as the value of a fact."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from math import isfinite

from babel import Locale
from babel.numbers import NumberFormatError, parse_decimal

from ingestion.dates import check_partial
from matching.criteria.facts import FactType, Type
from matching.profile import Value
from web.formats import Formats

# The longest text that a form may send for one fact.
LONGEST = 300
DIGITS = re.compile(r"-?[\d.,]+")
PLAIN = re.compile(r"-?\d+(\.\d+)?")
BETWEEN = re.compile(r"[,،;؛]")
APART = re.compile(r"[/.\s-]+")
YEAR = len("2021")
# The decimal and thousands separators of Arabic-Indic numbers; both languages write a comma.
SEPARATORS = {ord("٫"): ",", ord("٬"): None}
TRUTHS = {"yes": True, "no": False}


@dataclass(frozen=True)
class Unfit(ValueError):
    """What was typed is no value of the fact; `key` is the text that says why."""

    key: str
    values: Mapping[str, float] = field(default_factory=dict)


def told(unfit: Unfit, formats: Formats) -> str:
    """Why what was typed is no value, in words."""
    values = {name: formats.number(value) for name, value in unfit.values.items()}
    return formats.texts.text(unfit.key, **values)


def read(kind: FactType, typed: str, locale: Locale) -> Value:
    """The value of a fact as a person of this locale types it; raises `Unfit`."""
    text = typed.strip()
    if not text:
        raise Unfit("answer.empty")
    if len(text) > LONGEST:
        raise Unfit("answer.long", {"most": LONGEST})
    return READERS[kind.type](kind, text, locale)


def number(kind: FactType, text: str, locale: Locale) -> float:
    """A number within the fact's bounds, with this locale's separators or the plain ones."""
    value = decimal("".join(plain_digits(text).split()), locale)
    least, most = kind.least, kind.most
    if least is not None and most is not None and not least <= value <= most:
        raise Unfit("answer.between", {"least": least, "most": most})
    if least is not None and value < least:
        raise Unfit("answer.least", {"least": least})
    return value


def integer(kind: FactType, text: str, locale: Locale) -> int:
    """A whole number within the fact's bounds."""
    value = number(kind, text, locale)
    if value != int(value):
        raise Unfit("answer.whole")
    return int(value)


def decimal(text: str, locale: Locale) -> float:
    """A number as this locale writes it, else as programs do."""
    if not DIGITS.fullmatch(text):
        raise Unfit("answer.number")
    try:
        value = float(parse_decimal(text, locale=locale, strict=True))
    except NumberFormatError as error:
        if not PLAIN.fullmatch(text):
            raise Unfit("answer.number") from error
        value = float(text)
    if not isfinite(value):
        raise Unfit("answer.number")
    return value


def boolean(_kind: FactType, text: str, _locale: Locale) -> bool:
    """Yes or no."""
    if text not in TRUTHS:
        raise Unfit("answer.choice")
    return TRUTHS[text]


def choice(kind: FactType, text: str, _locale: Locale) -> str:
    """One of the fact's values; any text where the fact has no list."""
    if kind.values and text not in kind.values:
        raise Unfit("answer.choice")
    return text


def several(kind: FactType, text: str, locale: Locale) -> tuple[str, ...]:
    """Values with commas between them."""
    parts = [part.strip() for part in BETWEEN.split(text)]
    return tuple(choice(kind, part, locale) for part in parts if part)


def day(_kind: FactType, text: str, _locale: Locale) -> str:
    """A whole date, as a browser sends it or a person writes it."""
    try:
        return date.fromisoformat(partial_day(text)).isoformat()
    except ValueError as error:
        raise Unfit("answer.date") from error


def partial_day(text: str) -> str:
    """A date as far as it is known, in ISO's order; raises ValueError.

    The day stands first where a person writes it, as everybody does in Morocco: 12/03/2021.
    """
    parts = [part for part in APART.split(plain_digits(text)) if part]
    if len("".join(parts[:1])) != YEAR:
        parts.reverse()
    stated = "-".join(part.zfill(2) for part in parts)
    check_partial(stated)
    return stated


def plain_digits(text: str) -> str:
    """A text with its digits and separators in the Latin form, whichever they were typed in."""
    return "".join(str(unicodedata.digit(one, one)) for one in text).translate(SEPARATORS)


Reader = Callable[[FactType, str, Locale], Value]

READERS: Mapping[Type, Reader] = {
    "number": number,
    "integer": integer,
    "boolean": boolean,
    "text": choice,
    "list": several,
    "date": day,
}
