"""An offer's text, whole advert or one line, to what it asks for."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import takewhile

from ingestion.cv.folding import Folded, fold, folded, phrases, whole
from ingestion.cv.words import words as cv_words
from ingestion.offers.model import Asked, Degree, Offer, Proposed, Rank, Spoken, Years
from ingestion.offers.words import (
    cities,
    contracts,
    degrees,
    group,
    languages,
    levels,
    words,
)
from matching.lexical.languages import language_of
from matching.skills.extraction import How, extract
from matching.skills.lexicon import Kind, lexicon

CEFR = re.compile(r"(?<!\w)([abc][12])\+?(?!\w)")
BAC = re.compile(r"bac\s*\+\s*(\d)")
# Signs from a language to its level, and from a level to the language it stands before.
NEAR, JUST_BEFORE = 20, 12
# Where a statement ends; a point inside a name or a number ends none.
STATEMENT = re.compile(r"[;!?\n]|\.(?=\s|$)")
# What may stand from a wish to the colon of the list that it announces ("un plus pour nous :").
UP_TO_COLON = r"[^:,;.!?\n]{0,24}"
HYBRID, WEEK = "hybrid", 5  # days that are worked in a week
BULLET = re.compile(r"\s*(?:[-*•·▪◦]|\d{1,2}[.)])\s")
# Kinds of entries that are asked for elsewhere, or of everybody.
NOT_SKILLS = frozenset({Kind.OCCUPATION, Kind.LANGUAGE, Kind.SOFT})


def read(text: str, language: str = "") -> Offer:
    """What an offer says; never raises for what it lacks. `language` is guessed where not given."""
    source = Source(text, fold(text))
    level = source.first(group("levels"))
    return Offer(
        text=text,
        language=language or language_of(text, ""),
        title=_title(text),
        skills=tuple(_skills(source, language)),
        level=level,
        years=_years(source) or _of_level(level),
        contracts=tuple(_contracts(source)),
        city=_city(source),
        mode=_mode(source),
        languages=tuple(_languages(source)),
        degree=_degree(source),
    )


@dataclass(frozen=True)
class Source:
    """A text, and the same as it is compared."""

    text: str
    fold: Folded

    def all(self, named: Mapping[str, str]) -> Iterator[tuple[str, re.Match[str]]]:
        """What the text names, in order, and where in the folded text."""
        for match in _pattern(tuple(named)).finditer(self.fold.text):
            yield named[" ".join(match[0].split())], match

    def first(self, named: Mapping[str, str]) -> Proposed[str] | None:
        """The first of the kinds named, in the order of the kinds."""
        found = list(self.all(named))
        order = list(dict.fromkeys(named.values()))
        best = min(found, key=lambda one: (order.index(one[0]), one[1].start()), default=None)
        return self.proposed(best[0], best[1]) if best else None

    def proposed(self, value: str, match: re.Match[str]) -> Proposed[str]:
        """A value with the place in the text of what it was read from."""
        return Proposed(value, *self.fold.span(*match.span()))

    def statement(self, start: int) -> tuple[int, int]:
        """The ends of the statement around a place of the folded text."""
        ends = [match.start() for match in STATEMENT.finditer(self.fold.text)]
        before = max((end + 1 for end in ends if end < start), default=0)
        return before, min((end for end in ends if end >= start), default=len(self.fold.text))

    def heading(self, start: int) -> str:
        """The line above the list in whose lines a place of the folded text stands, or nothing."""
        *above, own = self.fold.text[:start].split("\n")
        bulleted = bool(BULLET.match(own))
        for line in filter(None, map(str.strip, reversed(above)) if bulleted else _block(above)):
            if line.endswith(":") or bool(BULLET.match(line)) != bulleted:
                return line
        return ""

    def label(self, start: int) -> str:
        """What the line around a place of the folded text is about, by its label."""
        line = self.fold.text[self.fold.text.rfind("\n", 0, start) + 1 :]
        match = _labels().match(line)
        return group("labels")[" ".join(match[1].split())] if match else ""


def _block(lines: Sequence[str]) -> Iterator[str]:
    """The last lines without a blank one between, from below."""
    return takewhile(bool, map(str.strip, reversed(lines)))


@cache
def _pattern(named: tuple[str, ...]) -> re.Pattern[str]:
    return whole(named)


@cache
def _labels() -> re.Pattern[str]:
    return re.compile(rf"\s*({phrases(group('labels'))})\s*:")


def _title(text: str) -> Proposed[str] | None:
    """The first line of a text of several: the title that an advert begins with."""
    start = len(text) - len(text.lstrip())
    line, _, rest = text[start:].partition("\n")
    return Proposed(line.rstrip(), start, start + len(line.rstrip())) if rest.strip() else None


def _skills(source: Source, language: str) -> Iterator[Proposed[Asked]]:
    """Each skill once, at the place where it is wanted most."""
    found: dict[str, Proposed[Asked]] = {}
    title = _title(source.text)
    for mention in extract(source.text, language):
        known = lexicon().entries[mention.skill]
        if mention.how is not How.IMPLIED and known.kind not in NOT_SKILLS:
            place = sum(at < mention.start for at in source.fold.at[:-1])
            if _dismissed(source, place) or source.label(place) == "company":
                continue
            rank = _rank(source, place, in_title=bool(title and mention.start < title.end))
            one = Proposed(Asked(mention.skill, rank), mention.start, mention.end)
            best = found.get(mention.skill)
            if best is None or list(Rank).index(rank) < list(Rank).index(best.value.rank):
                found[mention.skill] = one
    yield from sorted(found.values(), key=lambda one: one.start)


def _rank(source: Source, place: int, *, in_title: bool) -> Rank:
    if in_title:
        return Rank.CORE
    start, end = source.statement(place)
    text, wish = source.fold.text, _wishing()
    before = wish.before.search(text, start, place)
    listed = wish.heading.fullmatch(source.heading(place))
    wished = before or listed or _wished_after(text, place, end)
    return Rank.NICE if wished else Rank.MUST


def _wished_after(text: str, place: int, end: int) -> bool:
    """Whether a wish closes the list in which a place stands; what is demanded before is none."""
    said = _wishing().after.search(text, place, end)
    if not said:
        return False
    return not whole(words()["demanded"]).search(text, place, said.start())


@dataclass(frozen=True)
class Wishing:
    """The expressions of a wish, by where what is wished for stands."""

    before: re.Pattern[str]
    after: re.Pattern[str]
    heading: re.Pattern[str]


@cache
def _wishing() -> Wishing:
    nice = words()["nice"]
    heads = phrases((*nice["before"], *nice["after"], *nice["heading"]))
    announced = rf"(?<!\w)(?:{heads})(?!\w){UP_TO_COLON}:"
    return Wishing(
        re.compile(rf"{whole(nice['before']).pattern}|{announced}"),
        re.compile(rf"{whole(nice['after']).pattern}(?!{UP_TO_COLON}:)"),
        re.compile(rf".*{announced}|(?:{heads})"),
    )


def _dismissed(source: Source, place: int) -> bool:
    start, _ = source.statement(place)
    return bool(whole(words()["dismissed"]).search(source.fold.text, start, place))


def _contracts(source: Source) -> Iterator[Proposed[str]]:
    """The kinds of contract offered, each once; of two kinds the more precise one."""
    found: dict[str, Proposed[str]] = {}
    everywhere = list(source.all(contracts()))
    stated = [one for one in everywhere if source.label(one[1].start()) == "contract"]
    for kind, match in stated or everywhere:
        if source.label(match.start()) != "company":
            found.setdefault(kind, source.proposed(kind, match))
    for precise, general in cv_words("wishes")["within"].items():
        if precise in found:
            found.pop(general, None)
    yield from found.values()


def _city(source: Source) -> Proposed[str] | None:
    """The city on the line that says the place, else the first that no company's name holds."""
    found = [(source.label(match.start()), name, match) for name, match in source.all(cities())]
    stated = [one for one in found if one[0] == "place"]
    free = [one for one in found if one[0] != "company"]
    return next((source.proposed(name, match) for _, name, match in stated or free), None)


