"""What is shown of offers of work, and what is given of them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.candidates.schemas import Standing
from app.matches.schemas import Shown
from app.offers.states import OfferState

# Letters of an advert; the longest of the judged ones has 2,400.
LONGEST = 20_000

Text = Annotated[str, Field(min_length=10, max_length=LONGEST)]
Language = Literal["fr", "ar", "en"]


class OfferValue(Shown):
    """One value of an offer, with where it was read and what a person says of it."""

    field: str
    """`title`, `skills`, `level`, `years`, `contracts`, `city`, `mode`, `languages` or `degree`."""
    key: str
    """Which of several; empty where there is one."""
    value: Any
    standing: Standing
    start: int | None = None
    """Where it was read: `text[start:end]`; null where a person said it."""
    end: int | None = None


class OfferBrief(Shown):
    """A line of the list of offers."""

    id: str
    startup_id: str
    startup: str
    """The company's name."""
    title: str
    """Its own, or how its text begins."""
    state: OfferState
    language: str
    contracts: tuple[str, ...]
    city: str
    """Empty where it names none."""
    mode: str
    """`remote`, `hybrid`, `mobile`, `on_site`, or empty."""
    hides_school: bool
    """Whether candidates are first seen without their schools."""
    waiting: int
    """How many values were read and not confirmed: they decide nothing."""
    moved_at: datetime
    """When it last came to be in its state."""


class OfferRead(OfferBrief):
    """An offer of work as a candidate reads it."""

    text: str


class OfferShown(OfferRead):
    """An offer of work as its company sees it."""

    values: tuple[OfferValue, ...]
    updated_at: datetime
    next: tuple[OfferState, ...]
    """The states that may follow."""


class Given(BaseModel):
    """Base of what is given."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class OfferGiven(Given):
    """A new offer: written in any words, or pasted."""

    text: Text
    language: Language | None = None
    """Told by the text when absent."""
    hides_school: bool = False
    """Whether candidates are first to be seen without their schools."""


class OfferChange(Given):
    """What is written anew of an offer; what is absent stays."""

    text: Text | None = None
    hides_school: bool | None = None


class Answered(Given):
    """What a person says of one value."""

    field: str
    key: str = ""
    """Which of several; of a correction, what it says tells."""
    standing: Literal[Standing.CONFIRMED, Standing.CORRECTED, Standing.DENIED]
    value: Any = None
    """What it is, of a correction."""


class Answers(Given):
    """What a person says of some values."""

    answers: Annotated[tuple[Answered, ...], Field(min_length=1, max_length=200)]


class Moved(Given):
    """What an offer is to be."""

    state: OfferState
