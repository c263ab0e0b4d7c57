from pathlib import Path

import pytest

from matching.errors import MatchingError
from matching.skills.lexicon import lexicon
from matching.talent.duties import duties
from matching.training.concepts import (
    aligned,
    concept,
    from_companies,
    from_esco,
    from_lexicon,
    from_schemes,
    told,
    without,
)

HEAD = "conceptType,conceptUri,preferredLabel,altLabels\n"
OCCUPATION = "http://data.europa.eu/esco/occupation/1"
SKILL = "http://data.europa.eu/esco/skill/1"


def test_english_text_of_a_skill_is_told_by_the_list_of_labels() -> None:
    text = "use Python program in Python The programming language Python and its libraries."
    assert told(text, frozenset({"use Python", "use"})) == {
        "en": ["use Python"],
        "en:names": ["use Python program in Python"],
        "en:text": ["The programming language Python and its libraries."],
        "en:all": [text],
    }


def test_english_text_of_an_occupation_is_told_by_what_it_speaks_of() -> None:
    text = "credit analyst credit clerk analyst of credits Credit analysts look into applications."
    assert told(text, frozenset())["en"] == ["credit analyst"]


def test_a_label_that_nothing_tells_is_left_out() -> None:
    sides = told("wire drawer Forming machines are set up by them.", frozenset())
    assert "en" not in concept("o", "occupation", sides).texts


def test_esco_is_joined_by_concept(tmp_path: Path) -> None:
    written = {
        "skills_fr.csv": f"{HEAD}KnowledgeSkillCompetence,{SKILL},programmer,coder\n",
        "occupations_fr.csv": f"{HEAD}Occupation,{OCCUPATION},boulanger/boulangère,\n",
        "esco_skills_en.csv": f"id,description\n{SKILL},program Write programs for computers.\n",
        "esco_occupations_en.csv": f"id,description\n{OCCUPATION},baker Bakers make bread.\n",
        "skills_en_label.txt": "program\n",
        "taskA_training_es.tsv": f"group\t{OCCUPATION}\tpanadero\tpanadera\n",
        "taskA_training_de.tsv": f"group\t{OCCUPATION}\tBäcker\tBäckerin\n",
    }
    for name, text in written.items():
        (tmp_path / name).write_text(text, "utf-8")
    skill, occupation = from_esco(tmp_path)
    assert (skill.id, skill.family, skill.texts["fr"]) == (SKILL, "skill", ("programmer", "coder"))
    assert skill.texts["en"] == ("program",)
    assert occupation.texts["es"] == ("panadero", "panadera")
    assert occupation.texts["de"] == ("Bäcker", "Bäckerin")
    assert occupation.texts["en"] == ("baker",)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(MatchingError, match=r"skills_fr.csv is missing"):
        from_esco(tmp_path)


def test_every_entry_of_the_lexicon_is_written_in_three_languages() -> None:
    found = from_lexicon(lexicon(), duties())
    assert len(found) == len(lexicon().entries)
    assert all({"fr", "en", "ar"} <= set(one.texts) for one in found)


def test_duties_are_sides_of_their_occupation() -> None:
    found = {one.id: one for one in from_lexicon(lexicon(), duties())}
    assert found["accountant"].texts["ary:duty"] == tuple(duties()["accountant"]["ary"])


def test_what_a_company_is_about_and_what_it_needs_are_two_concepts() -> None:
    said = {"fr": {"about": "Du pain.", "need": "Un prêt."}, "ar": {"about": "خبز", "need": "قرض"}}
    about, need = from_companies([{"id": "bakery", **said}])
    assert (about.id, about.texts) == (
        "company:bakery:about",
        {"fr": ("Du pain.",), "ar": ("خبز",)},
    )
    assert need.texts["ar"] == ("قرض",)


def test_nothing_that_is_held_out_is_left_under_another_name() -> None:
    held = concept("1", "skill", {"fr": ["programmer"], "en": ["program"]})
    other = concept("2", "lexicon", {"fr": ["Programmer", "développer"], "en": ["Program"]})
    (left,) = without([held, other], [held])
    assert left.texts == {"fr": ("développer",)}


def test_a_scheme_has_the_projects_that_it_is_for_beside_it() -> None:
    told = {
        "scheme": {"fr": "Prime"},
        "project": {"fr": "Changer un four", "ary": "Nbeddel lferran"},
    }
    (made,) = from_schemes([{"id": "ovens", **told}])
    assert (made.id, made.family) == ("scheme:ovens", "scheme")
    assert made.texts == {
        "fr": ("Prime",),
        "fr:project": ("Changer un four",),
        "ary:project": ("Nbeddel lferran",),
    }


def test_texts_are_aligned_with_the_one_of_their_rank_on_the_same_side() -> None:
    duties = {"fr:duty": ["Il cuit.", "Il vend."], "ar:duty": ["يخبز.", "يبيع."]}
    one = concept("baker", "lexicon", {"fr": ["Boulanger"], "ary": ["Ferran"], **duties})
    assert list(aligned([one], "fr")) == [
        ("Ferran", "Boulanger"),
        ("يخبز.", "Il cuit."),
        ("يبيع.", "Il vend."),
    ]


def test_names_that_are_not_told_one_by_one_are_not_aligned() -> None:
    one = concept("baker", "lexicon", {"fr": ["boulanger", "boulangère"], "en": ["baker"]})
    assert list(aligned([one], "fr")) == []
