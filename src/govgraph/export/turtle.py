"""Turtle and TriG that diff well: sorted, one subject a block, `a` first, one object a line (RDF 1.1 Turtle; TriG)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from govgraph.graph.views import Triple

_SHORT = re.compile(r'"(?:([+-]?[0-9]+)"\^\^xsd:integer|(true|false)"\^\^xsd:boolean)')


def turtle_prefixes(namespaces: dict[str, str], used: Iterable[Triple]) -> str:
    """`@prefix` lines of the prefixes that occur in the triples, sorted."""
    found = {prefix for triple in used for term in triple for prefix in _prefixes_in(term)}
    return "".join(
        f"@prefix {prefix}: <{namespaces[prefix]}> .\n" for prefix in sorted(found | {"rdf"}) if prefix in namespaces
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
    for subject, group in groupby(triples, key=lambda triple: triple[0]):
        lines: list[str] = []
        for predicate, each in groupby(group, key=lambda triple: triple[1]):
            objects = [_object(triple[2]) for triple in each]
            listed = objects[0] if len(objects) == 1 else "\n        " + ",\n        ".join(objects)
            if predicate == "rdf:type":
                lines.insert(0, f"a {listed}".replace("a \n", "a\n"))
            else:
                lines.append(f"{predicate} {listed}".replace(f"{predicate} \n", f"{predicate}\n", 1))
        yield f"{subject} " + " ;\n    ".join(lines) + " .\n"


def _object(term: str) -> str:
    match = _SHORT.fullmatch(term) if term.endswith(("integer", "boolean")) else None
    return (match[1] or match[2]) if match else term


def write_turtle(triples: list[Triple], namespaces: dict[str, str], title: str) -> Iterator[str]:
    """A Turtle document: a comment that names it, prefixes, blocks. `triples` sorted."""
    yield f"# {title}\n{turtle_prefixes(namespaces, triples)}"
    for block in turtle_blocks(triples):
        yield "\n" + block


def write_trig(graphs: list[tuple[str, list[Triple]]], namespaces: dict[str, str], title: str) -> Iterator[str]:
    """A TriG document of named graphs, each (IRI, sorted triples)."""
    every = [triple for _, triples in graphs for triple in triples]
    yield f"# {title}\n{turtle_prefixes(namespaces, every)}"
    for iri, triples in graphs:
        yield f"\n<{iri}> {{\n"
        for block in turtle_blocks(triples):
            yield "\n" + block
        yield "}\n"
