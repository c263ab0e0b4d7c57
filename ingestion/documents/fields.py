"""Documents of fields, JSON Resume and Europass XML, as lines."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from lxml import etree

from ingestion.documents import html
from ingestion.documents.markup import declares, local, parsed
from ingestion.documents.outcome import Flag, Notice, Reason, Unreadable
from ingestion.documents.parts import Blocks, Found

MARKUP = re.compile(r"</?[a-zA-Z][^>]*>")
# Lists inside lists that a path is followed through.
DEPTH = 16


@cache
def forms() -> Mapping[str, Any]:
    """The sections of each form."""
    text = files("ingestion.documents").joinpath("forms.yaml").read_text("utf-8")
    loaded: Mapping[str, Any] = yaml.safe_load(text)
    return loaded


def read_json(text: str) -> Found:
    """The lines of a JSON Resume. Raises Unreadable: not JSON, or nested too deep."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable(Reason.DAMAGED) from error
    return Found(_written(value, "json_resume"))


def read_europass(data: bytes) -> Found:
    """The lines of a Europass document of either form. Raises Unreadable: not well-formed XML."""
    root = parsed(data)
    form = "europass_passport" if local(root) == "SkillsPassport" else "europass_candidate"
    warnings = [Notice(Flag.ACTIVE_REMOVED, {"elements": 1})] if declares(root) else []
    return Found(_written(_tree(root), form), warnings)


def _tree(element: etree._Element) -> object:
    """An element as a mapping of its children's names; a leaf as its text or its attributes."""
    children = [child for child in element if local(child)]
    if not children:
        # periods of the older form stand in attributes: year="2020" month="--09"
        dated = [element.get(name, "").strip("-") for name in ("year", "month")]
        return (element.text or "").strip() or "-".join(part for part in dated if part)
    tree: dict[str, list[object]] = {}
    for child in children:
        tree.setdefault(local(child), []).append(_tree(child))
    return tree


def _written(value: object, form: str) -> list[Any]:
    blocks = Blocks()
    for section in forms()[form]:
        records = list(_at(value, section["at"].split(".")))
        heading = section.get("heading")
        if heading and any(_lines(one, section["lines"]) for one in records):
            blocks.boundary()
            blocks.add(heading, 1)
        for record in records:
            blocks.boundary()
            for line in _lines(record, section["lines"]):
                blocks.add(line)
    return blocks.lines


def _lines(record: object, forms_: Sequence[Any]) -> list[str]:
    """The lines of one record that hold something."""
    found: list[str] = []
    for form in forms_:
        if isinstance(form, dict):
            ends = [" ".join(_texts(record, path)) for path in form["period"]]
            found.append(" – ".join(end for end in ends if end))
        elif len(form) == 1:
            found += (
                [" ".join(_words(record, form[0]))] if " " in form[0] else _texts(record, form[0])
            )
        else:
            parts = (" ".join(_texts(record, path)) for path in form)
            found.append(", ".join(part for part in parts if part))
    return [line for line in found if line]


def _words(record: object, paths: str) -> Iterator[str]:
    """The texts at several paths that make one phrase."""
    for path in paths.split():
        yield from _texts(record, path)


def _texts(record: object, path: str) -> list[str]:
    """The texts at a path; what a form holds as HTML, as its lines."""
    leaves = [text for value in _at(record, path.split(".")) for text in _leaves(value)]
    return [
        line
        for text in leaves
        for line in ([one.text for one in html.read(text).lines] if MARKUP.search(text) else [text])
    ]


def _at(value: object, path: Sequence[str], depth: int = 0) -> Iterator[object]:
    """The values at a path, through lists."""
    if isinstance(value, list) and depth < DEPTH:
        for one in value:
            yield from _at(one, path, depth + 1)
    elif not path:
        yield value
    elif isinstance(value, Mapping) and path[0] in value:
        yield from _at(value[path[0]], path[1:], depth)


def _leaves(value: object, depth: int = 0) -> Iterator[str]:
    """The texts inside a value."""
    if isinstance(value, Mapping | list) and depth < DEPTH:
        for one in value.values() if isinstance(value, Mapping) else value:
            yield from _leaves(one, depth + 1)
    elif (
        isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip()
    ):
        yield str(value).strip()
