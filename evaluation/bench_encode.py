"""`wasl bench encode`: the default encoder against sentence-transformers on torch float32."""

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import fmean, median
from time import perf_counter
from typing import TYPE_CHECKING, TypedDict

import numpy as np

from app.settings import settings
from evaluation.collection import Collection, Text, load_collection
from evaluation.metrics import measure
from evaluation.retrieval import named
from evaluation.vector_cache import CachedEncoder
from matching.encoder.base import Encoder, Vectors
from matching.encoder.build import LIBRARY, location
from matching.encoder.library import SentenceTransformerEncoder
from matching.encoder.opening import open_encoder

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BASELINE = "sentence-transformers torch float32"
TEXTS, ROUNDS, DEPTH = 100, 3, 10
BANDS = ((8, 32), (32, 64), (64, 128), (128, 256), (256, 384))  # tokens; equal shares of each
DRAWN = 1000  # texts of a collection that the timed ones are chosen from


class Compared(TypedDict):
    """A collection's sizes, and nDCG@10 of both encoders on it."""

    name: str
    queries: int
    documents: int
    ndcg: float
    baseline_ndcg: float


@dataclass(frozen=True, slots=True)
class Units:
    """What is encoded of some texts: their pieces, and at which piece each text begins."""

    ids: list[str]
    pieces: list[str]
    starts: list[int]


def run(folders: Sequence[Path], texts: int | None = None) -> dict[str, object]:
    """Time both on the same `texts` (default 100) in turn, and measure both on every collection.

    Speed is the median of three rounds, ours then the baseline's, over texts of the collections,
    equal numbers of 8-32, 32-64, 64-128, 128-256 and 256-384 tokens. Quality is nDCG@10 of dense
    retrieval by exact search; a text beyond 256 tokens counts as its best piece, for both. Vectors
    are kept in `WASL_HOME/evaluation` by model and text: a second run encodes only what is new.
    """
    start = perf_counter()
    home = settings().home
    ours, folder = open_encoder(home), location(home) / LIBRARY
    baseline = SentenceTransformerEncoder(str(folder))
    collections = [
        load_collection(one.folder, name=one.name) for one in named(folders, settings().datasets)
    ]
    speed = timed(ours, baseline.library, drawn(collections, baseline.library, texts or TEXTS))
    with remembering(ours, baseline, folder=home / "evaluation") as (kept, reference):
        quality = [compared(collection, kept, reference) for collection in collections]
    return speed | {
        "datasets": [told(one) for one in quality],
        "ndcg@10": fmean(one["ndcg"] for one in quality),
        "baseline_ndcg@10": fmean(one["baseline_ndcg"] for one in quality),
        "model": ours.identity,
        "version": version("wasl"),
        "seconds": perf_counter() - start,
    }


def drawn(
    collections: Sequence[Collection], library: "SentenceTransformer", count: int
) -> list[str]:
    """About `count` texts, equal numbers of each band of lengths, in an order without meaning."""
    chance = random.Random(0)  # noqa: S311 - a sample, not a secret
    pool: set[str] = set()
    for collection in collections:
        every = [one.text for one in (*collection.documents, *collection.queries)]
        pool.update(chance.sample(every, min(DRAWN, len(every))))
    usable = sorted(text for text in pool if text.strip())
    lengths = [len(ids) for ids in library.tokenizer(usable)["input_ids"]]
    chosen: list[str] = []
    for low, high in BANDS:
        band = [text for text, n in zip(usable, lengths, strict=True) if low <= n < high]
        chosen += chance.sample(band, min(max(1, count // len(BANDS)), len(band)))
    chance.shuffle(chosen)
    return chosen


def timed(ours: Encoder, library: "SentenceTransformer", texts: list[str]) -> dict[str, object]:
    """Texts a second of both, their ratio, and how near their vectors are."""
    rates: dict[str, list[float]] = {"ours": [], "baseline": []}
    ours.passages(texts[:4])
    library.encode(texts[:4], prompt_name="passage", show_progress_bar=False)
    for _ in range(ROUNDS):
        start = perf_counter()
        mine = ours.passages(texts)
        middle = perf_counter()
        theirs = library.encode(texts, prompt_name="passage", show_progress_bar=False)
        rates["ours"].append(len(texts) / (middle - start))
        rates["baseline"].append(len(texts) / (perf_counter() - middle))
    cosines = np.einsum("nd,nd->n", mine, np.asarray(theirs, np.float32))
    rate, base = median(rates["ours"]), median(rates["baseline"])
    lengths = [len(ids) for ids in library.tokenizer(texts)["input_ids"]]
    return {
        "texts": len(texts),
        "tokens_a_text": fmean(lengths),
        "texts_per_second": rate,
        "baseline": {"name": BASELINE, "texts_per_second": base},
        "ratio": rate / base,
        "rounds": rates,
        "cosine": float(cosines.mean()),
        "cosine_least": float(cosines.min()),
    }


def compared(collection: Collection, ours: Encoder, baseline: Encoder) -> Compared:
    """Measure both on a collection, cut into the same pieces."""
    documents, queries = units(collection.documents, ours), units(collection.queries, ours)
    values = [
        measure(collection.qrels, searched(queries, documents, encoder))["ndcg@10"]
        for encoder in (ours, baseline)
    ]
    return Compared(
        name=collection.name,
        queries=len(queries.ids),
        documents=len(documents.ids),
        ndcg=values[0],
        baseline_ndcg=values[1],
    )


def told(one: Compared) -> dict[str, object]:
    """A collection's line in the result."""
    sizes = {"name": one["name"], "queries": one["queries"], "documents": one["documents"]}
    return sizes | {"ndcg@10": one["ndcg"], "baseline_ndcg@10": one["baseline_ndcg"]}


def units(texts: Sequence[Text], encoder: Encoder) -> Units:
    """The pieces of the texts that are not blank."""
    whole = Units([], [], [])
    for one in texts:
        if pieces := encoder.pieces(one.text):
            whole.ids.append(one.id)
            whole.starts.append(len(whole.pieces))
            whole.pieces.extend(pieces)
    return whole


def searched(queries: Units, documents: Units, encoder: Encoder) -> dict[str, list[str]]:
    """The ten nearest documents of each query, by the best pair of their pieces."""
    asked, held = encoder.queries(queries.pieces), encoder.passages(documents.pieces)
    ends = [*queries.starts[1:], len(queries.pieces)]
    rankings: dict[str, list[str]] = {}
    for query, start, end in zip(queries.ids, queries.starts, ends, strict=True):
        scores = np.maximum.reduceat((held @ asked[start:end].T).max(axis=1), documents.starts)
        rankings[query] = [documents.ids[row] for row in best(scores)]
    return rankings


def best(scores: Vectors) -> list[int]:
    """Positions of the `DEPTH` highest scores, highest first."""
    top = np.argpartition(-scores, min(DEPTH, len(scores) - 1))[:DEPTH]
    return [int(row) for row in top[np.argsort(-scores[top], kind="stable")]]


@contextmanager
def remembering(*encoders: Encoder, folder: Path) -> Iterator[list[CachedEncoder]]:
    """The encoders with their vectors kept in `folder`."""
    kept = [CachedEncoder(encoder, folder) for encoder in encoders]
    try:
        yield kept
    finally:
        for one in kept:
            one.close()
