"""Places of a starting point's nodes: lists beside the nodes that they hang on, the rest with few crossings."""

from __future__ import annotations

from collections.abc import Sequence

from govgraph.explore.layout_core import MOST, Core, Places, place_core
from govgraph.explore.layout_names import turn_names
from govgraph.explore.layout_quality import Labels, Placement, label_width, mark_radius
from govgraph.explore.layout_trees import Forest, block, wants_both


def lay_out_view(edges: Sequence[tuple[int, int, int]], labels: Labels) -> Placement:
    """Places of the nodes 0 to len(labels) - 1, the same on every machine.

    Args:
        edges, source, target and relation (a number); loops and parallel edges are allowed.
        labels, the names of each node, one a language: the longest must fit.
    """
    if not labels:
        return Placement([], [], [])
    near, group = _neighbours(edges, len(labels))
    forest, core_nodes = _peel(near, group, labels)
    core = _core(forest, core_nodes, near)
    places = place_core(core)
    placement = _spots(core, places, len(labels))
    if len(core_nodes) <= MOST:
        turn_names(placement, core_nodes, near, forest.radius, forest.width)
    return placement


def _neighbours(edges: Sequence[tuple[int, int, int]], size: int) -> tuple[list[list[int]], list[dict[int, int]]]:
    """Neighbours of each node, sorted, and for each a number by which lists are grouped: relation and direction."""
    found: list[dict[int, int]] = [{} for _ in range(size)]
    for source, target, relation in sorted(edges):
        if source != target:
            found[source].setdefault(target, 2 * relation)
            found[target].setdefault(source, 2 * relation + 1)
    return [sorted(each) for each in found], found


def _peel(near: list[list[int]], group: list[dict[int, int]], labels: Labels) -> tuple[Forest, list[int]]:
    """Take nodes with one neighbour away until none is left: they become children. The rest is the core."""
    size = len(near)
    degree = [len(each) for each in near]
    most = max(degree, default=0)
    children: list[list[int]] = [[] for _ in range(size)]
    groups = [0] * size
    gone = [False] * size
    ends = [each for each in range(size) if degree[each] == 1]
    queue = sorted(ends, key=lambda end: (len(near[near[end][0]]), end))
    for node in queue:
        parent = next((each for each in near[node] if not gone[each]), -1)
        if parent < 0:  # the last of a tree stays
            continue
        gone[node] = True
        children[parent].append(node)
        groups[node] = group[parent][node]
        degree[parent] -= 1
        if degree[parent] == 1:
            queue.append(parent)
    for each in children:
        each.sort(key=lambda child: (groups[child], not children[child], labels[child][0], child))
    radius = [mark_radius(len(each), most) for each in near]
    width = [label_width(each) for each in labels]
    return Forest(children, groups, radius, width), [each for each in range(size) if not gone[each]]


def _core(forest: Forest, nodes: list[int], near: list[list[int]]) -> Core:
    number = {node: at for at, node in enumerate(nodes)}
    forms = [[block(forest, node, sides) for sides in _sides(forest, node, len(nodes))] for node in nodes]
    linked = [[number[other] for other in near[node] if other in number] for node in nodes]
    pairs = [(a, b) for a, others in enumerate(linked) for b in others if a < b]
    return Core(forms, linked, pairs)


def _sides(forest: Forest, node: int, core_size: int) -> tuple[int, ...]:
    if not forest.children[node]:
        return (3,)
    return (3,) if core_size == 1 else (3, 1, 2) if wants_both(forest, node) else (1, 2)


def _spots(core: Core, places: Places, size: int) -> Placement:
    placement = Placement([0] * size, [0] * size, [0] * size)
    for at, forms in enumerate(core.forms):
        for node, (x, y, side) in forms[places.form[at]].spots.items():
            placement.x[node] = round(places.x[at]) + round(x)
            placement.y[node] = round(places.y[at]) + round(y)
            placement.side[node] = side
    return placement
