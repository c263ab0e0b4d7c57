"""`wasl bench intake`: a school's files, with the process killed at random moments.

The files are those of a folder, copied until there are enough; a copy differs in trailing line
ends, which no format minds, so that each is a file of its own. One in twenty repeats another byte
for byte. They are given twice: once undisturbed, for speed and memory, and once to a process that
is killed with SIGKILL again and again, at a random moment of its start or once a random number of
files is done, and then goes on. Both must account for every file once, and alike.
"""

import json
import random
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from statistics import median
from threading import Event, Thread
from time import perf_counter, sleep
from typing import Any

import yaml
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.candidates.models import Candidate, Document
from app.intakes.models import Intake, IntakeFile
from app.intakes.outcomes import Outcome
from evaluation.faults import SEED, WASL, Process, environment, looking, prepared, started

SCHOOL = "school"
# One file in so many repeats another.
REPEATED = 20
# How often memory is looked at, and progress, in seconds.
SAMPLE_S, LOOK_S = 0.25, 0.02
# How long a process takes until it keeps files, at least, in seconds.
START_S = 8.0
MB = 1 << 20


def run(folder: Path, files: int, kills: int) -> dict[str, Any]:
    """Give `files` files of a folder; `faults` says what was found wrong."""
    start = perf_counter()
    with tempfile.TemporaryDirectory(prefix="wasl-intake-") as place:
        given, repeated = copied(folder, Path(place) / "given", files)
        calm = undisturbed(home(Path(place) / "calm"), given)
        chance = random.Random(SEED)  # noqa: S311 - moments to kill at, not secrets
        rough = disturbed(home(Path(place) / "rough"), given, kills, chance)
    faults = [*rough["faults"], *wrong(calm["outcomes"], rough["outcomes"], files, repeated)]
    counts = Counter(calm["outcomes"].values())
    return {
        "files": files,
        "outcomes": dict(sorted(counts.items())),
        "files_per_minute": files / calm["seconds"] * 60,
        "memory": calm["memory"],
        "kills": kills,
        "killed_while_keeping": rough["keeping"],
        "killed_while_reading": rough["reading"],
        "amiss": len(faults),
        "faults": faults,
        "model": "none",
        "version": version("wasl"),
        "seconds": perf_counter() - start,
    }


def copied(folder: Path, to: Path, files: int) -> tuple[Path, int]:
    """A folder with so many files, and how many of them repeat another."""
    sources = sorted(path for path in folder.iterdir() if path.is_file())
    to.mkdir()
    repeated = 0
    for number in range(files):
        repeats = number % REPEATED == REPEATED - 1
        copy, which = divmod(number - repeats, len(sources))
        source = sources[which]
        content = source.read_bytes() + b"\n" * copy
        (to / f"{number:04}{source.suffix}").write_bytes(content)
        repeated += repeats
    return to, repeated


def home(folder: Path) -> Path:
    """A home of its own with one school."""
    folder.mkdir()
    prepared(folder)
    row = {
        "id": SCHOOL,
        "kind": "school",
        "name_fr": "École",
        "sources": [{"title": "bench", "url": "https://example.org"}],
    }
    network = folder / "network"
    network.mkdir()
    (network / "organisations.yaml").write_text(yaml.safe_dump([row]), encoding="utf-8")
    command = [*WASL, "ingest", "network", str(network)]
    subprocess.run(command, env=environment(folder), check=True, capture_output=True)
    shutil.rmtree(network)
    return folder


def pushing(given: Path) -> list[str]:
    """The command that gives the files, or goes on with them."""
    return ["talent", "push", SCHOOL, str(given), "--resume", "--json"]


def undisturbed(place: Path, given: Path) -> dict[str, Any]:
    """What becomes of the files in one go, how long it takes, and how much memory."""
    start = perf_counter()
    with started(place, *pushing(given)) as process, measured(process) as memory:
        failed = process.wait()
    if failed:
        message = f"Giving the files failed ({failed})."
        raise RuntimeError(message)
    seconds = perf_counter() - start
    return {"seconds": seconds, "memory": flatness(memory), "outcomes": outcomes(place)}


def disturbed(place: Path, given: Path, kills: int, chance: random.Random) -> dict[str, Any]:
    """What becomes of the files when the process is killed so often, then left alone."""
    total = sum(1 for _ in given.iterdir())
    marks = sorted(chance.sample(range(total), kills))
    faults: list[str] = []
    keeping = 0
    for number, mark in enumerate(marks):
        with started(place, *pushing(given)) as process:
            if number % 2:
                until_done(place, process, mark)
                sleep(chance.uniform(0, 0.5))
            else:
                sleep(chance.uniform(0, START_S))
            process.kill()
        keeping += not intakes(place)
        faults += inconsistent(place)
    done = subprocess.run(
        [*WASL, *pushing(given)], env=environment(place), check=True, capture_output=True
    )
    reported = {one["name"]: one["outcome"] for one in json.loads(done.stdout)["files"]}
    faults += inconsistent(place)
    faults += [] if reported == outcomes(place) else ["the report is not what is stored"]
    faults += [] if intakes(place) == 1 else ["the files are more than one intake"]
    return {
        "outcomes": reported,
        "faults": faults,
        "keeping": keeping,
        "reading": kills - keeping,
    }


