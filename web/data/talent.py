"""What the pages of a company's talent desk are given: offers, candidates without who they are."""

from collections.abc import Mapping

from app.introductions.schemas import IntroductionShown
from app.introductions.states import Step
from app.kit.pages import Page
from app.matches.schemas import Shown
from app.offers.schemas import OfferBrief, OfferShown, OfferValue
from app.offers.states import OfferState
from app.organisations.schemas import StartupBrief
from app.talent.schemas import OfferCandidates
from app.talent.waiting import OfferStanding, Waiting
from web.begun import Begun
from web.data.kit import Options


class DeskPage(Shown):
    """`talent/desk.html`."""

    startup: StartupBrief
    """The company."""
    offers: tuple[OfferStanding, ...]
    """Its offers, those that moved last first."""
    waiting: Waiting
    """What waits at its desk."""


class OffersPage(Shown):
    """`talent/offers.html`."""

    found: Page[OfferStanding]
    """The part of the list that is shown."""
    waiting: Waiting
    """What waits at the desks of all these companies."""
    state: OfferState | None
    """The state that the list is cut to."""
    may_match: bool
    """Whether the visitor may see candidates, and not offers only."""


class WritePage(Shown):
    """`talent/write.html`."""

    startup: StartupBrief
    """The company."""
    offer: OfferBrief | None
    """The offer that is written anew; null for a new one."""
    typed: Mapping[str, str]
    """What the form holds."""
    begun: Begun
    """The form as it was left."""
    faults: Mapping[str, str]
    """What is wrong with each field, in words."""


class Piece(Shown):
    """A stretch of an offer's text."""

    text: str
    read: bool
    """Whether something was read in it."""


class OfferPage(Shown):
    """`talent/offer.html`."""

    offer: OfferShown
    """The offer."""
    told: tuple[tuple[str, tuple[tuple[OfferValue, str], ...]], ...]
    """What it asks for, by field: each value that holds, and its words."""
    pieces: tuple[Piece, ...]
    """Its text, with what was read marked."""
    steps: Mapping[Step, int]
    """How many candidates are how far; empty for who may not see them."""
    may_edit: bool
    """Whether the visitor may change it, and see candidates for it."""
    done: str
    """What was just done: a label of `offer_done`; empty for nothing."""


class SkillAsked(Shown):
    """A skill of the form that confirms an offer."""

    name: str
    """Of its input."""
    label: Mapping[str, str]
    """By language."""
    words: str
    """Where it was read: the words within their line; empty where a person said it."""
    confirmed: bool


class ConfirmPage(Shown):
    """`talent/confirm.html`."""

    offer: OfferShown
    """The offer."""
    skills: tuple[SkillAsked, ...]
    """The skills that were read or said."""
    languages: Options
    """The languages that are asked for: the input of each, and its name."""
    options: Mapping[str, Options]
    """What to choose from, by field."""
    typed: Mapping[str, str]
    """What the form holds in each input that takes one value."""
    chosen: tuple[str, ...]
    """The contracts that are ticked."""
    shown_contracts: tuple[str, ...]
    """The contracts that the offer named when the form was opened."""
    words: Mapping[str, str]
    """The words that each other field was read from, by input; none where a person said it."""
    begun: Begun
    """The form as it was left."""
    faults: Mapping[str, str]
    """What is wrong with what was typed into each input, in words."""


class CandidatesPage(Shown):
    """`talent/candidates.html`."""

    offer: OfferBrief
    """The offer."""
    shortlist: OfferCandidates
    """The candidates, best first."""
    first: Step
    """The step by which the visitor brings one to the offer: shortlisted, or proposed."""


class ComparePage(Shown):
    """`talent/compare.html`."""

    offer: OfferBrief
    """The offer."""
    shortlist: OfferCandidates | None
    """The candidates side by side; null where they cannot be compared."""
    first: Step
    """The step by which the visitor brings one to the offer."""


class IntroductionsPage(Shown):
    """`talent/introductions.html`."""

    offer: OfferBrief
    """The offer."""
    introductions: tuple[IntroductionShown, ...]
    """What is between it and candidates, the latest first."""


class IntroductionPage(Shown):
    """`talent/introduction.html`."""

    introduction: IntroductionShown
    """A candidate and an offer, with what happened between them."""
    typed: str
    """The reason that was typed."""
    begun: Begun
    """The form of the reason, as it was left."""
    fault: str
    """What is wrong with the reason: a label of `introduction_fault`; empty for nothing."""
    done: str
    """The step that was just taken; empty for none."""


class AskPage(Shown):
    """`talent/ask.html`."""

    introduction: IntroductionShown
    """Of whom it is asked who they are, and for what offer."""
    fields: tuple[str, ...]
    """What the candidate may reveal: labels of `revealable`."""


PAGES: dict[str, type[Shown]] = {
    "talent/desk.html": DeskPage,
    "talent/offers.html": OffersPage,
    "talent/write.html": WritePage,
    "talent/offer.html": OfferPage,
    "talent/confirm.html": ConfirmPage,
    "talent/candidates.html": CandidatesPage,
    "talent/compare.html": ComparePage,
    "talent/introductions.html": IntroductionsPage,
    "talent/introduction.html": IntroductionPage,
    "talent/ask.html": AskPage,
}
