"""Criteria: rules over facts, three-valued verdicts that hold their reasons."""
