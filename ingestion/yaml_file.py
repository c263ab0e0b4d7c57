"""YAML files: one record, or a list of them, with the line of each key.

Only structure and text are taken from YAML: no tags, no aliases, no dates or booleans guessed
from the look of a word.
"""

from collections.abc import Iterator
from typing import Any, cast

from yaml import AliasEvent, MappingNode, Node, ScalarNode, SequenceNode, YAMLError
from yaml._yaml import CParser
from yaml.composer import Composer
from yaml.error import MarkedYAMLError
from yaml.resolver import BaseResolver

from ingestion.raw import Entry, Fault, Limits, Plain, Unreadable
from ingestion.report import Path, Reason
from ingestion.text import decode, stored

PLAIN, QUOTED, COLLECTION = "plain", "quoted", "collection"
NULLS = {"", "~", "null", "Null", "NULL"}


class _Reader(Composer, CParser, BaseResolver):
    """libyaml's events, composed here so that depth is bounded and aliases are refused."""

    def __init__(self, text: str, limits: Limits) -> None:
        CParser.__init__(self, text)
        Composer.__init__(self)
        BaseResolver.__init__(self)
        # a list of records takes one level of its own
        self.room = limits.depth + 1
        self.nodes = limits.nodes

    def compose_node(self, parent: Node | None, index: object) -> Node | None:
        event: Any = self.peek_event()
        line = event.start_mark.line + 1
        if isinstance(event, AliasEvent):
            message = "YAML aliases (*name) are not accepted: write the value out."
            raise Unreadable(Reason.ALIAS, message, line)
        if not self.room:
            message = "Too many levels one inside the other: put less in each."
            raise Unreadable(Reason.TOO_DEEP, message, line)
        if not self.nodes:
            message = "The file holds more values than one import takes: split it."
            raise Unreadable(Reason.TOO_LARGE, message, line)
        self.nodes -= 1
        self.room -= 1
        node = super().compose_node(parent, index)  # type: ignore[arg-type]
        self.room += 1
        return node

    def descend_resolver(self, current_node: object, current_index: object) -> None:
        """Nothing is resolved by path."""

    def ascend_resolver(self) -> None:
        """Nothing is resolved by path."""

    def resolve(self, kind: object, value: object, implicit: object) -> str:
        """Tell unquoted scalars from quoted ones; what they mean is the schema's business."""
        if kind is not ScalarNode:
            return COLLECTION
        return PLAIN if cast("tuple[bool, bool]", implicit)[0] else QUOTED


class _Values:
    """The values of one record's nodes; remembers lines and faults on the way."""

    def __init__(self) -> None:
        self.lines: dict[Path, int] = {}
        self.faults: list[Fault] = []

    def of(self, node: Node, path: Path) -> object:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if node.tag not in (PLAIN, QUOTED, COLLECTION):
            message = f"YAML tags ({node.tag}) are not accepted: write the plain value."
            self.faults.append(Fault(path, Reason.BAD_SYNTAX, message))
            return None
        if isinstance(node, MappingNode):
            return dict(self.pairs(node, path))
        if isinstance(node, SequenceNode):
            return [self.of(item, (*path, place)) for place, item in enumerate(node.value)]
        return _scalar(node)

    def pairs(self, node: MappingNode, path: Path) -> Iterator[tuple[str, object]]:
        seen = set[str]()
        for key, value in node.value:
            name = stored(key.value) if isinstance(key, ScalarNode) else "?"
            line = key.start_mark.line + 1
            self.lines[*path, name] = line
            if name in seen:
                message = f"“{name[:60]}” is written twice: keep one."
                self.faults.append(Fault((*path, name), Reason.DUPLICATE_KEY, message))
                continue
            seen.add(name)
            yield name, self.of(value, (*path, name))


def _scalar(node: Node) -> str | None:
    if node.tag == QUOTED:
        return str(node.value)
    return None if node.value in NULLS else Plain(node.value)


def entries(content: bytes, limits: Limits) -> list[Entry]:
    """The records of a YAML file.

    Raises Unreadable: not UTF-8, not YAML, empty, an alias, too deep, too many records.
    """
    node = _root(decode(content), limits)
    nodes = node.value if isinstance(node, SequenceNode) else [node]
    if not nodes:
        raise Unreadable(Reason.EMPTY_FILE, "The file holds no record.", 1)
    if len(nodes) > limits.records:
        message = f"{len(nodes)} records where {limits.records} are allowed: split the file."
        raise Unreadable(Reason.TOO_MANY_RECORDS, message, 1)
    return [_entry(item) for item in nodes]


def _root(text: str, limits: Limits) -> Node:
    reader = _Reader(text, limits)
    try:
        node = reader.get_single_node()
    except MarkedYAMLError as error:
        raise _broken(error) from error
    except YAMLError as error:
        message = f"The file holds a character that YAML does not allow ({error})."
        raise Unreadable(Reason.BAD_CHARACTER, message.replace("\n", " ")) from error
    finally:
        reader.dispose()
    if node is None or (node.tag == PLAIN and node.value in NULLS):
        raise Unreadable(Reason.EMPTY_FILE, "The file holds no record.", 1)
    return node


def _broken(error: MarkedYAMLError) -> Unreadable:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else None
    problem = error.problem or error.context or "it cannot be read"
    if "'\\t'" in problem or "tab" in problem:
        problem += "; indent with spaces, not tabs"
    return Unreadable(Reason.BAD_SYNTAX, f"This is not well-formed YAML: {problem}.", line)


def _entry(node: Node) -> Entry:
    values = _Values()
    value = values.of(node, ())
    return Entry(value, node.start_mark.line + 1, values.lines, tuple(values.faults))
