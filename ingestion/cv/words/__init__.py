"""The words that a CV is read by: data in French, Arabic and English."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def words(name: str) -> Mapping[str, Any]:
    """The content of `words/<name>.yaml`."""
    text = files("ingestion.cv.words").joinpath(f"{name}.yaml").read_text("utf-8")
    content: Mapping[str, Any] = yaml.safe_load(text)
    return content


def by_word(groups: Mapping[Any, Sequence[str]]) -> dict[str, Any]:
    """From each word of groups of words to the name of its group."""
    return {str(word): name for name, group in groups.items() for word in group}
