"""Texts a person reads, by key, in French, Arabic and English.

The catalogues are gettext files, `app/translations/<language>/wasl.po`, read as they are: nothing
to compile, and plurals follow each language's own rule.
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


@dataclass(frozen=True, slots=True)
class Translator:
    """The texts of one language; a key without text comes back as it is, and fails a test."""

    language: str
    _texts: GNUTranslations

    @property
    def direction(self) -> str:
        """`rtl` or `ltr`."""
        return Locale(self.language).text_direction

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
def translator(language: str) -> Translator:
    """The translator of `fr`, `ar` or `en`; anything else gets the default, French."""
    language = language if language in LANGUAGES else DEFAULT
    source = files("app").joinpath("translations", language, "wasl.po").read_bytes()
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(source), locale=language))
    compiled.seek(0)
    return Translator(language, GNUTranslations(compiled))
