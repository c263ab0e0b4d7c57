import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from typer.testing import CliRunner

from evaluation.cli import evaluate
from evaluation.financing import sets
from evaluation.financing.desk import FinancingDesk, catalogue
from evaluation.floors import Floor, Standing, floors
from evaluation.report import gathering, plots, sections
from evaluation.report.lists import ablations, calibration, reordered
from evaluation.report.page import page
from evaluation.significance import Difference, Interval
from matching.encoder.base import Encoder
from matching.profile import Desk
from tests.evaluation.test_collection import write_collection
from tests.evaluation.test_financing import write as write_judged

FOUND = Interval(0.5, 0.4, 0.6)


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    queries: list[object] = [{"id": "q1", "text": "un prêt d'honneur", "lang": "fr"}]
    folder = write_collection(tmp_path / "aid", queries, "q1\tloan\t1")
    lines = [
        {"id": "loan", "lang": "fr", "text": "Prêt d'honneur"},
        {"id": "farm", "lang": "fr", "text": "Irrigation"},
    ]
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    (folder / "pop.tsv").write_text("farm\t2", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def judged(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_judged(tmp_path_factory.mktemp("judged"))
    split = "startup\tsplit\nhere\tdev\nabroad\tdev\nsilent\tdev"
    (folder / "split.tsv").write_text(split, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def desk(encoder: Encoder) -> FinancingDesk:
    return FinancingDesk(encoder, catalogue())


@pytest.mark.usefixtures("encoder")
def test_one_command_writes_a_page_that_needs_nothing_else(
    collection: Path, judged: Path, tmp_path: Path
) -> None:
    scores, output = tmp_path / "scores", tmp_path / "report.html"
    words = [output, collection, "--scores", scores, "--financing", judged]
    for more in ([], ["--beside", scores]):
        done = CliRunner().invoke(
            evaluate, ["report", *map(str, [*words, *more])], catch_exceptions=False
        )
        assert done.exit_code == 0
    text = output.read_text("utf-8")
    for said in (
        "Retrieval",
        "Another run",
        "Language parity",
        "what each feature is worth",
        "posterior",
    ):
        assert said in text
    assert "<svg" in text
    assert not {"<script", "<link", "src=", "@import"} & set(text.split(" "))
    assert "http" not in text.replace("http://www.w3.org/", "")


def test_without_a_feature_a_list_stands_as_its_other_points_put_it(
    desk: FinancingDesk, judged: Path
) -> None:
    startups = sets.read(judged, "dev").startups
    made = desk.shortlists(startups, "fr")["here"]
    assert reordered(made, "") == [one.offer.id for one in made.matches]
    assert reordered(made, "need") != reordered(made, "")


def test_every_feature_is_left_out_once_and_every_pair_counted(
    desk: FinancingDesk, judged: Path
) -> None:
    found = sets.read(judged, "dev")
    lists = {"fr": desk.shortlists(found.startups, "fr")}
    assert "need" in ablations(lists, found.qrels, Desk.FINANCING)
    bins = calibration(lists, found.qrels)
    # `here` has two graded programmes of the catalogue, `abroad` one.
    assert sum(one.pairs for one in bins) == 3
    assert [one.score for one in bins] == sorted(one.score for one in bins)


def test_lists_of_nobody_are_not_compared() -> None:
    ways = {lang: {"ranked": {"a": ["x", "y"], "b": []}} for lang in ("fr", "en", "ar")}
    assert gathering.parity(ways)["fr-ar"]["ranked"].value == pytest.approx(1)


def test_a_broken_floor_is_told() -> None:
    low, high = (Standing("set fused mrr", FOUND, Floor(floor)) for floor in (0.4, 0.6))
    assert (low.holds, high.holds) == (True, False)
    rows = sections.standing([low, high]).rows
    assert ["(broken)" in row[3] for row in rows] == [False, True]


def test_every_floor_is_below_what_is_possible_and_names_a_measure() -> None:
    assert all(0 < one.floor < 1 for one in floors().values())
    measures = {"ndcg@10", "recall@10", "mrr", "map", "rp@10", "overlap"}
    assert {name.split()[-1] for name in floors()} <= measures


def test_plots_are_whole_svg() -> None:
    rows = [sections.point("aid/fr", way, FOUND) for way in ("dense", "fused")]
    for drawn in (plots.by_way(rows, "nDCG@10"), plots.differences(rows, "more")):
        assert ET.fromstring(drawn).tag.endswith("svg")
        assert "aid/fr" in drawn


def test_what_is_told_is_escaped() -> None:
    told = sections.ablations("<b>", {"need": Difference(-0.1, -0.2, 0.0, 0.01)})
    assert "<b>" not in page([told], "model")
    assert "-0.100" in page([told], "model")
