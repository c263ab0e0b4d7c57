"""What is known of a candidate: what documents say, with what the person says laid over it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.accounts.policy import Target, Visitor
from app.audit import service as audit
from app.candidates import forms
from app.candidates.items import LONGEST_KEY, Item
from app.candidates.models import Answer, Candidate, Document
from app.candidates.schemas import Standing, ValueShown
from app.kit.database import now
from app.kit.errors import Invalid, NotFound
from app.kit.forms import faults
from ingestion.raw import Fault
from ingestion.report import Reason

FIELDS = (
    "name", "emails", "phones", "city", "headline", "availability", "contracts", "education",
    "experience", "projects", "skills", "languages", "certifications", "links",
)  # fmt: skip
# What a person may say of a value.
SAYABLE = frozenset({Standing.CONFIRMED, Standing.CORRECTED, Standing.DENIED})


class NotSayable(Invalid):
    """What was said is no answer: of another field, or nothing that this field can hold."""

    title = "Not an answer"


def by_id(session: Session, candidate_id: str) -> Candidate:
    """One candidate with documents and answers; raises `NotFound`."""
    found = session.scalars(
        select(Candidate)
        .where(Candidate.id == candidate_id)
        .options(selectinload(Candidate.documents), selectinload(Candidate.answers))
    ).one_or_none()
    if found is None:
        message = "There is no such candidate."
        raise NotFound(message)
    return found


def by_ids(session: Session, candidate_ids: Collection[str]) -> Sequence[Candidate]:
    """Candidates with documents and answers; those that do not exist are left out."""
    return session.scalars(
        select(Candidate)
        .where(Candidate.id.in_(candidate_ids))
        .options(selectinload(Candidate.documents), selectinload(Candidate.answers))
    ).all()


def values(candidate: Candidate) -> tuple[ValueShown, ...]:
    """Every value, by field; of several documents that say one thing, the latest is heard."""
    answers = {(one.field, one.key): one for one in candidate.answers}
    heard: dict[tuple[str, str], ValueShown] = {}
    for shown in (*read(candidate.documents), *said(answers.values())):
        heard.setdefault((shown.field, shown.key), shown)
    laid = [laid_over(shown, answers.get(place)) for place, shown in heard.items()]
    return tuple(sorted(laid, key=lambda one: FIELDS.index(one.field)))


def ever(candidate: Candidate) -> tuple[ValueShown, ...]:
    """Every value that documents or the person gave, also where it was corrected or denied."""
    return (*read(candidate.documents), *said(candidate.answers))


def read(documents: Iterable[Document]) -> Iterator[ValueShown]:
    """What documents say, in their order."""
    for document in documents:
        for one in document.said:
            item = Item(**one)
            yield ValueShown(
                field=item.field,
                key=item.key,
                value=item.value,
                standing=Standing.READ,
                text=item.text,
                span=item.span,
                document_id=document.id,
                confidence=item.confidence,
            )


def said(answers: Iterable[Answer]) -> Iterator[ValueShown]:
    """What a person says, as it stands without any document."""
    for one in answers:
        yield ValueShown(
            field=one.field, key=one.key, value=one.value, standing=Standing(one.standing)
        )


def laid_over(shown: ValueShown, answer: Answer | None) -> ValueShown:
    """A value as its person has it: what they said stays, whatever is read later."""
    if answer is None:
        return shown
    return shown.model_copy(update={"standing": Standing(answer.standing), "value": answer.value})


def holding(shown: Iterable[ValueShown]) -> list[ValueShown]:
    """The values that are not denied."""
    return [one for one in shown if one.standing is not Standing.DENIED]


def answer(
    session: Session,
    visitor: Visitor,
    candidate_id: str,
    place: tuple[str, str],
    *,
    standing: Standing,
    value: Any = None,  # noqa: ANN401 - whatever the field holds
) -> None:
    """Keep what a person says of the value at a field and key.

    What they confirm or deny is kept as it is today: a later reading changes it no more. Raises
    `NotFound`, and `NotSayable` for a correction that the field cannot hold.
    """
    candidate = by_id(session, candidate_id)
    field, key = place[0], place[1][:LONGEST_KEY]
    if field not in FIELDS or standing not in SAYABLE:
        message = f"Nothing can be said so of “{field}”."
        raise NotSayable([Fault((field,), Reason.UNKNOWN_FIELD, message)])
    if standing is Standing.CORRECTED:
        value = fit(field, value)
    else:
        value = at(values(candidate), field, key).value
    told: Mapping[str, Any] = {"standing": standing, "value": value, "at": now()}
    session.merge(Answer(candidate_id=candidate_id, field=field, key=key, **told))
    audit.note(session, visitor, "candidate.answer", Target("candidate", candidate_id), of=field)


def confirm(
    session: Session, visitor: Visitor, candidate_id: str, field: str, keys: Collection[str]
) -> None:
    """Confirm what was read of a field at some keys; what its person said of one stays.

    Raises `NotFound`.
    """
    told = values(by_id(session, candidate_id))
    found = [at(told, field, key) for key in set(keys)]
    read_only = [one for one in found if one.standing is Standing.READ]
    session.add_all(
        Answer(
            candidate_id=candidate_id,
            field=field,
            key=one.key,
            standing=Standing.CONFIRMED,
            value=one.value,
            at=now(),
        )
        for one in read_only
    )
    if read_only:
        target = Target("candidate", candidate_id)
        audit.note(session, visitor, "candidate.answer", target, of=field)


def fit(field: str, value: Any) -> Any:  # noqa: ANN401 - whatever the field holds
    """A value as the field keeps it; raises `NotSayable`, which names what is wrong."""
    try:
        return forms.fit(field, value)
    except ValidationError as error:
        raise NotSayable(faults(error, field)) from error


def retract(session: Session, visitor: Visitor, candidate_id: str, place: tuple[str, str]) -> None:
    """Forget what a person said of the value at a field and key: what documents say stands again.

    Raises `NotFound`.
    """
    row = session.get(Answer, (candidate_id, *place))
    if row is None:
        message = f"Nothing was said of {place[0]} “{place[1]}”."
        raise NotFound(message)
    session.delete(row)
    target = Target("candidate", candidate_id)
    audit.note(session, visitor, "candidate.answer", target, of=place[0])


def at(shown: Sequence[ValueShown], field: str, key: str) -> ValueShown:
    """The value at a field and key; raises `NotFound`."""
    found = next((one for one in shown if (one.field, one.key) == (field, key)), None)
    if found is None:
        message = f"Nothing is known at {field} “{key}”."
        raise NotFound(message)
    return found


def name_of(shown: Iterable[ValueShown]) -> str:
    """The name among some values; empty where none is known."""
    found = next((one.value for one in shown if one.field == "name"), "")
    return str(found.get("full", "")) if isinstance(found, Mapping) else str(found)
