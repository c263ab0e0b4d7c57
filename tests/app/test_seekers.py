"""The vectors of who seeks: stored when their texts are written, not made when a page is asked."""

from collections.abc import Sequence
from typing import NoReturn

import numpy as np
import pytest

from app.context import Context
from app.kit.database import reading
from app.matches.service import match
from app.profiles import service
from app.profiles.editing import answer, edit
from app.profiles.importing import import_batch
from matching.encoder.base import Encoder, Vectors
from matching.profile import Desk, Kind
from tests.app.factories import batch, programme, startup


class Silent:
    """An encoder that may not be asked for a query."""

    def __init__(self, encoder: Encoder) -> None:
        self.identity, self.dimension = encoder.identity, encoder.dimension
        self.pieces, self.passages = encoder.pieces, encoder.passages

    def queries(self, texts: Sequence[str]) -> NoReturn:
        message = f"Encoded while somebody waits: {texts}"
        raise AssertionError(message)


@pytest.fixture
def filled(empty_context: Context) -> Context:
    import_batch(empty_context, Kind.PROGRAMME, batch(programme("a")))
    import_batch(empty_context, Kind.STARTUP, batch(startup("aquanour")))
    empty_context.prepare()
    return empty_context


def stored(context: Context) -> Vectors:
    model = service.model_of(Kind.STARTUP, context.encoder.identity)
    with reading(context.database) as session:
        return service.vectors(session, Kind.STARTUP, ["aquanour"], model)["aquanour"]


def texts(context: Context) -> list[str]:
    with reading(context.database) as session:
        row = service.stored(session, Kind.STARTUP, "aquanour")
        return [one.text for one in row.passages]


def alike(some: Vectors, others: Vectors) -> bool:
    """Whether unit vectors are those of the same texts; company in a batch moves them by .006."""
    return some.shape == others.shape and bool((np.sum(some * others, axis=1) > 0.99).all())


def silenced(context: Context) -> Context:
    """The application as a new process has it, whose encoder may not be asked for a query."""
    quiet = Context(context.settings)
    quiet.__dict__["encoder"] = Silent(context.encoder)
    return quiet


def test_an_imported_startup_has_the_vectors_of_queries(filled: Context) -> None:
    assert alike(stored(filled), filled.encoder.queries(texts(filled)))


def test_a_list_encodes_nothing(filled: Context) -> None:
    assert match(silenced(filled), "aquanour", Desk.FINANCING, limit=10).matches


def test_the_stored_vectors_give_the_list_that_encoding_gives(filled: Context) -> None:
    with reading(filled.database) as session:
        seeker = service.profile_of(service.stored(session, Kind.STARTUP, "aquanour"))
    shown = match(filled, "aquanour", Desk.FINANCING, limit=10)
    made = filled.engine.match(seeker, Desk.FINANCING, limit=10, as_of=shown.as_of)
    expected = [one.candidate.dense for one in made.matches]
    assert [one.dense for one in shown.matches] == pytest.approx(expected, abs=0.005)


def test_an_answer_keeps_the_vectors_of_what_it_leaves_alone(filled: Context) -> None:
    before = stored(filled)
    answer(filled, "aquanour", "has_mvp", value=True)
    assert np.array_equal(stored(filled), before)


def test_a_new_description_is_encoded_when_it_is_written(filled: Context) -> None:
    edit(filled, Kind.STARTUP, "aquanour", "description_fr", "Des vêtements pour enfants.")
    assert alike(stored(filled), filled.encoder.queries(texts(filled)))
    assert match(silenced(filled), "aquanour", Desk.FINANCING, limit=10).matches
