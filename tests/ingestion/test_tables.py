"""CSV and XLSX: records as rows, there and back, and what their faults say."""

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion import programmes, startups
from ingestion.raw import Limits
from ingestion.report import Reason
from ingestion.schema import form
from ingestion.tables import columns, flat
from ingestion.text import stored
from tests.ingestion.factories import (
    as_csv,
    as_xlsx,
    batch,
    condition,
    funding,
    leaf,
    programme,
    refused,
    rows,
    ruled,
    source,
    startup,
    text_file,
)
from tests.ingestion.test_catalogue import PROGRAMMES, STARTUPS

Table = list[list[object]]

HEADER = "id,name,description_fr,sectors,sources.title"


def test_the_sample_startups_come_back_from_csv_as_they_went(tmp_path: Path) -> None:
    data = [record.data for record in startups.read(STARTUPS).records]
    found = startups.read(as_csv(tmp_path / "s.csv", data, "startup"))
    assert (found.refusals, [record.data for record in found.records]) == ((), data)


def test_the_sample_startups_come_back_from_xlsx_as_they_went(tmp_path: Path) -> None:
    data = [record.data for record in startups.read(STARTUPS).records]
    found = startups.read(as_xlsx(tmp_path / "s.xlsx", rows(data, "startup")))
    assert (found.refusals, [record.data for record in found.records]) == ((), data)


def test_the_catalogue_comes_back_from_csv_as_it_went(tmp_path: Path) -> None:
    data = [record.data for record in programmes.read(PROGRAMMES).records]
    found = programmes.read(as_csv(tmp_path / "p.csv", data, "programme"))
    assert (found.refusals, [record.data for record in found.records]) == ((), data)


words = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1)
texts = words.filter(str.strip)


@settings(deadline=None)
@given(title=texts, places=st.lists(texts, min_size=1, max_size=3), year=st.integers(1900, 2100))
def test_a_record_comes_back_whatever_its_texts_hold(
    tmp_path_factory: pytest.TempPathFactory, title: str, places: list[str], year: int
) -> None:
    record = startup(
        name=stored(title),
        markets=[stored(place) for place in places],
        sources=[source(title=stored(title)), source(what_it_says=stored(title))],
        raised=[funding(investors=["a", "b"], note=stored(title)), funding(round="grant")],
        founded_year=year,
        facts={"is_innovative": True, "annual_turnover_mad": 0.5},
    )
    path = as_csv(tmp_path_factory.mktemp("csv") / "s.csv", [record], "startup")
    found = batch(path, "startup")
    assert (found.refusals, [r.data for r in found.records]) == ((), [record])


@pytest.mark.parametrize(
    "rule",
    [
        condition("sector", "in", ["greentech"]),
        condition("sector", "in", ["fintech", "cleantech"]),
        condition("company_age_years", "between", [1, 5]),
        condition("annual_turnover_mad", "<", 0.5),
        condition("business_model", "==", "a;b|c\\d"),
        condition("is_innovative", "==", value=True),
        condition(
            "trl", ">", [{"value": 3, "until": "2022-12-31"}, {"value": 5, "since": "2023-01-01"}]
        ),
        ruled(
            {
                "any": [
                    leaf("business_model", "in", ["a|b", 'c"\\d', "ه"]),
                    {"not": leaf("trl", "<", 3)},
                ]
            }
        ),
        ruled({"all": [leaf("zone", "==", "rural", quote={"text": "En zone rurale | montagne."})]}),
    ],
)
def test_a_rule_comes_back_as_it_went(tmp_path: Path, rule: dict[str, object]) -> None:
    record = programme(eligibility=[rule, condition("zone", "==", "rural")])
    found = batch(as_csv(tmp_path / "p.csv", [record], "programme"))
    assert (found.refusals, [r.data for r in found.records]) == ((), [record])


