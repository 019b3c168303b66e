"""Entities and statements, and the stable ids of statements.

Everything is a plain tuple of strings: cheap to make by the million, to cache and to sort.
"""

from __future__ import annotations

import builtins
import hashlib
from typing import NamedTuple

from govgraph.errors import Place

ACCEPTED = frozenset({"gov:confirmed", "gov:reported"})
NAMES = {"rdfs:label": "label", "gov:shortName": "short"}  # properties that name an entity, and how nodes call them


class Entity(NamedTuple):
    """A thing with a life of its own. `id` is its prefixed name, `kind` its class as a term."""

    id: str
    kind: str
    file: str
    line: int
    column: int

    @builtins.property
    def place(self) -> Place:
        """Where the entity is declared."""
        return Place(self.file, self.line, self.column)


class Statement(NamedTuple):
    """What the graph says of an entity; all members are terms (see `model.terms`).

    `sources` are sorted terms of sources, `citations` sorted (source, locator literal) pairs, `qualifiers` sorted
    (property, value) pairs. `editorial` statements (names, descriptions) are the graph's own wording.
    """

    id: str
    kind: str
    subject: str
    property: str
    value: str
    status: str
    confidence: str
    sources: tuple[str, ...]
    citations: tuple[tuple[str, str], ...]
    qualifiers: tuple[tuple[str, str], ...]
    editorial: bool
    file: str
    line: int
    column: int

    @builtins.property
    def place(self) -> Place:
        """Where the statement is made."""
        return Place(self.file, self.line, self.column)

    @builtins.property
    def in_simple_view(self) -> bool:
        """True if the bare triple belongs to the simple view."""
        return self.editorial or self.status in ACCEPTED


def mint_statement(subject: str, prop: str, value: str, discriminators: tuple[str, ...] = ()) -> str:
    """Id of a statement: subject, property and 12 hex digits over subject, property, value and discriminators.

    It depends on nothing else: no counter, no order in a file, no base IRI.

    >>> mint_statement("person:elon-musk", "gov:signed", "letter:pause-letter-2023")
    'statement:elon-musk-signed-deda36d05fa3'
    """
    text = "\n".join((subject, prop, value, *discriminators))
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    return f"statement:{subject.partition(':')[2]}-{prop.partition(':')[2]}-{digest}"
