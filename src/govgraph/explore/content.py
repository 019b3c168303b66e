"""What the explorer draws: nodes and edges of the graph as columns (`GraphData` in explorer/src/model.ts)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from govgraph.explore.spans import OPEN, Span, lifetimes, statement_span
from govgraph.graph.views import Triple
from govgraph.model.harvest import Graph
from govgraph.model.schema import Schema
from govgraph.model.statements import Statement
from govgraph.model.terms import is_literal, split_literal

Text = tuple[str, str]  # English and German; German is empty where it is the same

STATUSES = ("confirmed", "reported", "unverified", "disputed", "refuted", "withdrawn", "superseded")
DERIVED = len(STATUSES)
_DERIVED_TEXT = ("derived by a rule", "aus Regel abgeleitet")
_OTHER = ("Other", "Sonstiges")
_PLACED_IN = ("gov:jurisdiction", "gov:basedIn")
_NAMES = {"rdfs:label": "labels", "gov:shortName": "shorts"}


class Edge(NamedTuple):
    """A relation between two nodes (numbers); `statement` is None for a derived one."""

    source: int
    target: int
    property: str
    statement: Statement | None


class Content(NamedTuple):
    """Node ids in their order, edges in theirs, and the columns for the page."""

    ids: list[str]
    edges: list[Edge]
    data: dict[str, Any]


class _Names(NamedTuple):
    labels: dict[str, dict[str, str]]
    shorts: dict[str, dict[str, str]]
    aliases: dict[str, list[str]]


def text_of(labels: dict[str, str], otherwise: str = "") -> Text:
    """A text for the page: English, and German where it differs."""
    english = labels.get("en") or next(iter(labels.values()), otherwise)
    german = labels.get("de", "")
    return english, "" if german == english else german


def write_content(graph: Graph, derived: Iterable[Triple], schema: Schema) -> Content:
    """Nodes: every entity but sources. Edges: every statement between nodes, sorted; then what only rules state."""
    cited = schema.ranges("prov:wasDerivedFrom")
    entities = [each for each in graph.entities if not cited.intersection(schema.parents.get(each.kind, (each.kind,)))]
    number = {each.id: at for at, each in enumerate(entities)}
    relations = [each for each in graph.statements if each.subject in number and each.value in number]
    edges = [Edge(number[each.subject], number[each.value], each.property, each) for each in relations]
    edges += _derived_edges(derived, edges, number)
    names = _collect_names(graph.statements, number)
    looks, kinds, kind_of = _kinds([each.kind for each in entities], schema)
    properties = sorted({each.property for each in edges})
    lives = lifetimes(graph.statements, schema)
    data = {
        "namespaces": _namespaces(entities, properties, schema),
        "looks": looks,
        "kinds": kinds,
        "relations": _relations(properties, edges, schema),
        "statuses": _statuses(schema),
        "nodes": _node_columns(
            [each.id for each in entities], kind_of, names, lives, _places(edges, len(entities), entities)
        ),
        "edges": _edge_columns(edges, properties),
    }
    return Content([each.id for each in entities], edges, data)


def _derived_edges(derived: Iterable[Triple], told: list[Edge], number: dict[str, int]) -> list[Edge]:
    """Derived relations between nodes that no statement tells."""
    known = {(each.source, each.property, each.target) for each in told}
    found = [
        Edge(number[subject], number[value], prop, None)
        for subject, prop, value in sorted(derived)
        if subject in number and value in number
    ]
    return [each for each in found if (each.source, each.property, each.target) not in known]


def _collect_names(statements: Iterable[Statement], number: dict[str, int]) -> _Names:
    names = _Names({}, {}, {})
    for each in statements:
        if each.subject not in number or not is_literal(each.value):
            continue
        if each.property in _NAMES:
            text, language, _ = split_literal(each.value)
            table = names.labels if each.property == "rdfs:label" else names.shorts
            table.setdefault(each.subject, {}).setdefault(language, text)
        elif each.property == "skos:altLabel":
            names.aliases.setdefault(each.subject, []).append(split_literal(each.value)[0])
    return names


def _kinds(kinds: Sequence[str], schema: Schema) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[int]]:
    """Legend entries, classes with their legend entry, and the class of each node."""
    used = sorted(set(kinds))
    marks = {kind: schema.mark(kind) for kind in used}
    owners = sorted(set(marks.values()) - {("", "")})
    if ("", "") in marks.values():
        owners.append(("", ""))
    looks = [
        {"id": owner, "label": text_of(schema.labels(owner), owner), "mark": mark} if owner
        else {"id": "other", "label": _OTHER, "mark": "dot"}
        for owner, mark in owners
    ]  # fmt: skip
    classes = [
        {"id": kind, "label": text_of(schema.labels(kind), kind), "look": owners.index(marks[kind])} for kind in used
    ]
    place = {kind: at for at, kind in enumerate(used)}
    return looks, classes, [place[kind] for kind in kinds]


def _relations(properties: list[str], edges: list[Edge], schema: Schema) -> list[dict[str, Any]]:
    told = {each.property for each in edges if each.statement is not None}
    return [
        {"id": prop, "label": text_of(schema.labels(prop), prop), "derived": prop not in told} for prop in properties
    ]


def _statuses(schema: Schema) -> list[dict[str, Any]]:
    known = [{"id": each, "label": text_of(schema.labels(f"gov:{each}"), each)} for each in STATUSES]
    return [*known, {"id": "derived", "label": _DERIVED_TEXT}]


def _namespaces(entities: Sequence[Any], properties: list[str], schema: Schema) -> dict[str, str]:
    """The namespaces of the prefixes in use, and of those that an export in Turtle needs."""
    used = {each.id.partition(":")[0] for each in entities} | {each.partition(":")[0] for each in properties}
    used |= {"gov", "prov", "rdf", "rdfs", "source", "statement", "xsd"}
    return {prefix: iri for prefix, iri in sorted(schema.prefixes.namespaces.items()) if prefix in used}


def _places(edges: list[Edge], size: int, entities: Sequence[Any]) -> list[int]:
    """The jurisdiction of each node, -1 where none is told; a jurisdiction is its own."""
    found = [at if entities[at].kind == "gov:Jurisdiction" else -1 for at in range(size)]
    for prop in _PLACED_IN:
        for edge in edges:
            told = edge.statement
            if edge.property == prop and told is not None and told.in_simple_view and found[edge.source] < 0:
                found[edge.source] = edge.target
    return found


def _node_columns(
    ids: list[str], kinds: list[int], names: _Names, lives: dict[str, Span], places: list[int]
) -> dict[str, Any]:
    texts = [text_of(names.labels.get(each, {}), each) for each in ids]
    spans = [lives.get(each, OPEN) for each in ids]
    return {
        "id": ids,
        "kind": kinds,
        "label": [english for english, _ in texts],
        "labelDe": [german for _, german in texts],
        "short": {str(at): text_of(names.shorts[each]) for at, each in enumerate(ids) if each in names.shorts},
        "alias": {str(at): sorted(set(names.aliases[each])) for at, each in enumerate(ids) if each in names.aliases},
        "jurisdiction": places,
        "from": [begin for begin, _ in spans],
        "until": [end for _, end in spans],
    }


def _edge_columns(edges: list[Edge], properties: list[str]) -> dict[str, Any]:
    place = {prop: at for at, prop in enumerate(properties)}
    days = [OPEN if each.statement is None else statement_span(each.statement) for each in edges]
    status = [
        DERIVED if each.statement is None else STATUSES.index(each.statement.status.partition(":")[2]) for each in edges
    ]
    return {
        "source": [each.source for each in edges],
        "target": [each.target for each in edges],
        "relation": [place[each.property] for each in edges],
        "status": status,
        "from": [first for first, _ in days],
        "until": [last for _, last in days],
        "id": ["" if each.statement is None else each.statement.id.rpartition("-")[2] for each in edges],
    }
