"""The form of a company: its entries as data, and what is typed there as fields of its record."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from app.kit.errors import Invalid
from app.kit.i18n import translator
from app.network.schemas import SiteBrief
from app.profiles.edits import FACTS, said
from ingestion.report import Data
from ingestion.schema import form
from ingestion.vocabulary import vocabulary
from matching.criteria.facts import fact_types
from matching.criteria.places import folded, places
from matching.lexical.languages import guess
from matching.profile import LANGUAGES
from web.answers import Unfit, decimal, partial_day, plain_digits, told
from web.formats import Formats

Typed = Mapping[str, tuple[str, ...]]
Values = dict[str, object]

# The least that says what a company does: not a sentence to a grammarian, but no lone word.
WORDS = 4
CREATED = f"{FACTS}company_creation_date"
TRUTHS = {True: "yes", False: "no"}
# What founders mostly look for, of all that a record may say; what theirs says is offered too.
SOUGHT = (
    "grant", "honour_loan", "bank_loan", "guarantee", "pre_seed_equity", "seed_equity",
    "series_a_equity", "prize", "incubation", "acceleration", "hosting", "mentoring",
    "export_support", "market_access", "recruitment",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """A question of the form; its words are `company_field.<name>`."""

    name: str
    kind: str
    """How it is asked, and read: a key of `KINDS`."""
    group: str
    required: bool = False
    hint: bool = False
    """Whether `company_hint.<name>` says more."""


NEW = (
    Entry("name", "text", "what", required=True),
    Entry("description", "spoken", "what", required=True, hint=True),
    Entry("sectors", "sectors", "what", required=True, hint=True),
    Entry("stage", "stage", "what", required=True),
    Entry("founded", "founded", "company", hint=True),
    Entry("legal_form", "choice", "company"),
    Entry("team_size", "count", "company"),
    Entry("url", "text", "company", hint=True),
    Entry("city", "city", "where"),
    Entry("region", "choice", "where", hint=True),
    Entry("technopark_site", "site", "where", hint=True),
    Entry("seeks", "sought", "seeks"),
    Entry("amount_mad", "count", "seeks"),
    Entry("need", "spoken", "seeks", hint=True),
    Entry("no_dilution", "truth", "seeks"),
    Entry("no_debt", "truth", "seeks"),
)
"""What a founder is asked of a company that Wasl does not know."""


def in_each_language(entry: Entry) -> Iterable[Entry]:
    """An entry of a text, once a language; any other as it is."""
    if entry.kind != "spoken":
        return (entry,)
    return (Entry(f"{entry.name}_{lang}", "prose", entry.group) for lang in LANGUAGES)


EDITED = tuple(one for entry in NEW for one in in_each_language(entry))
"""What is edited of a company that Wasl knows."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How entries of a kind are read, and what a record has in them."""

    read: Callable[[str, tuple[str, ...], Formats], Values]
    """The values of the record's fields; raises `Unfit`."""
    shown: Callable[[str, Data], tuple[str, ...]]
    control: str = "text"
    """What asks for it, as the macro `field` has it."""
    options: Callable[[str, Formats], list[tuple[str, str]]] = lambda _name, _formats: []


def alone(name: str, texts: tuple[str, ...], _formats: Formats) -> Values:
    """A text as it was typed."""
    return {name: one(texts) or None}


def one(texts: tuple[str, ...]) -> str:
    """The only value of a field, without what surrounds it; browsers end lines in their own way."""
    return "\n".join("".join(texts[:1]).split("\r\n")).strip()


def spoken(name: str, texts: tuple[str, ...], _formats: Formats) -> Values:
    """A text in whichever language it was typed."""
    text = one(texts)
    if name == "description" and 0 < len(text.split()) < WORDS:
        raise Unfit("company.too_short")
    language = guess(text)
    return {f"{name}_{language if language in LANGUAGES else LANGUAGES[0]}": text or None}


def several(name: str, texts: tuple[str, ...], _formats: Formats) -> Values:
    """What was chosen, each once."""
    return {name: list(dict.fromkeys(filter(None, texts))) or None}


def count(name: str, texts: tuple[str, ...], formats: Formats) -> Values:
    """A whole number."""
    digits = "".join(plain_digits(one(texts)).split())
    if not digits:
        return {name: None}
    number = decimal(digits, formats.locale)
    if number != int(number):
        raise Unfit("answer.whole")
    return {name: int(number)}


def truth(name: str, texts: tuple[str, ...], _formats: Formats) -> Values:
    """Yes, no, or nothing said."""
    return {name: {code: value for value, code in TRUTHS.items()}.get(one(texts))}


def founded(_name: str, texts: tuple[str, ...], _formats: Formats) -> Values:
    """The day, month or year of creation. A year alone is a field of its own in records."""
    text = one(texts)
    if not text:
        return {"founded_year": None, CREATED: None}
    try:
        stated = partial_day(text)
    except ValueError as error:
        raise Unfit("company.bad_day") from error
    year, *rest = stated.split("-")
    return {"founded_year": None if rest else int(year), CREATED: stated if rest else None}


def city(name: str, texts: tuple[str, ...], _formats: Formats) -> Values:
    """A city by the name that records give it, in whichever language it was typed."""
    text = one(texts)
    return {name: city_names().get(folded(text), text) or None}


