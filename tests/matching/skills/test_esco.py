from pathlib import Path

import pytest

from matching.skills.esco import EscoError, Link, linked, load, read, save
from matching.skills.lexicon import lexicon

HEADER = "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,description\n"
SKILL = "KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/{},knowledge,,{},{},\n"


def write(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "skills_fr.csv"
    path.write_text(header + "".join(rows), "utf-8")
    return path


def links(path: Path) -> dict[str, Link]:
    return {uri.rsplit("/")[-1]: one for uri, one in linked(read(path), lexicon()).items()}


def test_a_preferred_label_links_exactly_and_another_one_closely(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        SKILL.format("a", "PostgreSQL", ""),
        SKILL.format("b", "bases ouvertes", '"truc\nPostgres\nMySQL"'),
        SKILL.format("c", "manipuler des marionnettes", ""),
    )
    assert links(path) == {
        "a": Link(exactly=("postgresql",)),
        "b": Link(closely=("postgresql", "mysql")),
        "c": Link(),
    }


def test_a_homonym_is_not_linked(tmp_path: Path) -> None:
    assert links(write(tmp_path, SKILL.format("a", "R", ""))) == {"a": Link()}


def test_an_occupation_is_linked_to_occupations_by_either_gender(tmp_path: Path) -> None:
    row = "Occupation,http://data.europa.eu/esco/occupation/o,,,traductrice/traducteur,,\n"
    assert links(write(tmp_path, row)) == {"o": Link(exactly=("translator",))}


def test_languages_of_one_concept_are_joined(tmp_path: Path) -> None:
    path = write(tmp_path, SKILL.format("a", "soudage", ""), SKILL.format("a", "welding", ""))
    assert links(path) == {"a": Link(exactly=("welding",))}


def test_links_are_kept_until_the_next_import(tmp_path: Path) -> None:
    assert load(tmp_path) == {}
    save({"http://a": Link(exactly=("sql",)), "http://b": Link()}, tmp_path)
    assert load(tmp_path) == {"http://a": Link(exactly=("sql",))}
    save({}, tmp_path)
    assert load(tmp_path) == {}


@pytest.mark.parametrize(
    ("rows", "header", "said"),
    [
        ("", "id,description\n", "line 1: no column conceptType"),
        ("SkillGroup,http://x,,,a,,\n", HEADER, "line 2: 'SkillGroup' is neither"),
        (SKILL.format("a", "", ""), HEADER, "line 2: a concept without"),
        ('Occupation,"http', HEADER, "unexpected end of data"),
    ],
)
def test_a_file_that_is_not_escos_is_refused_by_line(
    rows: str, header: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(EscoError, match=said):
        list(read(write(tmp_path, rows, header=header)))


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(EscoError, match="No such file"):
        list(read(tmp_path / "none.csv"))
    (tmp_path / "latin.csv").write_bytes("conceptTypé,\n".encode("latin-1"))
    with pytest.raises(EscoError, match="not UTF-8"):
        list(read(tmp_path / "latin.csv"))
