"""Introductions: who takes which step, what the company comes to know, and what remains."""

from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from app.accounts import consents, journal, leaving
from app.accounts.models import StoredConsent
from app.accounts.policy import Membership, Role, Scope
from app.audit.models import Entry
from app.candidates import forgetting, likeness, pool, proof, upkeep
from app.candidates import service as people
from app.candidates.models import Candidate
from app.candidates.schemas import Standing
from app.cli.main import app as cli
from app.context import Context
from app.drafts import service as drafts
from app.drafts.models import StoredDraft
from app.introductions import figures, service
from app.introductions.models import Introduction, IntroductionStep, Viewing
from app.introductions.schemas import IntroductionShown, StepGiven
from app.introductions.states import KNOWN, REASONED, TRANSITIONS, Party, Step
from app.kit.database import now, reading, writing
from app.kit.errors import NotFound
from app.mail.models import StoredMail
from app.matches.models import StoredMatch, StoredShortlist
from app.offers import service as offers
from app.offers import showing
from app.offers.models import Offer
from app.offers.states import OfferState
from app.organisations import service as organisations
from app.retention import kept
from app.talent import desks
from tests.app.cvs import FRENCH, NAMESAKE
from tests.app.networks import imported, organisation, residency, site
from tests.app.people import account, somebody
from tests.app.queries import count, statements
from tests.app.work import companies, founder, offered, owner, pooled, pushed, words_left

COACH = Membership(Role.COACH, Scope("site", "casablanca"))
OFFICER = Membership(Role.SCHOOL, Scope("organisation", "ensias"))


@pytest.fixture
def world(empty_context: Context, tmp_path: Path) -> Context:
    """A school, and two startups of which one is at a site."""
    companies(empty_context, "aquanour", "chari")
    imported(
        empty_context,
        tmp_path / "network",
        organisations=[organisation(), organisation("ensias", kind="school")],
        sites=[site("casablanca")],
        residencies=[residency("aquanour", "casablanca")],
    )
    return empty_context


class Cast:
    """Who takes part in an introduction."""

    def __init__(self, context: Context, folder: Path) -> None:
        self.context = context
        self.candidate_id, candidate = pooled(context, folder)
        self.offer_id = offered(context)
        self.people = {
            Party.STARTUP: founder(context),
            Party.CANDIDATE: candidate,
            Party.COACH: somebody(context, COACH),
            Party.SCHOOL: somebody(context, OFFICER),
        }

    def begin(self, party: Party = Party.STARTUP) -> IntroductionShown:
        who = self.people[party]
        if party in {Party.STARTUP, Party.COACH}:
            return service.for_offer(self.context, who, self.offer_id, self.candidate_id)
        return service.for_candidate(self.context, who, self.candidate_id, self.offer_id)

    def take(self, party: Party, id_: str, step: Step, **given: object) -> IntroductionShown:
        told = {"reason": "Autre profil"} if step in REASONED else {}
        made = StepGiven(step=step, **{**told, **given})  # type: ignore[arg-type]
        return service.take(self.context, self.people[party], id_, made)

    def reach(self, step: Step) -> str:
        """An introduction whose last step is this one."""
        with writing(self.context.database) as session:
            session.execute(delete(Introduction))
        way = path(step)
        shown = self.begin(next(iter(sorted(way[0][1]))))
        for one, by in way[1:]:
            shown = self.take(next(iter(by)), shown.id, one)
        assert shown.state is step
        return shown.id

    def seen_by(self, party: Party, id_: str) -> IntroductionShown:
        return service.introduction(self.context, self.people[party], id_)


def path(step: Step) -> list[tuple[Step, frozenset[Party]]]:
    """The shortest way to a step, with who takes each."""
    ways: list[list[tuple[Step, frozenset[Party]]]] = [[]]
    while ways:
        way = ways.pop(0)
        last = way[-1][0] if way else None
        if last is step:
            return way
        ways += [[*way, one] for one in TRANSITIONS[last].items()]
    raise AssertionError(step)


@pytest.fixture
def cast(world: Context, tmp_path: Path) -> Cast:
    return Cast(world, tmp_path)


