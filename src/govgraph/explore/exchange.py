"""A selection for other programs: GraphML, GEXF 1.3 (Gephi), node-link JSON (d3, Cytoscape) and an edge list in CSV.

Nodes are entities, edges are statements between them with the statement's id: parallel edges stay apart. Days are the
first and the last on which something is there, empty where open.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from govgraph.errors import UsageError
from govgraph.explore.names import labels_of
from govgraph.explore.selection import Selection
from govgraph.explore.spans import Span, day_text, statement_span
from govgraph.export.tables import write_csv
from govgraph.model.schema import Schema
from govgraph.project import Project

# Attributes and their types, in the order in which every format writes them.
NODE_COLUMNS = {
    "label": "string", "label_en": "string", "label_de": "string", "kind": "string", "kind_en": "string",
    "kind_de": "string", "iri": "string", "from": "string", "until": "string", "steps": "integer", "degree": "integer",
}  # fmt: skip
EDGE_COLUMNS = {
    "label": "string", "label_en": "string", "label_de": "string", "property": "string", "status": "string",
    "from": "string", "until": "string", "sources": "string", "source_count": "integer",
}  # fmt: skip

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
_TO_ESCAPE = re.compile('[&<>"\t\n\r]')

Value = str | int
Row = dict[str, Value]


class Edge(NamedTuple):
    """An edge with the id of its statement; `row` holds the attributes of EDGE_COLUMNS."""

    id: str
    source: str
    target: str
    row: Row


class Network(NamedTuple):
    """What the formats write: nodes by id (NODE_COLUMNS), edges sorted by id, facts on the whole."""

    nodes: dict[str, Row]
    edges: list[Edge]
    head: dict[str, str]


def build_rows(
    selection: Selection, schema: Schema, project: Project, language: str, spans: dict[str, Span]
) -> Network:
    """Nodes and edges of a selection as flat rows; `label` is the one in `language`.

    Args: spans, first and last day of entities (ordinals, 0: open).
    """
    labels = labels_of(selection.graph)
    kinds = {each.id: each.kind for each in selection.graph.entities}
    nodes: dict[str, Row] = {}
    for node in selection.nodes:
        first, last = spans.get(node, (0, 0))
        nodes[node] = {
            **_named(labels.get(node, {}), node, language),
            "kind": kinds[node].partition(":")[2],
            **{f"kind_{each}": schema.labels(kinds[node]).get(each, "") for each in ("en", "de")},
            "iri": schema.prefixes.iri(node),
            "from": day_text(first),
            "until": day_text(last),
            "steps": selection.distance[node],
            "degree": 0,
        }
    edges = []
    for each in selection.relations:
        for end in (each.subject, each.value):
            nodes[end]["degree"] = int(nodes[end]["degree"]) + 1
        first, last = statement_span(each)
        row: Row = {
            **_named(schema.labels(each.property), each.property.partition(":")[2], language),
            "property": each.property,
            "status": each.status.partition(":")[2],
            "from": day_text(first),
            "until": day_text(last),
            "sources": " ".join(each.sources),
            "source_count": len(each.sources),
        }
        edges.append(Edge(each.id, each.subject, each.value, row))
    head = {
        "title": project.title.get(language, project.title["en"]),
        "publisher": project.publisher,
        "version": project.version,
        "issued": project.issued,
        "licence": project.licence,
        "homepage": project.homepage,
    }
    return Network(nodes, edges, head)


def _named(labels: dict[str, str], otherwise: str, language: str) -> Row:
    english = labels.get("en") or otherwise
    german = labels.get("de") or english
    return {"label": german if language == "de" else english, "label_en": english, "label_de": german}


def write_graphml(network: Network) -> str:
    """GraphML 1.0: one node or edge a line, a key for each attribute; an empty attribute is left out."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">']
    lines += [f'<key id="g-{name}" for="graph" attr.name="{name}" attr.type="string"/>' for name in network.head]
    for domain, columns in (("node", NODE_COLUMNS), ("edge", EDGE_COLUMNS)):
        for name, kind in columns.items():
            known = "int" if kind == "integer" else kind
            lines.append(f'<key id="{domain[0]}-{name}" for="{domain}" attr.name="{name}" attr.type="{known}"/>')
    lines.append('<graph edgedefault="directed">')
    lines += _graphml_data("g", network.head)
    for node, row in network.nodes.items():
        lines.append(f'<node id="{_xml(node)}">{"".join(_graphml_data("n", row))}</node>')
    for edge in network.edges:
        ends = f'source="{_xml(edge.source)}" target="{_xml(edge.target)}"'
        lines.append(f'<edge id="{_xml(edge.id)}" {ends}>{"".join(_graphml_data("e", edge.row))}</edge>')
    return "\n".join([*lines, "</graph>", "</graphml>", ""])


def _graphml_data(domain: str, row: dict[str, str] | Row) -> Iterator[str]:
    return (f'<data key="{domain}-{name}">{_xml(value)}</data>' for name, value in row.items() if value != "")


