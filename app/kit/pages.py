"""Parts of a long list."""

from collections.abc import Sequence
from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, ConfigDict

Item = TypeVar("Item")

MOST = 100
# Beyond any list, and within the whole numbers of every database.
FURTHEST = 10_000_000

Offset = Annotated[
    int, Query(ge=0, le=FURTHEST, description="How many to leave out before the first.")
]
Limit = Annotated[int, Query(ge=1, le=MOST, description="How many to show at most.")]


class Page(BaseModel, Generic[Item]):
    """A part of a list and where it stands in the whole."""

    model_config = ConfigDict(frozen=True)

    items: tuple[Item, ...]
    total: int
    offset: int
    limit: int

    @property
    def previous(self) -> int | None:
        """Offset of the part before, None on the first."""
        return max(0, self.offset - self.limit) if self.offset else None

    @property
    def next(self) -> int | None:
        """Offset of the part after, None on the last."""
        following = self.offset + self.limit
        return following if following < self.total else None


def part(items: Sequence[Item], offset: int, limit: int) -> Page[Item]:
    """A part of a list that is at hand whole."""
    shown = tuple(items[offset : offset + limit])
    return Page(items=shown, total=len(items), offset=offset, limit=limit)
