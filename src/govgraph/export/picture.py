"""The first picture: one offline HTML file made with pyvis's network model and the vis-network that it bundles.

pyvis's own template calls a CDN and lets script in through titles and headings; this one embeds everything, keeps data
apart from code and forbids all requests by a Content-Security-Policy.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import math
import re
from importlib.resources import files

import networkx as nx
from pyvis.network import Network

from govgraph.graph.network import build_network
from govgraph.graph.views import Triple
from govgraph.model.harvest import Graph
from govgraph.model.schema import Schema

MAX_NODES = 220

_SPACING = 125  # pixels between neighbours on the spiral
_GOLDEN_ANGLE = 2.399963

# Okabe-Ito colours (safe for colour-blind readers); each kind also has a shape of its own.
_LOOKS = (
    ("#0072B2", "dot"), ("#E69F00", "square"), ("#009E73", "star"), ("#CC79A7", "triangle"), ("#56B4E9", "diamond"),
    ("#D55E00", "hexagon"), ("#8C8C8C", "triangleDown"), ("#B8A800", "square"), ("#5B5EA6", "dot"),
)  # fmt: skip


def write_picture(simple: list[Triple], graph: Graph, schema: Schema, title: dict[str, str]) -> str:
    """The HTML text: the best connected entities of the classes marked `gov:pictured`, laid out beforehand."""
    pictured = {entity.id: kind for entity in graph.entities if (kind := schema.pictured(entity.kind))}
    chosen = _choose(build_network(graph.entities, graph.statements), pictured)
    kinds = sorted({pictured[node] for node in chosen.nodes})
    looks = {kind: _LOOKS[number % len(_LOOKS)] for number, kind in enumerate(kinds)}
    network = _to_pyvis(chosen, pictured, looks, _property_labels(schema))
    nodes, edges, *_ = network.get_network_data()
    return _render(
        nodes, edges, [(_class_labels(schema, kind), *looks[kind]) for kind in kinds], title, len(graph.entities)
    )


def _choose(network: nx.MultiDiGraph, pictured: dict[str, str]) -> nx.MultiDiGraph:
    """The subgraph of the MAX_NODES best connected pictured entities; none stands alone."""
    sub = network.subgraph(pictured)
    best = sorted((node for node in sub if sub.degree(node)), key=lambda node: (-sub.degree(node), node))[:MAX_NODES]
    chosen = network.subgraph(best)
    return network.subgraph([node for node in best if chosen.degree(node)])


def _positions(chosen: nx.MultiDiGraph) -> dict[str, tuple[int, int]]:
    """Communities on a spiral, the best connected node in the middle of each; whole pixels, the same on any machine."""
    names = sorted(chosen)
    numbered = nx.Graph((names.index(a), names.index(b)) for a, b in chosen.edges() if a != b)
    groups = nx.community.greedy_modularity_communities(numbered) if numbered else []
    ordered = sorted(
        (sorted(group, key=lambda n: (-numbered.degree(n), n)) for group in groups), key=lambda g: (-len(g), g[0])
    )
    positions: dict[str, tuple[int, int]] = {}
    placed: list[tuple[float, float, float]] = []
    for group in ordered:
        radius = _SPACING * math.sqrt(len(group)) + 60
        x, y = _free_spot(placed, radius)
        placed.append((x, y, radius))
        stride = _stride(len(group))
        for rank, node in enumerate(group):
            index = rank * stride % len(group)
            distance, angle = _SPACING * math.sqrt(index), index * _GOLDEN_ANGLE
            positions[names[node]] = (round(x + distance * math.cos(angle)), round(y + distance * math.sin(angle)))
    return positions


def _stride(size: int) -> int:
    """A step that visits every place of a group and keeps the best connected nodes apart."""
    return next(step for step in range(round(size * 0.382) or 1, size + 2) if math.gcd(step, size) == 1)


def _free_spot(placed: list[tuple[float, float, float]], radius: float) -> tuple[float, float]:
    """The first point of a spiral where a circle of that radius touches no placed one."""
    step = 0
    while True:
        distance, angle = 14 * math.sqrt(step), step * 0.35
        x, y = 1.5 * distance * math.cos(angle), distance * math.sin(angle)
        if all((x - a) ** 2 + (y - b) ** 2 >= (radius + r) ** 2 for a, b, r in placed):
            return x, y
        step += 1


def _to_pyvis(
    chosen: nx.MultiDiGraph,
    pictured: dict[str, str],
    looks: dict[str, tuple[str, str]],
    relations: dict[str, dict[str, str]],
) -> Network:
    network = Network(directed=True, cdn_resources="in_line")
    positions = _positions(chosen)
    for node in sorted(positions):
        data = chosen.nodes[node]
        colour, shape = looks[pictured[node]]
        label = data.get("label_en", node)
        names = {language: _short(_name(data, language, node)) for language in ("en", "de")}
        network.add_node(
            node,
            label=names["en"],
            labels=names,
            title=f"{label}\n{data['kind']}\n{node}",
            x=positions[node][0],
            y=positions[node][1],
            color=colour,
            shape=shape,
            size=10 + 4 * math.isqrt(chosen.degree(node)),
            physics=False,
        )
    for source, target, data in sorted(
        chosen.edges(data=True), key=lambda edge: (edge[0], edge[1], edge[2]["property"])
    ):
        if source in positions and target in positions:
            both = relations.get(data["property"], {})
            local = data["property"].partition(":")[2]
            labels = {language: both.get(language, local) for language in ("en", "de")}
            network.add_edge(
                source, target, label=labels["en"], labels=labels, title=f"{data['property']} ({data['status']})"
            )
    return network


def _name(data: dict[str, str], language: str, node: str) -> str:
    return data.get(f"short_{language}") or data.get(f"label_{language}") or data.get("label_en", node)


def _short(label: str) -> str:
    return label if len(label) <= 34 else label[:31].rstrip() + "…"


def _property_labels(schema: Schema) -> dict[str, dict[str, str]]:
    return {prop: schema.labels(prop) for prop in schema.by_property}


def _class_labels(schema: Schema, kind: str) -> dict[str, str]:
    return schema.labels(kind) or {"en": kind, "de": kind}


Legend = list[tuple[dict[str, str], str, str]]

_MARKS = {"dot": "●", "square": "■", "star": "★", "triangle": "▲", "diamond": "◆", "hexagon": "⬢", "triangleDown": "▼"}


def _render(
    nodes: list[dict[str, object]], edges: list[dict[str, object]], legend: Legend, title: dict[str, str], total: int
) -> str:
    library = (files("pyvis") / "templates/lib/vis-9.1.2/vis-network.min.js").read_text(encoding="utf-8")
    library = library.replace("</script", "<\\/script")
    script = (files("govgraph") / "export/picture.js").read_text(encoding="utf-8")
    items = "".join(
        f'<li><span style="color:{colour}">{_MARKS[shape]}</span> <span data-en="{html.escape(names.get("en", ""))}" '
        f'data-de="{html.escape(names.get("de", ""))}">{html.escape(names.get("en", ""))}</span></li>'
        for names, colour, shape in legend
    )
    page = (files("govgraph") / "export/picture.html").read_text(encoding="utf-8")
    values = {
        "@policy@": " ".join(f"'sha256-{_sha256(text)}'" for text in (library, script)),
        "@title@": html.escape(title["en"]),
        "@title_de@": html.escape(title.get("de", title["en"])),
        "@shown@": str(len(nodes)),
        "@total@": str(total),
        "@legend@": items,
        "@data@": json.dumps({"nodes": nodes, "edges": edges}, ensure_ascii=False, sort_keys=True).replace(
            "<", "\\u003c"
        ),
        "@script@": script,
        "@library@": library,
    }
    # In one pass, so that a label that reads like a mark stays a label.
    return re.sub("|".join(values), lambda match: values[match[0]], page)


def _sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
