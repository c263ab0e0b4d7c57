"""How pages write facts: as all of Wasl does, and sources by a short name."""

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from app.kit.days import PLACE
from matching.wording import formats

# How the importer words the source of a region that it read off a city (ingestion.startups).
FROM_CITY = re.compile(r"derived from the city (?P<city>.+) \((?P<url>https?://\S+)\)")
WEB = re.compile(r"https?://\S+", re.IGNORECASE)
# The date that the title of a French page often ends with: a day or a month, and the year.
DATED = re.compile(r", (?:\d\d/\d\d/|[^\W\d]+\.? )?(?P<year>\d{4})$")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a fact comes from, as it is shown: a short name, and its address if it has one."""

    name: str
    url: str | None


class Formats(formats.Formats):
    """How one language writes what templates show."""

    __slots__ = ()

    def moment(self, at: datetime) -> str:
        """A day and the time of it, as it is in Morocco."""
        local = at.astimezone(PLACE)
        return f"{self.date(local.date())} · {local:%H:%M}"

    def language(self, code: str) -> str:
        """What a language is called; its code where Unicode names it nothing."""
        return str(self.locale.languages.get(code, code))

    def undated(self, title: str, stated: str) -> str:
        """The title of a source without its date, where `stated`, of that year, is told beside it.

        `stated` is an ISO date, perhaps partial.
        """
        dated = DATED.search(title)
        return title[: dated.start()] if dated and stated.startswith(dated["year"]) else title

    def origin(self, source: str) -> Origin:
        """A source in short: the host of an address, who said it, else its own words."""
        if derived := FROM_CITY.fullmatch(source):
            city = self.label("city", derived["city"])
            return Origin(self.texts.text("source.from_city", city=city), derived["url"])
        if WEB.fullmatch(source):
            return Origin(host(source), source)
        return Origin(self.label("author", source), None)


def host(url: str) -> str:
    """The site of an address, as people name it; an address that cannot be read as it is."""
    try:
        name = urlsplit(url).hostname
    except ValueError:
        name = None
    return (name or url).removeprefix("www.")
