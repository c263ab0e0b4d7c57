"""What tests of several rooms need: the real model, and an application with the real catalogue."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest
from sqlalchemy import update

from app.context import Context
from app.kit.database import writing
from app.kit.migrations import migrate
from app.network.importing import import_network
from app.profiles.importing import import_batch
from app.profiles.models import ChangeHead
from app.profiles.sources import SOURCES
from app.settings import Settings, settings
from ingestion import network
from matching.encoder import open_encoder
from matching.encoder.base import Encoder
from matching.encoder.build import build
from matching.errors import ModelUnavailable
from matching.profile import Kind
from matching.talent.occupations import Reader
from tests.app.cvs import schools
from tests.app.work import companies

CATALOGUE = Path(str(files("ingestion").joinpath("catalogue")))
# Where the sample data of each kind is.
SAMPLES = {
    Kind.PROGRAMME: CATALOGUE / "programmes",
    Kind.STARTUP: CATALOGUE / "startups.yaml",
}


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The default model, built in this home when it is not there yet."""
    try:
        return open_encoder(settings().home)
    except ModelUnavailable:
        build(settings().home)
        return open_encoder(settings().home)


@pytest.fixture(scope="session")
def occupations(encoder: Encoder) -> Reader:
    """What says which occupations a text means: kept in this home, where the model is built."""
    return Reader.at(settings().home, encoder)


@pytest.fixture(scope="session")
def context(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    """An application with the whole catalogue, startups and network; to be read, not changed."""
    context = application(tmp_path_factory.mktemp("home"), encoder)
    for kind, path in SAMPLES.items():
        report = import_batch(context, kind, SOURCES[kind].read(path))
        assert not report.refused
    parts = import_network(context, network.read(CATALOGUE / "network"))
    assert not any(report.refused for report in parts.values())
    context.prepare()
    yield context
    context.database.dispose()


@pytest.fixture
def empty_context(encoder: Encoder, tmp_path: Path) -> Iterator[Context]:
    """An application with a migrated, empty database of its own."""
    context = application(tmp_path, encoder)
    yield context
    context.database.dispose()


@pytest.fixture
def school(empty_context: Context, tmp_path: Path) -> Context:
    """Two schools."""
    schools(empty_context, tmp_path / "network", "ensias", "inpt")
    return empty_context


@pytest.fixture
def world(empty_context: Context, tmp_path: Path) -> Context:
    """A school and two startups."""
    schools(empty_context, tmp_path / "network", "ensias")
    companies(empty_context, "aquanour", "chari")
    return empty_context


def application(home: Path, encoder: Encoder) -> Context:
    """A context over the database in `home`, new where none is, with the model of all tests."""
    # Given, so that what a person has set in the environment is not what the tests write to.
    context = Context(Settings(home=home, database="", model=None))
    context.__dict__["encoder"] = encoder
    # What it encodes of occupations takes half a minute: once a machine, as the model is built.
    context.__dict__["occupations"] = Reader.at(settings().home, encoder)
    database = file_of(context)
    if not database.exists():
        database.write_bytes(migrated())
        with writing(context.database) as session:
            session.execute(update(ChangeHead).values(database=uuid4().hex))
    return context


@cache
def migrated() -> bytes:
    """An empty database of today's version, made once, since a thousand tests start from one."""
    with TemporaryDirectory() as home:
        context = Context(Settings(home=Path(home), database="", model=None))
        migrate(context.database)
        context.database.dispose()
        return file_of(context).read_bytes()


def file_of(context: Context) -> Path:
    """Where a database is."""
    return Path(context.settings.database_url.removeprefix("sqlite:///"))