def with_rule(path: Path, cell: str) -> Path:
    """A table of one programme whose rule is this cell."""
    cells = flat(programme(eligibility=[condition("trl", ">", 1)]), form("programme"))
    cells["eligibility.rule"] = cell
    return as_xlsx(path, [list(cells), list(cells.values())])


def test_a_rule_with_an_unknown_field_is_found_in_its_cell(tmp_path: Path) -> None:
    cell = '{"any": [{"field": "trl", "op": ">", "value": 1, "unit": "level"}, {"field": "tlr"}]}'
    found = batch(with_rule(tmp_path / "p.xlsx", cell)).refusals
    place = ("eligibility.0.rule.any.1.field", 2)
    assert (*place, Reason.UNKNOWN_RULE_FIELD) in {(r.field, r.line, r.code) for r in found}


@pytest.mark.parametrize(
    "cell",
    ["company_age_years < 5", '{"all": ', '{"field": "trl", "field": "zone"}', "NaN", "[" * 5000],
)
def test_a_rule_that_is_no_json_says_what_to_write(tmp_path: Path, cell: str) -> None:
    refusal = refused(with_rule(tmp_path / "p.xlsx", cell))
    assert (refusal.code, refusal.field) == (Reason.WRONG_TYPE, "eligibility.0.rule")
    assert "in a table, as JSON" in refusal.message


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999"])
def test_a_number_that_json_has_no_word_for_is_no_threshold(tmp_path: Path, number: str) -> None:
    cell = f'{{"field": "annual_turnover_mad", "op": "<", "value": {number}, "unit": "mad"}}'
    refusal = refused(with_rule(tmp_path / "p.xlsx", cell))
    assert (refusal.code, refusal.field) == (Reason.WRONG_TYPE, "eligibility.0.rule")


def test_every_field_has_a_column() -> None:
    assert {"id", "sources.url", "raised.investors", "facts.trl"} <= set(columns(form("startup")))
    assert {"eligibility.rule", "eligibility.quote.text"} <= set(columns(form("programme")))


def test_a_list_may_be_separated_by_bars_or_semicolons(tmp_path: Path) -> None:
    text = f"{HEADER},markets\na,A,Texte,fintech;iot,Titre,Maroc | France\n"
    [record] = batch(text_file(tmp_path / "s.csv", text), "startup").records
    assert record.data["sectors"] == ["fintech", "iot"]
    assert record.data["markets"] == ["Maroc", "France"]


def test_a_list_of_one_and_the_word_any_are_told_apart(tmp_path: Path) -> None:
    cells = flat(programme(sectors=["fintech"], regions="any"), form("programme"))
    path = as_xlsx(tmp_path / "p.xlsx", [list(cells), list(cells.values())])
    [record] = batch(path).records
    assert (record.data["sectors"], record.data["regions"]) == (["fintech"], "any")


def test_an_unknown_column_brings_the_nearest_known_one(tmp_path: Path) -> None:
    text = f"{HEADER.replace('sectors', 'sector')}\na,A,Texte,iot,Titre\n"
    refusal = refused(text_file(tmp_path / "s.csv", text), "startup")
    assert (refusal.code, refusal.field, refusal.line) == (Reason.UNKNOWN_FIELD, "sector", 1)
    assert "did you mean “sectors”?" in refusal.message


def test_all_unknown_columns_are_named_at_once(tmp_path: Path) -> None:
    refusal = refused(text_file(tmp_path / "s.csv", f"{HEADER},foo,citi\n"), "startup")
    assert "“foo”" in refusal.message
    assert "did you mean “city”?" in refusal.message


def test_a_missing_column_is_said_once_for_all_rows(tmp_path: Path) -> None:
    text = "id,name,description_fr,sectors\n" + "a,A,Texte,iot\n" * 3
    refusal = refused(text_file(tmp_path / "s.csv", text), "startup")
    assert (refusal.code, refusal.field) == (Reason.MISSING_FIELD, "sources")


def test_a_column_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    refusal = refused(text_file(tmp_path / "s.csv", f"{HEADER},name\n"), "startup")
    assert (refusal.code, refusal.field) == (Reason.DUPLICATE_KEY, "name")


