"""`wasl evaluate talent`: vacancies and candidates, through the product's engine."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

from app.settings import settings
from evaluation.talent.abstaining import abstention, threshold
from evaluation.talent.calibrating import banded
from evaluation.talent.changes import changes
from evaluation.talent.fairness import fairness
from evaluation.talent.pool import Pool
from evaluation.talent.ranking import Rankings, by_languages
from evaluation.talent.sets import FORMS, SOURCES, TalentSet, read, vacancy
from evaluation.vector_cache import CachedEncoder
from matching.encoder import open_encoder
from matching.encoder.base import Encoder
from matching.profile import Profile
from matching.retrieval import Leg
from matching.talent.occupations import Reader

Asked = Mapping[str, Profile]


def run(folder: Path, sources: Sequence[str] = tuple(SOURCES)) -> dict[str, object]:
    """Measure ranking, abstention and fairness, with candidates from each of the sources.

    Raises `CollectionError` for a folder that is not of the form.
    """
    start, judged = perf_counter(), read(folder)
    with closing(CachedEncoder(encoder(), settings().home / "evaluation")) as remembered:
        reader = Reader(remembered)
        vacancies = {
            form: {one: vacancy(row, form, reader) for one, row in judged.offers.items()}
            for form in FORMS
        }
        found = {
            name: evaluated(judged, Pool(remembered, SOURCES[name](judged)), vacancies)
            for name in sources
        }
        altered = changes(judged, remembered, vacancies) if "files" in sources else {}
        model = remembered.identity
    return {
        "offers": len(judged.offers),
        "candidates": len(judged.truth),
        "sources": found,
        "changes": altered,
        "model": model,
        "version": version("wasl"),
        "seconds": perf_counter() - start,
    }


def encoder() -> Encoder:
    """The model of the settings."""
    return open_encoder(settings().home, settings().model)


def evaluated(judged: TalentSet, pool: Pool, vacancies: Mapping[str, Asked]) -> dict[str, object]:
    """The figures of one pool, by the form in which needs are said."""
    return {form: of_form(judged, pool, asked) for form, asked in vacancies.items()}


def of_form(judged: TalentSet, pool: Pool, asked: Asked) -> dict[str, object]:
    """Ranking by pair of languages, against each leg alone; abstention; bands; fairness."""
    lists = {one: pool.shortlist(vacancy) for one, vacancy in asked.items()}
    rankings: dict[str, Rankings] = {
        "wasl": {one: [line.offer.id for line in made.matches] for one, made in lists.items()},
        "bm25": {one: pool.leg(Leg.LEXICAL, vacancy) for one, vacancy in asked.items()},
        "dense": {one: pool.leg(Leg.DENSE, vacancy) for one, vacancy in asked.items()},
    }
    return {
        "ndcg@10": by_languages(judged, rankings),
        "abstention": abstention(judged, lists),
        "threshold": threshold(judged, lists),
        "bands": banded(judged, lists),
        "fairness": fairness(judged, lists),
    }
