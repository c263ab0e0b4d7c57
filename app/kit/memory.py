"""What a process that has put everything in its place does with its memory."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# After how many new objects the youngest are looked through, and how many times until the next
# older ones are. A page makes tens of thousands, nearly none of them in circles: with Python's own
# numbers one request in twenty looked through everything, for 0.12 to 0.15 s (`wasl bench pages`).
PATIENCE = (5_000, 20, 100)


@contextmanager
def settled() -> Iterator[None]:
    """Within, spare what is here at the start from garbage collection.

    Models, catalogues and compiled templates hold a million objects that do not become garbage;
    looking through them again and again stops every request for some 0.15 s, one in fifteen. What
    is over when the application ends can be collected again: its indexes have threads and files.
    """
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*PATIENCE)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
