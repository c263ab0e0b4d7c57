from datetime import date
from importlib.resources import files

import pytest
from babel.messages.pofile import read_po

from matching.criteria.judge import judge
from matching.profile import LANGUAGES, Fact, Value
from matching.talent.abstention import Answer
from matching.talent.candidate import profile
from matching.talent.conditions import Demands, contract_wished, demanded
from matching.talent.coverage import Met, coverage
from matching.talent.gaps import Gap
from matching.talent.wording import claims, gap, reasons, skills, texts
from tests.matching.talent.factories import candidate
from tests.matching.talent.factories import skills as having

AS_OF = date(2026, 1, 15)
DEMANDS = Demands(5, {"de": "C1"}, "Rabat", 5, degree_demanded=True)
CASES: list[dict[str, Value]] = [
    {},
    {"experience_years": 1, "language_de": "A2", "home_city": "Fès", "degree_level": 2},
    {"experience_years": 9, "language_de": "native", "home_city": "Rabat", "degree_level": 8},
]


def keys(language: str) -> set[str]:
    path = files("matching.wording").joinpath("translations", language, "talent.po")
    with path.open("rb") as file:
        return {str(one.id if isinstance(one.id, str) else one.id[0]) for one in read_po(file)}


def test_the_three_languages_have_the_same_texts() -> None:
    assert keys("fr") == keys("ar") == keys("en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("facts", CASES)
def test_every_condition_is_told_whatever_became_of_it(
    language: str, facts: dict[str, Value]
) -> None:
    stated = {name: Fact(name, value) for name, value in facts.items()}
    said = reasons(judge(demanded(DEMANDS), stated, AS_OF, frozenset()), language)
    assert len(said) == 4
    assert all(text and "{" not in text and not text.endswith("unknown") for text in said)
    assert not keys(language) & set(said)


def test_what_refuses_is_told_first() -> None:
    stated = {
        "experience_years": Fact("experience_years", 1),
        "home_city": Fact("home_city", "Fès"),
    }
    said = reasons(judge(demanded(DEMANDS), stated, AS_OF, frozenset()), "fr")
    assert said[0] == "Expérience : 1 an, il en faut au moins 5 ans, à un an près"


@pytest.mark.parametrize(
    ("years", "said"),
    [
        (2.75, "Expérience : 2 ans et 9 mois, pour un minimum de 2 ans"),
        (1.5, "Expérience : 1 an et 6 mois, pour un minimum de 2 ans, à un an près"),
    ],
)
def test_years_are_told_as_they_are_and_the_tolerance_where_it_decides(
    years: float, said: str
) -> None:
    stated = {"experience_years": Fact("experience_years", years)}
    assert reasons(judge(demanded(Demands(2)), stated, AS_OF, frozenset()), "fr") == [said]


@pytest.mark.parametrize(
    ("least", "language", "said"),
    [
        (1, "fr", "Expérience : 3 ans, pour un minimum de 1 an"),
        (1, "ar", "الخبرة: 3 سنوات، والمطلوب سنة واحدة على الأقل"),
        (2, "ar", "الخبرة: 3 سنوات، والمطلوب سنتان على الأقل"),
    ],
)
def test_the_years_asked_for_are_told_as_people_count_them(
    least: int, language: str, said: str
) -> None:
    stated = {"experience_years": Fact("experience_years", 3)}
    assert reasons(judge(demanded(Demands(least)), stated, AS_OF, frozenset()), language) == [said]


def test_a_city_is_named_in_the_language_of_who_reads() -> None:
    stated = {"home_city": Fact("home_city", "Casablanca")}
    judgement = judge(demanded(Demands(place="Casablanca")), stated, AS_OF, frozenset())
    assert reasons(judgement, "ar") == ["المكان: يقيم في الدار البيضاء"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("offered", [(), ("cdi",), ("freelance", "cdd")])
def test_contracts_are_named(language: str, offered: tuple[str, ...]) -> None:
    stated = {"contracts": Fact("contracts", offered)} if offered else {}
    judgement = judge(contract_wished(("cdi", "stage_pfe")), stated, AS_OF, frozenset())
    (said,) = reasons(judgement, language)
    assert "stage_pfe" not in said
    assert texts(language).text("contract.cdi") in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_skills_gaps_and_answers_are_told(language: str) -> None:
    covered = coverage(having("python", "java", "nextjs", "welding"),
                       having("python", "spring-boot", "react"))  # fmt: skip
    assert {one.met for one in covered} == set(Met)
    assert len(skills(covered, language)) == 4
    for number in (0, 1, 2, 5, 30, 100):
        assert str(number) in gap(
            Gap("python", ("a",) * max(number, 1), ("a",) * number), language
        ) or (number == 0)
    assert len({texts(language).text(f"answer.{one}") for one in Answer}) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wall_of_words_is_told_with_how_many_it_names(language: str) -> None:
    assert "300" in claims(profile(candidate(claimed=300)), language)
    assert claims(profile(candidate()), language) == ""
