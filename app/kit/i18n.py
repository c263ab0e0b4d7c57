"""The texts of pages and commands, with those that rules are said with."""

from functools import cache

from matching.wording.texts import DEFAULT, DOMAIN, Translator, catalogue, spoken

__all__ = ["DEFAULT", "Translator", "translator"]


@cache
def translator(language: str) -> Translator:
    """The translator of `fr`, `ar` or `en`; anything else gets the default, French."""
    language = spoken(language)
    texts = catalogue("app", "wasl", language)
    texts.add_fallback(catalogue(*DOMAIN, language))
    return Translator(language, texts)
