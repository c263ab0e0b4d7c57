"""What the engine asks of a vector index."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

from matching.encoder.base import Vectors


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an index was built from; `sequence` is the last entry of the change log it follows."""

    model: str
    sequence: int


class VectorIndex(Protocol):
    """Several vectors a profile; results are profiles."""

    def __len__(self) -> int:
        """Number of profiles."""

    def replace(self, profile_id: str, vectors: Vectors) -> None:
        """Make `vectors` (passages, dimension) the profile's only ones, adding it if new."""

    def remove(self, profile_id: str) -> None:
        """Forget a profile; nothing happens when it is not there."""

    def search(
        self, queries: Vectors, limit: int, among: Collection[str] | None = None
    ) -> dict[str, float]:
        """The `limit` best profiles and their scores, best first.

        A profile's score is the mean, over the `queries` (m, dimension), of the best cosine
        among its passages. `among` restricts the search to these ids.
        """

    def vectors(self, profile_ids: Sequence[str]) -> list[Vectors]:
        """Each profile's vectors, (passages, dimension), in the order of its passages."""

    def save(self, folder: Path, stamp: Stamp) -> None:
        """Write everything under `folder`, whole or not at all."""

    @classmethod
    def load(cls, folder: Path, model: str) -> tuple[Self, Stamp]:
        """Read it back; raises `StaleIndex` when missing, damaged or made by another model."""
