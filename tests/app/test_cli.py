import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
import typer
from sqlalchemy import select
from typer.testing import CliRunner

from app.audit.models import Entry
from app.cli import kit
from app.cli.main import app, main
from app.context import Context
from app.kit.database import reading, writing
from app.kit.errors import NotFound, NotReady
from app.matches.models import StoredShortlist
from app.matches.schemas import ShortlistShown
from app.matches.service import match
from app.profiles import service as profiles
from app.profiles.editing import edit
from app.settings import Settings
from matching.profile import Desk, Kind
from tests.app.cvs import schools
from tests.app.factories import programme, startup
from tests.app.work import companies, offered, pooled

runner = CliRunner()


@pytest.fixture
def command(empty_context: Context, monkeypatch: pytest.MonkeyPatch) -> Context:
    """Commands work on an application of their own."""
    for module in ("data", "index", "lists", "match", "talent"):
        monkeypatch.setattr(f"app.cli.{module}.context", lambda: empty_context)
    monkeypatch.setattr(kit, "context", lambda: empty_context)
    return empty_context


@pytest.mark.parametrize("lang", ["fr", "ar"])
def test_an_offer_and_a_candidate_are_matched_either_way(
    command: Context, tmp_path: Path, lang: str
) -> None:
    schools(command, tmp_path / "network", "ensias")
    companies(command, "aquanour")
    someone, _ = pooled(command, tmp_path)
    offer_id = offered(command)
    talent = runner.invoke(app, ["match", "talent", offer_id, "--lang", lang])
    assert someone in talent.stdout.replace("\n", "")
    assert "sanhaji" not in talent.stdout.casefold()
    jobs = runner.invoke(app, ["match", "jobs", someone, "--lang", lang, "--json"])
    assert [one["offer"]["id"] for one in json.loads(jobs.stdout)["matches"]] == [offer_id]
    told = runner.invoke(app, ["match", "jobs", someone, "--lang", lang]).stdout
    assert "Python" in told


def written(folder: Path, *records: dict[str, object]) -> str:
    path = folder / "records.yaml"
    # JSON is YAML, and writes a value that stands twice out twice.
    path.write_text(json.dumps(records, ensure_ascii=False), encoding="utf-8")
    return str(path)


def test_an_import_reports_and_is_repeatable(command: Context, tmp_path: Path) -> None:
    path = written(tmp_path, programme("a"), programme("b"))
    first = runner.invoke(app, ["ingest", "programmes", path])
    again = runner.invoke(app, ["ingest", "programmes", path])
    assert first.stdout.strip() == "programmes: 2 read (2 created)"
    assert again.stdout.strip() == "programmes: 2 read (2 unchanged)"


def test_what_is_done_at_the_machine_is_in_the_journal(command: Context, tmp_path: Path) -> None:
    file = written(tmp_path, startup("aqua"))
    for _ in range(2):
        runner.invoke(app, ["ingest", "startups", file])
    assert runner.invoke(app, ["forget", "aqua"]).exit_code == 0
    with reading(command.database) as session:
        kept = session.scalars(select(Entry).order_by(Entry.sequence)).all()
    assert [(one.action, one.actor_id, one.channel) for one in kept] == [
        ("startup.ingest", None, "command"),
        ("startup.forget", None, "command"),
    ]
    assert (kept[0].details, kept[1].target_id) == ({"created": 1, "updated": 0}, "aqua")


@pytest.mark.parametrize(
    ("desk", "action", "kind"),
    [
        ("financing", "startup.match", "startup"),
        ("talent", "offer.match", "offer"),
        ("jobs", "candidate.offers", "candidate"),
    ],
)
def test_who_is_read_of_at_the_machine_is_in_the_journal_before(
    command: Context, desk: str, action: str, kind: str
) -> None:
    runner.invoke(app, ["match", desk, "aqua"])
    with reading(command.database) as session:
        [kept] = session.scalars(select(Entry)).all()
    assert (kept.action, kept.target_kind, kept.target_id) == (action, kind, "aqua")
    assert (kept.actor_id, kept.channel) == (None, "command")


def test_a_refused_import_exits_with_one_and_names_file_line_field_and_reason(
    command: Context, tmp_path: Path
) -> None:
    path = written(tmp_path, programme("a", kind="gratn"))
    done = runner.invoke(app, ["ingest", "programmes", path])
    assert done.exit_code == 1
    assert "records.yaml, line" in done.stderr
    assert "kind" in done.stderr
    assert "did you mean “grant”" in done.stderr
    assert "Nothing was written" in done.stderr
    assert done.stdout.strip() == "programmes: 1 fault"


