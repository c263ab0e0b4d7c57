"""A zip that is looked into without believing what it says of itself."""

import io
import re
import struct
import zipfile
import zlib

from ingestion.documents.limits import Limits
from ingestion.documents.outcome import Reason, Unreadable

CHUNK = 1 << 16
LINK = 0o120000
ENCRYPTED = 0x1
# What `zipfile` raises on damaged parts.
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    ValueError,
    OSError,
    EOFError,
    NotImplementedError,
    struct.error,
)
# Names that would leave the folder they are unpacked to. Nothing is ever unpacked to a folder here.
ESCAPES = re.compile(r"(^|[/\\])\.\.([/\\]|$)|^[/\\]|^[A-Za-z]:")


class Archive:
    """The parts of a zip, read in memory within limits.

    Raises Unreadable: it is damaged, has too many parts, states or has more than may be unpacked,
    or has names that lead outside.
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        self.limits, self.packed, self.counted = limits, len(data), 0
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(data))
        except DAMAGED as error:
            raise Unreadable(Reason.DAMAGED) from error
        entries = self.zip.infolist()
        self.names = {entry.filename for entry in entries}
        self._bounded(sum(entry.file_size for entry in entries))
        if len(entries) > limits.parts:
            raise Unreadable(Reason.BOMB, unpacked=len(entries), limit=limits.parts)
        if any(_escapes(entry) for entry in entries):
            raise Unreadable(Reason.ARCHIVE)
        if any(entry.flag_bits & ENCRYPTED for entry in entries):
            raise Unreadable(Reason.LOCKED)

    def read(self, name: str) -> bytes:
        """The bytes of a part; all parts read so far are counted together."""
        parts = []
        try:
            with self.zip.open(name) as stream:
                while chunk := stream.read(CHUNK):
                    self.counted += len(chunk)
                    self._bounded(self.counted)
                    parts.append(chunk)
        except DAMAGED as error:
            raise Unreadable(Reason.DAMAGED) from error
        return b"".join(parts)

    def count(self) -> None:
        """Unpack every part once and keep none, so that no library unpacks what lies about itself.

        Raises Unreadable: there is more than may be unpacked.
        """
        for name in sorted(self.names):
            self.read(name)

    def _bounded(self, unpacked: int) -> None:
        limits = self.limits
        many = unpacked > limits.ratio_from and unpacked > limits.ratio * self.packed
        if unpacked > limits.unpacked or many:
            raise Unreadable(Reason.BOMB, unpacked=unpacked, limit=limits.unpacked)


def _escapes(entry: zipfile.ZipInfo) -> bool:
    link = (entry.external_attr >> 16) & 0o170000 == LINK
    return link or ESCAPES.search(entry.filename) is not None
