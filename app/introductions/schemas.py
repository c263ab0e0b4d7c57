"""What is shown of introductions, and what is given of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from app.candidates.cards import Card
from app.introductions.states import REVEALABLE, Party, Step
from app.matches.schemas import Shown
from app.offers.schemas import Given, OfferBrief

LONGEST = 500


class ViewingShown(Shown):
    """A company that was shown a candidate, without who they are."""

    startup_id: str
    startup: str
    """Its name."""
    first_at: datetime
    last_at: datetime


class StepShown(Shown):
    """What happened, when, and as what somebody did it."""

    step: Step
    at: datetime
    party: Party
    reason: str
    """Empty where none was given."""
    revealed: tuple[str, ...]
    """Fields of the candidate that became known to the company."""


class RevealedShown(Shown):
    """What a candidate revealed of who they are: the fields that they chose, and no other."""

    values: Mapping[str, tuple[Any, ...]]
    """By field: `name`, `emails`, `phones`, `links`, `education` (schools)."""


class IntroductionShown(Shown):
    """A candidate and an offer, with what happened between them."""

    id: str
    offer: OfferBrief
    candidate_id: str
    state: Step
    steps: tuple[StepShown, ...]
    """The first first."""
    next: tuple[Step, ...]
    """The steps that you may take."""
    card: Card | None
    """The candidate without who they are; null where they let this company see them no more."""
    revealed: RevealedShown | None
    """For the company, once the candidate said who they are."""


class CandidateNamed(Given):
    """The candidate whom an offer is for."""

    candidate_id: Annotated[str, Field(max_length=32)]


class OfferNamed(Given):
    """The offer that a candidate is for."""

    offer_id: Annotated[str, Field(max_length=32)]


class StepGiven(Given):
    """A step of an introduction."""

    step: Step
    reason: Annotated[str, Field(max_length=LONGEST)] = ""
    """Why; of `not_hired` it has to be said."""
    reveals: Annotated[tuple[str, ...], Field(max_length=len(REVEALABLE))] = ("name",)
    """Of `revealed`: what becomes known to the company; the name always does."""
