import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID
from pydantic import SecretStr
from sqlalchemy import select

from app.context import Context
from app.kit.database import now, reading, writing
from app.kit.errors import NotReady
from app.mail import sending
from app.mail.models import StoredMail
from app.mail.sending import FIRST_WAIT, MOST, deliver, postman, waiting
from app.mail.service import Letter, post
from app.mail.transports import Folder, Smtp, transport
from app.settings import Settings
from tests.ports import free_port

SENDER = "wasl@example.ma"
LINK = "https://wasl.example.ma/sign-in/link/abc"


class Mailbox(Message):
    """What a mail server has taken."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[EmailMessage] = []
        self.arrived = threading.Event()

    def handle_message(self, message: object) -> None:
        made = message_from_bytes(bytes(message), policy=default)  # type: ignore[call-overload]
        self.taken.append(made)
        self.arrived.set()


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    """A mail server, spoken to over a socket, and its port."""
    box = Mailbox()
    server = Controller(box, hostname="127.0.0.1", port=free_port())
    yield box, started(server)
    server.stop(no_assert=True)


def started(server: Controller) -> int:
    server.start()
    port: int = server.port
    return port


def write(context: Context, email: str = "nour@example.ma", language: str = "ar") -> None:
    with writing(context.database) as session:
        post(session, email, Letter.SIGN_IN, language, link=LINK)


def stored(context: Context) -> StoredMail:
    with reading(context.database) as session:
        return session.scalars(select(StoredMail)).one()


def test_a_mail_server_gets_the_mail_and_its_text_is_then_forgotten(
    empty_context: Context, mailbox: tuple[Mailbox, int]
) -> None:
    box, port = mailbox
    write(empty_context)
    assert LINK in stored(empty_context).body
    assert deliver(empty_context.database, Smtp(f"smtp://127.0.0.1:{port}"), SENDER) == 1
    (mail,) = box.taken
    assert mail["To"] == "nour@example.ma"
    assert mail["Subject"] == "رابط دخولك إلى وصل"
    assert mail["Content-Language"] == "ar"
    assert LINK in mail.get_content()
    row = stored(empty_context)
    assert (row.body, row.error) == ("", "")
    assert row.sent_at


def test_a_mail_goes_once(empty_context: Context, mailbox: tuple[Mailbox, int]) -> None:
    box, port = mailbox
    write(empty_context)
    for _ in range(3):
        deliver(empty_context.database, Smtp(f"smtp://127.0.0.1:{port}"), SENDER)
    assert len(box.taken) == 1


def test_a_mail_whose_cause_was_undone_is_never_sent(
    empty_context: Context, tmp_path: Path
) -> None:
    with writing(empty_context.database) as session:
        post(session, "nour@example.ma", Letter.SIGN_IN, "fr", link=LINK)
        session.rollback()
    assert deliver(empty_context.database, Folder(tmp_path), SENDER) == 0


def test_a_mail_that_fails_is_tried_again_later_each_time_and_then_given_up(
    empty_context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(empty_context)
    nobody = Smtp(f"smtp://127.0.0.1:{free_port()}")
    moment = now()
    for attempt in range(1, MOST + 1):
        monkeypatch.setattr(sending, "now", lambda at=moment: at)
        assert deliver(empty_context.database, nobody, SENDER) == 0
        row = stored(empty_context)
        assert row.attempts == attempt
        assert row.due_at == moment + FIRST_WAIT * 2 ** (attempt - 1)
        assert "ConnectionRefusedError" in row.error
        moment = row.due_at + timedelta(seconds=1)
    monkeypatch.setattr(sending, "now", lambda: moment + timedelta(days=7))
    deliver(empty_context.database, nobody, SENDER)
    assert stored(empty_context).attempts == MOST
    with reading(empty_context.database) as session:
        assert len(waiting(session)) == 1


def test_a_mail_that_another_process_is_sending_is_left_to_it(
    empty_context: Context, tmp_path: Path
) -> None:
    write(empty_context)
    assert len(sending.claim(empty_context.database)) == 1
    assert deliver(empty_context.database, Folder(tmp_path), SENDER) == 0


def test_a_name_adds_no_line_to_the_head_of_a_mail(empty_context: Context, tmp_path: Path) -> None:
    hostile = "Nour\r\nBcc: victim@example.ma"
    with writing(empty_context.database) as session:
        post(
            session,
            "nour@example.ma",
            Letter.INVITATION,
            "fr",
            inviter=hostile,
            name=hostile,
            days=14,
            link=LINK,
        )
    assert deliver(empty_context.database, Folder(tmp_path), SENDER) == 1
    (file,) = tmp_path.glob("*.eml")
    mail = message_from_bytes(file.read_bytes(), policy=default)
    assert mail["Bcc"] is None
    assert "Bcc" in mail["Subject"]
    assert file.stat().st_mode & 0o077 == 0


def test_mails_leave_beside_a_server(
    empty_context: Context, mailbox: tuple[Mailbox, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    box, port = mailbox
    monkeypatch.setattr(sending, "PAUSE_S", 0.05)
    with postman(empty_context.database, Smtp(f"smtp://127.0.0.1:{port}"), SENDER):
        write(empty_context)
        assert box.arrived.wait(10)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of this machine with its key, trusted by nobody yet."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )
    path = tmp_path / "server.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(made.public_bytes(Encoding.PEM) + secret)
    return path


def accepted(
    _server: object, _session: object, _envelope: object, _how: str, who: object
) -> object:
    good = isinstance(who, LoginPassword) and (who.login, who.password) == (b"wasl", b"se:cret/")
    return AuthResult(success=good)


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_mail_server_elsewhere_is_spoken_to_over_tls_only(
    empty_context: Context, certificate: Path, scheme: str
) -> None:
    box, serving = Mailbox(), ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    serving.load_cert_chain(certificate)
    how = (
        {"ssl_context": serving}
        if scheme == "smtps"
        else {"tls_context": serving, "require_starttls": True}
    )
    server = Controller(
        box,
        hostname="127.0.0.1",
        port=free_port(),
        authenticator=accepted,
        auth_require_tls=False,
        **how,
    )
    try:
        address = f"{scheme}://wasl:se%3Acret%2F@127.0.0.1:{started(server)}"
        write(empty_context)
        assert deliver(empty_context.database, Smtp(address), SENDER) == 0
        assert "CERTIFICATE_VERIFY_FAILED" in stored(empty_context).error
        with writing(empty_context.database) as session:
            session.scalars(select(StoredMail)).one().due_at = now()
        trusting = ssl.create_default_context(cafile=certificate)
        assert deliver(empty_context.database, Smtp(address, trusting), SENDER) == 1
    finally:
        server.stop(no_assert=True)
    assert len(box.taken) == 1


@pytest.mark.parametrize("address", ["mail.example.ma", "http://mail.example.ma", "smtps://"])
def test_an_address_that_is_no_mail_server_s_is_refused(address: str) -> None:
    with pytest.raises(NotReady):
        transport(Settings(smtp=SecretStr(address)))


def test_without_a_mail_server_mails_are_files(tmp_path: Path) -> None:
    assert isinstance(transport(Settings(home=tmp_path, smtp=SecretStr(""))), Folder)
