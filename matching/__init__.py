"""The matching engine: profiles in, explained shortlists out. Knows no database and no web."""
