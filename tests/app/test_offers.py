"""Offers of work: what is proposed, what is confirmed, and when they are matched."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from app.accounts.policy import Role, Scope, decide, reach
from app.accounts.targets import target
from app.audit.models import Entry
from app.candidates import upkeep
from app.candidates.schemas import Standing
from app.context import Context
from app.kit.database import Base, now, reading, writing
from app.kit.errors import NotFound
from app.offers import service, showing, values
from app.offers.models import Offer
from app.offers.schemas import Answered, OfferChange, OfferGiven, OfferShown, OfferValue
from app.offers.states import TRANSITIONS, OfferState
from app.organisations import service as organisations
from app.profiles.models import StoredPassage, StoredProfile
from app.profiles.service import load
from app.retention import kept
from matching.profile import Kind, Passage, Profile
from matching.talent.occupations import Reader
from tests.app.networks import coach, small
from tests.app.work import ACCOUNTS, ADVERT, companies, draft, founder, offered


@pytest.fixture
def startups(empty_context: Context) -> Context:
    companies(empty_context, "aquanour", "chari")
    return empty_context


def value(shown: OfferShown, field: str, key: str = "") -> OfferValue:
    return next(one for one in shown.values if (one.field, one.key) == (field, key))


def profile(context: Context, offer_id: str) -> Profile | None:
    with reading(context.database) as session:
        return load(session, Kind.VACANCY, [offer_id]).get(offer_id)


def count(context: Context, table: type[Base]) -> int:
    with reading(context.database) as session:
        return session.execute(select(func.count()).select_from(table)).scalar_one()


def say(context: Context, offer_id: str, *answers: Answered) -> OfferShown:
    return service.answer(context, founder(context), offer_id, answers)


def correction(field: str, said: object) -> Answered:
    return Answered(field=field, standing=Standing.CORRECTED, value=said)


def test_what_an_offer_asks_for_is_proposed_with_its_place(startups: Context) -> None:
    shown = draft(startups)
    ranks = {one.key: one.value["rank"] for one in shown.values if one.field == "skills"}
    assert ranks.items() >= {"python": "core", "django": "must", "docker": "nice"}.items()
    assert value(shown, "contracts", "cdi").standing is Standing.READ
    city = value(shown, "city")
    assert (city.value, shown.text[city.start : city.end]) == ("Casablanca", "Casablanca")
    assert value(shown, "languages", "fr").value == {"code": "fr", "level": "C1"}
    assert value(shown, "years").value == {"least": 2, "most": None}
    assert (shown.title, shown.state) == ("Développeur web Python", OfferState.DRAFT)
    assert shown.waiting == len(shown.values)


def test_what_was_confirmed_outlives_a_new_text(startups: Context) -> None:
    made = draft(startups)
    say(
        startups,
        made.id,
        correction("city", "Rabat"),
        Answered(field="skills", key="django", standing=Standing.DENIED),
        Answered(field="contracts", key="cdi", standing=Standing.CONFIRMED),
    )
    text = ADVERT.replace("Casablanca", "Agadir").replace("CDI", "CDD").replace("Docker", "Kotlin")
    shown = service.change(startups, founder(startups), made.id, OfferChange(text=text))
    assert value(shown, "city").value == "Rabat"
    assert value(shown, "skills", "django").standing is Standing.DENIED
    assert value(shown, "contracts", "cdi").standing is Standing.CONFIRMED
    assert value(shown, "contracts", "cdd").standing is Standing.READ
    assert value(shown, "skills", "kotlin").standing is Standing.READ


def test_a_person_adds_what_the_text_does_not_say(startups: Context) -> None:
    made = draft(startups)
    shown = say(startups, made.id, correction("skills", {"skill": "kotlin", "rank": "must"}))
    assert value(shown, "skills", "kotlin").start is None


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("skills", {"skill": "web_developer_of_nothing", "rank": "must"}),
        ("skills", {"skill": "python", "rank": "essential"}),
        ("skills", "python"),
        ("years", {"least": -1}),
        ("languages", {"code": "xx", "level": "C1"}),
        ("languages", {"code": "fr", "level": "good"}),
        ("contracts", "slavery"),
        ("mode", "moon"),
        ("title", ""),
        ("salary", "9000"),
    ],
)
def test_what_is_no_value_is_refused(startups: Context, field: str, said: object) -> None:
    with pytest.raises(values.NotAValue) as refused:
        say(startups, draft(startups).id, correction(field, said))
    assert refused.value.status == 422
    assert {fault.path[0] for fault in refused.value.faults} == {field}


def test_an_offer_means_what_its_text_means_that_was_written_meanwhile(
    startups: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_, texts, meant = offered(startups), [ACCOUNTS, ADVERT + "Urgent.", ACCOUNTS], Reader.meant

    def meanwhile(reader: Reader, said: Sequence[Passage]) -> dict[str, float]:
        # Nobody else could write if this were within the transaction of who asks.
        found = meant(reader, said)
        if texts:
            service.change(startups, founder(startups), id_, OfferChange(text=texts.pop()))
        return found

    monkeypatch.setattr(Reader, "meant", meanwhile)
    say(startups, id_, correction("city", "Rabat"))
    assert not texts
    raced, plain = profile(startups, id_), profile(startups, offered(startups, ACCOUNTS))
    assert raced
    assert plain
    assert raced.occupations == plain.occupations


def test_only_what_somebody_confirmed_decides(startups: Context) -> None:
    made = draft(startups)
    say(startups, made.id, Answered(field="years", standing=Standing.DENIED))
    service.move(startups, founder(startups), made.id, OfferState.OPEN)
    known = profile(startups, made.id)
    assert known
    assert "years_min" not in known.facts
    assert known.facts["work_city"].value == "Casablanca"
    assert {"python", "django", "docker"} <= set(known.skills)
    assert known.occupations
    text = ADVERT.replace("PostgreSQL", "Kotlin")
    service.change(startups, founder(startups), made.id, OfferChange(text=text))
    later = profile(startups, made.id)
    assert later
    assert "kotlin" not in later.skills
    assert "Kotlin" in later.passages[0].text


def test_only_an_open_offer_has_a_profile(startups: Context) -> None:
    made = draft(startups)
    assert profile(startups, made.id) is None
    service.move(startups, founder(startups), made.id, OfferState.OPEN)
    assert profile(startups, made.id)
    service.move(startups, founder(startups), made.id, OfferState.CLOSED)
    assert profile(startups, made.id) is None
    assert count(startups, Offer) == 1


@pytest.mark.parametrize("before", OfferState)
@pytest.mark.parametrize("after", OfferState)
def test_an_offer_comes_to_be_what_the_table_says(
    startups: Context, before: OfferState, after: OfferState
) -> None:
    made, who = draft(startups), founder(startups)
    for state in {OfferState.DRAFT: [], OfferState.OPEN: [OfferState.OPEN]}.get(before, [before]):
        service.move(startups, who, made.id, state)
    if after in TRANSITIONS[before]:
        assert service.move(startups, who, made.id, after).state is after
    else:
        with pytest.raises(service.NotNext):
            service.move(startups, who, made.id, after)


def test_an_offer_is_of_a_company_that_is_there(startups: Context) -> None:
    given = OfferGiven(text="Un développeur, vite")
    with pytest.raises(NotFound):
        service.create(startups, founder(startups), "nobody", given)
    with pytest.raises(NotFound):
        showing.offer(startups, "nothing")


def test_a_list_holds_what_its_reader_may_read(empty_context: Context, tmp_path: Path) -> None:
    small(empty_context, tmp_path)
    mine, theirs = (draft(empty_context, startup_id=one).id for one in ("a", "b"))
    found = showing.reached(empty_context, reach(founder(empty_context, "a"), "offer.read"), 0, 10)
    assert [one.id for one in found.items] == [mine]
    assert found.total == 1
    with reading(empty_context.database) as session:
        sites = {one.id for one in target(session, "offer", theirs).scopes if one.kind == "site"}
        assert not decide(
            founder(empty_context, "a"), "offer.edit", target(session, "offer", theirs)
        ).allowed
    seen = showing.reached(empty_context, reach(coach(*sites), "offer.read"), 0, 10)
    assert theirs in {one.id for one in seen.items}


def forgotten(context: Context) -> list[tuple[str, str]]:
    """The offers that the journal says were deleted, and by which way."""
    told = select(Entry.channel, Entry.target_id).where(Entry.action == "offer.forget")
    with reading(context.database) as session:
        return [(channel, id_) for channel, id_ in session.execute(told)]


def test_a_draft_that_nobody_changed_for_long_is_deleted_and_the_journal_says_so(
    startups: Context,
) -> None:
    left, changed, opened = draft(startups).id, draft(startups).id, offered(startups)
    with writing(startups.database) as session:
        session.execute(update(Offer).values(updated_at=now() - kept()["offer_draft"]))
    say(startups, changed, correction("city", "Rabat"))
    assert upkeep.tidy(startups)["offer_draft"] == 1
    assert forgotten(startups) == [("retention", left)]
    with reading(startups.database) as session:
        assert set(session.scalars(select(Offer.id))) == {changed, opened}
    assert upkeep.tidy(startups)["offer_draft"] == 0


def test_a_company_that_is_forgotten_leaves_no_offer(startups: Context) -> None:
    offer_id = offered(startups)
    offered(startups, startup_id="chari")
    organisations.forget(startups, "aquanour")
    assert count(startups, Offer) == 1
    assert forgotten(startups) == [("page", offer_id)]
    assert profile(startups, offer_id) is None
    with reading(startups.database) as session:
        kinds = session.scalars(select(StoredProfile.kind)).all()
        texts = session.scalars(select(StoredPassage.text)).all()
    assert kinds.count("vacancy") == 1
    assert texts.count(ADVERT.strip()) == 1


def test_a_line_is_enough_to_begin_with(startups: Context) -> None:
    made = draft(startups, "On cherche quelqu'un pour nos API en Django à Rabat")
    assert made.title.startswith("On cherche quelqu'un")
    assert value(made, "city").value == "Rabat"


def test_reading_the_offer_page_takes_one_role(startups: Context) -> None:
    made = draft(startups)
    other = founder(startups, "chari")
    with reading(startups.database) as session:
        aim = target(session, "offer", made.id)
    assert Scope("startup", "aquanour") in aim.scopes
    assert not decide(other, "offer.read", aim).allowed
    by = decide(founder(startups), "offer.read", aim).membership
    assert by
    assert by.role is Role.FOUNDER
