"""Ranking: features of a pair, weighed."""
