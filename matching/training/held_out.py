"""What is never trained on: concepts that benchmarks ask for, and some of our own to choose by."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from matching.errors import MatchingError
from matching.training.concepts import Concept, fold, without

ASKED = "esco_skill_fr"  # the benchmark whose queries come from the same file
SKILL = "http://data.europa.eu/esco/skill/"
LARGEST = 300  # queries of a collection
# Families and sides that choices are made on: what is sought, and what it is sought among.
COLLECTIONS = {
    "skill_fr_en": ("skill", "fr", "en"),
    "skill_text_en": ("skill", "en:text", "en"),
    "occupation_fr_fr": ("occupation", "fr", "fr"),
    "occupation_fr_en": ("occupation", "fr", "en"),
    "lexicon_ar_fr": ("lexicon", "ar", "fr"),
    "lexicon_ar_en": ("lexicon", "ar", "en"),
    "company_ar_fr": ("company", "ar", "fr"),
    "company_ary_fr": ("company", "ary", "fr"),
    "scheme_fr_fr": ("scheme", "fr:project", "fr"),
    "scheme_ar_fr": ("scheme", "ar:project", "fr"),
    "interface_fr_en": ("interface", "fr", "en"),
    "interface_ar_en": ("interface", "ar", "en"),
}


def asked(datasets: Path) -> frozenset[str]:
    """The concepts that the queries of `esco_skill_fr` mean.

    Raises `MatchingError` where the benchmark is missing: what it asks could not be held out.
    """
    files = sorted((datasets / ASKED).glob("*/queries.jsonl"))
    if not files:
        raise MatchingError(f"{datasets / ASKED} has no queries to hold out: set WASL_DATASETS")
    lines = (line for file in files for line in file.read_text("utf-8").splitlines())
    return frozenset(SKILL + json.loads(line)["id"].partition("#")[0] for line in lines)


def parted(
    concepts: Sequence[Concept], asked: frozenset[str], share: float
) -> tuple[list[Concept], list[Concept]]:
    """What may be trained on, and the `share` of all but the concepts `asked` that is held out.

    No text of either, nor of those asked, is left in what may be trained on.
    """
    held = [one for one in concepts if one.id not in asked and _drawn(one.id) < share]
    away = [one for one in concepts if one.id in asked]
    return without(concepts, [*held, *away]), held


def _drawn(name: str) -> float:
    """A number in [0, 1) that is always the same for a name."""
    return int(sha256(name.encode()).hexdigest()[:8], 16) / 16**8


def write(kept: Sequence[Concept], held: Sequence[Concept], folder: Path) -> None:
    """Write the collections that the held-out concepts are sought in, among all.

    They are of the form that `wasl evaluate retrieval` reads.
    """
    for name, sides in COLLECTIONS.items():
        _write(kept, held, sides, folder / name)


def _write(
    kept: Sequence[Concept], held: Sequence[Concept], sides: tuple[str, str, str], folder: Path
) -> None:
    family, query, passage = sides
    texts = [one.texts[passage][0] for one in (*held, *kept) if _has(one, family, passage)]
    ids = {text: f"d{number}" for number, text in enumerate(dict.fromkeys(map(fold, texts)))}
    wanted = (
        (one.texts[query][-1], fold(one.texts[passage][0]))
        for one in held
        if _has(one, family, query, passage)
    )
    judged = [(text, right) for text, right in wanted if fold(text) != right][:LARGEST]
    folder.mkdir(parents=True, exist_ok=True)
    documents = {ids[fold(text)]: text for text in texts}
    queries = {f"q{number}": text for number, (text, _) in enumerate(judged)}
    _lines(folder / "corpus.jsonl", documents, passage[:2])
    _lines(folder / "queries.jsonl", queries, query[:2])
    rows = (f"{one}\t{ids[right]}\t1\n" for one, (_, right) in zip(queries, judged, strict=True))
    (folder / "qrels.tsv").write_text("".join(rows), "utf-8")


def _has(one: Concept, family: str, *sides: str) -> bool:
    return one.family == family and all(side in one.texts for side in sides)


def _lines(path: Path, texts: Mapping[str, str], lang: str) -> None:
    rows = ({"id": name, "text": text, "lang": lang} for name, text in texts.items())
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
