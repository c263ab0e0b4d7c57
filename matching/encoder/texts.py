"""Refuses what an encoder cannot read."""

from collections.abc import Sequence

from matching.errors import UnusableText


def checked(texts: Sequence[str]) -> list[str]:
    """The texts without their outer whitespace.

    Raises `UnusableText`, naming the position from 0, for what is not text or is blank.
    """
    if isinstance(texts, str | bytes):
        raise UnusableText("a single text was given where a list is expected: put it in a list")
    return [_checked(position, text) for position, text in enumerate(texts)]


def _checked(position: int, text: object) -> str:
    if not isinstance(text, str):
        raise UnusableText(f"text {position} is {type(text).__name__}, not text: give a string")
    if not text.strip():
        raise UnusableText(f"text {position} is blank: leave it out")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        message = f"text {position} is not valid Unicode ({error.reason}): decode it again"
        raise UnusableText(message) from error
    return text.strip()
