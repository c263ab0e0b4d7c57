"""The files that are kept of a candidate: what they are called, what is in them, their removal."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePosixPath

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.policy import Target, Visitor
from app.audit import service as audit
from app.candidates import forgetting, likeness, pool
from app.candidates.items import Item
from app.candidates.models import Candidate, Document, Mark
from app.candidates.store import store_of
from app.candidates.values import by_id
from app.context import Context
from app.intakes.models import IntakeFile
from app.kit.database import reading, writing
from app.kit.errors import NotFound

# A row of a spreadsheet is kept as what it says.
ROW_NAME = "{name}.json"


@dataclass(frozen=True, slots=True)
class File:
    """A file as it is handed out."""

    name: str
    content: bytes


def names(session: Session, candidate_ids: Collection[str]) -> dict[tuple[str, str], str]:
    """What their school calls the files of some candidates, by candidate and digest."""
    found = session.execute(
        select(IntakeFile.candidate_id, IntakeFile.digest, IntakeFile.name)
        .where(IntakeFile.candidate_id.in_(candidate_ids), IntakeFile.digest != "")
        .order_by(IntakeFile.done_at.desc())
    )
    return {(candidate_id or "", digest): name for candidate_id, digest, name in found}


def of(candidate: Candidate, document_id: str) -> Document:
    """A document of a candidate, its documents loaded; raises `NotFound`."""
    found = next((one for one in candidate.documents if one.id == document_id), None)
    if found is None:
        message = "There is no such document."
        raise NotFound(message)
    return found


def texts(context: Context, candidate_id: str) -> dict[str, str]:
    """What spans count in: the text of each document of a candidate, by its id."""
    chosen = select(Document.id, Document.text).where(Document.candidate_id == candidate_id)
    with reading(context.database) as session:
        return dict(session.execute(chosen).all())


def opened(context: Context, candidate_id: str, document_id: str) -> File:
    """A file as it was given; raises `NotFound`, and `Missing` where it is not kept any more."""
    with reading(context.database) as session:
        candidate = by_id(session, candidate_id)
        document = of(candidate, document_id)
        called = names(session, [candidate_id]).get((candidate_id, document.digest), document_id)
        school, digest, kind = candidate.organisation_id, document.digest, document.kind
    last = PurePosixPath(called).name or document_id
    name = ROW_NAME.format(name=last) if kind == "row" else last
    return File(name, store_of(context).open(school, digest))


def remove(context: Context, visitor: Visitor, candidate_id: str, document_id: str) -> None:
    """Delete a file with all that was read in it; what its person said themselves stays.

    Raises `NotFound`.
    """
    with writing(context.database) as session:
        candidate = by_id(session, candidate_id)
        document = of(candidate, document_id)
        kept = (candidate.organisation_id, document.digest)
        others = [one for one in candidate.documents if one is not document]
        forgetting.unname(session, IntakeFile.digest == document.digest)
        session.execute(delete(Document).where(Document.id == document_id))
        session.execute(delete(Mark).where(Mark.candidate_id == candidate_id))
        session.flush()
        session.expire_all()
        likeness.remember(session, candidate_id, said_in(others))
        target = Target("candidate", candidate_id)
        audit.note(session, visitor, "document.remove", target)
        pool.follow(session, candidate_id)
    forgetting.clean(context, [kept])


def said_in(documents: Collection[Document]) -> list[Item]:
    """What some documents say."""
    return [Item(**one) for document in documents for one in document.said]
