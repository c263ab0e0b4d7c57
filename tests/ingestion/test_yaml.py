"""YAML: what is read, and where each fault is found."""

import re
from pathlib import Path

import pytest
import yaml

from ingestion.raw import Limits
from ingestion.report import Reason
from ingestion.schema import Form
from tests.ingestion.factories import (
    as_yaml,
    batch,
    changed,
    condition,
    leaf,
    nested,
    programme,
    refused,
    ruled,
    source,
    startup,
    text_file,
)


def line_of(path: Path, start: str) -> int:
    lines = path.read_text("utf-8").splitlines()
    return next(n for n, line in enumerate(lines, 1) if line.lstrip(" -").startswith(start))


def test_a_file_holds_one_record_or_a_list_of_them(tmp_path: Path) -> None:
    one = as_yaml(tmp_path / "one.yaml", programme())
    two = as_yaml(tmp_path / "two.yml", [programme("a"), programme("b")])
    assert [r.id for r in batch(one).records] == ["innov-idea"]
    assert [(r.id, r.line) for r in batch(two).records] == [("a", 1), ("b", 17)]


def test_a_missing_field_is_named_where_its_record_starts(tmp_path: Path) -> None:
    path = as_yaml(tmp_path / "p.yaml", [programme("a"), changed(programme("b"), "summary_fr")])
    found = batch(path)
    [refusal] = found.refusals
    assert [record.id for record in found.records] == ["a"]
    assert (refusal.code, refusal.field) == (Reason.MISSING_FIELD, "summary_fr")
    assert refusal.line == line_of(path, "id: b")
    assert str(refusal) == f"{path}, line 17: summary_fr: “summary_fr” is missing: add it."


def test_an_unknown_value_brings_the_nearest_known_one(tmp_path: Path) -> None:
    path = as_yaml(tmp_path / "p.yaml", programme(kind="gratn"))
    refusal = refused(path)
    assert (refusal.code, refusal.field) == (Reason.UNKNOWN_VALUE, "kind")
    assert refusal.line == line_of(path, "kind")
    assert refusal.message.endswith("did you mean “grant”?")


def test_an_unknown_value_far_from_all_brings_the_list(tmp_path: Path) -> None:
    refusal = refused(as_yaml(tmp_path / "p.yaml", programme(status="qqq")))
    assert refusal.message.endswith("use one of open, closed, unknown.")


def test_an_unknown_field_brings_the_nearest_known_one(tmp_path: Path) -> None:
    path = as_yaml(tmp_path / "p.yaml", programme(sumary_en="A grant."))
    refusal = refused(path)
    assert (refusal.code, refusal.field) == (Reason.UNKNOWN_FIELD, "sumary_en")
    assert refusal.line == line_of(path, "sumary_en")
    assert "did you mean “summary_en”?" in refusal.message


def test_a_misspelt_required_field_is_both_unknown_and_missing(tmp_path: Path) -> None:
    record = changed(programme(sumary_fr="Une aide."), "summary_fr")
    codes = {r.code for r in batch(as_yaml(tmp_path / "p.yaml", record)).refusals}
    assert codes == {Reason.UNKNOWN_FIELD, Reason.MISSING_FIELD}


def test_an_unknown_rule_field_is_found_at_its_line(tmp_path: Path) -> None:
    rules = [condition("is_innovative", "==", True), condition("compagny_age_years", "<", 5)]
    path = as_yaml(tmp_path / "p.yaml", programme(eligibility=rules))
    refusal = refused(path)
    assert (refusal.code, refusal.field) == (
        Reason.UNKNOWN_RULE_FIELD,
        "eligibility.1.rule.field",
    )
    assert refusal.line == line_of(path, "field: compagny_age_years")
    assert refusal.message.endswith("did you mean “company_age_years”?")


def test_an_unknown_rule_field_is_found_however_deep(tmp_path: Path) -> None:
    deep = {"any": [leaf("trl", ">", 3), {"not": {"all": [leaf("compagny_age_years", "<", 5)]}}]}
    path = as_yaml(tmp_path / "p.yaml", programme(eligibility=[ruled(deep)]))
    refusal = refused(path)
    assert (refusal.code, refusal.field) == (
        Reason.UNKNOWN_RULE_FIELD,
        "eligibility.0.rule.any.1.not.all.0.field",
    )
    assert refusal.line == line_of(path, "field: compagny_age_years")
    assert refusal.message.endswith("did you mean “company_age_years”?")


