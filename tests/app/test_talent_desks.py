"""The two talent desks: who is weighed, what is shown of them, and what is left when they go."""

from pathlib import Path

import pytest
from sqlalchemy import select

from app.accounts import consents
from app.candidates import service as people
from app.candidates.cards import Card, neutral
from app.candidates.schemas import Standing
from app.context import Context
from app.introductions.models import Viewing
from app.introductions.service import viewings
from app.kit.database import reading
from app.matches.models import StoredMatch, StoredShortlist
from app.offers import service as offers
from app.offers import showing
from app.offers.states import OfferState
from app.talent import desks
from app.talent.schemas import OfferCandidates
from matching.criteria.verdict import Truth, Verdict
from matching.profile import Desk, Kind
from matching.ranking.bands import Band
from matching.talent.abstention import Answer
from matching.talent.coverage import Met
from tests.app.queries import count, statements
from tests.app.work import (
    ACCOUNTS,
    ADVERT,
    ARABIC,
    FRENCH,
    NAMESAKE,
    draft,
    founder,
    offered,
    owner,
    pooled,
    pushed,
)

# What would say who somebody is, as a card never does.
TELLING = ("sanhaji", "badr", "example.ma", "661223344", "06 61")


def listed(context: Context, offer_id: str, limit: int = 10) -> OfferCandidates:
    return desks.show_candidates(context, offer_id, limit=limit, channel="test")


def ids(shown: OfferCandidates) -> list[str]:
    return [one.candidate.id for one in shown.matches]


# Candidates for an offer


def test_who_fits_comes_first_and_why_is_said_in_three_languages(
    world: Context, tmp_path: Path
) -> None:
    web, _ = pooled(world, tmp_path, FRENCH, "web")
    books, _ = pooled(world, tmp_path, NAMESAKE, "books")
    shown = listed(world, offered(world))
    assert ids(shown) == [web, books]
    assert (shown.desk, shown.answer, shown.weighed) == (Desk.TALENT, Answer.GOOD, 2)
    first, second = shown.matches
    assert (first.good, first.verdict) == (True, Verdict.ELIGIBLE)
    assert (second.good, second.verdict) == (False, Verdict.TO_VERIFY)
    assert "à vérifier" in second.reasons["fr"][0]
    met = {one.id: one.met for one in first.skills}
    assert met["python"] is Met.HELD
    assert met["docker"] is Met.MISSING
    assert next(one for one in first.skills if one.id == "python").words == "Python"
    for told in (first.reasons, first.coverage, shown.told):
        assert set(told) == {"fr", "ar", "en"}
        assert all(told.values())
    assert first.evidence
    assert first.score == pytest.approx(sum(one.points for one in first.components), abs=1e-3)
    assert ids(listed(world, offered(world, ACCOUNTS))) == [books, web]


def test_how_good_a_match_is_has_a_word_with_its_judgements(world: Context, tmp_path: Path) -> None:
    pooled(world, tmp_path, FRENCH, "web")
    pooled(world, tmp_path, NAMESAKE, "books")
    best, worst = (one.band for one in listed(world, offered(world)).matches)
    assert best
    assert worst
    assert (best.name, worst.name) == (Band.VERY_GOOD, Band.NONE)
    assert best.suited / best.judged > worst.suited / worst.judged
    refusing = offered(world, ADVERT.replace("Au moins 2 ans", "Au moins 9 ans"))
    assert listed(world, refusing).matches[0].band is None


def test_a_candidate_in_another_language_is_found(world: Context, tmp_path: Path) -> None:
    arabic, _ = pooled(world, tmp_path, ARABIC, "ar")
    books, _ = pooled(world, tmp_path, NAMESAKE, "books")
    assert ids(listed(world, offered(world))) == [arabic, books]


def test_nobody_is_said_plainly(world: Context, tmp_path: Path) -> None:
    pooled(world, tmp_path, NAMESAKE, "books")
    shown = listed(world, offered(world))
    assert shown.answer is Answer.NOBODY
    assert shown.told["fr"] == "Personne ne convient : aucun profil n’a ce que l’offre demande."
    assert not any(one.good for one in shown.matches)


