"""What is done again and again beside a server."""

import logging
from collections.abc import Callable
from threading import Event, Thread

logger = logging.getLogger(__name__)


class Rounds:
    """Does something now and after every pause, in seconds, until it is stopped: `with Rounds(…):`.

    What goes wrong once is logged, and tried again the next time.
    """

    def __init__(self, name: str, once: Callable[[], object], pause_s: float) -> None:
        self._once, self._pause_s = once, pause_s
        self._stop = Event()
        self._thread = Thread(target=self._run, name=name)

    def __enter__(self) -> "Rounds":
        """Begin."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End after the round under way."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        self._round()
        while not self._stop.wait(self._pause_s):
            self._round()

    def _round(self) -> None:
        try:
            self._once()
        except Exception:
            logger.exception("%s: this round failed; the next may not.", self._thread.name)
