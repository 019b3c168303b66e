"""How well connected nodes are, and which belong together (networkx), on nodes numbered from 0."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import networkx as nx

SEED = 1
WHOLE = 10_000  # nodes up to which the whole graph is measured; above, the best connected BACKBONE of them stand for it
BACKBONE = 5_000
WORK = 350_000  # pivots times nodes and edges: what sampling betweenness may cost
PIVOTS = (8, 64)
TOP = 1000


# What readers see of each measure, English and German: label, and one line of explanation.
MEASURES = {
    "degree": ("relations", "Beziehungen"),
    "betweenness": ("go-between", "Vermittler"),
    "core": ("dense core", "dichter Kern"),
}
EXPLANATIONS = {
    "degree": (
        "How many relations a node has in the whole graph.",
        "Wie viele Beziehungen ein Knoten im ganzen Graphen hat.",
    ),
    "betweenness": (
        "How often a node lies on a shortest path between two others (estimated from samples).",
        "Wie oft ein Knoten auf einem kürzesten Weg zwischen zwei anderen liegt (aus Stichproben geschätzt).",
    ),
    "core": (
        "How deep a node lies in the part of the graph where all have many relations with each other.",
        "Wie tief ein Knoten in dem Teil des Graphen liegt, in dem alle untereinander viele Beziehungen haben.",
    ),
}


class Measures(NamedTuple):
    """`values`: id of a measure -> 0 to 1000 for each node, the highest 1000. `communities`: a number for each node.

    Communities are numbered by size, the largest 0; nodes without neighbours share the last one.
    """

    values: dict[str, list[int]]
    communities: list[int]


def measure(size: int, edges: Sequence[tuple[int, int]]) -> Measures:
    """Measures of the nodes 0 to size - 1; direction does not count, loops only add nothing.

    Parallel edges count each in "degree" and once elsewhere. In a graph of more than WHOLE nodes, betweenness and
    communities are those of the best connected BACKBONE nodes; the others have betweenness 0 and join the community of
    the nearest of them.
    """
    relations = [0] * size
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(size))
    for a, b in edges:
        if a != b:
            relations[a] += 1
            relations[b] += 1
    graph.add_edges_from(sorted({(min(a, b), max(a, b)) for a, b in edges if a != b}))
    backbone = graph
    if size > WHOLE:
        best = sorted(range(size), key=lambda node: (-relations[node], node))[:BACKBONE]
        backbone = nx.Graph()
        backbone.add_nodes_from(sorted(best))
        backbone.add_edges_from(sorted(graph.subgraph(best).edges))
    between = _betweenness(backbone)
    core = nx.core_number(graph)
    values = {
        "degree": _scale([float(each) for each in relations]),
        "betweenness": _scale([between.get(node, 0.0) for node in range(size)]),
        "core": _scale([float(core[node]) for node in range(size)]),
    }
    return Measures(values, _communities(graph, backbone, size))


def _betweenness(graph: nx.Graph[int]) -> dict[int, float]:
    size = len(graph)
    if not size:
        return {}
    pivots = min(size, max(PIVOTS[0], min(PIVOTS[1], WORK // (size + graph.number_of_edges()))))
    found: dict[int, float] = nx.betweenness_centrality(graph, k=pivots, seed=SEED, normalized=False)
    return found


def _scale(values: list[float]) -> list[int]:
    most = max(values, default=0.0)
    return [round(TOP * each / most) if most > 0 else 0 for each in values]


def _communities(graph: nx.Graph[int], backbone: nx.Graph[int], size: int) -> list[int]:
    found = [-1] * size
    linked = sorted(node for node, degree in backbone.degree if degree)
    parts = nx.community.louvain_communities(backbone.subgraph(linked), seed=SEED) if linked else []
    for number, members in enumerate(sorted(sorted(each) for each in parts)):
        for node in members:
            found[node] = number
    _join(graph, found)
    return _renumber(found)


def _join(graph: nx.Graph[int], found: list[int]) -> None:
    """Nodes without a community join the nearest one; parts of the graph that have none become one each."""
    _spread(graph, found, [node for node, each in enumerate(found) if each >= 0])
    number = max(found, default=-1) + 1
    for node, each in enumerate(found):
        if each < 0 and graph.degree[node]:
            found[node] = number
            _spread(graph, found, [node])
            number += 1


def _spread(graph: nx.Graph[int], found: list[int], queue: list[int]) -> None:
    for node in queue:
        for other in sorted(graph[node]):
            if found[other] < 0:
                found[other] = found[node]
                queue.append(other)


def _renumber(found: list[int]) -> list[int]:
    """Largest community first, then by its first member; -1 becomes the last number."""
    count: dict[int, int] = {}
    for each in found:
        count[each] = count.get(each, 0) + 1
    alone = -1 in count
    order = sorted((each for each in count if each >= 0), key=lambda each: -count[each])  # stable: by first member
    rank = {each: at for at, each in enumerate([*order, *([-1] if alone else [])])}
    return [rank[each] for each in found]
