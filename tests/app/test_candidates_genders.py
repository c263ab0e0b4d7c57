"""What is quoted of somebody does not tell their gender by the title that they give themselves."""

import pytest

from app.candidates.genders import SIGNS, WORD, masculine, titles, unsexed
from matching.skills.lexicon import lexicon

OCCUPATIONS = [one for one in lexicon().entries.values() if one.is_occupation]


def words(text: str) -> list[str]:
    return WORD.findall(SIGNS.sub("", text.lower()))


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("fr", "Développeuse Python, stage", "Développeur back-end, stage"),
        ("fr", "seule ingénieure dunes", "seule ingénieur dunes"),
        ("fr", "DIRECTRICE des sables", "DIRECTEUR des sables"),
        ("fr", "Les techniciennes du souk", "Les techniciens du souk"),
        ("fr", "Direction commerciale, école", "Direction commerciale, école"),
        ("ar", "عملت كمهندسة للرمال", "عملت كمهندس للرمال"),
        ("ar", "معالجة البيانات في مؤسسة", "معالجة البيانات في مؤسسة"),
        ("en", "Saleswoman", "Shop assistant"),
        ("en", "Python and Docker", "Python and Docker"),
        ("en", "", ""),
    ],
)
def test_a_title_in_a_text_is_said_in_its_one_form(language: str, before: str, after: str) -> None:
    assert unsexed(before, language) == after


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_no_feminine_form_of_the_lexicon_stays(language: str) -> None:
    forms = [
        form
        for one in OCCUPATIONS
        for of, form in one.by_language
        if of in {language, "any"} and words(form)[0] in titles()
    ]
    assert len(forms) > {"fr": 700, "ar": 400, "en": 1}[language]
    left = [form for form in forms if words(form)[0] in words(unsexed(form, language))]
    assert left == []


def test_both_genders_of_a_title_read_alike() -> None:
    apart = []
    for one in OCCUPATIONS:
        written = {form.lower(): of for of, form in one.by_language}
        for form, of in written.items():
            first, *_ = words(form)
            twins = {form.replace(first, other, 1) for other in masculine(first)} & written.keys()
            apart += [
                (form, twin)
                for twin in twins
                if first in titles() and unsexed(form, of) != unsexed(twin, of)
            ]
    # The masculine one is read as the skill of energy audits.
    assert apart == [("auditrice énergétique", "auditeur énergétique")]
