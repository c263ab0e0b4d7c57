"""Offers of work: their text to what they ask for, for a person to confirm."""

from ingestion.offers.model import Offer, Proposed
from ingestion.offers.reading import read

__all__ = ["Offer", "Proposed", "read"]
