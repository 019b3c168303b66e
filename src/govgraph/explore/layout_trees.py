"""What hangs on one node, set as lists left and right of it: names outward, rows of equal height, like brackets.

The trees that hang on a node (leaves in most cases) stand in columns; the node with them is one block for the layout.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from govgraph.explore.layout_quality import ABOVE, BELOW, LEFT, PAD, RIGHT, Box, label_box

ROW = 22.0
DENSE_ROW = (
    26.0  # row of a long list in several columns by turns: lines to far ones pass between the names of near ones
)
DENSE_FROM = 15
DENSE_LIST = 6
MANY = 80  # from here on more than two columns
ONE_SIDE = 7  # so many rows stand on one side where the caller may choose
GROUP_GAP = 7.0
MARGIN = 8.0

Spot = tuple[float, float, int]


class Forest(NamedTuple):
    """A graph's hanging trees: children of each node, in the order of reading; radius and name width by node."""

    children: list[list[int]]
    group: list[int]
    radius: list[float]
    width: list[float]


class Block(NamedTuple):
    """A core node with what hangs on it: spots relative to it; `solids` are the areas that lines should keep off."""

    spots: dict[int, Spot]
    solids: list[Box]
    box: Box


class _Column(NamedTuple):
    spots: dict[int, Spot]
    height: float
    reach: float


def block(forest: Forest, node: int, sides: int) -> Block:
    """The block of a node. `sides`: 1 sets all on the right, 2 on the left, 3 on both."""
    left, right = _split(forest, node, sides)
    width, radius = forest.width[node], forest.radius[node]
    side = LEFT if right and not left else RIGHT if left and not right else BELOW
    if side != BELOW and width < 100:
        side = BELOW
    own = label_box(0, 0, radius, width, side)
    solids = [Box(min(own.left, -radius), min(own.top, -radius), max(own.right, radius), max(own.bottom, radius))]
    spots: dict[int, Spot] = {node: (0.0, 0.0, side)}
    start = max(62.0, width / 2 + 16) if side == BELOW else 62.0
    for members, sign in ((left, -1), (right, 1)):
        if members:
            column = _stack(forest, members, sign, start)
            spots.update(column.spots)
            half = column.height / 2
            near, far = sign * (start - 10), sign * column.reach
            solids.append(Box(min(near, far), -half, max(near, far), half))
    box = Box(
        min(each.left for each in solids) - MARGIN,
        min(each.top for each in solids) - MARGIN,
        max(each.right for each in solids) + MARGIN,
        max(each.bottom for each in solids) + MARGIN,
    )
    return Block(spots, solids, box)


def wants_both(forest: Forest, node: int) -> bool:
    """True if what hangs on the node is too much for one side."""
    return sum(rows(forest, child) for child in forest.children[node]) > ONE_SIDE


def rows(forest: Forest, node: int) -> float:
    """Height of a tree in rows, with the gaps between its lists."""
    inner = forest.children[node]
    if not inner:
        return 1.0
    by_turns = _by_turns(forest, inner)
    columns = max(by_turns.values(), default=0) + 1
    _, height = _tops(forest, inner, by_turns, DENSE_ROW / columns)
    return max(2 * forest.radius[node] + 34, height) / ROW


def _split(forest: Forest, node: int, sides: int) -> tuple[list[int], list[int]]:
    members = forest.children[node]
    if sides == 1:
        return [], members
    if sides == 2:
        return members, []
    heights = [rows(forest, each) for each in members]
    half, total, cut = sum(heights) / 2, 0.0, 0
    while cut < len(members) and total + heights[cut] / 2 < half:
        total += heights[cut]
        cut += 1
    return members[:cut], members[cut:]


def _stack(forest: Forest, members: list[int], sign: int, start: float) -> _Column:
    """Trees in a column (or two by turns) beside their parent, the parent at half height."""
    by_turns = _by_turns(forest, members)
    columns = max(by_turns.values(), default=0) + 1
    last = columns - 1
    next_column = max((forest.width[each] for each, turn in by_turns.items() if turn < last), default=0.0) + 40
    start += max((forest.width[each] / 2 for each in members if forest.children[each]), default=0.0)
    tops, height = _tops(forest, members, by_turns, DENSE_ROW / columns)
    start += height / 7 if columns > 1 else 0.0  # flatter lines run over fewer names
    bulge = min(30.0, height / 10)
    spots: dict[int, Spot] = {}
    reach = start
    for each, (top, room) in zip(members, tops, strict=True):
        y = top + room / 2 - height / 2
        bent = bulge * (1 - 4 * y * y / (height * height)) if len(members) > 2 else 0.0
        reach = max(
            reach, _set(forest, each, sign * (start + bent + next_column * by_turns.get(each, 0)), y, sign, spots)
        )
    return _Column(spots, height, reach)


def _by_turns(forest: Forest, members: list[int]) -> dict[int, int]:
    """The leaves of long lists in a long column, with the column in which each stands, 0 the nearest."""
    leaves = [each for each in members if not forest.children[each]]
    if len(leaves) < DENSE_FROM:
        return {}
    lists: dict[int, list[int]] = {}
    for each in leaves:
        lists.setdefault(forest.group[each], []).append(each)
    columns = 2 if len(leaves) < MANY else round(math.sqrt(len(leaves) / 12))
    return {each: at % columns for run in lists.values() if len(run) >= DENSE_LIST for at, each in enumerate(run)}


def _tops(
    forest: Forest, members: list[int], dense: dict[int, int], dense_row: float
) -> tuple[list[tuple[float, float]], float]:
    """Top and height of each tree in a column, and the height of all. Leaves stand closer where they are `dense`."""
    tops = []
    slack = (ROW - dense_row) / 2 if dense else 0.0
    top = slack
    for at, each in enumerate(members):
        before = members[at - 1] if at else each
        kind, last = ((forest.group[one], one in dense, not forest.children[one]) for one in (each, before))
        if kind != last:
            top += GROUP_GAP + slack
        room = dense_row if each in dense else ROW * rows(forest, each)
        tops.append((top, room))
        top += room
    return tops, top + slack


def _set(forest: Forest, node: int, x: float, y: float, sign: int, spots: dict[int, Spot]) -> float:
    """Set a tree with its root at (x, y); how far it reaches from the block's middle."""
    inner = forest.children[node]
    width, radius = forest.width[node], forest.radius[node]
    if not inner:
        spots[node] = (x, y, RIGHT if sign > 0 else LEFT)
        return abs(x) + radius + width + PAD
    spots[node] = (x, y, ABOVE)
    column = _stack(forest, inner, sign, max(50.0, width / 2 + 16))
    for each, (dx, dy, side) in column.spots.items():
        spots[each] = (x + dx, y + dy, side)
    return abs(x) + max(column.reach, width / 2 + 2)
