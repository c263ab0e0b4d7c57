"""Reading intakes so that a crash at any point loses nothing and does nothing twice (DBOS).

The intake is the workflow and the file the step. What was done is written by the step itself, with
the file (`app.intakes.reading`); DBOS remembers which steps are over, and begins again what a
process that is gone had begun. It keeps ids alone, in a database of its own beside ours.

One process of a home reads at a time; others leave their intakes to it.
"""

import asyncio
import logging
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from time import sleep

from dbos import DBOS, DBOSConfig, SetWorkflowID
from filelock import FileLock, Timeout

from app.context import Context
from app.intakes import service
from app.intakes.reading import read_file
from app.intakes.service import Progress
from app.kit.database import keep_private, reading, writing
from app.kit.errors import DomainError

# The shape of the workflow: one that was begun in another shape is begun anew.
SHAPE = "1"
UNDER_WAY = frozenset({"PENDING", "ENQUEUED", "DELAYED"})
DONE = "SUCCESS"
PAUSE_S = 0.2
# How long the files that are being read are waited for at the end: longer than one may take.
GRACE_S = 120
QUIET = logging.NullHandler()


class CutOff(DomainError):
    """Reading an intake failed for a reason that is no file's; what is done stays done."""

    status = 503
    title = "Cut off"


@dataclass(slots=True)
class Place:
    """Where workflows of this process find what they work on: DBOS, too, is one a process."""

    context: Context | None = None
    readers: ThreadPoolExecutor | None = None
    closing: bool = False
    """Whether nothing is begun any more: what is not read yet goes on waiting."""

    def use(self) -> tuple[Context, ThreadPoolExecutor]:
        """The application, and the threads that read; raises `RuntimeError` outside `running`."""
        if self.context is None or self.readers is None:
            message = "Intakes are read within `running`."
            raise RuntimeError(message)
        return self.context, self.readers


HERE = Place()


@DBOS.workflow(name="intake")
async def read_all(intake_id: str) -> None:
    """Read every file of an intake that waits, several at once."""
    waiting = await list_waiting(intake_id)
    await asyncio.gather(*(read_one(intake_id, position) for position in waiting))
    await close(intake_id)


@DBOS.step(name="list")
async def list_waiting(intake_id: str) -> list[int]:
    """The files that wait, so that a workflow that is begun again has the same steps."""
    context, _ = HERE.use()
    with reading(context.database) as session:
        return service.positions(session, intake_id)


@DBOS.step(name="read")
async def read_one(intake_id: str, position: int) -> None:
    """Read one file, in a thread that waits for the process that reads."""
    context, readers = HERE.use()
    await asyncio.get_running_loop().run_in_executor(
        readers, read_unless_closing, context, intake_id, position
    )


def read_unless_closing(context: Context, intake_id: str, position: int) -> None:
    """Read a file whose turn has come, unless the process is about to end."""
    if not HERE.closing:
        read_file(context, intake_id, position)


@DBOS.step(name="close")
async def close(intake_id: str) -> None:
    """Note that an intake is over."""
    context, _ = HERE.use()
    with writing(context.database) as session:
        service.finish(session, intake_id)


@contextmanager
def running(context: Context) -> Iterator[bool]:
    """Within, this process reads intakes, if none does yet: gives whether it is the one."""
    lock = FileLock(context.settings.home / "intakes.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        yield False
        return
    try:
        with launched(context):
            yield True
    finally:
        lock.release()


@contextmanager
def launched(context: Context) -> Iterator[None]:
    """Within, DBOS runs here. Files whose turn has not come at the end wait for the next time."""
    with ThreadPoolExecutor(os.cpu_count(), "intake") as readers:
        HERE.context, HERE.readers, HERE.closing = context, readers, False
        launch(context)
        try:
            yield
        finally:
            HERE.closing = True
            DBOS.destroy(workflow_completion_timeout_sec=GRACE_S)
            HERE.context = HERE.readers = None


def launch(context: Context) -> None:
    """Start DBOS, which goes on with what was cut off."""
    # With a handler there, it adds none of its own: what it says goes where all is said.
    logging.getLogger("dbos").addHandler(QUIET)
    path = context.settings.home / "workflows.db"
    keep_private(path)
    config = DBOSConfig(
        name="wasl",
        system_database_url=f"sqlite:///{path}",
        application_version=SHAPE,
        # Whoever holds the lock is the one: what another left behind is for this one to end.
        executor_id="intakes",
        log_level="WARNING",
    )
    DBOS(config=config)
    DBOS.launch()


def begin_waiting(context: Context) -> None:
    """Begin every intake that is not over and that nothing is under way for."""
    with reading(context.database) as session:
        waiting = service.unfinished(session)
    for intake_id in waiting:
        begin(context, intake_id)


def begin(context: Context, intake_id: str) -> None:
    """Begin an intake, unless it is under way or over."""
    with writing(context.database) as session:
        row = service.by_id(session, intake_id)
        before = DBOS.get_workflow_status(name_of(intake_id, row.begun)) if row.begun else None
        if row.finished_at or (before is not None and before.status in UNDER_WAY):
            return
        row.begun += 1
        name = name_of(intake_id, row.begun)
    with SetWorkflowID(name):
        DBOS.start_workflow(read_all, intake_id)


def name_of(intake_id: str, begun: int) -> str:
    """What DBOS calls the reading of an intake: the second time is another."""
    return f"{intake_id}.{begun}"


def look_on(_context: Context, _intake_id: str) -> None:
    """Leave an intake to the process that reads it."""


def keep_going(context: Context, intake_id: str) -> None:
    """Begin an intake again where files came to wait since; raises `CutOff` where it failed."""
    with reading(context.database) as session:
        name = name_of(intake_id, service.by_id(session, intake_id).begun)
    before = DBOS.get_workflow_status(name)
    if before is not None and before.status in UNDER_WAY:
        return
    if before is not None and before.status != DONE:
        message = f"Reading broke off ({before.status}); begin again with --resume."
        raise CutOff(message)
    begin(context, intake_id)


def wait(
    context: Context,
    intake_id: str,
    progress: Progress = lambda done, total: None,
    meanwhile: Callable[[Context, str], None] = look_on,
) -> None:
    """Wait until an intake is over; `keep_going` meanwhile, where this process reads it."""
    while not over(context, intake_id):
        progress(*service.progress(context, intake_id))
        sleep(PAUSE_S)
        meanwhile(context, intake_id)


def over(context: Context, intake_id: str) -> bool:
    """Whether an intake is over."""
    with reading(context.database) as session:
        return service.by_id(session, intake_id).finished_at is not None
