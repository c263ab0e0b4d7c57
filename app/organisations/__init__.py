"""Startups."""
