"""Whatever the bytes, an import answers with records and refusals."""

import csv
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion import reading
from tests.ingestion.factories import as_xlsx, batch, condition, programme, rows, ruled, startup

SUFFIXES = (".yaml", ".csv", ".xlsx")
FORMS = ("programme", "startup")

# one file that each example overwrites: a folder an example would fill the disk
Folder = pytest.TempPathFactory


def answered(folder: Folder, suffix: str, content: bytes) -> None:
    path = folder.getbasetemp() / f"any{suffix}"
    path.write_bytes(content)
    for name in FORMS:
        found = batch(path, name)
        assert found.records or found.refusals
        assert all(refusal.message for refusal in found.refusals)


@settings(deadline=None)
@given(content=st.binary(max_size=200), suffix=st.sampled_from(SUFFIXES))
def test_any_bytes_are_answered(tmp_path_factory: Folder, content: bytes, suffix: str) -> None:
    answered(tmp_path_factory, suffix, content)


@settings(deadline=None)
@given(text=st.text(alphabet="-:[]{}&*!|>'\"#%@`,;?~ \n\tab0é", max_size=60))
def test_any_text_that_looks_like_yaml_is_answered(tmp_path_factory: Folder, text: str) -> None:
    answered(tmp_path_factory, ".yaml", text.encode())


@settings(deadline=None)
@given(text=st.text(alphabet=',"\n\r;|\\aé', max_size=60))
def test_any_text_that_looks_like_csv_is_answered(tmp_path_factory: Folder, text: str) -> None:
    header = "id,name,description_fr,sectors,sources.title,raised.investors\n"
    answered(tmp_path_factory, ".csv", text.encode())
    answered(tmp_path_factory, ".csv", (header + text).encode())


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=8,
)
KNOWN = sorted({*programme(), *startup(), "eligibility", "raised", "facts", "as_of", "stages"})


@settings(deadline=None)
@given(changes=st.dictionaries(st.sampled_from(KNOWN), json, min_size=1, max_size=3))
def test_any_value_in_any_field_is_answered(
    tmp_path_factory: Folder, changes: dict[str, object]
) -> None:
    for record in (programme(), startup()):
        content = yaml.safe_dump({**record, **changes}, allow_unicode=True)
        answered(tmp_path_factory, ".yaml", content.encode())


@settings(deadline=None)
@given(field=json, op=json, value=json)
def test_any_rule_is_answered(
    tmp_path_factory: Folder, field: object, op: object, value: object
) -> None:
    rules = [
        ruled({"field": field, "op": op, "value": value}),
        ruled({"any": [{"not": {"field": field, "op": op, "value": value}}]}),
        condition("sector", "in", value),
        condition("company_age_years", "between", value),
        condition("company_age_years", "<", [{"value": value}, value]),
    ]
    content = yaml.safe_dump(programme(eligibility=rules), allow_unicode=True)
    answered(tmp_path_factory, ".yaml", content.encode())


trees = st.recursive(
    json, lambda inner: st.dictionaries(st.sampled_from(["all", "any", "not", "field"]), inner)
)


@settings(deadline=None)
@given(tree=trees)
def test_any_tree_is_answered(tmp_path_factory: Folder, tree: object) -> None:
    content = yaml.safe_dump(programme(eligibility=[{"rule": tree, "need": "info"}]))
    answered(tmp_path_factory, ".yaml", content.encode())


@settings(deadline=None)
@given(text=st.text(alphabet='{}[]:,"\\|0-.eEtrufalsn ', max_size=60) | st.just("[" * 5000))
def test_any_text_in_the_cell_of_a_rule_is_answered(tmp_path_factory: Folder, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "rule.csv"
    header, row = rows([programme(eligibility=[ruled({"any": []})])], "programme")
    row[header.index("eligibility.rule")] = text
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, row])
    answered(tmp_path_factory, ".csv", path.read_bytes())


@settings(deadline=None)
@given(at=st.integers(min_value=0), byte=st.integers(0, 255))
def test_a_workbook_with_any_byte_changed_is_answered(
    tmp_path_factory: Folder, at: int, byte: int
) -> None:
    path: Path = tmp_path_factory.getbasetemp() / "good.xlsx"
    if not path.exists():
        as_xlsx(path, rows([startup()], "startup"))
    content = bytearray(path.read_bytes())
    content[at % len(content)] = byte
    answered(tmp_path_factory, ".xlsx", bytes(content))


def test_the_limits_of_an_import_are_those_the_documentation_gives() -> None:
    page = (Path(__file__).parents[2] / "docs" / "catalogue.md").read_text("utf-8")
    limits = reading.LIMITS
    for figure in (limits.file_size, limits.unpacked_size, limits.records, limits.nodes):
        assert f"{figure:,}".replace(",", " ") in page
