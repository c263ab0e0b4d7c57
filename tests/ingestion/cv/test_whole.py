"""Whole CVs in three languages, and documents that are none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.cv import Cv, State
from ingestion.cv.judging import said
from ingestion.cv.model import Experience, Found, Section, Work
from tests.ingestion.cv.factories import ARABIC, ENGLISH, FRENCH, cv, read

INVOICE = """\
Atlas Fournitures SARL
FACTURE N° 2024-118
Client : Souss Agri
Désignation  Quantité  P.U.
Licence Excel  3  400,00
Formation Python  1  2 000,00
Total HT 3 200,00
TVA 20 %
Total TTC 3 840,00
compta@example.com
"""


def value(found: Found[str] | None) -> str | None:
    return found.value if found else None


def studies(read: Cv) -> list[tuple[str | None, int | None, str | None, str | None]]:
    return [(value(e.degree), e.level, value(e.school), value(e.field)) for e in read.education]


def work(read: Cv) -> list[tuple[Work, str | None, str | None, str | None, str]]:
    return [
        (one.kind, value(one.title), value(one.organisation), value(one.city), lasted(one))
        for one in read.experience
    ]


def lasted(one: Experience) -> str:
    if not one.period:
        return ""
    period = one.period.value
    return f"{period.start}/{'present' if period.ongoing else period.end}"


def test_a_french_cv() -> None:
    found = cv(FRENCH)
    assert (found.state, found.language) == (State.CV, "fr")
    assert found.name
    assert found.name.value.given == "Yassine"
    assert found.name.value.family == "Berrada"
    assert value(found.headline) == "Développeur back-end Java"
    assert value(found.city) == "Casablanca"
    assert [one.value for one in found.emails] == ["yassine.berrada@example.com"]
    assert [(one.text, one.value.e164) for one in found.phones] == [
        ("06 12 34 56 78", "+212612345678")
    ]
    assert studies(found) == [
        ("Diplôme d'ingénieur d'État", 5, "ENSIAS, Rabat", "Génie logiciel"),
        ("Baccalauréat, mention Bien", 0, "Lycée Moulay Youssef, Rabat", "Sciences mathématiques"),
    ]
    assert work(found) == [
        (Work.JOB, "Ingénieur back-end", "Atlas Paiement", "Casablanca", "2023-03/present"),
        (Work.JOB, "Développeur Java", "Zellige Soft", "Rabat", "2021-09/2023-02"),
        (
            Work.INTERNSHIP,
            "Stagiaire – projet de fin d'études (stage)",
            "Zellige Soft",
            "Rabat",
            "2021-02/2021-07",
        ),
    ]
    assert [(one.value.code, one.value.level) for one in found.languages] == [
        ("ar", "native"),
        ("fr", "C1"),
        ("en", "B2"),
    ]
    assert [one.value for one in found.certifications] == ["CKA"]
    assert [one.value for one in found.contracts] == ["cdi", "freelance"]
    assert value(found.availability) == "1 mois"
    assert [one.value for one in found.links] == ["github.com/yberrada-demo"]


def test_an_arabic_cv() -> None:
    found = cv(ARABIC)
    assert (found.state, found.language) == (State.CV, "ar")
    assert found.name
    assert found.name.value.full == "سلمى بنجلون"
    assert value(found.headline) == "مهندسة شبكات"
    assert value(found.city) == "Tanger"
    assert studies(found) == [
        ("شهادة مهندس", 5, "المدرسة الوطنية للعلوم التطبيقية ENSA طنجة", "هندسة الشبكات")
    ]
    assert work(found) == [
        (Work.JOB, "مهندسة شبكات", "عبور الشمال", "Tanger", "2020-09/present"),
        (Work.INTERNSHIP, "متدربة", "شركة الجنوب", "Laâyoune", "2020-02/2020-07"),
    ]
    levels = [(one.value.code, one.value.level) for one in found.languages]
    assert levels == [("ar", "native"), ("fr", "C1"), ("en", "B1")]
    assert [one.value for one in found.contracts] == ["cdi"]
    assert value(found.availability) == "شهران"


def test_an_english_cv_with_the_organisation_above_the_title() -> None:
    found = cv(ENGLISH)
    assert (found.state, found.language) == (State.CV, "en")
    assert work(found) == [
        (Work.JOB, "Data Engineer", "OCP Digital", "Casablanca", "2021-01/present"),
        (Work.JOB, "Junior Data Analyst", "Capsoft", "Rabat", "2019-09/2020-12"),
    ]
    assert studies(found) == [("Engineering degree", 5, "ENSIAS", "Software engineering")]
    assert [one.value for one in found.contracts] == ["cdi"]


@pytest.mark.parametrize("text", [FRENCH, ARABIC, ENGLISH])
def test_every_value_keeps_its_place_and_its_words(text: str) -> None:
    whole = read(text).text
    for one in every(cv(text)):
        assert whole[one.span.start : one.span.end] == one.text
        assert one.text.strip()
        assert 0 < one.confidence <= 1


def every(found: Cv) -> list[Found[object]]:
    ones: list[object] = [found.name, found.headline, found.city, found.availability]
    ones += [*found.emails, *found.phones, *found.links, *found.contracts, *found.languages]
    ones += [*found.certifications, *(one.name for one in found.projects)]
    ones += [mention for skill in found.skills for mention in skill.mentions]
    for study in found.education:
        ones += [study.degree, study.school, study.field, study.period]
    for job in found.experience:
        ones += [job.title, job.organisation, job.city, job.period, job.text]
    return [one for one in ones if isinstance(one, Found)]


def test_a_value_says_on_which_page_it_stands() -> None:
    found = cv("Aya Naciri\naya@example.com\n\fFormation\n2020 – 2022 : Master, ENSA Fès")
    [study] = found.education
    assert study.degree
    assert study.degree.span.page == 2
    assert found.emails[0].span.page == 1


def test_the_sections_are_those_of_the_headings() -> None:
    assert [one.section for one in cv(FRENCH).blocks][:4] == [
        Section.TOP,
        Section.PROFILE,
        Section.EXPERIENCE,
        Section.EDUCATION,
    ]


def test_an_invoice_is_no_cv_and_gives_nobody() -> None:
    found = cv(INVOICE)
    assert found.state is State.NOT_A_CV
    assert found.verdict
    assert found.verdict.kind == "invoice"
    assert "TVA" in [one.value for one in found.verdict.evidence]
    assert (found.name, found.emails, found.skills) == (None, (), ())


@pytest.mark.parametrize(
    ("language", "word"), [("fr", "facture"), ("en", "invoice"), ("ar", "فاتورة")]
)
def test_the_reason_is_said_in_each_language(language: str, word: str) -> None:
    found = cv(INVOICE)
    assert word in said(found.verdict, found.state, language)


def test_a_cv_that_speaks_of_invoices_stays_a_cv() -> None:
    text = FRENCH.replace("Services web REST", "Facture, TVA, total TTC, échéance et règlement")
    assert cv(text).state is State.CV


@pytest.mark.parametrize("text", ["", "   \n\n", "zz 12\nqq"])
def test_nothing_recognised_is_a_state_of_its_own(text: str) -> None:
    found = cv(text)
    assert found.state is State.NOTHING
    assert said(found.verdict, found.state, "fr")


def test_a_page_with_an_address_and_no_life_is_no_cv() -> None:
    found = cv("Réunion de jeudi\nMerci de répondre à contact@example.com")
    assert (found.state, found.verdict and found.verdict.kind) == (State.NOT_A_CV, "")


WORDS = st.sampled_from(
    [*FRENCH.split(), *ARABIC.split(), "\n", "\n", "2019 –", "(", "•", "\t", "|", "06", "@", "٠"]
)


@given(st.lists(WORDS, max_size=60).map(" ".join))
@settings(max_examples=60, deadline=None)
def test_no_text_breaks_the_reading(text: str) -> None:
    assert cv(text).state in State