def _mode(source: Source) -> Proposed[str] | None:
    """The mode named; some days of the week away from the office are neither all nor none."""
    some = _some_days().search(source.fold.text)
    return source.proposed(HYBRID, some) if some else source.first(group("modes"))


@cache
def _some_days() -> re.Pattern[str]:
    """One to four days beside a word for work from afar; none of a month or a year."""
    few = phrases([one for one, number in words()["numbers"].items() if number < WEEK])
    days = phrases(words()["day_words"])
    two = phrases(words()["two_days"])
    longer = rf"(?![^.;\n]{{0,25}}(?<!\w)(?:{phrases(words()['longer'])})(?!\w))"
    some = rf"(?<![\w-])(?:(?:[1-4]|{few})\s*(?:{days})|{two})(?!\w){longer}"
    afar = rf"(?<!\w)(?:{phrases(words()['afar'])})(?!\w)"
    near = r"[^.;\n\d]{0,20}?"
    return re.compile(rf"{afar}{near}{some}|{some}{near}{afar}")


def _languages(source: Source) -> Iterator[Proposed[Spoken]]:
    """The languages with a level; one that is only named may be of the customers or the product."""
    found = list(source.all(languages()))
    seen: set[str] = set()
    for place, (code, match) in enumerate(found):
        limit = found[place + 1][1].start() if place + 1 < len(found) else len(source.fold.text)
        level = _level(source.fold.text[match.end() : min(limit, match.end() + NEAR)])
        if level and code not in seen:
            seen.add(code)
            yield Proposed(Spoken(code, level), *source.fold.span(*match.span()))


