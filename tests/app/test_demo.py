"""A demonstration of talent: read as anybody's files are, there once, and gone after it."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.accounts import demo, invitations, service
from app.accounts.invitations import Offer as Offered
from app.accounts.models import Account, StoredConsent, StoredInvitation
from app.accounts.policy import Membership, Role, Scope
from app.candidates import documents
from app.candidates.models import Candidate, Document, Likeness
from app.candidates.store import store_of
from app.context import Context
from app.demo import talent
from app.intakes import reports
from app.intakes import service as intakes
from app.intakes.beside import waiting
from app.intakes.models import Intake, IntakeFile
from app.intakes.outcomes import Outcome
from app.intakes.reading import read_file
from app.intakes.sources import given
from app.introductions.models import Introduction
from app.kit.database import Base, reading, writing
from app.mail.models import StoredMail
from app.network.models import Organisation
from app.offers import service as offers
from app.offers import showing
from app.offers.models import Offer
from app.offers.schemas import OfferChange, OfferGiven
from app.offers.states import OfferState
from app.profiles.models import StoredProfile
from app.talent import desks
from app.talent.figures import figures
from matching.profile import Kind
from tests.app.cvs import ARABIC, FRENCH, NAMESAKE, files, schools
from tests.app.networks import imported, organisation, residency, site
from tests.app.people import somebody
from tests.app.work import ADVERT, WORDS, companies, words_left


@pytest.fixture
def world(empty_context: Context, tmp_path: Path) -> Context:
    """The school and the company of the demonstration, and its coach's site."""
    companies(empty_context, talent.told().company)
    imported(
        empty_context,
        tmp_path / "network",
        organisations=[organisation(), organisation(talent.told().school, kind="school")],
        sites=[site("casablanca")],
        residencies=[residency(talent.told().company, "casablanca")],
    )
    return empty_context


def played(context: Context) -> Context:
    """The demonstration, once all is read."""
    with writing(context.database) as session:
        demo.begin(session)
    talent.begin(context)
    for intake_id in waiting(context):
        with reading(context.database) as session:
            positions = intakes.positions(session, intake_id)
        for position in positions:
            read_file(context, intake_id, position)
        with writing(context.database) as session:
            intakes.finish(session, intake_id)
    talent.go_on(context)
    return context


def count(context: Context, table: type[Base]) -> int:
    with reading(context.database) as session:
        return session.execute(select(func.count()).select_from(table)).scalar_one()


def test_every_cv_is_read_and_every_offer_finds_somebody(world: Context) -> None:
    played(world)
    with reading(world.database) as session:
        outcomes = set(session.scalars(select(IntakeFile.outcome)))
        ids = session.scalars(select(Offer.id).order_by(Offer.created_at)).all()
    assert outcomes <= {Outcome.READ, Outcome.WARNED}
    assert len(ids) == len(talent.told().offers)
    for offer_id in ids:
        assert any(one.good for one in desks.candidates(world, offer_id, limit=20).matches)


def test_what_happened_is_what_the_file_says(world: Context) -> None:
    played(world)
    said = [steps[-1][1] for one in talent.told().offers for steps in one.between.values()]
    with reading(world.database) as session:
        assert sorted(session.scalars(select(Introduction.state))) == sorted(said)
        hajar = service.by_email(session, demo.address("candidate"))
        assert hajar
        theirs = session.scalars(select(Candidate).where(Candidate.account_id == hajar.id)).all()
    assert len(theirs) == 1
    # Whose CV came in two languages is for the school to say.
    assert count(world, Likeness) == 1


def test_who_did_not_say_yes_is_not_in_the_pool(world: Context) -> None:
    played(world)
    agreeing = sum("talent_pool" in one.agrees for one in talent.told().came.values())
    with reading(world.database) as session:
        pooled = select(func.count()).where(StoredProfile.kind == Kind.CANDIDATE)
        assert session.execute(pooled).scalar_one() == agreeing < count(world, Candidate)


def test_who_writes_an_offer_meanwhile_finds_the_examples_beside_it(world: Context) -> None:
    founder = somebody(world, Membership(Role.FOUNDER, Scope("startup", talent.told().company)))
    offers.create(world, founder, talent.told().company, OfferGiven(text=ADVERT))
    played(world)
    assert count(world, Offer) == len(talent.told().offers) + 1


def test_an_offer_that_was_cut_off_before_it_opened_is_gone_on_with(world: Context) -> None:
    first = talent.told().offers[0]
    with writing(world.database) as session:
        demo.begin(session)
        founder = talent.visitor(session, "founder")
    words = OfferGiven(text=first.text)
    offers.create(world, founder, talent.told().company, words, talent.once(first))
    played(world)
    with reading(world.database) as session:
        assert set(session.scalars(select(Offer.state))) == {OfferState.OPEN}
    assert count(world, Offer) == len(talent.told().offers)
    assert count(world, Introduction) == sum(len(one.between) for one in talent.told().offers)


