"""The shapes graph: reading it, deriving shapes from the ontology, refusing features that nobody would execute."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from govgraph.errors import UsageError
from govgraph.graph.views import Triple
from govgraph.model.schema import Schema, read_turtle, turtle_files
from govgraph.model.terms import Prefixes
from govgraph.namespaces import SH

# SHACL Core (W3C Recommendation 2017, 2-4) and what the SPARQL runner covers of SHACL-SPARQL (5).
_EXECUTED = frozenset(
    {
        *("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf", "path", "property", "node", "class"),
        *(
            "datatype",
            "nodeKind",
            "minCount",
            "maxCount",
            "minExclusive",
            "minInclusive",
            "maxExclusive",
            "maxInclusive",
        ),
        *("minLength", "maxLength", "pattern", "flags", "languageIn", "uniqueLang", "equals", "disjoint", "lessThan"),
        *("lessThanOrEquals", "not", "and", "or", "xone", "qualifiedValueShape", "qualifiedMinCount"),
        *("qualifiedMaxCount", "qualifiedValueShapesDisjoint", "closed", "ignoredProperties", "hasValue", "in"),
        *("severity", "message", "deactivated", "name", "description", "order", "group", "defaultValue", "inversePath"),
        *("alternativePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath", "sparql", "select", "prefixes"),
        *("declare", "prefix", "namespace", "shapesGraph", "suggestedShapesGraph"),
    }
)


@dataclass(frozen=True, slots=True)
class Shapes:
    """A shapes graph as pyoxigraph triples, with an index for look-ups by subject and predicate (both IRIs)."""

    triples: tuple[ox.Triple, ...]
    index: dict[tuple[str, str], list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]]

    def objects(self, subject: str, name: str) -> list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]:
        """Values of `sh:<name>` at a subject given by its `str()`."""
        return self.index.get((subject, SH + name), [])

    def ntriples(self) -> str:
        """The graph as N-Triples, in its own order."""
        return "".join(f"{triple} .\n" for triple in self.triples)


def make_shapes(triples: list[ox.Triple]) -> Shapes:
    """Shapes from their triples; nothing is checked yet."""
    index: dict[tuple[str, str], list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]] = {}
    for triple in triples:
        index.setdefault((str(triple.subject), triple.predicate.value), []).append(triple.object)
    return Shapes(tuple(triples), index)


def load_shapes(folder: Path, name: str, schema: Schema) -> Shapes:
    """All shapes of a project: `shapes/*.ttl` and those that the ontology's domains and ranges imply."""
    triples = [triple for path in turtle_files(folder) for triple in read_turtle(path, f"{name}/{path.name}")]
    triples += to_ox(derived_shapes(schema), schema.prefixes)
    return make_shapes(triples)


def refuse_unknown_features(shapes: Shapes) -> None:
    """UsageError naming the SHACL features that the fast engine would skip in silence."""
    used = {predicate[len(SH) :] for _, predicate in shapes.index if predicate.startswith(SH)}
    if skipped := sorted(used - _EXECUTED):
        names = ", ".join(f"sh:{name}" for name in skipped)
        raise UsageError(f"the fast engine does not execute {names}; run with --engine pyshacl")


def to_ox(triples: list[Triple], prefixes: Prefixes) -> list[ox.Triple]:
    """Term triples as pyoxigraph triples."""
    text = "".join(f"{prefixes.expand(s)} {prefixes.expand(p)} {prefixes.expand(o)} .\n" for s, p, o in triples)
    return [ox.Triple(quad.subject, quad.predicate, quad.object) for quad in ox.parse(text, ox.RdfFormat.N_TRIPLES)]


def derived_shapes(schema: Schema) -> list[Triple]:
    """Node shapes for domains and ranges (rdfs:domain, schema:domainIncludes, ...) of the project's object properties.

    They read the simple view: whoever states `gov:foundedBy` must be of a class in its domain, and so must the value.
    """
    made: list[Triple] = []
    needed: set[str] = set()
    for term in sorted(schema.by_property.values(), key=lambda each: each.property):
        if term.form != "reference" or term.qualifier or not term.property.startswith("gov:"):
            continue
        for side in ("domain", "range"):
            classes = schema.domains(term.property) if side == "domain" else schema.ranges(term.property)
            known = sorted(each for each in classes if each in schema.parents)
            if known and not (side == "range" and "gov:Statement" in known):
                made += _side_shape(term.property, side, known)
                needed.update(known)
    for each in sorted(needed):
        shape = f"shape:is-{each.partition(':')[2]}"
        made += [(shape, "rdf:type", "sh:NodeShape"), (shape, "sh:class", each)]
    return sorted(made)


def _side_shape(prop: str, side: str, classes: list[str]) -> list[Triple]:
    local = prop.partition(":")[2]
    shape = f"shape:{local}-{side}"
    names = ", ".join(each.partition(":")[2] for each in classes)
    who_en, who_de = ("the subject", "das Subjekt") if side == "domain" else ("the value", "der Wert")
    made: list[Triple] = [
        *_target(shape, prop, side),
        (shape, "sh:severity", "sh:Violation"),
        (shape, "sh:message", f'"{who_en} of {local} must be one of: {names}"@en'),
        (shape, "sh:message", f'"{who_de} von {local} muss sein: {names}"@de'),
    ]
    if len(classes) == 1:
        return [*made, (shape, "sh:class", classes[0])]
    cells = [f"{shape}-{number}" for number in range(1, len(classes) + 1)]
    made.append((shape, "sh:or", cells[0]))
    for cell, rest, each in zip(cells, [*cells[1:], "rdf:nil"], classes, strict=True):
        made += [(cell, "rdf:first", f"shape:is-{each.partition(':')[2]}"), (cell, "rdf:rest", rest)]
    return made


def _target(shape: str, prop: str, side: str) -> list[Triple]:
    """What the shape looks at: the subject, or the value by its path, so that a finding leads to the statement."""
    if side == "domain":
        return [(shape, "rdf:type", "sh:NodeShape"), (shape, "sh:targetSubjectsOf", prop)]
    node = f"{shape}-node"
    return [
        (node, "rdf:type", "sh:NodeShape"),
        (node, "sh:targetSubjectsOf", prop),
        (node, "sh:property", shape),
        (shape, "rdf:type", "sh:PropertyShape"),
        (shape, "sh:path", prop),
    ]
