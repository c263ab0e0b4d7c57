"""Offers of work of startups: written or pasted, read, confirmed, opened and closed."""
