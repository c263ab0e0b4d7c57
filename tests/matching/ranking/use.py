"""People who use the financing desk, made up: they look at the top, and want what they want."""

from collections.abc import Mapping

import numpy as np

from matching.profile import Desk
from matching.ranking.learning import Impression, Line, Said
from matching.ranking.ranker import Learnt, Ranker, normalised

RELEASE = Ranker(Desk.FINANCING)
# What features are worth of most programmes.
WORTHS = {"text": np.linspace(0, 1, 30), "ticket": (0.2, 0.4, 1.0), "sector": (0.0, 0.6, 1.0)}
OTHERS = (0.0, 0.5, 1.0)
OFFERED, SHOWN = 30, 10
# The amount decides, which the release hardly weighs.
WANTED = normalised(dict.fromkeys(RELEASE.weights, 0.1) | {"need": 0.3, "ticket": 0.5})


def ranker(weights: Mapping[str, float], version: int = 1) -> Ranker:
    """A ranker of learnt weights."""
    return Ranker(Desk.FINANCING, Learnt(version, weights, RELEASE.bands))


def use(
    seekers: int,
    seed: int,
    wanted: Mapping[str, float] = WANTED,
    *,
    decay: float = 1.0,
    shown_by: Ranker = RELEASE,
) -> list[Impression]:
    """Lists on which something was kept: of each seeker one, looked at by place ** -decay."""
    rng = np.random.default_rng(seed)
    lists = [
        one_list(f"s{seed}-{number}", rng, wanted, decay, shown_by) for number in range(seekers)
    ]
    return [one for one in lists if one.kept]


def one_list(
    seeker: str,
    rng: np.random.Generator,
    wanted: Mapping[str, float],
    decay: float,
    shown_by: Ranker,
) -> Impression:
    """A list and what its seeker kept of it."""
    worths = np.stack(
        [rng.choice(np.array(WORTHS.get(name, OTHERS)), OFFERED) for name in RELEASE.weights], 1
    )
    best = np.argsort(-(worths @ list(shown_by.weights.values())))[:SHOWN]
    looked = np.arange(1.0, SHOWN + 1) ** -decay
    likes = 1 / (1 + np.exp(-12 * (worths[best] @ list(wanted.values()) - 0.65)))
    kept = rng.random(SHOWN) < looked * likes
    return Impression(
        seeker,
        tuple(
            Line(
                offer=f"p{index}",
                place=place,
                tier=(False,),
                worths=tuple(worths[index].tolist()),
                said=Said.KEPT if kept[place - 1] else Said.PASSED,
            )
            for place, index in enumerate(best, 1)
        ),
    )
