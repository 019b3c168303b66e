"""How much room names take in the picture, and how good a placement is."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

LETTERS = 32  # the page draws that many of a name and "…" for the rest
LETTER = 6.6  # pixels at 12 px, on average
WIDEST = 220
LINE = 16
GAP = 3  # between mark and name
PAD = 7  # what a name takes beyond its mark at the side

BELOW, RIGHT, LEFT, ABOVE = range(4)

Labels = Sequence[Sequence[str]]


class Placement(NamedTuple):
    """Places in whole pixels and the side of each name: 0 below, 1 right, 2 left, 3 above."""

    x: list[int]
    y: list[int]
    side: list[int]


class Box(NamedTuple):
    """A rectangle in pixels, y growing downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """True if the two share area."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


class Quality(NamedTuple):
    """Pairs of edges that cross, pairs of names that overlap, marks under a foreign name; size in pixels."""

    crossings: int
    label_overlaps: int
    marks_under_labels: int
    width: int
    height: int


def label_width(names: Sequence[str]) -> float:
    """Pixels that the longest of a node's names takes; wide characters count twice."""
    return max((_text_width(name) for name in names), default=0.0)


def _text_width(name: str) -> float:
    shown = name if len(name) <= LETTERS else name[:LETTERS]
    letters = len(shown) if shown.isascii() else sum(_cells(char) for char in shown)
    return min(WIDEST, letters * LETTER)


def _cells(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def mark_radius(degree: int, most: int) -> float:
    """Radius of the page's mark for a node with `degree` neighbours where the best connected one has `most`."""
    return 6.0 if degree <= 1 else 6.0 + 8.0 * degree / max(most, 8)


def label_box(x: float, y: float, radius: float, width: float, side: int) -> Box:
    """Where the name of a node stands."""
    half = LINE / 2
    if side == RIGHT:
        return Box(x + radius + GAP, y - half, x + radius + width + PAD, y + half)
    if side == LEFT:
        return Box(x - radius - width - PAD, y - half, x - radius - GAP, y + half)
    middle = y - radius - half - GAP if side == ABOVE else y + radius + half + GAP
    return Box(x - width / 2 - 2, middle - half, x + width / 2 + 2, middle + half)


def quality(placement: Placement, edges: Sequence[tuple[int, int]], labels: Labels) -> Quality:
    """The figures of a placement; parallel edges count once, edges that share an end do not cross."""
    pairs = sorted({(min(a, b), max(a, b)) for a, b in edges if a != b})
    size = len(placement.x)
    degree = [0] * size
    for pair in pairs:
        for node in pair:
            degree[node] += 1
    radii = [mark_radius(each, max(degree, default=0)) for each in degree]
    marks = [Box(x - r, y - r, x + r, y + r) for x, y, r in zip(placement.x, placement.y, radii, strict=True)]
    boxes = [
        label_box(x, y, r, label_width(names), side)
        for x, y, r, names, side in zip(placement.x, placement.y, radii, labels, placement.side, strict=True)
    ]
    overlaps = sum(boxes[a].meets(boxes[b]) for a in range(size) for b in range(a))
    covered = sum(boxes[a].meets(marks[b]) for a in range(size) for b in range(size) if a != b)
    everything = [*marks, *boxes] or [Box(0, 0, 0, 0)]
    width = max(each.right for each in everything) - min(each.left for each in everything)
    height = max(each.bottom for each in everything) - min(each.top for each in everything)
    return Quality(_crossings(placement, pairs), overlaps, covered, round(width), round(height))


def _crossings(placement: Placement, pairs: list[tuple[int, int]]) -> int:
    points = list(zip(placement.x, placement.y, strict=True))
    lines = sorted((min(points[a], points[b]), max(points[a], points[b]), a, b) for a, b in pairs)
    found = 0
    for at, (start, end, a, b) in enumerate(lines):
        for other in range(at + 1, len(lines)):
            first, last, c, d = lines[other]
            if first[0] > end[0]:
                break
            found += c not in (a, b) and d not in (a, b) and cross(start, end, first, last)
    return found


Point = tuple[float, float]


def cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    """True if the segments a-b and c-d cross in a point inside both."""
    first = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    second = (b[0] - a[0]) * (d[1] - a[1]) - (b[1] - a[1]) * (d[0] - a[0])
    if first * second >= 0:
        return False
    third = (d[0] - c[0]) * (a[1] - c[1]) - (d[1] - c[1]) * (a[0] - c[0])
    return third * ((d[0] - c[0]) * (b[1] - c[1]) - (d[1] - c[1]) * (b[0] - c[0])) < 0
