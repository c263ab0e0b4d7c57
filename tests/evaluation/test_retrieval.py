import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from evaluation.cli import evaluate, leaves
from evaluation.collection import CollectionError
from evaluation.measured import comparison, kept
from evaluation.retrieval import named, run
from evaluation.vector_cache import CachedEncoder
from matching.encoder.base import Encoder, Vectors
from tests.evaluation.test_collection import write_collection

DOCUMENTS = {
    "loan": ("fr", "Prêt d'honneur sans intérêt pour créer son entreprise"),
    "farm": ("en", "Grants for drip irrigation on small farms"),
    "venture": ("fr", "Capital-risque pour les startups numériques"),
}
QUERIES = [
    {"id": "q1", "text": "un prêt d'honneur", "lang": "fra"},
    {"id": "q2", "text": "irrigation goutte à goutte", "lang": "fra"},
]


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    folder = write_collection(
        tmp_path / "sets" / "aid" / "fr", [*QUERIES], "q1\tloan\t1\nq2\tfarm\t2"
    )
    lines = [{"id": i, "lang": lang, "text": text} for i, (lang, text) in DOCUMENTS.items()]
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return folder


class Counting:
    """The real encoder, with a count of the texts that reach it."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder, self.encoded = encoder, 0

    @property
    def identity(self) -> str:
        return self.encoder.identity

    @property
    def dimension(self) -> int:
        return self.encoder.dimension

    def pieces(self, text: str) -> list[str]:
        return self.encoder.pieces(text)

    def queries(self, texts: Sequence[str]) -> Vectors:
        self.encoded += len(texts)
        return self.encoder.queries(texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        self.encoded += len(texts)
        return self.encoder.passages(texts)


def test_every_leg_of_every_collection_below_is_measured(
    collection: Path, encoder: Encoder, tmp_path: Path
) -> None:
    result: dict[str, Any] = run([tmp_path / "sets"], encoder, cache=tmp_path / "cache")
    (found,) = result["datasets"]
    assert (found["name"], found["queries"], found["documents"]) == ("aid/fr", 2, 3)
    assert list(found["legs"]) == ["lexical", "dense", "fused"]
    measures = ("ndcg@10", "recall@10", "mrr", "map", "rp@10")
    assert found["legs"]["fused"] == dict.fromkeys(measures, 1.0)
    assert found["intervals"]["fused"]["mrr"] == [1.0, 1.0]
    assert found["languages"] == "fr→fr"
    assert found["legs"]["lexical"]["mrr"] >= 0.5
    assert result["model"] == encoder.identity
    assert result["seconds"] > 0


def test_a_collection_that_brings_a_prior_is_ranked_by_it_too(
    collection: Path, encoder: Encoder, tmp_path: Path
) -> None:
    (collection / "pop.tsv").write_text("document\ttimes\nloan\t3\nventure\t9", "utf-8")
    result: dict[str, Any] = run([collection], encoder, cache=tmp_path / "cache")
    legs = result["datasets"][0]["legs"]
    assert list(legs) == ["lexical", "dense", "fused", "prior", "posterior"]
    assert legs["prior"]["mrr"] == pytest.approx((1 / 2 + 1 / 3) / 2)
    assert legs["fused"]["mrr"] == 1


def test_a_bad_collection_stops_the_run_before_anything_is_encoded(
    collection: Path, encoder: Encoder, tmp_path: Path
) -> None:
    (collection / "qrels.tsv").write_text("q1\tloan\n", encoding="utf-8")
    counting = Counting(encoder)
    with pytest.raises(CollectionError, match=r"qrels\.tsv, line 1"):
        run([collection], counting, cache=tmp_path / "cache")
    assert counting.encoded == 0


def test_a_blank_query_counts_as_unanswered(
    collection: Path, encoder: Encoder, tmp_path: Path
) -> None:
    lines = [json.dumps(QUERIES[0]), json.dumps(QUERIES[1] | {"text": " "})]
    (collection / "queries.jsonl").write_text("\n".join(lines), encoding="utf-8")
    result: dict[str, Any] = run([collection], encoder, cache=tmp_path / "cache")
    assert result["datasets"][0]["legs"]["fused"]["mrr"] == 0.5


def test_collections_are_named_from_the_root_if_they_are_below_it(
    collection: Path, tmp_path: Path
) -> None:
    assert [one.name for one in named([collection])] == ["fr"]
    assert [one.name for one in named([collection], root=tmp_path / "sets")] == ["aid/fr"]
    assert len(named([collection, tmp_path / "sets"])) == 1


def test_a_second_run_encodes_nothing(encoder: Encoder, tmp_path: Path) -> None:
    counting = Counting(encoder)
    found = []
    for _ in range(2):
        remembered = CachedEncoder(counting, tmp_path)
        found.append(remembered.passages(["un", "deux", "un"]))
        remembered.close()
    assert counting.encoded == 2
    np.testing.assert_array_equal(found[0], found[1])
    np.testing.assert_array_equal(found[0][0], found[0][2])


def test_the_cache_keeps_queries_and_passages_apart(encoder: Encoder, tmp_path: Path) -> None:
    remembered = CachedEncoder(encoder, tmp_path)
    both = [remembered.passages(["un prêt"]), remembered.queries(["un prêt"])]
    remembered.close()
    np.testing.assert_allclose(both[0], encoder.passages(["un prêt"]), atol=1e-5)
    np.testing.assert_allclose(both[1], encoder.queries(["un prêt"]), atol=1e-5)
    assert np.abs(both[0] - both[1]).max() > 1e-3


@pytest.mark.usefixtures("encoder")
def test_json_on_standard_output_is_alone_there(collection: Path) -> None:
    done = CliRunner().invoke(evaluate, ["retrieval", str(collection), "--json", "-"])
    assert done.exit_code == 0
    assert json.loads(done.stdout)["datasets"][0]["name"] == "fr"


@pytest.mark.usefixtures("encoder")
def test_a_table_is_printed_and_the_json_written(collection: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(
        evaluate, ["retrieval", str(collection), "--json", str(tmp_path / "result.json")]
    )
    assert "fused" in done.stdout
    assert "datasets" in json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))


@pytest.mark.usefixtures("encoder")
def test_two_runs_are_compared_query_by_query(collection: Path, tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    for scores in (before, after):
        run_command("retrieval", collection, "--scores", scores)
        (collection / "qrels.tsv").write_text("q1\tfarm\t1\nq2\tfarm\t2", encoding="utf-8")
    found = json.loads(run_command("compare", before, after, "--measure", "mrr", "--json", "-"))
    fused = next(one for one in found["datasets"] if one["leg"] == "fused")
    assert (fused["before"], fused["name"]) == (1, "fr")
    assert fused["difference"]["value"] == fused["after"] - 1 < 0
    assert "Benjamini" in run_command("compare", before, after)


def test_what_is_no_run_is_refused(tmp_path: Path) -> None:
    (tmp_path / "scores").write_text('{"name": "fr"}', encoding="utf-8")
    with pytest.raises(CollectionError, match="scores: not scores that"):
        kept(tmp_path / "scores")


@pytest.mark.usefixtures("encoder")
def test_a_measure_that_was_not_taken_is_refused(collection: Path, tmp_path: Path) -> None:
    run_command("retrieval", collection, "--scores", tmp_path / "scores")
    with pytest.raises(CollectionError, match="no measure 'ndcg@5'"):
        comparison(tmp_path / "scores", tmp_path / "scores", "ndcg@5")


def run_command(*words: object) -> str:
    done = CliRunner().invoke(evaluate, list(map(str, words)), catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


def test_figures_are_named_by_their_path() -> None:
    nested = {"a": 1, "b": {"c": [2, {"d": 3}]}}
    assert dict(leaves(nested)) == {"a": 1, "b.c.0": 2, "b.c.1.d": 3}
