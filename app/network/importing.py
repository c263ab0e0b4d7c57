"""Imports of the network: all of its parts in one transaction, or nothing."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.context import Context
from app.kit.database import writing
from app.network.models import (
    NetworkProgramme,
    Organisation,
    OrganisationAlias,
    Residency,
    Site,
    SiteFact,
)
from app.profiles.models import StoredProfile
from app.profiles.service import filed
from ingestion.report import Batch, Data, ImportReport, Reason, Record, Refusal, digest
from matching.profile import LANGUAGES, Kind

# Who says what files say, beside the roles of persons.
IMPORT = "import"
OUTCOMES = CREATED, UPDATED, UNCHANGED = "created", "updated", "unchanged"
KEPT = "kept"

Write = Callable[[Session, Record], str]


class Abandoned(Exception):
    """Something was refused: the transaction is not to be committed."""


def import_network(
    context: Context, parts: Mapping[str, Batch], *, keep_going: bool = False
) -> dict[str, ImportReport]:
    """Bring the parts into the database; what each import did, by part.

    Nothing is written when a record is refused, unless `keep_going` leaves the refused ones aside.
    Importing the same files again changes nothing, and what persons entered stays.
    """
    reports: dict[str, ImportReport] = {}
    try:
        with writing(context.database) as session:
            for part, batch in parts.items():
                reports[part] = imported(session, PARTS[part], batch)
            abandon(reports.values(), keep_going=keep_going)
    except Abandoned:
        return {part: ImportReport(refused=report.refused) for part, report in reports.items()}
    return reports


def abandon(reports: Iterable[ImportReport], *, keep_going: bool) -> None:
    """Raise `Abandoned` when something was refused and that stops an import."""
    if not keep_going and any(report.refused for report in reports):
        raise Abandoned


def imported(session: Session, part: "Part", batch: Batch) -> ImportReport:
    """Write the records of one part whose references hold."""
    known = {field: there(session) for field, (there, _) in part.names.items()}
    done: dict[str, list[str]] = {outcome: [] for outcome in OUTCOMES}
    kept: dict[str, tuple[str, ...]] = {}
    refused = list(batch.refusals)
    seen: set[tuple[str, ...]] = set()
    for record in batch.records:
        if wrong := [*dangling(record, part, known), *repeated(record, part, seen)]:
            refused += wrong
            continue
        outcome = part.write(session, record)
        if outcome == KEPT:
            kept[record.id] = tuple(sorted(record.data.keys() - {"id"}))
        done[UNCHANGED if outcome == KEPT else outcome].append(record.id)
    session.flush()
    ids = {outcome: tuple(sorted(of_it)) for outcome, of_it in done.items()}
    return ImportReport(**ids, refused=tuple(refused), kept=kept)


def dangling(record: Record, part: "Part", known: Mapping[str, set[str]]) -> Iterator[Refusal]:
    """What a record names that is not there."""
    for field, (_, what) in part.names.items():
        name = record.data[field]
        if name not in known[field]:
            message = f"There is no {what} called “{name}”: import it first, or mend the name."
            line = record.line_of((field,))
            yield Refusal(record.file, line, field, Reason.UNKNOWN_VALUE, message, record.unit)


def repeated(record: Record, part: "Part", seen: set[tuple[str, ...]]) -> Iterator[Refusal]:
    """That a record speaks of what another one before it does: it would erase that one."""
    if not part.once:
        return
    pair = tuple(record.data[field] for field in part.once)
    if pair in seen:
        field = part.once[-1]
        message = f"Another record above speaks of {' at '.join(pair)}: keep one of them."
        line = record.line_of((field,))
        yield Refusal(record.file, line, field, Reason.WRONG_VALUE, message, record.unit)
    seen.add(pair)


def names(data: Data) -> dict[str, str]:
    """The names of a record by language, in those that it has."""
    return {lang: data[f"name_{lang}"] for lang in LANGUAGES if f"name_{lang}" in data}


def searched(named: Mapping[str, str]) -> str:
    """Names as they are searched: without accents or capitals, one a line."""
    return "\n".join(map(filed, named.values()))


def upsert(
    session: Session,
    model: type[Organisation] | type[Site] | type[NetworkProgramme],
    record: Record,
    values: Mapping[str, Any],
) -> str:
    """Write a row in the place of the one of that id; says what that did."""
    made = digest(record.data)
    row: Any = session.get(model, record.id)
    if row is None:
        session.add(model(id=record.id, digest=made, **values))
        return CREATED
    if row.digest == made:
        return UNCHANGED
    for name, value in {**values, "digest": made}.items():
        setattr(row, name, value)
    return UPDATED


def write_organisation(session: Session, record: Record) -> str:
    """Write an organisation, unless a person changed it."""
    data, named = record.data, names(record.data)
    row = session.get(Organisation, record.id)
    if row is not None and row.edited_at is not None:
        return UNCHANGED if row.digest == digest(data) else KEPT
    values = {
        "kind": data["kind"],
        "names": named,
        "filed_as": filed(named["fr"]),
        "searched": searched(named),
        "city": data.get("city", ""),
        "url": data.get("url", ""),
        "sources": data["sources"],
    }
    outcome = upsert(session, Organisation, record, values)
    if outcome != UNCHANGED:
        put_aliases(session, record.id, data.get("aliases", ()))
    return outcome


def put_aliases(session: Session, organisation_id: str, aliases: Iterable[str]) -> None:
    """Put an organisation's aliases in the place of those it has."""
    session.flush()
    session.execute(
        delete(OrganisationAlias).where(OrganisationAlias.organisation_id == organisation_id)
    )
    session.add_all(
        OrganisationAlias(organisation_id=organisation_id, alias=alias)
        for alias in dict.fromkeys(aliases)
    )


