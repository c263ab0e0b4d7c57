from typing import Any

import pytest

from ingestion.offers import Proposed, read
from ingestion.offers.model import Degree, Offer, Rank, Years
from ingestion.offers.words import ARABIC, cities
from matching.talent.wording import formats

ADVERT = """Développeuse ou développeur back-end (Python)
Entreprise : Rabat Conseil
Lieu : Fès (télétravail partiel)
Contrat : CDI / freelance
Niveau : Bac+5 exigé
Expérience : 3–6 an(s)
Langues : Français B2, Anglais B1

Vous concevez des API avec Django et PostgreSQL. Docker apprécié.
Équipe fondée il y a dix ans.
"""


def skills(offer: Offer) -> dict[str, Rank]:
    return {one.value.skill: one.value.rank for one in offer.skills}


def test_an_advert_is_read_line_by_line() -> None:
    offer = read(ADVERT)
    assert offer.language == "fr"
    assert offer.title
    assert offer.title.value == "Développeuse ou développeur back-end (Python)"
    assert [one.value for one in offer.contracts] == ["cdi", "freelance"]
    assert offer.city
    assert offer.city.value == "Fès"
    assert offer.mode
    assert offer.mode.value == "hybrid"
    assert offer.years
    assert offer.years.value == Years(3, 6)
    assert [(one.value.code, one.value.level) for one in offer.languages] == [
        ("fr", "B2"),
        ("en", "B1"),
    ]
    assert offer.degree
    assert offer.degree.value == Degree(5, demanded=True)


def test_skills_rank_by_where_they_stand() -> None:
    found = skills(read(ADVERT))
    assert found["python"] is Rank.CORE
    assert found["django"] is Rank.MUST
    assert found["docker"] is Rank.NICE


def test_every_proposal_has_the_place_of_its_words() -> None:
    offer = read(ADVERT)
    places: list[Proposed[Any] | None] = [
        *offer.skills,
        *offer.contracts,
        *offer.languages,
        offer.city,
        offer.years,
        offer.mode,
    ]
    for one in filter(None, places):
        assert 0 <= one.start < one.end <= len(ADVERT)
    assert offer.city
    assert ADVERT[offer.city.start : offer.city.end] == "Fès"
    assert [ADVERT[one.start : one.end] for one in offer.contracts] == ["CDI", "freelance"]


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("Deux ans d'expérience au moins.", Years(2)),
        ("Jusqu'à trois ans d'expérience.", Years(None, 3)),
        ("Five years or more on sites.", Years(5)),
        ("المطلوب: سنتان من الخبرة على الأقل.", Years(2)),
        ("المطلوب: ثلاث سنوات من الخبرة.", Years(3)),
        ("Débutants bienvenus.", Years(0, 3)),
        ("Élève en dernière année, stage.", Years(0, 1)),
        ("Une société de dix ans.", None),
    ],
)
def test_years_are_those_of_experience(text: str, years: Years | None) -> None:
    found = read(text).years
    assert (found.value if found else None) == years


@pytest.mark.parametrize(
    ("text", "contracts"),
    [
        ("Stage PFE de six mois", ["stage_pfe"]),
        ("PFE internship", ["stage_pfe"]),
        ("عقد محدد المدة", ["cdd"]),
        ("six-month freelance gig", ["freelance"]),
        ("Comptable à Oujda", []),
    ],
)
def test_contracts_are_read_in_three_languages(text: str, contracts: list[str]) -> None:
    assert [one.value for one in read(text).contracts] == contracts


@pytest.mark.parametrize(
    ("text", "mode", "words"),
    [
        ("Rabat, télétravail deux jours par semaine.", "hybrid", "télétravail deux jours"),
        ("2 jours de télétravail par semaine", "hybrid", "2 jours de télétravail"),
        ("Remote 3 days a week", "hybrid", "Remote 3 days"),
        ("عن بعد يومين في الأسبوع", "hybrid", "عن بعد يومين"),
        ("ثلاثة أيام عن بعد", "hybrid", "ثلاثة أيام عن بعد"),
        ("Poste full remote", "remote", "full remote"),
        ("100 % télétravail", "remote", "100 % télétravail"),
        ("Télétravail à 100 %, 2 jours à Rabat par mois", "remote", "Télétravail à 100 %"),
        ("à distance, cinq jours par semaine", "remote", "à distance"),
        ("عن بعد", "remote", "عن بعد"),
    ],
)
def test_some_days_from_afar_are_hybrid_and_all_are_remote(
    text: str, mode: str, words: str
) -> None:
    found = read(text).mode
    assert found
    assert (found.value, text[found.start : found.end]) == (mode, words)


