"""Whether a profile repeats what another says, word for word.

By shingles, stretches of so many words (Broder, "On the resemblance and containment of documents",
SEQUENCES 1997).
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from matching.lexical.spelling import fold, plain
from matching.profile import Passage, Profile

# Of the 194 sample startups and the judged ones none shares more than seven words in a row with any
# programme, and names of programmes have up to six.
LENGTH = 10
# Offers whose shingles are kept; those of seekers never are.
REMEMBERED = 256
WORD = re.compile(r"\w+")


def repeated(seeker: Profile, offers: Iterable[Profile]) -> list[bool]:
    """Whether a seeker shares a stretch of `LENGTH` words with each of some offers."""
    own = shingles(seeker.passages)
    return [not own.isdisjoint(kept(one.passages)) for one in offers]


def shingles(passages: tuple[Passage, ...]) -> frozenset[int]:
    """Hashes of every stretch of `LENGTH` words of some passages, however they are spelt."""
    told = [[fold(word) for word in WORD.findall(plain(one.text))] for one in passages]
    return frozenset(
        hash(tuple(words[at : at + LENGTH]))
        for words in told
        for at in range(len(words) - LENGTH + 1)
    )


kept = lru_cache(REMEMBERED)(shingles)
