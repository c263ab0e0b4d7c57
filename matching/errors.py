"""What the matching engine says when it cannot go on."""


class MatchingError(Exception):
    """Base of the engine's errors; the message says what is wrong and what to do about it."""


class UnusableText(MatchingError):
    """A text to encode is not a string, is blank, or is longer than the model reads whole."""


class ModelUnavailable(MatchingError):
    """The model cannot be used: unknown name, not built yet, or a cache that fails its check."""


class StaleIndex(MatchingError):
    """A stored index is missing, damaged or made by another model or version; rebuild it."""