@pytest.mark.parametrize(("mark", "named"), [(";", "semicolons"), ("\t", "tabs"), ("|", "bars")])
def test_another_delimiter_is_named(tmp_path: Path, mark: str, named: str) -> None:
    refusal = refused(text_file(tmp_path / "s.csv", HEADER.replace(",", mark)), "startup")
    assert (refusal.code, refusal.line) == (Reason.WRONG_DELIMITER, 1)
    assert f"separated by {named}" in refusal.message


def test_a_fault_in_csv_is_at_the_physical_line(tmp_path: Path) -> None:
    text = f'{HEADER},as_of\na,A,"deux\nlignes",iot,Titre,2025\nb,B,Texte,iot,Titre,2025-13\n'
    found = batch(text_file(tmp_path / "s.csv", text), "startup")
    [refusal] = found.refusals
    assert [record.line for record in found.records] == [2]
    assert (refusal.code, refusal.field, refusal.line) == (Reason.BAD_DATE, "as_of", 4)


def test_a_fault_in_xlsx_is_at_its_row(tmp_path: Path) -> None:
    table: Table = [
        [*HEADER.split(","), "team_size"],
        [],
        ["a", "A", "Texte", "iot", "Titre", "dix"],
    ]
    refusal = refused(as_xlsx(tmp_path / "s.xlsx", table), "startup")
    assert (refusal.code, refusal.field) == (Reason.WRONG_TYPE, "team_size")
    assert str(refusal).startswith(f"{tmp_path / 's.xlsx'}, row 3: team_size: ")


def test_a_repeated_id_names_both_rows(tmp_path: Path) -> None:
    row: list[object] = ["a", "A", "Texte", "iot", "Titre"]
    table: Table = [list(HEADER.split(",")), row, row]
    [refusal] = batch(as_xlsx(tmp_path / "s.xlsx", table), "startup").refusals
    assert (refusal.code, refusal.line) == (Reason.DUPLICATE_ID, 3)
    assert "s.xlsx, row 2" in refusal.message


def test_the_cells_of_a_workbook_are_typed_by_the_schema(tmp_path: Path) -> None:
    header = [*HEADER.split(","), "as_of", "team_size", "founded_year", "facts.is_innovative",
              "facts.company_creation_date"]  # fmt: skip
    cells: list[object] = [
        1337,
        2024,
        "Texte",
        "iot",
        True,
        2025,
        7.0,
        "2020",
        True,
        date(2020, 5, 4),
    ]
    [record] = batch(as_xlsx(tmp_path / "s.xlsx", [header, cells]), "startup").records
    assert record.data == {
        "id": "1337",
        "name": "2024",
        "description_fr": "Texte",
        "sectors": ["iot"],
        "sources": [{"title": "true"}],
        "as_of": "2025",
        "team_size": 7,
        "founded_year": 2020,
        "facts": {"is_innovative": True, "company_creation_date": "2020-05-04"},
    }


def test_a_time_of_day_is_no_date(tmp_path: Path) -> None:
    table: Table = [
        [*HEADER.split(","), "as_of"],
        # a workbook knows no time zones
        ["a", "A", "T", "iot", "T", datetime(2025, 1, 2, 3)],  # noqa: DTZ001
    ]
    assert refused(as_xlsx(tmp_path / "s.xlsx", table), "startup").code == Reason.BAD_DATE


def test_an_unclosed_quote_says_where_its_row_starts(tmp_path: Path) -> None:
    text = f'{HEADER}\na,A,"Texte,iot,Titre\nb,B,Texte,iot,Titre\n'
    refusal = refused(text_file(tmp_path / "s.csv", text), "startup")
    assert (refusal.code, refusal.line) == (Reason.BAD_SYNTAX, 2)


