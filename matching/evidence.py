"""Which passage of one side answers which passage of the other."""

from dataclasses import dataclass

import numpy as np

from matching.encoder.base import Vectors
from matching.profile import Passage, Profile
from matching.wording.texts import DEFAULT


@dataclass(frozen=True, slots=True)
class Evidence:
    """Two passages that answer each other; `likeness` is the cosine of their vectors."""

    seeker: Passage
    offer: Passage
    likeness: float


def evidence(
    seeker: Profile, queries: Vectors, offer: Profile, vectors: Vectors, reader: str = ""
) -> Evidence | None:
    """The best of the pairs of passages that are the easiest to read.

    `queries` (m, d) and `vectors` (n, d) are those of the two profiles' passages, in order;
    `reader` the language of who reads, where it is known. What is said in several languages is read
    in one's own, else in French, in which most records are written; and two passages of one
    language are compared more easily than two that a model found slightly closer across languages.
    """
    if not len(queries) or not len(vectors):
        return None
    cosines = queries @ vectors.T
    known = {DEFAULT: 1, reader: 2} if reader else {}
    mine, theirs = ([known.get(one.lang, 0) for one in side.passages] for side in (seeker, offer))
    alike = np.array([[a.lang == b.lang for b in offer.passages] for a in seeker.passages])
    ease = 2 * np.add.outer(mine, theirs) + alike
    pool = np.where(ease == ease.max(), cosines, -np.inf)
    row, column = np.unravel_index(int(np.argmax(pool)), pool.shape)
    return Evidence(seeker.passages[row], offer.passages[column], float(cosines[row, column]))