def test_an_example_that_was_written_anew_is_not_made_again(world: Context) -> None:
    played(world)
    with reading(world.database) as session:
        founder = talent.visitor(session, "founder")
        one = session.scalars(select(Offer.id)).all()[0]
    offers.change(world, founder, one, OfferChange(text=ADVERT))
    talent.go_on(world)
    assert count(world, Offer) == len(talent.told().offers)


def test_without_the_company_people_come_and_nothing_is_offered(
    empty_context: Context, tmp_path: Path
) -> None:
    schools(empty_context, tmp_path, talent.told().school)
    played(empty_context)
    with reading(empty_context.database) as session:
        came = session.scalars(select(Candidate).where(Candidate.account_id.is_not(None))).all()
    assert len(came) == len(talent.told().came)
    assert not count(empty_context, Offer)


def test_enough_let_themselves_be_counted_for_figures_to_be_shown(world: Context) -> None:
    played(world)
    found = figures(world)
    assert found.counted
    assert any(one.count for one in found.schools)


def test_nothing_is_done_twice(world: Context) -> None:
    before = [count(played(world), table) for table in (Intake, Candidate, Offer, Introduction)]
    assert [
        count(played(world), table) for table in (Intake, Candidate, Offer, Introduction)
    ] == before


def test_nothing_of_what_its_people_made_is_left(
    world: Context, tmp_path_factory: pytest.TempPathFactory
) -> None:
    played(world)
    with reading(world.database) as session:
        founder, officer = (talent.visitor(session, one) for one in ("founder", "school"))
        manager = talent.visitor(session, "manager")
        edited = session.scalars(select(Offer.id)).first()
        document = session.scalars(select(Document)).first()
    assert edited
    assert document
    offers.change(world, founder, edited, OfferChange(text="Vendeur de zellij à Salé. CDI."))
    mine = OfferGiven(text="Guide de musée à Tafilalet.")
    written = offers.create(world, founder, talent.told().company, mine)
    offers.move(world, founder, written.id, OfferState.OPEN)
    documents.remove(world, officer, document.candidate_id, document.id)
    school = talent.told().school
    folder = tmp_path_factory.mktemp("cvs")
    own = intakes.receive(world, officer, school, given(files(folder / "own", cv=FRENCH)))
    read_file(world, own, 1)
    wait = intakes.receive(world, officer, school, given(files(folder / "wait", cv=NAMESAKE)))
    assert reports.followed(world, wait).finished_at is None
    place = Membership(Role.COACH, Scope("site", "casablanca"))
    with writing(world.database) as session:
        invitations.invite(session, world, manager, Offered("me@example.ma", "Me", place, "fr"))
    talent.end(world)
    left = (Account, StoredInvitation, StoredConsent, StoredMail, Intake, Candidate, Offer)
    assert not [table for table in left if count(world, table)]
    with reading(world.database) as session:
        assert set(session.scalars(select(StoredProfile.kind))) == {Kind.STARTUP}
    assert not list(store_of(world).kept())
    assert not words_left(world, (*WORDS, "demo.wasl.test", "me@example.ma"))


def test_what_real_people_gave_is_left(world: Context, tmp_path: Path) -> None:
    real = somebody(world, Membership(Role.SCHOOL, Scope("organisation", talent.told().school)))
    founder = somebody(world, Membership(Role.FOUNDER, Scope("startup", talent.told().company)))
    cv = given(files(tmp_path / "real", cv=FRENCH))
    read_file(world, intakes.receive(world, real, talent.told().school, cv), 1)
    theirs = offers.create(world, founder, talent.told().company, OfferGiven(text=ADVERT))
    played(world)
    with reading(world.database) as session:
        officer = talent.visitor(session, "school")
    # The same file given once more by somebody of the demonstration tells nothing of whose it is.
    read_file(world, intakes.receive(world, officer, talent.told().school, cv), 1)
    mixed = [*given(files(tmp_path / "mixed", cv=ARABIC)), given(talent.CVS)[0]]
    kept = intakes.receive(world, real, talent.told().school, mixed)
    talent.end(world)
    assert showing.offer(world, theirs.id).text == ADVERT
    assert count(world, Account) == count(world, Intake) == 2
    assert count(world, Candidate) == len(list(store_of(world).kept())) - 1 == 1
    assert reports.followed(world, kept).counts[Outcome.WAITING] == 1


def test_nothing_is_left_after_it_and_it_can_be_given_again(world: Context) -> None:
    played(world)
    talent.end(world)
    assert not any(count(world, table) for table in (Intake, Candidate, Offer, Introduction))
    assert not list(store_of(world).kept())
    assert not words_left(world, ("bouregreg", "ouardighi@example", "paiement en java"))
    played(world)
    assert count(world, Offer) == len(talent.told().offers)
    assert count(world, Introduction)


def test_what_is_not_read_yet_goes_too(world: Context) -> None:
    with writing(world.database) as session:
        demo.begin(session)
    talent.begin(world)
    assert waiting(world)
    talent.end(world)
    assert not waiting(world)
    assert not list(store_of(world).kept())


def test_a_home_without_the_school_shows_none(empty_context: Context) -> None:
    played(empty_context)
    assert count(empty_context, Intake) == count(empty_context, Organisation) == 0
