"""`wasl bench documents`: how much of what CVs say is in what is read of them, and how fast.

A folder as `data/talent`: `truth.jsonl` with what each file of `files/` says, and `bad/` with files
that are broken or hostile, of which `EXPECTED.tsv` says how they have to end. Strings are compared
without case, blanks, vowel marks and kinds of dash. A part of a CV (a job, a school) is whole when
nothing of another part stands between its strings: columns and tables are then read in order.
"""

import csv
import json
import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from evaluation.bench_match import memory_of
from ingestion.cv import Cv, State, understand
from ingestion.documents import Outcome, Read, Refused
from ingestion.documents.sandbox import Sandbox

Record = Mapping[str, Any]
SINGLE = ("email", "city", "headline", "summary")
LISTED = ("target_roles", "links", "certifications")
NAMED = {
    "skills": ("name",),
    "languages": ("name", "as_written"),
    "education": ("degree", "school", "field", "dates_as_written"),
    "experience": ("title", "organisation", "city", "dates_as_written", "bullets"),
    "projects": ("name", "description"),
}
# Parts whose strings belong together, and how long a string is that says where it stands.
PARTS = {"education", "experience"}
TELLING = 8
ALIKE = str.maketrans(dict.fromkeys("–—‑−‐", "-") | dict.fromkeys("’‘ʼ", "'") | {"ـ": None})
# How a file may end, as EXPECTED.tsv says it.
ENDS = ("clear error", "accepted with warning", "quarantined")


@dataclass(slots=True)
class Cell:
    """The figures of one format and language."""

    files: int = 0
    strings: int = 0
    recovered: int = 0
    parts: int = 0
    whole: int = 0
    seconds: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)

    def add(self, record: Record, text: str, seconds: float, worked: float) -> None:
        """Count one file: by the clock and by the processor."""
        read = folded(text)
        said = [(part, folded(one)) for part, one in strings(record)]
        self.files += 1
        self.strings += len(said)
        self.recovered += sum(one in read for _, one in said)
        found = list(whole(said, read))
        self.parts += len(found)
        self.whole += sum(found)
        self.seconds.append(seconds)
        self.worked.append(worked)

    def figures(self) -> dict[str, Any]:
        """Shares of 1, and milliseconds a file."""
        return {
            "files": self.files,
            "strings": self.strings,
            "recovered": self.recovered / self.strings if self.strings else 0.0,
            "parts": self.parts,
            "whole": self.whole / self.parts if self.parts else 0.0,
            "p50_ms": median(self.seconds) * 1000,
            "cpu_p50_ms": median(self.worked) * 1000,
            "files_a_minute": 60 * self.files / sum(self.seconds),
        }


def run(folder: Path) -> dict[str, object]:
    """Read every file of a folder with one child process, one after the other.

    Times leave out the start of the child. `memory_mb` is the most that it ever had resident;
    Tesseract has its own.
    """
    start = perf_counter()
    sandbox = Sandbox()
    sandbox.read(b"first", "first")
    cells: dict[tuple[str, str], Cell] = defaultdict(Cell)
    lines = (folder / "truth.jsonl").read_text("utf-8").splitlines()
    for record in map(json.loads, lines):
        data = (folder / "files" / record["file"]).read_bytes()
        began, worked = perf_counter(), processor(sandbox)
        outcome = sandbox.read(data, record["file"])
        times = perf_counter() - began, processor(sandbox) - worked
        text = outcome.text if isinstance(outcome, Read) else ""
        for cell in ((record["format"], record["language"]), ("all", "")):
            cells[cell].add(record, text, *times)
    memory = child_memory(sandbox)
    bad = list(endings(folder / "bad", sandbox))
    sandbox.close()
    return {
        "cells": {" ".join(name).strip(): cells[name].figures() for name in sorted(cells)},
        "memory_mb": memory,
        "bad": bad,
        "astray": [one["file"] for one in bad if not one["as_expected"]],
        "model": "no model",
        "version": version("wasl"),
        "seconds": perf_counter() - start,
    }


