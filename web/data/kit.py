"""What several pages are given: facts with where they come from, inputs of forms."""

from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from app.candidates.schemas import DocumentShown, Standing
from app.matches.explained import AskedShown
from app.matches.schemas import FactShown, Shown

# Answers that are laid out beside each other; longer lists are folded.
LAID_OUT = 8
NOTHING: Mapping[str, str] = MappingProxyType({})
# The order in which a person reads facts; others follow by name.
ORDER = (
    "sector", "stage", "founded_year", "city", "region", "technopark_site", "legal_form",
    "employees", "markets", "clients", "exports", "exports_to_africa", "prior_equity_raised",
    "equity_raised_mad", "funders", "programmes", "status", "instruments", "ticket_min_mad",
    "ticket_max_mad", "currency", "ticket_min", "ticket_max", "dilutive", "target", "stages",
    "sectors", "sectors_excluded", "regions", "legal_forms",
)  # fmt: skip


def place(fact: FactShown) -> tuple[int, str]:
    """Where a fact stands among others."""
    return (ORDER.index(fact.name) if fact.name in ORDER else len(ORDER)), fact.name


class Provenance(Shown):
    """Where a fact comes from."""

    source: str
    """Address or document."""
    stated: str
    """ISO date, perhaps partial; empty when the source gives none."""

    @classmethod
    def of(cls, fact: FactShown) -> "Provenance":
        """The provenance of a fact."""
        return cls(source=fact.source, stated=fact.stated)


class Facts(Shown):
    """Facts to be listed."""

    common: Provenance | None
    """Where most of them come from, said once; null when there are none."""
    own: tuple[tuple[FactShown, bool], ...]
    """Each fact, and whether it comes from elsewhere than most."""

    @classmethod
    def of(cls, facts: Iterable[FactShown]) -> "Facts":
        """Facts, with what most have in common."""
        listed = sorted(facts, key=place)
        origins = Counter(map(Provenance.of, listed))
        common = origins.most_common(1)[0][0] if origins else None
        return cls(
            common=common, own=tuple((fact, Provenance.of(fact) != common) for fact in listed)
        )


class Input(Shown):
    """A fact that a form asks for, with what was typed into it."""

    asked: AskedShown
    typed: str = ""
    fault: str = ""
    """What is wrong with it, in the language of the page; empty when nothing is."""

    @property
    def options(self) -> list[tuple[str, Mapping[str, str]]]:
        """The answers to choose from: what a form sends, and its words by language."""
        return [(code(one.value), one.text) for one in self.asked.answers]

    @property
    def laid_out(self) -> bool:
        """Whether the answers are few enough to stand beside each other."""
        return 0 < len(self.asked.answers) <= LAID_OUT


Options = tuple[tuple[str, str], ...]
"""What to choose from: what a form sends, and words."""


class ExcerptShown(Shown):
    """The words that a value was read from, within their lines."""

    page: int
    before: str
    words: str
    after: str


class LineShown(Shown):
    """A value of a candidate in words, with where it was read and what its person says of it."""

    field: str
    key: str
    main: str
    beside: str
    """What is told beside it, as a level or when; empty for nothing."""
    text: str
    """What an entry tells, in the document's words."""
    standing: Standing
    typed: Mapping[str, str]
    """It, as the form that corrects it holds it, by part."""
    sure: str
    """How sure the reading is: a label of `sureness`; empty for what a person says."""
    confidence: float | None
    document: DocumentShown | None
    """Where it was read; null for what a person says."""
    excerpt: ExcerptShown | None


class SectionShown(Shown):
    """The values of one field."""

    field: str
    lines: tuple[LineShown, ...]


CODES = {True: "yes", False: "no"}


def code(value: object) -> str:
    """How a form sends a value."""
    return CODES[value] if isinstance(value, bool) else str(value)
