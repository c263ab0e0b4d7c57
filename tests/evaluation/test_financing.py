import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from math import log2
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from app.cli.main import main
from evaluation.cli import evaluate
from evaluation.collection import CollectionError
from evaluation.financing import measuring, sets
from evaluation.financing.desk import FinancingDesk, catalogue
from evaluation.financing.sets import JudgedSet
from evaluation.financing.tampering import copied
from ingestion.judged import JudgedStartup
from matching.encoder.base import Encoder
from matching.profile import Desk
from matching.ranking.ranker import Ranker

TEXTS = {
    "fr": "Nous cherchons un financement en fonds propres pour notre plateforme éducative.",
    "en": "We look for equity funding for our education platform.",
    "ar": "نبحث عن تمويل بالأسهم لمنصتنا التعليمية.",
}
# 212-founders requires a base in Morocco: it is there, elsewhere and unknown.
STARTUPS: list[dict[str, Any]] = [
    {
        "id": "here",
        "facts": {"hq_plan": ["MA"], "is_innovative": True, "stage": "pre_seed"},
        "need": {"seeks": ["seed_equity", "acceleration"]},
        "text": TEXTS,
    },
    {
        "id": "abroad",
        "facts": {"hq_plan": ["FR"], "hq_country": "FR"},
        "text": {"fr": TEXTS["fr"]},
    },
    {"id": "silent", "facts": {"hq_plan": None}, "text": {"en": " "}},
]
QRELS = [
    "startup\tprogramme\tgrade",
    "here\t212-founders\t3",
    "here\tazur-innovation-fund\t1",
    "here\tno-such-programme\t0",
    "abroad\t212-founders\t0",
]
VERDICTS = [
    "startup\tprogramme\tverdict\tfields",
    "here\t212-founders\teligible\t",
    "abroad\t212-founders\teligible\t",
    "silent\t212-founders\tto_verify\thq_plan",
    "here\tno-such-programme\teligible\t",
    "nobody\t212-founders\teligible\t",
]
SPLITS = ["startup\tsplit\thard", "here\tdev\t", "abroad\thidden\t", "silent\thidden\t"]
KEYS = [
    "startups",
    "languages",
    "parity",
    "verdicts",
    "abstention",
    "bands",
    "altered",
    "strangers",
]
STAMP = ["model", "version", "seconds"]


def write(
    folder: Path,
    startups: Sequence[object] = STARTUPS,
    qrels: Sequence[str] = QRELS,
    verdicts: Sequence[str] = VERDICTS,
) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    lines = [
        json.dumps({"name": "", "as_of": "2026-01-15", "need": {}, **one})
        if isinstance(one, Mapping)
        else str(one)
        for one in startups
    ]
    for name, content in (("startups.jsonl", lines), ("qrels.tsv", qrels)):
        (folder / name).write_text("\n".join(content), encoding="utf-8")
    (folder / "verdicts.tsv").write_text("\n".join(verdicts), encoding="utf-8")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "set")


@pytest.fixture(scope="module")
def desk(encoder: Encoder) -> FinancingDesk:
    return FinancingDesk(encoder, catalogue())


