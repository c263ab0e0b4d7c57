"""Dates as sources give them: a year, a month or a day."""

import re
from datetime import date

PARTIAL = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", re.ASCII)


def check_partial(value: object) -> bool:
    """True for YYYY, YYYY-MM or YYYY-MM-DD of the calendar; raises ValueError otherwise.

    Only texts are judged, as JSON Schema asks of a format.
    """
    if isinstance(value, str):
        parts = PARTIAL.fullmatch(value)
        if parts is None:
            raise ValueError(value)
        date(int(parts[1]), int(parts[2] or 1), int(parts[3] or 1))
    return True


def check_period(value: object) -> bool:
    """True for a partial date or two of them around a slash (ISO 8601); else ValueError."""
    if not isinstance(value, str):
        return True
    ends = value.split("/")
    if len(ends) > 2:
        raise ValueError(value)
    return all(check_partial(end) for end in ends)


def check_full(value: object) -> bool:
    """True for YYYY-MM-DD of the calendar; raises ValueError otherwise."""
    if isinstance(value, str):
        if len(value) != 10:
            raise ValueError(value)
        check_partial(value)
    return True
