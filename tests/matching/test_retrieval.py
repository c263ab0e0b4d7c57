from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from matching.encoder.base import MARK, Encoder
from matching.index import faiss_index
from matching.index.faiss_index import FaissIndex
from matching.lexical.index import TermIndex
from matching.profile import Passage
from matching.retrieval import SCALES, USUAL, Candidate, Leg, Query, Retriever, Scale

TEXTS = {
    "honour": ("fr", "Prêt d'honneur sans intérêt pour les créateurs d'entreprise"),
    "venture": ("fr", "Fonds de capital-risque qui investit dans les startups numériques"),
    "export": ("fr", "Accompagnement des exportateurs vers l'Afrique de l'Ouest"),
    "farm": ("en", "Grants for drip irrigation on small farms"),
    "water": ("ar", "دعم مشاريع تحلية مياه البحر"),
}


@pytest.fixture(scope="module")
def retriever(encoder: Encoder) -> Retriever:
    retriever = Retriever(encoder, FaissIndex(encoder.dimension), TermIndex())
    for profile_id, (lang, text) in TEXTS.items():
        retriever.index(profile_id, [Passage("text", lang, text)])
    return retriever


def query(text: str, lang: str = "fr") -> Query:
    return Query((Passage("need", lang, text),))


def ids(candidates: list[Candidate]) -> list[str]:
    return [candidate.profile_id for candidate in candidates]


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("un prêt d'honneur", "fr", "honour"),
        ("an interest-free loan to start a company", "en", "honour"),
        ("subvention pour l'irrigation goutte à goutte", "fr", "farm"),
        ("dessalement de l'eau de mer", "fr", "water"),
        ("صندوق يستثمر في الشركات الناشئة الرقمية", "ar", "venture"),
    ],
)
def test_what_is_sought_comes_first_across_languages(
    retriever: Retriever, text: str, lang: str, expected: str
) -> None:
    assert ids(retriever.search(query(text, lang), 3))[0] == expected


def test_what_is_near_to_all_that_is_asked_counts_less(
    retriever: Retriever, encoder: Encoder
) -> None:
    usual = encoder.queries([TEXTS["venture"][1]])[0]
    asked = query("un prêt ou un fonds pour les startups")
    alone = {one.profile_id: one.dense for one in retriever.search(asked, 5)}
    known = {one.profile_id: one.dense for one in retriever.search(replace(asked, usual=usual), 5)}
    lost = {one: alone[one] - known[one] for one in alone}
    assert max(lost, key=lambda one: lost[one]) == "venture"
    # A profile loses what it is nearer to the usual than the usual is to itself, and no more.
    nearness = float(usual @ retriever.vectors.vectors(["venture"])[0][0])
    assert lost["venture"] == pytest.approx(USUAL * (nearness - 1), abs=1e-3)


def test_every_profile_that_a_leg_brings_is_scored_by_both(retriever: Retriever) -> None:
    found = {one.profile_id: one for one in retriever.search(query("prêt d'honneur"), 10)}
    assert found.keys() == TEXTS.keys()
    assert found["honour"].lexical == pytest.approx(1)
    assert found["farm"].lexical == 0
    assert all(one.dense > 0.1 for one in found.values())


def test_whom_words_alone_bring_of_an_index_in_cells_is_scored_by_both(
    encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faiss_index, "SINGLE", 20)
    monkeypatch.setattr(faiss_index, "SCORED_WHOLE", 0)
    retriever = Retriever(encoder, FaissIndex(encoder.dimension), TermIndex())
    for at in range(60):
        text = f"{list(TEXTS.values())[at % 5][1]} {at} tenue"
        retriever.index(f"p{at}", [Passage("text", "fr", text)])
    among = {f"p{at}" for at in range(50)}
    found = retriever.search(query("prêt d'honneur tenue"), 60, among)
    assert set(ids(found)) == among
    assert all(one.dense > 0.1 for one in found)


def test_scores_fall_and_stay_in_the_unit_interval(retriever: Retriever) -> None:
    scores = [one.score for one in retriever.search(query(TEXTS["venture"][1]), 10)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert scores[0] > 0.8


@pytest.mark.parametrize("text", ["an interest-free loan", "small grants for irrigation"])
def test_words_of_another_language_leave_the_dense_order(retriever: Retriever, text: str) -> None:
    among = ["honour", "venture", "export", "water"]
    asked = query(text, "en")
    dense = retriever.search_leg(Leg.DENSE, asked, 5, among)
    assert ids(retriever.search(asked, 5, among)) == ids(dense)


def test_stored_vectors_are_used_in_the_place_of_encoding(
    retriever: Retriever, encoder: Encoder
) -> None:
    text = query("irrigation des fermes")
    stored = Query(text.passages, encoder.queries(["irrigation des fermes"]))
    assert retriever.search(stored, 5) == retriever.search(text, 5)


def test_a_filter_holds_for_every_leg(retriever: Retriever) -> None:
    for leg in Leg:
        found = retriever.search_leg(leg, query("prêt d'honneur startups"), 5, ["venture", "ghost"])
        assert ids(found) == ["venture"]


def test_the_limit_holds_for_every_leg(retriever: Retriever) -> None:
    for leg in Leg:
        assert len(retriever.search_leg(leg, query("fonds, prêt, export"), 2)) <= 2


def test_the_fused_leg_is_the_search_itself(retriever: Retriever) -> None:
    asked = query("capital-risque")
    assert retriever.search_leg(Leg.FUSED, asked, 3) == retriever.search(asked, 3)


def test_several_passages_of_a_profile_are_one_candidate(encoder: Encoder) -> None:
    retriever = Retriever(encoder, FaissIndex(encoder.dimension), TermIndex())
    retriever.index("p", [Passage("aim", "fr", TEXTS["export"][1]), Passage("who", "en", "Farms")])
    retriever.index("q", [Passage("aim", "fr", TEXTS["venture"][1])])
    found = retriever.search(query("exportateurs vers l'Afrique"), 5)
    assert ids(found) == ["p", "q"]
    best = np.max(
        retriever.vectors.vectors(["p"])[0] @ encoder.queries(["exportateurs vers l'Afrique"])[0]
    )
    assert found[0].dense == pytest.approx(best, abs=1e-4)


def test_a_cosine_is_a_part_of_the_range_that_a_model_uses() -> None:
    scale = Scale(floor=0.6, words=0.1)
    found = [scale.part(cosine) for cosine in (0.2, 0.6, 0.7, 1.0)]
    assert found == pytest.approx([0.0, 0.0, 0.25, 1.0])


@pytest.mark.parametrize(
    ("identity", "alike"),
    [
        ("multilingual-e5-small+int8@5.1571fc982750", "e5"),
        ("multilingual-e5-small+tuned+int8@6.1571fc982750", MARK),
        ("bge-finetuned@0", ""),
        ("minilm@e5", ""),
    ],
)
def test_a_scale_is_that_of_the_name_of_the_model(
    encoder: Encoder, identity: str, alike: str
) -> None:
    named = cast(Encoder, SimpleNamespace(identity=identity, dimension=encoder.dimension))
    made = Retriever(named, FaissIndex(encoder.dimension), TermIndex())
    assert made.scale is SCALES[alike]
