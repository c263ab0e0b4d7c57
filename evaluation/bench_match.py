"""`wasl bench match`: how long a list takes, and what it costs in memory, as the catalogue grows.

Programmes are made from the product's own: each copy says one in another order of sentences, with
vectors nudged away from its original's, so that the index holds distinct vectors and the term
index as many words as a catalogue of that size would. Seekers are the sample startups.
"""

import multiprocessing
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from app.context import Context
from app.settings import settings
from evaluation.financing.desk import catalogue
from ingestion import startups
from matching.encoder.base import Encoder, Vectors
from matching.engine import Counter, Engine
from matching.index.faiss_index import FaissIndex
from matching.lexical.index import TermIndex
from matching.profile import Desk, Profile
from matching.retrieval import Retriever

SIZES = (100, 10_000, 100_000)
AS_OF = date(2026, 1, 15)
SEED = 2026
# Length of the nudge: copies of one programme come out at a cosine of about 0.96 to it, as two
# programmes of one family do.
NUDGE = 0.3
ROUNDS = 3
PERCENTILES = (50, 95, 99)
MEMORY = {"rss_mb": "VmRSS", "peak_mb": "VmHWM"}


def run(sizes: Sequence[int] = SIZES) -> dict[str, object]:
    """Measure each size in a process of its own, so that memory is that size's alone.

    Times are of `Engine.match`: query vectors, both searches, rules, ranking and evidence, on one
    thread after one unmeasured list; cold ones encode the startup's texts, warm ones remember.
    """
    start = perf_counter()
    spawn = multiprocessing.get_context("spawn")
    results = []
    for size in sizes:
        with spawn.Pool(1) as pool:
            results.append(pool.apply(measured, (size,)))
    return {
        "sizes": results,
        "model": Context(settings()).encoder.identity,
        "version": version("wasl"),
        "seconds": perf_counter() - start,
    }


def measured(size: int) -> dict[str, Any]:
    """Latencies in milliseconds and memory in mebibytes at one size.

    `rss_mb` is what is resident once the lists are made, `peak_mb` the most that ever was, which
    counts what only building the catalogue took.
    """
    encoder = Context(settings()).encoder
    began = perf_counter()
    engine, passages = filled(encoder, size)
    built = perf_counter() - began
    seekers = sample()
    timed(engine, seekers[0])
    cold = [timed(engine, seeker) for seeker in seekers]
    warm = [timed(engine, seeker) for _ in range(ROUNDS) for seeker in seekers]
    return {
        "profiles": size,
        "passages": passages,
        **{f"p{share}_ms": percentile(warm, share) for share in PERCENTILES},
        **{f"cold_p{share}_ms": percentile(cold, share) for share in PERCENTILES},
        "lists": len(warm),
        **memory(),
        "build_seconds": built,
    }


def filled(encoder: Encoder, size: int) -> tuple[Engine, int]:
    """An engine over `size` programmes, and how many passages they have."""
    vectors, terms = FaissIndex(encoder.dimension), TermIndex()
    profiles: dict[str, Profile] = {}
    for profile, rows in made(encoder, size):
        profiles[profile.id] = profile
        vectors.replace(profile.id, rows)
        terms.replace(profile.id, profile.passages)
    retriever = Retriever(encoder, vectors, terms)
    counter = Counter(retriever, lambda ids: {one: profiles[one] for one in ids})
    passages = sum(len(profile.passages) for profile in profiles.values())
    return Engine(encoder, {Desk.FINANCING: counter}), passages


def made(encoder: Encoder, size: int) -> Iterator[tuple[Profile, Vectors]]:
    """Programmes with their passages' vectors: the catalogue's, then copies of them."""
    random = np.random.default_rng(SEED)
    originals = [
        (one, encoder.passages([passage.text for passage in one.passages]))
        for one in catalogue()[:size]
    ]
    for number in range(size):
        original, rows = originals[number % len(originals)]
        copy = number // len(originals)
        if copy == 0:
            yield original, rows
        else:
            yield copied(original, copy, random), nudged(rows, random)


def copied(original: Profile, copy: int, random: np.random.Generator) -> Profile:
    """A copy that says the same sentences in another order, with a word of its own."""
    passages = []
    for passage in original.passages:
        sentences = passage.text.split(". ")
        random.shuffle(sentences)
        passages.append(replace(passage, text=". ".join([*sentences, f"variante{copy}"])))
    return replace(original, id=f"{original.id}-{copy}", passages=tuple(passages))


def nudged(rows: Vectors, random: np.random.Generator) -> Vectors:
    """Unit vectors near `rows` (n, dimension)."""
    noise = random.standard_normal(rows.shape, np.float32) * (NUDGE / np.sqrt(rows.shape[1]))
    moved = rows + noise
    unit: Vectors = moved / np.linalg.norm(moved, axis=1, keepdims=True)
    return unit


def sample() -> list[Profile]:
    """The sample startups."""
    batch = startups.read(Path(str(files("ingestion").joinpath("catalogue", "startups.yaml"))))
    return [startups.profile(record.data) for record in batch.records]


def timed(engine: Engine, seeker: Profile) -> float:
    """Seconds that one list of ten takes."""
    start = perf_counter()
    engine.match(seeker, Desk.FINANCING, limit=10, as_of=AS_OF)
    return perf_counter() - start


def percentile(seconds: Sequence[float], share: int) -> float:
    """A percentile of durations, in milliseconds."""
    return float(np.percentile(seconds, share)) * 1000


def memory() -> dict[str, float]:
    """Memory of this process in mebibytes, see `memory_of`."""
    return memory_of("self")


def memory_of(process: int | str) -> dict[str, float]:
    """Memory of a process in mebibytes: `rss_mb` resident now, `peak_mb` the most there was.

    As Linux counts them: VmRSS and VmHWM of proc(5), which start anew with the program, where
    getrusage(2) goes on from the process that started it.
    """
    lines = Path(f"/proc/{process}/status").read_text("utf-8").splitlines()
    status = dict(line.split(":", 1) for line in lines)
    return {name: int(status[field].split()[0]) / 1024 for name, field in MEMORY.items()}
