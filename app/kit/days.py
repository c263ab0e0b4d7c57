"""Which day it is."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

# Rules are judged, and facts stated, as of the day it is where the programmes are.
PLACE = ZoneInfo("Africa/Casablanca")


def today() -> date:
    """The day in Morocco."""
    return datetime.now(PLACE).date()
