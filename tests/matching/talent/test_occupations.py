import pytest

from matching.encoder.base import Encoder
from matching.profile import LANGUAGES, Passage
from matching.skills.lexicon import lexicon
from matching.talent.duties import MOROCCAN, described, duties
from matching.talent.occupations import Reader, fit, named, practised


def test_duties_are_told_of_occupations_in_every_language() -> None:
    entries = lexicon().entries
    assert all(entries[one].is_occupation for one in duties())
    assert all(set(said) == {*LANGUAGES, MOROCCAN} for said in duties().values())


def test_no_duty_is_told_of_two_occupations() -> None:
    said = [text for one in duties().values() for texts in one.values() for text in texts]
    assert len(said) == len(set(said))


def test_who_has_the_skills_of_a_trade_is_near_it_without_its_title() -> None:
    near = practised({"general-accounting": 1.0, "taxation": 1.0, "payroll": 1.0, "sage": 1.0}, {})
    assert max(near, key=lambda name: near[name]) in {"accountant", "payroll-officer"}


def test_a_title_names_its_neighbours_less() -> None:
    found = named([("Comptable", "fr", 1.0)])
    assert found["accountant"] == 1.0
    assert all(weight < 1.0 for name, weight in found.items() if name != "accountant")


@pytest.mark.parametrize(
    ("lang", "title", "occupation"),
    [
        ("fr", "Stage PFE : digital marketing", "digital-marketing-manager"),
        ("fr", "CDI – Comptabilité (H/F)", "accountant"),
        ("en", "PFE internship - data engineering", "data-engineer"),
        ("ar", "عرض تدريب: التسويق الرقمي", "digital-marketing-manager"),
    ],
)
def test_a_contract_and_a_field_name_who_works_in_it(
    lang: str, title: str, occupation: str
) -> None:
    assert named([(title, lang, 1.0)])[occupation] == 1.0


def test_a_field_among_other_words_names_no_occupation() -> None:
    assert named([("Développement d'un outil de comptabilité", "fr", 1.0)]) == {}
    assert named([("Stage Python", "fr", 1.0)]) == {}


def test_how_well_somebody_fits_is_what_is_expected_of_what_is_meant() -> None:
    assert fit({"accountant": 0.75, "auditor": 0.25}, {"accountant": 1.0}) == 0.75
    assert fit({}, {"accountant": 1.0}) == 0.0


@pytest.mark.parametrize(
    ("lang", "text", "occupation"),
    [
        ("fr", "Comptable pour une petite société", "accountant"),
        ("en", "somebody to repair the ovens and presses of our factory", "maintenance-engineer"),
        ("ar", "نبحث عن شخص يصمم تطبيقا للهاتف", "mobile-developer"),
        ("ar", "بغينا شي حد يتكلف بالكونطرات والخلصة ديال المستخدمين", "payroll-officer"),
    ],
)
def test_a_need_in_plain_words_means_its_occupation(
    occupations: Reader, lang: str, text: str, occupation: str
) -> None:
    meant = occupations.meant([Passage("offer", lang, text)])
    assert occupation in sorted(meant, key=lambda name: -meant[name])[:5]
    assert 0.5 < sum(meant.values()) <= 1.001


def test_silence_means_nothing(encoder: Encoder) -> None:
    assert Reader(encoder).meant([]) == {}


def test_every_occupation_is_described() -> None:
    assert {one.id for one in described()} == {
        name for name, entry in lexicon().entries.items() if entry.is_occupation
    }