def test_a_cell_under_no_column_is_refused(tmp_path: Path) -> None:
    text = f"{HEADER}\na,A,Texte, avec virgule,iot,Titre\n"
    refusal = refused(text_file(tmp_path / "s.csv", text), "startup")
    assert (refusal.code, refusal.line) == (Reason.BAD_ROW, 2)
    assert "“Titre” stands under no column" in refusal.message


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_header_without_rows_is_empty(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"s{suffix}"
    if suffix == ".csv":
        text_file(path, HEADER)
    else:
        as_xlsx(path, [HEADER.split(",")])
    refusal = refused(path, "startup")
    assert (refusal.code, "no record under it" in refusal.message) == (Reason.EMPTY_FILE, True)


def test_a_workbook_without_cells_is_empty(tmp_path: Path) -> None:
    assert refused(as_xlsx(tmp_path / "s.xlsx", []), "startup").code == Reason.EMPTY_FILE


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_more_rows_than_records_allowed_are_refused(tmp_path: Path, suffix: str) -> None:
    records = [startup(f"s{n}") for n in range(4)]
    path = tmp_path / f"s{suffix}"
    if suffix == ".csv":
        as_csv(path, records, "startup")
    else:
        as_xlsx(path, rows(records, "startup"))
    assert refused(path, "startup", Limits(records=3)).code == Reason.TOO_MANY_RECORDS


@pytest.mark.parametrize(
    "content", [b"not a zip", b"PK\x03\x04 cut short", b"\xd0\xcf\x11\xe0" * 99]
)
def test_a_workbook_that_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "s.xlsx"
    path.write_bytes(content)
    refusal = refused(path, "startup")
    assert refusal.code == Reason.BAD_ARCHIVE
    assert "save it again as .xlsx" in refusal.message


def test_an_archive_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "s.xlsx", "w") as archive:
        archive.writestr("hello.txt", "hello")
    assert refused(tmp_path / "s.xlsx", "startup").code == Reason.BAD_ARCHIVE


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "s.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    refusal = refused(tmp_path / "s.xlsx", "startup")
    assert refusal.code == Reason.TOO_LARGE
    assert "unpacks to 60,000,000 bytes" in refusal.message


def replaced(path: Path, part: str, old: str, new: str) -> Path:
    """The workbook with one of its parts changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = parts[part].decode().replace(old, new).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    path.write_bytes(packed.getvalue())
    return path


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('<row r="2"', '<row r="99999999999"', Reason.BAD_ROW),
        ('r="E2"', 'r="XFD2"', Reason.BAD_ROW),
        ('r="A2"', 'r="2A"', Reason.BAD_ARCHIVE),
        ("</sheetData>", "", Reason.BAD_ARCHIVE),
    ],
)
def test_a_tampered_sheet_is_refused(tmp_path: Path, old: str, new: str, code: Reason) -> None:
    path = as_xlsx(tmp_path / "s.xlsx", [HEADER.split(","), ["a", "A", "Texte", "iot", "Titre"]])
    assert refused(replaced(path, SHEET, old, new), "startup").code == code


def test_entities_that_grow_by_powers_of_ten_are_refused(tmp_path: Path) -> None:
    path = as_xlsx(tmp_path / "s.xlsx", [HEADER.split(","), ["a", "A", "Texte", "iot", "Titre"]])
    laughs = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    bomb = f'<!DOCTYPE x [<!ENTITY e0 "{"ha" * 50}">{laughs}]><worksheet'
    replaced(replaced(path, SHEET, "<worksheet", bomb), SHEET, "Texte", "&e9;")
    assert refused(path, "startup").code == Reason.BAD_ARCHIVE


def test_a_stated_dimension_is_not_believed(tmp_path: Path) -> None:
    path = as_xlsx(tmp_path / "s.xlsx", [HEADER.split(","), ["a", "A", "Texte", "iot", "Titre"]])
    lying = replaced(path, SHEET, 'ref="A1:E2"', 'ref="A1:XFD1048576"')
    assert [record.id for record in batch(lying, "startup").records] == ["a"]
