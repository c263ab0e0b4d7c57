"""Ranked lists: made, stored as shown, explained."""
