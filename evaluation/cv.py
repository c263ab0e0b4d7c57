"""`wasl evaluate cv`: what is read from CVs, against what is in them.

The folder holds `files/` and `truth.jsonl` (one object a CV: its `file`, `format`, `language` and
the fields below) and `skills.yaml`, the vocabulary that skills are compared in. A field of
`not_in_file` is expected to be found nowhere. Scans are apart: their errors are those of the OCR.

How a value counts as found:
- name: the same words in any order, folded (case, accents, hyphens, Arabic variants);
- email: the same, folded; phone: the same in E.164;
- city: the same city, whatever the language of its name;
- headline, certifications: of the words of both, four in five shared (F1 of folded words);
- skills: the same id of the set's vocabulary, to which ours are mapped by the words that they were
  read from, else by their labels and forms; ids outside it are ignored, and so are skills that
  another one only implies, or that are less sure than `STATED` (a sentence about budgets);
- languages: the same language with the same level;
- education: the same level and school, or the same degree (half of the folded words shared);
- experience: the same title and organisation (half of the words), start and end;
- contract: the same kind.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import Any

import yaml

from evaluation.collection import CollectionError
from ingestion import documents
from ingestion.cv import Cv, State, understand
from ingestion.cv.folding import folded
from ingestion.cv.heads import degree_level
from ingestion.cv.model import Education, Experience, Found, Moment, Period, Skill
from ingestion.cv.places import canonical
from ingestion.documents.outcome import Read
from matching.profile import LANGUAGES
from matching.skills.extraction import How
from matching.skills.folding import key
from matching.skills.lexicon import lexicon

HALF, MOST = 0.5, 0.8
STATED = 0.6
FIELDS = (
    "name",
    "email",
    "phone",
    "city",
    "headline",
    "skills",
    "languages",
    "education",
    "experience",
    "certifications",
    "contract",
)
SCAN = "scan"
Row = Mapping[str, Any]


@dataclass(slots=True)
class Count:
    """Values found that are right, found that are wrong, and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, other: "Count") -> None:
        """Count another document's too."""
        self.right += other.right
        self.wrong += other.wrong
        self.missed += other.missed

    def figures(self) -> dict[str, float]:
        """Precision, recall, F1 (1 where there was nothing to find and nothing was), and counts."""
        found, expected = self.right + self.wrong, self.right + self.missed
        total = found + expected
        return {
            "precision": self.right / found if found else float(not expected),
            "recall": self.right / expected if expected else float(not found),
            "f1": 2 * self.right / total if total else 1.0,
            "expected": expected,
            "found": found,
        }


def run(folder: Path) -> dict[str, object]:
    """Precision, recall and F1 of each field: over all files but scans, by format and language.

    Raises CollectionError: a file is missing or not of the form.
    """
    start = perf_counter()
    truths = truth(folder)
    vocabulary = Vocabulary.read(folder / "skills.yaml")
    read = [understood(folder, row) for row in truths]
    return {
        **measured(truths, read, vocabulary),
        "model": "rules",
        "version": version("wasl"),
        "seconds": perf_counter() - start,
    }


def truth(folder: Path) -> list[Row]:
    """The lines of `truth.jsonl`."""
    try:
        lines = (folder / "truth.jsonl").read_text("utf-8").splitlines()
        return [json.loads(line) for line in lines if line.strip()]
    except (OSError, ValueError) as error:
        raise CollectionError(f"{folder / 'truth.jsonl'}: {error}") from error


def understood(folder: Path, row: Row) -> Cv:
    """The CV of a file, as uploaded under the name that it was sent with."""
    path = folder / "files" / row["file"]
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CollectionError(f"{path}: {error.strerror}") from error
    name = row.get("upload_name", row["file"])
    outcome = documents.read(content, name)
    return understand(outcome, name) if isinstance(outcome, Read) else Cv(State.NOTHING)


