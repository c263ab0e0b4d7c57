"""The two talent desks: candidates for an offer, and offers for a candidate."""