@pytest.fixture
def shared(desk: FinancingDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command works at the desk of all tests: it takes seconds to set one up."""
    monkeypatch.setattr(measuring, "Context", lambda _settings: SimpleNamespace(encoder=None))
    monkeypatch.setattr(measuring, "FinancingDesk", lambda _encoder, _catalogue: desk)


@pytest.fixture(scope="module")
def result(desk: FinancingDesk, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = write(tmp_path_factory.mktemp("judged"))
    return measuring.evaluated(sets.read(folder, None), desk)


@pytest.mark.usefixtures("shared")
def test_one_folder_gives_the_flat_form_alone_on_standard_output(folder: Path) -> None:
    done = CliRunner().invoke(evaluate, ["financing", str(folder), "--json", "-"])
    assert (done.exit_code, done.stderr) == (0, "")
    assert list(json.loads(done.stdout)) == KEYS + STAMP


@pytest.mark.usefixtures("shared")
def test_several_folders_give_a_list_of_sets(folder: Path, tmp_path: Path) -> None:
    other = write(tmp_path / "other", STARTUPS[:1])
    done = CliRunner().invoke(evaluate, ["financing", str(folder), str(other), "--json", "-"])
    found = json.loads(done.stdout)
    assert list(found) == ["sets", *STAMP]
    assert [list(one) for one in found["sets"]] == [[*KEYS, *STAMP, "name"]] * 2
    assert [one["name"] for one in found["sets"]] == [str(folder), str(other)]
    assert [one["startups"] for one in found["sets"]] == [3, 1]


@pytest.mark.usefixtures("shared")
def test_figures_are_printed_and_written(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "result.json"
    done = CliRunner().invoke(evaluate, ["financing", str(folder), "--json", str(output)])
    assert "verdicts.pairs" in done.stdout
    assert json.loads(output.read_text("utf-8"))["startups"] == 3


def test_each_language_counts_the_startups_that_write_it(result: dict[str, Any]) -> None:
    languages = result["languages"]
    assert {lang: found["startups"] for lang, found in languages.items()} == {
        "fr": 2,
        "ar": 1,
        "en": 2,
    }
    assert all(0 < found["ndcg@10"] <= 1 for found in languages.values())


def test_verdicts_are_those_of_the_rules(result: dict[str, Any]) -> None:
    verdicts = result["verdicts"]
    assert (verdicts["pairs"], verdicts["agree"]) == (3, pytest.approx(2 / 3))
    assert verdicts["confusion"] == {
        "eligible>eligible": 1,
        "eligible>ineligible": 1,
        "to_verify>to_verify": 1,
    }


def test_a_disagreement_names_what_decided_on_both_sides(folder: Path) -> None:
    (folder / "verdicts.tsv").write_text(
        "startup\tprogramme\tverdict\tfields\nabroad\t212-founders\tto_verify\tregion,stage",
        encoding="utf-8",
    )
    profiles = {profile.id: profile for profile in catalogue()}
    found = measuring.agreement(sets.read(folder, None), profiles)
    assert found["disagreements"] == [
        {
            "startup": "abroad",
            "programme": "212-founders",
            "judged": "to_verify",
            "judged_fields": ["region", "stage"],
            "ours": "ineligible",
            "deciding": ["hq_country", "hq_plan"],
        }
    ]


def test_without_criteria_no_programme_is_sent_to_the_end(
    desk: FinancingDesk, folder: Path
) -> None:
    startups = sets.read(folder, None).startups
    place = desk.rankings(startups, "fr")["abroad"].index("212-founders")
    assert desk.without_criteria(startups, "fr")["abroad"].index("212-founders") < place


def test_each_language_is_measured_with_and_without_the_criteria(result: dict[str, Any]) -> None:
    assert all(0 < found["ndcg@10_without_criteria"] <= 1 for found in result["languages"].values())


def test_only_who_says_nothing_gets_an_empty_list(result: dict[str, Any]) -> None:
    counts = ("expected", "abstained", "wrongly")
    assert [result["abstention"][one] for one in counts] == [2, 1, 0]


def test_what_lists_could_come_to_is_told_where_something_is_open(result: dict[str, Any]) -> None:
    told = result["abstention"]
    assert told["most_of_hopeless"] is None or 0 < told["most_of_hopeless"] <= 1
    assert Ranker(Desk.FINANCING).suits <= told["least_of_others"] <= 1


def test_a_programme_whose_text_is_copied_is_not_shown_among_the_first_for_it(
    result: dict[str, Any],
) -> None:
    altered = result["altered"]
    # Three programmes in each of three languages, for the one startup that says what it seeks.
    assert {name: one["altered"] for name, one in altered.items()} == {
        "copied": 9,
        "orders": 9,
        "names": 9,
    }
    assert altered["copied"]["most_gained_among_ten"] == 0
    assert altered["copied"]["score_most_gained"] <= 0


def test_strangers_are_counted_once_a_pair(result: dict[str, Any]) -> None:
    assert result["strangers"] == 2


def test_parity_is_of_startups_that_write_both_languages(result: dict[str, Any]) -> None:
    assert list(result["parity"]) == ["fr-en", "fr-ar", "en-ar"]
    assert all(0 < likeness < 1 for likeness in result["parity"].values())


def test_the_same_word_in_two_languages_is_at_parity(desk: FinancingDesk, tmp_path: Path) -> None:
    same = {"fr": "Qrayti", "en": "Qrayti"}
    folder = write(tmp_path, [STARTUPS[0] | {"text": same}])
    result: dict[str, Any] = measuring.evaluated(sets.read(folder, None), desk)
    assert result["parity"] == {"fr-en": pytest.approx(1.0)}


def test_equal_lists_are_at_parity() -> None:
    lists = {"one": ["a", "b", "c"], "two": ["c"]}
    assert measuring.parity({"fr": lists, "en": lists}) == {"fr-en": pytest.approx(1.0)}


def test_languages_without_a_startup_in_common_have_no_parity() -> None:
    assert measuring.parity({"fr": {"one": ["a"]}, "ar": {"two": ["a"]}, "en": {}}) == {}


def test_a_grade_gains_two_to_its_power_less_one() -> None:
    judged_set = JudgedSet([], {"one": {"a": 1, "b": 3}, "none": {"a": 0}}, [])
    found = measuring.ndcg(judged_set, {"one": ["a", "b"], "none": ["a"]})
    assert found == pytest.approx((1 + 7 / log2(3)) / (7 + 1 / log2(3)))


def test_an_empty_list_is_right_only_for_the_hopeless(folder: Path) -> None:
    judged_set = sets.read(folder, None)
    rankings: dict[str, dict[str, list[str]]] = {
        "fr": {"here": [], "abroad": []},
        "en": {"here": ["a"], "silent": ["a"]},
    }
    assert measuring.abstention(judged_set, rankings) == {
        "expected": 2,
        "abstained": 1,
        "wrongly": 1,
    }


def test_a_split_keeps_its_startups_and_their_judgements(folder: Path) -> None:
    (folder / "split.tsv").write_text("\n".join(SPLITS), encoding="utf-8")
    kept = sets.read(folder, "hidden")
    assert [one.id for one in kept.startups] == ["abroad", "silent"]
    assert kept.qrels == {"abroad": {"212-founders": 0}, "silent": {}}
    assert {row["startup"] for row in kept.verdicts} == {"abroad", "silent"}
    # `nobody` is a stranger of every split; `here` is none of this one.
    assert measuring.strangers(kept, {"212-founders": catalogue()[0]}) == 1


def test_a_split_is_read_only_where_it_is_asked_for(folder: Path) -> None:
    assert len(sets.read(folder, None).startups) == 3
    with pytest.raises(CollectionError, match=r"split\.tsv: No such file"):
        sets.read(folder, "dev")


def test_a_split_that_nobody_is_in_is_refused(folder: Path) -> None:
    (folder / "split.tsv").write_text("\n".join(SPLITS), encoding="utf-8")
    with pytest.raises(CollectionError, match=r"split\.tsv: .*'test'; its splits: dev, hidden"):
        sets.read(folder, "test")


def test_header_lines_may_be_left_out(folder: Path, tmp_path: Path) -> None:
    bare = write(tmp_path / "bare", qrels=QRELS[1:], verdicts=VERDICTS[1:])
    assert sets.read(bare, None).qrels == sets.read(folder, None).qrels
    assert measuring.agreement(sets.read(bare, None), {}) == measuring.agreement(
        sets.read(folder, None), {}
    )


@pytest.mark.parametrize("name", ["startups.jsonl", "qrels.tsv", "verdicts.tsv"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(CollectionError, match=name):
        sets.read(folder, None)


@pytest.mark.parametrize("name", ["startups.jsonl", "qrels.tsv", "verdicts.tsv"])
def test_a_file_that_is_not_text_is_named(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"\xff\xfe")
    with pytest.raises(CollectionError, match=rf"{name}: not UTF-8"):
        sets.read(folder, None)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "startups.jsonl:4: not a judged startup"),
        ({"id": "x"}, "startups.jsonl:4: not a judged startup"),
        (STARTUPS[0], "line 4: id 'here' is already on line 1"),
        (STARTUPS[0] | {"id": 7}, "line 4: field 'id' is not a text"),
        (STARTUPS[0] | {"text": {}}, "line 4: field 'text' does not give a text by language"),
        (
            STARTUPS[0] | {"text": {"fr": None}},
            "line 4: field 'text' does not give a text by language",
        ),
        (STARTUPS[0] | {"facts": []}, "line 4: field 'facts' is not an object"),
        (STARTUPS[0] | {"need": "loan"}, "line 4: field 'need' is not an object"),
    ],
)
def test_a_bad_startup_is_named_by_its_line(tmp_path: Path, line: object, reason: str) -> None:
    folder = write(tmp_path, [*STARTUPS, line])
    with pytest.raises(CollectionError) as caught:
        sets.read(folder, None)
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("here\t212-founders\tmaybe", "line 2: verdict 'maybe' is none of eligible"),
        ("here\t212-founders", "line 2: column 'verdict' is missing"),
    ],
)
def test_a_bad_verdict_is_named_by_its_line(tmp_path: Path, line: str, reason: str) -> None:
    folder = write(tmp_path, verdicts=[VERDICTS[0], line])
    with pytest.raises(CollectionError, match=rf"verdicts\.tsv, {reason}"):
        sets.read(folder, None)


def test_a_bad_grade_is_named_by_its_line(tmp_path: Path) -> None:
    folder = write(tmp_path, qrels=[QRELS[0], "here\t212-founders\tgood"])
    with pytest.raises(CollectionError, match=r"qrels\.tsv, line 2: grade 'good'"):
        sets.read(folder, None)


def test_an_error_is_one_sentence_and_exits_with_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["wasl", "evaluate", "financing", str(tmp_path / "nowhere")])
    with pytest.raises(SystemExit) as left:
        main()
    printed = capsys.readouterr()
    assert (left.value.code, printed.out) == (1, "")
    assert printed.err.startswith("wasl: ")
    assert printed.err.count("\n") == 1
    assert "nowhere/startups.jsonl: No such file" in printed.err


OFF_TOPIC = {
    "estate": (
        {"sector": ["promotion immobilière"], "company_age_years": 9, "loan_amount_mad": 25e6},
        {"seeks": ["bank_loan"], "amount_mad": 25e6},
        {
            "fr": "Nous bâtissons 60 appartements à Kénitra et cherchons un crédit promoteur de "
            "25 millions de dirhams pour le gros œuvre.",
            "en": "We build 60 flats in Kénitra and seek a developer loan of MAD 25 million for "
            "the structural work.",
            "ar": "نبني ستين شقة بالقنيطرة ونبحث عن قرض للإنعاش العقاري بخمسة وعشرين مليون درهم.",
        },
    ),
    "fleet": (
        {"sector": ["pêche hauturière"], "company_age_years": 11, "loan_amount_mad": 60e6},
        {"seeks": ["bank_loan"], "amount_mad": 60e6},
        {
            "fr": "Armement de pêche hauturière basé à Dakhla, nous exploitons depuis onze ans "
            "deux chalutiers congélateurs, avec quarante marins. Nous voulons acheter un troisième "
            "navire de 30 mètres et remplacer le moteur du premier : 60 millions de dirhams de "
            "crédit maritime sur dix ans, hypothèque du navire à l'appui.",
            "en": "We are a deep-sea fishing company based in Dakhla and have operated two freezer "
            "trawlers for eleven years, with forty sailors. We want to buy a third 30-metre vessel "
            "and replace the engine of the first: MAD 60 million of ship finance over ten years, "
            "backed by a mortgage on the vessel.",
            "ar": "نحن شركة للصيد في أعالي البحار مقرها الداخلة، نشغّل منذ إحدى عشرة سنة سفينتي جر "
            "للتجميد مع أربعين بحارا. نريد شراء سفينة ثالثة طولها ثلاثون مترا وتغيير محرك الأولى: "
            "قرض بحري بستين مليون درهم على عشر سنوات برهن السفينة.",
        },
    ),
    "wedding": (
        {"sector": ["services"], "company_age_years": 4, "legal_form": "auto-entrepreneur"},
        {"seeks": ["personal_consumer_loan"], "amount_mad": 80_000},
        {
            "fr": "Il me faut un crédit de 80 000 dirhams pour le mariage de mon fils.",
            "en": "I need a loan of MAD 80,000 for my son's wedding.",
            "ar": "أحتاج إلى قرض بثمانين ألف درهم لزفاف ابني.",
        },
    ),
}
KNOWN = {
    "company_stage": "development",
    "stage": "growth",
    "legal_form": "SARL",
    "size_category": "PME",
    "annual_turnover_mad": 40e6,
    "hq_country": "MA",
    "jurisdiction": "MA",
    "economic_link_to_morocco": True,
    "is_formal": True,
    "is_innovative": False,
    "has_first_sales": True,
    "region": "Rabat-Salé-Kénitra",
    "applicant_status": "founder",
}


def off_topic(name: str) -> JudgedStartup:
    facts, need, text = OFF_TOPIC[name]
    return JudgedStartup(name, name, date(2026, 1, 15), {**KNOWN, **facts}, need, text)


@pytest.mark.parametrize("name", OFF_TOPIC)
def test_whom_no_programme_is_for_gets_no_list_in_any_language(
    desk: FinancingDesk, name: str
) -> None:
    startup = off_topic(name)
    assert {lang: desk.rankings([startup], lang)[name] for lang in startup.text} == {
        "fr": [],
        "en": [],
        "ar": [],
    }


@pytest.mark.parametrize("programme", ["damane-istitmar", "crowdfunding-loi-15-18", "innov-idea"])
def test_the_text_of_a_programme_opens_no_list(desk: FinancingDesk, programme: str) -> None:
    startup = off_topic("estate")
    own = copied(desk.profiles[programme], "fr")
    text = {"fr": f"{startup.text['fr']}\n\n{own}"}
    assert desk.rankings([replace(startup, text=text)], "fr") == {"estate": []}
