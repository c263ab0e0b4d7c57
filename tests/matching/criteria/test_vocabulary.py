from matching.criteria.verdict import Truth
from matching.criteria.vocabulary import Vocabulary, vocabularies, vocabulary


def test_a_value_satisfies_itself_and_its_synonyms() -> None:
    words = Vocabulary(synonyms={"TIC": "digital"})
    assert words.satisfies("digital", "TIC") is Truth.YES
    assert words.satisfies("TIC", "digital") is Truth.YES


def test_a_general_value_only_may_be_a_special_one() -> None:
    words = Vocabulary(is_={"fintech": ["digital"]})
    assert words.satisfies("fintech", "digital") is Truth.YES
    assert words.satisfies("digital", "fintech") is Truth.UNKNOWN


def test_the_best_of_several_answers_counts() -> None:
    words = Vocabulary(is_={"a": ["x"]}, maybe={"b": ["x"]})
    assert words.any_satisfies(["b", "a"], ["x"]) is Truth.YES
    assert words.any_satisfies(["b"], ["x", "y"]) is Truth.UNKNOWN
    assert words.any_satisfies([], ["x"]) is Truth.NO


def test_a_fact_without_vocabulary_is_compared_as_it_is() -> None:
    assert vocabulary("legal_form").satisfies("SA", "SA") is Truth.YES
    assert vocabulary("legal_form").satisfies("SARL", "SA") is Truth.NO


def test_no_kinship_names_a_value_by_a_synonym_of_another() -> None:
    for words in vocabularies().values():
        certain = {(value, name) for value, names in words.is_.items() for name in names}
        plausible = {(value, name) for value, names in words.maybe.items() for name in names}
        assert not certain & plausible
