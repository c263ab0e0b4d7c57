from dataclasses import fields, replace

import pytest

from matching.criteria.facts import fact_types
from matching.profile import Kind
from matching.talent.candidate import Candidate, Post, Study, masked, profile
from tests.matching.talent.factories import candidate, post, skills

PROTECTED = {
    "name", "given", "family", "gender", "sex", "age", "birth", "photo", "address", "email",
    "phone", "school", "nationality", "marital", "organisation",
}  # fmt: skip


@pytest.mark.parametrize("kind", [Candidate, Post, Study])
def test_nothing_of_who_somebody_is_has_a_place_in_what_is_ranked(kind: type) -> None:
    assert not PROTECTED & {one.name for one in fields(kind)}


def test_a_profile_has_no_name_and_only_facts_of_matching() -> None:
    someone = candidate(
        "python", years=3.0, city="Rabat", contracts=("cdi",), languages={"fr": "C1"},
        studies=(Study("Master", "Informatique", 5),), student=False,
    )  # fmt: skip
    made = profile(someone)
    assert (made.kind, made.name) == (Kind.CANDIDATE, "")
    assert set(made.facts) == {
        "experience_years", "degree_level", "home_city", "contracts_sought", "student",
        "language_fr",
    }  # fmt: skip
    assert not set(made.facts) & set(fact_types())


def test_what_nobody_said_is_unknown() -> None:
    assert dict(profile(Candidate("c", "fr")).facts) == {}
    assert profile(Candidate("c", "fr")).criteria == ()


def test_addresses_and_numbers_are_masked_and_results_stay() -> None:
    text = (
        "Écrire à a.b@example.com ou +212 6 00 00 11 76, www.example.com ; 2 000 ha, 1,8 million."
    )
    assert masked(text).split() == [
        "Écrire", "à", "ou", ",", ";", "2", "000", "ha,", "1,8", "million.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "address",
    [
        "github.com/zbennani/shop", "linkedin.com/in/zineb-bennani", "Behance.net/Zineb/",
        "06/12/34/56/78", "+212/612/345678", "x [at] gmail.com", "x(arobase)gmail.com",
    ],
)  # fmt: skip
def test_addresses_without_a_scheme_are_masked(address: str) -> None:
    assert masked(f"Voir {address} pour").split() == ["Voir", "pour"]


@pytest.mark.parametrize(
    "told", ["Node.js/React", "node.js/vue.js", "ASP.NET/C#", "asp.net/C#", "CI/CD",
             "du 12/03/2021 au 15/06/2023", "2019/2020/2021", "03/2021-06/2023, 24/7", "et/ou"],
)  # fmt: skip
def test_what_only_looks_like_an_address_stays(told: str) -> None:
    assert masked(told) == told


def test_the_newest_title_tells_the_trade_of_who_changed_it() -> None:
    changed = candidate(posts=(post("Développeuse Java"), post("Ingénieure mécanique")))
    near = profile(changed).occupations
    assert near["java-developer"] > near["mechanical-engineer"]


def test_both_forms_of_a_title_are_one_trade() -> None:
    woman, man = candidate(headline="Développeuse web"), candidate(headline="Développeur web")
    assert profile(woman).occupations == profile(man).occupations


def test_a_language_of_the_cv_changes_no_occupation() -> None:
    french = Candidate("c", "fr", headline="Comptable", skills=skills("accounting"))
    arabic = replace(french, language="ar", headline="محاسب")
    assert profile(french).occupations == profile(arabic).occupations
