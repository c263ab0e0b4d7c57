"""`FaissIndex`: the `VectorIndex` of one process, on FAISS.

One inverted file of half-precision vectors. Small, it has a single cell and a search is exact;
grown, it is cut into cells and a search reads the nearest ones (see `Layout`). Candidates are
then scored exactly from their stored vectors.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from pathlib import Path
from threading import RLock
from typing import Any, Self

import faiss
import numpy as np
import numpy.typing as npt

from matching.encoder.base import Vectors
from matching.index.base import Stamp
from matching.index.stamped import reading_stamped, write_stamped

FORM = "faiss ivf fp16, 1"
CELLS, PROFILES = "vectors.faiss", "profiles.json"

# A row is a profile's number and a passage's position: number << PASSAGE_BITS | position.
PASSAGE_BITS = 16

# Fewest passages that a query fetches, and most that are scored one by one instead of searched.
SHALLOWEST, SCORED_WHOLE = 100, 2_000

# Decimals of a score that are kept: those of single precision, and two more.
DIGITS = 9

HALF, NOT_BY_RESIDUAL = faiss.ScalarQuantizer.QT_fp16, (False,)

# A search is one thread's work: FAISS's own threads wait on each other when every core is busy
# serving (adding one profile took 5.7 ms with two threads on two busy cores, 0.03 ms with one).
faiss.omp_set_num_threads(1)

Rows = npt.NDArray[np.int64]


SINGLE, SHARE_READ, GROWTH = 20_000, 1 / 4, 4


@dataclass(frozen=True, slots=True)
class Layout:
    """How many cells hold the vectors, and how many of them a search reads.

    Up to `SINGLE` vectors one cell is scanned whole. Figures: `docs/benchmarks.md`.
    """

    cells: int
    probes: int
    capacity: int

    @classmethod
    def of(cls, rows: int) -> Self:
        """Lay out for `rows` vectors; to be done again beyond `capacity`."""
        if rows <= SINGLE:
            return cls(cells=1, probes=1, capacity=SINGLE)
        cells = round(2 * sqrt(rows))
        return cls(cells, ceil(cells * SHARE_READ), rows * GROWTH)


@dataclass(frozen=True, slots=True)
class Held:
    """Where a profile's vectors are: rows number << PASSAGE_BITS and the `count` - 1 after."""

    number: int
    count: int

    @property
    def rows(self) -> Rows:
        """The rows, in the order of the passages."""
        return _rows([self])