def folded(text: str) -> str:
    """A text as it is compared."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(ALIKE)
    kept = (one for one in plain if unicodedata.category(one) not in {"Mn", "Cf"})
    return re.sub(r"\s+", "", "".join(kept))


def strings(record: Record) -> Iterator[tuple[str, str]]:
    """What a file says, each string with the part of the CV that it belongs to."""
    absent = set(record["not_in_file"])
    yield "name", record["name"]["as_written"]
    if "phone" not in absent and record["phone"]:
        yield "phone", record["phone"]["as_written"]
    for name in SINGLE:
        if name not in absent and record[name]:
            yield name, record[name]
    for name in LISTED:
        yield from ((name, one) for one in record[name] if name not in absent)
    for name, fields in NAMED.items():
        for at, entry in enumerate(record[name]):
            yield from ((f"{name} {at}", one) for one in texts(entry, fields))


def texts(entry: Record, fields: Sequence[str]) -> Iterator[str]:
    """The strings of an entry's fields."""
    for name in fields:
        value = entry.get(name) or []
        yield from [value] if isinstance(value, str) else value


def whole(said: Iterable[tuple[str, str]], read: str) -> Iterator[bool]:
    """Of each part of which two strings or more are found once, whether it is read as one."""
    places: dict[str, list[int]] = defaultdict(list)
    for part, one in said:
        if len(one) >= TELLING and read.count(one) == 1:
            places[part].append(read.index(one))
    for part, own in places.items():
        if part.split()[0] in PARTS and len(own) > 1:
            others = (at for name, every in places.items() if name != part for at in every)
            yield not any(min(own) < at < max(own) for at in others)


def processor(sandbox: Sandbox) -> float:
    """Seconds of processor time of the child in use and of what it has started, as proc(5) has it.

    Of a child that was replaced in between the difference is no figure; none is before a hundred.
    """
    child = sandbox.free.get()
    sandbox.free.put(child)
    if child is None:
        return 0.0
    stated = Path(f"/proc/{child.process.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return sum(map(int, stated[11:15])) / os.sysconf("SC_CLK_TCK")


def child_memory(sandbox: Sandbox) -> float:
    """The most memory that the child in use has had, in mebibytes; 0 when there is none."""
    child = sandbox.free.get()
    sandbox.free.put(child)
    return memory_of(child.process.pid)["peak_mb"] if child else 0.0


def endings(folder: Path, sandbox: Sandbox) -> Iterator[dict[str, Any]]:
    """How each file that is broken or hostile ends, and whether it may."""
    table = folder / "EXPECTED.tsv"
    if not table.exists():
        return
    with table.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    for row in rows:
        path = folder / row["file"]
        if not path.exists():
            continue
        outcome = sandbox.read(path.read_bytes(), row["upload_name"])
        cv = understand(outcome) if isinstance(outcome, Read) else None
        yield {
            "file": row["file"],
            "outcome": said(outcome, cv),
            "as_expected": ended(outcome, cv) in may(row["expected"], row["also_acceptable"]),
        }


def ended(outcome: Outcome, cv: Cv | None = None) -> str:
    """How a file ended, in the words of EXPECTED.tsv; `cv` is what is understood of one read."""
    if isinstance(outcome, Refused):
        return ENDS[2] if outcome.quarantined else ENDS[0]
    if cv and cv.state is not State.CV:
        return ENDS[0]
    return ENDS[2] if outcome.held or (cv and cv.verdict) else ENDS[1]


def may(expected: str, also: str | None) -> set[str]:
    """How a file may end."""
    return {end for end in ENDS for one in (expected, also or "") if one.startswith(end)}


def said(outcome: Outcome, cv: Cv | None = None) -> str:
    """An outcome in a few codes."""
    if isinstance(outcome, Refused):
        return f"refused: {outcome.reason}"
    judged = [f"no CV ({cv.verdict.kind or cv.state})"] if cv and cv.verdict else []
    flags = ", ".join([*(notice.code for notice in outcome.warnings), *judged])
    return f"read as {outcome.kind}: {flags}" if flags else f"read as {outcome.kind}"
