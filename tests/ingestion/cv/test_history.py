"""Education and experience in the orders and layouts that CVs have."""

import pytest

from ingestion.cv.model import Education, Experience, Work
from tests.ingestion.cv.factories import cv

TOP = "Nora Sbai\nnora.sbai@example.com\n"


def jobs(text: str) -> list[tuple[str, str]]:
    found = cv(f"{TOP}Expérience\n{text}").experience
    return [(one.title.value if one.title else "", organisation(one)) for one in found]


def organisation(one: Experience) -> str:
    return one.organisation.value if one.organisation else ""


def studies(text: str) -> list[Education]:
    return list(cv(f"{TOP}Formation\n{text}").education)


BOTH = [("Développeuse web", "Kasbah Labs"), ("Assistante qualité", "Souk Vert")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "Développeuse web – Kasbah Labs, Fès\n2020 – 2022\nTrois sites livrés.\n"
            "Assistante qualité – Souk Vert, Rabat\n2018 – 2020\nAudits de fermes.",
            id="one line, date below",
        ),
        pytest.param(
            "Développeuse web\t2020 – 2022\nKasbah Labs, Fès\n• Trois sites livrés.\n"
            "Assistante qualité\t2018 – 2020\nSouk Vert, Rabat\n• Audits de fermes.",
            id="date beside, organisation below",
        ),
        pytest.param(
            "2020 – 2022\nDéveloppeuse web\nKasbah Labs, Fès\nTrois sites livrés.\n"
            "2018 – 2020\nAssistante qualité\nSouk Vert, Rabat\nAudits de fermes.",
            id="date above",
        ),
        pytest.param(
            "Kasbah Labs, Fès\nDéveloppeuse web\n2020 – 2022\n- Trois sites livrés.\n"
            "Souk Vert, Rabat\nAssistante qualité\n2018 – 2020\n- Audits de fermes.",
            id="organisation above",
        ),
        pytest.param(
            "2020 – 2022 : Développeuse web chez Kasbah Labs (Fès). Trois sites livrés.\n"
            "2018 – 2020 : Assistante qualité chez Souk Vert (Rabat). Audits de fermes.",
            id="one paragraph",
        ),
        pytest.param(
            "Développeuse web, Kasbah Labs, Fès (2020 – 2022)\nTrois sites livrés.\n"
            "Assistante qualité, Souk Vert, Rabat (2018 – 2020)\nAudits de fermes.",
            id="date in brackets",
        ),
        pytest.param(
            "De 01/2020 à 12/2022 : Kasbah Labs, Fès\nDéveloppeuse web\n• Trois sites livrés.\n"
            "De 01/2018 à 12/2020 : Souk Vert, Rabat\nAssistante qualité\n• Audits de fermes.",
            id="organisation beside the date",
        ),
    ],
)
def test_the_order_of_a_section_is_found(text: str) -> None:
    assert jobs(text) == BOTH


def test_a_range_that_goes_on_in_the_cell_below_is_one() -> None:
    text = (
        "sept. 2020 – mai\tDéveloppeuse web\n2022\tKasbah Labs, Fès\n• Trois sites\n"
        "juin 2018 – août\tAssistante qualité\n2020\tSouk Vert, Rabat\n• Audits"
    )
    found = cv(f"{TOP}Expérience\n{text}").experience
    assert jobs(text) == BOTH
    assert [str(one.period.value.end) for one in found if one.period] == ["2022-05", "2020-08"]


@pytest.mark.parametrize("date", ["Janv. 2020 – mars 2022", "01/2020 – 03/2022"])
def test_a_date_without_a_blank_before_it_is_told_from_the_title(date: str) -> None:
    [found] = cv(f"{TOP}Expérience\nDéveloppeuse web{date}\nKasbah Labs, Fès\n• Site").experience
    assert found.title
    assert found.period
    assert (found.title.text, found.period.text) == ("Développeuse web", date)


def test_a_head_that_goes_over_two_rows_is_one() -> None:
    text = (
        "Stagiaire – projet de fin\nd'études (stage)\n02/2020 – 06/2020\nSouk Vert, Rabat\n• Audits"
    )
    assert jobs(text) == [("Stagiaire – projet de fin d'études (stage)", "Souk Vert")]


@pytest.mark.parametrize(
    "text",
    [
        "2020 : Stagiaire – projet de fin d'études, Souk Vert, Rabat",
        "Souk Vert\nStagiaire – projet de fin d'études\n2020\nRabat",
        "Stagiaire – projet de fin d'études – Souk Vert, Rabat\n2020",
    ],
)
def test_a_dash_within_a_title_parts_nothing(text: str) -> None:
    assert jobs(text) == [("Stagiaire – projet de fin d'études", "Souk Vert")]


def test_the_first_cell_of_a_row_is_no_heading() -> None:
    [found] = studies("Formation professionnelle | Soudure | ISTA Fès | 09/2014 – 07/2016")
    assert found.school
    assert found.school.value == "ISTA Fès"


