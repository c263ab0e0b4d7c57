"""The journal of what was read and changed, and by whom."""
