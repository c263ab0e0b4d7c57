"""What is known of a candidate: what documents say, with what the person says laid over it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.accounts.policy import Target, Visitor
from app.audit import service as audit
from app.candidates.items import LONGEST_KEY, Item
from app.candidates.models import Answer, Candidate, Document
from app.candidates.schemas import Standing, ValueShown
from app.kit.database import now
from app.kit.errors import DomainError, NotFound

FIELDS = (
    "name", "emails", "phones", "city", "headline", "availability", "contracts", "education",
    "experience", "projects", "skills", "languages", "certifications", "links",
)  # fmt: skip
# What a person may say of a value.
SAYABLE = frozenset({Standing.CONFIRMED, Standing.CORRECTED, Standing.DENIED})


class NotSayable(DomainError):
    """What was said of a value is no answer: another field, or nothing in its place."""

    status = 422
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


def values(candidate: Candidate) -> tuple[ValueShown, ...]:
    """Every value, by field; of several documents that say one thing, the latest is heard."""
    answers = {(one.field, one.key): one for one in candidate.answers}
    heard: dict[tuple[str, str], ValueShown] = {}
    for shown in (*read(candidate.documents), *said(answers.values())):
        heard.setdefault((shown.field, shown.key), shown)
    laid = [laid_over(shown, answers.get(place)) for place, shown in heard.items()]
    return tuple(sorted(laid, key=lambda one: FIELDS.index(one.field)))


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
    `NotFound`, and `NotSayable` for a correction that says nothing.
    """
    candidate = by_id(session, candidate_id)
    field, key = place[0], place[1][:LONGEST_KEY]
    if field not in FIELDS or standing not in SAYABLE:
        message = f"Nothing can be said so of “{field}”."
        raise NotSayable(message)
    if standing is not Standing.CORRECTED:
        value = at(values(candidate), field, key).value
    elif value in (None, "", [], {}):
        message = "A correction says what it is instead."
        raise NotSayable(message)
    told: Mapping[str, Any] = {"standing": standing, "value": value, "at": now()}
    session.merge(Answer(candidate_id=candidate_id, field=field, key=key, **told))
    audit.note(session, visitor, "candidate.answer", Target("candidate", candidate_id), of=field)


def at(shown: Sequence[ValueShown], field: str, key: str) -> ValueShown:
    """The value at a field and key; raises `NotFound`."""
    found = next((one for one in shown if (one.field, one.key) == (field, key)), None)
    if found is None:
        message = f"Nothing is known at {field} “{key}”."
        raise NotFound(message)
    return found