@cache
def city_names() -> Mapping[str, str]:
    """The cities that we know, by their name in every language, folded."""
    speaking = [Formats(translator(lang)) for lang in LANGUAGES]
    return {
        folded(formats.label("city", known)): known
        for known in places().cities
        for formats in speaking
    }


def text_of(name: str, record: Data) -> tuple[str, ...]:
    """A field as text; empty where the record says nothing."""
    value = said(record, name)
    return (TRUTHS[value] if isinstance(value, bool) else str(value or ""),)


def list_of(name: str, record: Data) -> tuple[str, ...]:
    """The values of a list."""
    value = said(record, name)
    return tuple(value) if isinstance(value, list) else ()


def day_of(_name: str, record: Data) -> tuple[str, ...]:
    """The date of creation, written the way people do."""
    stated = str(said(record, CREATED) or said(record, "founded_year") or "")
    return ("/".join(reversed(stated.split("-"))),)


def enumerated(name: str, formats: Formats) -> list[tuple[str, str]]:
    """The values that records allow for a field, in words and in their order."""
    shape = form("startup")
    codes = shape.resolved(shape.schema["properties"][name])["enum"]
    return [(code, formats.label(name, code)) for code in codes]


def sectors(_name: str, formats: Formats) -> list[tuple[str, str]]:
    """The sectors to choose from, by name: those that files and rules call alike."""
    codes = form("startup").schema["properties"]["sectors"]["items"]["enum"]
    known = fact_types()["sector"].values
    alike = [code for code in codes if code in known and vocabulary().sectors([code]) == (code,)]
    named = [(code, formats.label("sector", code)) for code in alike]
    return sorted(named, key=lambda one: folded(one[1]))


def sought(_name: str, formats: Formats) -> list[tuple[str, str]]:
    """What is mostly looked for."""
    return [(code, formats.label("instrument", code)) for code in SOUGHT]


def yes_or_no(_name: str, formats: Formats) -> list[tuple[str, str]]:
    """The two answers."""
    return [(code, formats.value("", given)) for given, code in TRUTHS.items()]


KINDS: Mapping[str, Kind] = {
    "text": Kind(alone, text_of),
    "prose": Kind(alone, text_of, "textarea"),
    "spoken": Kind(spoken, text_of, "textarea"),
    "choice": Kind(alone, text_of, "select", enumerated),
    "stage": Kind(alone, text_of, "radios", enumerated),
    "sectors": Kind(several, list_of, "several", sectors),
    "sought": Kind(several, list_of, "checks", sought),
    "count": Kind(count, text_of, "integer"),
    "truth": Kind(truth, text_of, "radios", yes_or_no),
    "founded": Kind(founded, day_of),
    "city": Kind(city, text_of),
    "site": Kind(alone, text_of, "select"),
}
UNITS = {"amount_mad": "mad", "team_size": "persons"}


def of_sites(sites: Iterable[SiteBrief], formats: Formats) -> list[tuple[str, str]]:
    """The sites to choose from; records name them in French."""
    language = formats.texts.language
    return [(one.names["fr"], one.names.get(language, one.names["fr"])) for one in sites]


def current(record: Data) -> dict[str, tuple[str, ...]]:
    """What a record has in each entry that is edited."""
    return {one.name: KINDS[one.kind].shown(one.name, record) for one in EDITED}


def read(entries: Iterable[Entry], typed: Typed, formats: Formats) -> tuple[Values, dict[str, str]]:
    """The fields of a record that were typed into entries, and what is wrong with which entry."""
    values: Values = {}
    faults: dict[str, str] = {}
    for entry in entries:
        texts = typed.get(entry.name, ())
        try:
            if entry.required and not any(text.strip() for text in texts):
                raise Unfit("company.required")
            values |= KINDS[entry.kind].read(entry.name, texts, formats)
        except Unfit as unfit:
            faults[entry.name] = told(unfit, formats)
    return values, faults


def changed(typed: Typed, before: Typed) -> list[Entry]:
    """The entries in which something else was typed than the form showed.

    The form sends along what it showed (`shown_as`): the record may have changed since, `before`
    being what it says now. An entry that was not sent is left alone.
    """
    return [
        entry
        for entry in EDITED
        if sent(entry, typed)
        and plain(typed.get(entry.name, ()))
        != plain(typed.get(shown_as(entry.name), before[entry.name]))
    ]


def sent(entry: Entry, typed: Typed) -> bool:
    """Whether a form holds an entry; boxes that nobody ticked are not sent, what they showed is."""
    return entry.name in typed or shown_as(entry.name) in typed


def shown_as(name: str) -> str:
    """The field of the form that holds what it showed of an entry."""
    return f"shown_{name}"


def plain(texts: tuple[str, ...]) -> tuple[str, ...]:
    """What was typed, as it is compared."""
    return tuple(filter(None, (one((text,)) for text in texts)))


def faults_of(invalid: Invalid, formats: Formats) -> dict[str, str]:
    """What is wrong with each entry of a refused record, in words; of several faults the first."""
    return {
        entry_of(fault.path): formats.label("fault", fault.code)
        for fault in reversed(invalid.faults)
    }


def entry_of(path: tuple[str | int, ...]) -> str:
    """The entry that a place of a record is asked by."""
    field = str(path[1] if path[0] == "facts" and len(path) > 1 else path[0])
    return {"founded_year": "founded", "company_creation_date": "founded"}.get(field, field)