def test_every_step_is_taken_by_whom_the_table_says_and_by_nobody_else(cast: Cast) -> None:
    id_ = cast.reach(Step.REVEALED)
    for before, after, party in product(Step, Step, Party):
        with writing(cast.context.database) as session:
            session.execute(update(Introduction).values(state=before))
        if party in TRANSITIONS[before].get(after, frozenset()):
            shown = cast.take(party, id_, after)
            assert (shown.state, shown.steps[-1].step, shown.steps[-1].party) == (
                after, after, party,
            )  # fmt: skip
        else:
            with pytest.raises(service.NotYours):
                cast.take(party, id_, after)


def test_what_may_follow_is_told_to_each(cast: Cast) -> None:
    id_ = cast.reach(Step.ASKED)
    assert cast.seen_by(Party.CANDIDATE, id_).next == (Step.REVEALED, Step.DECLINED)
    assert cast.seen_by(Party.STARTUP, id_).next == (Step.DROPPED,)
    assert cast.seen_by(Party.COACH, id_).next == ()


@pytest.mark.parametrize("party", [Party.COACH, Party.SCHOOL, Party.CANDIDATE])
def test_others_propose_and_the_company_shortlists(cast: Cast, party: Party) -> None:
    shown = cast.begin(party)
    assert (shown.state, shown.steps[0].party) == (Step.PROPOSED, party)
    assert cast.take(Party.STARTUP, shown.id, Step.SHORTLISTED).state is Step.SHORTLISTED


def test_two_are_brought_together_once(cast: Cast) -> None:
    cast.begin()
    with pytest.raises(service.NotYours):
        cast.begin(Party.COACH)


