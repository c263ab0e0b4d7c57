"""Texts that mean alike, from the files that may be trained on."""

import csv
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import takewhile
from pathlib import Path
from typing import Any

from matching.errors import MatchingError
from matching.profile import LANGUAGES
from matching.skills import esco
from matching.skills.lexicon import ANY, Lexicon

# Files of a training folder, by what they hold.
FRENCH = {"skill": "skills_fr.csv", "occupation": "occupations_fr.csv"}
ENGLISH = {"skill": "esco_skills_en.csv", "occupation": "esco_occupations_en.csv"}
LABELS = "skills_en_label.txt"
TITLES = {"es": "taskA_training_es.tsv", "de": "taskA_training_de.tsv"}
FILES = (*FRENCH.values(), *ENGLISH.values(), LABELS, *TITLES.values())
# ESCO's English texts run on from names to description: where a sentence starts.
START = re.compile(r"(?<=[^\s.:]) +(?=[A-Z][a-z-]*,? [a-z])")
LONGEST_LABEL = 20  # words


@dataclass(frozen=True, slots=True)
class Concept:
    """What several texts mean, by side: `fr`, `en`, `ar`… are names of it, `en:text` describes it.

    Concepts of a family (`skill`, `lexicon`…) stand in one batch.
    """

    id: str
    family: str
    texts: Mapping[str, tuple[str, ...]]

    @property
    def folded(self) -> frozenset[str]:
        """All its texts, without the difference of small and capital letters."""
        return frozenset(fold(text) for texts in self.texts.values() for text in texts)


@dataclass(frozen=True, slots=True)
class Material:
    """What is learnt from, and where texts are held.

    Those of `replay` stay where they are; of each of `aligned`, the first comes to where the second
    is.
    """

    concepts: Sequence[Concept]
    replay: Sequence[str]
    aligned: Sequence[tuple[str, str]] = ()

    @property
    def sha256(self) -> str:
        """Digest of all texts in their order."""
        texts = [[one.id, one.family, dict(one.texts)] for one in self.concepts]
        held = [list(self.replay), list(self.aligned)]
        whole = json.dumps([texts, *held], ensure_ascii=False, sort_keys=True)
        return sha256(whole.encode()).hexdigest()


SPOKEN = (*LANGUAGES, "ary")  # what sides say the same in, text by text
Sides = dict[str, list[str]]
Duties = Mapping[str, Mapping[str, Sequence[str]]]


def fold(text: str) -> str:
    """What two texts share that read alike."""
    return " ".join(text.casefold().split())


def concept(name: str, family: str, sides: Mapping[str, Iterable[str]]) -> Concept:
    """A concept without blank or repeated texts."""
    kept = {
        side: tuple(dict.fromkeys(stripped for text in texts if (stripped := text.strip())))
        for side, texts in sides.items()
    }
    return Concept(name, family, {side: texts for side, texts in kept.items() if texts})


def from_esco(folder: Path) -> list[Concept]:
    """ESCO's skills and occupations in French and English; titles in Spanish and German.

    Raises `MatchingError` for a missing file or one of another form.
    """
    _check(folder)
    labels = frozenset((folder / LABELS).read_text("utf-8").splitlines())
    found: dict[tuple[str, str], Sides] = defaultdict(lambda: defaultdict(list))
    for family, file in FRENCH.items():
        for one in esco.read(folder / file):
            found[family, one.uri]["fr"] += [one.label, *one.others]
    for family, file in ENGLISH.items():
        for uri, text in _english(folder / file):
            found[family, uri] |= told(text, labels)
    for language, file in TITLES.items():
        for uri, titles in _titles(folder / file):
            found["occupation", uri][language] += titles
    return [concept(uri, family, sides) for (family, uri), sides in found.items()]


def _check(folder: Path) -> None:
    missing = [file for file in FILES if not (folder / file).is_file()]
    if missing:
        raise MatchingError(f"{folder / missing[0]} is missing: set WASL_DATASETS")


def told(text: str, labels: frozenset[str]) -> Sides:
    """The label, all names, the description and the whole of ESCO's English text of a concept.

    The label is one of `labels`, else what the description speaks of (*Credit analysts …*).
    """
    listed = _listed(text.split(), labels)
    start = START.search(text, len(listed))
    names, described = (text[: start.start()], text[start.end() :]) if start else (text, "")
    label = listed or " ".join(_subject(names.split(), described.split()))
    return {"en": [label], "en:names": [names], "en:text": [described], "en:all": [text]}


