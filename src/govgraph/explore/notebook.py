"""A selection as one offline HTML file for notebooks: pyvis's network model and the vis-network that it bundles.

pyvis's own template calls a CDN and lets script in through headings, menus, options and titles; this one takes only
nodes and edges from pyvis, embeds everything, keeps data apart from code and forbids all requests by a
Content-Security-Policy.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import math
import re
from collections import Counter
from importlib.resources import files
from typing import NamedTuple

import networkx as nx
from pyvis.network import Network

from govgraph.explore.selection import Selection
from govgraph.model.schema import Schema
from govgraph.model.statements import ACCEPTED, NAMES
from govgraph.model.terms import split_literal

MAX_NODES = 1000

_SPACING = 125  # pixels between neighbours on the spiral
_GOLDEN_ANGLE = 2.399963

# Okabe-Ito colours (safe for colour-blind readers), each with a shape of its own; the last is for all other kinds.
_LOOKS = (
    ("#0072B2", "dot"), ("#E69F00", "square"), ("#009E73", "star"), ("#CC79A7", "triangle"), ("#56B4E9", "diamond"),
    ("#D55E00", "hexagon"), ("#8C8C8C", "triangleDown"),
)  # fmt: skip
_OTHER = {"en": "Other", "de": "Sonstiges"}
_DASHES: dict[str, object] = {"gov:unverified": [8, 6], "gov:disputed": [2, 5]}
_LONG_DASHES = [14, 5, 2, 5]  # refuted, withdrawn, superseded
_HINT = {
    "en": "{nodes} entities, {edges} relations; drag, zoom, point at a node or an edge.",
    "de": "{nodes} Entitäten, {edges} Beziehungen; ziehen, zoomen, auf Knoten oder Kanten zeigen.",
}
_MARKS = {"dot": "●", "square": "■", "star": "★", "triangle": "▲", "diamond": "◆", "hexagon": "⬢", "triangleDown": "▼"}

Texts = dict[str, str]


class Look(NamedTuple):
    """A legend entry: name by language, colour, shape of vis-network."""

    names: Texts
    colour: str
    shape: str


def write_notebook(
    selection: Selection, schema: Schema, title: Texts, language: str = "en", theme: str = "auto", embed: bool = False
) -> str:
    """The HTML text of the selection's nodes and relations, laid out beforehand; the same bytes for the same input.

    Args: title, by language with English; language, en or de, of the first view; theme, auto, light or dark; embed,
    True for a page without heading and legend.
    """
    looks = _looks(selection, schema)
    network = _to_pyvis(selection, schema, looks)
    nodes, edges, *_ = network.get_network_data()
    legend = list({look.names["en"]: look for _, look in sorted(looks.items())}.values())
    hints = {each: text.format(nodes=len(nodes), edges=len(edges)) for each, text in _HINT.items()}
    return _render(nodes, edges, legend, title, hints, (language, theme, str(embed).lower()))


def notebook_frame(page: str, height: int = 600) -> str:
    """HTML of a frame that shows a page in a notebook cell (`IPython.display.HTML` takes it); nothing gets out of it.

    Args: page, the text of an HTML page; height, in pixels.
    """
    return (
        f'<iframe srcdoc="{html.escape(page)}" sandbox="allow-scripts" title="graph" loading="lazy" '
        f'style="width:100%;height:{height:d}px;border:0"></iframe>'
    )


def _looks(selection: Selection, schema: Schema) -> dict[str, Look]:
    """The look of each class: the most frequent families of classes have their own, the rest share one."""
    kinds = {each.id: each.kind for each in selection.graph.entities}
    family = {kind: schema.mark(kind)[0] or kind for kind in sorted({kinds[node] for node in selection.nodes})}
    count = Counter(family[kinds[node]] for node in selection.nodes)
    ranked = sorted(count, key=lambda term: (-count[term], term))
    own = ranked if len(ranked) <= len(_LOOKS) else ranked[: len(_LOOKS) - 1]
    other = Look(_OTHER, *_LOOKS[-1])
    look_of = {term: Look(_both(schema.labels(term), term), *_LOOKS[number]) for number, term in enumerate(own)}
    return {kind: look_of.get(above, other) for kind, above in family.items()}


def _both(labels: Texts, otherwise: str) -> Texts:
    english = labels.get("en") or otherwise.partition(":")[2]
    return {"en": english, "de": labels.get("de") or english}


def _positions(names: list[str], selection: Selection) -> dict[str, tuple[int, int]]:
    """Communities on a spiral, the best connected node in the middle of each; whole pixels, the same on any machine."""
    number = {name: index for index, name in enumerate(names)}
    numbered = nx.Graph(
        (number[each.subject], number[each.value]) for each in selection.relations if each.subject != each.value
    )
    groups = [sorted(group) for group in nx.community.greedy_modularity_communities(numbered)] if numbered else []
    numbered.add_nodes_from(number.values())
    alone = [node for node in number.values() if not numbered.degree(node)]
    ordered = sorted(
        (sorted(group, key=lambda n: (-numbered.degree(n), n)) for group in [*groups, alone] if group),
        key=lambda group: (-len(group), group[0]),
    )
    return {names[node]: place for node, place in _spirals(ordered)}


def _spirals(groups: list[list[int]]) -> list[tuple[int, tuple[int, int]]]:
    found: list[tuple[int, tuple[int, int]]] = []
    placed: list[tuple[float, float, float]] = []
    for group in groups:
        radius = _SPACING * math.sqrt(len(group)) + 60
        x, y = _free_spot(placed, radius)
        placed.append((x, y, radius))
        stride = _stride(len(group))
        for rank, node in enumerate(group):
            index = rank * stride % len(group)
            distance, angle = _SPACING * math.sqrt(index), index * _GOLDEN_ANGLE
            found.append((node, (round(x + distance * math.cos(angle)), round(y + distance * math.sin(angle)))))
    return found


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


def _to_pyvis(selection: Selection, schema: Schema, looks: dict[str, Look]) -> Network:
    """pyvis's network: nodes and edges only, no heading, menu or option, and plain text for titles."""
    network = Network(directed=True, cdn_resources="in_line")
    names = _names(selection)
    kinds = {each.id: each.kind for each in selection.graph.entities}
    degree = Counter(end for each in selection.relations for end in {each.subject, each.value})
    for node, (x, y) in _positions(list(selection.nodes), selection).items():
        look, kind = looks[kinds[node]], _both(schema.labels(kinds[node]), kinds[node])
        labels, shorts = _both(names.get((node, "label"), {}), node), names.get((node, "short"), {})
        network.add_node(
            node,
            label=node,
            labels={each: _short(shorts.get(each) or labels[each]) for each in ("en", "de")},
            titles={each: f"{labels[each]}\n{kind[each]}\n{node}" for each in ("en", "de")},
            x=x,
            y=y,
            color=look.colour,
            shape=look.shape,
            size=10 + 4 * math.isqrt(degree[node]),
            physics=False,
        )
    _add_edges(network, selection, schema)
    return network


