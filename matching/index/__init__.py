"""Vectors, searched."""
