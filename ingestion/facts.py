"""Data to facts and passages, each fact with its source and date."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from matching.profile import Fact, Passage, Value


def value(given: Any) -> Value:  # noqa: ANN401
    """A JSON value as facts hold it: lists as tuples; dates stay ISO text, as in the record."""
    result: Value = tuple(given) if isinstance(given, list) else given
    return result


def copied(
    data: Mapping[str, Any], names: Mapping[str, str], source: str, stated: str
) -> dict[str, Fact]:
    """The facts that stand in the data as they are; `names` gives the fact for each field."""
    return {
        fact: Fact(fact, value(data[field]), source, stated)
        for field, fact in names.items()
        if field in data
    }


def passages(section: str, lang: str, sentences: Iterable[str]) -> Iterator[Passage]:
    """One passage of the sentences that say something; none when there is none."""
    text = " ".join(sentence for sentence in sentences if sentence)
    if text:
        yield Passage(section, lang, text)
