"""Words that messages share."""

from collections.abc import Sequence
from difflib import get_close_matches

NAMES = {
    "string": "a text",
    "integer": "a whole number (digits only, no quotes)",
    "number": "a number (digits only, no quotes)",
    "boolean": "true or false",
    "array": "a list",
    "object": "fields with their values",
}


def nearest(word: str, known: Sequence[str]) -> str:
    """The known word closest to this one as a question, or the first of the words allowed."""
    folded = {name.casefold(): name for name in known}
    close = get_close_matches(word.casefold(), folded, 1, 0.6)
    if close:
        return f"did you mean “{folded[close[0]]}”?"
    return f"use one of {', '.join(known[:30])}{', …' if len(known) > 30 else ''}."


def shown(value: object) -> str:
    """A value as it stands in a message: short, on one line."""
    if isinstance(value, str):
        text = " ".join(value.split())
        return f"the text “{text[:60]}{'…' if len(text) > 60 else ''}”"
    if isinstance(value, list | dict):
        return NAMES["array" if isinstance(value, list) else "object"]
    if value is None:
        return "nothing"
    return f"the value {str(value).lower() if isinstance(value, bool) else value}"
