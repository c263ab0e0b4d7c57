import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

from app.context import Context
from app.settings import settings


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


SERVE = [sys.executable, "-c", "from app.cli.main import main; main()", "serve"]


def environment(context: Context, home: Path, port: int) -> dict[str, str]:
    # A home of its own, so that the indexes of whoever runs the tests are left alone.
    (home / "models").symlink_to(settings().home / "models")
    return os.environ | {
        "WASL_HOME": str(home),
        "WASL_DATABASE": context.settings.database_url,
        "WASL_PORT": str(port),
    }


def test_serve_prints_its_address_and_answers_there(context: Context, tmp_path: Path) -> None:
    port = free_port()
    given = environment(context, tmp_path, port)
    with subprocess.Popen(SERVE, env=given, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        said = server.stdout.readline()
        status = answered(f"http://127.0.0.1:{port}/startups", server)
        server.terminate()
    assert f"http://127.0.0.1:{port}" in said
    assert "loopback only" in said
    assert status == 200


def test_a_port_in_use_is_told_in_one_sentence(context: Context, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        given = environment(context, tmp_path, port)
        done = subprocess.run(SERVE, env=given, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"wasl: Port {port} cannot be used (")
    assert len(done.stderr.splitlines()) == 1


def test_there_is_no_host_to_choose() -> None:
    done = subprocess.run([*SERVE, "--host", "0.0.0.0"], capture_output=True, check=False)
    assert b"No such option" in done.stderr


def answered(address: str, server: subprocess.Popen[str]) -> int:
    """The status of the first answer; raises when the server ends before."""
    while server.poll() is None:
        try:
            return httpx.get(address).status_code
        except httpx.ConnectError:
            time.sleep(0.2)
    raise RuntimeError(server.returncode)
