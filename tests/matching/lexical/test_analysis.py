import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.lexical.analysis import terms
from matching.lexical.languages import guess, stem
from matching.lexical.spelling import fold


def stems(text: str, lang: str = "fr") -> list[str]:
    return [term.stem for term in terms(text, lang)]


def marks(text: str, lang: str = "fr") -> list[str]:
    return [term.mark for term in terms(text, lang) if term.mark]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("l'innovation", "innovation"),
        ("l’innovation", "innovation"),
        ("jusqu’à la création d'entreprises", "création entreprise"),
        ("PRET D'HONNEUR", "prêt d’honneur"),
        ("une start-up", "des startups"),
        ("l'e-commerce", "ecommerce"),
        ("capital-risque", "capital risque"),
        ("œuvres", "oeuvre"),
        ("ingénieur·e·s", "ingénieurs"),
        ("chef(fe) de projet (h/f)", "chef de projet"),
        ("Directeur F/H/X", "directeur"),
        ("500 000 dirhams", "500000 dirhams"),
        ("1,5 million", "1.5 millions"),
    ],
)
def test_french_spellings_of_one_thing_are_alike(one: str, other: str) -> None:
    assert stems(one) == stems(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("التمويل", "تمويل"),
        ("والتمويل", "تمويل"),
        ("بالتمويل", "للتمويل"),
        ("الشركات", "شركة"),
        ("شركه", "شركة"),
        ("إستثمار", "استثمار"),
        ("اقْتِصَاد", "اقتصاد"),
        ("الـمـغـرب", "المغرب"),
        ("مستشفى", "مستشفي"),
        ("المقاولون", "مقاولات"),
        ("٢٠٢٤", "2024"),
    ],
)
def test_arabic_spellings_of_one_thing_are_alike(one: str, other: str) -> None:
    assert stems(one, "ar") == stems(other, "ar") != []


def test_english_contractions_and_possessives_leave_the_word() -> None:
    assert stems("The founder's companies don't export", "en") == stems(
        "founder company export", "en"
    )


@pytest.mark.parametrize("text", ["le la les de des et", "the of and is", "في من إلى على"])
def test_a_text_of_stopwords_has_no_terms(text: str) -> None:
    assert terms(text) == []


@pytest.mark.parametrize("word", ["r&d", "c++", "c#", "iot", "mvp", "sarl", "h2020", "3d", "b2b"])
def test_codes_and_acronyms_are_kept_whole_and_marked(word: str) -> None:
    written = {"iot": "IoT", "sarl": "S.A.R.L."}.get(word, word.upper())
    assert marks(f"un projet de {written} pour demain") == [word]


def test_an_acronym_that_is_spelled_as_a_stopword_is_kept() -> None:
    assert "it" in stems("we buy IT and it works", "en")


def test_names_are_marked_inside_a_sentence_and_not_at_its_start() -> None:
    text = "Nous vendons nos produits à Casablanca. Demain nos produits iront aussi vers Rabat."
    assert marks(text) == ["casablanca", "rabat"]


@pytest.mark.parametrize("text", ["PRET D'HONNEUR POUR STARTUPS", "Ingénieur En Informatique"])
def test_capitals_that_all_words_have_mark_nothing(text: str) -> None:
    assert marks(text) == []


def test_a_word_is_read_by_its_script_whatever_the_text() -> None:
    found = terms("تمويل startup", "ar")
    assert [term.lang for term in found] == ["ar", "fr"]
    assert terms("le تمويل", "fr") == terms("تمويل", "ar")


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Nous cherchons un financement pour notre projet", "fr"),
        ("We are looking for funding for our project", "en"),
        ("نبحث عن تمويل لمشروعنا مع Innov Invest", "ar"),
        ("Buscamos una financiación para el proyecto", "es"),
        ("Wir suchen eine Finanzierung für unser Projekt", "de"),
        ("énergie", "fr"),
        ("", "fr"),
    ],
)
def test_a_language_that_is_not_stated_is_guessed(text: str, lang: str) -> None:
    assert guess(text) == lang


def test_words_of_a_language_without_analysis_are_compared_as_written() -> None:
    assert [(term.lang, term.stem) for term in terms("Città nuova", "it")] == [
        ("other", "citta"),
        ("other", "nuova"),
    ]


@settings(deadline=None)
@given(st.text())
def test_any_text_gives_terms_without_spaces_or_blanks(text: str) -> None:
    for term in terms(text):
        assert term.stem.strip()
        assert not any(letter.isspace() for letter in term.stem + term.mark)


@settings(deadline=None)
@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@settings(deadline=None)
@given(st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهويةىأإآ", min_size=4, max_size=9))
def test_an_arabic_word_is_the_same_with_the_article(word: str) -> None:
    plain = word.lstrip("والبكفأإآ")
    # A stop word, as هذا however it is spelled, is none with an article.
    if len(plain) >= 3 and stem(plain, "ar"):
        assert stem("ال" + plain, "ar") == stem("وال" + plain, "ar") == stem(plain, "ar")
