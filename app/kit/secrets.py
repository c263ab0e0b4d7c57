"""What this machine keeps to itself: one secret, and from it a key for each use."""

import os
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from filelock import FileLock

from app.kit.database import OTHERS
from app.kit.errors import NotReady

# Bytes of chance in a secret that we make.
CHANCE = 32


@dataclass(frozen=True, slots=True)
class Vault:
    """Seals what others may hold but not read, nor make up: cookies, columns of a database."""

    secret: str

    def seal(self, use: str, content: str) -> str:
        """A text sealed for one use; for another it does not open."""
        return key(self.secret, use).encrypt(content.encode()).decode()

    def open(self, use: str, sealed: str, within: timedelta | None = None) -> str | None:
        """The text that was sealed; None if it was not by us, for this use and of late enough."""
        ttl = int(within.total_seconds()) if within else None
        try:
            return key(self.secret, use).decrypt(sealed.encode(), ttl).decode()
        except InvalidToken:
            return None


@cache
def key(secret: str, use: str) -> Fernet:
    """The key of one use."""
    derived = HKDF(SHA256(), CHANCE, salt=None, info=use.encode()).derive(secret.encode())
    return Fernet(urlsafe_b64encode(derived))


def open_vault(home: Path, given: str = "") -> Vault:
    """The vault of a secret that is given, else of the one kept in a file of the home."""
    return Vault(given or kept(home / "secret"))


def kept(path: Path) -> str:
    """The secret in a file, made when there is none; raises `NotReady` if others may read it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_suffix(".lock")):
        if not path.exists():
            make(path)
        if path.stat().st_mode & OTHERS:
            message = f"Others on this machine may read {path}: make it yours alone (chmod 600)."
            raise NotReady(message)
        return path.read_text("ascii")


def make(path: Path) -> None:
    """Write a new secret to a file that only its owner may read."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(CHANCE))
