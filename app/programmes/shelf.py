"""The catalogue as this process holds it, to be searched without asking the database for it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from threading import Lock

from sqlalchemy.orm import Session

from app.kit.i18n import translator
from app.profiles import service
from app.profiles.models import StoredProfile
from app.profiles.service import filed
from app.programmes.facets import FITS, NAMED, Values, valued
from app.programmes.schemas import ProgrammeBrief
from ingestion.report import Data
from matching.criteria.places import places
from matching.criteria.vocabulary import vocabulary
from matching.lexical.analysis import Term, terms
from matching.profile import LANGUAGES, Kind
from matching.wording.formats import Formats

# The facets whose values have names that people search by.
GIVEN = ("kind", "instrument")
SPOKEN = (*GIVEN, "sector", "region")

Stem = tuple[str, str]
# The words that a value of a facet is called by.
Label = frozenset[Stem]


@dataclass(frozen=True, slots=True)
class Entry:
    """A programme of the catalogue."""

    brief: ProgrammeBrief
    values: Values
    filed_as: str
    names: str
    """Its name and its provider's, as they are filed."""
    stems: frozenset[Stem]
    """The words of its names, and of what its kind and the like are called, in every language."""
    given: frozenset[Label]
    """Those of its kind and of each thing that it gives."""
    taken: frozenset[Label]
    """Those of each sector, region and city that it takes, by name or since it takes all."""


class Shelf:
    """The programmes, read again when one of them has changed."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._sequence = -1
        self._entries: tuple[Entry, ...] = ()

    def entries(self, session: Session) -> tuple[Entry, ...]:
        """Every programme, by name, as the session sees them."""
        head = service.head(session)
        with self._lock:
            if head != self._sequence:
                if self._behind(session):
                    self._entries = tuple(entries(service.rows(session, Kind.PROGRAMME)))
                self._sequence = head
            return self._entries

    def _behind(self, session: Session) -> bool:
        """Whether a programme changed; most changes are of startups."""
        return self._sequence < 0 or bool(
            service.changed_after(session, Kind.PROGRAMME, self._sequence)
        )


def entries(rows: list[StoredProfile]) -> Iterator[Entry]:
    """Rows as the shelf holds them, by name."""
    ordered = sorted(rows, key=lambda row: (row.filed_as, row.id))
    for row, values in zip(ordered, valued([one.record for one in ordered]), strict=True):
        brief = ProgrammeBrief.of(row)
        names = f"{brief.name} {brief.provider}"
        yield Entry(
            brief,
            values,
            row.filed_as,
            filed(names),
            stems=spoken(names).union(*called(row.record, SPOKEN)),
            given=called(row.record, GIVEN),
            taken=taken(row.record),
        )


def spoken(names: str) -> frozenset[Stem]:
    """The words of names, read in every language."""
    return frozenset(stem for lang in LANGUAGES for stem in stems(names, lang))


def called(data: Data, families: Iterable[str]) -> frozenset[Label]:
    """The words of each value of some facets of a record, in every language."""
    codes = ((family, code) for family in families for code in NAMED[family](data))
    return frozenset(label(*code, lang) for code in codes for lang in LANGUAGES)


def taken(data: Data) -> frozenset[Label]:
    """The words of each sector and place that a record takes, whether others name it or not."""
    known = {"sector": vocabulary("sector").names, "region": frozenset(places().regions.values())}
    codes = {
        (facet, one) for facet, fits in FITS.items() for one in known[facet] if fits(one, data)
    }
    named = {label(*code, lang) for code in codes for lang in LANGUAGES}
    cities = (one for one in places().cities if ("region", places().region_of(one)) in codes)
    return frozenset(named | {stems(one, lang) for one in cities for lang in LANGUAGES})


@cache
def label(family: str, code: str, lang: str) -> Label:
    """The words that a value of a facet is called by in a language."""
    return stems(Formats(translator(lang)).label(family, code), lang)


def stems(text: str, lang: str) -> frozenset[Stem]:
    """The words of a text read as one language's."""
    return stems_of(terms(text, lang))


def stems_of(found: Iterable[Term]) -> frozenset[Stem]:
    """Terms without their marks."""
    return frozenset((term.lang, term.stem) for term in found)
