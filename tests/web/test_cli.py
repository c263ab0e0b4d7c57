import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from pydantic import SecretStr
from sqlalchemy import select
from typer.testing import CliRunner

from app.accounts import demo, service, sessions
from app.accounts.demo import RealPeople
from app.accounts.models import Account
from app.accounts.policy import NETWORK, Membership, Role
from app.audit.models import Entry
from app.cli.main import app
from app.context import Context
from app.demo import talent
from app.intakes.beside import waiting
from app.kit.database import reading, writing
from app.mail.service import Letter, post
from app.settings import settings
from tests.app.contexts import with_settings
from tests.app.cvs import schools
from tests.app.people import account, membership, session_of
from tests.ports import free_port
from web.cli import NotOpen, open_doors

PATIENCE_S = 60
SMTP = SecretStr("smtps://mail.example.ma")
NOTHING = {"address": "", "proxies": "", "smtp": SecretStr("")}
SERVE = [sys.executable, "-c", "from app.cli.main import main; main()", "serve"]
runner = CliRunner()


def environment(context: Context, home: Path, port: int) -> dict[str, str]:
    # A home of its own, so that the indexes of whoever runs the tests are left alone.
    (home / "models").symlink_to(settings().home / "models")
    database = home / "served.db"
    source = context.settings.database_url.removeprefix("sqlite:///")
    with context.database.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(source, database)
    return os.environ | {
        "WASL_HOME": str(home),
        "WASL_DATABASE": f"sqlite:///{database}",
        "WASL_PORT": str(port),
    }


