"""Whether a document is a CV at all."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from ingestion.cv.dates import periods
from ingestion.cv.folding import whole
from ingestion.cv.model import Cv, Found, Section, State, Verdict
from ingestion.cv.rows import Document
from ingestion.cv.sections import Part
from ingestion.cv.words import words

# Headings that hardly any document but a CV has.
OWN = {
    Section.EXPERIENCE,
    Section.EDUCATION,
    Section.SKILLS,
    Section.LANGUAGES,
    Section.INTERESTS,
    Section.SOFT_SKILLS,
}
ENOUGH = 3  # signs of a CV that no other document's words outweigh
# Nothing of a life is told with its years, though a scan may have parted them from it; and nobody
# is named whose life it would be.
UNDATED, NAMELESS = "undated", "nameless"


def judged(document: Document, parts: Sequence[Part], cv: Cv) -> Cv:
    """The CV, with what makes it doubtful, or what the document is instead.

    Of a document without a sign of a CV nothing is said of any person; one with some may be one
    all the same, and `verdict` tells why a person should look first.
    """
    signs, lacking = _signs(parts, cv), _lacking(document, cv)
    kind, evidence = _other(document)
    outweighed = signs < ENOUGH and len(evidence) > signs
    other = Verdict(kind, evidence) if kind and (lacking or outweighed) else None
    if signs:
        return replace(cv, verdict=other or lacking)
    if other or cv.name or cv.emails or cv.phones:
        return Cv(State.NOT_A_CV, cv.language, other or Verdict())
    return Cv(State.NOTHING, cv.language)


def _signs(parts: Sequence[Part], cv: Cv) -> int:
    headed = len({part.section for part in parts if part.section in OWN and part.rows})
    lived = min(2, len(cv.education)) + min(2, len(cv.experience))
    return headed + lived + bool(cv.languages)


def _lacking(document: Document, cv: Cv) -> Verdict | None:
    """What a CV has and an advert, a call or a brochure of the same headings has not."""
    studied = any(one.period for one in cv.education)
    lived = studied or any(one.period for one in cv.experience)
    if not lived and not any(one.range for row in document.rows for one in periods(row.fold)):
        return Verdict(UNDATED)
    return None if cv.name else Verdict(NAMELESS)


@cache
def _kinds() -> dict[str, re.Pattern[str]]:
    return {kind: whole(given["words"]) for kind, given in words("kinds")["kinds"].items()}


def _other(document: Document) -> tuple[str, tuple[Found[str], ...]]:
    """The kind of document with most of its words in the text, and where they stand."""
    best: tuple[str, tuple[Found[str], ...]] = ("", ())
    for kind, pattern in _kinds().items():
        found: dict[str, Found[str]] = {}
        for row in document.rows:
            for match in pattern.finditer(row.folded):
                left, right = row.fold.span(*match.span())
                place = row.start + left, row.start + right
                value = document.text[place[0] : place[1]]
                found.setdefault(match[0], document.found(value, *place, 0.9))
        if len(found) >= words("kinds")["at_least"] and len(found) > len(best[1]):
            best = kind, tuple(found.values())
    return best


def said(verdict: Verdict | None, state: State, language: str) -> str:
    """What is said of a document that is no CV, or may be none, in a language of the interface."""
    given = words("outcomes")
    if state is State.NOTHING or verdict is None:
        return str(given["nothing"][language])
    if verdict.kind not in _kinds():
        return str(given[verdict.kind or "no_signs"][language])
    label = words("kinds")["kinds"][verdict.kind]["label"][language]
    evidence = ", ".join(one.value for one in verdict.evidence[:5])
    return str(given["not_a_cv"][language]).format(kind=label, words=evidence)
