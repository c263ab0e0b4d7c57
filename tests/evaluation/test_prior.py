from pathlib import Path

import pytest

from evaluation.collection import Collection, Text
from evaluation.prior import POSTERIOR, PRIOR, with_prior

# Ten queries for which the text says one document and the prior another.
QUERIES = [f"q{number}" for number in range(10)]
LIKENESS = {query: {"like": 1.0, "known": 0.0} for query in QUERIES}


def collection(answers: dict[str, str], prior: dict[str, int]) -> Collection:
    queries = tuple(Text(one, "text", "en") for one in answers)
    qrels = {query: {document: 1} for query, document in answers.items()}
    return Collection("c", Path(), queries, (), qrels, prior=prior)


def test_without_a_prior_there_is_nothing_to_rank_by() -> None:
    assert with_prior(collection(dict.fromkeys(QUERIES, "like"), {}), LIKENESS, 10) == {}


def test_the_weight_of_the_text_is_what_serves_the_other_queries() -> None:
    told = {"known": 9, "like": 1}
    by_text = with_prior(collection(dict.fromkeys(QUERIES, "like"), told), LIKENESS, 10)
    by_prior = with_prior(collection(dict.fromkeys(QUERIES, "known"), told), LIKENESS, 10)
    assert {found[0] for found in by_text[POSTERIOR].values()} == {"like"}
    assert {found[0] for found in by_prior[POSTERIOR].values()} == {"known"}
    assert {found[0] for found in by_text[PRIOR].values()} == {"known"}


def test_a_query_does_not_choose_its_own_weight() -> None:
    answers = dict.fromkeys(QUERIES, "known") | {"q3": "like"}
    found = with_prior(collection(answers, {"known": 9, "like": 1}), LIKENESS, 10)
    assert found[POSTERIOR]["q3"][0] == "known"


@pytest.mark.parametrize("depth", [1, 3])
def test_lists_are_as_long_as_asked_and_hold_who_only_the_prior_knows(depth: int) -> None:
    made = collection(dict.fromkeys(QUERIES, "like"), {"known": 9, "like": 1, "other": 4})
    found = with_prior(made, LIKENESS, depth)[PRIOR]["q0"]
    assert list(found) == ["known", "other", "like"][:depth]
