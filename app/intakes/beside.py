"""Reading what schools give beside a server, for as long as it serves."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from threading import Event

from app.context import Context
from app.intakes import service
from app.kit.database import reading
from app.kit.rounds import Rounds

EVERY_S = 5.0
LOOK_S = 0.5


@contextmanager
def beside(context: Context) -> Iterator[None]:
    """Within, intakes that wait are read by this process, unless another one is at it.

    At the end the files that are being read are waited for; the others wait for the next time.
    """
    stop = Event()
    with Rounds("intakes", partial(read_waiting, context, stop), EVERY_S):
        try:
            yield
        finally:
            stop.set()


def read_waiting(context: Context, stop: Event) -> None:
    """Read every intake that waits, until told to stop; raises `CutOff`."""
    if stop.is_set() or not waiting(context):
        return
    # DBOS takes two seconds to import and then looks at its database every second: not for nothing.
    from app.intakes import workflow  # noqa: PLC0415

    with workflow.running(context) as mine:
        if not mine:
            return
        workflow.begin_waiting(context)
        while (ids := waiting(context)) and not stop.wait(LOOK_S):
            for intake_id in ids:
                workflow.keep_going(context, intake_id)


def waiting(context: Context) -> list[str]:
    """The intakes that are not over."""
    with reading(context.database) as session:
        return service.unfinished(session)
