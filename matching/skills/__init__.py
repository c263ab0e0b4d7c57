"""Skills in three languages: the lexicon, and what texts give evidence of."""

from matching.skills.extraction import How, Mention, extract
from matching.skills.lexicon import Entry, Kind, Lexicon, LexiconError, lexicon

__all__ = ["Entry", "How", "Kind", "Lexicon", "LexiconError", "Mention", "extract", "lexicon"]
