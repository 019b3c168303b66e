"""The map of jurisdictions: what has begun and not ended there on a day, by the dates that accepted statements give.

A country is found by the local name of its jurisdiction, where that is an ISO 3166-1 code (`jurisdiction:it`); parts of
a country (`gov:partOf`) count for it too. Outlines: Natural Earth, by site/scripts/world.ts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from govgraph.explore.spans import OPEN, holds, lifetimes, statement_span
from govgraph.publish.catalog import Catalog
from govgraph.publish.pages import LANGUAGES, File, Head, Page, page_file
from govgraph.publish.values import Teller, sort_key

_LABELS = {
    "en": "Map of the world: entries in force by country; the table below says the same",
    "de": "Weltkarte: was je Land gilt; die Tabelle darunter sagt dasselbe",
}
_LEVELS = (1, 2, 5)  # from how many entries on a country is darker
_WORDS = {
    "en": ("Map", "What is in force where: bans, orders and laws by jurisdiction, on a chosen day."),
    "de": ("Karte", "Was wo gilt: Verbote, Anordnungen und Gesetze nach Rechtsordnung, an einem gewählten Tag."),
}


class Held(NamedTuple):
    """An entity that holds in a jurisdiction from a day until a day (ordinals, 0 where open)."""

    jurisdiction: str
    entity: str
    begin: int
    end: int


@cache
def _world() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((resources.files("govgraph.publish") / "world.json").read_text(encoding="utf-8"))
    return found


def map_pages(catalog: Catalog) -> Iterator[Page | File]:
    """Page `map` in both languages with its data; nothing where no dated entity has a jurisdiction."""
    held = find_held(catalog)
    if not held:
        return
    for language in LANGUAGES:
        yield _page(catalog, held, Teller(catalog, language, ""))
    yield File("assets/data/map.json", json.dumps(_data(catalog, held), ensure_ascii=False).encode())


def find_held(catalog: Catalog) -> list[Held]:
    """Dated entities with the jurisdictions that accepted statements give them, sorted."""
    lives = lifetimes(catalog.graph.statements, catalog.schema)
    found = []
    for each in catalog.graph.statements:
        if each.property == "gov:jurisdiction" and each.in_simple_view and lives.get(each.subject, OPEN)[0]:
            begin, end = lives[each.subject]
            first, last = statement_span(each)
            found.append(Held(each.value, each.subject, max(begin, first), min(end or last, last or end)))
    return sorted(set(found))


def country_of(catalog: Catalog, jurisdiction: str) -> str:
    """The ISO code of a jurisdiction or of what it is part of, empty where it is no country on the map."""
    seen: list[str] = []
    while jurisdiction not in seen:
        seen.append(jurisdiction)
        code = jurisdiction.partition(":")[2]
        if code in _world()["countries"]:
            return code
        above = [each.value for each in catalog.about.get(jurisdiction, ()) if each.property == "gov:partOf"]
        jurisdiction = min(above, default=jurisdiction)
    return ""


def level(count: int) -> int:
    """How dark a country is with so many entries.

    >>> [level(count) for count in (0, 1, 4, 5)]
    [0, 1, 2, 3]
    """
    return sum(count >= least for least in _LEVELS)


def _page(catalog: Catalog, held: list[Held], teller: Teller) -> Page:
    title, text = _WORDS[teller.language]
    issued = str(catalog.project.issued)
    day = _ordinal(issued)
    shown = [each for each in held if holds(day, (each.begin, each.end))]
    places: dict[str, list[Held]] = {}
    for each in shown:
        places.setdefault(each.jurisdiction, []).append(each)
    rows = [
        (
            teller.link(place),
            len(places[place]),
            [(teller.link(each.entity), teller.name(catalog.kind[each.entity])) for each in places[place]],
        )
        for place in sorted(places, key=lambda term: (-len(places[term]), sort_key(teller.name(term))))
    ]
    data = {
        "title": title,
        "text": text,
        "picture": draw_map(catalog, shown, teller),
        "rows": rows,
        "day": issued,
        "date": teller.date(issued),
        "undated": sum(1 for each in held if not each.end),
    }
    head = Head("map", title, text, crumbs=((title, ""),), scripts=("map.js",), section="map")
    return Page(teller.language, "map.html", head, data)


def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def draw_map(catalog: Catalog, shown: list[Held], teller: Teller) -> Markup:
    """The world as static SVG; a country is darker the more entries it has, and the number stands on it."""
    world = _world()
    counts: dict[str, set[str]] = {}
    for each in shown:
        if code := country_of(catalog, each.jurisdiction):
            counts.setdefault(code, set()).add(each.entity)
    known = {country_of(catalog, each.jurisdiction) for each in find_held(catalog)}
    paths, numbers = [], []
    for code, (outline, x, y) in world["countries"].items():
        count = len(counts.get(code, ()))
        paths.append(f'<path class="land level-{level(count)}" data-code="{code}" d="{outline}"/>')
        if code in known:
            numbers.append(f'<text x="{x}" y="{y}" data-count="{code}" text-anchor="middle">{count or ""}</text>')
    return Markup(  # noqa: S704 - outlines and codes are the package's own, numbers are counted
        f'<svg id="world" viewBox="0 0 {world["width"]} {world["height"]}" role="img" '
        f'aria-label="{escape(_LABELS[teller.language])}">'
        f'<path class="land level-0" d="{world["rest"]}"/>{"".join(paths)}{"".join(numbers)}</svg>'
    )


def _data(catalog: Catalog, held: list[Held]) -> dict[str, Any]:
    """What the script needs for any day: jurisdictions, kinds, entries with their days."""
    places = sorted({each.jurisdiction for each in held})
    kinds = sorted({catalog.kind[each.entity] for each in held})
    return {
        "places": [
            [*catalog.name(each), *(page_file(catalog.paths[each], at) for at in LANGUAGES), country_of(catalog, each)]
            for each in places
        ],
        "kinds": [catalog.name(each) for each in kinds],
        "entries": [
            [
                places.index(each.jurisdiction),
                *catalog.name(each.entity),
                *(page_file(catalog.paths[each.entity], at) for at in LANGUAGES),
                kinds.index(catalog.kind[each.entity]),
                each.begin,
                each.end,
            ]
            for each in held
        ],
    }
