import json
import logging
from pathlib import Path

import pytest

from app.context import Context
from app.indexing.follower import Follower
from app.kit.database import writing
from app.profiles import service
from app.profiles.importing import import_batch
from matching.encoder.base import Encoder
from matching.profile import Kind, Passage
from matching.retrieval import Query
from tests.app.factories import batch, programme
from tests.conftest import application

WATER = Query((Passage("need", "fr", "économiser l'eau"),))


def followed(context: Context, encoder: Encoder | None = None) -> Follower:
    folder = context.index_folder / Kind.PROGRAMME
    return Follower(context.database, encoder or context.encoder, Kind.PROGRAMME, folder)


def bring(context: Context, *ids: str) -> None:
    records = batch(*(programme(one) for one in ids))
    import_batch(context, Kind.PROGRAMME, records)


def found(follower: Follower) -> set[str]:
    return {candidate.profile_id for candidate in follower.retriever.search(WATER, 10)}


def caught_up(context: Context) -> Follower:
    follower = followed(context)
    follower.catch_up()
    return follower


def saved(context: Context) -> Follower:
    follower = caught_up(context)
    follower.save()
    return follower


def test_what_another_process_imports_is_found_after_catching_up(empty_context: Context) -> None:
    follower = caught_up(empty_context)
    bring(empty_context, "a", "b")
    assert follower.catch_up() == 2
    assert found(follower) == {"a", "b"}
    assert follower.catch_up() == 0


def test_a_removed_profile_is_found_no_more(empty_context: Context) -> None:
    bring(empty_context, "a", "b")
    follower = caught_up(empty_context)
    assert set(follower.profiles(["a", "b"])) == {"a", "b"}
    with writing(empty_context.database) as session:
        service.remove(session, Kind.PROGRAMME, "a")
    follower.catch_up()
    assert found(follower) == {"b"}
    assert set(follower.profiles(["a", "b"])) == {"b"}


def test_a_saved_index_is_opened_and_only_what_it_missed_is_followed(
    empty_context: Context,
) -> None:
    bring(empty_context, "a")
    saved(empty_context)
    bring(empty_context, "b")
    follower = followed(empty_context)
    assert found(follower) == {"a"}
    assert follower.catch_up() == 1
    assert found(follower) == {"a", "b"}


def damage_nothing_left(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()


def damage_truncated(folder: Path) -> None:
    largest = max((p for p in folder.rglob("*") if p.is_file()), key=lambda p: p.stat().st_size)
    with largest.open("r+b") as file:
        file.truncate(largest.stat().st_size // 2)


def damage_altered(folder: Path) -> None:
    largest = max((p for p in folder.rglob("*") if p.is_file()), key=lambda p: p.stat().st_size)
    content = bytearray(largest.read_bytes())
    content[len(content) // 2] ^= 0xFF
    largest.write_bytes(content)


def damage_other_model(folder: Path) -> None:
    stamp = json.loads((folder / "stamp.json").read_text())
    stamp["model"] = "another model"
    (folder / "stamp.json").write_text(json.dumps(stamp))


@pytest.mark.parametrize("part", ["vectors", "terms"])
@pytest.mark.parametrize(
    "damage", [damage_nothing_left, damage_truncated, damage_altered, damage_other_model]
)
def test_a_damaged_index_is_noticed_and_rebuilt(
    empty_context: Context, part: str, damage: object, caplog: pytest.LogCaptureFixture
) -> None:
    bring(empty_context, "a", "b")
    saved(empty_context)
    assert callable(damage)
    damage(empty_context.index_folder / Kind.PROGRAMME / part)
    with caplog.at_level(logging.WARNING):
        follower = followed(empty_context)
    assert "rebuilt" in caplog.text
    assert follower.catch_up() == 2
    assert found(follower) == {"a", "b"}


def test_an_index_ahead_of_its_database_is_rebuilt(
    empty_context: Context, caplog: pytest.LogCaptureFixture
) -> None:
    bring(empty_context, "a")
    follower = caught_up(empty_context)
    follower.sequence = 99
    follower.save()
    with caplog.at_level(logging.WARNING):
        assert followed(empty_context).catch_up() == 1
    assert "restore" in caplog.text


class Renamed:
    """The same model under another name: vectors that are not stored yet."""

    def __init__(self, encoder: Encoder) -> None:
        self.identity = "renamed"
        self.dimension = encoder.dimension
        self.pieces = encoder.pieces
        self.queries = encoder.queries
        self.passages = encoder.passages


def test_another_model_embeds_what_it_has_no_vectors_for(empty_context: Context) -> None:
    bring(empty_context, "a", "b")
    saved(empty_context)
    follower = followed(empty_context, Renamed(empty_context.encoder))
    assert follower.catch_up() == 2
    assert found(follower) == {"a", "b"}


def test_an_index_of_another_database_is_not_taken_for_its_own(empty_context: Context) -> None:
    bring(empty_context, "a", "b")
    saved(empty_context)
    home = empty_context.settings.home
    empty_context.database.dispose()
    for path in home.glob("wasl.db*"):
        path.unlink()
    renewed = application(home, empty_context.encoder)
    bring(renewed, "c")
    assert found(caught_up(renewed)) == {"c"}
    renewed.database.dispose()


def test_what_changes_while_a_list_is_made_is_left_out_of_it(empty_context: Context) -> None:
    bring(empty_context, "a", "b")
    saved(empty_context)
    follower = followed(empty_context)
    records = batch(programme("a", name="Autre nom"))
    import_batch(empty_context, Kind.PROGRAMME, records)
    assert set(follower.profiles(["a", "b"])) == {"b"}
    follower.catch_up()
    assert follower.profiles(["a"])["a"].name == "Autre nom"
