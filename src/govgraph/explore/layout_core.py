"""Places of blocks that are linked with each other: stress for a start, then moves that save crossings and length.

Only + - * / and sqrt on floats, in a fixed order: every machine gets the same places.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from govgraph.explore.layout_quality import Box
from govgraph.explore.layout_trees import Block

SQUEEZE = 0.62  # height by width of the whole
CROSSING = 250.0
OVER_NAMES = 80.0
OVER_OWN = 80.0
LENGTH = 0.35
GRAVITY = 0.3
STARTS = (1, 8)  # few for many blocks
FINALISTS = 2
SWEEPS = 5
GRID = 16
MOST = 150
# Around a circle, near enough, without trigonometry.
RING = (
    (1.0, 0.0), (0.92, 0.38), (0.71, 0.71), (0.38, 0.92), (0.0, 1.0), (-0.38, 0.92), (-0.71, 0.71), (-0.92, 0.38),
    (-1.0, 0.0), (-0.92, -0.38), (-0.71, -0.71), (-0.38, -0.92), (0.0, -1.0), (0.38, -0.92), (0.71, -0.71),
    (0.92, -0.38),
)  # fmt: skip
REACHES = (0.0, 70.0, 160.0, 300.0, 480.0)


class Core(NamedTuple):
    """Blocks by number (each in the forms that it may take), their neighbours, and the edges as pairs."""

    forms: list[list[Block]]
    near: list[list[int]]
    edges: list[tuple[int, int]]


class Places(NamedTuple):
    """Middle points and the form taken."""

    x: list[float]
    y: list[float]
    form: list[int]


def place_core(core: Core) -> Places:
    """Places of all blocks without overlap: the best of several starts; too many blocks stand in rows."""
    if len(core.near) > MOST:
        return _shelves(core)
    tries = []
    size = len(core.near)
    for start in range(max(STARTS[0], min(STARTS[1], 13_000 // (size * size))) if size > 2 else 1):
        places = Places(*_stress(core, start), [0] * len(core.forms))
        _part(core, places)
        search = _Search(core, places)
        search.sweep()
        tries.append((search.total(), start, search))
    tries.sort(key=lambda each: each[:2])
    for _, _, search in tries[:FINALISTS]:
        for _ in range(SWEEPS):
            if not search.sweep():
                break
    search = min((each for _, _, each in tries[:FINALISTS]), key=_Search.total)
    return Places(search.x, search.y, search.form)


def _shelves(core: Core) -> Places:
    """Blocks in rows, neighbours soon after each other."""
    order: list[int] = []
    seen = [False] * len(core.near)
    for start in sorted(range(len(seen)), key=lambda node: (-len(core.near[node]), node)):
        queue = [] if seen[start] else [start]
        seen[start] = True
        for node in queue:
            fresh = [other for other in core.near[node] if not seen[other]]
            for other in fresh:
                seen[other] = True
            queue += fresh
        order += queue
    boxes = [form[0].box for form in core.forms]
    area = sum((box.right - box.left) * (box.bottom - box.top) for box in boxes)
    places = Places([0.0] * len(order), [0.0] * len(order), [0] * len(order))
    left = top = height = 0.0
    for node in order:
        box = boxes[node]
        if left > math.sqrt(area / SQUEEZE):
            left, top, height = 0.0, top + height, 0.0
        places.x[node], places.y[node] = left - box.left, top - box.top
        left += box.right - box.left
        height = max(height, box.bottom - box.top)
    return places


def _distances(near: Sequence[Sequence[int]]) -> list[list[float]]:
    """Steps between all pairs; those of different parts stand a little more than half the longest way apart."""
    size = len(near)
    found = []
    for start in range(size):
        steps = [-1] * size
        steps[start] = 0
        queue = [start]
        for node in queue:
            for other in near[node]:
                if steps[other] < 0:
                    steps[other] = steps[node] + 1
                    queue.append(other)
        found.append(steps)
    far = max((max(each) for each in found), default=0) / 2 + 1
    return [[far if each < 0 else each for each in row] for row in found]


def _stress(core: Core, start: int) -> tuple[list[float], list[float]]:
    """Stress majorized by stochastic gradient descent (Zheng, Pawar, Goodman 2018), pairs in a fixed mixed order."""
    size = len(core.near)
    steps = _distances(core.near)
    boxes = [form[0].box for form in core.forms]
    radius = [(box.right - box.left + (box.bottom - box.top) / SQUEEZE) / 4 for box in boxes]
    state = 12345 + 7919 * start
    x, y = [], []
    for _ in range(size):
        state = (state * 1103515245 + 12345) % 2147483648
        x.append(state % 1000 - 500.0)
        y.append(state // 1000 % 1000 - 500.0)
    pairs = []
    for a in range(size):
        for b in range(a):
            state = (state * 1103515245 + 12345) % 2147483648
            want = 60.0 * steps[a][b] + (radius[a] + radius[b]) * (0.55 + 0.2 * steps[a][b])
            pairs.append((state, a, b, want, 1.0 / (steps[a][b] * steps[a][b])))
    pairs.sort()
    rate = 1.0
    for _ in range(16):
        for _, a, b, want, weight in pairs:
            dx, dy = x[a] - x[b], y[a] - y[b]
            distance = math.sqrt(dx * dx + dy * dy) + 0.01
            move = min(1.0, weight * rate * 4) * (distance - want) / (2 * distance)
            x[a] -= move * dx
            y[a] -= move * dy
            x[b] += move * dx
            y[b] += move * dy
        rate *= 0.75
    return x, [each * SQUEEZE for each in y]


def _part(core: Core, places: Places) -> None:
    """Move blocks apart until none overlap."""
    size = len(core.near)
    x, y = places.x, places.y
    boxes = [form[0].box for form in core.forms]
    for round_ in range(400):
        moved = False
        for a in range(size):
            first = boxes[a]
            for b in range(a):
                second = boxes[b]
                left = x[a] + first.right - x[b] - second.left
                right = x[b] + second.right - x[a] - first.left
                if left <= 0 or right <= 0:
                    continue
                up = y[a] + first.bottom - y[b] - second.top
                down = y[b] + second.bottom - y[a] - first.top
                if up <= 0 or down <= 0:
                    continue
                moved = True
                across, along = min(left, right), min(up, down)
                if across * SQUEEZE < along:
                    shift = across / 2 + 0.5
                    shift = shift if right < left else -shift
                    x[a] += shift
                    x[b] -= shift
                else:
                    shift = along / 2 + 0.5
                    shift = shift if down < up else -shift
                    y[a] += shift
                    y[b] -= shift
        if not moved:
            return
        if round_ > 60:  # too tight to come apart step by step
            for node in range(size):
                x[node] *= 1.02
                y[node] *= 1.02


class _Search:
    """Moves of one block at a time to where it costs less."""

    def __init__(self, core: Core, places: Places) -> None:
        self.core = core
        self.x, self.y, self.form = places
        self.middle_x = sum(self.x) / len(self.x)
        self.middle_y = sum(self.y) / len(self.y)
        self.boxes: list[tuple[float, float, float, float, int]] = []
        self.lines: list[tuple[float, float, float, float, float, float, float, float, int, int]] = []

    def sweep(self) -> bool:
        """Try new places for every block, the best linked first; True if any moved."""
        order = sorted(range(len(self.core.near)), key=lambda node: (-len(self.core.near[node]), node))
        self.middle_x = sum(self.x) / max(1, len(order))
        self.middle_y = sum(self.y) / max(1, len(order))
        moved = [self.move(node) for node in order]
        return any(moved)

    def total(self) -> float:
        """What the whole costs: crossings, lines over names, length; each pair of blocks counts twice."""
        total = 0.0
        for node in range(len(self.x)):
            self.freeze(node)
            total += self.cost(node, self.x[node], self.y[node], self.form[node], 1e18)
        return total

    def move(self, node: int) -> bool:
        here = (self.x[node], self.y[node], self.form[node])
        self.freeze(node)
        best, cost = here, self.cost(node, *here, 1e18)
        for x, y, form in self.candidates(node):
            if self.pull(node, x, y) < cost - 1 and self.is_free(node, x, y, form):
                found = self.cost(node, x, y, form, cost - 1)
                if found < cost - 1:
                    best, cost = (x, y, form), found
        self.x[node], self.y[node], self.form[node] = best
        return best != here

    def freeze(self, node: int) -> None:
        """Look up once what stays in place while a block looks for a new one: other blocks and lines between them."""
        xs, ys = self.x, self.y
        self.boxes = []
        for other, shapes in enumerate(self.core.forms):
            if other != node:
                box, x, y = shapes[self.form[other]].box, xs[other], ys[other]
                self.boxes.append((box.left + x, box.top + y, box.right + x, box.bottom + y, other))
        self.lines = []
        for a, b in self.core.edges:
            if node not in (a, b):
                ax, ay, bx, by = xs[a], ys[a], xs[b], ys[b]
                left, right = (ax, bx) if ax < bx else (bx, ax)
                top, bottom = (ay, by) if ay < by else (by, ay)
                self.lines.append((left, top, right, bottom, ax, ay, bx, by, a, b))

    def candidates(self, node: int) -> list[tuple[float, float, int]]:
        near = self.core.near[node]
        x, y = self.x[node], self.y[node]
        spots = [(x + 40 * dx, y + 25 * dy) for dx, dy in RING[::2]]
        spots += [(x + (self.middle_x - x) * part, y + (self.middle_y - y) * part) for part in (0.1, 0.3)]
        spots += [(x + (self.middle_x - x) * part, y) for part in (0.1, 0.3)]
        spots += [(x, y + (self.middle_y - y) * part) for part in (0.1, 0.3)]
        spots.append((x, y))
        if near:
            mean_x = sum(self.x[each] for each in near) / len(near)
            mean_y = sum(self.y[each] for each in near) / len(near)
            spots += [
                (mean_x + reach * dx, mean_y + reach * SQUEEZE * dy)
                for reach in REACHES
                for dx, dy in (RING if reach else RING[:1])
            ]
        else:
            spots += self.everywhere()
        return [(spot_x, spot_y, form) for form in range(len(self.core.forms[node])) for spot_x, spot_y in spots]

    def everywhere(self) -> list[tuple[float, float]]:
        """Places all over the picture, for a block that nothing binds."""
        left, right, top, bottom = min(self.x), max(self.x), min(self.y), max(self.y)
        return [
            (left + (right - left) * across / GRID, top + (bottom - top) * down / GRID)
            for across in range(GRID + 1)
            for down in range(GRID + 1)
        ]

    def is_free(self, node: int, x: float, y: float, form: int) -> bool:
        own = self.core.forms[node][form].box
        left, top, right, bottom = own.left + x, own.top + y, own.right + x, own.bottom + y
        for other_left, other_top, other_right, other_bottom, _ in self.boxes:
            if left < other_right and other_left < right and top < other_bottom and other_top < bottom:
                return False
        return True

    def pull(self, node: int, x: float, y: float) -> float:
        """The part of the cost that length makes: to the neighbours and to the middle of the whole."""
        dx, dy = x - self.middle_x, (y - self.middle_y) / SQUEEZE
        total = GRAVITY * math.sqrt(dx * dx + dy * dy)
        for other in self.core.near[node]:
            dx, dy = x - self.x[other], y - self.y[other]
            total += LENGTH * math.sqrt(dx * dx + dy * dy)
        return total

    def cost(self, node: int, x: float, y: float, form: int, limit: float) -> float:
        """What a block costs at a place; some number >= limit as soon as it is that much."""
        core = self.core
        own = core.forms[node][form]
        total = self.pull(node, x, y)
        for other in core.near[node]:
            dx, dy = x - self.x[other], y - self.y[other]
            total += OVER_OWN * _over(own.solids[1:], -dx, -dy)
            total += OVER_OWN * _over(core.forms[other][self.form[other]].solids[1:], dx, dy)
        if total >= limit:
            return total
        for other in core.near[node]:
            total += self._line_cost(x, y, other)
            if total >= limit:
                return total
        return total + self._covered(x, y, own, limit - total)

    def _line_cost(self, x: float, y: float, end: int) -> float:
        """Crossings of a line from (x, y) to a block with other lines, and names that it runs over."""
        ex, ey = self.x[end], self.y[end]
        left, right = (x, ex) if x < ex else (ex, x)
        top, bottom = (y, ey) if y < ey else (ey, y)
        total = 0.0
        dx, dy = ex - x, ey - y
        for low_x, low_y, high_x, high_y, ax, ay, bx, by, a, b in self.lines:
            if high_x < left or low_x > right or high_y < top or low_y > bottom or a == end or b == end:
                continue
            if (dx * (ay - y) - dy * (ax - x)) * (dx * (by - y) - dy * (bx - x)) < 0:
                ux, uy = bx - ax, by - ay
                if (ux * (y - ay) - uy * (x - ax)) * (ux * (ey - ay) - uy * (ex - ax)) < 0:
                    total += CROSSING
        for low_x, low_y, high_x, high_y, other in self.boxes:
            if left < high_x and low_x < right and top < high_y and low_y < bottom and other != end:
                at_x, at_y = self.x[other], self.y[other]
                solids = self.core.forms[other][self.form[other]].solids
                total += OVER_NAMES * _passes(solids, x - at_x, y - at_y, ex - at_x, ey - at_y)
        return total

    def _covered(self, x: float, y: float, own: Block, limit: float) -> float:
        """Lines of others over the names of a block at (x, y)."""
        left, top, right, bottom = x + own.box.left, y + own.box.top, x + own.box.right, y + own.box.bottom
        total = 0.0
        for low_x, low_y, high_x, high_y, ax, ay, bx, by, _, _ in self.lines:
            if left < high_x and low_x < right and top < high_y and low_y < bottom:
                total += OVER_NAMES * _passes(own.solids, ax - x, ay - y, bx - x, by - y)
                if total >= limit:
                    break
        return total


def _over(solids: list[Box], dx: float, dy: float) -> float:
    """How many of a block's own lists a line from its middle along (dx, dy) runs over."""
    return _passes(solids, 0.0, 0.0, dx, dy) if solids else 0.0


def _passes(solids: list[Box], ax: float, ay: float, bx: float, by: float) -> float:
    """How many areas a segment passes, a long way through counting more."""
    total = 0.0
    for left, top, right, bottom in solids:
        low, high = 0.0, 1.0
        for start, delta, first, last in ((ax, bx - ax, left, right), (ay, by - ay, top, bottom)):
            if delta == 0:
                if start <= first or start >= last:
                    high = -1.0
                continue
            one, two = (first - start) / delta, (last - start) / delta
            low, high = max(low, min(one, two)), min(high, max(one, two))
        if low < high:
            inside = (high - low) * math.sqrt((bx - ax) * (bx - ax) + (by - ay) * (by - ay))
            total += 0.5 + min(2.0, inside / 100)
    return total
