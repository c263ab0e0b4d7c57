"""What the truth of a talent set says of a candidate, as the product's reading would say it."""

from collections import Counter as Tally
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from ingestion.cv.places import canonical
from matching.profile import Skill, Words
from matching.skills.folding import key
from matching.skills.lexicon import lexicon
from matching.talent.candidate import Candidate, Post, Study
from matching.talent.coverage import IMPLIED, Met

Row = Mapping[str, Any]


def mapped(vocabulary: Mapping[str, Row]) -> dict[str, str]:
    """From the skills of a set's vocabulary to those of the lexicon, by most shared names."""
    found = {name: _same(entry) for name, entry in vocabulary.items()}
    return {name: skill for name, skill in found.items() if skill}


def _same(entry: Row) -> str:
    names = [entry["en"], entry["fr"], entry["ar"], *entry["aliases"]]
    forms = (form for name in names for form in lexicon().forms.get(key(name), ()))
    shared = Tally(one.entry.id for one in forms if not one.entry.is_occupation)
    return shared.most_common(1)[0][0] if shared else ""


def candidate_of(truth: Row, skills: Mapping[str, str], as_of: date) -> Candidate:
    """The candidate of a row of `truth.jsonl`; what is not in the file is not known."""
    absent = set(truth["not_in_file"])
    return Candidate(
        id=truth["id"],
        language=truth["language"],
        headline=truth["headline"] or "",
        summary=truth["summary"] or "",
        skills=dict(_skills(truth, skills)),
        posts=tuple(_post(one, as_of) for one in truth["experience"]),
        studies=tuple(
            Study(one["degree"] or "", one["field"] or "", truth["degree_level"])
            for one in truth["education"]
        ),
        projects=tuple(" ".join(_texts(one)) for one in truth["projects"]),
        languages={one["code"]: one["level"] for one in truth["languages"]},
        city=canonical(truth["city"] or "") or "",
        contracts=() if "contract_sought" in absent else tuple(truth["contract_sought"]),
        years=truth["years_of_experience"],
        student=truth["is_student"],
    )


def _skills(truth: Row, known: Mapping[str, str]) -> Iterator[tuple[str, Skill]]:
    had = {known[one["id"]]: one["name"] for one in truth["skills"] if one["id"] in known}
    implied = {other: words for name, words in had.items() for other in lexicon().implied(name)}
    for name, words in implied.items():
        yield name, Skill(name, IMPLIED, Met.IMPLIED, (Words(words, "skills"),))
    for name, words in had.items():
        yield name, Skill(name, 1.0, "exact", (Words(words, "skills"),))


def _post(row: Row, as_of: date) -> Post:
    return Post(row["title"] or "", "\n".join(row["bullets"]), row["kind"], _months(row, as_of))


def _months(row: Row, as_of: date) -> int | None:
    start, end = row["start"], row["end"]
    if not start or not end:
        return None
    last = f"{as_of:%Y-%m}" if end == "present" else end
    years, months = (int(b) - int(a) for a, b in zip(_parts(start), _parts(last), strict=True))
    return 12 * years + months + 1


def _parts(moment: str) -> Sequence[str]:
    year, _, month = moment.partition("-")
    return year, month or "6"


def _texts(value: object) -> Iterator[str]:
    """Every text in a value that may be a text, a list or an object."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
