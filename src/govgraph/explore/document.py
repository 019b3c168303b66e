"""The explorer's page put together: content, details, starting points, map of everything."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import pyoxigraph as ox

from govgraph.explore.content import Content, Edge, Text, text_of, write_content
from govgraph.explore.details import Derivation, write_details
from govgraph.explore.layout_cache import Layout, Layouts, LayoutTask, lay_out_anew
from govgraph.explore.layout_view import lay_out_view
from govgraph.explore.overview import lay_out_overview
from govgraph.explore.page import render_page
from govgraph.explore.views import ViewSelection, select_views, view_store
from govgraph.graph.inference import Inference, Rule, premises_of, read_header
from govgraph.graph.ontology import backbone
from govgraph.graph.views import Triple, simple_view
from govgraph.model.harvest import Graph
from govgraph.model.schema import Schema
from govgraph.project import Project


def write_explorer(
    graph: Graph,
    inference: Inference,
    rules: Sequence[Rule],
    schema: Schema,
    project: Project,
    views: Sequence[ViewSelection] | None = None,
    start: Mapping[str, Any] | None = None,
    lay_out: Layouts = lay_out_anew,
) -> str:
    """The HTML text of the explorer for a graph.

    Args:
        inference, what the rules derive from the graph's simple view.
        views, the starting points; by default those of the project's `ontology/views`.
        start, what the page opens with (ViewState in explorer/src/state.ts).
        lay_out, gives the layouts for structures; a cache may know some already.
    """
    store = view_store(simple_view(*graph), inference.triples, graph.statements, backbone(schema), schema.prefixes)
    if views is None:
        name = f"{project.relative(project.ontology)}/views"
        views = select_views(project.ontology / "views", store, schema.prefixes, name)
    restating = {rule.name for rule in rules if read_header(rule.query).get("restates") == "yes"}
    derived = [each for each in inference.triples if inference.rule_of.get(each) not in restating]
    content = write_content(graph, derived, schema)
    selected = [_edges_of(view, content) for view in views]
    columns = content.data["nodes"]
    names = [_names(columns, at) for at in range(len(content.ids))]
    whole, *placed = lay_out([_whole(content), *(_view(content, edges, names) for edges in selected)])
    data = {
        "format": 1,
        "title": text_of(project.title),
        "version": project.version,
        "issued": str(project.issued),
        **content.data,
        "nodes": {**columns, **whole["nodes"]},
        "measures": whole["measures"],
        "views": [
            {"id": view.id, "title": text_of(view.title), "text": text_of(view.text), **place, "edges": edges}
            for view, edges, place in zip(views, selected, placed, strict=True)
        ],
        "start": dict(start or {}),
    }
    details = write_details(graph, content, schema, _derivation(store, rules, inference, schema))
    return render_page(data, details, project.title["en"])


def _edges_of(view: ViewSelection, content: Content) -> list[int]:
    """Numbers of the edges that a view's triples name; of several statements of one triple, all."""
    wanted = set(view.triples)
    return [at for at, each in enumerate(content.edges) if _triple(each, content) in wanted]


def _triple(edge: Edge, content: Content) -> Triple:
    return content.ids[edge.source], edge.property, content.ids[edge.target]


def _names(columns: dict[str, Any], node: int) -> tuple[str, ...]:
    """The names under which a node is drawn, one a language."""
    short: Text | None = columns["short"].get(str(node))
    english, german = short or (columns["label"][node], columns["labelDe"][node])
    return (english, german) if german else (english,)


def _whole(content: Content) -> LayoutTask:
    """Measures of all nodes and their places in the overview."""
    size, pairs = len(content.ids), [(each.source, each.target) for each in content.edges]
    return LayoutTask((size, pairs), partial(_measure, size, pairs))


def _measure(size: int, pairs: list[tuple[int, int]]) -> Layout:
    from govgraph.explore.measures import EXPLANATIONS, MEASURES, measure  # networkx, which a cache spares

    measured = measure(size, pairs)
    overview = lay_out_overview(size, pairs, measured.communities)
    return {
        "nodes": {"x": overview.x, "y": overview.y, "parent": overview.parent, "community": measured.communities},
        "measures": [
            {"id": each, "label": MEASURES[each], "text": EXPLANATIONS[each], "values": measured.values[each]}
            for each in MEASURES
        ],
    }


def _view(content: Content, edges: list[int], names: list[tuple[str, ...]]) -> LayoutTask:
    """Places of the nodes in a starting point; `edges` are its edge numbers, `names` those of all nodes."""
    lines = [(content.edges[at].source, content.edges[at].target, content.edges[at].property) for at in edges]
    nodes = sorted({end for source, target, _ in lines for end in (source, target)})
    shown = [names[node] for node in nodes]
    return LayoutTask((lines, nodes, shown), partial(_place, lines, nodes, shown))


def _place(lines: list[tuple[int, int, str]], nodes: list[int], names: list[tuple[str, ...]]) -> Layout:
    number = {node: at for at, node in enumerate(nodes)}
    relation = {prop: at for at, prop in enumerate(sorted({prop for *_, prop in lines}))}
    placed = lay_out_view([(number[a], number[b], relation[prop]) for a, b, prop in lines], names)
    return {"nodes": nodes, "x": placed.x, "y": placed.y, "side": placed.side}


def _derivation(
    store: ox.Store, rules: Sequence[Rule], inference: Inference, schema: Schema
) -> Callable[[Triple], Derivation]:
    """Rule and premises of a derived triple; where a premise is derived itself, its own premises stand for it."""
    by_name = {rule.name: rule for rule in rules}

    def find(triple: Triple) -> Derivation:
        told: set[Triple] = set()
        seen, open_ = {triple}, [triple]
        while open_:
            each = open_.pop()
            premises = premises_of(store, by_name[inference.rule_of[each]], each, schema.prefixes)
            told.update(one for one in premises if one not in inference.rule_of)
            ahead = {one for one in premises if one in inference.rule_of and one[1] != "rdf:type"} - seen
            seen |= ahead
            open_ += sorted(ahead)
        return text_of(by_name[inference.rule_of[triple]].title), sorted(told)

    return find
