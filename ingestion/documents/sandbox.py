"""Documents are read in a child process that may do little and is ended when it takes too long."""

import atexit
import contextlib
import json
import os
import queue
import selectors
import signal
import subprocess
import sys
from dataclasses import asdict
from functools import cache
from time import monotonic
from typing import IO

from ingestion.documents.child import ANSWERED, ASKED
from ingestion.documents.limits import LIMITS, Limits
from ingestion.documents.outcome import Outcome, Reason, Refused, decoded

# After so many documents a child is replaced: what it has gathered in memory goes with it.
DOCUMENTS = 100
NAME = 1024
# Seconds in which a child has to be ready, on however busy a machine.
START = 120
CHUNK = 1 << 16
# Where Tesseract is, and where its languages are if they were put elsewhere.
PASSED = ("PATH", "TESSDATA_PREFIX")
# One thread: only a process with one may part with the network, and numpy's library starts more.
SET = {"LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1"}


class Ended(Exception):
    """The child ended without an answer; `idle` when it had nothing to do."""

    def __init__(self, *, idle: bool) -> None:
        super().__init__()
        self.idle = idle


class Child:
    """One process that reads documents, one after the other."""

    def __init__(self, limits: Limits) -> None:
        self.limits, self.documents = limits, 0
        command = [sys.executable, "-I", "-m", "ingestion.documents.child"]
        environment = {name: os.environ[name] for name in PASSED if name in os.environ}
        self.process = subprocess.Popen(  # noqa: S603  our own module; what it reads goes by a pipe
            [*command, json.dumps(asdict(limits))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd="/",
            env={**environment, **SET},
        )
        self._ready()

    def _ready(self) -> None:
        """Wait for the child. Raises RuntimeError: it does not start."""
        assert self.process.stdout
        try:
            _take(self.process.stdout, ANSWERED.size, monotonic() + START)
        except (EOFError, TimeoutError) as error:
            self.close()
            raise RuntimeError("the process that reads documents does not start") from error

    def ask(self, data: bytes, name: str) -> Outcome:
        """The outcome of one document. Raises Ended, and TimeoutError past the limit."""
        self.documents += 1
        called = name.encode("utf-8", "replace")[-NAME:]
        message = ASKED.pack(len(called), len(data)) + called + data
        deadline = monotonic() + self.limits.seconds
        try:
            answer = self._exchange(message, deadline)
        except (BrokenPipeError, EOFError) as error:
            raise Ended(idle=self.process.wait() == 0) from error
        return decoded(answer)

    def _exchange(self, message: bytes, deadline: float) -> bytes:
        """Send a message and take the answer, whichever way the pipes are ready."""
        assert self.process.stdin
        assert self.process.stdout
        _send(self.process.stdin, message, deadline)
        (size,) = ANSWERED.unpack(_take(self.process.stdout, ANSWERED.size, deadline))
        if size > self.limits.reply:
            raise ValueError
        return _take(self.process.stdout, size, deadline)

    def close(self) -> None:
        """End the child and all that it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(BrokenPipeError):
                pipe.close() if pipe else None


def _send(pipe: IO[bytes], message: bytes, deadline: float) -> None:
    os.set_blocking(pipe.fileno(), False)
    left = memoryview(message)
    while left:
        _ready(pipe, selectors.EVENT_WRITE, deadline)
        left = left[os.write(pipe.fileno(), left[:CHUNK]) :]


def _take(pipe: IO[bytes], size: int, deadline: float) -> bytes:
    """Exactly `size` bytes. Raises EOFError: the child ended before."""
    taken = bytearray()
    while len(taken) < size:
        _ready(pipe, selectors.EVENT_READ, deadline)
        part = os.read(pipe.fileno(), min(CHUNK, size - len(taken)))
        if not part:
            raise EOFError
        taken += part
    return bytes(taken)


def _ready(pipe: IO[bytes], event: int, deadline: float) -> None:
    """Wait until a pipe is ready. Raises TimeoutError: it was not in time."""
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, event)
        if not selector.select(max(0.0, deadline - monotonic())):
            raise TimeoutError


class Sandbox:
    """Reads documents in child processes, at most `children` at once; others wait their turn."""

    def __init__(self, limits: Limits = LIMITS, children: int = 1) -> None:
        self.limits = limits
        # None stands for a child that is still to be started
        self.free: queue.LifoQueue[Child | None] = queue.LifoQueue()
        for _ in range(children):
            self.free.put(None)

    def read(self, data: bytes, name: str) -> Outcome:
        """What a file gives. Nothing is raised for any content; see `Read` and `Refused`."""
        if not data:
            return Refused(Reason.EMPTY)
        if len(data) > self.limits.size:
            return Refused(Reason.TOO_LARGE, {"limit": self.limits.size})
        child = self.free.get()
        try:
            outcome, child = self._asked(child, data, name)
        except BaseException:
            self.free.put(None)
            if child:
                child.close()
            raise
        self.free.put(child)
        return outcome

    def _asked(self, child: Child | None, data: bytes, name: str) -> tuple[Outcome, Child | None]:
        """The outcome, and the child if it can go on."""
        child = child or Child(self.limits)
        try:
            outcome = child.ask(data, name)
        except Ended as ended:
            child.close()
            # an idle child had ended by itself before it was asked
            return self._asked(None, data, name) if ended.idle else (Refused(Reason.CRASHED), None)
        except TimeoutError:
            child.close()
            return Refused(Reason.TOO_SLOW, {"limit": self.limits.seconds}), None
        except ValueError:
            child.close()
            return Refused(Reason.CRASHED), None
        if child.documents >= DOCUMENTS:
            child.close()
            return outcome, None
        return outcome, child

    def close(self) -> None:
        """End the children that are free."""
        with contextlib.suppress(queue.Empty):
            while True:
                if child := self.free.get_nowait():
                    child.close()


@cache
def shared() -> Sandbox:
    """The sandbox of this process, with a child for each processor but one."""
    sandbox = Sandbox(children=max(1, (os.cpu_count() or 2) - 1))
    atexit.register(sandbox.close)
    return sandbox
