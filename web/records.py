"""The fields of a programme's record that a page edits, as text and back."""

from collections.abc import Mapping

from app.programmes.schemas import ProgrammeShown
from matching.profile import LANGUAGES

SUMMARIES = tuple(f"summary_{lang}" for lang in LANGUAGES)
LINES = ("status", "as_of", "deadlines", "url", "ticket_min_mad", "ticket_max_mad")
TEXTS = ("ticket_note", "how_to_apply", "notes", *SUMMARIES)
EDITED = (*LINES, *TEXTS)
AMOUNTS = {"ticket_min_mad", "ticket_max_mad"}


def current(programme: ProgrammeShown) -> dict[str, str]:
    """What a record says in each field that is edited; empty where it says nothing."""
    facts = {fact.name: fact.value for fact in programme.facts if fact.name in AMOUNTS}
    texts = {f"summary_{lang}": text for lang, text in programme.summary.items()}
    said = {**programme.model_dump(include=set(EDITED)), **facts, **texts}
    return {name: str(said.get(name, "")) for name in EDITED}


def changed(before: Mapping[str, str], typed: Mapping[str, str]) -> dict[str, object]:
    """The values of the fields that were typed otherwise than the form showed them.

    The form sends along what it showed (`shown_as`): an import may have changed the record since,
    `before` being what it says now. None for a field that was emptied; one that was not sent is
    left alone.
    """
    sent = {name: one_text(typed[name]) for name in EDITED if name in typed}
    return {
        name: value_of(name, text)
        for name, text in sent.items()
        if text != one_text(typed.get(shown_as(name), before[name]))
    }


def shown_as(name: str) -> str:
    """The field of the form that holds what it showed of a field."""
    return f"shown_{name}"


def one_text(text: str) -> str:
    """A text as a record holds it; browsers end lines in their own way."""
    return "\n".join(text.split("\r\n")).strip()


def value_of(name: str, text: str) -> object:
    """A field's value; an amount that is no whole number stays text, which the form refuses."""
    digits = "".join(text.split()) if name in AMOUNTS else ""
    if digits.isdecimal():
        return int(digits)
    return text or None
