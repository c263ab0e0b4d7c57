"""Words around a skill that say whether it is meant, denied, or known a little: `cues.yaml`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from matching.skills.folding import spoken


@dataclass(frozen=True, slots=True)
class Cues:
    """The cues of this release; words are spelt as `spoken` does."""

    weights: Mapping[str, float]
    near: int
    families: tuple[frozenset[str], ...]
    skill: frozenset[str]
    named: frozenset[str]
    levels: Mapping[str, frozenset[str]]
    denied_before: re.Pattern[str]
    denied_after: re.Pattern[str]
    denial_ends: re.Pattern[str]

    def akin(self, segment: str, other: str) -> bool:
        """Whether skills of the two segments are found together."""
        return segment == other or any({segment, other} <= family for family in self.families)


@cache
def cues() -> Cues:
    """The cues of this release."""
    given = yaml.safe_load(files("matching.skills").joinpath("cues.yaml").read_text("utf-8"))
    denied = given["negated"]
    return Cues(
        weights=given["weights"],
        near=given["near"],
        families=tuple(map(frozenset, given["families"])),
        skill=frozenset(map(spoken, given["cues"])),
        named=frozenset(spoken(word).strip() for word in given["named"]),
        levels={
            level: frozenset(spoken(word).strip() for word in words)
            for level, words in given["levels"].items()
        },
        denied_before=re.compile("|".join(denied["before"])),
        denied_after=re.compile("|".join(denied["after"])),
        denial_ends=re.compile(denied["ends"]),
    )
