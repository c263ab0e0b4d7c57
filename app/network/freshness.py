"""How long a word on what a company is to a site holds: `freshness.yaml`."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files

import yaml
from sqlalchemy import ColumnElement, and_, or_

from app.kit.days import today
from app.network.models import Residency
from app.network.states import ResidencyStatus


@cache
def lasting() -> Mapping[ResidencyStatus, int]:
    """After how many months each status is not known any more; one that is not here lasts."""
    months = yaml.safe_load(files("app.network").joinpath("freshness.yaml").read_text("utf-8"))
    return {ResidencyStatus(status): number for status, number in months.items()}


def oldest(as_of: date) -> dict[ResidencyStatus, str]:
    """The first ISO day whose word on each status still holds.

    Of a month or a year, the first day counts: as text, what is less precise comes before.
    """
    months = as_of.year * 12 + as_of.month - 1
    left = {status: divmod(months - number, 12) for status, number in lasting().items()}
    return {one: f"{year:04}-{month + 1:02}-{as_of.day:02}" for one, (year, month) in left.items()}


def known_today() -> ColumnElement[bool]:
    """The condition that what was stated of a residency holds today."""
    held = (
        and_(Residency.status == status, Residency.stated >= day)
        for status, day in oldest(today()).items()
    )
    return or_(Residency.status.not_in(lasting()), *held)


def holds(status: ResidencyStatus, stated: str) -> bool:
    """Whether what was stated on a day, perhaps partial, holds today; an undated word does not."""
    return stated >= oldest(today()).get(status, "")
