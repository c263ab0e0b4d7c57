"""What a process that has put everything in its place does with its memory."""

import gc

# After how many new objects the youngest are looked through, and how many times until the next
# older ones are. A page makes tens of thousands, nearly none of them in circles: with Python's own
# numbers one request in twenty looked through everything, for 0.12 to 0.15 s (`wasl bench pages`).
PATIENCE = (5_000, 20, 100)


def settle() -> None:
    """Spare what is here now from garbage collection, for as long as the process lives.

    Models, catalogues and compiled templates hold a million objects that never become garbage;
    looking through them again and again stops every request for some 0.15 s, one in fifteen.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*PATIENCE)
