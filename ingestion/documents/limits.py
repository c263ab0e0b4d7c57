"""How much one document may ask of the machine."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, times in seconds.

    `unpacked` and `ratio` (unpacked by packed, of archives above `ratio_from`) are counted while
    unpacking, not believed. `pixels` are of one picture, `page_pixels` of a page as it is drawn.
    `scanned_pages` are read with OCR, further ones are left out with a warning. `memory` bounds the
    address space of the process that reads, of which libraries take 150 MB; `cpu` its processor
    time for one document, `seconds` the time by the clock; a process that has had nothing to read
    for `idle` seconds ends. `text` counts characters.
    """

    size: int = 10_000_000
    pages: int = 40
    scanned_pages: int = 6
    pixels: int = 40_000_000
    page_pixels: int = 12_000_000
    unpacked: int = 60_000_000
    ratio: int = 200
    ratio_from: int = 2_000_000
    parts: int = 2_000
    text: int = 400_000
    letters_a_page: int = 20_000
    reply: int = 8_000_000
    seconds: int = 90
    cpu: int = 90
    idle: int = 120
    memory: int = 1_000_000_000


LIMITS = Limits()
