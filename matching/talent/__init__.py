"""Talent: what work asks for, what people can do, and how far the two meet."""
