import numpy as np
import pytest

from matching.encoder.base import Vectors
from matching.errors import MatchingError
from matching.training.batches import Batches, neighbours
from matching.training.concepts import concept
from matching.training.recipe import Pairing, recipe
from tests.matching.training.tiny import WORDS, concepts, short

NOBODY: list[list[int]] = [[]] * len(WORDS)


def test_a_step_is_the_same_whatever_was_drawn_before() -> None:
    batches = Batches(concepts(), NOBODY, short())
    first = batches.at(7)
    batches.at(8)
    assert batches.at(7).queries == first.queries


def test_pairs_are_of_one_concept_each_drawn_once() -> None:
    batch = Batches(concepts(), NOBODY, short()).at(0)
    assert {fr: en for en, fr in WORDS.items()} == dict(
        zip(batch.queries, batch.passages, strict=True)
    )


def test_a_near_concept_comes_with_the_one_drawn() -> None:
    near = [[1], [0], [3], [2]]
    recipe_ = short(batch=2)
    for step in range(8):
        batch = Batches(concepts(), near, recipe_).at(step)
        assert set(batch.passages) in ({"baker", "nurse"}, {"welder", "pilot"})


def test_concepts_that_share_a_text_are_no_negatives_of_each_other() -> None:
    given = [
        concept("1", "occupation", {"fr": ["pilote"], "en": ["pilot"]}),
        concept("2", "occupation", {"fr": ["pilote de ligne"], "en": ["airline pilot", "Pilot"]}),
        concept("3", "occupation", {"fr": ["soudeur"], "en": ["welder"]}),
    ]
    batch = Batches(given, [[]] * 3, short()).at(0)
    order = [["pilote", "pilote de ligne", "soudeur"].index(text) for text in batch.queries]
    expected = np.array([[1, 1, 0], [1, 1, 0], [0, 0, 1]], bool)
    assert (batch.same == expected[np.ix_(order, order)]).all()


def test_a_text_is_never_paired_with_itself() -> None:
    given = [
        concept(str(number), "lexicon", {"fr": [f"{word} a", f"{word} b"]})
        for number, word in enumerate(WORDS)
    ]
    same = short(pairs=(Pairing("lexicon", "fr", "fr", 1.0),))
    batches = Batches([*given, concept("x", "lexicon", {"fr": ["alone"]})], [[]] * 5, same)
    for step in range(10):
        batch = batches.at(step)
        assert len(batch.queries) == 4
        assert all(
            one != two and one[:-1] == two[:-1]
            for one, two in zip(batch.queries, batch.passages, strict=True)
        )


def test_material_without_two_texts_to_pair_is_refused() -> None:
    with pytest.raises(MatchingError, match="no two texts"):
        Batches(concepts()[:1], NOBODY, short())


def test_near_concepts_are_those_whose_names_the_model_takes_for_alike() -> None:
    angles = {"baker": 0.0, "nurse": 1.0, "welder": 0.2, "pilot": 0.9}

    def vectors(texts: list[str]) -> Vectors:
        found = [[np.cos(angles[text]), np.sin(angles[text])] for text in texts]
        return np.array(found, np.float32)

    assert neighbours(concepts(), vectors, 1) == [[2], [3], [0], [1]]


def test_of_a_concept_without_a_name_the_beginning_of_its_text_is_read() -> None:
    lengths: list[int] = []

    def vectors(texts: list[str]) -> Vectors:
        lengths.extend(map(len, texts))
        return np.ones((len(texts), 1), np.float32)

    given = [concept(str(one), "occupation", {"en:text": [f"{one} x" * 900]}) for one in range(2)]
    neighbours(given, vectors, 1)
    assert max(lengths) < 200


def test_every_pairing_of_the_recipe_is_named_after_a_family_that_is_there() -> None:
    families = {
        "skill",
        "occupation",
        "lexicon",
        "company",
        "scheme",
        "programme",
        "interface",
    }
    assert {one.family for one in recipe().pairs} == families
