"""The side of each mark on which its name meets the fewest lines."""

from __future__ import annotations

from govgraph.explore.layout_quality import ABOVE, BELOW, LEFT, RIGHT, Box, Placement, label_box


def turn_names(
    placement: Placement, nodes: list[int], near: list[list[int]], radius: list[float], width: list[float]
) -> None:
    """Turn the names of `nodes` to where nothing stands and the fewest lines pass; places stay as they are."""
    size = len(near)
    x, y, side = placement
    marks = [Box(left - r, top - r, left + r, top + r) for left, top, r in zip(x, y, radius, strict=True)]
    names = [label_box(x[each], y[each], radius[each], width[each], side[each]) for each in range(size)]
    lines = [(x[a], y[a], x[b], y[b]) for a in range(size) for b in near[a] if a < b]
    for node in nodes:
        best = side[node]
        fewest = _lines_over(lines, names[node])
        for turned in (BELOW, ABOVE, RIGHT, LEFT):
            if fewest == 0:
                break
            area = label_box(x[node], y[node], radius[node], width[node], turned)
            passing = _lines_over(lines, area)
            if passing < fewest and _is_free(area, node, marks, names):
                best, fewest = turned, passing
        side[node] = best
        names[node] = label_box(x[node], y[node], radius[node], width[node], best)


def _is_free(area: Box, node: int, marks: list[Box], names: list[Box]) -> bool:
    return not any(other != node and (area.meets(mark) or area.meets(names[other])) for other, mark in enumerate(marks))


def _lines_over(lines: list[tuple[int, int, int, int]], area: Box) -> int:
    """How many lines pass an area."""
    left, top, right, bottom = area
    found = 0
    for ax, ay, bx, by in lines:
        if (ax <= left and bx <= left) or (ax >= right and bx >= right):
            continue
        if (ay <= top and by <= top) or (ay >= bottom and by >= bottom):
            continue
        dx, dy = bx - ax, by - ay
        corners = [
            dx * (corner_y - ay) - dy * (corner_x - ax) for corner_x in (left, right) for corner_y in (top, bottom)
        ]
        found += min(corners) < 0 < max(corners)
    return found
