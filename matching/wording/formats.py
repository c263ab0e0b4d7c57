"""Numbers, dates, sums, ages and coded values as a person reads them, in one language."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from math import floor
from typing import Any, Literal

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal

from matching.criteria.facts import fact_types
from matching.wording.texts import Translator

# Morocco's own habits: Latin digits in Arabic, its names of the months.
LOCALES = {"fr": "fr_MA", "ar": "ar_MA", "en": "en_GB"}
SEPARATORS = {"ar": "، "}
# The plural rules take whole numbers. French counts 1,5 as one; Arabic and English have a form
# for fractions, which is that of a hundred.
FRACTIONS = {"fr": floor}
# French counts the first day of a month in words: 1er janvier.
FIRST_DAYS = {"fr": "1er "}

# Which family of labels names the values of a fact, where it is not the fact's own name.
FAMILIES = {
    "stages": "stage",
    "sectors": "sector",
    "sectors_excluded": "sector",
    "regions": "region",
    "geography": "region",
    "province": "city",
    "legal_forms": "legal_form",
    "seeks": "instrument",
    "instruments": "instrument",
    "deadlines": "deadline",
}
COUNTRIES = {"hq_country", "jurisdiction", "hq_plan", "founder_nationality"}
# Codes that name a group of countries, a test or nothing at all (Unicode CLDR).
NO_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}
DERIVED_UNITS = {"ticket_min_mad": "mad", "ticket_max_mad": "mad", "amount_mad": "mad"}

# How values are joined: by the language's *and*, or by its *or*.
Style = Literal["standard", "or"]

# Words kept, each kind: a page says the same few many times over.
REMEMBERED = 8192

# Half a day, in years: what arithmetic may lack of a whole month.
HALF_A_DAY = 0.5 / 366
MONTH_DAYS = 365.25 / 12
# The letters of the other direction, which a sentence sets apart: U+2068 and U+2069.
FOREIGN = {"rtl": re.compile(r"[A-Za-zÀ-ɏ]"), "ltr": re.compile(r"[\u0590-\u08ff]")}


@cache
def locale(language: str) -> Locale:
    """The locale of numbers and dates in one of our languages."""
    return Locale.parse(LOCALES[language])


@cache
def units() -> Mapping[str, str]:
    """The unit of each fact that has one."""
    stated = {name: kind.unit for name, kind in fact_types().items() if kind.unit}
    return stated | DERIVED_UNITS


@cache
def dates() -> frozenset[str]:
    """The facts that are days."""
    return frozenset(name for name, kind in fact_types().items() if kind.type == "date") | {
        "deadlines"
    }


@dataclass(frozen=True, slots=True)
class Formats:
    """How one language writes what people read; what has no label is shown as it is."""

    texts: Translator

    @property
    def locale(self) -> Locale:
        """The locale of numbers and dates."""
        return locale(self.texts.language)

    @lru_cache(REMEMBERED)  # noqa: B019 - one instance a language
    def label(self, family: str, code: object) -> str:
        """The name of a code, from the family's labels; the code when it has none."""
        key = f"{family}.{code}"
        return self.texts.text(key) if self.texts.has(key) else str(code)

    @lru_cache(REMEMBERED)  # noqa: B019 - one instance a language
    def number(self, value: float) -> str:
        """A number, with the language's separators."""
        return str(format_decimal(value, locale=self.locale))

    def share(self, value: float) -> str:
        """A share between 0 and 1, to two decimals."""
        return self._share(round(value, 2))

    @lru_cache(REMEMBERED)  # noqa: B019 - one instance a language
    def _share(self, value: float) -> str:
        return str(format_decimal(value, format="0.00", locale=self.locale))

    def measure(self, unit: str, value: float, family: str = "unit") -> str:
        """A number with its unit; family `unit_of` is the form that follows a preposition.

        Years are counted as people count them, in years and months.
        """
        if unit == "years":
            return self.duration(value, family)
        return self.counted(unit, value, family)

    def counted(self, unit: str, value: float, family: str = "unit") -> str:
        """A number with its unit, in the plural that the language gives it."""
        fraction = FRACTIONS.get(self.texts.language, lambda _: 100)
        whole = int(value) if value == int(value) else fraction(value)
        return self.texts.plural(f"{family}.{unit}", whole, shown=self.number(value))

    def duration(self, years: float, family: str = "unit") -> str:
        """Years as years and months, or years and days in the month after a birthday.

        Never rounded up: who is not five yet is not said to be.
        """
        months = floor((years + HALF_A_DAY) * 12)
        days = max(0, round((years * 12 - months) * MONTH_DAYS))
        whole, rest = divmod(months, 12)
        smaller = ("months", rest) if rest else ("days", days)
        parts = [(unit, number) for unit, number in (("years", whole), smaller) if number]
        said = [self.counted(*part, family) for part in parts or [("years", 0)]]
        if len(said) == 1:
            return said[0]
        return self.texts.text("duration", more=said[0], less=said[1])

    @lru_cache(REMEMBERED)  # noqa: B019 - one instance a language
    def date(self, stated: str | date) -> str:
        """A date as far as it is known: a year, a month or a day; anything else as it is."""
        parts = str(stated).split("-")
        try:
            day = date(*(int(part) for part in [*parts, "1", "1"][:3]))
        except ValueError:
            return str(stated)
        if len(parts) == 1:
            return str(day.year)
        if len(parts) == 2:
            return str(format_skeleton("yMMMM", day, locale=self.locale))
        written = str(format_date(day, "long", locale=self.locale))
        first = FIRST_DAYS.get(self.texts.language, "1 ")
        return re.sub("^1 ", first, written)

    def value(self, name: str, value: Any, family: str = "unit") -> str:  # noqa: ANN401 - a fact holds anything
        """The value of a fact, in words."""
        if isinstance(value, list | tuple):
            separator = SEPARATORS.get(self.texts.language, ", ")
            return separator.join(self.value(name, one) for one in value)
        return self.scalar(name, value, family)

    @lru_cache(REMEMBERED, typed=True)  # noqa: B019 - one instance a language
    def scalar(self, name: str, value: object, family: str) -> str:
        """The value of a fact that is no list, in words."""
        if isinstance(value, bool):
            return self.texts.text("value.yes" if value else "value.no")
        if name in units() and isinstance(value, int | float):
            return self.measure(units()[name], value, family)
        return self.isolated(self.word(name, value))

    def word(self, name: str, value: object) -> str:
        """The name of a value that is no number: a country's, a day's, or its label."""
        if name in COUNTRIES and (country := self.locale.territories.get(str(value))):
            return str(country)
        named = self.label(FAMILIES.get(name, name), value)
        return self.date(named) if name in dates() else named

    def countries(self) -> list[str]:
        """The codes of the world's countries, Morocco first, then by name."""
        named = {str(code): str(name) for code, name in self.locale.territories.items()}
        codes = (code for code in named if code.isalpha() and code not in NO_COUNTRIES)
        return sorted(codes, key=lambda code: (code != "MA", named[code]))

    def listed(self, values: Sequence[str], style: Style) -> str:
        """Values joined by commas and the word of a style."""
        return str(format_list(list(values), style=style, locale=self.locale))

    def isolated(self, text: str) -> str:
        """A text, set apart from its sentence when it holds letters of the other direction."""
        foreign = FOREIGN[self.texts.direction].search(text)
        return f"\u2068{text}\u2069" if foreign else text
