from collections.abc import Iterator
from importlib.resources import files

import pytest
import yaml

from matching.lexical.analysis import terms
from matching.lexical.index import OTHERWISE, TermIndex, TermMatch
from matching.lexical.synonyms import Form, Synonyms, synonyms
from matching.profile import LANGUAGES, Passage

TEXTS = {
    "spelt": ("fr", "Solutions d’intelligence artificielle pour l’agriculture"),
    "acronym": ("fr", "Les startups de l’IA au Maroc"),
    "english": ("en", "A lab of artificial intelligence"),
    "arabic": ("ar", "حلول الذكاء الاصطناعي للفلاحة"),
    "other": ("fr", "Veille et intelligence économique"),
    "none": ("fr", "Prêt d’honneur pour un ami"),
}


@pytest.fixture(scope="module")
def index() -> TermIndex:
    made = TermIndex()
    for name, (lang, text) in TEXTS.items():
        made.replace(name, [Passage("text", lang, text)])
    return made


def found(index: TermIndex, lang: str, text: str) -> dict[str, TermMatch]:
    return index.search([Passage("query", lang, text)], len(TEXTS))


@pytest.mark.parametrize(
    ("lang", "asked", "typed"),
    [
        ("fr", "IA", "acronym"),
        ("fr", "ia", "acronym"),
        ("fr", "intelligence artificielle", "spelt"),
        ("en", "artificial intelligence", "english"),
        ("ar", "الذكاء الاصطناعي", "arabic"),
    ],
)
def test_a_thing_is_found_by_any_of_its_names_what_was_typed_first(
    index: TermIndex, lang: str, asked: str, typed: str
) -> None:
    ranked = found(index, lang, asked)
    assert next(iter(ranked)) == typed
    assert {"spelt", "acronym", "english", "arabic"} <= ranked.keys()
    assert "none" not in ranked


def test_all_words_of_a_name_are_needed(index: TermIndex) -> None:
    assert "other" not in found(index, "fr", "IA")


def test_what_is_also_a_word_is_an_acronym_in_capitals_alone() -> None:
    said = tuple(terms("appel à manifestation d’intérêt", "fr"))
    shouted, small = terms("AMI", "fr"), terms("ami", "fr")
    assert said in synonyms().of(shouted)[shouted[0]]
    assert not synonyms().of(small)


def test_what_the_lexicon_writes_otherwise_is_asked_too() -> None:
    [typed] = terms("maraîchage", "fr")
    others = synonyms().of([typed])[typed]
    assert tuple(terms("البستنة", "ar")) in others
    assert tuple(terms("market gardening", "en")) in others


def test_in_the_place_of_several_words_each_bears_its_part() -> None:
    long, short = (Form(tuple(terms(one, "fr"))) for one in ("petits fruits rouges", "baies"))
    parts = Synonyms([[long, short]]).of(long.said)
    assert [parts[one][short.said] for one in long.said] == [pytest.approx(1 / 3)] * 3


def test_an_answer_in_other_words_is_worth_a_part_of_one_in_those_typed() -> None:
    index = TermIndex()
    for name, text in {"typed": "ANAPEC", "otherwise": "أنابيك"}.items():
        index.replace(name, [Passage("text", "", text)])
    scores = found(index, "fr", "ANAPEC")
    assert scores["otherwise"].score == pytest.approx(OTHERWISE * scores["typed"].score)
    assert scores["otherwise"].share == pytest.approx(1)


def written() -> Iterator[dict[str, list[str]]]:
    text = files("matching.lexical").joinpath("synonyms.yaml").read_text("utf-8")
    yield from yaml.safe_load(text)


def test_each_acronym_is_spelt_out_in_the_three_languages_and_once() -> None:
    every = list(written())
    assert [one for one in every if not one.keys() >= {*LANGUAGES}] == []
    acronyms = [
        one for each in every for kind in ("acronym", "capitals") for one in each.get(kind, ())
    ]
    assert len({one.casefold() for one in acronyms}) == len(acronyms)
