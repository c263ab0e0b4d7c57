"""The facts that rules may ask: `facts.yaml`, read once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml

from matching.profile import Scalar

Type = Literal["number", "integer", "boolean", "text", "date", "list"]

MEASURES = frozenset({"number", "integer", "date"})


@dataclass(frozen=True, slots=True)
class Moves:
    """How a fact can change from here, each with its effort from 1 (a form) to 5 (years).

    `rise`, `fall`: a measure may be brought up, or down. `become`: these values may be reached.
    What is not named cannot change, or only with time (`FactType.grows`); nor do the values of
    `never_from`.
    """

    rise: int = 0
    fall: int = 0
    become: Mapping[Scalar, int] = field(default_factory=dict)
    never_from: tuple[Scalar, ...] = ()


@dataclass(frozen=True, slots=True)
class FactType:
    """What a fact is.

    `subject` is whom it describes: company, project, founder, hire, investor, candidate or offer.
    `fresh_months` is how long a stated value holds; 0 for ever, as for the `settled` values.
    `decided_by` names who decides a fact that no founder can state (a committee, a jury). `grows`
    marks an age in years, `advances` what never goes back. `asked_as` is the fact to ask for in its
    place, which says more: from it this one is derived.
    """

    name: str
    type: Type
    subject: str
    unit: str = ""
    values: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    fresh_months: int = 0
    settled: tuple[Scalar, ...] = ()
    decided_by: str = ""
    grows: bool = False
    advances: bool = False
    asked_as: str = ""
    moves: Moves = Moves()

    @property
    def measured(self) -> bool:
        """Whether its values are compared as measures."""
        return self.type in MEASURES


@cache
def fact_types() -> Mapping[str, FactType]:
    """The facts by name, in the order of the file."""
    text = files("matching.criteria").joinpath("facts.yaml").read_text("utf-8")
    return {name: _fact_type(name, dict(given)) for name, given in yaml.safe_load(text).items()}


def asked_as(name: str) -> str:
    """The fact to ask for where one of that name is not known: itself, or one that says more."""
    kind = fact_types().get(name)
    return (kind and kind.asked_as) or name


@cache
def asked_by(name: str) -> tuple[str, ...]:
    """The facts that asking for one asks for: itself, and those that it is asked in place of."""
    return (name, *(one.name for one in fact_types().values() if one.asked_as == name))


def _fact_type(name: str, given: dict[str, Any]) -> FactType:
    moves = given.pop("moves", {})
    given |= {key: tuple(given.get(key, ())) for key in ("values", "settled")}
    return FactType(name=name, moves=Moves(**moves), **given)
