"""What a candidate's own pages are given."""

from collections.abc import Mapping

from app.accounts.journal import Chapter
from app.accounts.purposes import ConsentShown
from app.accounts.schemas import PlaceShown
from app.candidates.proof import ProofShown
from app.candidates.schemas import CandidateShown
from app.introductions.schemas import IntroductionShown, ViewingShown
from app.introductions.states import Step
from app.matches.schemas import Shown
from app.talent.schemas import CandidateOffers
from web.data.kit import Options, SectionShown


class ProfilePage(Shown):
    """`candidate/profile.html`."""

    candidate_id: str
    """Of whom it is, where several schools speak of one; empty where none does."""
    schools: tuple[tuple[str, PlaceShown], ...]
    """The schools that speak of one, each with the candidate that one is there."""
    candidate: CandidateShown | None
    """What is kept of one; null where no school has sent anything."""
    sections: tuple[SectionShown, ...]
    """Each field, those of which nothing is known included."""
    done: str
    """What was just done: a label of `own_done`; empty for nothing."""
    faults: tuple[tuple[str, str], ...]
    """What is wrong with what was typed: the part of the page, and words."""
    typed: Mapping[str, str]
    """What was sent of the form with a fault, by input; nothing where none has one."""
    languages: Options
    """The languages that one may say to speak."""
    levels: Options
    """How well one may speak one."""
    contracts: Options
    """The contracts that one may say to seek."""
    parts: Mapping[str, tuple[str, ...]]
    """The inputs of a value, by field; of a field that is not there, its text."""
    single: tuple[str, ...]
    """The fields that have one value."""
    chosen: tuple[str, ...]
    """Those of which a value is chosen: it is not corrected, but taken away."""


class NamedShown(Shown):
    """A yes to being shown to one startup."""

    startup: PlaceShown
    consent: ConsentShown


class PurposesPage(Shown):
    """`candidate/purposes.html`."""

    consents: tuple[ConsentShown, ...]
    """The purposes that concern one as a candidate, with one's answers."""
    named: tuple[NamedShown, ...]
    """The startups that one let see oneself."""
    q: str
    """What startup is searched; empty for none."""
    found: tuple[PlaceShown, ...]
    """The startups that are called so."""
    wanted: PlaceShown | None
    """The startup whose page one comes from, which does not see one; null where none is."""
    lacking: str
    """Which yes it needs; empty where it needs none any more."""
    back: str
    """The page to go back to after that yes; empty for none."""
    done: str
    """What was just done: a label of `agreed_done`; empty for nothing."""


class WithdrawPage(Shown):
    """`candidate/withdraw.html`."""


class SeenPage(Shown):
    """`candidate/seen.html`."""

    views: tuple[ViewingShown, ...]
    """The companies that saw one without who one is, the latest first."""
    between: tuple[IntroductionShown, ...]
    """What is between one and offers: the steps say what was revealed, and when."""
    chapter: Chapter
    """What others did, the latest first."""


class OffersPage(Shown):
    """`candidate/offers.html`."""

    candidate_id: str
    """Of whom it is, where several schools speak of one; empty where none does."""
    schools: tuple[tuple[str, PlaceShown], ...]
    """The schools that speak of one, each with the candidate that one is there."""
    between: tuple[IntroductionShown, ...]
    """What is between one and offers, the latest first."""
    listed: CandidateOffers | None
    """The open offers that fit best, and what one lacks; null while one is not matched."""
    done: str
    """The step that was just taken, or `given` after a yes to a startup; empty for none."""


class AnsweredPage(Shown):
    """`candidate/answer.html`."""

    introduction: IntroductionShown
    """What is answered."""
    step: Step
    """The answer that is to be given."""
    revealable: tuple[str, ...]
    """What may be told besides one's name, as far as it is known; none of it is ticked at first."""
    typed: str
    """What was typed as the reason."""
    fault: str
    """What is wrong with the reason: a label of `introduction_fault`; empty for nothing."""


class ForgetPage(Shown):
    """`candidate/forget.html`."""

    candidate_id: str
    """Who is deleted."""
    name: str
    """Their name; empty where it was not read."""
    documents: int
    """How many files go with them."""
    own: bool
    """Whether it is the candidate themselves who asks."""
    back: str
    """The page that one comes from."""


class RemovePage(Shown):
    """`candidate/remove.html`."""

    candidate_id: str
    """Whose file it is."""
    document_id: str
    """Which file."""
    name: str
    """As its sender calls it; empty where that is not known."""


class ProofPage(Shown):
    """`candidate/proof.html`."""

    proof: ProofShown
    """What was looked for, and what is left."""
    own: bool
    """Whether it is the candidate themselves who asked."""
    back: str
    """The page that goes on."""


PAGES: dict[str, type[Shown]] = {
    "candidate/profile.html": ProfilePage,
    "candidate/purposes.html": PurposesPage,
    "candidate/withdraw.html": WithdrawPage,
    "candidate/seen.html": SeenPage,
    "candidate/offers.html": OffersPage,
    "candidate/answer.html": AnsweredPage,
    "candidate/forget.html": ForgetPage,
    "candidate/remove.html": RemovePage,
    "candidate/proof.html": ProofPage,
}
