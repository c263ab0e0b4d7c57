"""Which passage of one side answers which passage of the other."""

from dataclasses import dataclass

import numpy as np

from matching.encoder.base import Vectors
from matching.profile import Passage, Profile


@dataclass(frozen=True, slots=True)
class Evidence:
    """Two passages that answer each other; `likeness` is the cosine of their vectors."""

    seeker: Passage
    offer: Passage
    likeness: float


def evidence(
    seeker: Profile, queries: Vectors, offer: Profile, vectors: Vectors
) -> Evidence | None:
    """The best pair of passages, of the same language where there is one.

    `queries` (m, d) and `vectors` (n, d) are those of the two profiles' passages, in order.
    A reader compares two passages of one language more easily than two that a model found
    slightly closer across languages.
    """
    if not len(queries) or not len(vectors):
        return None
    cosines = queries @ vectors.T
    alike = np.array([[a.lang == b.lang for b in offer.passages] for a in seeker.passages])
    pool = np.where(alike, cosines, -np.inf) if alike.any() else cosines
    row, column = np.unravel_index(int(np.argmax(pool)), pool.shape)
    return Evidence(seeker.passages[row], offer.passages[column], float(cosines[row, column]))