def test_what_is_told_stands_with_its_experience() -> None:
    found = cv(
        f"{TOP}Expérience\nDéveloppeuse – Kasbah Labs, Fès\n2020 – 2022\nTrois sites livrés.\n"
        "Assistante – Souk Vert, Rabat\n2018 – 2020\nAudits de fermes."
    ).experience
    assert [one.text.value if one.text else "" for one in found] == [
        "Trois sites livrés",
        "Audits de fermes",
    ]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Stagiaire PFE", Work.INTERNSHIP),
        ("Summer intern", Work.INTERNSHIP),
        ("متدربة", Work.INTERNSHIP),
        ("Apprentie développeuse", Work.APPRENTICESHIP),
        ("Trésorier (bénévolat)", Work.VOLUNTEER),
        ("Graphiste freelance", Work.FREELANCE),
        ("Comptable", Work.JOB),
    ],
)
def test_the_kind_of_work(title: str, kind: Work) -> None:
    [found] = cv(f"{TOP}Expérience\n{title} – Souk Vert, Rabat\n2018 – 2020").experience
    assert found.kind is kind


def test_a_traineeship_that_led_to_a_contract_is_a_job_of_its_whole_length() -> None:
    [found] = cv(
        f"{TOP}Expérience\n2023–2025 Développeuse Python, stage puis CDD\nSouk Vert, Rabat\n• API"
    ).experience
    assert found.period
    assert (found.kind, found.period.text) == (Work.JOB, "2023–2025")


def test_without_headings_words_tell_studies_from_work() -> None:
    found = cv(
        f"{TOP}2020 – 2022\nDéveloppeuse web\nKasbah Labs, Fès\n• Trois sites.\n"
        "2018 – 2020\nMaster\nUniversité Cadi Ayyad – Informatique\n"
        "Arabe : langue maternelle\nFrançais : C1"
    )
    assert [organisation(one) for one in found.experience] == ["Kasbah Labs"]
    assert [one.level for one in found.education] == [5]
    assert len(found.languages) == 2


def test_an_experience_without_a_date_is_kept() -> None:
    [found] = cv(
        f"{TOP}Expérience\nIngénieure réseaux\nNoria Systems, Rabat\n• 80 postes"
    ).experience
    assert (organisation(found), found.period) == ("Noria Systems", None)


@pytest.mark.parametrize(
    ("line", "degree", "level", "school", "field"),
    [
        ("Master – Finance, ENCG Settat", "Master", 5, "ENCG Settat", "Finance"),
        ("Licence, Économie, Université Hassan II, Mohammedia", "Licence", 3,
         "Université Hassan II, Mohammedia", "Économie"),
        ("ENSA Fès – Cycle ingénieur, 5e année – Génie civil", "Cycle ingénieur, 5e année", 5,
         "ENSA Fès", "Génie civil"),
        ("PhD – Computer vision, UM6P, Benguerir", "PhD", 8, "UM6P, Benguerir", "Computer vision"),
        ("إجازة – التسويق، كلية الاقتصاد", "إجازة", 3, "كلية الاقتصاد", "التسويق"),
        ("DTS – Électricité, ISTA Taza", "DTS", 2, "ISTA Taza", "Électricité"),
    ],
)  # fmt: skip
def test_degree_level_school_and_field(
    line: str, degree: str, level: int, school: str, field: str
) -> None:
    [found] = studies(f"{line}\n2018 – 2020")
    assert found.level == level
    parts = [one.value if one else "" for one in (found.degree, found.school, found.field)]
    assert parts == [degree, school, field]


def test_a_degree_without_a_date_is_kept() -> None:
    [first, second] = studies("Master Finance\nENCG Settat\nBaccalauréat\nLycée Ibn Sina")
    assert (first.level, second.level, first.period) == (5, 0, None)


def test_posts_below_one_organisation_share_it() -> None:
    text = (
        "ATLAS DIGITAL          Casablanca\nCheffe de projet          Mars 2021 - Présent\n"
        "• Quatre applications\nAssistante de projet          Janv. 2019 - Févr. 2021\n• Un site"
    )
    assert jobs(text) == [
        ("Cheffe de projet", "ATLAS DIGITAL"),
        ("Assistante de projet", "ATLAS DIGITAL"),
    ]


def test_a_form_with_labels_is_read_by_its_values() -> None:
    text = (
        "Dates\tDe septembre 2020 à ce jour\nFonction ou poste occupé\tTechnicienne\n"
        "Principales activités\tMaintenance de lignes\n"
        "Nom et adresse de l'employeur\tDétroit Auto, Tanger\n"
        "Dates\tDe janvier 2018 à août 2020\nFonction ou poste occupé\tAssistante\n"
        "Nom et adresse de l'employeur\tSouk Vert, Fès"
    )
    assert jobs(text) == [("Technicienne", "Détroit Auto"), ("Assistante", "Souk Vert")]


def test_a_title_that_ends_the_row_before_a_range_left_open_is_of_today() -> None:
    [found] = cv(f"{TOP}Expérience\nComptable, Souk Vert, Fès\t2021 –\n• Bilans").experience
    assert found.period
    assert found.period.value.ongoing


def test_a_birth_is_no_entry() -> None:
    found = cv(f"{TOP}Né le 12/03/1995\nExpérience\nComptable – Souk Vert, Fès\n2018 – 2020")
    assert len(found.experience) == 1
