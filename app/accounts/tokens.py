"""Tokens that open doors: made of chance, given once, kept as digests."""

import hashlib
import secrets
from uuid import uuid4

# Bytes of chance: 256 bits, which nobody guesses.
CHANCE = 32


def token() -> str:
    """A new token, fit for an address or a cookie."""
    return secrets.token_urlsafe(CHANCE)


def digest(secret: str) -> str:
    """What is kept of a token. It needs no salt: nobody has a table of 256 bits of chance."""
    return hashlib.sha256(secret.encode()).hexdigest()


def identifier() -> str:
    """An id that says nothing and follows no other."""
    return uuid4().hex
