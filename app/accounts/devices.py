"""Browsers that an account has signed in with before, told by a sealed cookie.

Guesses are slowed down for all other browsers together: who guesses locks out strangers, not the
person (OWASP, Slow Down Online Guessing Attacks with Device Cookies).
"""

from datetime import timedelta

from app.accounts.tokens import digest, identifier
from app.kit.secrets import Vault

USE = "device"
REMEMBERED = timedelta(days=365)


def remembered(vault: Vault, email: str) -> str:
    """The cookie of a browser that an account has just signed in with."""
    return vault.seal(USE, f"{digest(email)} {identifier()}")


def recognised(vault: Vault, cookie: str, email: str) -> str:
    """What tells a browser that an account has signed in with; empty for a stranger."""
    whose, _, device = (vault.open(USE, cookie, REMEMBERED) or "").partition(" ")
    return device if whose == digest(email) else ""
