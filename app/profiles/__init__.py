"""Profiles as the database keeps them: records, facts, passages, embeddings, change log."""
