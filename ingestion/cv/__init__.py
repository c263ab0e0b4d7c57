"""A CV's text to what it says: every value with the place it was read at and a confidence."""

from ingestion.cv.model import Cv, Found, Span, State
from ingestion.cv.reading import understand

__all__ = ["Cv", "Found", "Span", "State", "understand"]
