"""The default model at work: ONNX Runtime, `tokenizers` and numpy, nothing heavier."""

import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Encoding, Tokenizer

from matching.encoder import store
from matching.encoder.base import Vectors
from matching.encoder.pieces import cut
from matching.encoder.texts import checked
from matching.errors import ModelUnavailable, UnusableText

SERVED, GRAPH, TOKENIZER = "onnx/", "onnx/model.onnx", "onnx/tokenizer.json"
QUERY, PASSAGE = "query: ", "passage: "
DIMENSION, LONGEST, PLEASANT = 384, 512, 256  # the last two in tokens
BATCH_TOKENS = 128  # padded tokens a run: larger ones leave the processor's cache
WAVE = 4096  # texts tokenised at a time, so that memory does not grow with the call


class OnnxEncoder:
    """The bundled model, quantised; safe to share between threads.

    Raises `ModelUnavailable` when `folder` holds no whole model; `threads` defaults to the
    processors, two at most.
    """

    dimension = DIMENSION

    def __init__(self, folder: Path, *, threads: int | None = None) -> None:
        manifest = store.read(folder)
        store.check(folder, manifest, served=SERVED)
        self.identity = f"{manifest.name}@{manifest.recipe}"
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
            self._session = _session(folder / GRAPH)
        except Exception as error:
            message = f"the model in {folder} cannot be loaded ({error}): {store.REBUILD}"
            raise ModelUnavailable(message) from error
        self._threads = threads or min(2, os.cpu_count() or 1)
        self._overhead = {text: self._count(text) for text in (QUERY, PASSAGE)}

    def pieces(self, text: str) -> list[str]:
        """Cut `text` into pieces of about 256 tokens, 512 at most, that join to `text` again.

        A blank text has no pieces. Raises `UnusableText` for what is not text.
        """
        checked([text] if not isinstance(text, str) or text.strip() else [])
        longest, target = LONGEST - self._overhead[PASSAGE], PLEASANT
        return cut(text, self._counts, target=target, limit=longest)

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of what is sought: float32 (n, 384), unit length; errors as the protocol."""
        return self._vectors(QUERY, texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of what is searched: float32 (n, 384), unit length; errors as the protocol."""
        return self._vectors(PASSAGE, texts)

    def _vectors(self, prefix: str, texts: Sequence[str]) -> Vectors:
        usable = checked(texts)
        waves = [
            self._encodings(prefix, usable[start : start + WAVE], start)
            for start in range(0, len(usable), WAVE)
        ]
        return np.concatenate([np.empty((0, DIMENSION), np.float32), *map(self._wave, waves)])

    def _wave(self, encodings: list[Encoding]) -> Vectors:
        """Vectors of tokenised texts: each batch on one thread, so that no thread waits for one."""
        vectors = np.empty((len(encodings), DIMENSION), np.float32)
        # The longest first: a long text begun last would keep one thread waiting.
        plan = list(batches(encodings))[::-1]

        def fill(rows: list[int]) -> None:
            vectors[rows] = self._run([encodings[row] for row in rows])

        if len(plan) == 1 or self._threads == 1:
            deque(map(fill, plan), maxlen=0)
        else:
            with ThreadPoolExecutor(self._threads) as pool:
                deque(pool.map(fill, plan), maxlen=0)
        return vectors

    def _encodings(self, prefix: str, texts: list[str], start: int) -> list[Encoding]:
        encodings = self._tokenizer.encode_batch_fast([prefix + text for text in texts])
        for position, encoding in enumerate(encodings, start):
            if len(encoding) > LONGEST:
                message = f"text {position} has {len(encoding)} tokens, the model reads {LONGEST}"
                raise UnusableText(f"{message}: cut it with `pieces`")
            if len(encoding) <= self._overhead[prefix]:
                raise UnusableText(f"text {position} has only invisible characters: leave it out")
        return list(encodings)

    def _run(self, encodings: list[Encoding]) -> Vectors:
        width = max(map(len, encodings))
        ids = np.ones((len(encodings), width), np.int64)  # 1 is the padding piece
        mask = np.zeros_like(ids)
        for row, encoding in enumerate(encodings):
            ids[row, : len(encoding)] = encoding.ids
            mask[row, : len(encoding)] = 1
        (vectors,) = self._session.run(None, {"ids": ids, "mask": mask})
        return np.asarray(vectors, np.float32)

    def _counts(self, texts: Sequence[str]) -> list[int]:
        encodings = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(encoding) for encoding in encodings]

    def _count(self, text: str) -> int:
        return len(self._tokenizer.encode(text))


def batches(encodings: Sequence[Encoding]) -> Iterator[list[int]]:
    """Positions of texts of like length, `BATCH_TOKENS` padded tokens a batch or one text."""
    batch: list[int] = []
    for row in sorted(range(len(encodings)), key=lambda row: len(encodings[row])):
        if batch and len(encodings[row]) * (len(batch) + 1) > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def _session(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # calls run side by side instead: see `_wave`
    options.log_severity_level = 3
    # The graph is written as it should run; further fusions make it slower.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
