"""Skills and occupations: how French, English and Arabic write them, and how they hang together.

The data are `entries/<segment>.yaml`, one file a field of work. Only one writing of a form is kept:
those that have the same key (`matching.skills.folding`) are found by it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

import yaml

from matching.errors import MatchingError
from matching.skills.folding import IS_ARABIC, exact, key, words

ANY = "any"
PACKAGE, FOLDER = "matching.skills", "entries"
# What a label adds for people, *Swift (langage)*, is not how it is written in texts.
GLOSS = re.compile(r" \(.*\)")
# The C parser reads the same YAML in a tenth of the time.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class LexiconError(MatchingError):
    """The lexicon refers to what is not there, or is not of its form; the message names it."""


class Kind(StrEnum):
    """What an entry is."""

    TOOL = "tool"
    TECHNOLOGY = "technology"
    METHOD = "method"
    DOMAIN = "domain"
    LANGUAGE = "language"
    SOFT = "soft"
    OCCUPATION = "occupation"


GAP = re.compile(r"[\s\-.'’/_]")
# *Dev Ops* may be DevOps, *I do* is not iDO.
PIECE = 3
# A name is written with or without its final s for good: Pandas is not the animal.
NAMES = frozenset({Kind.TOOL, Kind.TECHNOLOGY})


@dataclass(frozen=True, slots=True)
class Homonym:
    """Forms of an entry that also say something else, and the words that tell.

    `likely` is what is taken where no word does.
    """

    forms: tuple[str, ...]
    likely: bool
    context: tuple[str, ...]
    anti: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A skill or an occupation.

    `forms` are those beside the labels, by language, or under `any`. `skills` are what an
    occupation usually needs, not what its holder is known to have; `implies` is what nobody can
    have the skill without.
    """

    id: str
    kind: Kind
    segment: str
    label: Mapping[str, str]
    forms: Mapping[str, tuple[str, ...]]
    broader: str | None = None
    related: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    implies: tuple[str, ...] = ()
    homonym: Homonym | None = None

    @property
    def is_occupation(self) -> bool:
        """Whether it is what somebody does for a living, rather than what they can do."""
        return self.kind is Kind.OCCUPATION

    @property
    def written(self) -> Iterator[str]:
        """Every form, labels first."""
        return (form for _, form in self.by_language)

    @property
    def by_language(self) -> Iterator[tuple[str, str]]:
        """Every form with its language, labels first; `any` where labels are alike."""
        labels = {language: GLOSS.sub("", label) for language, label in self.label.items()}
        alike = labels.get("fr") == labels.get("en")
        for language, label in labels.items():
            yield (ANY if alike and language != "ar" else language), label
        for language, forms in self.forms.items():
            yield from ((language, form) for form in forms)


@dataclass(frozen=True, slots=True)
class Form:
    """One way in which an entry is written; a `doubtful` one also says something else.

    `language` is `fr`, `en` or `ar`, or `any` where French and English write it alike.
    """

    entry: Entry
    written: str
    language: str
    doubtful: bool

    def fits(self, text: str) -> bool:
        """Whether a text of its key may stand for it.

        A name of one word keeps its final s; a form of one word is not put together of scraps.
        """
        if GAP.search(self.written):
            return True
        if GAP.search(text) and min(map(len, words(text)), default=0) < PIECE:
            return False
        is_name = self.entry.kind in NAMES and not IS_ARABIC.search(text)
        return not is_name or exact(text) == exact(self.written)


@dataclass(frozen=True)
class Lexicon:
    """All entries by id; forms by key."""

    entries: Mapping[str, Entry]
    _closed: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def forms(self) -> Mapping[str, tuple[Form, ...]]:
        """The forms of each key: several where entries share one."""
        found: dict[str, dict[str, Form]] = defaultdict(dict)
        for entry in self.entries.values():
            for form in _forms(entry):
                found[key(form.written)].setdefault(entry.id, form)
        return {one: tuple(forms.values()) for one, forms in found.items()}

    def label(self, skill: str, language: str) -> str:
        """What an entry is called in `fr`, `ar` or `en`; raises KeyError for an unknown id."""
        return self.entries[skill].label[language]

    def implied(self, skill: str) -> tuple[str, ...]:
        """What a skill cannot be had without, near first: Spring Boot, then Spring, then Java."""
        if skill not in self._closed:
            found: dict[str, None] = {}
            waiting = list(self.entries[skill].implies)
            while waiting:
                one = waiting.pop(0)
                if one not in found and one != skill:
                    found[one] = None
                    waiting += self.entries[one].implies
            self._closed[skill] = tuple(found)
        return self._closed[skill]

    def broader(self, skill: str) -> tuple[str, ...]:
        """The wider fields of an entry, nearest first."""
        found = []
        above = self.entries[skill].broader
        while above:
            found.append(above)
            above = self.entries[above].broader
        return tuple(found)


@cache
def lexicon() -> Lexicon:
    """The lexicon of this release; raises LexiconError should an entry not be of the form."""
    return assembled(entries())


def assembled(given: Iterable[Entry]) -> Lexicon:
    """A lexicon of entries; that they have no defect is for `matching.skills.checking` to say."""
    return Lexicon({entry.id: entry for entry in given})


def entries() -> Iterator[Entry]:
    """The entries of this release, unchecked; raises LexiconError for one not of the form."""
    folder = files(PACKAGE).joinpath(FOLDER)
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        segment = file.name.removesuffix(".yaml")
        for given in yaml.load(file.read_text("utf-8"), Loader=LOADER):  # noqa: S506 - it is safe
            yield entry(given, segment)


def entry(given: Mapping[str, Any], segment: str) -> Entry:
    """An entry as its file has it; raises LexiconError, naming it, for one not of the form."""
    try:
        return Entry(
            id=given["id"],
            kind=Kind(given["kind"]),
            segment=segment,
            label=given["label"],
            forms={name: tuple(forms) for name, forms in given.get("forms", {}).items()},
            broader=given.get("broader"),
            related=tuple(given["related"]),
            skills=tuple(given.get("skills", ())),
            implies=tuple(given.get("implies", ())),
            homonym=_homonym(given.get("homonym")),
        )
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        message = f"{segment}.yaml, {given.get('id', 'an entry without id')}: {error!r}"
        raise LexiconError(message) from error


def _homonym(given: Mapping[str, Any] | None) -> Homonym | None:
    if given is None:
        return None
    return Homonym(
        forms=tuple(given["forms"]),
        likely={"accept": True, "reject": False}[given["prior"]],
        context=tuple(given["context"]),
        anti=tuple(given["anti"]),
    )


def _forms(entry: Entry) -> Iterator[Form]:
    doubtful = frozenset(map(key, entry.homonym.forms)) if entry.homonym else frozenset()
    for language, written in entry.by_language:
        yield Form(entry, written, language, key(written) in doubtful)
