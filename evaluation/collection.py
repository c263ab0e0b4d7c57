"""A retrieval collection in the project's one form: a folder that other people can bring.

`queries.jsonl` and `corpus.jsonl` hold one object a line with `id`, `text` and `lang`; `qrels.tsv`
holds query id, document id and grade (0 or more), with a header line or none. Optional are
`meta.json`, and `pop.tsv`: document id and how often it was an answer before, a prior.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from babel.core import get_global

from app.kit.errors import DomainError

QUERIES, CORPUS, QRELS, META = "queries.jsonl", "corpus.jsonl", "qrels.tsv", "meta.json"
PRIOR = "pop.tsv"

# Spoken Arabic has codes of its own; the product reads and writes one Arabic.
SPOKEN = dict.fromkeys(("ary", "arz", "apc", "arq", "aeb"), "ar")


class CollectionError(DomainError):
    """A collection cannot be read; the message names the file and the line."""


@dataclass(frozen=True, slots=True)
class Text:
    """A query or a document; `lang` is an ISO 639-1 code, empty when the file gives none."""

    id: str
    text: str
    lang: str
    split: str = ""


@dataclass(frozen=True, slots=True)
class Collection:
    """Queries, documents and judgements; `qrels` maps query id to document id to grade.

    Only queries that have a document of grade 1 or more are kept. `strangers` counts judgements
    whose query or document is not in the files (documents among them stay judged, and missed).
    `prior` maps document id to how often it was an answer before, empty where nothing tells.
    """

    name: str
    folder: Path
    queries: tuple[Text, ...]
    documents: tuple[Text, ...]
    qrels: Mapping[str, Mapping[str, int]]
    strangers: int = 0
    meta: Mapping[str, Any] = field(default_factory=dict)
    prior: Mapping[str, int] = field(default_factory=dict)


def iso_language(code: str) -> str:
    """ISO 639-1 code of `fra`, `fr-FR`, `ARA`…; a code with no two-letter form comes back as is."""
    base = code.strip().lower().replace("_", "-").partition("-")[0]
    return SPOKEN.get(base) or get_global("language_aliases").get(base, base)


def is_collection(folder: Path) -> bool:
    """Whether the folder holds the three files of a collection."""
    return all((folder / name).is_file() for name in (QUERIES, CORPUS, QRELS))


def collections_under(folder: Path) -> list[Path]:
    """List the folder itself if it is a collection, else every collection below it, sorted.

    Raises `CollectionError` when there is none.
    """
    found = sorted(path.parent for path in folder.rglob(QRELS) if is_collection(path.parent))
    if not found:
        message = f"{folder}: no folder with {QUERIES}, {CORPUS} and {QRELS} here or below"
        raise CollectionError(message)
    return [folder] if folder in found else found


def load_collection(folder: Path, *, name: str = "", split: str | None = None) -> Collection:
    """Read a folder; `split` keeps the queries of that split where the queries have splits.

    Raises `CollectionError`, naming file and line, for anything that is not of the form.
    """
    queries = read_texts(folder / QUERIES)
    documents = read_texts(folder / CORPUS)
    qrels = read_qrels(folder / QRELS)
    wanted = [q for q in queries if any(grade > 0 for grade in qrels.get(q.id, {}).values())]
    if split is not None and any(query.split for query in queries):
        wanted = [query for query in wanted if query.split == split]
    return Collection(
        name=name or folder.name,
        folder=folder,
        queries=tuple(wanted),
        documents=tuple(documents),
        qrels={query.id: qrels[query.id] for query in wanted},
        strangers=_strangers(qrels, queries, documents),
        meta=_read_meta(folder / META),
        prior=read_prior(folder / PRIOR) if (folder / PRIOR).exists() else {},
    )


def read_texts(path: Path) -> list[Text]:
    """Read a `.jsonl` of texts; raises `CollectionError` for a bad line or an id seen twice."""
    seen: dict[str, int] = {}
    texts = []
    for number, line in _lines(path):
        text = _text(path, number, line)
        if text.id in seen:
            raise _bad(path, number, f"id {text.id!r} is already on line {seen[text.id]}")
        seen[text.id] = number
        texts.append(text)
    return texts


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Read judgements; raises `CollectionError` for a bad line, never for a header line."""
    qrels: dict[str, dict[str, int]] = {}
    for number, (query, document, grade) in _rows(path, 3):
        qrels.setdefault(query, {})[document] = _count(path, number, "grade", grade)
    return qrels


def read_prior(path: Path) -> dict[str, int]:
    """Read how often each document was an answer; raises `CollectionError` for a bad line."""
    return {
        document: _count(path, number, "count", count)
        for number, (document, count) in _rows(path, 2)
    }


def _rows(path: Path, columns: int) -> Iterator[tuple[int, list[str]]]:
    """Cells of each line but a header, told by a first line whose last cell is no number."""
    for number, line in _lines(path):
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) != columns:
            message = f"{columns} tab-separated columns expected, {len(cells)} found"
            raise _bad(path, number, message)
        if number > 1 or _is_number(cells[-1]):
            yield number, cells


def _text(path: Path, number: int, line: str) -> Text:
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        raise _bad(path, number, f"not JSON ({error.msg})") from error
    if not isinstance(value, dict):
        raise _bad(path, number, "an object with id, text and lang expected")
    if not isinstance(value.get("id"), str | int):
        raise _bad(path, number, "field 'id' is missing or is not a text")
    for name, default in (("text", None), ("lang", ""), ("split", "")):
        if not isinstance(value.setdefault(name, default), str):
            raise _bad(path, number, f"field {name!r} is missing or is not a text")
    return Text(str(value["id"]), value["text"], iso_language(value["lang"]), value["split"])


def _is_number(cell: str) -> bool:
    return cell.lstrip("-").replace(".", "", 1).isdecimal()


def _count(path: Path, number: int, name: str, cell: str) -> int:
    if not _is_number(cell) or float(cell) < 0 or not float(cell).is_integer():
        raise _bad(path, number, f"{name} {cell!r} is not a whole number, 0 or more")
    return int(float(cell))


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Non-blank lines with their numbers, from 1; only a line feed ends a line."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except FileNotFoundError as error:
        message = f"{path}: the file is missing"
        raise CollectionError(message) from error
    except UnicodeDecodeError as error:
        message = f"{path}: not UTF-8 at byte {error.start}"
        raise CollectionError(message) from error
    return ((number, line) for number, line in enumerate(lines, 1) if line.strip())


def _read_meta(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        message = f"{path}: not JSON ({error})"
        raise CollectionError(message) from error
    return value if isinstance(value, dict) else {}


def _strangers(
    qrels: Mapping[str, Mapping[str, int]], queries: Sequence[Text], documents: Sequence[Text]
) -> int:
    known, held = {query.id for query in queries}, {document.id for document in documents}
    pairs = ((query, document) for query, judged in qrels.items() for document in judged)
    return sum(query not in known or document not in held for query, document in pairs)


def _bad(path: Path, number: int, reason: str) -> CollectionError:
    return CollectionError(f"{path}, line {number}: {reason}")