def measured(
    truths: Sequence[Row], read: Sequence[Cv], vocabulary: "Vocabulary"
) -> dict[str, object]:
    """The figures of CVs that were read, by group."""
    pairs = list(zip(truths, read, strict=True))
    counted = [(row, counts(row, cv, vocabulary)) for row, cv in pairs]
    plain = [one for one in counted if one[0]["format"] != SCAN]
    groups = {"all but scans": plain, "scans": [one for one in counted if one not in plain]}
    for name, among in (("format", counted), ("language", plain)):
        for value in sorted({row[name] for row, _ in among}):
            groups[f"{name} {value}"] = [one for one in among if one[0][name] == value]
    return {
        "files": len(pairs),
        "recognised": sum(cv.state is State.CV and not cv.verdict for cv in read),
        "groups": {name: _total([count for _, count in group]) for name, group in groups.items()},
    }


def _total(counted: Sequence[Mapping[str, Count]]) -> dict[str, object]:
    sums = {name: Count() for name in FIELDS}
    for one in counted:
        for name, count in one.items():
            sums[name].add(count)
    return {"files": len(counted), **{name: count.figures() for name, count in sums.items()}}


def counts(row: Row, cv: Cv, vocabulary: "Vocabulary") -> dict[str, Count]:
    """What is right, wrong and missed in one CV, by field."""
    absent = {{"contract_sought": "contract"}.get(name, name) for name in row["not_in_file"]}
    found = _found(cv, vocabulary)
    return {
        name: Count(wrong=len(found[name]))
        if name in absent
        else compared(expected, found[name], ALIKE[name])
        for name, expected in _expected(row, vocabulary).items()
    }


Alike = Callable[[Any, Any], bool]


def compared(expected: Sequence[Any], found: Sequence[Any], alike: Alike) -> Count:
    """One value stands for one: each found value is right for at most one that is expected."""
    left, right = list(expected), 0
    for one in found:
        match = next((other for other in left if alike(other, one)), None)
        if match is not None:
            left.remove(match)
            right += 1
    return Count(right, len(found) - right, len(left))


def _expected(row: Row, vocabulary: "Vocabulary") -> dict[str, list[Any]]:
    skills = [one["id"] for one in row["skills"]] + row["skills_evidenced_in_text"]
    return {
        "name": _some(row["name"]["full"]),
        "email": _some(row["email"]),
        "phone": _some((row["phone"] or {}).get("e164")),
        "city": _some(row["city"]),
        "headline": _some(row["headline"]),
        "skills": sorted(set(skills) & vocabulary.ids),
        "languages": [(one["code"], one["level"]) for one in row["languages"]],
        "education": [Study.expected(one) for one in row["education"]],
        "experience": [Job.expected(one) for one in row["experience"]],
        "certifications": row["certifications"],
        "contract": row["contract_sought"],
    }


def _found(cv: Cv, vocabulary: "Vocabulary") -> dict[str, list[Any]]:
    return {
        "name": [cv.name.value.full] if cv.name else [],
        "email": [one.value for one in cv.emails],
        "phone": [one.value.e164 for one in cv.phones],
        "city": [cv.city.value] if cv.city else [],
        "headline": [cv.headline.value] if cv.headline else [],
        "skills": vocabulary.of(cv),
        "languages": [(one.value.code, one.value.level) for one in cv.languages],
        "education": [Study.found(one) for one in cv.education],
        "experience": [Job.found(one) for one in cv.experience],
        "certifications": [one.value for one in cv.certifications],
        "contract": [one.value for one in cv.contracts],
    }


def _some(value: str | None) -> list[str]:
    return [value] if value else []


@dataclass(frozen=True, slots=True)
class Study:
    """A course of study as compared."""

    degree: str
    level: int | None
    school: str

    @classmethod
    def expected(cls, given: Row) -> "Study":
        """That of the truth; its level is that of its degree."""
        return cls(given["degree"], degree_level(given["degree"]), given["school"])

    @classmethod
    def found(cls, one: Education) -> "Study":
        """One that was read."""
        return cls(_value(one.degree), one.level, _value(one.school))


