"""Strict YAML 1.1 subset: one document of mappings, sequences and strings; no anchors, aliases, tags, merges, octals.

libyaml's event stream gives the places; nothing is resolved to numbers, dates or booleans.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from govgraph.errors import DataError, Finding, Place
from govgraph.sources.nodes import Mapping, Node, Scalar, Sequence
from govgraph.sources.text import MAX_SCALAR_CHARACTERS, decode, forbidden_character

MAX_DEPTH = 40
_OCTAL = re.compile(r"[-+]?0o?[0-7_]+")


def read_yaml(raw: bytes, file: str) -> Node:
    """Tree of the one document in `raw`; DataError with file, line, column and the mend.

    Args: raw, the file's bytes; file, its name for findings.
    """
    text = decode(raw, file)
    reader = _Reader(file)
    try:
        return reader.document(yaml.parse(text, Loader=yaml.CLoader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        problem = " ".join(part for part in (error.context, error.problem) if part)
        raise reader.fault(
            line, column, "yaml-syntax", problem, "valid YAML; quote the text if it holds : # or quotes"
        ) from error


class _Reader:
    """Turns events into nodes; `depth` bounds the recursion."""

    def __init__(self, file: str) -> None:
        self.file = file

    def fault(self, line: int, column: int, rule: str, message: str, expected: str) -> DataError:
        return DataError([Finding(rule, "violation", message, Place(self.file, line, column), expected=expected)])

    def document(self, events: Iterator[yaml.Event]) -> Node:
        root: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    raise self.refuse(event, "yaml-documents", "a second document begins here", "one document a file")
                root = self.node(next(events), events, 0)
        if root is None:
            raise self.fault(1, 1, "yaml-empty", "the file holds no record", "a mapping with id, type and label")
        return root

    def refuse(self, event: yaml.Event, rule: str, message: str, expected: str) -> DataError:
        return self.fault(*_position(event), rule, message, expected)

    def node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
        if isinstance(event, yaml.AliasEvent) or not isinstance(event, _ValueEvent) or event.anchor is not None:
            raise self.refuse(event, "yaml-anchor", "anchors and aliases are not read", "the value itself, written out")
        if event.tag is not None:
            raise self.refuse(event, "yaml-tag", f"the tag {event.tag} is not read", "a plain string, list or mapping")
        if depth > MAX_DEPTH:
            raise self.refuse(event, "yaml-depth", f"nested deeper than {MAX_DEPTH} levels", "a flatter record")
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event)
        line, column = _position(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return Sequence(tuple(self.items(events, depth)), line, column)
        return Mapping(tuple(self.entries(events, depth)), line, column)

    def scalar(self, event: yaml.ScalarEvent) -> Scalar:
        if not event.style and _OCTAL.fullmatch(event.value) and event.value != "0":
            raise self.refuse(
                event, "yaml-octal", f"{event.value} reads as an octal number elsewhere", f'"{event.value}" in quotes'
            )
        if len(event.value) > MAX_SCALAR_CHARACTERS:
            raise self.refuse(
                event,
                "yaml-scalar-too-long",
                f"a text of {len(event.value):,} characters",
                f"at most {MAX_SCALAR_CHARACTERS:,}",
            )
        if found := forbidden_character(event.value):
            raise self.refuse(
                event, "text-control-character", f"an escape puts {found} into this text", "the text without it"
            )
        return Scalar(event.value, *_position(event))

    def items(self, events: Iterator[yaml.Event], depth: int) -> Iterator[Node]:
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            yield self.node(event, events, depth + 1)

    def entries(self, events: Iterator[yaml.Event], depth: int) -> Iterator[tuple[Scalar, Node]]:
        seen: dict[str, int] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self.node(event, events, depth + 1)
            if not isinstance(key, Scalar):
                raise self.refuse(event, "yaml-key", "a key must be a plain name", "one of the keys of data/FORMAT.md")
            if key.text == "<<":
                raise self.refuse(event, "yaml-merge", "merge keys are not read", "the keys themselves, written out")
            if key.text in seen:
                raise self.refuse(
                    event,
                    "yaml-duplicate-key",
                    f'the key "{key.text}" stands twice (first in line {seen[key.text]})',
                    "one key with a list of values",
                )
            seen[key.text] = key.line
            yield key, self.node(next(events), events, depth + 1)


_ValueEvent = yaml.ScalarEvent | yaml.CollectionStartEvent


def _position(event: yaml.Event) -> tuple[int, int]:
    """1-based line and column at which an event begins."""
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
