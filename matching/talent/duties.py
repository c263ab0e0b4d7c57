"""What people of an occupation do, in plain words: `duties/<field>.yaml`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from matching.lexical.languages import ARABIC_LETTER
from matching.profile import LANGUAGES, Passage
from matching.skills.lexicon import Entry, Lexicon, lexicon

# Moroccan Arabic is written in both scripts: analysed as Arabic, or as French, with which it mixes.
MOROCCAN = "ary"
# Skills of an occupation that stand beside its name.
NAMED_SKILLS = 8


@dataclass(frozen=True, slots=True)
class Described:
    """An occupation with texts that describe it."""

    id: str
    texts: tuple[Passage, ...]


@cache
def duties() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """By occupation and language, what people of it do."""
    found: dict[str, Mapping[str, Sequence[str]]] = {}
    for file in files("matching.talent").joinpath("duties").iterdir():
        found |= yaml.safe_load(file.read_text("utf-8"))
    return found


@cache
def described() -> tuple[Described, ...]:
    """Every occupation of the lexicon with its texts, by id."""
    words = lexicon()
    found = [one for one in words.entries.values() if one.is_occupation]
    return tuple(
        Described(one.id, tuple(texts(one, words))) for one in sorted(found, key=lambda it: it.id)
    )


def texts(occupation: Entry, words: Lexicon) -> Iterator[Passage]:
    """What tells of an occupation: its name, the names of its skills, other names, its duties."""
    for lang in LANGUAGES:
        label = occupation.label[lang]
        skills = ", ".join(words.label(one, lang) for one in occupation.skills[:NAMED_SKILLS])
        yield Passage("skills", lang, f"{label} : {skills}")
    for lang, sentences in duties().get(occupation.id, {}).items():
        for sentence in sentences:
            yield Passage("duty", _analysed(lang, sentence), sentence)


def _analysed(lang: str, sentence: str) -> str:
    if lang != MOROCCAN:
        return lang
    return "ar" if ARABIC_LETTER.search(sentence) else "fr"
