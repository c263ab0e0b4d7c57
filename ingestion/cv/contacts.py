"""E-mail addresses, telephone numbers and links, also where a line breaks inside one."""

import re
from collections.abc import Iterator

import phonenumbers
from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher

from ingestion.cv.folding import DIVIDED
from ingestion.cv.model import Found, Phone
from ingestion.cv.rows import Document

COUNTRY = "MA"  # a number without a country code is read as one of Morocco
EMAIL = re.compile(
    r"(?<![\w.+-])[\w][\w.+-]*[ ]?@[ ]?[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.[a-z]{2,24}"
    r"(?:\n[a-z]{1,2}(?=\n|$))?(?![\w@])",  # the last letters may fall on a row of their own
    re.IGNORECASE | re.ASCII,
)
LINK = re.compile(
    r"(?<![\w@.])(?:https?://)?(?:[a-z0-9][a-z0-9-]*\.)+[a-z]{2,12}(?:/[\w%~?=&#.+/-]*[\w/])"
    r"|(?<![\w@.])(?:https?://|www\.)[\w.-]+\.[a-z]{2,12}(?![\w@])",
    re.IGNORECASE | re.ASCII,
)


class Unbroken:
    """A text in which no line breaks a word, with the way back to the text as written."""

    def __init__(self, text: str) -> None:
        gone = {place for match in DIVIDED.finditer(text) for place in range(*match.span())}
        self.at = [place for place in range(len(text)) if place not in gone]
        self.text = "".join(text[place] for place in self.at)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the text as written a stretch begins and ends."""
        return self.at[start], self.at[end - 1] + 1


def emails(document: Document) -> tuple[Found[str], ...]:
    """The addresses in the order of the text, in small letters, each once."""
    whole = Unbroken(document.text)
    found: dict[str, Found[str]] = {}
    for match in EMAIL.finditer(whole.text):
        value = re.sub(r"\s", "", match[0]).lower()
        sure = 0.99 if value == match[0].lower() else 0.7
        found.setdefault(value, document.found(value, *whole.span(*match.span()), sure))
    return tuple(found.values())


def phones(document: Document) -> tuple[Found[Phone], ...]:
    """The telephone numbers in the order of the text, each once."""
    found: dict[str, Found[Phone]] = {}
    for one in _phones(document):
        found.setdefault(one.value.e164, one)
    return tuple(found.values())


def _phones(document: Document) -> Iterator[Found[Phone]]:
    whole = Unbroken(document.text)
    flat = whole.text.replace("\n", " ").replace("\t", " ")
    for match in PhoneNumberMatcher(flat, COUNTRY, Leniency.POSSIBLE):
        if re.match(r"[(+0]", match.raw_string) and "/" not in match.raw_string:
            number = phonenumbers.format_number(match.number, PhoneNumberFormat.E164)
            sure = 0.98 if phonenumbers.is_valid_number(match.number) else 0.8
            place = whole.span(match.start, match.end)
            yield document.found(Phone(number), *place, sure)


def links(document: Document) -> tuple[Found[str], ...]:
    """The addresses of pages in the order of the text, each once, without the scheme."""
    taken = [(one.span.start, one.span.end) for one in emails(document)]
    whole = Unbroken(document.text)
    found: dict[str, Found[str]] = {}
    for match in LINK.finditer(whole.text):
        start, end = whole.span(*match.span())
        if not any(left < end and start < right for left, right in taken):
            value = re.sub(r"^https?://(?:www\.)?", "", match[0], flags=re.IGNORECASE).rstrip("/")
            found.setdefault(value.lower(), document.found(value, start, end, 0.95))
    return tuple(found.values())
