"""`wasl bench crash`: what is left when the server and an import are killed at a random moment.

Each round starts the server, then an import in which every programme has changed, kills both with
SIGKILL, and looks at the database: every programme must be there once, whole, and all of them of
the round before or all of this one. Afterwards an import that nobody kills must leave the last
version, and a server must find every programme.
"""

import json
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

import yaml
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.context import Context
from app.kit.database import open_database, reading
from app.profiles import service
from app.profiles.models import StoredEmbedding, StoredPassage, StoredProfile
from app.settings import settings
from matching.profile import Kind

SEED = 2026
# Longest that a process may take to come up, in seconds.
PATIENCE = 120.0
# About how long the transaction of an import of the catalogue lasts, in seconds.
WRITING = 0.3
PROGRAMMES = Path(str(files("ingestion").joinpath("catalogue", "programmes")))
WASL = (str(Path(sys.executable).with_name("wasl")),)

Process = subprocess.Popen[bytes]


def run(times: int = 20) -> dict[str, object]:
    """Kill `times` times; the counts say at which moment, and `faults` what was found wrong."""
    start = perf_counter()
    with tempfile.TemporaryDirectory(prefix="wasl-crash-") as folder:
        home = prepared(Path(folder))
        took = completed(home, 0)
        chance = random.Random(SEED)  # noqa: S311 - moments to kill at, not secrets
        rounds = [killed(home, number, took, chance) for number in range(1, times + 1)]
        completed(home, times + 1)
        faults = [fault for one in rounds for fault in one["faults"]]
        faults += found_wrong(home, {times + 1}) + not_served(home)
    return {
        "times": times,
        "during_write": sum(one["writing"] for one in rounds),
        "committed": sum(one["committed"] for one in rounds),
        "rolled_back": sum(not one["committed"] for one in rounds),
        "programmes": programme_count(),
        "amiss": len(faults),
        "faults": faults,
        "model": Context(settings()).encoder.identity,
        "version": version("wasl"),
        "seconds": perf_counter() - start,
    }


def prepared(home: Path) -> Path:
    """A home of its own with the model of the usual one and an empty database."""
    (home / "models").symlink_to(settings().home.absolute() / "models")
    subprocess.run([*WASL, "migrate"], env=environment(home), check=True, capture_output=True)
    return home


def killed(home: Path, number: int, took: float, chance: random.Random) -> dict[str, Any]:
    """One round: kill the server and the import, then look.

    Every other round waits until the import writes, since that is a small part of its time.
    """
    port = free_port()
    before = versions(home)
    with started(home, "serve", env={"WASL_PORT": str(port)}) as server:
        answered(server, port)
        with started(home, "ingest", "programmes", str(catalogue(home, number))) as importing:
            if number % 2:
                until_writing(home, importing)
                sleep(chance.uniform(0, WRITING))
            else:
                sleep(chance.uniform(0, took))
            writing = locked(home)
            importing.kill()
            server.kill()
    after = versions(home)
    return {
        "writing": writing,
        "committed": after == {number},
        "faults": found_wrong(home, before | {number}),
    }


def catalogue(home: Path, number: int) -> Path:
    """A copy of the catalogue of which every programme says the number of this round."""
    folder = home / "catalogue"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for path in PROGRAMMES.glob("*.yaml"):
        record = yaml.safe_load(path.read_text("utf-8"))
        content = yaml.safe_dump({**record, "notes": str(number)}, allow_unicode=True)
        (folder / path.name).write_text(content, encoding="utf-8")
    return folder


def completed(home: Path, number: int) -> float:
    """Seconds of an import that nobody kills."""
    start = perf_counter()
    command = [*WASL, "ingest", "programmes", str(catalogue(home, number))]
    subprocess.run(command, env=environment(home), check=True, capture_output=True)
    return perf_counter() - start


def versions(home: Path) -> set[int]:
    """The rounds that the stored programmes come from."""
    with looking(home) as session:
        return {int(row.record["notes"]) for row in session.scalars(select(StoredProfile))}


def found_wrong(home: Path, allowed: set[int]) -> list[str]:
    """What is not as it must be in the database."""
    with looking(home) as session:
        found = versions(home)
        checks = {
            "the database is damaged": session.scalar(text("PRAGMA integrity_check")) == "ok",
            "programmes are lost or doubled": service.identifiers(session, Kind.PROGRAMME)
            == sorted(path.stem for path in PROGRAMMES.glob("*.yaml")),
            f"programmes of {found} where one of {allowed} is due": len(found) == 1
            and found <= allowed,
            "a passage has no vector": count(session, StoredPassage)
            == count(session, StoredEmbedding),
        }
    return [message for message, well in checks.items() if not well]


def not_served(home: Path) -> list[str]:
    """What a server started now does not find."""
    port = free_port()
    with started(home, "serve", env={"WASL_PORT": str(port)}) as server:
        total = answered(server, port)
    wanted = programme_count()
    return [] if total == wanted else [f"the server finds {total} programmes of {wanted}"]


@contextmanager
def looking(home: Path) -> Iterator[Session]:
    """A session on the database of a home."""
    database = open_database(f"sqlite:///{home / 'wasl.db'}")
    try:
        with reading(database) as session:
            yield session
    finally:
        database.dispose()


def count(session: Session, table: type[StoredPassage | StoredEmbedding]) -> int:
    """Number of rows."""
    return session.execute(select(func.count()).select_from(table)).scalar_one()


@contextmanager
def started(home: Path, *command: str, env: dict[str, str] | None = None) -> Iterator[Process]:
    """A `wasl` process, killed at the end if it still runs."""
    process = subprocess.Popen(
        [*WASL, *command],
        env={**environment(home), **(env or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGKILL)
        process.wait()


def environment(home: Path) -> dict[str, str]:
    """The environment of a process that lives in `home`, whatever database ours is told to use."""
    return {**os.environ, "WASL_HOME": str(home), "WASL_DATABASE": ""}


def answered(server: Process, port: int) -> int:
    """Wait for the server's first answer; returns how many programmes it has."""
    address = f"http://127.0.0.1:{port}/api/v1/programmes?limit=1"
    end = perf_counter() + PATIENCE
    while perf_counter() < end and server.poll() is None:
        with suppress(OSError), urllib.request.urlopen(address, timeout=5) as answer:
            return int(json.load(answer)["total"])
        sleep(0.1)
    message = "The server did not come up."
    raise RuntimeError(message)


def until_writing(home: Path, importing: Process) -> None:
    """Wait until an import is within its transaction, or is over."""
    while importing.poll() is None and not locked(home):
        sleep(0.002)


def locked(home: Path) -> bool:
    """Whether someone holds the right to write: to be refused it is to know."""
    with closing(sqlite3.connect(home / "wasl.db", timeout=0, isolation_level=None)) as database:
        try:
            database.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
        database.execute("ROLLBACK")
        return False


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def programme_count() -> int:
    """How many programmes the catalogue has."""
    return sum(1 for _ in PROGRAMMES.glob("*.yaml"))
