"""Ways for a mail to leave: a server that speaks SMTP, or files to look at while developing."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from app.kit.errors import NotReady
from app.settings import Settings

TIMEOUT_S = 30
PORTS = {"smtps": 465, "smtp": 587}


class Transport(Protocol):
    """What takes mails away."""

    def send(self, message: EmailMessage) -> None:
        """Send a mail; raises `OSError`, as all of smtplib's errors are."""


class Smtp:
    """A mail server, spoken to over TLS, unless it is on this machine.

    `address` is smtps://user:password@host:port, or smtp:// to begin without TLS and then ask for
    it (STARTTLS). Raises `NotReady` for an address that is neither.
    """

    def __init__(self, address: str, trusted: ssl.SSLContext | None = None) -> None:
        self.parts = urlsplit(address)
        if self.parts.scheme not in PORTS or not self.parts.hostname:
            message = "WASL_SMTP must be smtps://user:password@host, or smtp:// for STARTTLS."
            raise NotReady(message)
        self.host = self.parts.hostname
        self.port = self.parts.port or PORTS[self.parts.scheme]
        self.trusted = trusted or ssl.create_default_context()

    def send(self, message: EmailMessage) -> None:
        """See `Transport.send`."""
        with self.session() as server:
            if self.parts.username:
                server.login(unquote(self.parts.username), unquote(self.parts.password or ""))
            server.send_message(message)

    @contextmanager
    def session(self) -> Iterator[smtplib.SMTP]:
        """A conversation with the server that nobody on the way hears."""
        if self.parts.scheme == "smtps":
            with smtplib.SMTP_SSL(
                self.host, self.port, timeout=TIMEOUT_S, context=self.trusted
            ) as server:
                yield server
            return
        with smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_S) as server:
            server.ehlo()
            if server.has_extn("starttls") or not on_this_machine(self.host):
                server.starttls(context=self.trusted)
            yield server


class Folder:
    """A folder that mails are put into as files, for who develops Wasl."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def send(self, message: EmailMessage) -> None:
        """See `Transport.send`."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = message["Message-ID"].strip("<>").partition("@")[0]
        # Whole or not there: whoever looks in must not read half of it.
        part = self.path / f".{name}"
        part.touch(mode=0o600)
        part.write_bytes(message.as_bytes())
        part.replace(self.path / f"{name}.eml")


def transport(settings: Settings) -> Transport:
    """The way out that the settings say."""
    if address := settings.smtp.get_secret_value():
        return Smtp(address)
    return Folder(settings.home / "outbox")


def on_this_machine(host: str) -> bool:
    """Whether a host is this machine, by its address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
