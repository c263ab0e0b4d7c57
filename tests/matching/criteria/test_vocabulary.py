from matching.criteria.facts import fact_types
from matching.criteria.verdict import Truth
from matching.criteria.vocabulary import Vocabulary, vocabularies, vocabulary


def test_a_value_satisfies_itself_and_its_synonyms() -> None:
    words = Vocabulary(synonyms={"TIC": "digital"})
    assert words.satisfies("digital", "TIC") is Truth.YES
    assert words.satisfies("TIC", "digital") is Truth.YES


def test_a_special_value_is_a_general_one() -> None:
    words = Vocabulary(is_={"fintech": ["digital"]})
    assert words.satisfies("fintech", "digital") is Truth.YES


def test_who_says_only_a_general_value_may_be_a_special_one() -> None:
    words = Vocabulary(synonyms={"TIC": "digital"}, is_={"fintech": ["digital"]})
    assert words.any_satisfies(["TIC"], ["fintech"]) is Truth.UNKNOWN


def test_who_says_more_than_a_general_value_would_have_said_the_special_one() -> None:
    words = Vocabulary(is_={"fintech": ["digital"]})
    assert words.any_satisfies(["logistique", "digital"], ["fintech"]) is Truth.NO


def test_free_words_that_nobody_listed_may_be_anything() -> None:
    words = Vocabulary(is_={"SaaS B2B": ["B2B"], "application": ["B2C"]}, free=True)
    assert words.satisfies("abonnements", "B2B") is Truth.UNKNOWN
    assert words.satisfies("application", "B2B") is Truth.NO


def test_a_listed_value_that_nobody_relates_is_none_of_the_others() -> None:
    assert vocabulary("sector").satisfies("tourisme", "digital") is Truth.NO


def test_the_best_of_several_answers_counts() -> None:
    words = Vocabulary(is_={"a": ["x"]}, maybe={"b": ["x"]})
    assert words.any_satisfies(["b", "a"], ["x"]) is Truth.YES
    assert words.any_satisfies(["b"], ["x", "y"]) is Truth.UNKNOWN
    assert words.any_satisfies([], ["x"]) is Truth.NO


def test_a_fact_without_vocabulary_is_compared_as_it_is() -> None:
    assert vocabulary("legal_form").satisfies("SA", "SA") is Truth.YES
    assert vocabulary("legal_form").satisfies("SARL", "SA") is Truth.NO


def test_the_tree_of_sectors_is_made_of_sectors_one_may_state() -> None:
    shares = {"greentech (≤20 %)", "biotech (≤20 %)"}  # what a fund says of itself
    assert vocabulary("sector").names - shares <= set(fact_types()["sector"].values)


def test_no_kinship_names_a_value_by_a_synonym_of_another() -> None:
    for words in vocabularies().values():
        certain = {(value, name) for value, names in words.is_.items() for name in names}
        plausible = {(value, name) for value, names in words.maybe.items() for name in names}
        assert not certain & plausible


def test_a_fund_that_puts_a_fifth_of_its_money_there_may_answer() -> None:
    for sector in ("greentech", "watertech", "énergies renouvelables", "biotech"):
        wanted = ["greentech (≤20 %)", "biotech (≤20 %)"]
        assert vocabulary("sector").any_satisfies([sector], wanted) is Truth.UNKNOWN
