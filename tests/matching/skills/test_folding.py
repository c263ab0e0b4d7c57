import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.skills.folding import Edge, folded, key


@pytest.mark.parametrize(
    "alike",
    [
        ("Front-end", "frontend", "FRONT END", "front/end"),
        ("gestion des stocks", "gestion de stock", "Gestion du stock"),
        ("Node.js", "nodejs", "Node JS"),
        ("Développement", "developpement", unicodedata.normalize("NFD", "développement")),
        ("C++", "c++"),
        ("البرمجة", "برمجه", "بُرمجة", "وبالبرمجة"),
        ("إدارة المشاريع", "ادارة مشاريع"),
        ("développeur·se web", "développeur web", "développeur(se) web"),
        ("tableaux croisés", "tableau croisé"),
    ],
)
def test_writings_of_one_form_have_one_key(alike: tuple[str, ...]) -> None:
    assert len({key(form) for form in alike}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("C", "C++"),
        ("C", "C#"),
        ("C++", "C#"),
        (".NET", "net"),
        ("R", "R&D"),
        ("Java", "JavaScript"),
    ],
)
def test_what_differs_keeps_its_own_key(one: str, other: str) -> None:
    assert key(one) != key(other)


def test_a_form_of_nothing_but_an_article_has_a_key() -> None:
    assert key("DES") == "des"


def test_spans_are_whole_words_of_the_text_as_given() -> None:
    text = "suivi des Stocks, وبالبرمجة"
    place = folded(text)
    first = place.key.index("stock")
    start, end = place.span(first, first + len("stock"))
    assert text[start:end] == "Stocks"
    first = place.key.index("برمجه")
    start, end = place.span(first, first + len("برمجه"))
    assert text[start:end] == "وبالبرمجة"


def test_addresses_leave_no_words() -> None:
    kept = folded("java@example.com et https://python.org/doc et github.com/docker")
    assert not {"java", "python", "docker"} & set(kept.key.replace("et", "\n").split("\n"))


def test_a_particle_joined_to_an_arabic_word_is_an_edge() -> None:
    place = folded("بجافا")
    assert place.edges[1] & Edge.AFTER_PARTICLE


@given(st.text())
def test_any_text_folds_with_a_span_and_edges_for_each_letter(text: str) -> None:
    place = folded(text)
    assert len(place.key) == len(place.spans) == len(place.edges)
    assert all(0 <= start <= end <= len(text) for start, end in place.spans)


@given(st.text(alphabet="abcé èلاب-'. C+#", max_size=30))
def test_folding_its_own_key_changes_nothing_but_what_articles_and_plurals_took(form: str) -> None:
    assert key(form) == key(form.upper().replace("-", " "))