def write_site(session: Session, record: Record) -> str:
    """Write a site and what files state of it; what coaches state stays."""
    data, named = record.data, names(record.data)
    values = {
        "organisation_id": data["organisation"],
        "programme_id": data.get("programme"),
        "names": named,
        "filed_as": filed(named["fr"]),
        "city": data["city"],
        "region": data["region"],
        "status": latest(data["facts"]["status"])["value"],
    }
    outcome = upsert(session, Site, record, values)
    if outcome != UNCHANGED:
        session.flush()
        own = (SiteFact.site_id == record.id, SiteFact.by == IMPORT)
        session.execute(delete(SiteFact).where(*own))
        session.add_all(statements(record.id, data["facts"]))
    return outcome


def latest(stated: Iterable[Data]) -> Data:
    """The last of several statements; one without a date counts as the oldest."""
    return max(stated, key=lambda one: one.get("stated", ""))


def statements(site_id: str, facts: Mapping[str, Iterable[Data]]) -> Iterator[SiteFact]:
    """What a record states of a site, as rows."""
    for name, stated in facts.items():
        for one in stated:
            given = {field: one[field] for field in STATEMENT if field in one}
            yield SiteFact(
                site_id=site_id, name=name, note=one.get("note_fr", ""), by=IMPORT, **given
            )


STATEMENT = ("value", "precision", "title", "url", "stated")


def write_programme(session: Session, record: Record) -> str:
    """Write a programme of the network."""
    data = record.data
    values = {
        "organisation_id": data["organisation"],
        "programme_id": data.get("programme"),
        "names": names(data),
        "sources": data["sources"],
    }
    return upsert(session, NetworkProgramme, record, values)


def write_residency(session: Session, record: Record) -> str:
    """Write what a source says a company is to a site, unless a person said more of it."""
    data = record.data
    pair = (Residency.startup_id == data["startup"], Residency.site_id == data["site"])
    rows = session.scalars(select(Residency).where(*pair)).all()
    if any(row.by != IMPORT for row in rows):
        return KEPT
    values = {
        "status": data["status"],
        "since": data.get("since", ""),
        "until": data.get("until"),
        "stated": data.get("stated", ""),
        "source": data["source"],
    }
    if rows and all(getattr(rows[0], name) == value for name, value in values.items()):
        return UNCHANGED
    session.execute(delete(Residency).where(*pair))
    session.add(Residency(startup_id=data["startup"], site_id=data["site"], by=IMPORT, **values))
    return UPDATED if rows else CREATED


def organisations(session: Session) -> set[str]:
    """The organisations there are."""
    return set(session.scalars(select(Organisation.id)))


def sites(session: Session) -> set[str]:
    """The sites there are."""
    return set(session.scalars(select(Site.id)))


def startups(session: Session) -> set[str]:
    """The startups there are."""
    return set(session.scalars(select(StoredProfile.id).where(StoredProfile.kind == Kind.STARTUP)))


@dataclass(frozen=True, slots=True)
class Part:
    """How the records of a part are written.

    `names` gives, for each field that names something else, how to find what there is, and the
    word for it; `once` the fields that no two records have alike.
    """

    write: Write
    names: Mapping[str, tuple[Callable[[Session], set[str]], str]]
    once: tuple[str, ...] = ()


PARTS: Mapping[str, Part] = {
    "organisations": Part(write_organisation, {}),
    "sites": Part(write_site, {"organisation": (organisations, "organisation")}),
    "programmes": Part(write_programme, {"organisation": (organisations, "organisation")}),
    "residencies": Part(
        write_residency,
        {"site": (sites, "site"), "startup": (startups, "startup")},
        once=("startup", "site"),
    ),
}
