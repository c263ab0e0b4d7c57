"""What the record of a candidate or an offer of work keeps beside facts and passages.

Skills with the words that show them, occupations, and what a side demands: what matching reads of
work, worked out once and not at every start.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from matching.criteria.rules import Condition
from matching.profile import Profile, Skill
from matching.talent.conditions import Demands, contract_wished, demanded

SKILLS, OCCUPATIONS, DEMANDS, WISHED = "skills", "occupations", "demands", "contracts"

SKILLS_FORM = TypeAdapter(dict[str, Skill])
DEMANDS_FORM = TypeAdapter(Demands)


def kept(profile: Profile) -> dict[str, Any]:
    """The part of a record that says what a profile says of work."""
    return {
        SKILLS: SKILLS_FORM.dump_python(dict(profile.skills), mode="json"),
        OCCUPATIONS: dict(profile.occupations),
    }


def skills(record: Mapping[str, Any]) -> dict[str, Skill]:
    """The skills that a record keeps; none for what is no work."""
    return SKILLS_FORM.validate_python(record[SKILLS]) if SKILLS in record else {}


def occupations(record: Mapping[str, Any]) -> dict[str, float]:
    """The occupations that a record keeps."""
    return dict(record.get(OCCUPATIONS, {}))


def demands(asked: Demands) -> dict[str, Any]:
    """What an offer demands, as its record keeps it."""
    return {DEMANDS: DEMANDS_FORM.dump_python(asked, mode="json")}


def demanded_by(record: Mapping[str, Any]) -> tuple[Condition, ...]:
    """What the record of an offer demands of a candidate."""
    return demanded(DEMANDS_FORM.validate_python(record.get(DEMANDS, {})))


def wished(record: Mapping[str, Any]) -> tuple[Condition, ...]:
    """What the record of a candidate demands of an offer."""
    return contract_wished(tuple(record.get(WISHED, ())))
