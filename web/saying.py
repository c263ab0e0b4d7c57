"""What a candidate types of themselves, read as the value of a field and what it is known by."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

import phonenumbers
from pydantic import ValidationError

from app.candidates.forms import LONGEST_TEXT, fit
from app.candidates.items import folded
from app.candidates.values import FIELDS
from ingestion.cv.contacts import COUNTRY
from ingestion.cv.heads import degree_level
from ingestion.cv.model import (
    Education,
    Experience,
    Found,
    Moment,
    Period,
    PersonName,
    Phone,
    Span,
    Spoken,
    Work,
)
from ingestion.offers.words import contract_kinds
from matching.skills.folding import key as form_key
from matching.skills.lexicon import lexicon
from matching.talent.conditions import LEVELS
from web.answers import LONGEST, Unfit, partial_day
from web.portraits import part as read_part

Typed = Mapping[str, str]
Said = tuple[str, Any]
"""The key that a value is known by, and the value as JSON holds it."""
Entry = Mapping[str, Any]
"""A value of several parts, as JSON holds it."""

LANGUAGES = ("ar", "ary", "zgh", "fr", "en", "es", "de", "it", "pt", "nl", "ru", "tr", "zh")
# What a person says stands in no document.
NOWHERE = Span(1, 0, 0)
SURE = 1.0
# What is said of what a field cannot hold; of another field, that it is one plain line.
WRONG: Mapping[str, str] = {"phones": "answer.phone", "emails": "answer.email"}


def read(field: str, typed: Typed, before: object = None) -> Said:
    """The value of a field as a person types it, and its key; raises `Unfit`.

    `before` is the value that it corrects: what no form asks for is as it was.
    """
    if field not in FIELDS:
        raise Unfit("answer.choice")
    key, value = READERS.get(field, text)(typed)
    if isinstance(before, Mapping) and field in KEPT:
        value = {**value, **KEPT[field](value, before)}
    check(field, value)
    return key, value


def check(field: str, value: object) -> None:
    """Raise `Unfit` for a value that its field cannot hold."""
    try:
        fit(field, value)
    except ValidationError as error:
        of_time = any("period" in one["loc"] for one in error.errors())
        raise Unfit("answer.period" if of_time else WRONG.get(field, "answer.line")) from error


def kind_kept(_value: Entry, before: Entry) -> Entry:
    """What kind of work it was."""
    return {"kind": before.get("kind", Work.JOB)}


def level_kept(value: Entry, before: Entry) -> Entry:
    """The level of a degree that is still called the same."""
    same = read_part(value, "degree") == read_part(before, "degree")
    return {"level": before.get("level")} if same else {}


def entry_of(typed: Typed, name: str, most: int = LONGEST) -> str:
    """One part of what was typed; raises `Unfit` where it is too long."""
    found = typed.get(name, "").strip()
    if len(found) > most:
        raise Unfit("answer.long", {"most": most})
    return found


def needed(typed: Typed, name: str) -> str:
    """A part without which nothing is said; raises `Unfit`."""
    found = entry_of(typed, name)
    if not found:
        raise Unfit("answer.empty")
    return found


def text(typed: Typed) -> Said:
    """A value that is a text, of which a candidate has one."""
    return "", needed(typed, "text")


def one_of_several(typed: Typed) -> Said:
    """A text among several."""
    found = needed(typed, "text")
    return folded(found), found


def name(typed: Typed) -> Said:
    """One's own name."""
    return "", asdict(PersonName(needed(typed, "text")))


def phone(typed: Typed) -> Said:
    """A number, of Morocco where no country is said; raises `Unfit` for what is none."""
    try:
        told = phonenumbers.parse(needed(typed, "text"), COUNTRY)
    except phonenumbers.NumberParseException as error:
        raise Unfit(WRONG["phones"]) from error
    if not phonenumbers.is_possible_number(told):
        raise Unfit(WRONG["phones"])
    number = phonenumbers.format_number(told, phonenumbers.PhoneNumberFormat.E164)
    return number, asdict(Phone(number))


def spoken(typed: Typed) -> Said:
    """A language, with its level where it is said."""
    code, level = typed.get("code", ""), typed.get("level", "")
    if code not in LANGUAGES or level not in {"", *LEVELS}:
        raise Unfit("answer.choice")
    return code, asdict(Spoken(code, level or None))


def contract(typed: Typed) -> Said:
    """A kind of contract."""
    code = typed.get("text", "")
    if code not in contract_kinds():
        raise Unfit("answer.choice")
    return code, code


def skill(typed: Typed) -> Said:
    """A skill that the lexicon knows, by any of its names."""
    forms = lexicon().forms.get(form_key(needed(typed, "text")), ())
    known = [form.entry.id for form in forms if not form.entry.is_occupation]
    if not known:
        raise Unfit("answer.skill")
    return known[0], {"id": known[0]}


def education(typed: Typed) -> Said:
    """A course of study."""
    told = Education(
        NOWHERE,
        degree=part(typed, "degree"),
        level=degree_level(entry_of(typed, "degree")),
        school=part(typed, "school"),
        field=part(typed, "studied"),
        period=period(typed),
    )
    return known_by(typed, needed(typed, "degree"), "school"), asdict(told)


def experience(typed: Typed) -> Said:
    """A stretch of work."""
    told = Experience(
        NOWHERE,
        Work.JOB,
        title=part(typed, "title"),
        organisation=part(typed, "organisation"),
        city=part(typed, "city"),
        period=period(typed),
        text=part(typed, "text", LONGEST_TEXT),
    )
    return known_by(typed, needed(typed, "title"), "organisation"), asdict(told)


def known_by(typed: Typed, called: str, where: str) -> str:
    """What an entry is known again by, as one that is read."""
    return folded(" ".join((called, entry_of(typed, where), typed.get("start", ""))))


def project(typed: Typed) -> Said:
    """Something made."""
    called = needed(typed, "name")
    return folded(called), {"name": called, "text": entry_of(typed, "text", LONGEST_TEXT)}


def part(typed: Typed, name: str, most: int = LONGEST) -> Found[str] | None:
    """A part as a reading gives it; None where nothing was typed. Raises `Unfit`."""
    told = entry_of(typed, name, most)
    return Found(told, told, NOWHERE, SURE) if told else None


def period(typed: Typed) -> Found[Period] | None:
    """From a month to another, or until today; None where neither was typed."""
    start, end = month(typed.get("start", "")), month(typed.get("end", ""))
    if not start and not end:
        return None
    return Found(Period(start, end, ongoing=end is None), "", NOWHERE, SURE)


def month(typed: str) -> Moment | None:
    """A month or a year as a person writes it; raises `Unfit`."""
    if not typed.strip():
        return None
    try:
        year, *rest = map(int, partial_day(typed.strip()).split("-"))
    except ValueError as error:
        raise Unfit("answer.date") from error
    return Moment(year, rest[0] if rest else 0)


READERS: Mapping[str, Callable[[Typed], Said]] = {
    "name": name,
    "phones": phone,
    "emails": one_of_several,
    "links": one_of_several,
    "certifications": one_of_several,
    "contracts": contract,
    "skills": skill,
    "languages": spoken,
    "education": education,
    "experience": experience,
    "projects": project,
}
# What no form asks for, of an entry and of the one that it corrects.
KEPT: Mapping[str, Callable[[Entry, Entry], Entry]] = {
    "education": level_kept,
    "experience": kind_kept,
}
# Fields of which a value is chosen rather than written: it is not corrected, but taken away.
CHOSEN = ("skills", "contracts")
