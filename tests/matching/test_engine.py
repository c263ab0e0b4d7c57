from dataclasses import replace
from datetime import date

import numpy as np

from app.context import Context
from matching.criteria.verdict import Verdict
from matching.encoder.base import Encoder
from matching.engine import Beside, Shortlist
from matching.evidence import evidence
from matching.profile import LANGUAGES, Desk, Fact, Kind, Passage, Profile, Value, cut

AS_OF = date(2026, 1, 15)
REFUSED = Verdict.INELIGIBLE
WATER = Passage("description", "fr", "Des capteurs qui trouvent les fuites dans les réseaux d'eau.")
WATER_EN = Passage("description", "en", "Sensors that find leaks in water networks.")


def startup(*passages: Passage, **facts: Value) -> Profile:
    stated = {name: Fact(name, value, "a page", "2025") for name, value in facts.items()}
    return Profile("s", Kind.STARTUP, "S", passages, stated)


def matched(context: Context, seeker: Profile, limit: int = 100) -> Shortlist:
    follower = context.followers[Desk.FINANCING]
    with follower.steady():
        return context.engine.match(seeker, Desk.FINANCING, limit=limit, as_of=AS_OF)


def test_positions_follow_the_score_and_the_refused_come_last(context: Context) -> None:
    shortlist = matched(context, startup(WATER, sector=("watertech",), jurisdiction="FR"))
    refused = [one.verdict is Verdict.INELIGIBLE for one in shortlist.matches]
    assert [one.position for one in shortlist.matches] == list(range(1, len(refused) + 1))
    assert any(refused)
    assert refused == sorted(refused)


def test_the_same_seeker_gets_the_same_list(context: Context) -> None:
    seeker = startup(WATER, sector=("watertech",))
    assert matched(context, seeker) == matched(context, seeker)


def test_every_line_quotes_both_sides(context: Context) -> None:
    shortlist = matched(context, startup(WATER), limit=10)
    assert len(shortlist.matches) == 10
    for line in shortlist.matches:
        found = line.evidence()
        assert found is not None
        assert found.seeker == WATER
        assert found.offer in line.offer.passages


def test_evidence_prefers_two_passages_of_one_language(context: Context) -> None:
    shortlist = matched(context, startup(WATER), limit=10)
    found = [line.evidence() for line in shortlist.matches]
    assert {one.offer.lang for one in found if one} == {"fr"}


def test_evidence_is_read_in_the_reader_s_language_where_it_is_told_in_it(context: Context) -> None:
    shortlist = matched(context, startup(WATER), limit=10)
    for line in shortlist.matches:
        told = {passage.lang for passage in line.offer.passages}
        for reader in LANGUAGES:
            found = line.evidence(reader)
            assert found is not None
            assert found.seeker == WATER
            assert found.offer.lang == (reader if reader in told else "fr")
    spoken = [{passage.lang for passage in line.offer.passages} for line in shortlist.matches]
    assert any("en" in told for told in spoken)
    assert not all("ar" in told for told in spoken)


def test_evidence_in_no_language_of_the_reader_s_is_french_rather_than_english(
    context: Context,
) -> None:
    shortlist = matched(context, startup(WATER, WATER_EN), limit=10)
    found = [line.evidence("ar") for line in shortlist.matches]
    assert {(one.seeker.lang, one.offer.lang) for one in found if one} == {("fr", "fr")}


def test_a_seeker_that_says_nothing_gets_an_empty_list(context: Context) -> None:
    assert matched(context, startup(sector=("watertech",))).matches == ()


def test_a_long_text_is_searched_with_whole(context: Context) -> None:
    long = Passage("description", "fr", " ".join([WATER.text] * 200))
    assert len(matched(context, startup(long)).seeker.passages) > 1


def test_what_they_seek_comes_before_what_they_do_not(context: Context) -> None:
    seeks = {"seeks": Fact("seeks", ("seed_equity",), "a page", "2025")}
    lines = matched(context, replace(startup(WATER), preferences=seeks)).matches
    allowed = [line for line in lines if line.verdict is not REFUSED]
    groups = [(line.closed, line.beside == Beside.NEED) for line in allowed]
    assert groups == sorted(groups)
    assert {beside for closed, beside in groups if not closed} == {False, True}
    given = [{one.name: one.value for one in line.score.components}["need"] for line in lines]
    assert [value == 0 for value in given] == [line.beside is not None for line in lines]


def test_who_does_not_say_what_they_seek_is_offered_what_the_desk_is_for(context: Context) -> None:
    lines = matched(context, startup(WATER)).matches
    beside = {(line.beside, line.offer.facts["kind"].value) for line in lines if line.beside}
    assert beside == {(Beside.DESK, "talent")}


def test_who_has_funded_them_comes_after_who_is_new_to_them(context: Context) -> None:
    first = next(line.offer.id for line in matched(context, startup(WATER)).matches)
    lines = matched(context, startup(WATER, funders=(first, "nobody-here"))).matches
    [known] = [line for line in lines if line.funded]
    assert known.offer.id == first
    assert known.band is None
    after = [line for line in lines if line.position > known.position]
    assert all(line.closed or line.verdict is REFUSED for line in after)


def test_the_limit_is_kept(context: Context) -> None:
    assert len(matched(context, startup(WATER), limit=3).matches) == 3


def test_cutting_what_is_cut_changes_nothing(encoder: Encoder) -> None:
    once = cut(startup(Passage("d", "fr", " ".join([WATER.text] * 200))), encoder.pieces)
    assert cut(once, encoder.pieces) == once


def test_evidence_crosses_languages_where_no_language_is_common() -> None:
    arabic = Passage("summary", "ar", "منحة للماء")
    offer = Profile("o", Kind.PROGRAMME, "O", (arabic,))
    vector = np.array([[1.0, 0.0]], np.float32)
    why = evidence(startup(WATER), vector, offer, vector)
    assert why is not None
    assert (why.offer, why.likeness) == (arabic, 1.0)
