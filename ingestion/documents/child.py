"""The process in which documents are read: `python -I -m ingestion.documents.child LIMITS`.

It takes files on its standard input and answers outcomes, until the input ends or nothing has come
for a while. Whatever happens to it, the process that asks is unharmed.
"""

import ctypes
import json
import os
import resource
import select
import signal
import struct
import sys
from typing import BinaryIO

from ingestion.documents.limits import Limits
from ingestion.documents.outcome import Outcome, Reason, Refused, encoded
from ingestion.documents.reading import read_here

# A message: the sizes of the name and of the data, then both; the answer: its size, then itself.
ASKED = struct.Struct(">II")
ANSWERED = struct.Struct(">I")
OPEN_FILES = 64
# unshare(2): a namespace of users, in which one may make others, and an empty one of networks.
NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000


def confine(limits: Limits) -> None:
    """Give up what reading does not need, for this process and those that it starts.

    No file can be written and no core is dumped; memory is bounded. Where the kernel lets anybody
    make namespaces, there is no network either; elsewhere nothing that is imported here opens one.
    """
    bounds = {
        resource.RLIMIT_AS: limits.memory,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: OPEN_FILES,
    }
    for what, most in bounds.items():
        resource.setrlimit(what, (most, most))
    ctypes.CDLL(None).unshare(NEW_USER | NEW_NETWORK)


def allow(limits: Limits) -> None:
    """Give the next document its time; past it the system ends this process.

    The alarm is for when whoever asked is no longer there to end it.
    """
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + limits.cpu + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))
    signal.alarm(limits.seconds + 10)


def guarded(data: bytes, name: str, limits: Limits) -> Outcome:
    """The outcome; a defect of a reader is a refusal."""
    try:
        return read_here(data, name, limits)
    except MemoryError:
        return Refused(Reason.TOO_MUCH_MEMORY)
    except RecursionError:
        return Refused(Reason.DAMAGED)
    except Exception:  # noqa: BLE001  what a hostile file makes a library raise is not known
        return Refused(Reason.CRASHED)


def serve(asking: BinaryIO, answering: BinaryIO, limits: Limits) -> None:
    """Say that the process is ready, then read document after document."""
    answering.write(ANSWERED.pack(0))
    answering.flush()
    while select.select([asking], [], [], limits.idle)[0]:
        head = asking.read(ASKED.size)
        if len(head) < ASKED.size:
            return
        name_size, data_size = ASKED.unpack(head)
        name = asking.read(name_size).decode("utf-8", "replace")
        allow(limits)
        answer = encoded(guarded(asking.read(data_size), name, limits))
        signal.alarm(0)
        answering.write(ANSWERED.pack(len(answer)) + answer)
        answering.flush()


def main() -> None:
    """Serve on the standard input and output, which nothing else then has."""
    limits = Limits(**json.loads(sys.argv[1]))
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    confine(limits)
    serve(os.fdopen(0, "rb"), answers, limits)


if __name__ == "__main__":
    main()
