"""Introductions: from a shortlist to a meeting, step by step, each dated and seen by its person."""
