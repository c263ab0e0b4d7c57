"""What is said of an outcome in French, Arabic and English."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from babel.numbers import format_decimal

from ingestion.documents.outcome import Kind, Notice, Refused, Value
from matching.wording.formats import LOCALES


@cache
def texts() -> Mapping[str, Any]:
    """Every text, by what it is about and by language."""
    text = files("ingestion.documents").joinpath("wording.yaml").read_text("utf-8")
    loaded: Mapping[str, Any] = yaml.safe_load(text)
    return loaded


def sentence(said: Refused | Notice, language: str) -> str:
    """A refusal or a warning as a person reads it; numbers as the language writes them."""
    if isinstance(said, Refused):
        form = texts()["refused"][said.reason]
    else:
        form = texts()["warnings"][said.code]
    shown = {name: _shown(name, value, language) for name, value in said.values.items()}
    return str(form[language]).format(**shown)


def _shown(name: str, value: Value, language: str) -> str:
    if name == "kind":
        return str(texts()["kinds"][Kind(str(value))][language])
    return format_decimal(value, locale=LOCALES[language]) if isinstance(value, int) else value
