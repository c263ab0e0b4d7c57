"""What is known of a candidate as a person reads it: each value in words, and where it was read."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from app.candidates.schemas import CandidateShown, DocumentShown, ValueShown
from matching.skills.lexicon import lexicon
from web.data.kit import ExcerptShown, LineShown, SectionShown
from web.excerpts import leading, trailing
from web.formats import Formats

# Letters of the document that are shown on each side of the words that a value was read from.
AROUND = 80
# How sure a reading is, as it is told: the least of each word, labels of `sureness`.
SURENESS = {"sure": 0.9, "likely": 0.7, "doubtful": 0.0}

Value = Any
Words = tuple[str, str, str]
"""The main words of a value, those beside them, and its text."""


def sections(
    shown: CandidateShown, texts: Mapping[str, str], formats: Formats
) -> tuple[SectionShown, ...]:
    """The values of a candidate by field; `texts` are those of the documents, by id."""
    names = {one.id: one for one in shown.documents}
    lines = [line(one, names, texts, formats) for one in shown.values]
    return tuple(
        SectionShown(field=field, lines=tuple(several))
        for field, several in groupby(lines, lambda one: one.field)
    )


def line(
    one: ValueShown,
    documents: Mapping[str, DocumentShown],
    texts: Mapping[str, str],
    formats: Formats,
) -> LineShown:
    """A value in words, with where it was read."""
    main, beside, text = SAID.get(one.field, plain)(one.value, formats)
    return LineShown(
        field=one.field,
        key=one.key,
        main=main,
        beside=beside,
        text=text,
        standing=one.standing,
        typed=typed(one.field, one.value),
        sure=sureness(one.confidence),
        confidence=one.confidence,
        document=documents.get(one.document_id),
        excerpt=excerpt(one, texts),
    )


def sureness(confidence: float | None) -> str:
    """How sure a reading is, as a label; empty for what a person says."""
    if confidence is None:
        return ""
    return next(name for name, least in SURENESS.items() if confidence >= least)


def excerpt(one: ValueShown, texts: Mapping[str, str]) -> ExcerptShown | None:
    """The words that a value was read from, within their lines; None for what has no place."""
    text = texts.get(one.document_id, "")
    if one.span is None or not text:
        return None
    page, start, end = one.span
    before, after = leading(text, start, AROUND), trailing(text, end, AROUND)
    return ExcerptShown(page=page, before=before, words=text[start:end], after=after)


def plain(value: Value, _formats: Formats) -> Words:
    """A value that is a text."""
    return (str(value), "", "")


def name(value: Value, formats: Formats) -> Words:
    """A name as it is written."""
    return plain(value.get("full", "") if isinstance(value, Mapping) else value, formats)


def phone(value: Value, formats: Formats) -> Words:
    """A number."""
    return plain(value.get("e164", "") if isinstance(value, Mapping) else value, formats)


def contract(value: Value, formats: Formats) -> Words:
    """What kind of contract is sought."""
    return plain(formats.label("contract_kind", value), formats)


def spoken(value: Value, formats: Formats) -> Words:
    """A language, and how well it is spoken."""
    if not isinstance(value, Mapping):
        return plain(value, formats)
    code, level = str(value.get("code", "")), str(value.get("level") or "")
    called = formats.language(code)
    return (called[:1].upper() + called[1:], formats.label("language_level", level), "")


def skill(value: Value, formats: Formats) -> Words:
    """A skill, how long it was used, and when last."""
    id_ = str(value.get("id", "")) if isinstance(value, Mapping) else str(value)
    known = id_ in lexicon().entries
    called = lexicon().label(id_, formats.texts.language) if known else id_
    return (called, " · ".join(used(value, formats)) if isinstance(value, Mapping) else "", "")


def used(value: Mapping[str, Any], formats: Formats) -> Iterator[str]:
    """How a skill was used, as far as it is known."""
    if value.get("how") == "implied":
        yield formats.texts.text("value.implied")
    if years := value.get("years"):
        yield formats.measure("years", years)
    if last := value.get("last"):
        now = last == "present"
        yield formats.texts.text("value.now" if now else "value.last", date=dated(last, formats))


def dated(text: str, formats: Formats) -> str:
    """A month as it is written; what is no date as it is."""
    return formats.date(text) if text[:1].isdigit() else text


def entry(*parts: str) -> Callable[[Value, Formats], Words]:
    """What tells a value of several parts: the first two, then when and the others, then a text."""

    def said(value: Value, formats: Formats) -> Words:
        if not isinstance(value, Mapping):
            return plain(value, formats)
        told = [part(value, one) for one in parts]
        beside = [*told[2:], period(value.get("period"), formats)]
        return (joined(told[:2]) or "…", joined(beside), part(value, "text"))

    return said


def joined(parts: Sequence[str]) -> str:
    """Parts in a line, without those that are not known."""
    return " · ".join(filter(None, parts))


def part(value: Mapping[str, Any], name: str) -> str:
    """A part of a value, whether it was read or typed; empty where it is not known."""
    found = value.get(name)
    return str((found.get("value") if isinstance(found, Mapping) else found) or "")


def period(found: Value, formats: Formats) -> str:
    """A stretch of time in words."""
    told = (found or {}).get("value") or {}
    start, end = moment(told.get("start")), moment(told.get("end"))
    if told.get("ongoing") and start:
        return formats.texts.text("value.since", date=formats.date(start))
    ends = [formats.date(one) for one in (start, end) if one]
    return (
        formats.texts.text("value.from_to", start=ends[0], end=ends[1])
        if ends[1:]
        else joined(ends)
    )


def moment(found: Value) -> str:
    """A month or year, in ISO's order; empty where it is not known."""
    if not found:
        return ""
    month = found.get("month")
    return f"{found['year']:04}-{month:02}" if month else f"{found['year']:04}"


SAID: Mapping[str, Callable[[Value, Formats], Words]] = {
    "name": name,
    "phones": phone,
    "contracts": contract,
    "languages": spoken,
    "skills": skill,
    "education": entry("degree", "school", "field"),
    "experience": entry("title", "organisation", "city"),
    "projects": entry("name", ""),
}


ENDS = ("start", "end")
# What a person types of a value, by field: the parts of the form.
PARTS: Mapping[str, tuple[str, ...]] = {
    "education": ("degree", "school", "studied", "start", "end"),
    "experience": ("title", "organisation", "city", "start", "end", "text"),
    "projects": ("name", "text"),
    "languages": ("code", "level"),
}
# Parts that are not called as their input is: a form says by `field` what its value is.
CALLED: Mapping[str, str] = {"studied": "field"}


def typed(field: str, value: Value) -> Mapping[str, str]:
    """A value as the form that corrects it holds it."""
    parts, several = PARTS.get(field), isinstance(value, Mapping)
    if not parts:
        whole = value.get("full") or value.get("e164") if several else value
        return {"text": str(whole or "")}
    if not several:
        return {parts[0]: str(value)}
    told = (value.get("period") or {}).get("value") or {}
    ends = {name: slashed(moment(told.get(name))) for name in ENDS if name in parts}
    return {name: part(value, CALLED.get(name, name)) for name in parts} | ends


def slashed(iso: str) -> str:
    """A month as it is typed: 03/2021."""
    return "/".join(reversed(iso.split("-"))) if iso else ""