class FaissIndex:
    """See `VectorIndex`. Searches and changes may come from several threads."""

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension
        self._lock = RLock()
        self._held: dict[str, Held] = {}
        self._names: dict[int, str] = {}
        self._next = 0
        self._lay_out(Layout.of(0), np.empty((0, dimension), np.float32))

    def __len__(self) -> int:
        """Count the profiles."""
        return len(self._held)

    def replace(self, profile_id: str, vectors: Vectors) -> None:
        """Make `vectors` (passages, dimension) the profile's only ones, adding it if new.

        A profile without a vector is not kept. Raises `ValueError` for another shape.
        """
        if vectors.ndim != 2 or vectors.shape[1] != self.dimension:
            message = f"vectors of shape {vectors.shape} where (n, {self.dimension}) is expected"
            raise ValueError(message)
        with self._lock:
            self.remove(profile_id)
            if len(vectors):
                self._add(profile_id, np.ascontiguousarray(vectors, np.float32))

    def remove(self, profile_id: str) -> None:
        """Forget a profile; nothing happens when it is not there."""
        with self._lock:
            held = self._held.pop(profile_id, None)
            if held is not None:
                del self._names[held.number]
                self._cells.remove_ids(faiss.IDSelectorArray(held.rows))

    def search(
        self, queries: Vectors, limit: int, among: Collection[str] | None = None
    ) -> dict[str, float]:
        """The `limit` best profiles and their scores, best first; equals come by id.

        A profile's score is the mean, over the `queries` (m, dimension), of the best cosine
        among its passages: exact for the candidates, the owners of each query's nearest passages
        that can score best. `among` restricts the search to these ids; up to a few thousand
        passages of theirs are all scored, and however many where `limit` leaves none out.
        """
        queries = np.ascontiguousarray(queries, np.float32)
        with self._lock:
            if limit < 1 or not len(queries) or not self._held:
                return {}
            scores = self._score(self._candidates(queries, limit, among), queries)
        best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:limit]
        return dict(best)

    def vectors(self, profile_ids: Sequence[str]) -> list[Vectors]:
        """Each profile's vectors, (passages, dimension), in the order of its passages.

        They are kept in half precision. Raises `KeyError` for an id that is not here.
        """
        with self._lock:
            held = [self._held[profile_id] for profile_id in profile_ids]
            together = self._read(_rows(held))
        return np.split(together, np.cumsum([one.count for one in held[:-1]])) if held else []

    def save(self, folder: Path, stamp: Stamp) -> None:
        """Write everything under `folder`, whole or not at all."""
        with self._lock:
            write_stamped(folder, FORM, stamp, self._fill)

    @classmethod
    def load(cls, folder: Path, model: str) -> tuple[Self, Stamp]:
        """Read it back; raises `StaleIndex` when missing, damaged or made by another model."""
        with reading_stamped(folder, FORM, model) as stamp:
            cells = faiss.read_index(str(folder / CELLS))
            content = json.loads((folder / PROFILES).read_text(encoding="utf-8"))
            index = cls(cells.d)
            index._restore(cells, content)
        return index, stamp

    def _add(self, profile_id: str, vectors: Vectors) -> None:
        held = Held(self._next, len(vectors))
        self._next += 1
        self._held[profile_id] = held
        self._names[held.number] = profile_id
        self._cells.add_with_ids(vectors, held.rows)
        if self._cells.ntotal > self._layout.capacity:
            self._lay_out(Layout.of(self._cells.ntotal), self._read(_rows(self._held.values())))

    def _lay_out(self, layout: Layout, vectors: Vectors) -> None:
        """Put all vectors, given in the order of `_held`, into new cells."""
        self._cells, self._layout = _empty_cells(layout, vectors, self.dimension), layout
        if len(vectors):
            self._cells.add_with_ids(vectors, _rows(self._held.values()))

    def _candidates(
        self, queries: Vectors, limit: int, among: Collection[str] | None
    ) -> list[Held]:
        """List the profiles to score exactly: all that are asked for if few, else the nearest."""
        if among is None and len(self) > limit:
            return self._nearest(queries, limit, None, len(self))
        wanted = self._held.keys() if among is None else set(among) & self._held.keys()
        chosen = [self._held[one] for one in wanted]
        # Where all are asked for, none may be missing for being in a cell that is not read.
        if len(chosen) <= limit or sum(held.count for held in chosen) <= SCORED_WHOLE:
            return chosen
        selector = faiss.IDSelectorBatch(_rows(chosen))
        return self._nearest(queries, limit, selector, len(chosen))

    def _nearest(
        self, queries: Vectors, limit: int, selector: faiss.IDSelector | None, profiles: int
    ) -> list[Held]:
        """Find the owners of each query's nearest passages: `limit` or more if the cells do."""
        passages = self._cells.ntotal / len(self)
        depth = max(SHALLOWEST, ceil(2 * limit * passages))
        while True:
            numbers = self._owners(queries, min(depth, self._cells.ntotal), selector)
            if len(numbers) >= min(limit, profiles) or depth >= self._cells.ntotal:
                return [self._held[self._names[one]] for one in numbers[: 2 * limit]]
            depth *= 4

    def _owners(self, queries: Vectors, depth: int, selector: faiss.IDSelector | None) -> list[int]:
        """Order owners of the nearest passages by the most that their score can be.

        A query whose nearest passages are not a profile's can be no nearer to it than to them.
        """
        parameters = faiss.SearchParametersIVF(nprobe=self._layout.probes, sel=selector)
        cosines, rows = self._cells.search(queries, depth, params=parameters)
        owners, places = np.unique(rows >> PASSAGE_BITS, return_inverse=True)
        lowest = np.where(rows >= 0, cosines, 1.0).min(axis=1)
        bounds = np.tile(lowest, (len(owners), 1))
        asked = np.arange(len(queries))[:, np.newaxis]
        np.maximum.at(bounds, (places.reshape(rows.shape), asked), cosines)
        ordered = owners[np.argsort(-bounds.mean(axis=1), kind="stable")]
        found: list[int] = ordered[ordered >= 0].tolist()
        return found

    def _score(self, candidates: Sequence[Held], queries: Vectors) -> dict[str, float]:
        """Mean over the queries of the best cosine among a profile's passages."""
        if not candidates:
            return {}
        # Sums of a matrix product depend, in their last bits, on how many rows there are, in which
        # order, and on the processor. In double precision these bits lie beyond what is kept.
        cosines = self._read(_rows(candidates)).astype(np.float64) @ queries.T.astype(np.float64)
        starts = np.cumsum([0, *(held.count for held in candidates[:-1])])
        scores = np.maximum.reduceat(cosines, starts, axis=0).mean(axis=1).round(DIGITS)
        names = (self._names[held.number] for held in candidates)
        return dict(zip(names, scores.tolist(), strict=True))

    def _read(self, rows: Rows) -> Vectors:
        vectors: Vectors = self._cells.reconstruct_batch(rows)
        return vectors

    def _fill(self, folder: Path) -> None:
        faiss.write_index(self._cells, str(folder / CELLS))
        profiles = {name: (held.number, held.count) for name, held in self._held.items()}
        content = {"next": self._next, "capacity": self._layout.capacity, "profiles": profiles}
        (folder / PROFILES).write_text(json.dumps(content), encoding="utf-8")

    def _restore(self, cells: faiss.IndexIVF, content: Mapping[str, Any]) -> None:
        self._cells, self._next = cells, content["next"]
        self._layout = Layout(cells.nlist, cells.nprobe, content["capacity"])
        self._held = {name: Held(*place) for name, place in content["profiles"].items()}
        self._names = {held.number: name for name, held in self._held.items()}


def _rows(held: Iterable[Held]) -> Rows:
    """Rows of several profiles, in their order."""
    places = np.array([(place.number, place.count) for place in held], np.int64).reshape(-1, 2)
    numbers, counts = places[:, 0], places[:, 1]
    firsts = np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(numbers << PASSAGE_BITS, counts) + np.arange(counts.sum()) - firsts


def _empty_cells(layout: Layout, vectors: Vectors, dimension: int) -> faiss.IndexIVF:
    """Cells laid out around `vectors`, holding none yet."""
    centres = faiss.IndexFlatIP(dimension)
    cells = faiss.IndexIVFScalarQuantizer(
        centres, dimension, layout.cells, HALF, faiss.METRIC_INNER_PRODUCT, *NOT_BY_RESIDUAL
    )
    cells.cp.niter, cells.cp.min_points_per_centroid = 8, 1
    if layout.cells == 1:
        centres.add(np.zeros((1, dimension), np.float32))
        cells.is_trained = True
    else:
        cells.train(_sample(vectors, 40 * layout.cells))
    cells.set_direct_map_type(faiss.DirectMap.Hashtable)
    cells.nprobe = layout.probes
    return cells


def _sample(vectors: Vectors, count: int) -> Vectors:
    chosen = np.random.default_rng(0).permutation(len(vectors))[:count]
    return vectors[np.sort(chosen)]