@dataclass(frozen=True, slots=True)
class Job:
    """An experience as compared."""

    title: str
    organisation: str
    start: str
    end: str

    @classmethod
    def expected(cls, given: Row) -> "Job":
        """That of the truth."""
        return cls(given["title"], given["organisation"], given["start"], given["end"])

    @classmethod
    def found(cls, one: Experience) -> "Job":
        """One that was read."""
        period = one.period.value if one.period else Period(None)
        end = "present" if period.ongoing else _written(period.end)
        return cls(_value(one.title), _value(one.organisation), _written(period.start), end)


def _written(moment: Moment | None) -> str:
    return str(moment) if moment else ""


def _value(found: Found[str] | None) -> str:
    return found.value if found else ""


def shared(first: str, second: str) -> float:
    """F1 of the folded words of two texts."""
    one, other = (set(re.findall(r"\w+", folded(text))) for text in (first, second))
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def _same_name(one: str, other: str) -> bool:
    return sorted(re.findall(r"\w+", folded(one))) == sorted(re.findall(r"\w+", folded(other)))


def _same_study(one: Study, other: Study) -> bool:
    school = shared(one.school, other.school) >= HALF
    return (one.level == other.level and school) or shared(one.degree, other.degree) >= HALF


def _same_job(one: Job, other: Job) -> bool:
    texts = ((one.title, other.title), (one.organisation, other.organisation))
    dates = (one.start, one.end) == (other.start, other.end)
    return dates and all(shared(*pair) >= HALF for pair in texts)


ALIKE: Mapping[str, Alike] = {
    "name": _same_name,
    "email": lambda one, other: folded(one) == folded(other),
    "phone": str.__eq__,
    "city": lambda one, other: (
        (canonical(one) or folded(one)) == (canonical(other) or folded(other))
    ),
    "headline": lambda one, other: shared(one, other) >= MOST,
    "skills": str.__eq__,
    "languages": tuple.__eq__,
    "education": _same_study,
    "experience": _same_job,
    "certifications": lambda one, other: shared(one, other) >= MOST,
    "contract": str.__eq__,
}


@dataclass(frozen=True)
class Vocabulary:
    """The set's skills: its ids by the keys of their labels and forms."""

    forms: Mapping[str, str]

    @classmethod
    def read(cls, path: Path) -> "Vocabulary":
        """From `skills.yaml`; raises CollectionError."""
        try:
            given = yaml.safe_load(path.read_text("utf-8"))
        except (OSError, yaml.YAMLError) as error:
            raise CollectionError(f"{path}: {error}") from error
        forms: dict[str, str] = {}
        for ident, entry in given.items():
            for form in (*(entry[language] for language in LANGUAGES), *entry["aliases"]):
                forms.setdefault(key(str(form)), ident)
        return cls(forms)

    @property
    def ids(self) -> set[str]:
        """All ids."""
        return set(self.forms.values())

    def of(self, cv: Cv) -> list[str]:
        """The set's ids of the skills that a CV states."""
        stated = (one for one in cv.skills if one.how != How.IMPLIED and one.confidence >= STATED)
        return sorted({ident for one in stated for ident in self.idents(one)})

    def idents(self, skill: Skill) -> set[str]:
        """The set's ids for one of our skills: by the words it was read from, else by its forms."""
        written = {self.forms[one] for it in skill.mentions if (one := key(it.text)) in self.forms}
        named = (self.forms[one] for one in _keys(skill.id) if one in self.forms)
        return written or {ident for ident in (next(named, None),) if ident}


def _keys(skill: str) -> Iterable[str]:
    return (key(form) for form in lexicon().entries[skill].written)