def test_a_condition_that_alone_refuses_is_said(world: Context, tmp_path: Path) -> None:
    id_, _ = pooled(world, tmp_path)
    shown = listed(world, offered(world, ADVERT.replace("Au moins 2 ans", "Au moins 9 ans")))
    [line] = shown.matches
    [failed] = [one for one in line.conditions if one.decides and one.truth is Truth.NO]
    assert shown.answer is Answer.NOBODY
    for language in ("fr", "ar", "en"):
        assert shown.told[language].endswith(failed.text[language])
    mine = desks.jobs(world, id_, limit=5)
    assert mine.told["fr"] == "Aucune offre ouverte ne vous va tout à fait."


def test_where_there_is_nobody_it_is_not_said_that_nobody_fits(
    world: Context, tmp_path: Path
) -> None:
    shown = listed(world, offered(world))
    assert (shown.weighed, shown.told["en"].split(":")[0]) == (0, "Nobody is in the pool yet")
    id_, _ = pooled(world, tmp_path)
    assert desks.jobs(world, id_, limit=5).told["en"] == "Some open offers suit you."


def test_only_who_lets_the_company_see_them_is_weighed(world: Context, tmp_path: Path) -> None:
    unasked = pushed(world, tmp_path, FRENCH, "a")
    silent = pushed(world, tmp_path, FRENCH.replace("PostgreSQL", "Docker"), "b")
    named = pushed(world, tmp_path, FRENCH.replace("PostgreSQL", "Redis"), "c")
    open_to_all, _ = pooled(world, tmp_path, FRENCH.replace("PostgreSQL", "Kotlin"), "d")
    owner(world, silent, "talent_pool")
    who = owner(world, named, "talent_pool")
    assert who.person
    consents.give(world, who, who.person.id, "talent_startup", about="chari")
    assert ids(listed(world, offered(world))) == [open_to_all]
    assert set(ids(listed(world, offered(world, startup_id="chari")))) == {open_to_all, named}
    with reading(world.database) as session:
        assert unasked not in session.scalars(select(Viewing.candidate_id)).all()


def test_a_draft_finds_nobody(world: Context) -> None:
    with pytest.raises(showing.NotOpen):
        desks.candidates(world, draft(world).id, limit=10)


def test_a_list_is_kept_as_shown_with_whose_it_is(world: Context, tmp_path: Path) -> None:
    someone, _ = pooled(world, tmp_path)
    offer_id = offered(world)
    shown = listed(world, offer_id)
    listed(world, offer_id)
    with reading(world.database) as session:
        [kept] = session.scalars(select(StoredShortlist)).all()
        [line] = session.scalars(select(StoredMatch)).all()
    assert (kept.seeker_kind, kept.seeker_id, kept.desk) == (Kind.VACANCY, offer_id, Desk.TALENT)
    assert (line.offer_kind, line.offer_id) == (Kind.CANDIDATE, someone)
    assert line.shown == shown.matches[0].model_dump(mode="json")


def test_a_candidate_sees_which_companies_saw_them(world: Context, tmp_path: Path) -> None:
    someone, _ = pooled(world, tmp_path)
    offer_id = offered(world)
    listed(world, offer_id)
    [first] = viewings(world, someone)
    listed(world, offer_id)
    [again] = viewings(world, someone)
    assert (again.startup_id, again.first_at) == ("aquanour", first.first_at)
    assert again.last_at > first.last_at
    listed(world, offered(world, startup_id="chari"))
    assert [one.startup_id for one in viewings(world, someone)] == ["chari", "aquanour"]


# Cards


def test_a_card_has_no_place_for_who_somebody_is() -> None:
    assert set(Card.model_fields) == {
        "id", "language", "headline", "city", "years", "student", "contracts", "languages",
        "skills", "posts", "studies", "projects", "schools",
    }  # fmt: skip


@pytest.mark.parametrize("hides", [True, False])
def test_a_list_names_nobody_and_hides_schools_where_asked(
    world: Context, tmp_path: Path, hides: bool
) -> None:
    cv = FRENCH.replace(
        "pour des hammams de Tafilalet.",
        "pour l'École des Dunes, par Badr Eddine Sanhaji (06 61 22 33 44, badr@example.ma).",
    )
    pooled(world, tmp_path, cv)
    shown = listed(world, offered(world, hides_school=hides))
    said = shown.model_dump_json().casefold()
    assert [word for word in TELLING if word in said] == []
    assert "zellij logiciels" not in said
    assert ("dunes" in said) is not hides
    [card] = [one.candidate for one in shown.matches]
    assert bool(card.schools) is not hides
    assert card.posts[0].text


