"""`wasl evaluate report`: one page, with nothing outside it."""

from collections.abc import Sequence
from contextlib import closing
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from evaluation import retrieval
from evaluation.measured import keep, kept
from evaluation.report import gathering
from evaluation.report.sections import Section
from evaluation.retrieval import Report
from evaluation.vector_cache import CachedEncoder
from matching.encoder.base import Encoder


def write(
    output: Path,
    encoder: Encoder,
    *,
    collections: Sequence[Path],
    root: Path,
    cache: Path,
    beside: Sequence[Path] = (),
    financing: Path | None = None,
    talent: Path | None = None,
    scores: Path | None = None,
    report: Report = lambda what, done, total: None,
) -> list[Section]:
    """Measure, and write the page to `output`; gives its sections.

    `beside` are scores that other runs kept (of another model, of an older state), `scores` where
    those of this run are kept: what is there already is taken as it is. Raises `CollectionError`
    for what is not of the form.
    """
    others = [kept(path) for path in beside]
    with closing(CachedEncoder(encoder, cache)) as remembered:
        if scores is not None and scores.exists():
            found = kept(scores)
        else:
            loaded = retrieval.load(collections, root, None)
            found = [retrieval.evaluated(one, remembered, report) for one in loaded]
        parts = [gathering.retrieval(found, others)]
        if financing is not None:
            parts.append(gathering.of_financing(financing, remembered))
        if talent is not None:
            parts.append(gathering.of_talent(talent, remembered))
    if scores is not None:
        keep(found, scores)
    told = gathering.gathered(parts)
    output.write_text(page(told, encoder.identity), encoding="utf-8")
    return told


def page(told: Sequence[Section], model: str) -> str:
    """The page as HTML."""
    source = files("evaluation.report").joinpath("page.html").read_text("utf-8")
    template = Environment(autoescape=True, undefined=StrictUndefined).from_string(source)
    return template.render(sections=told, model=model, version=version("wasl"))