def test_an_import_counts_records_and_faults_apart(command: Context, tmp_path: Path) -> None:
    runner.invoke(app, ["ingest", "programmes", written(tmp_path, programme("a"), programme("b"))])
    records = (programme("a"), programme("b", name="Fonds B"), programme("c"))
    path = written(tmp_path, *records, programme("d", kind="gratn", status="opne"))
    done = runner.invoke(app, ["ingest", "programmes", path, "--keep-going"])
    assert done.exit_code == 1
    counted = "programmes: 3 read (1 created, 1 updated, 1 unchanged), 2 faults"
    assert done.stdout.strip() == counted
    assert "Nothing was written" not in done.stderr


def test_an_import_as_json_says_the_same(command: Context, tmp_path: Path) -> None:
    path = written(tmp_path, startup("a"))
    done = runner.invoke(app, ["ingest", "startups", path, "--json"])
    assert json.loads(done.stdout) == {
        "created": ["a"],
        "updated": [],
        "unchanged": [],
        "refused": [],
        "kept": {},
    }


def test_an_import_names_the_fields_that_a_person_edited(command: Context, tmp_path: Path) -> None:
    runner.invoke(app, ["ingest", "programmes", written(tmp_path, programme("a"))])
    edit(command, Kind.PROGRAMME, "a", "status", "closed")
    done = runner.invoke(app, ["ingest", "programmes", written(tmp_path, programme("a"))])
    assert "a: kept as edited by a person: status" in done.stderr


@pytest.fixture
def filled(command: Context, tmp_path: Path) -> Context:
    """An application with two programmes and a startup."""
    folder = tmp_path / "files"
    folder.mkdir()
    runner.invoke(app, ["ingest", "programmes", written(folder, programme("a"), programme("b"))])
    runner.invoke(app, ["ingest", "startups", written(folder, startup("aquanour"))])
    return command


def test_a_list_as_json_is_what_the_api_answers(filled: Context) -> None:
    done = runner.invoke(app, ["match", "financing", "aquanour", "--json"])
    assert done.exit_code == 0
    shown = ShortlistShown.model_validate_json(done.stdout)
    limit = len(shown.matches)
    answer = match(filled, "aquanour", Desk.FINANCING, limit=limit)
    assert shown.model_dump() == answer.model_dump()
    assert {line.offer.id for line in shown.matches} == {"a", "b"}


def test_a_kept_list_is_made_again_or_said_to_be_another(filled: Context) -> None:
    listed = runner.invoke(app, ["match", "financing", "aquanour"])
    assert "\nlist 1, wasl " in listed.stdout
    done = runner.invoke(app, ["lists", "replay", "1"])
    assert (done.exit_code, done.stdout.strip()) == (0, "list 1: the same, to the bit")
    with writing(filled.database) as session:
        kept = session.get_one(StoredShortlist, 1)
        kept.versions, kept.digest = {**kept.versions, "wasl": "0.0"}, "0" * 64
    again = runner.invoke(app, ["lists", "replay", "1"])
    assert again.exit_code == 1
    assert "wasl: 0.0 then" in again.stdout
    assert "list 1: not the same" in again.stdout


def test_two_kept_lists_are_told_apart_by_what_changed(filled: Context) -> None:
    runner.invoke(app, ["match", "financing", "aquanour"])
    edit(filled, Kind.PROGRAMME, "a", "status", "closed")
    runner.invoke(app, ["match", "financing", "aquanour"])
    done = runner.invoke(app, ["lists", "differ", "1", "2"])
    assert done.exit_code == 0
    assert "programme a changed status; moves 1 lines by itself" in done.stdout
    told = runner.invoke(app, ["lists", "differ", "1", "2", "--json"]).stdout
    assert [one["name"] for one in json.loads(told)["causes"]] == ["a"]


@pytest.mark.parametrize(
    ("language", "verdict"), [("fr", "À vérifier"), ("en", "To be verified"), ("ar", "يجب التحقق")]
)
def test_a_list_is_printed_in_the_language_asked_for(
    filled: Context, language: str, verdict: str
) -> None:
    done = runner.invoke(app, ["match", "financing", "aquanour", "--lang", language])
    assert done.exit_code == 0
    assert "1. Fonds" in done.stdout
    assert verdict in done.stdout
    as_json = runner.invoke(app, ["match", "financing", "aquanour", "--json"]).stdout
    [reason] = ShortlistShown.model_validate_json(as_json).matches[0].reasons
    assert " ".join(reason.text[language].split()) in " ".join(done.stdout.split())
    assert "cli." not in done.stdout
    assert "reason." not in done.stdout
    assert "value." not in done.stdout


def test_a_startup_that_is_not_there_is_said_so(command: Context) -> None:
    done = runner.invoke(app, ["match", "financing", "nobody"])
    assert isinstance(done.exception, NotFound)
    assert "nobody" in str(done.exception)


Told = Callable[..., str]