def test_a_title_does_not_tell_a_gender() -> None:
    assert neutral("Développeuse web", "fr") == neutral("Développeur web", "fr")
    assert neutral("Allumeuse de réverbères", "fr")["ar"] == "Allumeuse de réverbères"
    assert neutral("", "fr") == {}


def test_quoted_words_do_not_tell_a_gender(world: Context, tmp_path: Path) -> None:
    cv = FRENCH.replace("pour des hammams", "comme développeuse Python et cheffe, pour des hammams")
    assert cv != FRENCH
    pooled(world, tmp_path, cv)
    said = listed(world, offered(world)).model_dump_json().casefold()
    assert "hammams" in said
    assert [word for word in ("développeuse", "cheffe") if word in said] == []


def test_what_a_person_corrected_is_what_is_matched(world: Context, tmp_path: Path) -> None:
    someone, who = pooled(world, tmp_path)
    offer_id = offered(world)
    place = ("skills", "python")
    people.answer(world, who, someone, place, standing=Standing.DENIED)
    said = {"id": "docker"}
    people.answer(
        world, who, someone, ("skills", "docker"), standing=Standing.CORRECTED, value=said
    )
    people.answer(world, who, someone, ("city", ""), standing=Standing.CORRECTED, value="Rabat")
    entry = listed(world, offer_id).matches[0]
    met = {one.id: one.met for one in entry.skills}
    assert met["docker"] is Met.HELD
    assert met["python"] is not Met.HELD
    assert entry.candidate.city == "Rabat"


# Offers for a candidate


def test_offers_for_a_candidate_come_with_what_they_lack(world: Context, tmp_path: Path) -> None:
    someone, _ = pooled(world, tmp_path)
    web, books = offered(world), offered(world, ACCOUNTS)
    wider = offered(world, ADVERT_WITH_KOTLIN, startup_id="chari")
    draft(world)
    shown = desks.show_jobs(world, someone, limit=10, channel="test")
    assert [one.offer.id for one in shown.matches][-1] == books
    assert {one.offer.id for one in shown.matches} == {web, books, wider}
    assert shown.matches[0].offer.text
    gap = next(one for one in shown.gaps if one.skill == "kotlin")
    assert (gap.asked_by, gap.opens) == ((wider,), (wider,))
    assert all(gap.text.values())
    with reading(world.database) as session:
        [kept] = session.scalars(select(StoredShortlist)).all()
    assert (kept.seeker_kind, kept.seeker_id) == (Kind.CANDIDATE, someone)


ADVERT_WITH_KOTLIN = """Développeur web Python
Lieu : Casablanca

Vous développez des services en Python et Django, et une application en Kotlin.
"""


def test_who_does_not_say_yes_is_compared_with_nothing(world: Context, tmp_path: Path) -> None:
    someone = pushed(world, tmp_path)
    offered(world)
    with pytest.raises(desks.NotInPool):
        desks.jobs(world, someone, limit=10)
    owner(world, someone, "talent_network")
    with pytest.raises(desks.NotInPool):
        desks.jobs(world, someone, limit=10)


def test_a_closed_offer_is_offered_to_nobody_and_keeps_no_list(
    world: Context, tmp_path: Path
) -> None:
    someone, _ = pooled(world, tmp_path)
    offer_id = offered(world)
    listed(world, offer_id)
    desks.show_jobs(world, someone, limit=10, channel="test")
    offers.move(world, founder(world), offer_id, OfferState.CLOSED)
    assert desks.jobs(world, someone, limit=10).matches == ()
    assert count(world, StoredMatch) == 0


# Statements


def test_lists_take_as_many_statements_for_many_as_for_some(world: Context, tmp_path: Path) -> None:
    """The lists of an offer and of a candidate, once what they rank is indexed."""

    def sent() -> tuple[int, int]:
        both = []
        for make in (
            lambda: desks.candidates(world, offer_id, limit=100),
            lambda: desks.jobs(world, someone, limit=100),
        ):
            make()
            with statements(world.database) as found:
                assert make().matches
            both.append(len(found))
        return both[0], both[1]

    someone, _ = pooled(world, tmp_path, FRENCH, "cv0")
    offer_id = offered(world)
    few = sent()
    for at in range(1, 6):
        pooled(world, tmp_path, FRENCH.replace("2021", f"{2010 + at}"), f"cv{at}")
        offered(world, startup_id=("aquanour", "chari")[at % 2])
    assert sent() == few