@pytest.mark.parametrize(
    ("rule", "code", "field"),
    [
        ({}, Reason.WRONG_VALUE, ""),
        ({"any": [leaf("trl", ">", 3)], "field": "trl"}, Reason.WRONG_VALUE, ""),
        ({"any": []}, Reason.WRONG_VALUE, ""),
        ({"any": [leaf("trl", ">", 3)], "op": ">"}, Reason.UNKNOWN_FIELD, ".op"),
        ({"any": [{"all": leaf("trl", ">", 3)}]}, Reason.WRONG_TYPE, ".any.0.all"),
        ({"not": [leaf("trl", ">", 3)]}, Reason.WRONG_TYPE, ".not"),
        ({"any": [leaf("trl", ">", 3), "rural"]}, Reason.WRONG_TYPE, ".any.1"),
        ({"all": [leaf("trl", ">", 3, text_fr="3")]}, Reason.UNKNOWN_FIELD, ".all.0.text_fr"),
        (
            {"all": [leaf("trl", ">", 3, quote={"lang": "fr"})]},
            Reason.MISSING_FIELD,
            ".all.0.quote.text",
        ),
        ({"all": [changed(leaf("trl", ">", 3), "value")]}, Reason.MISSING_FIELD, ".all.0.value"),
        ({"all": [leaf("trl", ">", 3, unit="mad")]}, Reason.WRONG_VALUE, ".all.0.unit"),
        ({"all": [changed(leaf("trl", ">", 3), "unit")]}, Reason.WRONG_VALUE, ".all.0.unit"),
        ({"all": [leaf("zone", "==", "rural", unit="mad")]}, Reason.WRONG_VALUE, ".all.0.unit"),
    ],
)
def test_a_tree_out_of_shape_is_found_at_its_place(
    tmp_path: Path, rule: dict[str, object], code: Reason, field: str
) -> None:
    refusal = refused(as_yaml(tmp_path / "p.yaml", programme(eligibility=[ruled(rule)])))
    assert (refusal.code, refusal.field) == (code, f"eligibility.0.rule{field}")


def test_a_rule_goes_eight_levels_deep_and_no_deeper(tmp_path: Path) -> None:
    eight, nine = (ruled(nested(levels, leaf("zone", "in", ["rural"]))) for levels in (7, 8))
    assert batch(as_yaml(tmp_path / "p.yaml", programme(eligibility=[eight]))).records
    refusal = refused(as_yaml(tmp_path / "p.yaml", programme(eligibility=[nine])))
    assert refusal.message == "Rules go 8 levels deep at most."


@pytest.mark.parametrize(
    ("periods", "code", "field"),
    [
        (
            [{"value": 3, "since": "2023-01-01", "until": "2022-01-01"}],
            Reason.WRONG_VALUE,
            "0.until",
        ),
        (
            [{"value": 3, "until": "2023-01-01"}, {"value": 5, "since": "2023-01-01"}],
            Reason.WRONG_VALUE,
            "1",
        ),
        ([{"value": 3}, {"value": 5, "since": "2023-01-01"}], Reason.WRONG_VALUE, "1"),
        ([{"value": 3, "since": "2023"}], Reason.BAD_DATE, "0.since"),
        ([{"value": "trois"}], Reason.WRONG_TYPE, "0.value"),
        ([{"since": "2023-01-01"}], Reason.MISSING_FIELD, "0.value"),
        ([{"value": 3}, 5], Reason.WRONG_TYPE, ""),
    ],
)
def test_the_periods_of_a_threshold_are_checked(
    tmp_path: Path, periods: list[object], code: Reason, field: str
) -> None:
    path = as_yaml(tmp_path / "p.yaml", programme(eligibility=[condition("trl", ">", periods)]))
    refusal = refused(path)
    place = ".".join(filter(None, ["eligibility.0.rule.value", field]))
    assert (refusal.code, refusal.field) == (code, place)


