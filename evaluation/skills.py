"""`wasl evaluate skills`: what extraction finds in sentences whose skills are known.

The sentences are `evaluation/skills.yaml`; beside them, a set of CVs (a folder with `truth.jsonl`
and its own `skills.yaml`) checks recall of skills as their owners write them.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from time import perf_counter
from typing import Any

import yaml

from evaluation.collection import CollectionError
from matching.skills.extraction import How, extract
from matching.skills.folding import key
from matching.skills.lexicon import Lexicon, lexicon

SENTENCES = "skills.yaml"
TRUTH, VOCABULARY = "truth.jsonl", "skills.yaml"
SPLITS = ("dev", "test")
# A sentence in several languages is given none.
MIXED = "mixed"

Extract = Callable[[str, str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text with the ids that it gives explicit evidence of."""

    split: str
    language: str
    text: str
    skills: frozenset[str]


def run(
    folder: Path | None = None, split: str | None = None, extracting: Extract | None = None
) -> dict[str, object]:
    """Precision, recall and F1 by split and language; with a folder of CVs, recall of their skills.

    Raises `CollectionError` for a split that is not there, or a folder that cannot be read.
    """
    start = perf_counter()
    if split is not None and split not in SPLITS:
        message = f"no split {split!r}: there are {', '.join(SPLITS)}"
        raise CollectionError(message)
    chosen = [split] if split else list(SPLITS)
    found = extracting or explicit
    result: dict[str, object] = {"splits": {one: figures(sentences(one), found) for one in chosen}}
    if folder is not None:
        result["cvs"] = recall_of_names(folder, lexicon())
    return {
        **result,
        "model": f"lexicon of {len(lexicon().entries)} entries",
        "version": version("wasl"),
        "seconds": perf_counter() - start,
    }


def explicit(text: str, language: str) -> frozenset[str]:
    """The ids found in a text, without those implied."""
    mentions = extract(text, "" if language == MIXED else language)
    return frozenset(one.skill for one in mentions if one.how is not How.IMPLIED)


def sentences(split: str | None = None) -> list[Sentence]:
    """The judged sentences, or those of a split."""
    text = files("evaluation").joinpath(SENTENCES).read_text("utf-8")
    rows = [
        Sentence(row["split"], row["language"], row["text"], frozenset(row["skills"]))
        for row in yaml.safe_load(text)
    ]
    return [row for row in rows if split in {None, row.split}]


def figures(rows: Sequence[Sentence], found: Extract) -> dict[str, Any]:
    """Figures of all sentences, then by language; micro averages over pairs of sentence and id."""
    answers = [(row, found(row.text, row.language)) for row in rows]
    by_language: dict[str, list[tuple[Sentence, frozenset[str]]]] = defaultdict(list)
    for row, answer in answers:
        by_language[row.language].append((row, answer))
    return {
        "all": scores(answers),
        **{language: scores(some) for language, some in by_language.items()},
    }


def scores(answers: Sequence[tuple[Sentence, frozenset[str]]]) -> dict[str, float]:
    """Precision, recall, F1; `false_alarms` is the share of empty sentences not left empty."""
    right = sum(len(row.skills & answer) for row, answer in answers)
    given = sum(len(answer) for _, answer in answers)
    wanted = sum(len(row.skills) for row, _ in answers)
    empty = [answer for row, answer in answers if not row.skills]
    return {
        "sentences": len(answers),
        "precision": right / given if given else 0.0,
        "recall": right / wanted if wanted else 0.0,
        "f1": 2 * right / (given + wanted) if given + wanted else 0.0,
        "empty": len(empty),
        "false_alarms": sum(map(bool, empty)) / len(empty) if empty else 0.0,
    }


def recall_of_names(folder: Path, lexicon: Lexicon) -> dict[str, Any]:
    """How many skills of CVs, as written, are found as an entry that stands for their id.

    An entry stands for an id of the folder's vocabulary when it is found in one of the id's labels
    or aliases.
    """
    stands = ids_of(folder / VOCABULARY)
    found: dict[str, list[bool]] = defaultdict(list)
    missed: dict[str, str] = {}
    for language, name, skill in written_skills(folder / TRUTH):
        answer = {one.skill for one in extract(name, language)}
        hit = bool(answer & stands.get(skill, frozenset()))
        found[language].append(hit)
        if not hit:
            missed[key(name)] = f"{name} ({skill})"
    every = [hit for hits in found.values() for hit in hits]
    return {
        "skills": len(every),
        "recall": sum(every) / len(every) if every else 0.0,
        "languages": {one: sum(hits) / len(hits) for one, hits in found.items()},
        "missed": sorted(missed.values()),
    }


def ids_of(path: Path) -> Mapping[str, frozenset[str]]:
    """Entries of the lexicon by id of a vocabulary; raises `CollectionError` when unreadable."""
    given = yaml.safe_load(_read(path))
    return {
        one: frozenset(
            mention.skill
            for label in (entry["fr"], entry["en"], entry["ar"], *entry["aliases"])
            for mention in extract(label)
        )
        for one, entry in given.items()
    }


def written_skills(path: Path) -> Iterable[tuple[str, str, str]]:
    """Language, skill as written and its id, for each skill of each CV that has an id."""
    for line in _read(path).splitlines():
        row = json.loads(line)
        for skill in row["skills"]:
            if skill.get("id"):
                yield row["language"], skill["name"], skill["id"]


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        message = f"{path}: {error.strerror}"
        raise CollectionError(message) from error
