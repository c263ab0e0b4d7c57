from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.taxonomy import commands
from app.settings import settings
from matching.skills import esco


def test_the_lexicon_of_this_release_is_sound() -> None:
    done = CliRunner().invoke(commands, ["check"])
    assert done.exit_code == 0
    assert "0 defects" in done.output


def test_concepts_are_linked_and_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = settings().model_copy(update={"home": tmp_path})
    monkeypatch.setattr("app.cli.taxonomy.settings", lambda: home)
    file = tmp_path / "skills.csv"
    file.write_text(
        "conceptType,conceptUri,preferredLabel,altLabels\n"
        "KnowledgeSkillCompetence,http://a,PostgreSQL,\n"
        "KnowledgeSkillCompetence,http://b,jonglage,\n",
        "utf-8",
    )
    done = CliRunner().invoke(commands, ["import", "esco", str(file)])
    assert "2 concepts, 1 linked exactly, 0 closely, to 1 entries" in done.output
    assert esco.load(tmp_path / "taxonomy") == {"http://a": esco.Link(exactly=("postgresql",))}