@pytest.mark.parametrize(
    ("rule", "code", "says"),
    [
        (("company_age_years", "<", "cinq"), Reason.WRONG_TYPE, "compares with a number"),
        (("is_innovative", "==", "yes"), Reason.WRONG_TYPE, "true or false"),
        (("company_age_years", "between", [1]), Reason.WRONG_TYPE, "needs two values"),
        (("sector", "in", "fintech"), Reason.WRONG_TYPE, "needs a list"),
        (("sector", "==", ["fintech"]), Reason.WRONG_TYPE, "one value"),
        (("zone", "==", "montagne"), Reason.UNKNOWN_VALUE, "urbain, rural"),
        (("sector", "<", "fintech"), Reason.WRONG_VALUE, "is not one"),
        (("company_creation_date", "<", "2025-02"), Reason.WRONG_TYPE, "YYYY-MM-DD"),
    ],
)
def test_a_rule_value_has_to_suit_its_field_and_operator(
    tmp_path: Path, rule: tuple[str, str, object], code: Reason, says: str
) -> None:
    path = as_yaml(tmp_path / "p.yaml", programme(eligibility=[condition(*rule)]))
    refusal = refused(path)
    assert refusal.code == code
    assert says in refusal.message


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("ticket_max_mad", "beaucoup", "the text “beaucoup”: write a whole number"),
        ("ticket_max_mad", [1], "a list: write a whole number"),
        ("ticket_max_mad", True, "the text “true”: write a whole number"),
        ("dilutive", "oui", "write true or false"),
        ("instruments", "grant", "write a list"),
        ("sources", {"url": "https://example.org"}, "write a list"),
        ("name", {"fr": "Aide"}, "write a text"),
    ],
)
def test_a_wrong_type_says_what_was_found_and_what_to_write(
    tmp_path: Path, field: str, value: object, says: str
) -> None:
    refusal = refused(as_yaml(tmp_path / "p.yaml", {**programme(), field: value}))
    assert (refusal.code, refusal.field) == (Reason.WRONG_TYPE, field)
    assert says in refusal.message


@pytest.mark.parametrize("text", ["2025", "2025-04", "2024-02-29"])
def test_a_date_may_be_as_partial_as_its_source(tmp_path: Path, text: str) -> None:
    # unquoted: YAML would make a number of the first and a date of the last
    path = as_yaml(tmp_path / "p.yaml", programme())
    path.write_text(path.read_text("utf-8") + f"as_of: {text}\n", "utf-8")
    assert batch(path).records[0].data["as_of"] == text


@pytest.mark.parametrize(
    "text", ["2025-13", "2025-02-30", "25-04", "avril 2025", "2025-4", "2025/04", "unknown", "202"]
)
def test_a_date_outside_the_calendar_is_refused(tmp_path: Path, text: str) -> None:
    refusal = refused(as_yaml(tmp_path / "p.yaml", programme(as_of=text)))
    assert (refusal.code, refusal.field) == (Reason.BAD_DATE, "as_of")
    assert f"“{text}” is not a date" in refusal.message


@pytest.mark.parametrize("text", ["2010/2016", "2022-03", "2010-01/2011-02-03"])
def test_a_round_may_cover_a_period(tmp_path: Path, text: str) -> None:
    path = as_yaml(tmp_path / "s.yaml", startup(raised=[{"date": text, "round": "seed"}]))
    assert batch(path, "startup").records[0].data["raised"][0]["date"] == text


def test_words_that_yaml_would_turn_into_other_things_stay_as_written(tmp_path: Path) -> None:
    path = as_yaml(tmp_path / "s.yaml", startup())
    text = path.read_text("utf-8").replace("id: chari", "id: 1337")
    path.write_text(text + "markets: [no, on, 12:30, 0x1F, 1e3, 2024-01-02, .inf]\n", "utf-8")
    [record] = batch(path, "startup").records
    assert record.id == record.data["id"] == "1337"
    assert record.data["markets"] == ["no", "on", "12:30", "0x1F", "1e3", "2024-01-02", ".inf"]


def test_a_quoted_number_is_text_and_no_amount(tmp_path: Path) -> None:
    refusal = refused(as_yaml(tmp_path / "p.yaml", programme(ticket_max_mad="200000")))
    assert refusal.code == Reason.WRONG_TYPE


def test_a_number_of_thousands_of_digits_is_no_amount(tmp_path: Path) -> None:
    path = as_yaml(tmp_path / "p.yaml", programme())
    path.write_text(path.read_text("utf-8") + f"ticket_max_mad: {'9' * 10_000}\n", "utf-8")
    assert refused(path).code == Reason.WRONG_TYPE


