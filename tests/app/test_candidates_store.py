"""Files are kept encrypted, whole, under names that say nothing."""

import os
import stat
from pathlib import Path

import pytest

from app.candidates.store import UNFINISHED, Missing, Store

CONTENT = b"Sanhaji, Badr Eddine"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "files", "a secret")


def test_a_file_comes_back_as_it_was(store: Store) -> None:
    digest = store.keep("ensias", CONTENT)
    assert store.open("ensias", digest) == CONTENT


def test_nothing_on_the_disk_says_what_or_whose_it_is(store: Store) -> None:
    store.keep("ensias", CONTENT)
    [path] = store.kept()
    assert CONTENT not in path.read_bytes()
    assert b"Sanhaji" not in path.read_bytes()
    assert "ensias" not in str(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_one_file_is_kept_once_in_a_school_and_apart_in_another(store: Store) -> None:
    first, again, other = (store.keep(school, CONTENT) for school in ("a", "a", "b"))
    assert first == again != other
    assert len(list(store.kept())) == 2


def test_a_file_that_is_given_again_is_not_old(store: Store) -> None:
    path = store.path("a", store.keep("a", CONTENT))
    os.utime(path, (0, 0))
    store.keep("a", CONTENT)
    assert list(store.kept(older_than_s=60.0)) == []


def test_a_file_is_not_opened_as_another_or_with_another_secret(
    store: Store, tmp_path: Path
) -> None:
    first, second = store.keep("a", CONTENT), store.keep("a", b"another")
    store.path("a", second).write_bytes(store.path("a", first).read_bytes())
    with pytest.raises(Missing):
        store.open("a", second)
    with pytest.raises(Missing):
        Store(tmp_path / "files", "another secret").open("a", first)


def test_a_damaged_file_is_missing(store: Store) -> None:
    digest = store.keep("a", CONTENT)
    path = store.path("a", digest)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(Missing):
        store.open("a", digest)


def test_a_file_that_is_removed_is_gone_and_removing_it_again_is_nothing(store: Store) -> None:
    digest = store.keep("a", CONTENT)
    for _ in range(2):
        store.remove("a", digest)
    with pytest.raises(Missing):
        store.open("a", digest)


def test_what_was_never_finished_counts_among_the_kept_once_it_is_old(store: Store) -> None:
    store.keep("a", CONTENT)
    [path] = store.kept()
    cut_off = path.with_name(f"{UNFINISHED}x")
    cut_off.write_bytes(b"")
    os.utime(cut_off, (0, 0))
    assert list(store.kept(older_than_s=3600)) == [cut_off]