def _add_edges(network: Network, selection: Selection, schema: Schema) -> None:
    beside: Counter[tuple[str, ...]] = Counter()
    for each in selection.relations:
        relation = _both(schema.labels(each.property), each.property)
        status = _both(schema.labels(each.status), each.status)
        titles = {language: f"{relation[language]} ({status[language]})" for language in ("en", "de")}
        accepted = each.status in ACCEPTED
        pair = tuple(sorted((each.subject, each.value)))
        number = beside[pair]
        beside[pair] += 1
        network.add_edge(
            each.subject,
            each.value,
            labels=relation if accepted else titles,  # doubt is said in words too
            titles=titles,
            dashes=False if accepted else _DASHES.get(each.status, _LONG_DASHES),
            smooth={"enabled": True, "type": "curvedCW", "roundness": min(round(0.08 + 0.1 * number, 2), 1)},
            selfReference={"size": 20 + 12 * number, "angle": 0.785},
        )


def _names(selection: Selection) -> dict[tuple[str, str], Texts]:
    """Texts by language of each entity's label and short name: (id, "label") or (id, "short")."""
    found: dict[tuple[str, str], Texts] = {}
    for each in selection.graph.statements:
        if each.property in NAMES:
            text, language, _ = split_literal(each.value)
            found.setdefault((each.subject, NAMES[each.property]), {}).setdefault(language, text)
    return found


def _short(label: str) -> str:
    return label if len(label) <= 34 else label[:31].rstrip() + "…"


def _render(
    nodes: list[dict[str, object]],
    edges: list[dict[str, object]],
    legend: list[Look],
    title: Texts,
    hints: Texts,
    marks: tuple[str, str, str],
) -> str:
    library = (files("pyvis") / "templates/lib/vis-9.1.2/vis-network.min.js").read_text(encoding="utf-8")
    library = library.replace("</script", "<\\/script")
    script = (files("govgraph") / "explore/notebook.js").read_text(encoding="utf-8")
    page = (files("govgraph") / "explore/notebook.html").read_text(encoding="utf-8")
    data = json.dumps({"nodes": nodes, "edges": edges}, ensure_ascii=False, sort_keys=True)
    values = {
        "@language@": marks[0],
        "@theme@": marks[1],
        "@embed@": marks[2],
        "@policy@": " ".join(f"'sha256-{_sha256(text)}'" for text in (library, script)),
        "@title@": html.escape(title["en"]),
        "@title_de@": html.escape(title.get("de", title["en"])),
        "@hint@": html.escape(hints["en"]),
        "@hint_de@": html.escape(hints["de"]),
        "@legend@": "".join(_legend_item(look) for look in legend),
        "@data@": data.replace("<", "\\u003c"),
        "@script@": script,
        "@library@": library,
    }
    # In one pass, so that a label that reads like a mark stays a label.
    return re.sub("|".join(values), lambda match: values[match[0]], page)


def _legend_item(look: Look) -> str:
    english, german = html.escape(look.names["en"]), html.escape(look.names["de"])
    return (
        f'<li><span style="color:{look.colour}">{_MARKS[look.shape]}</span> '
        f'<span data-en="{english}" data-de="{german}">{english}</span></li>'
    )


def _sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
