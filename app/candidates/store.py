"""The files of candidates: encrypted, and kept by the digest of what is in them.

A file is found by a digest that only this home's secret makes, so that neither a name nor a digest
of the disk says whose CV is here. AES-256-GCM (NIST SP 800-38D) proves that it is the file that
was kept, at the place where it was kept.
"""

import hmac
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.context import Context
from app.kit.errors import NotFound

NONCE = 12
KEY = 32
# What a file is called while it is written.
UNFINISHED = ".unfinished-"


class Missing(NotFound):
    """The file is not kept, or not as it was: removed, damaged, or of another secret."""


@dataclass(frozen=True)
class Store:
    """Files under a folder, each in the folder of its school."""

    folder: Path
    secret: str

    def keep(self, school: str, content: bytes) -> str:
        """Keep a file, whole or not at all; returns its digest. Given again, it is new again.

        One that no row names any more may be about to be removed as old.
        """
        digest, nonce = self.digest(school, content), os.urandom(NONCE)
        sealed = nonce + self._cipher.encrypt(nonce, content, named(school, digest))
        write(self.path(school, digest), sealed)
        return digest

    def open(self, school: str, digest: str) -> bytes:
        """A file's content; raises `Missing`."""
        try:
            sealed = self.path(school, digest).read_bytes()
            return self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], named(school, digest))
        except (OSError, InvalidTag, ValueError) as error:
            message = "The file is not kept any more."
            raise Missing(message) from error

    def remove(self, school: str, digest: str) -> None:
        """Keep a file no more; one that is not there is no error."""
        self.path(school, digest).unlink(missing_ok=True)

    def digest(self, school: str, content: bytes) -> str:
        """What a file of a school is found by, in hexadecimal digits."""
        return hmac.digest(self._key("digest"), school.encode() + b"\0" + content, "sha256").hex()

    def path(self, school: str, digest: str) -> Path:
        """Where a file is; a school's folder is no name that somebody chose."""
        return (
            self.folder
            / hmac.digest(self._key("school"), school.encode(), "sha256").hex()[:16]
            / digest
        )

    def kept(self, older_than_s: float = 0.0) -> Iterator[Path]:
        """Every file that has been here for so long, those that were never finished included."""
        before = time.time() - older_than_s
        for path in self.folder.glob("*/*"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime <= before:
                    yield path

    @cached_property
    def _cipher(self) -> AESGCM:
        return AESGCM(self._key("content"))

    def _key(self, use: str) -> bytes:
        return HKDF(SHA256(), KEY, salt=None, info=f"files: {use}".encode()).derive(
            self.secret.encode()
        )


def store_of(context: Context) -> Store:
    """The store of a home."""
    return Store(context.settings.home / "files", context.vault.secret)


def named(school: str, digest: str) -> bytes:
    """What a file's encryption is bound to."""
    return f"{school}/{digest}".encode()


def write(path: Path, content: bytes) -> None:
    """Write a file that is there whole or not at all, and that only its owner reads."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=UNFINISHED, delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)
