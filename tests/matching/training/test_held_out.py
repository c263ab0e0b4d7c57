import json
from pathlib import Path

import pytest

from evaluation.collection import load_collection
from matching.errors import MatchingError
from matching.training import held_out
from matching.training.concepts import Concept, concept


def skills(count: int) -> list[Concept]:
    return [
        concept(
            f"{held_out.SKILL}{number}",
            "skill",
            {"fr": [f"savoir {number}"], "en": [f"skill {number}"], "en:text": [f"Do {number}."]},
        )
        for number in range(count)
    ]


def test_concepts_that_the_benchmark_asks_for_are_known_by_its_queries(tmp_path: Path) -> None:
    for name, query in {"fr_fr": "a-1#0", "fr_en": "b-2"}.items():
        folder = tmp_path / held_out.ASKED / name
        folder.mkdir(parents=True)
        (folder / "queries.jsonl").write_text(json.dumps({"id": query, "text": "x"}) + "\n")
    assert held_out.asked(tmp_path) == {held_out.SKILL + "a-1", held_out.SKILL + "b-2"}


def test_without_the_benchmark_nothing_is_trained_on(tmp_path: Path) -> None:
    with pytest.raises(MatchingError, match="WASL_DATASETS"):
        held_out.asked(tmp_path)


def test_no_text_of_what_is_held_out_or_asked_is_trained_on() -> None:
    everything = skills(200)
    asked = frozenset({everything[3].id})
    twin = concept("twin", "lexicon", {"fr": ["Savoir 3"], "en": ["skill of its own"]})
    kept, held = held_out.parted([*everything, twin], asked, 0.2)
    assert 20 < len(held) < 60
    assert everything[3] not in held
    away = everything[3].folded.union(*(one.folded for one in held))
    assert all(one.folded.isdisjoint(away) for one in kept)
    assert len(kept) + len(held) + 1 in (201, 202 - len([one for one in held if one is twin]))


def test_collections_are_of_the_form_that_is_evaluated(tmp_path: Path) -> None:
    everything = skills(100)
    kept, held = held_out.parted(everything, frozenset(), 0.2)
    held_out.write(kept, held, tmp_path)
    collection = load_collection(tmp_path / "skill_fr_en", name="skill_fr_en")
    assert len(collection.queries) == len(held)
    assert len(collection.documents) == 100
    texts = {one.id: one.text for one in collection.documents}
    for query in collection.queries:
        (right,) = collection.qrels[query.id]
        assert texts[right] == query.text.replace("savoir", "skill")
