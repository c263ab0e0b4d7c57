"""Bringing a database to the present shape."""

from importlib import import_module
from importlib.resources import files

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData

from app.kit.database import Base
from app.kit.errors import NotReady

# Importing a module of models is what makes its tables known.
MODELS = (
    "app.profiles.models",
    "app.matches.models",
    "app.accounts.models",
    "app.audit.models",
    "app.mail.models",
    "app.drafts.models",
    "app.network.models",
    "app.candidates.models",
    "app.intakes.models",
    "app.offers.models",
    "app.introductions.models",
    "app.decisions.models",
    "app.learning.models",
)


def metadata() -> MetaData:
    """The shape the code expects."""
    for module in MODELS:
        import_module(module)
    return Base.metadata


def configuration() -> Config:
    """Alembic's settings; there is no file of them."""
    config = Config()
    config.set_main_option("script_location", str(files("app").joinpath("migrations")))
    return config


def migrate(engine: Engine) -> None:
    """Apply the steps the database lacks; applying none is fine, and so are two at once."""
    config = configuration()
    with engine.execution_options(writing=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def require_migrated(engine: Engine) -> None:
    """Raise `NotReady` unless the database has the present shape."""
    wanted = ScriptDirectory.from_config(configuration()).get_current_head()
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    if found != wanted:
        message = "The database is not of this version. Run `wasl migrate` first."
        raise NotReady(message)


def differences(engine: Engine) -> list[object]:
    """What the models have that the migrated database has not, or the other way round."""
    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), metadata()))