def _listed(words: list[str], labels: frozenset[str]) -> str:
    """The longest of `labels` that the words begin with; empty for none."""
    sizes = range(min(len(words), LONGEST_LABEL), 0, -1)
    starts = (" ".join(words[:size]) for size in sizes)
    return next((start for start in starts if start in labels), "")


def _subject(names: list[str], described: list[str]) -> list[str]:
    alike = zip(names, described, strict=False)
    return [name for name, _ in takewhile(lambda pair: _stem(pair[0]) == _stem(pair[1]), alike)]


def _stem(word: str) -> str:
    return word.casefold().rstrip("s,")


def _english(path: Path) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from ((row["id"], row["description"]) for row in csv.DictReader(file))


def _titles(path: Path) -> Iterator[tuple[str, list[str]]]:
    for line in path.read_text("utf-8").splitlines():
        _, uri, *titles = line.split("\t")
        yield uri, titles


def from_lexicon(lexicon: Lexicon, duties: Duties) -> list[Concept]:
    """The project's own skills and occupations, as French, English and Arabic write them.

    `duties` are sentences by occupation and language: sides `fr:duty`, `ary:duty`…
    """
    return [
        concept(entry.id, "lexicon", _written(entry.by_language) | _done(duties.get(entry.id, {})))
        for entry in lexicon.entries.values()
    ]


def _done(duties: Mapping[str, Sequence[str]]) -> Sides:
    return {f"{language}:duty": list(sentences) for language, sentences in duties.items()}


def from_companies(told: Iterable[Mapping[str, Any]]) -> list[Concept]:
    """What companies are about and what they need, in several languages.

    One of `told` has an `id`, and by language `about` and `need`.
    """
    return [
        concept(
            f"company:{one['id']}:{part}",
            "company",
            {lang: [said[part]] for lang, said in one.items() if lang != "id"},
        )
        for one in told
        for part in ("about", "need")
    ]


def from_schemes(told: Iterable[Mapping[str, Any]]) -> list[Concept]:
    """What supports companies (sides `fr`, `en`…), and what one that it is for wants to do.

    The latter are sides `fr:project`… One of `told` has an `id`, and a `scheme` and a `project` by
    language.
    """
    return [
        concept(f"scheme:{one['id']}", "scheme", _suited(one["scheme"], one["project"]))
        for one in told
    ]


def _suited(scheme: Mapping[str, str], project: Mapping[str, str]) -> Sides:
    wanted = {f"{language}:project": [text] for language, text in project.items()}
    return wanted | {language: [text] for language, text in scheme.items()}


def aligned(concepts: Iterable[Concept], language: str) -> Iterator[tuple[str, str]]:
    """Texts in other languages, each with the one that says it in `language`.

    That is the one of the same rank on the same side (`ar:duty` beside `fr:duty`), where both sides
    have as many: names of one thing are not told one by one.
    """
    for one in concepts:
        for side, texts in one.texts.items():
            spoken, colon, part = side.partition(":")
            there = one.texts.get(f"{language}{colon}{part}", ())
            if spoken in SPOKEN and spoken != language and len(texts) == len(there):
                yield from zip(texts, there, strict=True)


def _written(forms: Iterable[tuple[str, str]]) -> Sides:
    sides: Sides = defaultdict(list)
    for language, form in forms:
        for side in ("fr", "en") if language == ANY else (language,):
            sides[side].append(form)
    return sides


def without(concepts: Iterable[Concept], held: Iterable[Concept]) -> list[Concept]:
    """The concepts that are not among `held`, without the texts that these have."""
    held = list(held)
    names = {one.id for one in held}
    texts = frozenset[str]().union(*(one.folded for one in held))
    return [
        concept(one.id, one.family, _but(one.texts, texts))
        for one in concepts
        if one.id not in names
    ]


def _but(sides: Mapping[str, tuple[str, ...]], texts: frozenset[str]) -> dict[str, list[str]]:
    return {side: [one for one in given if fold(one) not in texts] for side, given in sides.items()}
