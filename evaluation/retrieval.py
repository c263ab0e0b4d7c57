"""`wasl evaluate retrieval`: each leg, and what the product fuses of them, on collections."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

from evaluation.collection import Collection, Text, collections_under, load_collection
from evaluation.metrics import measure
from evaluation.vector_cache import CachedEncoder
from matching.encoder.base import Encoder
from matching.index.faiss_index import FaissIndex
from matching.lexical.index import TermIndex
from matching.profile import Passage
from matching.retrieval import Leg, Query, Retriever

# Length of the lists that are measured: MAP counts what is beyond as missed.
DEPTH = 200

# Documents encoded and indexed between two reports.
BATCH = 512

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
    report: Report = lambda what, done, total: None,
) -> dict[str, object]:
    """Measure every collection in or below `folders`; vectors are kept under `cache`.

    The form of the result is that of `wasl evaluate retrieval --json`. Raises `CollectionError`
    for a folder that is not of the form, before anything is encoded.
    """
    start = perf_counter()
    loaded = [
        load_collection(one.folder, name=one.name, split=split) for one in named(folders, root)
    ]
    with remembering(encoder, cache) as remembered:
        results = [evaluated(collection, remembered, report) for collection in loaded]
    return {
        "datasets": results,
        "model": encoder.identity,
        "version": version("wasl"),
        "seconds": perf_counter() - start,
    }


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
) -> dict[str, object]:
    """Index a collection's documents, search its queries by each leg, and measure."""
    retriever = Retriever(encoder, FaissIndex(encoder.dimension), TermIndex())
    documents = collection.documents
    for start in range(0, len(documents), BATCH):
        report(f"{collection.name}: documents", start, len(documents))
        index(retriever, documents[start : start + BATCH])
    rankings: dict[Leg, dict[str, list[str]]] = {leg: {} for leg in Leg}
    for done, query in enumerate(collection.queries):
        report(f"{collection.name}: queries", done, len(collection.queries))
        for leg, ranking in rankings.items():
            ranking[query.id] = ranked(retriever, leg, query)
    return {
        "name": collection.name,
        "queries": len(collection.queries),
        "documents": len(collection.documents),
        "strangers": collection.strangers,
        "legs": {leg.value: measure(collection.qrels, found) for leg, found in rankings.items()},
    }


def index(retriever: Retriever, documents: Sequence[Text]) -> None:
    """Index documents, encoded together: the encoder, which remembers, then has each at hand."""
    encoder = retriever.encoder
    encoder.passages([piece for one in documents for piece in encoder.pieces(one.text)])
    for document in documents:
        retriever.index(document.id, passages(document))


def ranked(retriever: Retriever, leg: Leg, query: Text) -> list[str]:
    """Document ids by one leg, best first; none for a blank query."""
    if not query.text.strip():
        return []
    found = retriever.search_leg(leg, Query(passages(query)), DEPTH)
    return [candidate.profile_id for candidate in found]


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
