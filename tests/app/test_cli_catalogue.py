"""`wasl catalogue check`: the catalogue is clean, and defects put into a record are found."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from app.cli.catalogue import PACKAGED
from app.cli.main import app
from ingestion import programmes
from tests.ingestion.factories import Data, as_csv, as_yaml, leaf, ruled

runner = CliRunner()

REAL = "damane-intelak"
[RECORD] = [one.data for one in programmes.read(PACKAGED / f"{REAL}.yaml").records]
# the place of a condition added to the record's own
ADDED = f"eligibility.{len(RECORD['eligibility'])}"

Seed = Callable[[Data], object]


def checked(path: Path) -> tuple[int, Any]:
    done = runner.invoke(app, ["catalogue", "check", str(path), "--json"])
    return done.exit_code, json.loads(done.stdout)


def adding(*rules: Data, need: str = "required") -> Seed:
    return lambda data: data["eligibility"].extend(ruled(rule, need) for rule in rules)


def stating(**fields: object) -> Seed:
    return lambda data: data.update(fields)


def periods(*given: tuple[float, str | None, str | None]) -> list[Data]:
    named = [{"value": value, "since": since, "until": until} for value, since, until in given]
    return [{name: item for name, item in one.items() if item is not None} for one in named]


def dated(*given: tuple[float, str | None, str | None]) -> Seed:
    return adding(leaf("trl", ">=", periods(*given)))


TURNOVER = "annual_turnover_mad"
DIGITAL, FINTECH = leaf("sector", "==", "digital"), leaf("sector", "==", "fintech")
FORMAL, INFORMAL = leaf("is_formal", "==", True), leaf("is_formal", "==", False)
ELSEWHERE = {"text": "Trois ans.", "url": "https://example.org/ailleurs"}

SEEDS: list[tuple[str, str, Seed]] = [
    ("unknown_rule_field", f"{ADDED}.rule.field", adding(leaf("compagny_age_years", "<", 3))),
    ("unknown_value", f"{ADDED}.rule.value", adding(leaf("zone", "==", "montagne"))),
    ("wrong_value", f"{ADDED}.rule.op", adding(leaf("sector", "<", "fintech"))),
    ("wrong_type", f"{ADDED}.rule.value", adding(leaf("is_formal", "==", "oui"))),
    ("wrong_value", f"{ADDED}.rule.unit", adding(leaf(TURNOVER, ">", 9, unit="years"))),
    ("missing_field", f"{ADDED}.rule.value", adding({"field": "is_formal", "op": "=="})),
    ("unknown_value", f"{ADDED}.need", adding(FORMAL, need="obligatory")),
    ("wrong_value", f"{ADDED}.rule", adding({"all": [FORMAL], "any": [INFORMAL]})),
    ("out_of_range", f"{ADDED}.rule.value", adding(leaf("own_contribution_pct", ">=", 120))),
    ("empty_range", f"{ADDED}.rule.value", adding(leaf("trl", "between", [7, 3]))),
    ("wrong_value", f"{ADDED}.rule.value.0.until", dated((3, "2024-01-01", "2023-01-01"))),
    (
        "wrong_value",
        f"{ADDED}.rule.value.1",
        dated((3, None, "2023-06-30"), (5, "2023-01-01", None)),
    ),
    (
        "period_gap",
        f"{ADDED}.rule.value",
        dated((3, None, "2022-12-31"), (5, "2023-02-01", None)),
    ),
    (
        "contradiction",
        f"{ADDED}.rule",
        adding({"all": [leaf("legal_form", "==", "SA"), leaf("legal_form", "==", "SARL")]}),
    ),
    ("contradiction", f"{ADDED}.rule", adding(leaf(TURNOVER, ">", 20_000_000))),
    ("tautology", f"{ADDED}.rule", adding({"any": [FORMAL, INFORMAL]})),
    ("tautology", f"{ADDED}.rule", adding(leaf("zone", "in", ["urbain", "rural"]))),
    ("unreachable", f"{ADDED}.rule.any.1", adding({"any": [DIGITAL, FINTECH]})),
    (
        "redundant",
        f"{ADDED}.rule.all.0",
        adding({"all": [leaf("trl", ">=", 3), leaf("trl", ">", 4)]}),
    ),
    ("redundant", f"{ADDED}.rule", adding(leaf(TURNOVER, "<", 20_000_000))),
    ("duplicate", f"{ADDED}.rule", adding({"not": leaf(TURNOVER, ">", 10_000_000)})),
    (
        "mixed_subjects",
        f"{ADDED}.rule",
        adding({"any": [FORMAL, leaf("candidate_age", "<", 30)]}),
    ),
    (
        "foreign_quote",
        f"{ADDED}.rule.not.quote.url",
        adding({"not": leaf("trl", "<", 3, quote=ELSEWHERE)}),
    ),
    ("unruled", "sectors_excluded", lambda data: data["eligibility"].pop()),
    ("unruled", "regions", stating(regions=["Oriental"])),
    ("unruled", "legal_forms", stating(legal_forms=["SA", "SAS"])),
    (
        "missing_field",
        "sources.0.url",
        stating(sources=[{"title": "Le Matin", "what_it_says": "…"}]),
    ),
    ("unknown_programme", "superseded_by", stating(superseded_by="nobody")),
    ("unknown_programme", "superseded_by", stating(superseded_by=REAL)),
    ("closed_rolling", "deadlines", stating(status="closed", deadlines="rolling")),
    ("future", "as_of", stating(as_of="2999-01")),
]


def test_the_catalogue_of_this_release_is_clean() -> None:
    code, found = checked(PACKAGED)
    assert (code, found["count"], found["defects"]) == (0, 98, [])


def test_the_record_that_defects_are_put_into_has_none_of_its_own(tmp_path: Path) -> None:
    assert checked(as_yaml(tmp_path / "p.yaml", RECORD))[1]["defects"] == []


@pytest.mark.parametrize(
    ("code", "field", "seed"), SEEDS, ids=[f"{code} in {field}" for code, field, _ in SEEDS]
)
def test_a_defect_put_into_a_record_is_the_one_reported(
    tmp_path: Path, code: str, field: str, seed: Seed
) -> None:
    record = copy.deepcopy(RECORD)
    seed(record)
    exit_code, found = checked(as_yaml(tmp_path / f"{REAL}.yaml", record))
    assert exit_code == 1
    assert [(one["code"], one["field"]) for one in found["defects"]] == [(code, field)]


def test_a_defect_is_reported_with_its_file_line_field_and_reason(tmp_path: Path) -> None:
    record = copy.deepcopy(RECORD)
    record["as_of"] = "2999-01"
    path = as_yaml(tmp_path / f"{REAL}.yaml", record)
    done = runner.invoke(app, ["catalogue", "check", str(path)])
    line = next(n for n, text in enumerate(path.read_text().splitlines(), 1) if "2999" in text)
    expected = f"{path}, line {line}: as_of: 2999-01 is yet to come: say when it was read. [future]"
    assert expected in done.stderr.splitlines()
    assert done.stdout.startswith("programmes: 1 read, 1 defect (1 future), ")


def test_the_count_says_which_warnings_there_are_the_most_first(tmp_path: Path) -> None:
    stale = [RECORD | {"id": name, "as_of": "2019-06"} for name in "ab"]
    undated = {name: value for name, value in RECORD.items() if name != "as_of"}
    path = as_csv(tmp_path / "p.csv", [undated, *stale], "programme")
    done = runner.invoke(app, ["catalogue", "check", str(path)])
    counted = "programmes: 3 read, no defects, 3 warnings (2 stale, 1 undated)"
    assert done.stdout.strip() == counted


def test_a_defect_in_a_table_is_reported_with_its_row(tmp_path: Path) -> None:
    fresh = {"as_of": "2999-01"}
    path = as_csv(tmp_path / "p.csv", [RECORD | {"id": "a"}, RECORD | fresh], "programme")
    [one] = checked(path)[1]["defects"]
    assert (one["field"], one["line"]) == ("as_of", 3)


def test_defects_come_in_the_order_of_their_lines(tmp_path: Path) -> None:
    record = copy.deepcopy(RECORD)
    adding({"any": [FORMAL, INFORMAL]})(record)
    stating(regions=["Oriental"], as_of="2999-01")(record)
    found = checked(as_yaml(tmp_path / "p.yaml", record))[1]["defects"]
    assert [one["code"] for one in found] == ["unruled", "tautology", "future"]


@pytest.mark.parametrize(
    ("code", "field", "seed"),
    [
        ("stale", "as_of", stating(as_of="2019-06")),
        ("undated", "as_of", lambda data: data.pop("as_of")),
        (
            "undecidable",
            f"{ADDED}.rule",
            adding(leaf("startup_formula_accepted", "==", True)),
        ),
    ],
)
def test_what_grows_old_or_stays_open_is_a_warning_and_no_defect(
    tmp_path: Path, code: str, field: str, seed: Seed
) -> None:
    record = copy.deepcopy(RECORD)
    seed(record)
    exit_code, found = checked(as_yaml(tmp_path / f"{REAL}.yaml", record))
    assert exit_code == 0
    assert (code, field) in {(one["code"], one["field"]) for one in found["warnings"]}


def test_a_path_that_does_not_exist_is_a_defect(tmp_path: Path) -> None:
    code, found = checked(tmp_path / "nowhere")
    assert (code, [one["code"] for one in found["defects"]]) == (1, ["not_found"])
