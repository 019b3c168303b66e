"""The tree that every reader yields: scalars, mappings and sequences that know line and column (1-based)."""

from __future__ import annotations

from typing import NamedTuple


class Scalar(NamedTuple):
    """A string with its place. All scalars of the data are strings; the context and the ontology give the type."""

    text: str
    line: int
    column: int


class Mapping(NamedTuple):
    """Keys and values in the order of the file; keys are distinct."""

    entries: tuple[tuple[Scalar, Node], ...]
    line: int
    column: int

    def get(self, key: str) -> Node | None:
        """The value of `key`, or None where the mapping has no such key."""
        for name, value in self.entries:
            if name.text == key:
                return value
        return None


class Sequence(NamedTuple):
    """Items in the order of the file."""

    items: tuple[Node, ...]
    line: int
    column: int


Node = Scalar | Mapping | Sequence
