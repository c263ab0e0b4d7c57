"""A candidate decides: what they said stays, who may see them, and what is left when they go."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text, update

from app.accounts import consents, invitations, leaving
from app.accounts.agreements import agreed
from app.accounts.entering import Browser
from app.accounts.models import Account, StoredConsent, StoredInvitation
from app.accounts.policy import NOBODY, Membership, Role, Scope, Visitor, decide
from app.accounts.sessions import person
from app.accounts.targets import target
from app.candidates import documents, forgetting, inviting, likeness, pool, service, upkeep
from app.candidates.models import Answer, Candidate, Document
from app.candidates.schemas import CandidateShown, Standing, ValueShown
from app.candidates.store import store_of
from app.candidates.values import NotSayable
from app.context import Context
from app.intakes import reading as reader
from app.intakes import reports
from app.intakes import service as intakes
from app.intakes.models import Intake
from app.intakes.sources import given
from app.kit.database import now, reading, writing
from app.kit.errors import NotFound
from app.mail.models import StoredMail
from app.matches.models import StoredMatch, StoredShortlist
from app.profiles.models import StoredEmbedding, StoredPassage, StoredProfile
from app.retention import kept
from matching.profile import Kind, Passage
from tests.app.cvs import ARABIC, FRENCH, NAMESAKE, by_name, files, read
from tests.app.people import account, somebody
from tests.app.queries import count
from tests.app.work import words_left

SCHOOL = Membership(Role.SCHOOL, Scope("organisation", "ensias"))
CANDIDATE = Membership(Role.CANDIDATE, Scope("organisation", "ensias"))


@pytest.fixture
def pushed(school: Context, tmp_path: Path) -> str:
    """The candidate of one CV that a school pushed."""
    return pushed_in(school, tmp_path, FRENCH)


def pushed_in(context: Context, folder: Path, cv: str, name: str = "cv sanhaji") -> str:
    [file] = read(context, "ensias", files(folder / name, **{name: cv})).files
    assert file.candidate_id
    return file.candidate_id


def officer(context: Context) -> Visitor:
    return somebody(context, SCHOOL)


def came(context: Context, candidate_id: str) -> Visitor:
    """The person of a candidate, once they took up their invitation."""
    row = inviting.invite(context, officer(context), candidate_id)
    with reading(context.database) as session:
        mail = session.scalars(select(StoredMail)).one()
        secret = mail.body.split("/invitations/")[1].split()[0]
    invitations.accept(context, secret, "Badr", Browser("test", ""))
    with reading(context.database) as session:
        found = session.scalars(select(Account).where(Account.email == row.email)).one()
        return Visitor(person=person(found), memberships=(CANDIDATE,))


def says(context: Context, who: Visitor, *purposes: str) -> None:
    assert who.person
    for purpose in purposes:
        consents.give(context, who, who.person.id, purpose)


def value(shown: CandidateShown, field: str, key: str = "") -> ValueShown:
    return next(one for one in shown.values if (one.field, one.key) == (field, key))


# What is read and what is said


def test_what_is_read_has_its_place_and_is_not_yet_said(school: Context, pushed: str) -> None:
    found = value(service.portrait(school, pushed), "skills", "django")
    with reading(school.database) as session:
        written = session.execute(select(Document.text)).scalar_one()
    assert found.standing is Standing.READ
    assert found.span
    assert written[found.span[1] : found.span[2]].casefold() == "django"
    assert found.confidence


def test_what_nobody_says_is_unknown_and_not_a_no(school: Context, pushed: str) -> None:
    fields = {one.field for one in service.portrait(school, pushed).values}
    assert "availability" not in fields
    with pytest.raises(NotFound):
        service.answer(school, NOBODY, pushed, ("skills", "cobol"), standing=Standing.DENIED)


def test_what_a_person_corrected_outlives_a_later_reading(
    school: Context, pushed: str, tmp_path: Path
) -> None:
    corrections = {"city": "Rabat", "headline": "Architecte logiciel"}
    for field, said in corrections.items():
        place = (field, "")
        service.answer(school, NOBODY, pushed, place, standing=Standing.CORRECTED, value=said)
    service.answer(school, NOBODY, pushed, ("skills", "django"), standing=Standing.DENIED)
    service.answer(school, NOBODY, pushed, ("skills", "python"), standing=Standing.CONFIRMED)
    newer = FRENCH.replace("Casablanca", "Agadir").replace("PostgreSQL", "Docker")
    other = pushed_in(school, tmp_path, newer, "newer")
    service.merge(school, NOBODY, pushed, other)
    shown = service.portrait(school, pushed)
    assert value(shown, "city").value == "Rabat"
    assert value(shown, "headline").standing is Standing.CORRECTED
    assert value(shown, "skills", "django").standing is Standing.DENIED
    assert value(shown, "skills", "python").standing is Standing.CONFIRMED
    assert value(shown, "skills", "docker").standing is Standing.READ
    assert len(shown.documents) == 2


def test_a_person_adds_what_no_document_says(school: Context, pushed: str) -> None:
    place = ("skills", "kotlin")
    told = {"id": "kotlin"}
    shown = service.answer(school, NOBODY, pushed, place, standing=Standing.CORRECTED, value=told)
    assert value(shown, *place).value == told


@pytest.mark.parametrize(
    ("field", "standing", "said"),
    [
        ("city", Standing.CORRECTED, ""),
        ("city", Standing.READ, "Rabat"),
        ("shoe_size", Standing.CORRECTED, "42"),
    ],
)
def test_what_is_no_answer_is_refused(
    school: Context, pushed: str, field: str, standing: Standing, said: str
) -> None:
    with pytest.raises(NotSayable):
        service.answer(school, NOBODY, pushed, (field, ""), standing=standing, value=said)


# Who may be one person


def test_a_person_decides_that_two_are_one(school: Context, tmp_path: Path) -> None:
    shown = by_name(read(school, "ensias", files(tmp_path / "cvs", fr=FRENCH, ar=ARABIC)))
    first, second = (shown[name].candidate_id or "" for name in ("ar.txt", "fr.txt"))
    service.merge(school, officer(school), first, second)
    [one] = service.of_school(school, "ensias")
    assert sorted(document.language for document in one.documents) == ["ar", "fr"]
    assert one.alike == ()
    assert {"b.essanhaji@example.org", "badr.sanhaji@example.ma"} <= {
        told.key for told in one.values if told.field == "emails"
    }


def test_two_who_were_told_apart_are_not_proposed_again(school: Context, tmp_path: Path) -> None:
    shown = by_name(read(school, "ensias", files(tmp_path / "cvs", fr=FRENCH, ar=ARABIC)))
    first, second = (shown[name].candidate_id or "" for name in ("ar.txt", "fr.txt"))
    service.keep_apart(school, officer(school), second, first)
    with writing(school.database) as session:
        likeness.propose(session, second)
    assert service.portrait(school, second).alike == ()
    assert count(school, Candidate) == 2


@pytest.mark.parametrize("apart", [True, False])
def test_what_is_proposed_or_decided_of_a_third_outlives_a_merge(
    school: Context, tmp_path: Path, apart: bool
) -> None:
    cvs = {
        "first": NAMESAKE,
        "other": NAMESAKE.replace("sanhaji.compta", "fes").replace("Fès", "Rabat"),
        "third": FRENCH.replace("badr.sanhaji@example.ma", "fes@example.net"),
    }
    first, other, third = (pushed_in(school, tmp_path, cv, name) for name, cv in cvs.items())
    assert {one.other_id for one in service.portrait(school, first).alike} == {other}
    if apart:
        service.keep_apart(school, officer(school), third, other)
    service.merge(school, officer(school), first, other)
    assert bool(service.portrait(school, third).alike) is not apart
    with reading(school.database) as session:
        assert likeness.between(session, third, first)


def test_who_was_not_proposed_is_not_merged(school: Context, pushed: str, tmp_path: Path) -> None:
    other = pushed_in(school, tmp_path, NAMESAKE, "namesake")
    with pytest.raises(NotFound):
        service.merge(school, officer(school), pushed, other)


def test_two_accounts_are_not_made_one(school: Context, tmp_path: Path) -> None:
    shown = by_name(read(school, "ensias", files(tmp_path / "cvs", fr=FRENCH, ar=ARABIC)))
    ids = [one.candidate_id or "" for one in shown.values()]
    people = [account(school), account(school)]
    with writing(school.database) as session:
        for one, held in zip(ids, people, strict=True):
            session.execute(update(Candidate).where(Candidate.id == one).values(account_id=held.id))
    with pytest.raises(likeness.TwoPeople):
        service.merge(school, officer(school), *ids)


@pytest.mark.parametrize("comes", [True, False])
def test_who_two_turn_out_to_be_comes_by_one_invitation(
    school: Context, tmp_path: Path, comes: bool
) -> None:
    shown = by_name(read(school, "ensias", files(tmp_path / "cvs", fr=FRENCH, ar=ARABIC)))
    first, second = (shown[name].candidate_id or "" for name in ("ar.txt", "fr.txt"))
    if comes:
        came(school, second)
    else:
        inviting.invite(school, officer(school), second)
    inviting.invite(school, officer(school), first)
    service.merge(school, officer(school), first, second)
    assert service.portrait(school, first).came is comes
    with reading(school.database) as session:
        [left] = session.scalars(select(StoredInvitation.accepted_by)).all()
    assert (left is not None) is comes


# Coming, and saying yes


def test_a_candidate_is_invited_at_the_address_of_their_cv(school: Context, pushed: str) -> None:
    who = came(school, pushed)
    assert who.person
    assert who.person.email == "badr.sanhaji@example.ma"
    shown = service.portrait(school, pushed)
    assert shown.came
    with reading(school.database) as session:
        them = target(session, "candidate", pushed)
    assert decide(who, "candidate.answer", them).allowed
    with pytest.raises(inviting.Invited):
        inviting.invite(school, officer(school), pushed)


def test_another_candidate_of_the_school_reads_nothing(school: Context, pushed: str) -> None:
    other = somebody(school, CANDIDATE)
    with reading(school.database) as session:
        them = target(session, "candidate", pushed)
    assert not decide(other, "candidate.read", them).allowed


def test_without_an_address_there_is_nobody_to_invite(school: Context, tmp_path: Path) -> None:
    cv = FRENCH.replace("E-mail : badr.sanhaji@example.ma\n", "")
    one = pushed_in(school, tmp_path, cv)
    with pytest.raises(inviting.NoAddress):
        inviting.invite(school, officer(school), one)
    assert inviting.invite(school, officer(school), one, "badr@example.ma").email


def found(context: Context, query: str = "développement django hammam") -> set[str]:
    """Whom a search of any kind finds."""
    context.pool.catch_up()
    with context.pool.steady():
        passage = Passage("query", "fr", query)
        terms = context.pool.terms.search([passage], 10)
        dense = context.pool.vectors.search(context.encoder.queries([query]), 10)
        return set(terms) | set(dense)


def test_whom_a_school_pushed_is_found_by_nothing_before_they_say_yes(
    school: Context, pushed: str
) -> None:
    assert found(school) == set()
    who = came(school, pushed)
    assert found(school) == set()
    says(school, who, "talent_network", "talent_statistics")
    assert found(school) == set()
    assert count(school, StoredPassage) == 0
    with reading(school.database) as session:
        assert pool.shown_to(session, "chari", [pushed]) == frozenset()
    says(school, who, "talent_pool")
    assert found(school) == {pushed}
    with reading(school.database) as session:
        assert pool.shown_to(session, "chari", [pushed]) == {pushed}


def test_what_is_matched_names_nobody(school: Context, pushed: str) -> None:
    says(school, came(school, pushed), "talent_pool")
    with reading(school.database) as session:
        row = session.scalars(select(StoredProfile).where(StoredProfile.id == pushed)).one()
        texts = session.scalars(select(StoredPassage.text)).all()
    held = f"{row.name} {row.record} {texts}".casefold()
    for word in ("sanhaji", "badr", "example.ma", "661223344"):
        assert word not in held
    assert "django" in held


def test_a_yes_for_one_startup_is_for_that_one(school: Context, pushed: str) -> None:
    who = came(school, pushed)
    assert who.person
    says(school, who, "talent_pool")
    consents.give(school, who, who.person.id, "talent_startup", about="chari")
    with reading(school.database) as session:
        assert pool.shown_to(session, "chari", [pushed]) == {pushed}
        assert pool.shown_to(session, "aza", [pushed]) == frozenset()
    consents.withdraw(school, who, who.person.id, "talent_startup", about="chari")
    with reading(school.database) as session:
        assert pool.shown_to(session, "chari", [pushed]) == frozenset()


def test_who_sees_whom_is_told_of_a_thousand_companies_at_once(
    school: Context, pushed: str
) -> None:
    pairs = {(f"startup{at}", pushed) for at in range(1_000)}
    who = came(school, pushed)
    assert who.person
    says(school, who, "talent_pool")
    consents.give(school, who, who.person.id, "talent_startup", about="startup7")
    with reading(school.database) as session:
        assert pool.seen_by(session, pairs) == {("startup7", pushed)}
    says(school, who, "talent_network")
    with reading(school.database) as session:
        assert pool.seen_by(session, pairs) == pairs


@pytest.mark.parametrize(("code", "about"), [("talent_startup", ""), ("talent_pool", "chari")])
def test_a_yes_names_what_it_is_for_exactly_where_it_is_for_one_thing(
    school: Context, code: str, about: str
) -> None:
    someone = account(school, CANDIDATE)
    who = Visitor(person=person(someone), memberships=(CANDIDATE,))
    with pytest.raises(consents.NotNamed):
        consents.give(school, who, someone.id, code, about)


def test_a_yes_is_taken_back_with_what_was_done_by_it_or_not_at_all(
    school: Context, pushed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = came(school, pushed)
    assert who.person
    says(school, who, "talent_pool")

    def cut_off(*_given: object) -> None:
        raise InterruptedError

    monkeypatch.setattr(forgetting, "erase", cut_off)
    with pytest.raises(InterruptedError):
        consents.withdraw(school, who, who.person.id, "talent_pool")
    with reading(school.database) as session:
        assert agreed(session, "talent_pool", [who.person.id])


def test_a_yes_that_expired_shows_nobody(school: Context, pushed: str) -> None:
    says(school, came(school, pushed), "talent_pool", "talent_network")
    with writing(school.database) as session:
        session.execute(update(StoredConsent).values(expires_at=now() - timedelta(seconds=1)))
    with reading(school.database) as session:
        assert pool.shown_to(session, "chari", [pushed]) == frozenset()


def test_a_correction_is_matched_by_and_a_denial_is_not(school: Context, pushed: str) -> None:
    says(school, came(school, pushed), "talent_pool")
    with reading(school.database) as session:
        before = pool.stored(session, pushed)
    service.answer(school, NOBODY, pushed, ("skills", "django"), standing=Standing.DENIED)
    with reading(school.database) as session:
        row = session.scalars(select(StoredProfile).where(StoredProfile.id == pushed)).one()
    skills = set(row.record["candidate"]["skills"])
    assert row.digest != before
    assert "python" in skills
    assert "django" not in skills


# Going


def listed(context: Context, candidate_id: str) -> None:
    """Keep lists in which a candidate stands, and one made for them."""
    with writing(context.database) as session:
        for key, (kind, id_) in enumerate([("startup", "chari"), ("candidate", candidate_id)], 1):
            seen = {
                "position": 1,
                "offer": {"id": candidate_id},
                "evidence": "hammams de Tafilalet",
            }
            row = StoredShortlist(
                key=key,
                digest=str(key),
                seeker_kind=kind,
                seeker_id=id_,
                desk="talent",
                as_of="2026-01-01",
                versions={},
                made_at=now(),
            )
            row.items = [
                StoredMatch(
                    position=1, offer_kind=Kind.CANDIDATE, offer_id=candidate_id, shown=seen
                )
            ]
            session.add(row)


def full(context: Context, pushed: str) -> Visitor:
    """A candidate of whom everything there is is kept."""
    who = came(context, pushed)
    says(context, who, "talent_pool", "talent_network")
    service.answer(
        context, who, pushed, ("headline", ""), standing=Standing.CORRECTED, value="Zellijeur"
    )
    listed(context, pushed)
    assert found(context) == {pushed}
    context.pool.save()
    held = words_left(context)
    assert {"hammam", "tafilalet", "zellij", "sanhaji"} <= held
    return who


def test_who_withdraws_is_found_by_no_route_and_leaves_no_word(
    school: Context, pushed: str, tmp_path: Path
) -> None:
    (tmp_path / "cv sanhaji" / "cv sanhaji.txt").unlink()
    who = full(school, pushed)
    assert who.person
    consents.withdraw(school, who, who.person.id, "talent_pool")
    assert found(school) == set()
    for table in (
        Candidate, Document, Answer, StoredProfile, StoredPassage, StoredEmbedding, StoredMatch,
    ):  # fmt: skip
        assert count(school, table) == 0, table
    assert list(store_of(school).kept()) == []
    [intake] = reports.of_school(school, "ensias").items
    [file] = reports.report(school, intake.id).files
    assert (file.name, file.outcome, file.notes) == ("", "removed", ())
    # The account is the person's own: its address stays, and their yeses with their dates.
    assert words_left(school) <= {"sanhaji", "badr.sanhaji"}
    with reading(school.database) as session:
        assert agreed(session, "talent_pool", [who.person.id]) == frozenset()
        assert session.scalar(select(func.count()).select_from(StoredConsent)) == 2


def test_who_deletes_their_account_leaves_no_word_at_all(
    school: Context, pushed: str, tmp_path: Path
) -> None:
    (tmp_path / "cv sanhaji" / "cv sanhaji.txt").unlink()
    who = full(school, pushed)
    assert who.person
    assert pushed in {one["id"] for one in leaving.export(school, who.person)["candidates"]}
    leaving.forget(school, who, who.person)
    forgetting.scrub(school)
    assert words_left(school) == set()
    assert count(school, Candidate) == 0


def test_a_school_forgets_whom_it_pushed_with_the_invitation_it_sent(
    school: Context, pushed: str, tmp_path: Path
) -> None:
    (tmp_path / "cv sanhaji" / "cv sanhaji.txt").unlink()
    inviting.invite(school, officer(school), pushed)
    inviting.invite(school, officer(school), pushed, "b.sanhaji@example.net")
    assert words_left(school) >= {"sanhaji", "badr.sanhaji"}
    forgetting.forget(school, pushed)
    assert words_left(school) == set()
    assert count(school, StoredInvitation) == 0
    with pytest.raises(NotFound):
        forgetting.forget(school, pushed)


@pytest.mark.parametrize("goes", ["person", "file"])
def test_who_goes_is_not_brought_back_by_their_file_that_waits_once_more(
    school: Context, pushed: str, tmp_path: Path, goes: str
) -> None:
    again = intakes.receive(school, NOBODY, "ensias", given(files(tmp_path / "2", cv=FRENCH)))
    with reading(school.database) as session:
        asked = reader.waiting(session, again, 1)
    assert asked
    read_meanwhile = reader.judged(school, asked)
    if goes == "person":
        forgetting.forget(school, pushed)
    else:
        [document] = service.portrait(school, pushed).documents
        documents.remove(school, NOBODY, pushed, document.id)
    with writing(school.database) as session:
        reader.account(session, again, 1, read_meanwhile)
    assert count(school, Candidate) == (goes == "file")
    assert count(school, Document) == 0
    [file] = reports.report(school, again).files
    assert (file.name, file.outcome) == ("", "removed")


def test_withdrawing_another_yes_takes_a_candidate_out_of_lists_only(
    school: Context, pushed: str
) -> None:
    who = full(school, pushed)
    assert who.person
    consents.withdraw(school, who, who.person.id, "talent_network")
    assert count(school, StoredMatch) == 0
    assert found(school) == {pushed}


def test_an_index_that_another_process_keeps_loses_them_too(
    school: Context, pushed: str, tmp_path: Path
) -> None:
    who = full(school, pushed)
    assert who.person
    other = Context(school.settings)
    other.__dict__.update(database=school.database, encoder=school.encoder)
    assert found(other) == {pushed}
    consents.withdraw(school, who, who.person.id, "talent_pool")
    assert found(other) == set()


# What is over


def test_who_never_said_yes_is_forgotten_in_time(school: Context, pushed: str) -> None:
    assert upkeep.tidy(school)["candidate"] == 0
    long_ago = now() - kept()["candidate"] - timedelta(minutes=1)
    with writing(school.database) as session:
        session.execute(update(Candidate).values(created_at=long_ago))
    assert upkeep.tidy(school)["candidate"] == 1
    assert count(school, Candidate) == 0
    assert list(store_of(school).kept()) == []


def test_who_says_yes_while_others_are_forgotten_stays(
    school: Context, pushed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    who, forget_all = came(school, pushed), forgetting.forget_all

    def meanwhile(*given: Any) -> int:  # noqa: ANN401 - as `forget_all` takes them
        says(school, who, "talent_pool")
        return forget_all(*given)

    monkeypatch.setattr(forgetting, "forget_all", meanwhile)
    with writing(school.database) as session:
        session.execute(update(Candidate).values(created_at=now() - 2 * kept()["candidate"]))
    assert upkeep.tidy(school)["candidate"] == 0
    assert count(school, Candidate) == 1


def test_who_says_yes_is_kept_until_it_is_over_for_as_long(school: Context, pushed: str) -> None:
    says(school, came(school, pushed), "talent_pool")
    long_ago = now() - kept()["candidate"] - timedelta(minutes=1)
    with writing(school.database) as session:
        session.execute(update(Candidate).values(created_at=long_ago))
    assert upkeep.tidy(school)["candidate"] == 0
    with writing(school.database) as session:
        session.execute(update(StoredConsent).values(expires_at=now()))
    assert upkeep.tidy(school)["candidate"] == 0
    with writing(school.database) as session:
        session.execute(update(StoredConsent).values(expires_at=long_ago))
    assert upkeep.tidy(school)["candidate"] == 1


def test_who_lets_a_yes_expire_is_in_the_pool_no_more(school: Context, pushed: str) -> None:
    says(school, came(school, pushed), "talent_pool")
    assert found(school) == {pushed}
    assert upkeep.tidy(school)["profile"] == 0
    with writing(school.database) as session:
        session.execute(update(StoredConsent).values(expires_at=now()))
    assert upkeep.tidy(school)["profile"] == 1
    assert found(school) == set()
    assert count(school, StoredPassage) == 0
    assert count(school, Candidate) == 1


def test_files_that_no_row_names_and_old_reports_go(
    school: Context, pushed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = store_of(school)
    store.keep("ensias", b"of an intake that was cut off")
    assert upkeep.tidy(school)["file"] == 0
    monkeypatch.setattr(upkeep, "ORPHANED_S", -1.0)
    assert upkeep.tidy(school)["file"] == 1
    assert len(list(store.kept())) == 1
    with writing(school.database) as session:
        session.execute(update(Intake).values(finished_at=now() - kept()["intake"]))
    assert upkeep.tidy(school)["intake"] == 1
    assert service.portrait(school, pushed).documents


def test_deleted_rows_are_overwritten(school: Context) -> None:
    with reading(school.database) as session:
        assert session.execute(text("PRAGMA secure_delete")).scalar_one() == 1