def test_of_two_steps_at_once_the_second_is_not_the_next(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_ = cast.begin().id
    add = service.add

    def meanwhile(session: Session, *given: Any) -> None:  # noqa: ANN401 - as `add` takes them
        another = insert(IntroductionStep).values(
            introduction_id=id_, position=2, step=Step.DECLINED, at=now(), party=Party.CANDIDATE
        )
        session.execute(another)
        add(session, *given)

    monkeypatch.setattr(service, "add", meanwhile)
    with pytest.raises(service.NotYours):
        cast.take(Party.STARTUP, id_, Step.ASKED)
    assert cast.seen_by(Party.STARTUP, id_).state is Step.SHORTLISTED


def test_the_company_knows_who_it_is_when_the_candidate_said_so(cast: Cast) -> None:
    for step in Step:
        shown = cast.seen_by(Party.STARTUP, cast.reach(step))
        assert (shown.revealed is not None) is (step in KNOWN)
        assert shown.card
        assert "sanhaji" not in shown.card.model_dump_json().casefold()
        assert cast.seen_by(Party.COACH, shown.id).revealed is None


def test_a_candidate_chooses_what_is_revealed(cast: Cast) -> None:
    id_ = cast.reach(Step.ASKED)
    cast.take(Party.CANDIDATE, id_, Step.REVEALED, reveals=("emails",))
    known = cast.seen_by(Party.STARTUP, id_).revealed
    assert known
    assert set(known.values) == {"name", "emails"}
    assert known.values["emails"] == ("badr.sanhaji@example.ma",)
    [told] = service.of_candidate(cast.context, cast.people[Party.CANDIDATE], cast.candidate_id)
    assert told.offer.startup_id == "aquanour"
    assert [one.revealed for one in told.steps] == [(), (), ("name", "emails")]


def test_of_studies_the_schools_are_revealed_and_no_more(cast: Cast) -> None:
    id_ = cast.reach(Step.ASKED)
    cast.take(Party.CANDIDATE, id_, Step.REVEALED, reveals=("education",))
    known = cast.seen_by(Party.STARTUP, id_).revealed
    assert known
    [school] = known.values["education"]
    assert "École des Dunes" in school
    assert "2016" not in school


def test_why_somebody_declines_does_not_tell_who_they_are(cast: Cast) -> None:
    id_ = cast.reach(Step.ASKED)
    why = "Trop loin. Badr SANHAJI, 06 61 22 33 44, badr.sanhaji@example.ma"
    cast.take(Party.CANDIDATE, id_, Step.DECLINED, reason=why)
    told = cast.seen_by(Party.STARTUP, id_).steps[-1].reason
    assert told.startswith("Trop loin.")
    assert not any(word in told.casefold() for word in ("sanhaji", "badr", "06"))


def test_who_chooses_nothing_reveals_their_name_alone(cast: Cast) -> None:
    known = cast.seen_by(Party.STARTUP, cast.reach(Step.REVEALED)).revealed
    assert known
    assert set(known.values) == {"name"}


def test_what_was_revealed_is_taken_back(cast: Cast) -> None:
    id_ = cast.reach(Step.MET)
    cast.take(Party.CANDIDATE, id_, Step.WITHDRAWN)
    assert cast.seen_by(Party.STARTUP, id_).revealed is None


def test_who_lets_the_company_see_them_no_more_is_shown_no_more(cast: Cast) -> None:
    id_ = cast.reach(Step.REVEALED)
    who = cast.people[Party.CANDIDATE]
    assert who.person
    consents.withdraw(cast.context, who, who.person.id, "talent_network")
    shown = cast.seen_by(Party.STARTUP, id_)
    assert (shown.card, shown.revealed) == (None, None)


def test_a_yes_given_again_makes_nobody_known_again(cast: Cast) -> None:
    id_ = cast.reach(Step.MET)
    who = cast.people[Party.CANDIDATE]
    assert who.person
    consents.withdraw(cast.context, who, who.person.id, "talent_network")
    consents.give(cast.context, who, who.person.id, "talent_network")
    shown = cast.seen_by(Party.STARTUP, id_)
    assert (shown.state, shown.revealed) == (Step.WITHDRAWN, None)


def test_a_yes_that_expired_takes_back_what_was_revealed(cast: Cast) -> None:
    id_ = cast.reach(Step.REVEALED)
    upkeep.tidy(cast.context)
    assert cast.seen_by(Party.CANDIDATE, id_).state is Step.REVEALED
    with writing(cast.context.database) as session:
        expired = update(StoredConsent).where(StoredConsent.purpose == "talent_network")
        session.execute(expired.values(expires_at=now()))
    upkeep.tidy(cast.context)
    assert cast.seen_by(Party.CANDIDATE, id_).state is Step.WITHDRAWN
    with reading(cast.context.database) as session:
        last = session.scalars(select(Entry).order_by(Entry.sequence.desc()).limit(1)).one()
    assert (last.action, last.target_id, last.channel) == ("introduction.take", id_, "retention")


def close(cast: Cast, ago: timedelta) -> None:
    """Close the offer, and have this and every step about it be some time ago."""
    offers.move(cast.context, cast.people[Party.STARTUP], cast.offer_id, OfferState.CLOSED)
    with writing(cast.context.database) as session:
        session.execute(update(Offer).values(moved_at=now() - ago))
        session.execute(update(IntroductionStep).values(at=now() - ago))


def test_an_offer_long_closed_goes_with_all_that_came_of_it(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    desks.show_candidates(cast.context, cast.offer_id, limit=10, channel="test")
    id_ = cast.reach(Step.REVEALED)
    cast.take(Party.STARTUP, id_, Step.NOT_HIRED, reason="Habite trop loin, au phare de Sidi")
    with writing(cast.context.database) as session:
        drafts.keep(session, account(cast.context).id, f"/introductions/{id_}", {"reason": "phare"})
    close(cast, kept()["offer"])
    assert words_left(cast.context, ("phare",))
    monkeypatch.setattr("app.cli.data.context", lambda: cast.context)
    assert "1 offer" in " ".join(CliRunner().invoke(cli, ["purge"]).stderr.split())
    gone = (Offer, Introduction, IntroductionStep, StoredShortlist, StoredMatch, StoredDraft)
    assert not any(count(cast.context, table) for table in gone)
    assert not words_left(cast.context, ("phare",))
    with reading(cast.context.database) as session:
        last = session.scalars(select(Entry).order_by(Entry.sequence.desc()).limit(1)).one()
    assert (last.action, last.channel) == ("offer.forget", "retention")
    assert last.target_id == cast.offer_id
    # Who a candidate was seen by is theirs to know for as long as they are known themselves.
    assert count(cast.context, Candidate) == count(cast.context, Viewing) == 1


def test_an_offer_stays_while_it_is_open_or_something_happens_about_it(cast: Cast) -> None:
    id_, long_ago = cast.reach(Step.MET), kept()["offer"]
    close(cast, long_ago - timedelta(minutes=1))
    assert upkeep.tidy(cast.context)["offer"] == 0
    close_again = update(Offer).values(moved_at=now() - long_ago)
    with writing(cast.context.database) as session:
        session.execute(close_again)
    cast.take(Party.STARTUP, id_, Step.HIRED)
    assert upkeep.tidy(cast.context)["offer"] == 0
    with writing(cast.context.database) as session:
        session.execute(update(IntroductionStep).values(at=now() - long_ago))
        session.execute(update(Offer).values(state=OfferState.OPEN))
    assert upkeep.tidy(cast.context)["offer"] == 0


def test_who_is_not_to_be_seen_does_not_exist_for_a_company(world: Context, tmp_path: Path) -> None:
    someone, offer_id = pushed(world, tmp_path), offered(world)
    who = owner(world, someone, "talent_pool")
    with pytest.raises(NotFound):
        service.for_offer(world, founder(world), offer_id, someone)
    with pytest.raises(service.NotLetting):
        service.for_candidate(world, who, someone, offer_id)


def test_another_company_of_a_name_is_not_the_one_that_was_named(
    world: Context, tmp_path: Path
) -> None:
    someone = pushed(world, tmp_path)
    who = owner(world, someone, "talent_pool")
    assert who.person
    consents.give(world, who, who.person.id, "talent_startup", about="chari")
    organisations.forget(world, "chari")
    companies(world, "chari")
    with reading(world.database) as session:
        assert pool.shown_to(session, "chari") == frozenset()


def test_not_hiring_says_why(cast: Cast) -> None:
    id_ = cast.reach(Step.MET)
    with pytest.raises(service.NoReason):
        cast.take(Party.STARTUP, id_, Step.NOT_HIRED, reason=" ")
    shown = cast.take(Party.STARTUP, id_, Step.NOT_HIRED, reason="Pas assez de Python")
    assert cast.seen_by(Party.CANDIDATE, shown.id).steps[-1].reason == "Pas assez de Python"


def test_nobody_is_asked_for_an_offer_that_is_closed(cast: Cast) -> None:
    shown = cast.begin()
    offers.move(cast.context, cast.people[Party.STARTUP], cast.offer_id, OfferState.CLOSED)
    with pytest.raises(showing.NotOpen):
        cast.take(Party.STARTUP, shown.id, Step.ASKED)


@pytest.mark.parametrize("before", [Step.PROPOSED, Step.SHORTLISTED, Step.ASKED])
def test_no_step_is_taken_towards_who_lets_the_company_see_them_no_more(
    cast: Cast, before: Step
) -> None:
    id_ = cast.reach(before)
    who = cast.people[Party.CANDIDATE]
    assert who.person
    consents.withdraw(cast.context, who, who.person.id, "talent_network")
    after = next(iter(TRANSITIONS[before]))
    [party] = TRANSITIONS[before][after]
    with pytest.raises(service.NotLetting if party is Party.CANDIDATE else NotFound):
        cast.take(party, id_, after)
    consents.give(cast.context, who, who.person.id, "talent_network")
    assert cast.take(party, id_, after).state is after


def test_nobody_says_who_they_are_for_an_offer_that_is_closed(cast: Cast) -> None:
    id_ = cast.reach(Step.ASKED)
    offers.move(cast.context, cast.people[Party.STARTUP], cast.offer_id, OfferState.CLOSED)
    with pytest.raises(showing.NotOpen):
        cast.take(Party.CANDIDATE, id_, Step.REVEALED)


def test_who_waits_for_an_answer_is_written_to_and_no_mail_names_a_candidate(cast: Cast) -> None:
    cast.reach(Step.HIRED)
    with reading(cast.context.database) as session:
        mails = session.scalars(select(StoredMail).order_by(StoredMail.key)).all()
    who = cast.people[Party.CANDIDATE].person
    assert who
    assert dict.fromkeys((one.kind, one.recipient == who.email) for one in mails) == dict.fromkeys(
        [
            ("introduction_asked", True),
            ("introduction_revealed", False),
            ("introduction_hired", True),
        ]
    )
    assert all("Développeur web Python" in one.body for one in mails)
    answered_at = f"{cast.context.settings.public}/profile/offers?of={cast.candidate_id}"
    assert {one.kind for one in mails if answered_at in one.body} == {"introduction_asked"}
    assert not any("sanhaji" in f"{one.subject} {one.body}".casefold() for one in mails)


def test_a_list_says_what_is_between_the_two(cast: Cast) -> None:
    id_ = cast.reach(Step.ASKED)
    [line] = desks.candidates(cast.context, cast.offer_id, limit=5).matches
    assert (line.introduction_id, line.step) == (id_, Step.ASKED)
    [job] = desks.jobs(cast.context, cast.candidate_id, limit=5).matches
    assert (job.introduction_id, job.step) == (id_, Step.ASKED)


def test_a_school_reads_how_far_its_candidates_are(cast: Cast, tmp_path: Path) -> None:
    pooled(cast.context, tmp_path, NAMESAKE, "other")
    desks.show_candidates(cast.context, cast.offer_id, limit=5, channel="test")
    cast.reach(Step.HIRED)
    with reading(cast.context.database) as session:
        found = figures.reached(session, "ensias")
        elsewhere = figures.reached(session, "inpt")
    assert found == {"seen": 2, "proposed": 1, "met": 1, "hired": 1}
    assert elsewhere == dict.fromkeys(found, 0)


@pytest.mark.parametrize("party", [Party.STARTUP, Party.COACH])
def test_who_is_shown_with_an_introduction_sees_by_which_company(cast: Cast, party: Party) -> None:
    id_ = cast.begin(Party.CANDIDATE).id
    for other in (Party.CANDIDATE, Party.SCHOOL):
        cast.seen_by(other, id_)
    assert service.viewings(cast.context, cast.candidate_id) == ()
    cast.seen_by(party, id_)
    [first] = service.viewings(cast.context, cast.candidate_id)
    service.of_offer(cast.context, cast.people[party], cast.offer_id)
    [again] = service.viewings(cast.context, cast.candidate_id)
    assert (again.startup_id, again.first_at) == ("aquanour", first.first_at)
    assert again.last_at > first.last_at


def test_what_others_do_with_an_introduction_is_in_what_the_candidate_reads(cast: Cast) -> None:
    id_ = cast.reach(Step.ASKED)
    who = cast.people[Party.CANDIDATE]
    assert who.person
    entries = journal.about(cast.context, who, who.person, None).entries
    assert {(one.action, one.target_id) for one in entries} >= {("introduction.take", id_)}


def test_an_introduction_follows_who_two_turn_out_to_be(cast: Cast, tmp_path: Path) -> None:
    id_ = cast.reach(Step.ASKED)
    desks.show_candidates(cast.context, cast.offer_id, limit=5, channel="test")
    before = pushed(cast.context, tmp_path, FRENCH.replace("Django", "Redis"), "twin")
    with writing(cast.context.database) as session:
        likeness.propose(session, before)
    people.merge(cast.context, cast.people[Party.SCHOOL], before, cast.candidate_id)
    shown = cast.seen_by(Party.CANDIDATE, id_)
    assert (shown.candidate_id, shown.state) == (before, Step.ASKED)
    assert [one.startup_id for one in service.viewings(cast.context, before)] == ["aquanour"]


def test_who_may_be_the_same_person_is_told_to_the_school_alone(cast: Cast, tmp_path: Path) -> None:
    twin = pushed(cast.context, tmp_path, FRENCH.replace("Django", "Redis"), "twin")
    with writing(cast.context.database) as session:
        likeness.propose(session, twin)
    school, candidate = cast.people[Party.SCHOOL], cast.people[Party.CANDIDATE]
    assert people.portrait_for(cast.context, school, cast.candidate_id).alike
    assert people.portrait_for(cast.context, candidate, cast.candidate_id).alike == ()
    place = ("city", "")
    told = people.answer(
        cast.context, candidate, cast.candidate_id, place, standing=Standing.CONFIRMED
    )
    assert told.alike == ()
    assert candidate.person
    assert twin not in str(leaving.export(cast.context, candidate.person)["candidates"])


def test_nothing_of_an_introduction_is_left_of_who_is_forgotten(cast: Cast) -> None:
    cast.reach(Step.HIRED)
    desks.show_candidates(cast.context, cast.offer_id, limit=5, channel="test")
    forgetting.forget(cast.context, cast.candidate_id)
    for table in (Candidate, Introduction, IntroductionStep, Viewing):
        assert count(cast.context, table) == 0, table


@pytest.mark.parametrize("goes", ["candidate", "company"])
def test_what_was_typed_of_who_goes_goes_with_them(cast: Cast, goes: str) -> None:
    context, company = cast.context, cast.people[Party.STARTUP]
    id_ = cast.reach(Step.MET)
    theirs = [f"/introductions/{id_}", f"/offers/{cast.offer_id}/edit"]
    others = [f"/introductions/{id_}0", f"/offers/{cast.offer_id}0/edit"]
    assert company.person
    with writing(context.database) as session:
        for form in (*theirs, *others):
            drafts.keep(session, company.person.id, form, {"reason": "Badr est trop loin"})
    with reading(context.database) as session:
        left = proof.rows([], [id_])["records"]
        assert proof.counted(session, {StoredDraft: left[StoredDraft]}) == 1
    if goes == "company":
        organisations.forget(context, "aquanour")
    else:
        assert proof.forgotten(context, company, cast.candidate_id, "test").complete
        theirs.remove(f"/offers/{cast.offer_id}/edit")
        others.append(f"/offers/{cast.offer_id}/edit")
    with reading(context.database) as session:
        assert set(session.scalars(select(StoredDraft.form))) == set(others)


def test_who_withdraws_is_found_by_no_route_and_leaves_no_word(cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "cv" / "cv.txt").unlink()
    context, company = cast.context, cast.people[Party.STARTUP]
    id_ = cast.reach(Step.MET)
    cast.take(Party.STARTUP, id_, Step.NOT_HIRED, reason="Trop de zellij, pas assez de tests")
    desks.show_candidates(context, cast.offer_id, limit=5, channel="test")
    desks.show_jobs(context, cast.candidate_id, limit=5, channel="test")
    context.save()
    assert {"hammam", "tafilalet", "zellij", "sanhaji"} <= words_left(context)
    who = cast.people[Party.CANDIDATE]
    assert who.person
    consents.withdraw(context, who, who.person.id, "talent_pool")
    assert desks.candidates(context, cast.offer_id, limit=5).matches == ()
    assert service.of_offer(context, company, cast.offer_id) == ()
    assert service.viewings(context, cast.candidate_id) == ()
    with pytest.raises(NotFound):
        service.introduction(context, company, id_)
    with pytest.raises(desks.NotInPool):
        desks.jobs(context, cast.candidate_id, limit=5)
    with reading(context.database) as session:
        assert not any(figures.reached(session, "ensias").values())
        lists = session.scalars(select(StoredShortlist.seeker_kind)).all()
    assert lists == ["vacancy"]
    assert count(context, StoredMatch) == 0
    assert words_left(context) == set()


def test_what_is_held_of_a_candidate_tells_who_saw_them_and_what_came_of_it(cast: Cast) -> None:
    id_ = cast.reach(Step.REVEALED)
    desks.show_candidates(cast.context, cast.offer_id, limit=5, channel="test")
    who = cast.people[Party.CANDIDATE].person
    assert who
    held = leaving.export(cast.context, who)
    assert [one["startup_id"] for one in held["viewings"]] == ["aquanour"]
    [between] = held["introductions"]
    assert between["id"] == id_
    assert [one["step"] for one in between["steps"]] == ["shortlisted", "asked", "revealed"]


def test_introductions_take_as_many_statements_for_many_as_for_some(
    cast: Cast, tmp_path: Path
) -> None:
    """Those of an offer, and those of a candidate with several companies."""
    context, company, candidate = (
        cast.context,
        cast.people[Party.STARTUP],
        cast.people[Party.CANDIDATE],
    )

    def sent() -> tuple[int, int]:
        with statements(context.database) as of_offer:
            assert service.of_offer(context, company, cast.offer_id)
        with statements(context.database) as of_candidate:
            assert service.of_candidate(context, candidate, cast.candidate_id)
        return len(of_offer), len(of_candidate)

    cast.reach(Step.REVEALED)
    few = sent()
    for at in range(1, 4):
        one, who = pooled(context, tmp_path, FRENCH.replace("2021", f"{2010 + at}"), f"cv{at}")
        shown = service.for_offer(context, company, cast.offer_id, one)
        cast.take(Party.STARTUP, shown.id, Step.ASKED)
        service.take(context, who, shown.id, StepGiven(step=Step.REVEALED))
        another = offered(context, startup_id="chari")
        service.for_offer(context, founder(context, "chari"), another, cast.candidate_id)
    assert sent() == few