def write_gexf(network: Network) -> str:
    """GEXF 1.3 as Gephi reads it: the relation as `kind`, so that parallel edges stay; days as start and end.

    A graph without any day is static. The date of the file is the day on which the project's data were issued.
    """
    rows = [*network.nodes.values(), *(edge.row for edge in network.edges)]
    dynamic = any(row["from"] or row["until"] for row in rows)
    mode = 'mode="dynamic" timeformat="date" timerepresentation="interval"' if dynamic else 'mode="static"'
    head = network.head
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<gexf xmlns="http://gexf.net/1.3" version="1.3">',
        f'<meta lastmodifieddate="{_xml(head["issued"])}">',
        f"<creator>{_xml(head['publisher'])}</creator>",
        f"<description>{_xml(head['title'])} {_xml(head['version'])}, {_xml(head['licence'])}</description>",
        "</meta>",
        f'<graph defaultedgetype="directed" idtype="string" {mode}>',
        *_gexf_columns("node", NODE_COLUMNS),
        *_gexf_columns("edge", EDGE_COLUMNS),
        f'<nodes count="{len(network.nodes)}">',
    ]
    for node, row in network.nodes.items():
        lines.append(f'<node id="{_xml(node)}" {_gexf_row(row, NODE_COLUMNS)}</node>')
    lines += ["</nodes>", f'<edges count="{len(network.edges)}">']
    for edge in network.edges:
        ends = f'source="{_xml(edge.source)}" target="{_xml(edge.target)}" kind="{_xml(edge.row["property"])}"'
        lines.append(f'<edge id="{_xml(edge.id)}" {ends} {_gexf_row(edge.row, EDGE_COLUMNS)}</edge>')
    return "\n".join([*lines, "</edges>", "</graph>", "</gexf>", ""])


# GEXF has its own places for these.
_GEXF_OWN = frozenset({"label", "from", "until"})


def _gexf_columns(domain: str, columns: dict[str, str]) -> Iterator[str]:
    yield f'<attributes class="{domain}" mode="static">'
    for name, kind in columns.items():
        if name not in _GEXF_OWN:
            yield f'<attribute id="{name}" title="{name}" type="{kind}"/>'
    yield "</attributes>"


def _gexf_row(row: Row, columns: dict[str, str]) -> str:
    label = " ".join(str(row["label"]).split())  # an xsd:token
    days = "".join(f' {name}="{row[key]}"' for name, key in (("start", "from"), ("end", "until")) if row[key])
    values = "".join(
        f'<attvalue for="{name}" value="{_xml(row[name])}"/>'
        for name in columns
        if name not in _GEXF_OWN and row[name] != ""
    )
    return f'label="{_xml(label)}"{days}><attvalues>{values}</attvalues>'


def _xml(value: Value) -> str:
    """The value as XML text or attribute value; UsageError for a character that XML 1.0 can't hold."""
    text = str(value)
    if found := _NOT_XML.search(text):
        raise UsageError(
            f"U+{ord(found[0]):04X} in {text[:60]!r} can't stand in XML; take it out of the data, or use --format json"
        )
    return _TO_ESCAPE.sub(lambda match: _ESCAPES[match[0]], text)


def write_json(network: Network) -> str:
    """Node-link JSON as networkx, d3 and Cytoscape read it: `nodes` and `links`, one a line; sources are a list."""
    nodes = ({"id": node, **row} for node, row in network.nodes.items())
    links = (
        {"key": edge.id, "source": edge.source, "target": edge.target, **edge.row, "sources": _sources(edge)}
        for edge in network.edges
    )
    head = json.dumps(network.head, ensure_ascii=False)
    return (
        f'{{"directed": true, "multigraph": true, "graph": {head},\n'
        f'"nodes": [\n{_json_lines(nodes)}\n],\n"links": [\n{_json_lines(links)}\n]}}\n'
    )


def _sources(edge: Edge) -> list[str]:
    return str(edge.row["sources"]).split()


def _json_lines(rows: Iterable[Mapping[str, object]]) -> str:
    return ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)


def write_edge_list(network: Network) -> str:
    """CSV (RFC 4180), one edge a line, with the labels of both ends; nodes without an edge are not in it."""
    columns = ("id", "source", "source_label", "target", "target_label", *EDGE_COLUMNS)
    rows = [
        (
            edge.id,
            edge.source,
            str(network.nodes[edge.source]["label"]),
            edge.target,
            str(network.nodes[edge.target]["label"]),
            *(str(edge.row[name]) for name in EDGE_COLUMNS),
        )
        for edge in network.edges
    ]
    return write_csv(columns, rows)


WRITERS: dict[str, Callable[[Network], str]] = {
    "graphml": write_graphml,
    "gexf": write_gexf,
    "json": write_json,
    "csv": write_edge_list,
}
