from pathlib import Path

import pytest

from app.cli import training
from app.settings import settings
from matching.errors import MatchingError
from matching.profile import LANGUAGES


def test_texts_of_pages_mean_alike_in_three_languages() -> None:
    found = {one.id: one for one in training._interface()}
    assert len(found) > 1500
    whole = [one for one in found.values() if set(one.texts) == set(LANGUAGES)]
    assert len(whole) > 0.9 * len(found)
    assert not any("{" in text for one in whole for texts in one.texts.values() for text in texts)


def test_every_programme_is_learnt_by_its_name_and_what_it_says() -> None:
    found = list(training._programmes())
    assert len(found) == len(list((training.CATALOGUE / "programmes").glob("*.yaml")))
    assert all({"name", "fr"} <= set(one.texts) for one in found)


def test_what_is_replayed_is_sentences_and_always_the_same() -> None:
    concepts = [*training._interface(), *training._programmes()]
    replayed = training._replay(concepts)
    assert replayed == training._replay(concepts)
    assert len(set(replayed)) == training.REPLAY
    assert all(len(text) <= training.LONGEST for text in replayed)


def test_without_data_to_train_on_the_setting_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "datasets", tmp_path)
    with pytest.raises(MatchingError, match="WASL_DATASETS"):
        training.train()
