"""A small picture of what is around an entity: static SVG, names as links; what points here left, where it leads right.

It is made of plain data first (`Neighbour`s), so that a page whose surroundings did not change is not drawn anew.
"""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup, escape

from govgraph.publish.catalog import Catalog
from govgraph.publish.values import Teller

MOST = 7  # a side; the text lists all
_ROW, _WIDTH, _LONGEST, _INSIDE = 30, 760, 36, 20
_NAMES, _LEFT, _RIGHT = 232, 290, 470  # where names end, and the box in the middle
_TITLE = {"en": "What is around {}", "de": "Was um {} herum ist"}
_ORDER = ("confirmed", "reported", "disputed", "unverified", "superseded", "withdrawn", "refuted")
_LINE = {"unverified": " shaky", "disputed": " shaky", "refuted": " void", "withdrawn": " void"}


class Neighbour(NamedTuple):
    """An entity beside: its term, the property between, the statement's status."""

    term: str
    property: str
    status: str


def neighbours(catalog: Catalog, entity: str) -> tuple[list[Neighbour], list[Neighbour]]:
    """Those that lead here and those to which it leads, each once, the better known first; sources are left out."""
    before = [(each.subject, each.property, each.status) for each in catalog.incoming.get(entity, ())]
    after = [(each.value, each.property, each.status) for each in catalog.about.get(entity, ())]
    return _choose(catalog, entity, before), _choose(catalog, entity, after)


def _choose(catalog: Catalog, entity: str, around: list[tuple[str, str, str]]) -> list[Neighbour]:
    found: dict[str, Neighbour] = {}
    for term, prop, status in around:
        if term in catalog.kind and term != entity and term not in found and not catalog.is_source(term):
            found[term] = Neighbour(term, prop, status.partition(":")[2])

    def rank(each: Neighbour) -> tuple[int, int, str]:
        known = len(catalog.about.get(each.term, ())) + len(catalog.incoming.get(each.term, ()))
        return _ORDER.index(each.status) if each.status in _ORDER else len(_ORDER), -known, each.term

    return sorted(found.values(), key=rank)


def draw(teller: Teller, entity: str, before: list[Neighbour], after: list[Neighbour]) -> Markup:
    """The picture, empty where nothing is around."""
    left, right = before[:MOST], after[:MOST]
    rows = max(len(left), len(right))
    if not rows:
        return Markup("")
    height = rows * _ROW + 34
    middle = height // 2
    title = _TITLE[teller.language].format(teller.name(entity))
    name = escape(clip(teller.name(entity), _INSIDE))
    return Markup(  # noqa: S704 - all that comes from data went through escape
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="group" aria-label="{escape(title)}" width="{_WIDTH}">'
        f"{_side(teller, left, middle, -1)}{_side(teller, right, middle, 1)}"
        f'<rect class="own" x="{_LEFT}" y="{middle - 17}" width="{_RIGHT - _LEFT}" height="34" rx="4"/>'
        f'<text x="{_WIDTH // 2}" y="{middle + 5}" text-anchor="middle" font-size="13" font-weight="600">{name}</text>'
        "</svg>"
    )


def _side(teller: Teller, around: list[Neighbour], middle: int, way: int) -> str:
    """Names in rows, each with its property and a line to the middle; way -1 is left, 1 right."""
    top = middle - (len(around) - 1) * _ROW / 2
    anchor, at, near, far = ("start", 0, _LEFT, _NAMES) if way < 0 else ("end", _WIDTH, _RIGHT, _WIDTH - _NAMES)
    half, parts = (near + far) / 2, []
    for row, each in enumerate(around):
        y = top + row * _ROW
        name, prop = (escape(clip(teller.name(term), _LONGEST)) for term in (each.term, each.property))
        address = escape(teller.address(teller.catalog.paths[each.term]))
        told = f"{prop} →" if way < 0 else f"→ {prop}"
        line = f"M{near} {middle}C{half} {middle} {half} {y} {far} {y}"
        parts.append(
            f'<path class="line{_LINE.get(each.status, "")}" d="{line}"/>'
            f'<a href="{address}"><text x="{at}" y="{y}" text-anchor="{anchor}" font-size="12">{name}</text></a>'
            f'<text class="soft" x="{at}" y="{y + 12}" text-anchor="{anchor}" font-size="10">{told}</text>'
        )
    return "".join(parts)


def clip(text: str, most: int) -> str:
    """A text of at most so many characters.

    >>> clip("Regulation of the European Parliament", 12)
    'Regulation …'
    """
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}{' ' if text[most - 2] == ' ' else ''}…"
