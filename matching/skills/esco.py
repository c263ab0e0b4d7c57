"""Concepts of ESCO, from the files that it publishes, linked to the entries of the lexicon.

https://esco.ec.europa.eu/en/use-esco/download: CSV with a header, a file for skills and one for
occupations in each language. A concept is linked to the entries of its kind, skill or occupation,
that are written as its preferred label is, *exactly*, or as one of its other labels is, *closely*
(as SKOS has `exactMatch` and `closeMatch`). Homonyms are not linked: a label has no context.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from matching.errors import MatchingError
from matching.skills.folding import key
from matching.skills.lexicon import Lexicon

FILE = "esco.json"
COLUMNS = ("conceptType", "conceptUri", "preferredLabel", "altLabels")
# Whether concepts of a type are occupations; files of other types are refused.
TYPES = {"Occupation": True, "KnowledgeSkillCompetence": False}
LONGEST_FIELD = 1_000_000


class EscoError(MatchingError):
    """A file is not one that ESCO publishes; the message names file, line and reason."""


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept of ESCO in one language."""

    uri: str
    is_occupation: bool
    label: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """The entries that a concept is exactly, or closely."""

    exactly: tuple[str, ...] = ()
    closely: tuple[str, ...] = ()


def read(path: Path) -> Iterator[Concept]:
    """The concepts of a file; raises `EscoError`, with the line, for one that is not ESCO's."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _concepts(path, file)
    except OSError as error:
        message = f"{path}: {error.strerror}"
        raise EscoError(message) from error
    except UnicodeDecodeError as error:
        message = f"{path}: not UTF-8 at byte {error.start}"
        raise EscoError(message) from error


def _concepts(path: Path, lines: Iterable[str]) -> Iterator[Concept]:
    csv.field_size_limit(LONGEST_FIELD)
    rows = csv.DictReader(lines, strict=True)
    try:
        missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
        if missing:
            raise _wrong(path, 1, f"no column {', '.join(missing)}")
        for row in rows:
            yield _concept(row, path, rows.line_num)
    except csv.Error as error:
        raise _wrong(path, rows.line_num, str(error)) from error


def _concept(row: Mapping[str, str | None], path: Path, line: int) -> Concept:
    kind, uri = row["conceptType"] or "", row["conceptUri"] or ""
    if kind not in TYPES:
        raise _wrong(path, line, f"{kind!r} is neither a skill nor an occupation")
    if not uri.startswith("http") or not row["preferredLabel"]:
        raise _wrong(path, line, "a concept without address or label")
    others = tuple((row["altLabels"] or "").splitlines())
    return Concept(uri, TYPES[kind], row["preferredLabel"] or "", others)


def _wrong(path: Path, line: int, reason: str) -> EscoError:
    return EscoError(f"{path}, line {line}: {reason}")


def linked(concepts: Iterable[Concept], lexicon: Lexicon) -> dict[str, Link]:
    """The link of each concept by its address; of one in several languages, all that they give."""
    found: dict[str, Link] = {}
    for concept in concepts:
        before = found.get(concept.uri, Link())
        titles = concept.label.split("/") if concept.is_occupation else []
        exactly = _entries((concept.label, *titles), concept, lexicon, before.exactly)
        closely = _entries(concept.others, concept, lexicon, before.closely)
        close = tuple(one for one in closely if one not in exactly)
        found[concept.uri] = Link(exactly, close)
    return found


def _entries(
    labels: Sequence[str], concept: Concept, lexicon: Lexicon, before: Sequence[str]
) -> tuple[str, ...]:
    """Entries of the concept's kind that are written as a label is, each once."""
    same = (
        form.entry.id
        for label in labels
        for form in lexicon.forms.get(key(label), ())
        if not form.doubtful and form.entry.is_occupation == concept.is_occupation
    )
    return tuple(dict.fromkeys((*before, *same)))


def save(links: Mapping[str, Link], folder: Path) -> Path:
    """Write the links of concepts that have some, in place of those there were."""
    folder.mkdir(parents=True, exist_ok=True)
    path, kept = folder / FILE, {uri: asdict(one) for uri, one in links.items() if one != Link()}
    new = path.with_suffix(".new")
    new.write_text(json.dumps(kept, indent=0, sort_keys=True), "utf-8")
    new.replace(path)
    return path


def load(folder: Path) -> dict[str, Link]:
    """The links that were imported; none before."""
    path = folder / FILE
    if not path.exists():
        return {}
    given = json.loads(path.read_text("utf-8"))
    return {uri: Link(tuple(one["exactly"]), tuple(one["closely"])) for uri, one in given.items()}
