"""From what is known of a candidate to the candidate as matched, who has no name.

What a person said of themselves is laid over what was read; then it goes the way of any CV. Who
they are is left out by itself, wherever it stands in a text.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeAlias, TypeVar

from pydantic import TypeAdapter, ValidationError

from app.candidates.schemas import ValueShown
from app.candidates.veiling import Own, unnamed
from ingestion.candidates import matched
from ingestion.cv.model import (
    Cv,
    Education,
    Experience,
    Found,
    Project,
    Skill,
    Span,
    Spoken,
    State,
    Work,
)
from ingestion.cv.places import canonical
from matching.skills.extraction import How
from matching.skills.lexicon import lexicon
from matching.talent.candidate import Candidate

T = TypeVar("T")
Texts: TypeAlias = Mapping[str, str]
NONE: Texts = {}
NOWHERE = Span(1, 0, 0)
# What stands between the name of a school, its short form and its city.
PARTED = re.compile(r"[,;:()/|]|\s[–—-]\s")


def candidate(
    candidate_id: str,
    language: str,
    values: Collection[ValueShown],
    texts: Texts,
    today: date,
) -> Candidate:
    """A candidate by the values that hold; `texts` are the documents' by id."""
    by_field: defaultdict[str, list[ValueShown]] = defaultdict(list)
    for one in values:
        by_field[one.field].append(one)
    read: dict[str, Any] = {field: tuple(of(by_field[field], texts)) for field, of in READ.items()}
    read |= {field: next(plain(by_field[field]), None) for field in ("headline", "city")}
    return matched(Cv(State.CV, language, **read), candidate_id, today)


def plain(values: Collection[ValueShown], _texts: Texts = NONE) -> Iterator[Found[str]]:
    """Values that are a text."""
    return (found(one, one.value) for one in values if isinstance(one.value, str))


def found(shown: ValueShown, value: T) -> Found[T]:
    """A value as a reading gives it; what its person says is sure."""
    place = Span(*shown.span) if shown.span else NOWHERE
    sure = 1.0 if shown.confidence is None else shown.confidence
    return Found(value, shown.text, place, sure)


# How values that are more than a text are read back from JSON.
STUDY = TypeAdapter(Education)
WORK = TypeAdapter(Experience)
SPOKEN = TypeAdapter(Spoken)


def valid(form: TypeAdapter[T], value: Any) -> T | None:  # noqa: ANN401 - what a person says too
    """A value of a form; None where what was said instead is of no such form."""
    try:
        return form.validate_python(value)
    except ValidationError:
        return None


def education(values: Collection[ValueShown], _texts: Texts) -> Iterator[Education]:
    """Courses of study; of one that was told in words alone, the words."""
    for one in values:
        told = valid(STUDY, one.value)
        yield told or Education(NOWHERE, degree=found(one, words_of(one.value)))


def experience(values: Collection[ValueShown], _texts: Texts) -> Iterator[Experience]:
    """Stretches of work; of one that was told in words alone, the words."""
    for one in values:
        told = valid(WORK, one.value)
        yield told or Experience(NOWHERE, Work.JOB, title=found(one, words_of(one.value)))


def projects(values: Collection[ValueShown], _texts: Texts) -> Iterator[Project]:
    """What was made."""
    for one in values:
        told = one.value if isinstance(one.value, Mapping) else {"name": words_of(one.value)}
        yield Project(found(one, str(told.get("name", ""))), str(told.get("text", "")))


def words_of(value: Any) -> str:  # noqa: ANN401 - what a person corrected too
    """What a person wrote in the place of an entry, as one text."""
    if isinstance(value, Mapping):
        return " ".join(words_of(part) for part in value.values() if isinstance(part, str))
    return value if isinstance(value, str) else ""


def languages(values: Collection[ValueShown], _texts: Texts) -> Iterator[Found[Spoken]]:
    """Languages with their levels."""
    for one in values:
        if told := valid(SPOKEN, one.value):
            yield found(one, told)


def skills(values: Collection[ValueShown], texts: Texts) -> Iterator[Skill]:
    """Skills of the lexicon, with the words of the documents that show them."""
    for one in values:
        told = one.value if isinstance(one.value, Mapping) else {"id": one.value}
        if (name := str(told.get("id"))) in lexicon().entries:
            shown = tuple(mentions(one, told.get("shown", ()), texts))
            sure = 1.0 if one.confidence is None else one.confidence
            how = str(told.get("how", How.EXACT))
            yield Skill(name, how, sure, shown, told.get("years"), told.get("last"))


def mentions(
    one: ValueShown, places: Sequence[Sequence[int]], texts: Texts
) -> Iterator[Found[str]]:
    """The words that show a skill, where the document is still there."""
    text = texts.get(one.document_id, "")
    for page, start, end in places:
        if words := text[start:end]:
            yield Found(words, words, Span(page, start, end), one.confidence or 1.0)


READ: Mapping[str, Callable[[Collection[ValueShown], Texts], Iterator[Any]]] = {
    "education": education,
    "experience": experience,
    "projects": projects,
    "languages": languages,
    "skills": skills,
    "contracts": plain,
}


def without_names(one: Candidate, own: Own) -> Candidate:
    """A candidate in whose texts nothing says who they are; a city is one that is known."""
    posts = (replace(post, title=unnamed(post.title, own), text=unnamed(post.text, own))
             for post in one.posts)  # fmt: skip
    studies = (replace(study, degree=unnamed(study.degree, own), field=unnamed(study.field, own))
               for study in one.studies)  # fmt: skip
    return replace(
        one,
        city=canonical(one.city) or "",
        headline=unnamed(one.headline, own),
        summary=unnamed(one.summary, own),
        posts=tuple(posts),
        studies=tuple(studies),
        projects=tuple(unnamed(text, own) for text in one.projects),
    )


def parts(schools: Iterable[str]) -> list[str]:
    """What schools may be called in a text: *École des Dunes* of *École des Dunes, Errachidia*."""
    told = {one.strip() for school in schools for one in PARTED.split(school)}
    return sorted(one for one in told if len(one) > 1 and canonical(one) is None)
