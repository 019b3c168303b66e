"""Boxes with text for static SVG pictures: how wide a text is, wrapped to fit, as a link; and lines between boxes.

No font is at hand when the picture is made, so widths are estimates on the safe side for common sans-serif fonts.
"""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import escape

SIZE, LEADING, PADDING = 12, 15, 8
_ZOOM = 1.35
_NARROW, _WIDE = frozenset("iljtfrI.,:;'|!()[] -·"), frozenset("mwMWOQGD@%&")


class Box(NamedTuple):
    """Where a box stands and what it says: lines of its text, class of its outline, address of its link or nothing."""

    x: float
    y: float
    width: float
    lines: tuple[str, ...]
    style: str
    address: str
    full: str

    @property
    def height(self) -> float:
        """As high as its lines ask."""
        return len(self.lines) * LEADING + 9

    @property
    def middle(self) -> float:
        """Half way down."""
        return self.y + self.height / 2


def text_width(text: str, size: float = SIZE) -> float:
    """About how wide a text is, in the picture's units.

    >>> text_width("ill") < text_width("mmm")
    True
    """
    return size * sum(
        0.34 if each in _NARROW else 0.9 if each in _WIDE else 1.05 if ord(each) > 0x2E7F else 0.6 for each in text
    )


def wrap(text: str, width: float, most: int = 2, size: float = SIZE) -> tuple[str, ...]:
    """A text in at most so many lines of a width; what does not fit ends in an ellipsis.

    >>> wrap("Open letter", 200), wrap("Open letter of many people", 70)
    (('Open letter',), ('Open letter', 'of many p…'))
    """
    lines: list[str] = []
    rest = " ".join("".join(each if each.isprintable() else " " for each in text).split())
    while rest:
        if len(lines) == most - 1 or text_width(rest, size) <= width:
            return (*lines, _clip(rest, width, size))
        words = rest.split(" ")
        fitting = 1
        while fitting < len(words) and text_width(" ".join(words[: fitting + 1]), size) <= width:
            fitting += 1
        line = " ".join(words[:fitting])
        if text_width(line, size) > width:
            line = _head(line, width - text_width("-", size), size) + "-"
            rest = rest[len(line) - 1 :]
        else:
            rest = " ".join(words[fitting:])
        lines.append(line)
    return tuple(lines) or ("",)


def _head(text: str, width: float, size: float) -> str:
    """As many characters as fit, at least one."""
    at = 1
    while at < len(text) and text_width(text[: at + 1], size) <= width:
        at += 1
    return text[:at]


def _clip(text: str, width: float, size: float) -> str:
    if text_width(text, size) <= width:
        return text
    return _head(text, width - text_width("…", size), size).rstrip() + "…"


def make_box(x: float, y: float, width: float, text: str, style: str = "node", address: str = "") -> Box:
    """A box with a text, wrapped to its width."""
    size = SIZE * _BOLD if style in _WEIGHT else SIZE
    return Box(x, y, width, wrap(text, width - 2 * PADDING, size=size), style, address, text)


_WEIGHT = {"own": ' font-weight="600"'}
_BOLD = 1.12  # how much wider


def draw_box(box: Box) -> str:
    """The box, its text in the middle, the full text where it was cut."""
    first = box.middle - (len(box.lines) - 1) * LEADING / 2 + 4
    lines = "".join(
        f'<text x="{_n(box.x + box.width / 2)}" y="{_n(first + row * LEADING)}" text-anchor="middle" '
        f'font-size="{SIZE}"{_WEIGHT.get(box.style, "")}>{escape(line)}</text>'
        for row, line in enumerate(box.lines)
    )
    whole = f"<title>{escape(plain(box.full))}</title>" if "…" in box.lines[-1] else ""
    drawn = (
        f'<rect class="{box.style}" x="{_n(box.x)}" y="{_n(box.y)}" width="{_n(box.width)}" '
        f'height="{_n(box.height)}" rx="4"/>{lines}'
    )
    return f'<a href="{escape(box.address)}">{whole}{drawn}</a>' if box.address else f"<g>{whole}{drawn}</g>"


def plain(text: str) -> str:
    """A text without characters that XML forbids (XML 1.0, 2.2)."""
    return "".join(each if each.isprintable() else " " for each in text)


def draw_text(x: float, y: float, text: str, anchor: str = "start", style: str = "soft", size: float = 11) -> str:
    """A line of text."""
    return (
        f'<text class="{style}" x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}" font-size="{_n(size)}">'
        f"{escape(text)}</text>"
    )


def draw_line(*points: tuple[float, float]) -> str:
    """A line along points."""
    return f'<path class="line" d="M{"L".join(f"{_n(x)} {_n(y)}" for x, y in points)}"/>'


def draw_curve(x1: float, y1: float, x2: float, y2: float, end: float | None = None) -> str:
    """A line that leaves and arrives level, and goes on straight to `end`."""
    half, rest = (x1 + x2) / 2, "" if end is None else f"H{_n(end)}"
    curve = f"M{_n(x1)} {_n(y1)}C{_n(half)} {_n(y1)} {_n(half)} {_n(y2)} {_n(x2)} {_n(y2)}{rest}"
    return f'<path class="line" d="{curve}"/>'


def draw_arrow(x: float, y: float, way: int) -> str:
    """A head of an arrow that ends at a point; way 1 points right, -1 left."""
    return f'<path class="line" d="M{_n(x - 5 * way)} {_n(y - 4)}L{_n(x)} {_n(y)}L{_n(x - 5 * way)} {_n(y + 4)}"/>'


def svg(width: float, height: float, title: str, content: str) -> str:
    """The picture with its title for those who do not see it; on a wide page a third larger than on a phone."""
    return (
        f'<svg viewBox="0 0 {_n(width)} {_n(height)}" width="{_n(width * _ZOOM)}" height="{_n(height * _ZOOM)}" '
        f'role="group" aria-label="{escape(plain(title))}">{content}</svg>'
    )


def _n(value: float) -> str:
    """A number without needless digits."""
    return f"{value:.1f}".removesuffix(".0")
