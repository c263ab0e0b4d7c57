"""Numbers, dates, sums and coded values as a person reads them, in one language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from math import ceil, floor
from typing import Any
from urllib.parse import urlsplit

import yaml
from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_currency, format_decimal

from app.kit.i18n import Translator

# Morocco's own habits: Latin digits in Arabic, its names of the months.
LOCALES = {"fr": "fr_MA", "ar": "ar_MA", "en": "en_GB"}
SEPARATORS = {"ar": "، "}
ROUNDINGS = {"fr": floor}

# Which family of labels names the values of a fact, where it is not the fact's own name.
FAMILIES = {
    "stages": "stage",
    "sectors": "sector",
    "sectors_excluded": "sector",
    "regions": "region",
    "legal_forms": "legal_form",
    "seeks": "instrument",
    "instruments": "instrument",
    "deadlines": "deadline",
}
COUNTRIES = {"hq_country", "jurisdiction", "hq_plan", "founder_nationality"}
DATES = {"company_creation_date", "deadlines"}
DERIVED_UNITS = {"ticket_min_mad": "mad", "ticket_max_mad": "mad", "amount_mad": "mad"}
# How the importer words the source of a region that it read off a city (ingestion.startups).
FROM_CITY = re.compile(r"derived from the city (?P<city>.+) \((?P<url>https?://\S+)\)")
WEB = re.compile(r"https?://\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a fact comes from, as it is shown: a short name, and its address if it has one."""

    name: str
    url: str | None


@cache
def units() -> Mapping[str, str]:
    """The unit of each fact that has one."""
    text = files("matching.criteria").joinpath("fields.yaml").read_text("utf-8")
    stated = {name: one["unit"] for name, one in yaml.safe_load(text).items() if "unit" in one}
    return stated | DERIVED_UNITS


@dataclass(frozen=True, slots=True)
class Formats:
    """How one language writes what templates show; what has no label is shown as it is."""

    texts: Translator

    @property
    def locale(self) -> Locale:
        """The locale of numbers and dates."""
        return Locale.parse(LOCALES[self.texts.language])

    def label(self, family: str, code: object) -> str:
        """The name of a code, from the family's labels; the code when it has none."""
        key = f"{family}.{code}"
        return self.texts.text(key) if self.texts.has(key) else str(code)

    def number(self, value: float) -> str:
        """A number, with the language's separators."""
        return str(format_decimal(value, locale=self.locale))

    def share(self, value: float) -> str:
        """A share between 0 and 1, to two decimals."""
        return str(format_decimal(value, format="0.00", locale=self.locale))

    def money(self, amount: float, currency: str = "MAD") -> str:
        """A sum; dirhams as people in Morocco write them."""
        if currency == "MAD":
            return self.measure("mad", amount)
        return str(
            format_currency(
                amount, currency, locale=self.locale, currency_digits=False, format_type="name"
            )
        )

    def measure(self, unit: str, value: float) -> str:
        """A number with its unit."""
        # The plural rules take whole numbers: French counts 1,5 as one, the others as more.
        whole = ROUNDINGS.get(self.texts.language, ceil)(value)
        return self.texts.plural(f"unit.{unit}", whole, shown=self.number(value))

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
        return str(format_date(day, "long", locale=self.locale))

    def value(self, name: str, value: Any) -> str:  # noqa: ANN401 - a fact holds anything
        """The value of a fact, in words."""
        if isinstance(value, list | tuple):
            separator = SEPARATORS.get(self.texts.language, ", ")
            return separator.join(self.value(name, one) for one in value)
        if isinstance(value, bool):
            return self.texts.text("value.yes" if value else "value.no")
        if name in units():
            return self.measure(units()[name], value)
        return self.word(name, value)

    def word(self, name: str, value: object) -> str:
        """The name of a value that is no number: a country's, a day's, or its label."""
        if name in COUNTRIES:
            return str(self.locale.territories.get(value, value))
        named = self.label(FAMILIES.get(name, name), value)
        return self.date(named) if name in DATES else named

    def origin(self, source: str) -> Origin:
        """A source in short: the host of an address, else its own words."""
        if derived := FROM_CITY.fullmatch(source):
            city = self.label("city", derived["city"])
            return Origin(self.texts.text("source.from_city", city=city), derived["url"])
        if WEB.fullmatch(source):
            return Origin(host(source), source)
        return Origin(source, None)


def host(url: str) -> str:
    """The site of an address, as people name it; an address that cannot be read as it is."""
    try:
        name = urlsplit(url).hostname
    except ValueError:
        name = None
    return (name or url).removeprefix("www.")
