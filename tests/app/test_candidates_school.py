"""What a school sees of all its candidates, and asks of them."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select, update

from app.accounts import throttle
from app.accounts.models import Account, StoredInvitation
from app.accounts.throttle import Limit, Rule
from app.candidates import inviting, listing, service
from app.candidates.listing import Stage
from app.candidates.models import Candidate, Likeness
from app.context import Context
from app.intakes import reports
from app.intakes.sources import of_upload
from app.kit.database import now, reading, writing
from app.mail.models import StoredMail
from tests.app.cvs import read
from tests.app.queries import statements
from tests.app.test_candidates import came, officer, says

FEW, MANY = 3, 30
FIRST = ("Amina", "Badr", "Chaimae", "Driss", "Ezzahra")
LAST = ("Alaoui", "Bennis", "Chraibi", "Dahbi", "Fassi", "Guessous")


def name(number: int) -> str:
    return f"{FIRST[number % len(FIRST)]} {LAST[number // len(FIRST)]}"


def pushed(context: Context, *numbers: int) -> list[str]:
    """The candidates of a list, a row each."""
    rows = [f"{name(one)};n{one}@example.ma;Rabat;Python" for one in numbers]
    written = "\n".join(["Nom complet;E-mail;Ville;Compétences", *rows])
    shown = read(context, "ensias", of_upload(f"liste {numbers[0]}.csv", written.encode()))
    ids = [one.candidate_id for one in shown.files]
    return [one for one in ids if one]


def like(context: Context, ids: list[str]) -> None:
    """Propose each of some candidates as one with the first."""
    with writing(context.database) as session:
        for one in ids[1:]:
            session.add(
                Likeness(candidate_id=ids[0], other_id=one, reasons=["name"], found_at=now())
            )


USES: dict[str, Callable[[Context], object]] = {
    "candidates": lambda context: service.of_school(context, "ensias"),
    "listed": lambda context: listing.candidates(context, "ensias", 0, 100),
    "intakes": lambda context: reports.of_school(context, "ensias"),
}


@pytest.mark.parametrize("use", USES)
def test_a_school_is_shown_many_candidates_by_as_many_statements_as_some(
    school: Context, use: str
) -> None:
    sent = []
    for numbers in (range(FEW), range(FEW, MANY)):
        like(school, [one for number in numbers for one in pushed(school, number)])
        USES[use](school)
        with statements(school.database) as counted:
            USES[use](school)
        sent.append(len(counted))
    assert sent[0] == sent[1] > 0


def test_a_person_at_many_schools_is_shown_by_as_many_statements(school: Context) -> None:
    ids = pushed(school, *range(MANY))
    who = came(school, ids[0]).person
    assert who
    sent = []
    for known in (ids[:FEW], ids):
        with writing(school.database) as session:
            mine = Candidate.id.in_(known)
            session.execute(update(Candidate).where(mine).values(account_id=who.id))
        with reading(school.database) as session, statements(school.database) as counted:
            assert len(service.of_account(session, who.id)) == len(known)
        sent.append(len(counted))
    assert sent[0] == sent[1] > 0


def test_each_candidate_is_at_one_stage_and_figures_hold_each_other(school: Context) -> None:
    ids = pushed(school, *range(6))
    like(school, ids[4:])
    says(school, came(school, ids[0]), "talent_pool")
    with writing(school.database) as session:
        session.execute(StoredMail.__table__.delete())  # type: ignore[attr-defined]
    came(school, ids[1])
    inviting.invite(school, officer(school), ids[2])
    shown = listing.candidates(school, "ensias", 0, 100)
    assert {one.id: one.stage for one in shown.items} == {
        ids[0]: Stage.AGREED,
        ids[1]: Stage.CAME,
        ids[2]: Stage.INVITED,
        **dict.fromkeys(ids[3:], Stage.PUSHED),
    }
    for stage, number in shown.stages.items():
        part = listing.candidates(school, "ensias", 0, 100, stage=stage)
        assert part.total == len(part.items) == number
    assert {one.id for one in shown.items if one.alike} == set(ids[4:])
    assert listing.ProgressShown.of(shown.stages) == listing.ProgressShown(
        pushed=6, invited=3, came=2, agreed=1
    )


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("badr", {"Badr Alaoui", "Badr Bennis"}),
        ("bennis badr", {"Badr Bennis"}),
        ("بدر بنيس", {"Badr Bennis"}),
        ("N1@example.ma", {"Badr Alaoui"}),
        ("fassi", set()),
        ("%", set()),
        ("1234", set()),
    ],
)
def test_candidates_are_found_by_a_name_in_any_script_or_an_address(
    school: Context, typed: str, found: set[str]
) -> None:
    pushed(school, *range(7))
    shown = listing.candidates(school, "ensias", 0, 100, search=typed)
    assert {one.name for one in shown.items} == found


def test_a_list_comes_in_parts_that_hold_each_candidate_once(school: Context) -> None:
    ids = pushed(school, *range(7))
    parts = [listing.candidates(school, "ensias", offset, 3) for offset in (0, 3, 6)]
    assert sorted(one.id for part in parts for one in part.items) == sorted(ids)
    assert {part.total for part in parts} == {7}
    assert listing.candidates(school, "inpt", 0, 3).total == 0


def test_all_who_have_not_come_are_written_to_once(school: Context) -> None:
    ids = pushed(school, *range(4))
    came(school, ids[0])
    read(school, "ensias", of_upload("sans.csv", "Nom complet;Ville\nIdriss Filali;Fès".encode()))
    again = [f"n{number}@example.ma" for number in (1, 2, 3)]
    who = officer(school)
    first = inviting.invite_all(school, who, "ensias")
    assert first == inviting.InvitedShown(sent=3, no_address=1, too_many=0)
    assert inviting.invite_all(school, who, "ensias").sent == 0
    with writing(school.database) as session:
        session.execute(update(StoredInvitation).values(expires_at=now()))
    assert inviting.invite_all(school, who, "ensias").sent == 3
    with reading(school.database) as session:
        accounts = session.scalar(select(func.count()).select_from(Account))
        mails = session.scalars(select(StoredMail.recipient)).all()
    assert accounts == 3
    assert sorted(mails) == sorted(["n0@example.ma", *again])


def test_who_was_just_written_to_is_not_written_to_by_who_asks_at_once(school: Context) -> None:
    ids, who, sent = pushed(school, *range(3)), officer(school), []
    for _ in range(2):
        with writing(school.database) as session:
            sent.append(inviting.write_to(session, school, who, ids))
    assert sent == [[inviting.Sent.SENT] * 3, []]


def test_who_was_written_to_too_often_waits_and_the_others_do_not(
    school: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    pushed(school, *range(3))
    monkeypatch.setitem(throttle.RULES, Limit.GATHERING, Rule(2, throttle.MINUTE))
    shown = inviting.invite_all(school, officer(school), "ensias")
    assert shown == inviting.InvitedShown(sent=2, no_address=0, too_many=1)
