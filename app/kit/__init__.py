"""Bricks that the domain packages share."""