@contextmanager
def serving(given: dict[str, str], *options: str) -> Iterator[subprocess.Popen[str]]:
    """A server of its own, ended whatever the test finds."""
    command = [*SERVE, *options]
    with subprocess.Popen(command, env=given, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield server
        finally:
            server.terminate()


def answered(address: str, server: subprocess.Popen[str]) -> httpx2.Response:
    """The first answer; raises when the server ends before."""
    while server.poll() is None:
        try:
            return httpx2.get(address, timeout=PATIENCE_S)
        except httpx2.ConnectError:
            time.sleep(0.2)
    raise RuntimeError(server.returncode)


def test_serve_prints_its_address_and_answers_there(context: Context, tmp_path: Path) -> None:
    port = free_port()
    given = environment(context, tmp_path, port)
    with serving(given) as server:
        assert server.stdout
        said = server.stdout.readline()
        answer = answered(f"http://127.0.0.1:{port}/sign-in", server)
    assert f"http://localhost:{port}" in said
    assert "this machine only" in said
    assert answer.status_code == 200
    assert "/sign-in/demo" not in answer.text


def test_a_demonstration_lets_in_by_a_click_and_sends_mails_to_a_folder(
    empty_context: Context, tmp_path_factory: pytest.TempPathFactory
) -> None:
    port, home = free_port(), tmp_path_factory.mktemp("demonstration")
    given = environment(empty_context, home, port) | {"WASL_SMTP": "smtps://127.0.0.1:1"}
    with serving(given, "--demo") as server:
        here = f"http://127.0.0.1:{port}"
        assert "/sign-in/demo" in answered(f"{here}/sign-in", server).text
        ours = {"sec-fetch-site": "same-origin"}
        with httpx2.Client(base_url=here, headers=ours, timeout=PATIENCE_S) as browser:
            assert browser.post("/sign-in/demo", data={"person": "manager"}).status_code == 303
            listed = browser.get("/startups")
            browser.post("/sign-in/link", data={"email": "new@example.ma"})
        mail = arrived(home / "outbox")
    assert listed.status_code == 200
    assert f"http://localhost:{port}/sign-in/link/" in mail


def arrived(folder: Path) -> str:
    """The first mail in a folder; waits for it."""
    for _ in range(100):
        if found := list(folder.glob("*.eml")):
            return found[0].read_text("utf-8")
        time.sleep(0.1)
    raise TimeoutError


def test_a_port_in_use_is_told_in_one_sentence(context: Context, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        given = environment(context, tmp_path, port)
        done = subprocess.run(SERVE, env=given, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"wasl: Port {port} cannot be used (")
    assert len(done.stderr.splitlines()) == 1


READY: dict[str, Any] = {
    "address": "https://wasl.example.ma",
    "proxies": "127.0.0.1",
    "smtp": SMTP,
}


def test_others_are_let_in_only_once_somebody_administers_wasl(empty_context: Context) -> None:
    ready = with_settings(empty_context, **READY)
    with pytest.raises(NotOpen) as refused:
        open_doors(ready, "0.0.0.0")
    assert "wasl admin create" in str(refused.value)
    account(empty_context, membership(Role.ADMINISTRATOR))
    open_doors(ready, "0.0.0.0")
    open_doors(ready, "127.0.0.1")


@pytest.mark.parametrize("setting", ["address", "proxies", "smtp"])
def test_others_are_let_in_only_where_links_reach_them(
    empty_context: Context, setting: str
) -> None:
    account(empty_context, membership(Role.ADMINISTRATOR))
    given = READY | {setting: NOTHING[setting]}
    with pytest.raises(NotOpen) as refused:
        open_doors(with_settings(empty_context, **given), "192.0.2.1")
    assert f"WASL_{setting.upper()}" in str(refused.value)


def test_a_proxy_of_this_machine_lets_others_in_too(empty_context: Context) -> None:
    proxied = with_settings(empty_context, **READY)
    with pytest.raises(NotOpen):
        open_doors(proxied, "127.0.0.1")


def test_a_demonstration_is_for_this_machine_and_for_nobody_real(empty_context: Context) -> None:
    shown = with_settings(empty_context, demo=True)
    with pytest.raises(NotOpen) as refused:
        open_doors(shown, "0.0.0.0")
    assert "demonstration" in str(refused.value)
    open_doors(shown, "127.0.0.1")
    account(empty_context, membership(Role.ADMINISTRATOR))
    with pytest.raises(RealPeople):
        open_doors(shown, "127.0.0.1")


def test_the_people_of_a_demonstration_are_shut_out_after_it(empty_context: Context) -> None:
    open_doors(with_settings(empty_context, demo=True), "127.0.0.1")
    with reading(empty_context.database) as session:
        session.expire_on_commit = False
        coach = service.by_email(session, demo.address("coach"))
        assert coach
    secret = session_of(empty_context, coach)
    with reading(empty_context.database) as session:
        assert sessions.visitor(session, secret)
        assert not demo.has_administrator(session)
    open_doors(empty_context, "127.0.0.1")
    with reading(empty_context.database) as session:
        assert sessions.visitor(session, secret) is None
        assert not session.scalars(select(Account)).all()
    open_doors(with_settings(empty_context, demo=True), "127.0.0.1")
    with reading(empty_context.database) as session:
        back = service.by_email(session, demo.address("coach"))
        assert back
    with reading(empty_context.database) as session:
        assert sessions.visitor(session, session_of(empty_context, back))


def test_what_a_demonstration_gives_goes_with_it(empty_context: Context, tmp_path: Path) -> None:
    schools(empty_context, tmp_path, talent.told().school)
    open_doors(with_settings(empty_context, demo=True), "127.0.0.1")
    assert waiting(empty_context)
    open_doors(empty_context, "127.0.0.1")
    assert not waiting(empty_context)


def test_the_first_administrator_is_made_at_the_machine_and_gets_a_link(
    empty_context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.cli.admin.context", lambda: empty_context)
    done = runner.invoke(app, ["admin", "create", "Amal@example.ma", "Amal Idrissi"])
    assert done.exit_code == 0
    assert re.fullmatch(r"http://localhost:\d+/sign-in/link/[\w-]{43}\n", done.stdout)
    with reading(empty_context.database) as session:
        made = service.by_email(session, "amal@example.ma")
        assert made
        assert [one.role for one in made.memberships] == [Role.ADMINISTRATOR]
    again = runner.invoke(app, ["admin", "create", "amal@example.ma", "Amal Idrissi"])
    assert again.exit_code == 0
    with reading(empty_context.database) as session:
        told = session.scalars(select(Entry).order_by(Entry.sequence)).all()
    assert [one.action for one in told] == ["account.create", "role.give", "role.give"]
    assert {(one.actor_id, one.channel, one.target_id) for one in told} == {
        (None, "command", made.id)
    }
    assert told[1].details["changed"] == "administrator"


def test_mails_are_sent_without_a_server(
    empty_context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.cli.mail.context", lambda: empty_context)
    with writing(empty_context.database) as session:
        post(session, "nour@example.ma", Letter.SIGN_IN, "fr", link="https://wasl.ma/x")
    done = runner.invoke(app, ["mail", "send"])
    assert (done.exit_code, done.stderr) == (0, "1 sent, 0 waiting\n")
    assert len(list((empty_context.settings.home / "outbox").iterdir())) == 1


def test_the_people_of_a_demonstration_hold_every_role(empty_context: Context) -> None:
    with writing(empty_context.database) as session:
        demo.begin(session)
    held = {one.role: one for _, one in demo.people().values()}
    assert set(held) == set(Role) - {Role.ANYONE, Role.PERSON}
    assert held[Role.ADMINISTRATOR] == Membership(Role.ADMINISTRATOR, NETWORK)
