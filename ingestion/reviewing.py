"""What is wrong, or grows old, in programmes that were read without fault.

Their rules are checked by `matching.criteria.check`; here, what a record says besides against its
rules, its sources, the other records and the day.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ingestion.report import Batch, Data, Path, Record, Refusal
from ingestion.rules import node, parts, quote
from matching.criteria.check import Defect, Programme, check, warn
from matching.criteria.derived import days
from matching.criteria.facts import fact_types
from matching.criteria.rules import NEGATIONS, Condition, Need, leaves, normal

STALE_MONTHS = 24

# The facts by which a rule says what a record states elsewhere, and the operators that may say it.
EXCLUDES = frozenset({"!=", "not_in", "lacks"})
RULED_BY: Mapping[str, tuple[frozenset[str], Container[str]]] = {
    "sectors_excluded": (frozenset({"sector", "business_model"}), EXCLUDES),
    "regions": (frozenset({"region", "province", "city", "geography"}), NEGATIONS),
    "legal_forms": (frozenset({"legal_form", "size_category"}), NEGATIONS),
}
NO_VALUE = {"aucune"}


class Lapse(StrEnum):
    """A kind of defect of a record, or of a warning about it."""

    FOREIGN_QUOTE = "foreign_quote"
    """A quotation from a page that is not among the sources."""
    UNRULED = "unruled"
    """A restriction that no condition says, so that no verdict heeds it."""
    UNKNOWN_PROGRAMME = "unknown_programme"
    """A successor that is not among the programmes, or is the programme itself."""
    CLOSED_ROLLING = "closed_rolling"
    """A closed programme that takes files at any time."""
    FUTURE = "future"
    """A statement of a day to come."""
    STALE = "stale"
    """A statement old enough to ask again."""
    UNDATED = "undated"
    """A record that does not say when it was read."""


@dataclass(frozen=True, slots=True)
class Review:
    """What was read, what is wrong with it, and what deserves a look, each in the files' order."""

    count: int
    defects: tuple[Refusal, ...]
    warnings: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a record is held against: the ids of all programmes, and the day."""

    ids: frozenset[str]
    today: date


Found = Iterator[tuple[Path, Lapse, str]]
Check = Callable[[Data, Surroundings], Found]


def review(batch: Batch, today: date) -> Review:
    """The defects of a batch of programmes, its refusals first, and its warnings."""
    records = {record.id: record for record in batch.records}
    around = Surroundings(frozenset(records), today)
    programmes = [programme(record.data) for record in batch.records]
    defects = (*check(programmes), *_lapses(batch.records, DEFECTS, around))
    warnings = (*warn(programmes), *_lapses(batch.records, WARNINGS, around))
    return Review(
        len(records),
        (*batch.refusals, *_placed(defects, records)),
        (*batch.warnings, *_placed(warnings, records)),
    )


def programme(data: Data) -> Programme:
    """The rules of a validated record as they are written."""
    conditions = tuple(
        Condition(node(given["rule"]), Need(given["need"]), quote(given.get("quote")))
        for given in data.get("eligibility", ())
    )
    return Programme(data["id"], conditions)


def _lapses(
    records: Iterable[Record], checks: Sequence[Check], around: Surroundings
) -> Iterator[Defect]:
    for record in records:
        for look in checks:
            for found in look(record.data, around):
                yield Defect(record.id, *found)


def _placed(defects: Iterable[Defect], records: Mapping[str, Record]) -> list[Refusal]:
    """The defects with their places, in the order of the files and their lines."""
    found = [_refusal(one, records[one.programme]) for one in defects]
    return sorted(found, key=lambda one: (one.file, one.line or 0))


def _refusal(defect: Defect, record: Record) -> Refusal:
    dotted, line = ".".join(map(str, defect.path)), record.line_of(defect.path)
    return Refusal(record.file, line, dotted, defect.code, defect.message, record.unit)


def foreign_quote(data: Data, _around: Surroundings) -> Found:
    """Quotations from pages that are not among the sources."""
    sources = {source["url"] for source in data["sources"]}
    for path, given in _quotes(data):
        if given.get("url", "") not in {*sources, ""}:
            message = f"{given['url']} is not among the sources: add it there, or quote from one."
            yield (*path, "url"), Lapse.FOREIGN_QUOTE, message


def _quotes(data: Data) -> Iterator[tuple[Path, Mapping[str, str]]]:
    """Every quotation of the conditions with its path."""
    for place, given in enumerate(data.get("eligibility", ())):
        path: Path = ("eligibility", place)
        for one, inside in ((given, path), *_nodes(given["rule"], (*path, "rule"))):
            if "quote" in one:
                yield (*inside, "quote"), one["quote"]


def _nodes(rule: Data, path: Path) -> Iterator[tuple[Data, Path]]:
    yield rule, path
    for part, place in parts(rule, path):
        yield from _nodes(dict(part), place)


def unruled(data: Data, _around: Surroundings) -> Found:
    """Restrictions that no condition says."""
    trees = [normal(one.tree) for one in programme(data).conditions]
    asked = [leaf for tree in trees for leaf in leaves(tree)]
    for name, (facts, operators) in RULED_BY.items():
        ruled = any(leaf.field in facts and leaf.op in operators for leaf in asked)
        if not ruled and _restricts(data.get(name, "any"), facts):
            message = "No condition says this, and verdicts heed conditions only: write one."
            yield (name,), Lapse.UNRULED, message


def _restricts(stated: str | list[str], facts: Iterable[str]) -> bool:
    """Whether a list leaves out any value of the facts that it is about."""
    closed = [set(fact_types()[name].values) - NO_VALUE for name in facts]
    return stated not in ("any", []) and not any(all_ and all_ <= {*stated} for all_ in closed)


def unknown_programme(data: Data, around: Surroundings) -> Found:
    """Successors that are not there."""
    if "superseded_by" in data and data["superseded_by"] not in around.ids - {data["id"]}:
        message = f"“{data['superseded_by']}” is no other programme of these files."
        yield ("superseded_by",), Lapse.UNKNOWN_PROGRAMME, message


def closed_rolling(data: Data, _around: Surroundings) -> Found:
    """Closed programmes that take files at any time."""
    if data["status"] == "closed" and data.get("deadlines") == "rolling":
        message = "A closed programme has no rolling deadline: correct this or the status."
        yield ("deadlines",), Lapse.CLOSED_ROLLING, message


def future(data: Data, around: Surroundings) -> Found:
    """Records as of a day to come."""
    if "as_of" in data and days(data["as_of"])[0] > around.today:
        yield ("as_of",), Lapse.FUTURE, f"{data['as_of']} is yet to come: say when it was read."


def stale(data: Data, around: Surroundings) -> Found:
    """Records whose date is too far back."""
    if "as_of" in data and _months(days(data["as_of"])[1], around.today) >= STALE_MONTHS:
        message = f"Last read {data['as_of']}, more than {STALE_MONTHS} months ago: read it again."
        yield ("as_of",), Lapse.STALE, message


def _months(start: date, end: date) -> int:
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - (end.day < start.day)


def undated(data: Data, _around: Surroundings) -> Found:
    """Records without a date."""
    if "as_of" not in data:
        yield ("as_of",), Lapse.UNDATED, "Nothing says when the sources were read: add a date."


DEFECTS: tuple[Check, ...] = (foreign_quote, unruled, unknown_programme, closed_rolling, future)
WARNINGS: tuple[Check, ...] = (stale, undated)
