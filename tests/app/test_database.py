from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import InvalidRequestError

from app.context import Context
from app.kit.database import open_database, reading
from app.kit.errors import NotReady
from app.kit.migrations import differences, migrate, require_migrated
from app.profiles.importing import import_batch
from app.profiles.models import StoredProfile
from matching.profile import Kind
from tests.app.factories import batch, programme


def test_the_migrated_database_is_what_the_models_say(empty_context: Context) -> None:
    assert differences(empty_context.database) == []


def test_migrating_again_changes_nothing(empty_context: Context) -> None:
    migrate(empty_context.database)
    require_migrated(empty_context.database)


def test_a_database_that_is_not_migrated_says_what_to_do(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'new.db'}")
    with pytest.raises(NotReady, match="wasl migrate"):
        require_migrated(database)
    database.dispose()


def test_reading_never_waits_for_a_writer(empty_context: Context) -> None:
    with (
        empty_context.database.execution_options(writing=True).begin() as writer,
        reading(empty_context.database) as session,
    ):
        writer.execute(text("UPDATE change_head SET sequence = 7"))
        assert session.execute(text("SELECT sequence FROM change_head")).scalar_one() == 0


def test_a_relationship_that_was_not_asked_for_is_an_error(empty_context: Context) -> None:
    import_batch(empty_context, Kind.PROGRAMME, batch(programme()))
    with reading(empty_context.database) as session:
        row = session.query(StoredProfile).one()
        with pytest.raises(InvalidRequestError, match="raise"):
            _ = row.facts
