"""Whether a document is a CV at all."""

import re
from collections.abc import Sequence
from functools import cache

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


def judged(document: Document, parts: Sequence[Part], cv: Cv) -> Cv:
    """The CV, or what the document is instead; then nothing is said of any person."""
    signs = _signs(parts, cv)
    kind, evidence = _other(document)
    if kind and signs < ENOUGH and len(evidence) > signs:
        return Cv(State.NOT_A_CV, cv.language, Verdict(kind, evidence))
    if signs:
        return cv
    if not cv.name and not cv.emails and not cv.phones:
        return Cv(State.NOTHING, cv.language)
    return Cv(State.NOT_A_CV, cv.language, Verdict())


def _signs(parts: Sequence[Part], cv: Cv) -> int:
    headed = len({part.section for part in parts if part.section in OWN and part.rows})
    lived = min(2, len(cv.education)) + min(2, len(cv.experience))
    return headed + lived + bool(cv.languages)


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
    """What is said of a document that is no CV, in a language of the interface."""
    given = words("outcomes")
    if state is State.NOTHING or verdict is None:
        return str(given["nothing"][language])
    if not verdict.kind:
        return str(given["no_signs"][language])
    label = words("kinds")["kinds"][verdict.kind]["label"][language]
    evidence = ", ".join(one.value for one in verdict.evidence[:5])
    return str(given["not_a_cv"][language]).format(kind=label, words=evidence)
