"""Texts a person reads, by key.

The catalogues are gettext files, `translations/<language>/<domain>.po` of a package, read as they
are: nothing to compile, and plurals follow each language's own rule.
"""

from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations
from importlib.resources import files
from io import BytesIO

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from matching.profile import LANGUAGES

DEFAULT = "fr"
# What rules are said with: names of facts and values, units, questions, sentences.
DOMAIN = "matching.wording", "criteria"


# One instance a language, known by itself: what it says is remembered by it.
@dataclass(frozen=True, slots=True, eq=False)
class Translator:
    """The texts of one language; a key without text comes back as it is, and fails a test."""

    language: str
    _texts: GNUTranslations

    @property
    def direction(self) -> str:
        """`rtl` or `ltr`."""
        return direction(self.language)

    def has(self, key: str) -> bool:
        """Whether the key has a text."""
        return self._texts.gettext(key) != key

    def text(self, key: str, **values: object) -> str:
        """The text of a key, its `{names}` filled in."""
        return self._texts.gettext(key).format(**values)

    def plural(self, key: str, number: int, **values: object) -> str:
        """The text of a key for a number, which fills `{n}`."""
        return self._texts.ngettext(key, key, number).format(n=number, **values)


@cache
def direction(language: str) -> str:
    """`rtl` or `ltr`."""
    return Locale(language).text_direction


def spoken(language: str) -> str:
    """The language itself where it is one of ours, else the default, French."""
    return language if language in LANGUAGES else DEFAULT


def catalogue(package: str, domain: str, language: str) -> GNUTranslations:
    """The texts of a package in one language."""
    path = files(package).joinpath("translations", language, f"{domain}.po")
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(path.read_bytes()), locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


@cache
def translator(language: str) -> Translator:
    """The translator of what rules say, in `fr`, `ar` or `en`; anything else gets the default."""
    language = spoken(language)
    return Translator(language, catalogue(*DOMAIN, language))
