"""`wasl evaluate retrieval`: each leg, and what the product fuses of them, on collections."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

from evaluation.collection import Collection, Text, collections_under, load_collection
from evaluation.measured import Measured, keep, of_collection, told
from evaluation.metrics import measure_each
from evaluation.prior import Rankings, with_prior
from evaluation.vector_cache import CachedEncoder
from matching.encoder.base import Encoder, Vectors
from matching.index.faiss_index import FaissIndex
from matching.lexical.index import TermIndex
from matching.profile import Passage
from matching.retrieval import Leg, Query, Retriever

# Length of the lists that are measured: MAP counts what is beyond as missed.
DEPTH = 200

# Documents encoded and indexed between two reports.
BATCH = 512

# Fewer queries than these do not tell what is usually asked.
FEWEST = 30

# Says what is being done, and how far it is: (what, done, total).
Report = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Named:
    """A collection's folder and the name that results give it."""

    folder: Path
    name: str


def run(
    folders: Sequence[Path],
    encoder: Encoder,
    *,
    cache: Path,
    root: Path | None = None,
    split: str | None = None,
    scores: Path | None = None,
    report: Report = lambda what, done, total: None,
) -> dict[str, object]:
    """Measure every collection in or below `folders`; vectors are kept under `cache`.

    The form of the result is that of `wasl evaluate retrieval --json`; every query's scores are
    written to `scores` where that is given. Raises `CollectionError` for a folder that is not of
    the form, before anything is encoded.
    """
    start = perf_counter()
    found = measured(load(folders, root, split), encoder, cache, report)
    if scores is not None:
        keep(found, scores)
    return {
        "datasets": [told(one) for one in found],
        "model": encoder.identity,
        "version": version("wasl"),
        "seconds": perf_counter() - start,
    }


def load(folders: Sequence[Path], root: Path | None, split: str | None) -> list[Collection]:
    """The collections in or below the folders; raises `CollectionError` for a bad one."""
    return [load_collection(one.folder, name=one.name, split=split) for one in named(folders, root)]


def measured(
    collections: Sequence[Collection],
    encoder: Encoder,
    cache: Path,
    report: Report = lambda what, done, total: None,
) -> list[Measured]:
    """Search the queries of each collection by each leg; vectors are kept under `cache`."""
    with remembering(encoder, cache) as remembered:
        return [evaluated(collection, remembered, report) for collection in collections]


def named(folders: Sequence[Path], root: Path | None = None) -> list[Named]:
    """Collections in or below the folders, each once, sorted within each folder.

    They are named by their path from `root` if they are below it, as `melo/fra_q_fr_c_fr`, else
    from the folder given.
    """
    found: dict[Path, str] = {}
    for folder in map(Path.resolve, folders):
        for path in collections_under(folder):
            above = folder if path != folder else folder.parent
            if root is not None and path.is_relative_to(root.resolve()):
                above = root.resolve()
            found.setdefault(path, path.relative_to(above).as_posix())
    return [Named(path, name) for path, name in found.items()]


def evaluated(
    collection: Collection, encoder: Encoder, report: Report = lambda what, done, total: None
) -> Measured:
    """Index a collection's documents, search its queries by each leg, and measure."""
    retriever = Retriever(encoder, FaissIndex(encoder.dimension), TermIndex())
    documents = collection.documents
    for start in range(0, len(documents), BATCH):
        report(f"{collection.name}: documents", start, len(documents))
        index(retriever, documents[start : start + BATCH])
    found: dict[Leg, dict[str, dict[str, float]]] = {leg: {} for leg in Leg}
    asked = usual(collection.queries, encoder)
    for done, query in enumerate(collection.queries):
        report(f"{collection.name}: queries", done, len(collection.queries))
        for leg, lists in found.items():
            lists[query.id] = ranked(retriever, leg, query, asked)
    rankings = {leg.value: ids(lists) for leg, lists in found.items()}
    rankings |= with_prior(collection, found[Leg.FUSED], DEPTH)
    scores = {leg: measure_each(collection.qrels, ranking) for leg, ranking in rankings.items()}
    return of_collection(collection, encoder.identity, scores)


def index(retriever: Retriever, documents: Sequence[Text]) -> None:
    """Index documents, encoded together: the encoder, which remembers, then has each at hand."""
    encoder = retriever.encoder
    encoder.passages([piece for one in documents for piece in encoder.pieces(one.text)])
    for document in documents:
        retriever.index(document.id, passages(document))


def usual(queries: Sequence[Text], encoder: Encoder) -> Vectors | None:
    """What is asked of a collection in the mean: its queries, without what is right for them.

    None of too few: their mean would say what they are about.
    """
    pieces = [piece for one in queries if one.text.strip() for piece in encoder.pieces(one.text)]
    if len(queries) < FEWEST:
        return None
    mean: Vectors = encoder.queries(pieces).mean(axis=0)
    return mean


def ranked(
    retriever: Retriever, leg: Leg, query: Text, asked: Vectors | None = None
) -> dict[str, float]:
    """Documents by one leg, best first, each with its score; none for a blank query."""
    if not query.text.strip():
        return {}
    # The others are what everybody measures: each query alone.
    known = asked if leg is Leg.FUSED else None
    found = retriever.search_leg(leg, Query(passages(query), usual=known), DEPTH)
    return {candidate.profile_id: candidate.score for candidate in found}


def ids(lists: Mapping[str, Mapping[str, float]]) -> Rankings:
    """The lists without their scores."""
    return {query: list(scores) for query, scores in lists.items()}


def passages(text: Text) -> tuple[Passage, ...]:
    """The text as passages of a profile."""
    return (Passage("text", text.lang, text.text),)


@contextmanager
def remembering(encoder: Encoder, folder: Path) -> Iterator[CachedEncoder]:
    """Keep the vectors of texts in `folder` for later runs."""
    remembered = CachedEncoder(encoder, folder)
    try:
        yield remembered
    finally:
        remembered.close()
