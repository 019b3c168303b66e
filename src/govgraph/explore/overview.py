"""A map of the whole graph: communities as round fields, linked ones near each other, the best connected in the middle.

Only + - * / and sqrt on floats, in a fixed order, rounded to whole pixels: every machine gets the same places.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

FOLD_ABOVE = 3_000
SHOWN = 2_500
GAP = 26  # least distance between two shown nodes, in pixels
SEED_STEP = 18.6  # spacing of the spiral, so that neighbours on it stand GAP apart
FIELD_GAP = 40.0
FIELDS = 160  # the largest communities have fields; the members of smaller ones stand in rows below
SQUEEZE = 0.62

# The golden angle as a unit vector: a point turned by it again and again fills a disc evenly (Vogel 1979).
TURN_X = -0.7373688780783197
TURN_Y = 0.6754902942615238


class Overview(NamedTuple):
    """Places in pixels. `parent`: the shown node that a node is folded into, -1 where it is shown; empty if none is."""

    x: list[int]
    y: list[int]
    parent: list[int]


def lay_out_overview(size: int, edges: Sequence[tuple[int, int]], communities: Sequence[int]) -> Overview:
    """Places of the nodes 0 to size - 1 in about O(nodes + edges); direction, loops and parallel edges do not count.

    Of more than FOLD_ABOVE nodes only the SHOWN best connected ones have places of their own. Every other one has the
    place of its parent: its best connected shown neighbour, or the shown node that is fewest steps away. In a part of
    the graph without shown nodes the best connected one is shown in addition.
    """
    near = _neighbours(size, edges)
    parent = _fold(near) if size > FOLD_ABOVE else []
    shown = [node for node in range(size) if not parent or parent[node] < 0]
    x, y = [0] * size, [0] * size
    fields = _fields(shown, near, communities)
    middles = _place_fields(fields, near, communities)
    for members, (middle_x, middle_y) in zip(fields, middles, strict=False):
        for node, (dx, dy) in zip(members, _spiral(len(members)), strict=True):
            x[node], y[node] = round(middle_x + dx), round(middle_y + dy)
    _place_rest([node for members in fields[len(middles) :] for node in members], fields[: len(middles)], x, y)
    for node, above in enumerate(parent):
        if above >= 0:
            x[node], y[node] = x[above], y[above]
    return Overview(x, y, parent)


def _neighbours(size: int, edges: Sequence[tuple[int, int]]) -> list[list[int]]:
    found: list[set[int]] = [set() for _ in range(size)]
    for a, b in edges:
        if a != b:
            found[a].add(b)
            found[b].add(a)
    return [sorted(each) for each in found]


def _best_first(nodes: Sequence[int], near: list[list[int]]) -> list[int]:
    return sorted(nodes, key=lambda node: (-len(near[node]), node))


def _fold(near: list[list[int]]) -> list[int]:
    """The parent of each node, -1 for those that stay: one search by breadth from all that are shown."""
    parent = [-2] * len(near)
    order = _best_first(range(len(near)), near)
    queue = order[:SHOWN]
    for node in queue:
        parent[node] = -1
    _search(near, parent, queue)
    for node in order:
        if parent[node] == -2:
            parent[node] = -1
            _search(near, parent, [node])
    return parent


def _search(near: list[list[int]], parent: list[int], queue: list[int]) -> None:
    for node in queue:  # the best connected come first, so that their neighbours find them first
        above = parent[node] if parent[node] >= 0 else node
        for other in near[node]:
            if parent[other] == -2:
                parent[other] = above
                queue.append(other)


def _fields(shown: list[int], near: list[list[int]], communities: Sequence[int]) -> list[list[int]]:
    """Members of each community, the best connected first; communities by size, those without any link last."""
    found: dict[int, list[int]] = {}
    for node in _best_first(shown, near):
        found.setdefault(communities[node], []).append(node)
    return sorted(found.values(), key=lambda members: (not near[members[0]], -len(members), members[0]))


def _radius(members: list[int]) -> float:
    return SEED_STEP * math.sqrt(len(members)) + FIELD_GAP / 2


def _place_fields(
    fields: list[list[int]], near: list[list[int]], communities: Sequence[int]
) -> list[tuple[float, float]]:
    """Middles of the first fields: each as near as it can to those that it has most links with."""
    count = min(len(fields), FIELDS)
    number = {communities[members[0]]: at for at, members in enumerate(fields[:count])}
    middles: list[tuple[float, float]] = []
    for at in range(count):
        if not near[fields[at][0]]:  # nodes without links: rows below
            return middles
        links: dict[int, int] = {}
        for node in fields[at]:
            for other in near[node]:
                field = number.get(communities[other], at)
                if field < at:
                    links[field] = links.get(field, 0) + 1
        total = sum(links.values())
        wish_x = sum(middles[each][0] * links[each] for each in sorted(links)) / total if total else 0.0
        wish_y = sum(middles[each][1] * links[each] for each in sorted(links)) / total if total else 0.0
        middles.append(_free_spot(wish_x, wish_y, at, fields, middles))
    return middles


def _free_spot(
    wish_x: float, wish_y: float, at: int, fields: list[list[int]], middles: list[tuple[float, float]]
) -> tuple[float, float]:
    """The first spot on a spiral around a wish where a field touches none before it."""
    own = _radius(fields[at])
    rooms = [(x, y, (own + _radius(fields[other])) ** 2) for other, (x, y) in enumerate(middles)]
    step = max(12.0, own / 4)
    dx, dy = 1.0, 0.0
    turn = 0
    while True:
        reach = step * math.sqrt(turn)
        x, y = wish_x + reach * dx, wish_y + reach * dy * SQUEEZE
        if all((x - left) * (x - left) + (y - top) * (y - top) >= room for left, top, room in rooms):
            return x, y
        turn += 1
        dx, dy = dx * TURN_X - dy * TURN_Y, dx * TURN_Y + dy * TURN_X


def _spiral(count: int) -> list[tuple[float, float]]:
    """An evenly filled disc around (0, 0), from the middle outward; the second point leaves the first its room."""
    points = []
    dx, dy = 1.0, 0.0
    for at in range(count):
        reach = SEED_STEP * math.sqrt(at + 1 if at else 0)
        points.append((reach * dx, reach * dy))
        dx, dy = dx * TURN_X - dy * TURN_Y, dx * TURN_Y + dy * TURN_X
    return points


def _place_rest(rest: list[int], fields: list[list[int]], x: list[int], y: list[int]) -> None:
    """Rows below the map for members of the smallest communities and nodes without links."""
    placed = [node for members in fields for node in members]
    left = min((x[node] for node in placed), default=0)
    width = max(max((x[node] for node in placed), default=0) - left, round(GAP * 1.6 * math.sqrt(len(rest))))
    top = max((y[node] for node in placed), default=-2 * GAP) + 3 * GAP
    columns = width // (GAP + 4) + 1
    for at, node in enumerate(rest):
        x[node] = left + at % columns * (GAP + 4)
        y[node] = top + at // columns * (GAP + 4)
