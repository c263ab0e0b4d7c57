from dataclasses import replace

import pytest

from matching.profile import LANGUAGES
from matching.skills.checking import defects
from matching.skills.lexicon import Entry, LexiconError, entry, lexicon

JAVA = lexicon().entries["java"]
DEVELOPER = lexicon().entries["java-developer"]


def faults(changed: Entry) -> list[str]:
    others = [one for one in lexicon().entries.values() if one.id != changed.id]
    return list(defects([*others, changed]))


def test_the_lexicon_has_no_defect() -> None:
    assert list(defects(list(lexicon().entries.values()))) == []


def test_every_entry_has_a_label_in_each_language() -> None:
    for one in lexicon().entries.values():
        assert all(lexicon().label(one.id, language) for language in LANGUAGES)


def test_there_are_occupations_of_every_field_of_work() -> None:
    fields = {one.segment for one in lexicon().entries.values() if one.is_occupation}
    assert fields >= {
        "industrial",
        "civil_energy",
        "agri_food",
        "health_bio",
        "finance",
        "marketing_sales",
        "design_product",
        "management",
    }


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (replace(JAVA, related=("no-such-skill",)), "refers to no-such-skill"),
        (replace(JAVA, broader="java"), "refers to itself"),
        (replace(JAVA, label={**JAVA.label, "ar": ""}), "no ar label"),
        (replace(JAVA, homonym=None, forms={"any": ("COBOL",)}), "is also cobol"),
        (replace(JAVA, forms={"fr": ("جافا سي",)}), "is Arabic"),
        (replace(JAVA, forms={"any": ("jv",)}), "two letters"),
        (replace(JAVA, implies=("java-developer",)), "is an occupation"),
        (replace(JAVA, skills=("sql",)), "skills belong to an occupation"),
        (replace(DEVELOPER, skills=("sql",)), "1 skills"),
        (replace(JAVA, id="Java !"), "lower-case"),
        (replace(lexicon().entries["programming"], broader="java"), "broader than itself"),
    ],
)
def test_a_defect_is_said(changed: Entry, said: str) -> None:
    assert any(said in fault for fault in faults(changed))


def test_an_entry_that_is_there_twice_is_said() -> None:
    assert "java is there 2 times" in list(defects([JAVA, JAVA]))


@pytest.mark.parametrize(
    "given", [{}, {"id": "x"}, {"id": "x", "kind": "hobby", "label": {}, "related": []}]
)
def test_an_entry_not_of_the_form_is_refused_by_name(given: dict[str, object]) -> None:
    with pytest.raises(LexiconError, match=r"some\.yaml"):
        entry(given, "some")


def test_what_is_implied_includes_what_that_implies() -> None:
    assert lexicon().implied("nextjs") == ("react", "javascript", "frontend-development")


def test_the_wider_fields_go_up_to_the_widest() -> None:
    assert lexicon().broader("java") == ("programming", "software-engineering")
