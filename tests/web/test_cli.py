import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from app.context import Context
from app.settings import settings
from web.cli import commands


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "example.org"])
def test_a_host_that_is_not_loopback_is_refused(host: str) -> None:
    result = CliRunner().invoke(commands, ["--host", host], env={"COLUMNS": "200"})
    assert result.exit_code == 2
    assert "not loopback" in result.output


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_serve_prints_its_address_and_answers_there(context: Context, tmp_path: Path) -> None:
    # A home of its own, so that the indexes of whoever runs the tests are left alone.
    (tmp_path / "models").symlink_to(settings().home / "models")
    port = free_port()
    environment = os.environ | {
        "WASL_HOME": str(tmp_path),
        "WASL_DATABASE": context.settings.database_url,
        "WASL_PORT": str(port),
    }
    command = [sys.executable, "-c", "from web.cli import commands; commands()"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        said = server.stdout.readline()
        status = answered(f"http://127.0.0.1:{port}/startups", server)
        server.terminate()
    assert f"http://127.0.0.1:{port}" in said
    assert "loopback only" in said
    assert status == 200


def answered(address: str, server: subprocess.Popen[str]) -> int:
    """The status of the first answer; raises when the server ends before."""
    while server.poll() is None:
        try:
            return httpx.get(address).status_code
        except httpx.ConnectError:
            time.sleep(0.2)
    raise RuntimeError(server.returncode)