def _level(text: str) -> str:
    if written := CEFR.search(text):
        return written[1].upper()
    word = _pattern(tuple(levels())).search(text)
    return levels()[" ".join(word[0].split())] if word else ""


def _degree(source: Source) -> Proposed[Degree] | None:
    if whole(words()["waived"]).search(source.fold.text):
        return None
    found = [(int(match[1]), match) for match in BAC.finditer(source.fold.text)]
    named = {word: str(level) for word, level in degrees().items()}
    found = found or [(int(level), match) for level, match in source.all(named)]
    if not found:
        return None
    level, match = min(found, key=lambda one: one[0])
    start, end = source.statement(match.start())
    demanded = bool(whole(words()["demanded"]).search(source.fold.text, start, end))
    return Proposed(Degree(level, demanded), *source.fold.span(*match.span()))


@dataclass(frozen=True)
class Counting:
    """The expressions for years of experience."""

    range: re.Pattern[str]
    number: re.Pattern[str]
    two: re.Pattern[str]


@cache
def _counting() -> Counting:
    written = rf"(?:\d{{1,2}}|{phrases(words()['numbers'])})"
    number = rf"(?<![\w-]){written}"
    year = rf"(?:{phrases(words()['year_words'])})(?!\w)"
    return Counting(
        re.compile(rf"({number})\s*(?:-|a|to|الى|ou|or)\s*({written})\s*{year}"),
        re.compile(rf"({number})\s*\+?\s*{year}"),
        whole(words()["two_years"]),
    )


def _years(source: Source) -> Proposed[Years] | None:
    """The first number of years that is about experience."""
    text, counting = source.fold.text, _counting()
    for match in counting.range.finditer(text):
        if _about_experience(source, match):
            years = Years(_number(match[1]), _number(match[2]))
            return Proposed(years, *source.fold.span(*match.span()))
    for match in (*counting.number.finditer(text), *counting.two.finditer(text)):
        if _about_experience(source, match):
            number = _number(match[1]) if match.re is counting.number else 2
            start, _ = source.statement(match.start())
            most = whole(words()["until"]).search(text, start, match.start())
            years = Years(None, number) if most else Years(number)
            return Proposed(years, *source.fold.span(*match.span()))
    return None


def _number(written: str) -> int:
    numbers = {folded(str(word)): int(value) for word, value in words()["numbers"].items()}
    return int(written) if written.isdigit() else numbers[written]


def _about_experience(source: Source, match: re.Match[str]) -> bool:
    start, end = source.statement(match.start())
    return source.label(match.start()) == "years" or bool(
        whole(words()["experience"]).search(source.fold.text, start, end)
    )


def _of_level(level: Proposed[str] | None) -> Proposed[Years] | None:
    """The years that a level means, at its place."""
    if level is None:
        return None
    return Proposed(Years(*words()["years"][level.value]), level.start, level.end)
