from dataclasses import replace

import pytest

from matching.profile import Desk, Fact, Kind, Profile, Value
from matching.ranking.features import Pair, data
from matching.ranking.likeness import even
from matching.ranking.ranker import Ranker
from matching.ranking.talent import FEATURES
from matching.retrieval import Candidate as Found
from matching.talent.candidate import profile
from tests.matching.talent.factories import candidate, pair, vacancy


def stating(asked: Profile, facts: dict[str, Value]) -> Profile:
    return replace(asked, facts={name: Fact(name, value) for name, value in facts.items()})


def feature(name: str, asked: dict[str, Value], **given: object) -> float | None:
    return FEATURES[name](pair(stating(vacancy(), asked), candidate(**given)))


@pytest.mark.parametrize("name", sorted(set(FEATURES) - {"text"}))
def test_a_feature_that_nobody_can_tell_is_unknown(name: str) -> None:
    assert feature(name, {}) is None


@pytest.mark.parametrize("name", sorted(FEATURES))
def test_a_feature_is_the_same_from_either_side(name: str) -> None:
    asked = replace(
        vacancy("python", years_min=3, contracts=("cdi",), work_city="Rabat", degree=5,
                language_fr="B2"),
        occupations={"data-scientist": 1.0},
    )  # fmt: skip
    someone = profile(
        candidate("python", years=4.0, contracts=("cdi",), city="Salé", languages={"fr": "B1"})
    )
    seen = [Pair(Desk.TALENT, asked, someone, 0.5), Pair(Desk.JOBS, someone, asked, 0.5)]
    assert FEATURES[name](seen[0]) == FEATURES[name](seen[1])


@pytest.mark.parametrize(
    ("years", "value"), [(0.0, 0.0), (1.0, 0.5), (2.0, 1.0), (5.0, 1.0), (8.0, 0.7), (30.0, 0.3)]
)
def test_years_lie_between_those_asked_for(years: float, value: float) -> None:
    found = feature("experience", {"years_min": 2, "years_max": 5}, years=years)
    assert found == pytest.approx(value)


def test_a_contract_that_is_not_sought_counts_against() -> None:
    assert feature("contract", {"contracts": ("cdi",)}, contracts=("freelance",)) == 0.0
    assert feature("contract", {"contracts": ("cdi", "cdd")}, contracts=("cdi",)) == 1.0


def test_who_has_worked_for_years_does_not_take_an_internship() -> None:
    found = feature("contract", {"contracts": ("stage_pfe",)}, years=8.0)
    assert found is not None
    assert found < 0.4


@pytest.mark.parametrize(
    ("city", "mode", "value"),
    [("Rabat", "on_site", 1.0), ("Salé", "on_site", 0.6), ("Agadir", "on_site", 0.2),
     ("Agadir", "remote", 1.0)],
)  # fmt: skip
def test_near_home_is_better_unless_the_work_is_anywhere(
    city: str, mode: str, value: float
) -> None:
    assert feature("place", {"work_city": "Rabat", "work_mode": mode}, city=city) == value


def test_a_language_one_level_short_counts_half() -> None:
    asked: dict[str, Value] = {"language_fr": "B2", "language_de": "C1"}
    assert feature("languages", asked, languages={"fr": "B1"}) == 0.25


def test_a_language_without_a_level_is_not_told_as_one_that_is_not_had() -> None:
    asked: dict[str, Value] = {"language_fr": "B2", "language_de": "C1"}
    spoken = {"fr": "C1", "de": None}
    assert feature("languages", asked, languages=spoken) == 0.75
    assert feature("languages", {"language_de": "C1"}, languages=spoken) is None
    assert feature("languages", asked, languages={"fr": "C1", "en": "B2"}) == 0.5


def test_the_two_desks_of_work_weigh_alike() -> None:
    assert Ranker(Desk.TALENT).weights == Ranker(Desk.JOBS).weights
    assert set(data("desks.yaml")["talent"]["weights"]) == set(FEATURES)


def test_who_writes_in_another_language_is_not_last_for_that() -> None:
    people = {
        lang: [replace(profile(candidate(headline=lang)), id=f"{lang}{n}") for n in range(40)]
        for lang in ("fr", "ar")
    }
    arabic = [replace(one, passages=tuple(replace(p, lang="ar") for p in one.passages))
              for one in people["ar"]]  # fmt: skip
    found = [
        *((one, Found(one.id, 0.5 + n / 1000, 0.0, 0.0)) for n, one in enumerate(people["fr"])),
        *((one, Found(one.id, 0.2 + n / 1000, 0.0, 0.0)) for n, one in enumerate(arabic)),
    ]
    alike = even(found)
    assert alike[79] > alike[0]
    assert even([]) == []
    assert {one.kind for one, _ in found} == {Kind.CANDIDATE}


def test_how_alike_a_wall_of_words_is_nobody_can_tell_and_it_is_worth_nothing() -> None:
    asked, wall = vacancy("python"), profile(candidate("python", claimed=300))
    found = Ranker(Desk.TALENT).component("text", Pair(Desk.TALENT, asked, wall, 1.0))
    assert (found.value, found.points) == (None, 0.0)


def test_who_has_skills_but_of_no_occupation_is_not_unknown() -> None:
    asked = replace(vacancy(), occupations={"data-scientist": 1.0})
    worth_nothing = replace(profile(candidate("python")), occupations={})
    assert FEATURES["occupation"](Pair(Desk.TALENT, asked, worth_nothing, 0.5)) == 0.0
