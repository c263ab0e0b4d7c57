from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.encoder.base import Encoder
from matching.encoder.pieces import SENTENCE, cut, split
from matching.errors import UnusableText


def by_characters(texts: Sequence[str]) -> list[int]:
    return [len(text) for text in texts]


@given(st.text(), st.integers(1, 30), st.integers(0, 30))
def test_no_text_is_lost_and_no_piece_is_above_the_limit(text: str, target: int, more: int) -> None:
    pieces = cut(text, by_characters, target=target, limit=target + more)
    assert "".join(pieces) == (text if text.strip() else "")
    assert all(len(piece) <= target + more for piece in pieces)


@pytest.mark.parametrize("text", ["", "  ", "\n\t"])
def test_a_blank_text_has_no_pieces(text: str) -> None:
    assert cut(text, by_characters, target=5, limit=9) == []


def test_a_text_within_the_target_is_one_piece() -> None:
    assert cut("Un mot. Deux.", by_characters, target=13, limit=20) == ["Un mot. Deux."]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Quoi ? Rien. Fin", ["Quoi ? ", "Rien. ", "Fin"]),
        ("ماذا؟ لا شيء؛ انتهى۔ نعم", ["ماذا؟ ", "لا شيء؛ ", "انتهى۔ ", "نعم"]),
        ("Il dit « oui. » Puis non.", ["Il dit « oui. ", "» Puis non."]),
        ("3.5 MDH\nsuite", ["3.5 MDH\n", "suite"]),
    ],
)
def test_sentences_end_at_latin_and_arabic_punctuation_and_at_lines(
    text: str, sentences: list[str]
) -> None:
    assert split(text, SENTENCE) == sentences


def test_a_sentence_within_the_limit_is_kept_whole_though_above_the_target() -> None:
    text = "Court. Une phrase un peu longue. Fin."
    assert cut(text, by_characters, target=10, limit=30) == [
        "Court. ",
        "Une phrase un peu longue. ",
        "Fin.",
    ]


def test_a_sentence_above_the_limit_is_cut_between_words() -> None:
    pieces = cut("alpha beta gamma delta", by_characters, target=12, limit=14)
    assert pieces == ["alpha beta ", "gamma delta"]


@pytest.mark.parametrize(
    "text",
    [
        "x" * 5000,
        "ﷺ" * 600,
        "Le prêt d'honneur finance l'amorçage. " * 200,
        "يمول قرض الشرف مرحلة الانطلاق؛ " * 200,
        "financement " * 3000,
    ],
    ids=["one word", "expanding characters", "French", "Arabic", "no punctuation"],
)
def test_the_model_reads_each_piece_of_a_long_text(encoder: Encoder, text: str) -> None:
    pieces = encoder.pieces(text)
    assert "".join(pieces) == text
    assert len(pieces) > 1
    assert encoder.passages(pieces).shape == (len(pieces), encoder.dimension)  # refuses above 512


def test_what_is_not_text_has_no_pieces(encoder: Encoder) -> None:
    with pytest.raises(UnusableText, match="not text"):
        encoder.pieces(None)  # type: ignore[arg-type]
