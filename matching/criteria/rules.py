"""Rules as data."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from matching.profile import Scalar


class Need(StrEnum):
    """What a rule does to a verdict; only `REQUIRED` decides."""

    REQUIRED = "required"
    CONDITIONAL = "conditional"
    BONUS = "bonus"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Rule:
    """One condition: `field` compared by `op` with `value`; `text` is its wording by language."""

    field: str
    op: str
    value: Scalar | tuple[Scalar, ...]
    need: Need
    text: Mapping[str, str] = dataclasses.field(default_factory=dict)
