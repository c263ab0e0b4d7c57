"""One file of an intake: read, understood, and accounted for once.

What a file is found to be is written together with the candidate that it makes, in one transaction,
and only while the file waits. So reading may be cut off and repeated at any point.
"""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.tokens import identifier
from app.candidates import likeness
from app.candidates.items import Item, items
from app.candidates.models import Candidate, Document
from app.candidates.store import Missing, store_of
from app.context import Context
from app.intakes import outcomes, rows
from app.intakes.models import Intake, IntakeFile
from app.intakes.outcomes import KEEPING, Note, Outcome, note
from app.intakes.sources import FILE, ROW
from app.kit.database import now, reading, writing
from ingestion.candidates import without_instructions
from ingestion.cv import Cv, State, understand
from ingestion.documents import Kind, Line, Read, Refused, read

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """A file that waits to be read."""

    school: str
    name: str
    kind: str
    digest: str
    released: bool


@dataclass(frozen=True, slots=True)
class Result:
    """What a file is found to be; `items` and `text` are what was read in it, if it is a CV."""

    outcome: Outcome
    notes: tuple[Note, ...] = ()
    text: str = ""
    language: str = ""
    items: tuple[Item, ...] = field(default=())


def read_file(context: Context, intake_id: str, position: int) -> None:
    """Read a file, if it waits, and write down what it is."""
    with reading(context.database) as session:
        asked = waiting(session, intake_id, position)
        known = asked and document_of(session, asked)
    if asked is None:
        return
    result = None if known else judged(context, asked)
    with writing(context.database) as session:
        gone = account(session, intake_id, position, result)
    if gone:
        store_of(context).remove(asked.school, asked.digest)


def waiting(session: Session, intake_id: str, position: int) -> Asked | None:
    """A file that waits to be read; None where it does no more."""
    row = session.get(IntakeFile, (intake_id, position))
    if row is None or row.outcome != Outcome.WAITING:
        return None
    school = session.get_one(Intake, intake_id).organisation_id
    return Asked(school, row.name, row.kind, row.digest, row.released)


def document_of(session: Session, asked: Asked) -> str | None:
    """The candidate of whom the school gave this very file before."""
    return session.scalar(
        select(Document.candidate_id).where(
            Document.organisation_id == asked.school, Document.digest == asked.digest
        )
    )


def judged(context: Context, asked: Asked) -> Result:
    """What a file is; a defect of ours refuses one file, and does not stop the others."""
    try:
        content = store_of(context).open(asked.school, asked.digest)
        return READERS[asked.kind](content, asked)
    except Missing:
        return Result(Outcome.REFUSED, (note(outcomes.MISSING),))
    except Exception:
        logger.exception("A file could not be read; the others are.")
        return Result(Outcome.REFUSED, (note(outcomes.DEFECT),))


def of_file(content: bytes, asked: Asked) -> Result:
    """What a document is."""
    found = read(content, asked.name)
    if isinstance(found, Refused):
        refused = Outcome.QUARANTINED if found.quarantined else Outcome.REFUSED
        return Result(refused, (outcomes.refusal(found),))
    said = tuple(map(outcomes.notice, found.warnings))
    if found.held and not asked.released:
        return Result(Outcome.HELD, said)
    plain = without_instructions(found)
    cv = understand(plain, asked.name)
    if ended := no_cv(cv, released=asked.released):
        return Result(ended, (outcomes.verdict(cv), *said))
    return understood(plain, cv, said)


def no_cv(cv: Cv, *, released: bool) -> Outcome | None:
    """How a document ends that is no CV, or may be none and nobody has looked; None for a CV."""
    if cv.state is not State.CV:
        return Outcome.REFUSED if cv.state is State.NOT_A_CV else Outcome.NOTHING
    return Outcome.HELD if cv.verdict and not released else None


def understood(found: Read, cv: Cv, said: tuple[Note, ...]) -> Result:
    """What a CV that was read says."""
    return Result(Outcome.READ, said, found.text, cv.language, tuple(items(cv)))


def of_row(content: bytes, _asked: Asked) -> Result:
    """What a row of a spreadsheet says: who it is, as written, and the rest read like any CV."""
    cells: Mapping[str, str] = json.loads(content)
    lines = rows.text(cells).splitlines()
    found = Read(Kind.TEXT, 1, tuple(Line(one, block=at) for at, one in enumerate(lines)))
    cv = understand(found)
    named = [Item("name", "", {"full": cells["name"], "given": "", "family": ""}, cells["name"])]
    others = [one for one in items(cv) if one.field != "name"]
    told = [*(named if "name" in cells else []), *others]
    return Result(Outcome.READ, (), found.text, cv.language, tuple(told))


READERS: Mapping[str, Callable[[bytes, Asked], Result]] = {FILE: of_file, ROW: of_row}


def account(session: Session, intake_id: str, position: int, result: Result | None) -> bool:
    """Write down what a file is, with the candidate it makes; says whether it is kept no more.

    Another file of the same content may have come first meanwhile: then this one is its double.
    """
    asked = waiting(session, intake_id, position)
    if asked is None:
        return False
    row = session.get_one(IntakeFile, (intake_id, position))
    row.done_at = now()
    known = document_of(session, asked)
    if known or result is None:
        row.outcome, row.candidate_id = Outcome.DUPLICATE, known
        return False
    row.notes = [*row.notes, *result.notes]
    row.outcome = Outcome.WARNED if result.items and row.notes else result.outcome
    if result.items:
        row.candidate_id = candidate(session, asked, result)
        return False
    session.flush()
    return row.outcome not in KEEPING and not needed(session, asked)


def candidate(session: Session, asked: Asked, result: Result) -> str:
    """Make a candidate of what was read, and propose who they may be; returns the id."""
    made = Candidate(id=identifier(), organisation_id=asked.school, created_at=now())
    session.add(made)
    session.flush()
    session.add(
        Document(
            id=identifier(),
            candidate_id=made.id,
            organisation_id=asked.school,
            digest=asked.digest,
            kind=asked.kind,
            language=result.language,
            text=result.text,
            said=[asdict(one) for one in result.items],
            received_at=now(),
        )
    )
    likeness.remember(session, made.id, result.items)
    likeness.propose(session, made.id)
    return made.id


def needed(session: Session, asked: Asked) -> bool:
    """Whether another file of the school, of the same content, still needs what is kept."""
    others = (
        select(func.count())
        .select_from(IntakeFile)
        .join(Intake, Intake.id == IntakeFile.intake_id)
        .where(Intake.organisation_id == asked.school, IntakeFile.digest == asked.digest)
        .where(IntakeFile.outcome.in_(KEEPING))
    )
    return bool(session.scalar(others))
