"""What an offer of work asks for, in words."""

from collections.abc import Callable, Iterable, Mapping
from itertools import groupby, pairwise
from typing import Any

from app.candidates.schemas import Standing
from app.offers.schemas import OfferShown, OfferValue
from ingestion.offers.words import contract_kinds
from matching.skills.lexicon import lexicon
from matching.talent.conditions import LEVELS
from web.data.kit import Options
from web.data.talent import Piece
from web.excerpts import leading, trailing
from web.formats import Formats

Told = tuple[tuple[str, tuple[tuple[OfferValue, str], ...]], ...]
"""By field: each value, and its words."""
Words = Callable[[Any, Formats], str]

# Letters of the line that are told on each side of the words that a value was read from.
AROUND = 40


def told(offer: OfferShown, formats: Formats) -> Told:
    """What an offer asks for and what nobody took away, by field."""
    held = (one for one in offer.values if one.standing is not Standing.DENIED)
    return tuple(
        (field, tuple((one, SAID[field](one.value, formats)) for one in several))
        for field, several in groupby(held, lambda one: one.field)
    )


def words(text: str, value: OfferValue) -> str:
    """The words that a value was read from, within their line; empty where there are none."""
    if value.start is None or value.end is None or value.start == value.end:
        return ""
    before, after = leading(text, value.start, AROUND), trailing(text, value.end, AROUND)
    return " ".join(f"{before}{text[value.start : value.end]}{after}".split())


def pieces(text: str, values: Iterable[OfferValue]) -> tuple[Piece, ...]:
    """A text in stretches, those in which something was read apart from the others."""
    marked = bytearray(len(text))
    for one in values:
        if one.start is not None and one.end is not None:
            marked[one.start : one.end] = b"\1" * (one.end - one.start)
    edges = [0, *(at for at in range(1, len(text)) if marked[at] != marked[at - 1]), len(text)]
    return tuple(
        Piece(text=text[start:end], read=bool(marked[start])) for start, end in pairwise(edges)
    )


def plain(value: str, _formats: Formats) -> str:
    """A text as it is written."""
    return value


def labelled(family: str) -> Words:
    """A code by its label."""
    return lambda value, formats: formats.label(family, value)


def skill(value: Mapping[str, str], formats: Formats) -> str:
    """A skill, and how much it is wanted."""
    called = lexicon().label(value["skill"], formats.texts.language)
    return f"{called} · {formats.label('skill_rank', value['rank'])}"


def years(value: Mapping[str, int | None], formats: Formats) -> str:
    """Years of experience, from and to."""
    least, most = value["least"], value["most"]
    if not least and most is not None:
        return formats.texts.text("offer.years_most", years=formats.measure("years", most))
    if most is None:
        return formats.texts.text("offer.years_least", years=formats.measure("years", least or 0))
    return formats.texts.text(
        "offer.years_between",
        least=formats.number(least or 0),
        most=formats.measure("years", most),
    )


def spoken(value: Mapping[str, str], formats: Formats) -> str:
    """A language, and the least level."""
    level = formats.label("language_level", value["level"])
    return f"{formats.language(value['code'])} · {level}"


def degree(value: Mapping[str, Any], formats: Formats) -> str:
    """Years of study, demanded or wished for."""
    key = "offer.degree_demanded" if value["demanded"] else "offer.degree_wished"
    return formats.texts.text(key, years=formats.number(value["level"]))


def options(family: str, codes: Iterable[str], formats: Formats) -> Options:
    """What to choose from, each by its label."""
    return tuple((code, formats.label(family, code)) for code in codes)


def contracts(formats: Formats) -> Options:
    """The kinds of contract to choose from."""
    return options("contract_kind", contract_kinds(), formats)


def levels(formats: Formats) -> Options:
    """The levels of a language to choose from."""
    return options("language_level", LEVELS, formats)


SAID: Mapping[str, Words] = {
    "title": plain,
    "skills": skill,
    "level": labelled("experience_level"),
    "years": years,
    "contracts": labelled("contract_kind"),
    "city": labelled("city"),
    "mode": labelled("work_mode"),
    "languages": spoken,
    "degree": degree,
}
