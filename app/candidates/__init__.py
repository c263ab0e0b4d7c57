"""Candidates: what was read of them, what they said, whom they let see it."""