def test_days_of_something_else_are_no_mode() -> None:
    assert read("Télétravail possible. Deux jours de formation.").mode is None


def test_a_wish_for_a_degree_demands_none_and_a_waived_one_is_none() -> None:
    wished = read("Niveau : Bac+3").degree
    assert wished
    assert wished.value == Degree(3, demanded=False)
    assert read("Niveau : Bac+3\nPeu importe le diplôme.").degree is None


@pytest.mark.parametrize(
    ("text", "city"),
    [
        ("مطور ويب بالرباط", "Rabat"),
        ("محاسبة بالدار البيضاء", "Casablanca"),
        ("وظيفة في مراكش", "Marrakech"),
        ("التنقل لطنجة", "Tanger"),
        ("الانتقال للرباط", "Rabat"),
        ("فرصة بفاس", "Fès"),
    ],
)
def test_an_arabic_city_is_read_with_the_preposition_it_is_written_with(
    text: str, city: str
) -> None:
    found = read(text).city
    assert found
    assert found.value == city


def test_a_language_that_is_only_named_is_not_demanded() -> None:
    assert read("Interface en français et en arabe.").languages == ()
    assert [one.value.code for one in read("Allemand courant.").languages] == ["de"]


def test_what_may_come_first_is_nice_and_what_stands_before_is_not() -> None:
    found = skills(read("Python et SQL, si possible un peu de Docker."))
    assert (found["python"], found["docker"]) == (Rank.MUST, Rank.NICE)


@pytest.mark.parametrize(
    "wish",
    [
        "Serait un plus : Kubernetes, Docker.",
        "Seraient appréciés : Kubernetes et Docker.",
        "Compétences souhaitées pour ce poste : Kubernetes, Docker.",
        "Kubernetes et Docker seraient un plus.",
        "Nice to have: Kubernetes, Docker.",
        "Preferred skills: Kubernetes, Docker.",
        "Kubernetes and Docker are a bonus.",
        "ويُستحسن Kubernetes وDocker.",
        "ميزة إضافية: Kubernetes، Docker.",
        "Kubernetes و Docker ميزة إضافية.",
        "Serait un plus :\n- Kubernetes\n- Docker",
        "Nice to have\n\n- Kubernetes\n- Docker",
        "Les plus :\nKubernetes\nDocker",
    ],
)
def test_a_wish_is_one_before_its_list_and_after_it(wish: str) -> None:
    found = skills(read(f"Offre\nPython exigé.\n{wish}\n\nVous maîtrisez Django."))
    assert {name for name, rank in found.items() if rank is Rank.NICE} == {"kubernetes", "docker"}
    assert (found["python"], found["django"]) == (Rank.MUST, Rank.MUST)


@pytest.mark.parametrize(
    "text",
    [
        "Python obligatoire, Docker serait un plus.",
        "Vous codez en Python, serait un plus : Docker.",
        "Offre\nDocker apprécié\nVos outils :\n- Python",
        "Offre\nSerait un plus :\n- Docker\nVous codez en Python",
    ],
)
def test_a_wish_for_one_skill_is_none_for_another(text: str) -> None:
    found = skills(read(text))
    assert (found["python"], found["docker"]) == (Rank.MUST, Rank.NICE)


def test_what_does_not_do_is_not_asked_for() -> None:
    assert "java" not in skills(read("Aucun remplacement possible par une expérience Java seule."))


def test_an_empty_text_asks_nothing() -> None:
    offer = read("")
    assert (offer.skills, offer.contracts, offer.years, offer.title) == ((), (), None, None)


def test_every_city_that_is_read_is_named_in_arabic_letters() -> None:
    written = {city: formats("ar").label("city", city) for city in set(cities().values())}
    assert {city: name for city, name in written.items() if not ARABIC.search(name)} == {}
