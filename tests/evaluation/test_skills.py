import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evaluation.cli import evaluate
from evaluation.collection import CollectionError
from evaluation.skills import SPLITS, Sentence, explicit, figures, run, sentences
from matching.profile import LANGUAGES
from matching.skills import lexicon


def sentence(text: str, *skills: str) -> Sentence:
    return Sentence("dev", "fr", text, frozenset(skills))


def test_every_judged_skill_is_an_entry_of_the_lexicon() -> None:
    assert {skill for row in sentences() for skill in row.skills} <= set(lexicon().entries)


def test_the_sentences_are_as_the_figures_say() -> None:
    rows = sentences()
    assert len(rows) >= 300
    assert 0.18 < sum(not row.skills for row in rows) / len(rows) < 0.22
    assert {row.split for row in rows} == set(SPLITS)
    assert {row.language for row in rows} == {*LANGUAGES, "mixed"}
    assert len({row.text for row in rows}) == len(rows)


def test_figures_are_micro_averages_and_count_false_alarms() -> None:
    rows = [sentence("a", "java", "sql"), sentence("b"), sentence("c")]
    answers = {"a": {"java", "python"}, "b": {"sql"}, "c": set()}
    found = figures(rows, lambda text, _: frozenset(answers[text]))["all"]
    assert found["precision"] == pytest.approx(1 / 3)
    assert found["recall"] == pytest.approx(1 / 2)
    assert found["f1"] == pytest.approx(2 / 5)
    assert (found["empty"], found["false_alarms"]) == (2, 0.5)


def test_extraction_keeps_its_quality_on_the_development_split() -> None:
    found = figures(sentences("dev"), explicit)
    assert found["all"]["f1"] > 0.9
    assert found["all"]["false_alarms"] < 0.1


def test_the_command_gives_each_split_and_language(tmp_path: Path) -> None:
    output = tmp_path / "result.json"
    done = CliRunner().invoke(evaluate, ["skills", "--split", "dev", "--json", str(output)])
    assert done.exit_code == 0
    assert "mixed" in done.output
    result = json.loads(output.read_text("utf-8"))
    assert set(result["splits"]["dev"]) == {"all", "mixed", *LANGUAGES}


def test_skills_of_cvs_are_looked_for_by_what_stands_for_their_id(tmp_path: Path) -> None:
    vocabulary = "java: {fr: Java, en: Java, ar: جافا, aliases: [jee]}\n"
    (tmp_path / "skills.yaml").write_text(vocabulary, "utf-8")
    skills = [{"name": "Java 17", "id": "java"}, {"name": "Poterie", "id": "java"}, {"name": "x"}]
    truth = json.dumps({"language": "fr", "skills": skills})
    (tmp_path / "truth.jsonl").write_text(truth, "utf-8")
    found = run(tmp_path, "dev")["cvs"]
    assert isinstance(found, dict)
    assert (found["skills"], found["recall"]) == (2, 0.5)
    assert found["missed"] == ["Poterie (java)"]


def test_a_split_or_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CollectionError, match="no split 'train'"):
        run(split="train")
    with pytest.raises(CollectionError, match=r"skills\.yaml"):
        run(tmp_path, "dev")