def test_a_field_left_empty_is_absent(tmp_path: Path) -> None:
    path = as_yaml(tmp_path / "p.yaml", programme(notes=None, as_of=None))
    assert batch(path).records[0].data == programme()


def test_blank_text_is_no_value(tmp_path: Path) -> None:
    refusal = refused(as_yaml(tmp_path / "p.yaml", programme(name="  ")))
    assert (refusal.code, refusal.field) == (Reason.MISSING_FIELD, "name")


@pytest.mark.parametrize(
    "text", ["\u200b", "\u200d \u200f\u200e", "\u2800\u3164", "\u00ad\ufe0f", "\u2581\ufffd"]
)
def test_text_of_which_nothing_can_be_read_is_no_value(tmp_path: Path, text: str) -> None:
    path = as_yaml(tmp_path / "p.yaml", programme(sources=[source(title=text)]))
    refusal = refused(path)
    assert (refusal.code, refusal.field) == (Reason.MISSING_FIELD, "sources.0.title")
    assert refusal.line == line_of(path, "title")


def test_joiners_inside_a_word_stay(tmp_path: Path) -> None:
    name = "می\u200cخواهم"
    assert batch(as_yaml(tmp_path / "p.yaml", programme(name=name))).records[0].data["name"] == name


@pytest.mark.parametrize(
    "address",
    [
        "https://[lien",
        "https://a.ma:port/",
        "https://:80/",
        "https:///chemin",
        "https://a\u2100.ma",
    ],
)
def test_an_address_that_cannot_be_read_is_refused(tmp_path: Path, address: str) -> None:
    path = as_yaml(tmp_path / "p.yaml", programme(sources=[source(url=address)]))
    refusal = refused(path)
    assert (refusal.code, refusal.field) == (Reason.WRONG_VALUE, "sources.0.url")
    assert refusal.line == line_of(path, "url")


def test_a_repeated_id_names_both_places(tmp_path: Path) -> None:
    path = as_yaml(tmp_path / "p.yaml", [programme(), programme()])
    [refusal] = batch(path).refusals
    assert (refusal.code, refusal.field, refusal.line) == (Reason.DUPLICATE_ID, "id", 17)
    assert f"{path}, line 1" in refusal.message


def test_a_repeated_id_on_one_line_is_found(tmp_path: Path) -> None:
    record = '{id: a, name: A, description_fr: d, sectors: [iot], sources: [{title: "t"}]}'
    found = batch(text_file(tmp_path / "s.yaml", f"[{record}, {record}]"), "startup")
    assert [r.code for r in found.refusals] == [Reason.DUPLICATE_ID]


def test_a_repeated_key_is_refused_at_its_second_line(tmp_path: Path) -> None:
    path = as_yaml(tmp_path / "p.yaml", programme())
    path.write_text(path.read_text("utf-8") + "kind: loan\n", "utf-8")
    refusal = refused(path)
    assert (refusal.code, refusal.field, refusal.line) == (Reason.DUPLICATE_KEY, "kind", 17)


def test_an_alias_bomb_is_refused_before_it_grows(tmp_path: Path) -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    bomb += "".join(
        f"{n}: &{n} [{', '.join([f'*{p}'] * 9)}]\n"
        for p, n in zip("abcdefgh", "bcdefghi", strict=True)
    )
    refusal = refused(text_file(tmp_path / "p.yaml", bomb))
    assert (refusal.code, refusal.line) == (Reason.ALIAS, 2)
    assert "write the value out" in refusal.message


@pytest.mark.parametrize("mark", ["[", "{a: ", "- "])
def test_deep_nesting_is_refused_before_it_exhausts_the_stack(tmp_path: Path, mark: str) -> None:
    assert refused(text_file(tmp_path / "p.yaml", mark * 100_000)).code == Reason.TOO_DEEP


