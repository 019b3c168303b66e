"""Turtle and TriG that diff well: sorted, one subject a block, `a` first, one object a line (RDF 1.1 Turtle; TriG)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, groupby
from operator import itemgetter
from typing import NamedTuple

from govgraph.graph.views import Triple

_SUBJECT = itemgetter(0)
_SHORT = re.compile(r'"(?:([+-]?[0-9]+)"\^\^xsd:integer|(true|false)"\^\^xsd:boolean)')


class Turtle(NamedTuple):
    """Triples in Turtle, made once for all documents that hold them: the prefixes they use, a block a subject."""

    prefixes: frozenset[str]
    blocks: list[str]


def to_turtle(triples: Iterable[Triple]) -> Turtle:
    """Prefixes and blocks of sorted triples."""
    listed = list(triples)
    found = frozenset(prefix for term in set(chain.from_iterable(listed)) for prefix in _prefixes_in(term))
    return Turtle(found, list(turtle_blocks(listed)))


def _prefix_lines(namespaces: dict[str, str], used: Iterable[str]) -> str:
    """`@prefix` lines of the prefixes, sorted."""
    return "".join(
        f"@prefix {prefix}: <{namespaces[prefix]}> .\n" for prefix in sorted({*used, "rdf"}) if prefix in namespaces
    )


def _prefixes_in(term: str) -> Iterator[str]:
    if term.startswith("<<("):
        _, subject, prop, rest = term.split(" ", 3)
        for part in (subject, prop, rest[:-4]):
            yield from _prefixes_in(part)
    elif term.startswith('"'):
        head, mark, datatype = term.rpartition('"^^')
        if mark and head and '"' not in datatype and not datatype.startswith("<"):
            yield datatype.partition(":")[0]
    elif not term.startswith("<"):
        yield term.partition(":")[0]


def turtle_blocks(triples: Iterable[Triple]) -> Iterator[str]:
    """One block of text a subject, in the order given; triples must be sorted."""
    for subject, group in groupby(triples, key=_SUBJECT):
        objects: dict[str, list[str]] = {}
        for _, predicate, value in group:
            objects.setdefault(predicate, []).append(_object(value))
        kinds = objects.pop("rdf:type", None)
        lines = [_line("a", kinds)] if kinds else []
        lines += [_line(predicate, values) for predicate, values in objects.items()]
        yield f"{subject} " + " ;\n    ".join(lines) + " .\n"


def _line(predicate: str, values: list[str]) -> str:
    if len(values) == 1:
        return f"{predicate} {values[0]}"
    return f"{predicate}\n        " + ",\n        ".join(values)


def _object(term: str) -> str:
    match = _SHORT.fullmatch(term) if term.endswith(("integer", "boolean")) else None
    return (match[1] or match[2]) if match else term


def write_turtle(triples: Iterable[Triple] | Turtle, namespaces: dict[str, str], title: str) -> Iterator[str]:
    """A Turtle document: a comment that names it, prefixes, blocks. `triples` sorted."""
    made = triples if isinstance(triples, Turtle) else to_turtle(triples)
    yield f"# {title}\n{_prefix_lines(namespaces, made.prefixes)}"
    for block in made.blocks:
        yield "\n" + block


def write_trig(graphs: Iterable[tuple[str, Turtle]], namespaces: dict[str, str], title: str) -> Iterator[str]:
    """A TriG document of named graphs, each an IRI with what `to_turtle` made of its triples."""
    listed = list(graphs)
    yield f"# {title}\n{_prefix_lines(namespaces, chain.from_iterable(made.prefixes for _, made in listed))}"
    for iri, made in listed:
        yield f"\n<{iri}> {{\n"
        for block in made.blocks:
            yield "\n" + block
        yield "}\n"