def until_done(place: Path, process: Process, mark: int) -> None:
    """Wait until so many files are done, or the process is over."""
    while process.poll() is None and done_in(place) < mark:
        sleep(LOOK_S)


def done_in(place: Path) -> int:
    """How many files are done."""
    with looking(place) as session:
        waits = IntakeFile.outcome != Outcome.WAITING
        return session.scalar(select(func.count()).select_from(IntakeFile).where(waits)) or 0


def intakes(place: Path) -> int:
    """How many intakes there are."""
    with looking(place) as session:
        return session.scalar(select(func.count()).select_from(Intake)) or 0


def outcomes(place: Path) -> dict[str, str]:
    """What became of each file, by its name."""
    with looking(place) as session:
        rows = session.execute(select(IntakeFile.name, IntakeFile.outcome)).all()
        return dict(rows)


def inconsistent(place: Path) -> list[str]:
    """What may never be so, at whatever moment the process went."""
    with looking(place) as session:
        checks = {
            "the database is damaged": session.scalar(text("PRAGMA integrity_check")) == "ok",
            "a candidate has not one document": number(session, Candidate)
            == number(session, Document)
            == session.scalar(select(func.count(func.distinct(Document.candidate_id)))),
            "a candidate comes from no file, or from two": made_once(session),
        }
    return [message for message, well in checks.items() if not well]


def made_once(session: Session) -> bool:
    """Whether each candidate is of exactly one file that repeats no other."""
    made = select(IntakeFile.candidate_id).where(
        IntakeFile.candidate_id.is_not(None), IntakeFile.outcome != Outcome.DUPLICATE
    )
    found = list(session.scalars(made))
    return len(found) == len(set(found)) == number(session, Candidate)


def number(session: Session, table: type[Candidate | Document]) -> int:
    """Number of rows."""
    return session.execute(select(func.count()).select_from(table)).scalar_one()


def wrong(
    calm: Mapping[str, str], rough: Mapping[str, str], files: int, repeated: int
) -> Iterator[str]:
    """What is not alike in both, or not accounted for."""
    if len(calm) != files or len(rough) != files:
        yield f"{len(calm)} and {len(rough)} files are accounted for, of {files}"
    for name in sorted(calm.keys() & rough.keys()):
        same = {calm[name], rough[name]}
        # Of two that are one, whichever is read first is the one.
        if len(same) > 1 and Outcome.DUPLICATE not in same:
            yield f"{name}: {calm[name]} undisturbed, {rough[name]} disturbed"
    for told in (calm, rough):
        counts = Counter(told.values())
        if counts[Outcome.WAITING]:
            yield f"{counts[Outcome.WAITING]} files still wait"
        if counts[Outcome.DUPLICATE] > repeated:
            yield f"{counts[Outcome.DUPLICATE]} files are told to repeat another, of {repeated}"


@contextmanager
def measured(process: Process) -> Iterator[list[tuple[float, float]]]:
    """Samples of memory in MB, of a process and of those that it started."""
    samples: list[tuple[float, float]] = []
    over = Event()

    def look() -> None:
        while not over.wait(SAMPLE_S):
            own, *children = [resident(pid) for pid in family(process.pid)]
            samples.append((own, sum(children)))

    watcher = Thread(target=look)
    watcher.start()
    try:
        yield samples
    finally:
        over.set()
        watcher.join()


def family(pid: int) -> list[int]:
    """A process and all that come from it (Linux)."""
    found = [pid]
    for one in found:
        with suppress(OSError):
            for task in Path(f"/proc/{one}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
    return list(dict.fromkeys(found))


def resident(pid: int) -> float:
    """Resident memory of a process, in MB; none where it is gone."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024 / MB
    return 0.0


def flatness(samples: Sequence[tuple[float, float]]) -> dict[str, float]:
    """The most, in MB, of the process and of those that it started; and its growth.

    Growth is from the middle of the second quarter of the time to that of the last.
    """
    own = [one for one, _ in samples] or [0.0]
    quarter = max(1, len(own) // 4)
    return {
        "peak_mb": max(own),
        "peak_readers_mb": max((children for _, children in samples), default=0.0),
        "growth_mb": median(own[-quarter:]) - median(own[quarter : 2 * quarter] or own),
    }
