from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.encoder.base import Vectors
from matching.errors import StaleIndex
from matching.index import faiss_index
from matching.index.base import Stamp
from matching.index.faiss_index import FaissIndex

DIMENSION = 8
STAMP = Stamp(model="model-a", sequence=7)
IDS = [f"p{number}" for number in range(6)]
IdChange = tuple[str, int]


def unit_vectors(count: int, seed: int) -> Vectors:
    vectors = np.random.default_rng(seed).standard_normal((count, DIMENSION)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def filled(profiles: dict[str, Vectors]) -> FaissIndex:
    index = FaissIndex(DIMENSION)
    for profile_id, vectors in profiles.items():
        index.replace(profile_id, vectors)
    return index


def brute_force(profiles: dict[str, Vectors], queries: Vectors) -> dict[str, float]:
    return {
        name: float((queries @ vectors.T).max(axis=1).mean()) for name, vectors in profiles.items()
    }


CHANGES = st.lists(st.tuples(st.sampled_from(IDS), st.integers(0, 4)), max_size=25)


@settings(deadline=None)
@given(CHANGES, st.integers(1, 3), st.integers(1, 8))
def test_after_any_changes_a_search_equals_brute_force(
    changes: list[IdChange], asked: int, limit: int
) -> None:
    index, truth = FaissIndex(DIMENSION), {}
    for step, (profile_id, passages) in enumerate(changes):
        truth[profile_id] = unit_vectors(passages, step)
        index.replace(profile_id, truth[profile_id])
    truth = {name: vectors for name, vectors in truth.items() if len(vectors)}
    queries = unit_vectors(asked, seed=99)
    expected = brute_force(truth, queries)
    found = index.search(queries, limit)
    assert len(index) == len(truth)
    assert len(found) == min(limit, len(truth))
    assert found == pytest.approx({name: expected[name] for name in found}, abs=2e-3)
    assert list(found.values()) == sorted(found.values(), reverse=True)
    rest = [score for name, score in expected.items() if name not in found]
    assert max(rest, default=-1) <= min(found.values(), default=1) + 2e-3


@settings(deadline=None)
@given(st.permutations(range(40)), st.integers(1, 8))
def test_a_score_is_the_same_to_the_bit_whatever_stands_beside(order: list[int], few: int) -> None:
    held = {f"p{number}": unit_vectors(1 + number % 3, number) for number in range(40)}
    queries = unit_vectors(3, seed=99)
    whole = filled(held).search(queries, 40)
    shuffled = filled({f"p{one}": held[f"p{one}"] for one in order})
    assert shuffled.search(queries, 40) == whole
    some = [f"p{one}" for one in order[:few]]
    assert shuffled.search(queries, few, some) == {one: whole[one] for one in some}


@settings(deadline=None)
@given(st.sets(st.sampled_from([*IDS, "absent"])))
def test_a_filtered_search_gives_the_asked_profiles_only(among: set[str]) -> None:
    index = filled({name: unit_vectors(2, seed) for seed, name in enumerate(IDS)})
    found = index.search(unit_vectors(1, 50), limit=10, among=among)
    assert set(found) == among - {"absent"}


def test_a_removed_profile_is_no_longer_found_nor_counted() -> None:
    index = filled({"a": unit_vectors(2, 1), "b": unit_vectors(1, 2)})
    index.remove("a")
    index.remove("a")
    assert set(index.search(unit_vectors(1, 1), limit=5)) == {"b"}
    assert len(index) == 1


def test_vectors_come_back_in_the_order_of_the_passages() -> None:
    given_vectors = {"a": unit_vectors(3, 1), "b": unit_vectors(2, 2)}
    found = filled(given_vectors).vectors(["b", "a"])
    np.testing.assert_allclose(found[0], given_vectors["b"], atol=1e-3)
    np.testing.assert_allclose(found[1], given_vectors["a"], atol=1e-3)


def test_vectors_of_an_unknown_profile_are_an_error() -> None:
    with pytest.raises(KeyError, match="ghost"):
        FaissIndex(DIMENSION).vectors(["ghost"])


@pytest.mark.parametrize("shape", [(3,), (2, DIMENSION + 1)])
def test_vectors_of_another_shape_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"\(n, 8\) is expected"):
        FaissIndex(DIMENSION).replace("a", np.ones(shape, np.float32))


def test_an_empty_index_and_an_empty_query_find_nothing() -> None:
    assert FaissIndex(DIMENSION).search(unit_vectors(1, 0), limit=3) == {}
    assert filled({"a": unit_vectors(1, 0)}).search(unit_vectors(0, 0), limit=3) == {}


def test_a_grown_index_finds_what_a_whole_scan_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faiss_index, "SINGLE", 300)
    monkeypatch.setattr(faiss_index, "SCORED_WHOLE", 100)
    profiles = {f"p{seed}": unit_vectors(2, seed) for seed in range(1000)}
    index = filled(profiles)
    for seed in range(0, 1000, 3):
        index.remove(f"p{seed}")
        del profiles[f"p{seed}"]
    recalls = []
    for seed in range(5000, 5050):
        truth = brute_force(profiles, unit_vectors(1, seed))
        best = sorted(truth, key=lambda name: -truth[name])[:5]
        found = index.search(unit_vectors(1, seed), limit=5, among=set(profiles))
        assert found == pytest.approx({name: truth[name] for name in found}, abs=2e-3)
        recalls.append(len(set(best) & set(found)) / 5)
    assert index._layout.cells > 1
    assert np.mean(recalls) > 0.3  # random directions have no cells: the worst case


def test_of_profiles_that_are_all_asked_for_none_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(faiss_index, "SINGLE", 300)
    monkeypatch.setattr(faiss_index, "SCORED_WHOLE", 100)
    index = filled({f"p{seed}": unit_vectors(2, seed) for seed in range(1000)})
    assert index._layout.cells > 1
    among = {f"p{seed}" for seed in range(500)}
    assert index.search(unit_vectors(1, 5000), limit=500, among=among).keys() == among


@settings(max_examples=15, deadline=None)
@given(CHANGES)
def test_a_saved_index_comes_back_the_same_and_goes_on(
    tmp_path_factory: pytest.TempPathFactory, changes: list[IdChange]
) -> None:
    folder = tmp_path_factory.mktemp("indexes") / "vectors"
    index = filled({name: unit_vectors(n, seed) for seed, (name, n) in enumerate(changes)})
    index.save(folder, STAMP)
    loaded, stamp = FaissIndex.load(folder, "model-a")
    assert stamp == STAMP
    for changed in (index, loaded):
        changed.replace("new", unit_vectors(2, 123))
        changed.remove(IDS[0])
    query = unit_vectors(2, 77)
    assert loaded.search(query, 10) == index.search(query, 10)


def test_an_index_of_another_model_is_stale(tmp_path: Path) -> None:
    filled({"a": unit_vectors(1, 0)}).save(tmp_path / "vectors", STAMP)
    with pytest.raises(StaleIndex, match="model is 'model-a', 'model-b' is needed"):
        FaissIndex.load(tmp_path / "vectors", "model-b")
