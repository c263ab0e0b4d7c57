"""Indexes kept in step with the database."""
