"""How things are said in French, Arabic and English: texts by key, numbers, dates, sums, codes."""
