"""Any sentence-transformers model, through the library. Imports torch."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from matching.encoder.base import Vectors
from matching.encoder.pieces import cut
from matching.encoder.texts import checked
from matching.errors import ModelUnavailable, UnusableText

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

PLEASANT = 256
E5_PROMPTS = ("query: ", "passage: ")
QUERY_KEYS, PASSAGE_KEYS = ("query",), ("passage", "document", "corpus")


class SentenceTransformerEncoder:
    """`model` is a name on the model hub or a folder; vectors are scaled to unit length.

    Prefixes are the model's own prompts; those of E5 for a model of that family that states
    none; else nothing. Raises `ModelUnavailable` when the library cannot load the model.
    """

    def __init__(self, model: str) -> None:
        self.library = loaded(model)
        self._query, self._passage = prefixes(model, self.library.prompts)
        self.dimension = int(self.library.get_embedding_dimension() or 0)
        self._longest = int(self.library.max_seq_length or 512)
        self.identity = (
            f"{Path(model).name}@{fingerprint(self.library, self._query, self._passage)}"
        )

    def pieces(self, text: str) -> list[str]:
        """Cut `text` into pieces that the model reads whole and that join to `text` again."""
        checked([text] if not isinstance(text, str) or text.strip() else [])
        longest = self._longest - self._counts([self._passage])[0]
        content = longest - self._counts([""])[0]
        return cut(text, self._counts, target=min(PLEASANT, content), limit=longest)

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of what is sought: float32 (n, dimension), unit length."""
        return self._vectors(self._query, texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of what is searched: float32 (n, dimension), unit length."""
        return self._vectors(self._passage, texts)

    def _vectors(self, prefix: str, texts: Sequence[str]) -> Vectors:
        prefixed = [prefix + text for text in checked(texts)]
        for position, count in enumerate(self._counts(prefixed)):
            if count > self._longest:
                message = f"text {position} has {count} tokens, the model reads {self._longest}"
                raise UnusableText(f"{message}: cut it with `pieces`")
        if not prefixed:
            return np.empty((0, self.dimension), np.float32)
        vectors = self.library.encode(
            prefixed, prompt="", normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, np.float32)

    def _counts(self, texts: Sequence[str]) -> list[int]:
        if not texts:
            return []
        encoded = self.library.tokenizer(list(texts), truncation=False, verbose=False)
        return [len(ids) for ids in encoded["input_ids"]]


def loaded(model: str) -> "SentenceTransformer":
    """The library's model on the processor; raises `ModelUnavailable` when it cannot be had."""
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - imports torch

    try:
        return SentenceTransformer(model, device="cpu")
    except Exception as error:
        reason = str(error).strip().partition("\n")[0]
        message = f"WASL_MODEL={model} cannot be loaded ({type(error).__name__}: {reason})"
        advice = "give the name or folder of a sentence-transformers model, or unset WASL_MODEL"
        raise ModelUnavailable(f"{message}: {advice}") from error


def prefixes(model: str, prompts: Mapping[str, str | None]) -> tuple[str, str]:
    """What goes before a query and a passage."""
    stated = [
        next((prompts[key] or "" for key in keys if prompts.get(key)), "")
        for keys in (QUERY_KEYS, PASSAGE_KEYS)
    ]
    if not any(stated) and "e5" in Path(model).name.lower():
        return E5_PROMPTS
    return stated[0], stated[1]


def fingerprint(model: "SentenceTransformer", query: str, passage: str) -> str:
    """A digest of the model's weights and prefixes, 12 hexadecimal digits."""
    total = sha256(json.dumps([query, passage]).encode())
    for name, tensor in sorted(model.state_dict().items()):
        total.update(name.encode())
        total.update(tensor.detach().cpu().float().numpy().tobytes())
    return total.hexdigest()[:12]
