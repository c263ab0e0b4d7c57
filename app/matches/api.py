"""Verdicts over HTTP."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, field_validator

from app.accounts.gate import InVisitor, may, require
from app.accounts.policy import actions
from app.kit.http import InContext, documented
from app.matches import eligibility
from app.matches.explained import EligibilityShown
from ingestion.dates import check_partial
from ingestion.facts import value
from matching.profile import Fact

router = APIRouter(prefix="/eligibility", tags=["eligibility"])

# The source of a fact that the request states without one.
REQUEST = "request"

Given = bool | int | FiniteFloat | Annotated[str, Field(max_length=300)] | list[str] | None


# The days that rules can be judged as of: dates far from ours are typing errors.
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 1, 1)


class StatedFact(BaseModel):
    """A value with where and when it was stated."""

    model_config = ConfigDict(extra="forbid")

    value: Given
    source: Annotated[str, Field(max_length=2000)] = REQUEST
    stated: str = ""
    """ISO date, perhaps partial; a fact without one is taken as said today."""

    @field_validator("stated")
    @classmethod
    def is_date(cls, stated: str) -> str:
        """A date of the calendar, as far as it is known."""
        if stated and not _is_partial(stated):
            message = "write YYYY, YYYY-MM or YYYY-MM-DD"
            raise ValueError(message)
        return stated

    def fact(self, name: str) -> Fact:
        """The fact of that name."""
        return Fact(name, value(self.value), self.source, self.stated)


class Question(BaseModel):
    """Facts to be judged, by the names of `matching/criteria/facts.yaml`."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    facts: dict[str, StatedFact | Given]
    """By name; null is unknown."""
    programmes: Annotated[list[str], Field(max_length=1000)] | None = None
    """Identifiers; every programme when absent."""
    as_of: Annotated[date, Field(ge=EARLIEST, le=LATEST)] | None = None
    """The day to judge as of; today when absent."""
    startup: str | None = None
    """A startup whose stored facts lie under the given ones."""


def _is_partial(stated: str) -> bool:
    try:
        return check_partial(stated)
    except ValueError:
        return False


@router.post(
    "",
    dependencies=[may("eligibility.judge")],
    responses=documented(401, 403, 404, 422),
    summary="Judge facts by programmes",
)
def judge_facts(context: InContext, visitor: InVisitor, asked: Question) -> EligibilityShown:
    """Each programme's verdict on the facts sent, with its reasons and what would change it.

    Nothing of the request is kept.
    """
    if asked.startup is not None:
        require(context, visitor, actions()["startup.match"], asked.startup, "api")
    facts = {
        name: (given if isinstance(given, StatedFact) else StatedFact(value=given)).fact(name)
        for name, given in asked.facts.items()
    }
    return eligibility.judge_facts(context, facts, asked.programmes, asked.as_of, asked.startup)
