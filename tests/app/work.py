"""Offers and candidates who meet: small texts, and people who say yes."""

from pathlib import Path

from sqlalchemy import update

from app.accounts import consents
from app.accounts.models import Account
from app.accounts.policy import Membership, Role, Scope, Visitor
from app.accounts.sessions import person
from app.candidates.models import Candidate
from app.context import Context
from app.kit.database import writing
from app.offers import service as offers
from app.offers.schemas import OfferGiven, OfferShown
from app.offers.states import OfferState
from app.profiles.importing import import_batch
from matching.profile import Kind
from tests.app.cvs import ARABIC, FRENCH, NAMESAKE, files, read
from tests.app.factories import batch, startup
from tests.app.people import account, somebody

__all__ = ["ARABIC", "FRENCH", "NAMESAKE"]

ADVERT = """Développeur web Python
Entreprise : Aquanour
Lieu : Casablanca
Contrat : CDI

Vous développez nos services en Python et Django, avec PostgreSQL. Docker serait un plus.
Au moins 2 ans d'expérience. Français C1.
"""
ACCOUNTS = """Comptable
Lieu : Fès
Contrat : CDD

Tenue de la comptabilité et déclarations de TVA avec Sage et Excel. 3 ans d'expérience.
"""
# Words that only the French CV has, as they are written and as indexes cut them.
WORDS = ("hammam", "tafilalet", "zellij", "sanhaji", "0661223344", "+212661223344", "badr.sanhaji")
POOLED = ("talent_pool", "talent_network")
FOUNDER = Membership(Role.FOUNDER, Scope("startup", "aquanour"))


def companies(context: Context, *names: str) -> None:
    """Startups of these names."""
    import_batch(context, Kind.STARTUP, batch(*map(startup, names)))


def founder(context: Context, startup_id: str = "aquanour") -> Visitor:
    """A founder of a startup."""
    return somebody(context, Membership(Role.FOUNDER, Scope("startup", startup_id)))


def draft(
    context: Context,
    text: str = ADVERT,
    startup_id: str = "aquanour",
    *,
    hides_school: bool = False,
) -> OfferShown:
    """An offer that was just written."""
    return offers.create(
        context,
        founder(context, startup_id),
        startup_id,
        OfferGiven(text=text, hides_school=hides_school),
    )


def offered(
    context: Context,
    text: str = ADVERT,
    startup_id: str = "aquanour",
    *,
    hides_school: bool = False,
) -> str:
    """The id of an offer that is open."""
    made = draft(context, text, startup_id, hides_school=hides_school)
    offers.move(context, founder(context, startup_id), made.id, OfferState.OPEN)
    return made.id


def pushed(context: Context, folder: Path, cv: str = FRENCH, name: str = "cv") -> str:
    """The id of a candidate whom a school pushed."""
    [file] = read(context, "ensias", files(folder / name, **{name: cv})).files
    assert file.candidate_id
    return file.candidate_id


def owner(
    context: Context, candidate_id: str, *purposes: str, someone: Account | None = None
) -> Visitor:
    """The person of a candidate, who came and says yes to some purposes: `someone`, or new."""
    held = Membership(Role.CANDIDATE, Scope("organisation", "ensias"))
    someone = someone or account(context, held)
    who = Visitor(person=person(someone), memberships=(held,))
    theirs = update(Candidate).where(Candidate.id == candidate_id)
    with writing(context.database) as session:
        session.execute(theirs.values(account_id=someone.id))
    for purpose in purposes:
        consents.give(context, who, someone.id, purpose)
    return who


def pooled(
    context: Context, folder: Path, cv: str = FRENCH, name: str = "cv"
) -> tuple[str, Visitor]:
    """A candidate whom every startup of the network may see, and their person."""
    candidate_id = pushed(context, folder, cv, name)
    return candidate_id, owner(context, candidate_id, *POOLED)


def words_left(context: Context, words: tuple[str, ...] = WORDS) -> set[str]:
    """Words of a person that some file of a home still holds, in any case; models are no file."""
    kept = (one for one in sorted(context.settings.home.rglob("*")) if one.is_file())
    held = b"\n".join(one.read_bytes() for one in kept if "models" not in one.parts).lower()
    return {word for word in words if word.encode() in held}
