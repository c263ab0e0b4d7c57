"""Benchmarks and reports: what we claim is measured here."""
