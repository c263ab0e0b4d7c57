"""From the text of a document to a CV."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from ingestion.cv.contacts import emails, links, phones
from ingestion.cv.history import certifications, history, projects
from ingestion.cv.judging import judged
from ingestion.cv.labels import labelled
from ingestion.cv.languages import languages
from ingestion.cv.model import Block, Cv, State
from ingestion.cv.naming import name
from ingestion.cv.rows import Document, document
from ingestion.cv.sections import Part, parts
from ingestion.cv.skills import skills
from ingestion.cv.summary import city, headline, spoken_language
from ingestion.cv.wishes import availability, contracts
from ingestion.documents.outcome import Read


def understand(read: Read, file: str = "", today: date | None = None) -> Cv:
    """What a document says, when it is a CV.

    `file` is the name it came under, one more sign of whose it is; `today` ends what lasts "to
    date". Never raises for what a document says or lacks.
    """
    whole = document(read)
    cut = parts(whole.rows)
    cv = judged(whole, cut, _read(whole, cut, file))
    if cv.state is not State.CV:
        return cv
    return replace(cv, skills=skills(whole, cut, cv, today or datetime.now(UTC).date()))


def _read(whole: Document, cut: Sequence[Part], file: str) -> Cv:
    addresses = emails(whole)
    given = labelled(whole)
    person = name(whole, given, addresses[0].value if addresses else "", file)
    lived = history(whole, cut)
    return Cv(
        State.CV,
        spoken_language(whole.text),
        blocks=tuple(_blocks(whole, cut)),
        name=person,
        emails=addresses,
        phones=phones(whole),
        city=city(whole, given),
        headline=headline(whole, cut, given, person),
        education=lived.education,
        experience=lived.experience,
        projects=projects(whole, cut),
        languages=languages(whole, cut),
        certifications=certifications(whole, cut),
        links=links(whole),
        contracts=contracts(whole, cut),
        availability=availability(whole, cut),
    )


def _blocks(whole: Document, cut: Sequence[Part]) -> list[Block]:
    found = []
    for part in cut:
        rows = [*([part.heading] if part.heading else []), *part.rows]
        if rows:
            span = whole.span(min(row.start for row in rows), max(row.end for row in rows))
            found.append(Block(part.section, span, part.heading.text if part.heading else ""))
    return found
