"""What a process that has put everything in its place does with its memory."""

import gc


def settle() -> None:
    """Spare what is here now from garbage collection, for as long as the process lives.

    Models, catalogues and compiled templates hold a million objects that never become garbage;
    looking through them again and again stops every request for some 0.15 s, one in fifteen.
    """
    gc.collect()
    gc.freeze()
