"""Dates as CVs write them: months in words of three languages, ranges, "depuis", "to date"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain

from ingestion.cv.folding import Folded, fold, folded, phrases
from ingestion.cv.model import Moment, Period
from ingestion.cv.words import by_word, words

YEAR = r"(?:19[5-9]\d|20[0-4]\d)"


@dataclass(frozen=True, slots=True)
class Dated:
    """A period and where it stands in the folded text; `range` when two ends were written."""

    period: Period
    start: int
    end: int
    range: bool


@dataclass(frozen=True, slots=True)
class Grammar:
    """The expressions for dates, made of the words of `words/dates.yaml`."""

    month: dict[str, int]
    named: re.Pattern[str]
    moment: re.Pattern[str]
    range: re.Pattern[str]
    shared: re.Pattern[str]
    since: re.Pattern[str]
    open: re.Pattern[str]


@cache
def grammar() -> Grammar:
    """The grammar of this release."""
    given = words("dates")
    months = {folded(word): month for word, month in by_word(given["months"]).items()}
    seasons = by_word(given["seasons"])
    name = rf"(?<!\w)(?:{phrases(months)})(?!\w)\.?"
    named = rf"(?:\d{{1,2}}(?:er)?\s+)?{name}[\s,/.-]*(?:{YEAR}|'\d\d)"
    figures = rf"(?<![\d/.])(?:\d{{1,2}}[./-])?(?:0?[1-9]|1[0-2])(?:[.-]|\s?/\s?){YEAR}(?!\d)"
    turned = rf"(?<!\d){YEAR}[./-](?:0[1-9]|1[0-2])(?:[./-]\d\d)?(?!\d|[./-]\d)"
    season = rf"(?<!\w)(?:{phrases(seasons)})\s+{YEAR}"
    year = rf"(?<![\d.,]){YEAR}(?!\d|[.,]\d)"
    moment = rf"(?:{named}|{figures}|{turned}|{season}|{year})"
    ongoing = rf"(?:{phrases(given['ongoing'])})(?!\w)"
    opened = rf"(?:(?<!\w)(?:(?:{phrases(given['since'])})(?:\s+|(?<='))|d')\s*)?"
    called = rf"(?:(?<!\w)(?:{phrases(given['year_words'])})\s+)?"
    between = rf"(?:\s?->?\s*|\s*/\s*|\s+(?:{phrases(given['until'])})\s+)"
    end = rf"(?:{moment}|{ongoing}|\d\d(?!\d))"
    return Grammar(
        months,
        re.compile(rf"(?<!\w)(?:{phrases(months)})(?!\w)"),
        re.compile(moment),
        re.compile(rf"{opened}{called}(?P<a>{moment}){between}(?P<b>{end})"),
        re.compile(rf"{opened}(?P<a>{name}){between}(?P<b>{named})"),
        re.compile(rf"(?<!\w)(?:{phrases(given['since_alone'])})\s+(?P<a>{moment})"),
        re.compile(rf"{opened}(?P<a>{moment})\s?-\s*$"),
    )


@cache
def _glued() -> re.Pattern[str]:
    """Where a date begins at once after a small letter, the blank between them having been lost."""
    names = (str(name).capitalize() for name in by_word(words("dates")["months"]))
    latin = "|".join(re.escape(name) for name in names if name[0].isupper())
    return re.compile(rf"(?<=[a-zà-ÿ])(?=(?:(?:{latin})\.?\s+|\d\d/){YEAR})")


def unglued(text: str) -> Folded:
    """A text folded, with a blank before a date that follows a word without one."""
    plain = fold(text)
    signs, at = list(plain.text), list(plain.at)
    for match in reversed(list(_glued().finditer(text))):
        place = at.index(match.start())
        signs.insert(place, " ")
        at.insert(place, match.start())
    return Folded("".join(signs), tuple(at))


@cache
def duration() -> re.Pattern[str]:
    """How long something was, as in "(3 years 2 months)", in folded text."""
    units = phrases(words("dates")["units"])
    one = rf"(?:\d+(?:[.,]\d+)?|{phrases(words('dates')['numbers'])})?\s*(?:{units})(?!\w)"
    return re.compile(rf"[(\[·•,-]?\s*{one}(?:[\s,]*(?:et|and|و)?\s*{one})*\s*[)\]]?")


def periods(text: Folded | str) -> tuple[Dated, ...]:
    """The periods in a folded text, in order, none inside another."""
    plain = text if isinstance(text, str) else text.text
    found: list[Dated] = []
    for one in sorted(_all(plain), key=lambda dated: (dated.start, -dated.end)):
        if not found or one.start >= found[-1].end:
            found.append(one)
    return tuple(found)


def _all(text: str) -> Iterator[Dated]:
    known = grammar()
    for match in known.range.finditer(text):
        yield from _ranged(match)
    for match in known.shared.finditer(text):
        last = moment(match["b"])
        first = Moment(last.year, known.month[match["a"].rstrip(".")])
        yield Dated(_ordered(first, last), match.start(), match.end(), range=True)
    for match in chain(known.since.finditer(text), known.open.finditer(text)):
        period = Period(moment(match["a"]), ongoing=True)
        yield Dated(period, match.start(), match.end(), range=True)
    for match in known.moment.finditer(text):
        if not re.match(r"\d{1,2}[./-]\d{1,2}[./-]", match[0]):  # a day: a birth, not a period
            at = moment(match[0])
            seasonal = bool(re.match(r"[^\W\d]", match[0])) and not at.month
            period = Period(at, at, approximate=seasonal)
            yield Dated(period, match.start(), match.end(), range=False)


def _ranged(match: re.Match[str]) -> Iterator[Dated]:
    first, written = moment(match["a"]), match["b"]
    place = (match.start(), match.end())
    if re.fullmatch(r"\d\d", written):  # "2019-20": the next year, or else no range at all
        if int(written) == (first.year + 1) % 100 and not first.month:
            yield Dated(Period(first, Moment(first.year + 1)), *place, range=True)
    elif grammar().moment.fullmatch(written):
        yield Dated(_ordered(first, moment(written)), *place, range=True)
    else:
        yield Dated(Period(first, ongoing=True), *place, range=True)


def _ordered(first: Moment, last: Moment) -> Period:
    # A range that ends before it starts was written, or extracted, from right to left.
    if (last.year, last.month or 12) < (first.year, first.month or 1):
        return Period(last, first, approximate=True)
    return Period(first, last)


def moment(text: str) -> Moment:
    """The moment that folded words say; the text must be one of the grammar's moments."""
    year = re.search(rf"{YEAR}", text)
    found = int(year[0]) if year else 2000 + int(text[-2:])
    return Moment(found, _month(text, year))


def _month(text: str, year: re.Match[str] | None) -> int:
    known = grammar().month
    if named := grammar().named.search(text):
        return known[" ".join(named[0].split())]
    rest = text[: year.start()] if year and year.start() else text[4:]
    numbers = re.findall(r"\d+", rest)
    if not numbers:
        return 0
    return int(numbers[-1] if year and year.start() else numbers[0])


def alone(text: str, dated: Dated) -> bool:
    """Whether nothing but brackets and separators stands beside a period."""
    rest = text[: dated.start] + text[dated.end :]
    return not re.search(r"\w", rest)