@pytest.fixture
def told(
    command: Context, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Told:
    """What a command that fails says, by its words."""

    def run(*words: str) -> str:
        monkeypatch.setattr(sys, "argv", ["wasl", *words])
        with pytest.raises(SystemExit):
            main()
        return capsys.readouterr().err.strip()

    return run


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Chari", "chari (Chari)"),
        ("charri", "chari (Chari)"),
        ("Société Générale de l’Eau", "sge (Société générale de l’eau)"),
        ("SOCIETE GENERALE DE L’EAU", "sge (Société générale de l’eau)"),
        ("générale", "sge (Société générale de l’eau)"),
    ],
)
def test_a_company_that_is_typed_otherwise_is_told_by_its_identifier(
    told: Told, tmp_path: Path, typed: str, meant: str
) -> None:
    known = (startup("chari", name="Chari"), startup("sge", name="Société générale de l’eau"))
    runner.invoke(app, ["ingest", "startups", written(tmp_path, *known)])
    said = f"wasl: There is no startup called “{typed}”. The nearest: {meant}."
    assert told("match", "financing", typed) == said


def test_what_is_told_is_not_taken(filled: Context, told: Told) -> None:
    assert "The nearest: aquanour (" in told("forget", "Aquanour")
    with reading(filled.database) as session:
        assert profiles.identifiers(session, Kind.STARTUP) == ["aquanour"]


def test_of_companies_with_one_name_each_is_told(told: Told, tmp_path: Path) -> None:
    both = (startup("nour-1", name="Nour"), startup("nour-2", name="Nour"))
    runner.invoke(app, ["ingest", "startups", written(tmp_path, *both)])
    assert told("forget", "nour").endswith("The nearest: nour-1 (Nour), nour-2 (Nour).")


@pytest.mark.parametrize("typed", ["", "zzz"])
def test_what_is_like_nothing_is_told_nothing(filled: Context, told: Told, typed: str) -> None:
    assert told("match", "financing", typed) == f"wasl: There is no startup called “{typed}”."


def test_a_school_is_told_and_no_person_is(command: Context, told: Told, tmp_path: Path) -> None:
    schools(command, tmp_path / "network", "ensias", "inpt")
    companies(command, "aquanour")
    someone, _ = pooled(command, tmp_path)
    offer_id = offered(command)
    assert "The nearest: ensias (" in told("talent", "push", "ENSIAS", str(tmp_path))
    assert "nearest" not in told("match", "talent", offer_id.upper())
    for words in (["match", "jobs"], ["talent", "forget"]):
        assert someone not in told(*words, someone.upper())


def test_an_index_thrown_away_is_made_again(filled: Context) -> None:
    done = runner.invoke(app, ["index", "rebuild"])
    assert "financing: 2 profiles" in done.stdout


def test_an_error_that_knows_what_to_do_is_printed_without_its_trace(tmp_path: Path) -> None:
    wasl = Path(sys.executable).with_name("wasl")
    done = subprocess.run(
        [wasl, "match", "financing", "chari"],
        env={**os.environ, "WASL_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "wasl migrate" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "words", [["forget", "aquanour"], ["lists", "replay", "1"], ["lists", "differ", "1", "2"]]
)
def test_without_a_database_the_command_that_makes_one_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    bare = Context(Settings(home=tmp_path, database="", model=None))
    for module in ("data", "lists", "match"):
        monkeypatch.setattr(f"app.cli.{module}.context", lambda: bare)
    done = runner.invoke(app, words)
    assert isinstance(done.exception, NotReady)
    assert "wasl migrate" in str(done.exception)
    bare.database.dispose()


def parameters(command: Any, *path: str) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - Typer's
    """What a command and those within it are given, each with the words that lead there."""
    for one in command.params:
        yield " ".join((*path, one.name)), one
    for name, within in getattr(command, "commands", {}).items():
        yield from parameters(within, *path, name)


def test_every_argument_and_option_says_what_it_is() -> None:
    found = dict(parameters(typer.main.get_command(app)))
    assert {"forget startup", "model bench texts", "learn history desk"} <= found.keys()
    assert [words for words, one in found.items() if not one.help] == []


def test_every_room_brings_its_commands() -> None:
    names = {room.name for room in entry_points(group="wasl.commands")}
    assert names == {"serve", "evaluate", "bench", "learn"}
    offered = runner.invoke(app, ["--help"]).stdout
    assert all(name in offered for name in names)


def test_the_readme_and_the_makefile_name_only_commands_that_exist() -> None:
    root = Path(__file__).parents[2]
    text = (root / "README.md").read_text() + (root / "Makefile").read_text()
    for words in (
        ["match", "financing"],
        ["match", "talent"],
        ["match", "jobs"],
        ["talent", "push"],
        ["ingest", "programmes"],
        ["ingest", "startups"],
        ["index", "rebuild"],
        ["model", "build"],
        ["evaluate", "retrieval"],
        ["evaluate", "financing"],
        ["bench", "match"],
        ["learn"],
        ["migrate"],
    ):
        assert f"wasl {' '.join(words)}" in text
        assert runner.invoke(app, [*words, "--help"]).exit_code == 0
