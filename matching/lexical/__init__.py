"""Term matching with French, Arabic and English analysis."""
