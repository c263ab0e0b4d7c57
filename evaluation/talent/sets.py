"""A judged set of vacancies and candidates.

It is a folder of `truth.jsonl` (what each CV says), `files/` (the CVs as sent), `offers.jsonl`
(each with its whole advert, `text`, and one line, `short`), `qrels.tsv` (grades 0 to 3) and
`skills.yaml` (the vocabulary of the truth's skills). Offers are always read from their text.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from evaluation.collection import QRELS, CollectionError, read_qrels
from evaluation.talent.truth import candidate_of, mapped
from ingestion import documents, offers
from ingestion.candidates import candidate, without_instructions
from ingestion.cv import understand
from ingestion.offers.matching import profile as vacancy_profile
from matching.profile import Profile
from matching.talent.candidate import Candidate
from matching.talent.occupations import Reader

TRUTH, OFFERS, SKILLS, FILES = "truth.jsonl", "offers.jsonl", "skills.yaml", "files"
AS_OF = date(2026, 11, 1)
# The two ways in which a need is said.
FORMS = ("short", "text")

Row = Mapping[str, Any]


@dataclass(frozen=True)
class TalentSet:
    """Offers and CVs by id, with the grade of each pair."""

    folder: Path
    offers: Mapping[str, Row]
    truth: Mapping[str, Row]
    qrels: Mapping[str, Mapping[str, int]]

    @property
    def hopeless(self) -> frozenset[str]:
        """The offers that nobody suits."""
        return frozenset(one for one in self.offers if not any(self.qrels[one].values()))


def read(folder: Path) -> TalentSet:
    """The set; raises `CollectionError` for what is missing or not of the form."""
    offered, truth = rows(folder / OFFERS), rows(folder / TRUTH)
    qrels = read_qrels(folder / QRELS)
    return TalentSet(folder, offered, truth, {one: qrels.get(one, {}) for one in offered})


def rows(path: Path) -> dict[str, Row]:
    """The objects of a file by their id."""
    try:
        found = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
        return {str(one["id"]): one for one in found}
    except (OSError, ValueError, TypeError, KeyError) as error:
        message = f"{path}: {error}"
        raise CollectionError(message) from error


def vacancy(row: Row, form: str, reader: Reader) -> Profile:
    """An offer as the product reads it from one of its texts."""
    return vacancy_profile(offers.read(row[form], row["language"]), str(row["id"]), reader)


def from_truth(judged: TalentSet) -> list[Candidate]:
    """The candidates as the truth has them."""
    try:
        known = mapped(yaml.safe_load((judged.folder / SKILLS).read_text("utf-8")))
    except OSError as error:
        message = f"{judged.folder / SKILLS}: the file is missing"
        raise CollectionError(message) from error
    return [candidate_of(row, known, AS_OF) for row in judged.truth.values()]


def from_files(judged: TalentSet) -> list[Candidate]:
    """The candidates as their files are read; one whose file is refused says nothing."""
    return [from_file(judged.folder / FILES / row["file"], row) for row in judged.truth.values()]


def from_file(path: Path, row: Row) -> Candidate:
    """The candidate that a file makes."""
    outcome = documents.read(path.read_bytes(), row["upload_name"])
    if not isinstance(outcome, documents.Read):
        return Candidate(row["id"], "")
    read = without_instructions(outcome)
    return candidate(understand(read, row["upload_name"], AS_OF), read, row["id"], AS_OF)


# Where candidates come from: what is in the CVs, or what was read from their files.
SOURCES: Mapping[str, Callable[[TalentSet], list[Candidate]]] = {
    "truth": from_truth,
    "files": from_files,
}