def test_a_tag_is_refused_and_never_obeyed(tmp_path: Path) -> None:
    path = as_yaml(tmp_path / "p.yaml", changed(programme(), "name"))
    tagged = path.read_text("utf-8") + "name: !!python/object/apply:os.getcwd []\n"
    refusals = batch(text_file(path, tagged)).refusals
    assert Reason.BAD_SYNTAX in {refusal.code for refusal in refusals}


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("id: a\nname: [b\nkind: grant\n", 3, "not well-formed YAML"),
        ("id: a\n\tname: b\n", 2, "spaces, not tabs"),
        ("id: a\n---\nid: b\n", 2, "document"),
        ('id: "a\n', 2, "not well-formed YAML"),
    ],
)
def test_broken_yaml_says_the_line(tmp_path: Path, text: str, line: int, says: str) -> None:
    refusal = refused(text_file(tmp_path / "p.yaml", text))
    assert (refusal.code, refusal.line) == (Reason.BAD_SYNTAX, line)
    assert says in refusal.message


@pytest.mark.parametrize("text", ["[]", "# nothing\n", "---\n"])
def test_a_file_without_record_is_empty(tmp_path: Path, text: str) -> None:
    assert refused(text_file(tmp_path / "p.yaml", text)).code == Reason.EMPTY_FILE


@pytest.mark.parametrize("text", ["bonjour", "- bonjour", "- [a]", "12"])
def test_a_record_has_to_be_a_mapping(tmp_path: Path, text: str) -> None:
    refusal = refused(text_file(tmp_path / "p.yaml", text))
    assert refusal.code == Reason.WRONG_TYPE
    assert "a record is a set of fields" in refusal.message


def test_more_records_than_allowed_are_refused(tmp_path: Path) -> None:
    path = as_yaml(tmp_path / "p.yaml", [programme(f"p{n}") for n in range(4)])
    assert refused(path, limits=Limits(records=3)).code == Reason.TOO_MANY_RECORDS


def test_more_values_than_allowed_are_refused(tmp_path: Path) -> None:
    path = text_file(tmp_path / "p.yaml", f"- [{'a, ' * 1000}]")
    assert refused(path, limits=Limits(nodes=500)).code == Reason.TOO_LARGE


def test_markup_is_text_like_any_other(tmp_path: Path) -> None:
    name = "<script>alert('x')</script> & Cie"
    path = as_yaml(tmp_path / "p.yaml", programme(name=name))
    assert batch(path).records[0].data["name"] == name


def test_an_address_is_a_web_address(tmp_path: Path) -> None:
    path = as_yaml(tmp_path / "p.yaml", programme(url="javascript:alert(1)"))
    refusal = refused(path)
    assert (refusal.code, refusal.field) == (Reason.WRONG_VALUE, "url")
    assert "begins with http:// or https://" in refusal.message


def test_text_is_stored_composed(tmp_path: Path) -> None:
    path = as_yaml(tmp_path / "p.yaml", programme(name="Pre\u0301 \n"))
    assert batch(path).records[0].data["name"] == "Pré"


@pytest.mark.parametrize("character", ["\u202e", "\u2066", "\x1b", "\ufeff"])
def test_characters_that_deceive_are_refused(tmp_path: Path, character: str) -> None:
    record = programme(sources=[source(title=f"Le{character} Matin")])
    refusal = refused(text_file(tmp_path / "p.yaml", yaml.safe_dump(record)))
    assert (refusal.code, refusal.field) == (Reason.BAD_CHARACTER, "sources.0.title")
    assert f"U+{ord(character):04X}" in refusal.message


def test_the_marks_of_ordinary_arabic_typing_are_kept(tmp_path: Path) -> None:
    name = "تيلمي\u200f كود\u200c"
    path = as_yaml(tmp_path / "s.yaml", startup(name_ar=name))
    assert batch(path, "startup").records[0].data["name_ar"] == name


def test_everything_wrong_is_reported_at_once(tmp_path: Path) -> None:
    wrong = programme(kind="x", as_of="2025-13", dilutive="no", sectors=[], foo=1)
    codes = sorted(r.code for r in batch(as_yaml(tmp_path / "p.yaml", wrong)).refusals)
    assert codes == [
        Reason.BAD_DATE,
        Reason.UNKNOWN_FIELD,
        Reason.UNKNOWN_VALUE,
        Reason.WRONG_TYPE,
        Reason.WRONG_VALUE,
    ]


@pytest.mark.parametrize("kind", ["startup", "programme", "organisation", "site", "cohort"])
def test_no_record_is_called_as_the_page_that_makes_one(kind: str) -> None:
    form = Form(kind).schema["$defs"]["id"]["pattern"]
    assert not re.search(form, "new")
    assert re.search(form, "newco")
