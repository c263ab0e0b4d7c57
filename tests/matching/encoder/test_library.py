from pathlib import Path

import numpy as np
import pytest

from app.settings import settings
from matching.encoder import open_encoder
from matching.encoder.base import Encoder
from matching.encoder.build import LIBRARY, location
from matching.encoder.library import prefixes
from matching.encoder.verification import cosines
from matching.errors import ModelUnavailable, UnusableText


@pytest.fixture(scope="module")
def library(encoder: Encoder) -> Encoder:
    return open_encoder(settings().home, str(location(settings().home) / LIBRARY))


def test_the_saved_model_gives_the_served_vectors(library: Encoder, encoder: Encoder) -> None:
    texts = ["un prêt d'honneur", "قرض الشرف", "an honour loan"]
    assert library.dimension == encoder.dimension
    assert cosines(library.queries(texts), encoder.queries(texts)).min() > 0.98
    assert cosines(library.passages(texts), encoder.passages(texts)).min() > 0.98


def test_pieces_join_to_the_text_and_are_read_whole(library: Encoder) -> None:
    text = "Le programme finance la première série. " * 120
    pieces = library.pieces(text)
    assert "".join(pieces) == text
    assert np.isfinite(library.passages(pieces[:1])).all()


@pytest.mark.parametrize(
    ("texts", "said"), [([""], "blank"), ([3], "not text"), (["mot " * 600], "`pieces`")]
)
def test_an_unusable_text_is_refused(library: Encoder, texts: list[str], said: str) -> None:
    with pytest.raises(UnusableText, match=said):
        library.queries(texts)


def test_an_unknown_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"WASL_MODEL=.*cannot be loaded.*unset WASL_MODEL"):
        open_encoder(tmp_path, str(tmp_path / "no-such-model"))


@pytest.mark.parametrize(
    ("model", "prompts", "expected"),
    [
        ("any/bert", {}, ("", "")),
        ("intfloat/multilingual-e5-base", {}, ("query: ", "passage: ")),
        ("any/e5", {"query": "ask: ", "document": "doc: "}, ("ask: ", "doc: ")),
        ("any/bert", {"query": "ask: "}, ("ask: ", "")),
        ("any/bert", {"query": "", "document": ""}, ("", "")),
    ],
)
def test_prefixes_are_the_models_own_else_those_of_its_family(
    model: str, prompts: dict[str, str], expected: tuple[str, str]
) -> None:
    assert prefixes(model, prompts) == expected
