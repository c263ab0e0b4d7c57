"""The texts of pages and commands, with those that rules are said with."""

from functools import cache
from importlib.resources import files

from matching.wording.texts import DEFAULT, DOMAIN, Translator, catalogue, spoken

__all__ = ["DEFAULT", "Translator", "areas", "translator"]


def areas() -> list[str]:
    """The areas that have a catalogue of texts."""
    folder = files("app").joinpath("translations", DEFAULT)
    return sorted(one.name.removesuffix(".po") for one in folder.iterdir())


@cache
def translator(language: str) -> Translator:
    """The translator of `fr`, `ar` or `en`; anything else gets the default, French."""
    language = spoken(language)
    texts = catalogue(*DOMAIN, language)
    for area in areas():
        more = catalogue("app", area, language)
        more.add_fallback(texts)
        texts = more
    return Translator(language, texts)
