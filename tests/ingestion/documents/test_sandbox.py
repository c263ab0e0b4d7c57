"""The child process: what it may not do, and what becomes of a file that ends it."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import monotonic

import pytest
from PIL import Image

from ingestion.documents import Read, Reason, Refused
from ingestion.documents.limits import LIMITS
from ingestion.documents.sandbox import Child, Sandbox
from tests.ingestion.documents.factories import Pdf, paragraph, png, word

CV = word(paragraph("Amina"))


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """One child, and four seconds for a document."""
    made = Sandbox(replace(LIMITS, seconds=4, cpu=4))
    yield made
    made.close()


def child(sandbox: Sandbox) -> Child:
    """The child that has read before and waits."""
    found = sandbox.free.get()
    sandbox.free.put(found)
    assert found
    return found


def test_a_child_is_used_again_and_replaced_after_a_while(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingestion.documents.sandbox.DOCUMENTS", 2)
    assert isinstance(sandbox.read(CV, "cv.docx"), Read)
    first = child(sandbox)
    assert isinstance(sandbox.read(CV, "cv.docx"), Read)
    assert sandbox.free.queue == [None]
    assert first.process.poll() is not None


def test_a_file_that_ends_the_child_is_refused_and_the_next_is_read(sandbox: Sandbox) -> None:
    sandbox.read(CV, "cv.docx")
    victim = child(sandbox).process
    os.kill(victim.pid, signal.SIGSTOP)
    killer = threading.Timer(0.3, os.kill, (victim.pid, signal.SIGKILL))
    killer.start()
    assert sandbox.read(CV, "cv.docx") == Refused(Reason.CRASHED)
    killer.join()
    assert isinstance(sandbox.read(CV, "cv.docx"), Read)


def test_a_file_that_takes_too_long_is_refused_and_its_child_ended(sandbox: Sandbox) -> None:
    sandbox.read(CV, "cv.docx")
    victim = child(sandbox).process
    os.kill(victim.pid, signal.SIGSTOP)
    start = monotonic()
    assert sandbox.read(CV, "cv.docx") == Refused(Reason.TOO_SLOW, {"limit": 4})
    assert monotonic() - start < 8
    assert victim.poll() == -signal.SIGKILL


def test_a_child_that_ended_while_idle_is_replaced_unnoticed() -> None:
    sandbox = Sandbox(replace(LIMITS, idle=1))
    sandbox.read(CV, "cv.docx")
    idle = child(sandbox).process
    assert idle.wait(timeout=20) == 0
    assert isinstance(sandbox.read(CV, "cv.docx"), Read)
    assert child(sandbox).process is not idle
    sandbox.close()


def test_an_answer_that_is_none_is_a_refusal(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Child, "_exchange", lambda *_: b'{"reason": "none of ours"}')
    assert sandbox.read(CV, "cv.docx") == Refused(Reason.CRASHED)


def test_a_process_that_does_not_start_is_a_defect_and_no_refusal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    sandbox = Sandbox()
    with pytest.raises(RuntimeError, match="does not start"):
        sandbox.read(CV, "cv.docx")
    monkeypatch.undo()
    assert isinstance(sandbox.read(CV, "cv.docx"), Read)
    sandbox.close()


def test_more_bytes_than_allowed_are_refused_before_anything_is_started() -> None:
    sandbox = Sandbox(replace(LIMITS, size=10))
    assert sandbox.read(CV, "cv.docx") == Refused(Reason.TOO_LARGE, {"limit": 10})
    assert sandbox.free.queue == [None]


def test_a_document_that_needs_more_memory_than_allowed_is_refused() -> None:
    # libraries take 150 MB of the address space, the colours of these dots as much again
    sandbox = Sandbox(replace(LIMITS, memory=250_000_000))
    assert isinstance(sandbox.read(CV, "cv.docx"), Read)
    outcome = sandbox.read(png(Image.new("P", (6000, 6000))), "cv.png")
    sandbox.close()
    assert outcome == Refused(Reason.TOO_MUCH_MEMORY)


CONFINED = """
from ingestion.documents.child import confine
from ingestion.documents.limits import LIMITS
confine(LIMITS)
try:
    with open({path!r}, "w") as stream:
        stream.write("a")
except OSError as error:
    print(error.strerror)
print(open("/proc/self/limits").read())
"""
PARTING = """
import ctypes
from ingestion.documents.child import NEW_NETWORK, NEW_USER
print(ctypes.CDLL(None).unshare(NEW_USER | NEW_NETWORK))
"""


def test_a_child_cannot_write_a_file_nor_grow_without_end(tmp_path: Path) -> None:
    path = tmp_path / "written"
    code = CONFINED.format(path=str(path))
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert "File too large" in ended.stdout
    assert not path.exists() or path.stat().st_size == 0
    limits = {line[:26].strip(): line[26:47].strip() for line in ended.stdout.splitlines()}
    assert limits["Max address space"] == str(LIMITS.memory)
    assert limits["Max core file size"] == "0"


def test_a_child_has_no_network_where_the_kernel_lets_it_part_with_it(sandbox: Sandbox) -> None:
    sandbox.read(CV, "cv.docx")
    process = Path(f"/proc/{child(sandbox).process.pid}")
    tried = subprocess.run(
        [sys.executable, "-c", PARTING],
        capture_output=True, text=True, check=True, env={"OPENBLAS_NUM_THREADS": "1"},
    )  # fmt: skip
    if tried.stdout.strip() != "0":
        pytest.skip("this kernel lets nobody make namespaces")
    interfaces = (process / "net" / "dev").read_text("utf-8").splitlines()[2:]
    assert [line.split(":")[0].strip() for line in interfaces] == ["lo"]


def test_reading_imports_nothing_that_opens_connections() -> None:
    code = "import sys, ingestion.documents.child; print(*sys.modules)"
    ended = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True
    )
    assert not {"http.client", "urllib.request", "httpx", "requests", "ssl"} & {
        *ended.stdout.split()
    }


def test_many_threads_share_few_children() -> None:
    sandbox = Sandbox(children=2)
    outcomes: list[object] = []
    pdf = Pdf().put(50, 100, "Amina").bytes()
    threads = [
        threading.Thread(target=lambda: outcomes.append(sandbox.read(pdf, "cv.pdf")))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sandbox.close()
    assert [type(outcome) for outcome in outcomes] == [Read] * 8
