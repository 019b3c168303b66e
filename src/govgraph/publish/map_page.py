"""The map of jurisdictions: what has begun and not ended there on a day, by the dates that accepted statements give.

A country is found by the local name of its jurisdiction, where that is an ISO 3166-1 code (`jurisdiction:it`); parts of
a country (`gov:partOf`) count for it too and stand under it. Outlines: Natural Earth, by site/scripts/world.ts.
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
    "en": "Map of the world: entries by country; the table below says the same",
    "de": "Weltkarte: Einträge je Land; die Tabelle darunter sagt dasselbe",
}
_LEVELS = (1, 2, 5)  # from how many entries on a country is darker
_WORDS = {
    "en": ("Map", "What has begun and not ended where: entries by jurisdiction, on a chosen day."),
    "de": ("Karte", "Was wo begonnen und nicht geendet hat: Einträge nach Rechtsordnung, an einem gewählten Tag."),
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
    return _country(catalog, jurisdiction)[1]


def home_of(catalog: Catalog, jurisdiction: str) -> str:
    """The country under which a jurisdiction stands, or itself."""
    return _country(catalog, jurisdiction)[0]


def _country(catalog: Catalog, jurisdiction: str) -> tuple[str, str]:
    world, place, seen = _world(), jurisdiction, set[str]()
    while place not in seen:
        seen.add(place)
        code = place.partition(":")[2]
        if code in world["countries"] or code in world["points"]:
            return place, code
        above = [each.value for each in catalog.about.get(place, ()) if each.property == "gov:partOf"]
        place = min(above, default=place)
    return jurisdiction, ""


def level(count: int) -> int:
    """How dark a country is with so many entries.

    >>> [level(count) for count in (0, 1, 4, 5)]
    [0, 1, 2, 3]
    """
    return sum(count >= least for least in _LEVELS)


def _page(catalog: Catalog, held: list[Held], teller: Teller) -> Page:
    title, text = _WORDS[teller.language]
    issued = catalog.project.issued
    day = date.fromisoformat(issued).toordinal()
    shown = [each for each in held if holds(day, (each.begin, each.end))]
    places = arrange(catalog, shown, teller)
    owners = {_owner(catalog, each) for each in held}
    groups = [*enumerate(teller.name(each) for each in _groups(catalog, held))] if len(owners) > 1 else []
    data = {
        "title": title,
        "text": text,
        "picture": draw_map(catalog, held, shown, teller),
        "rows": [
            (
                teller.link(place),
                "" if home_of(catalog, place) == place else teller.name(home_of(catalog, place)),
                [(teller.link(each.entity), teller.name(catalog.kind[each.entity])) for each in entries],
            )
            for place, entries in places
        ],
        "beside": [(teller.link(place), len(entries)) for place, entries in places if not country_of(catalog, place)],
        "groups": sorted(groups, key=lambda pair: (sort_key(pair[1]), pair)),
        "day": issued,
        "date": teller.date(issued),
    }
    head = Head("map", title, text, crumbs=((title, ""),), scripts=("map.js",), section="map")
    return Page(teller.language, "map.html", head, data)


def arrange(catalog: Catalog, shown: list[Held], teller: Teller) -> list[tuple[str, list[Held]]]:
    """Entries by jurisdiction: the fullest countries first, parts of a country after it."""
    places: dict[str, list[Held]] = {}
    whole: dict[str, set[str]] = {}
    for each in shown:
        places.setdefault(each.jurisdiction, []).append(each)
        whole.setdefault(home_of(catalog, each.jurisdiction), set()).add(each.entity)

    def place_key(place: str) -> tuple[object, ...]:
        home = home_of(catalog, place)
        country = (-len(whole[home]), sort_key(teller.name(home)), home)
        return *country, home != place, -len(places[place]), sort_key(teller.name(place)), place

    return [(place, places[place]) for place in sorted(places, key=place_key)]


def _owner(catalog: Catalog, held: Held) -> str:
    """The marked class (`gov:mark`) under which an entry's kind is known."""
    kind = catalog.kind[held.entity]
    return catalog.schema.mark(kind)[0] or kind


def _groups(catalog: Catalog, held: list[Held]) -> list[str]:
    return sorted({_owner(catalog, each) for each in held})


def draw_map(catalog: Catalog, held: list[Held], shown: list[Held], teller: Teller) -> Markup:
    """The world as static SVG; a country is darker the more entries it has, and the number stands on it.

    What is too small for an outline is a dot, where the data ever name it.
    """
    world = _world()
    counts: dict[str, set[str]] = {}
    for each in shown:
        counts.setdefault(country_of(catalog, each.jurisdiction), set()).add(each.entity)
    known = {country_of(catalog, each.jurisdiction) for each in held}
    dots = {code: (_dot(x, y), x, y - 5) for code, (x, y) in world["points"].items() if code in known}
    paths, numbers = [], []
    for code, (outline, x, y) in {**world["countries"], **dots}.items():
        count = len(counts.get(code, ()))
        paths.append(f'<path class="land level-{level(count)}" data-code="{code}" d="{outline}"/>')
        if code in known:
            numbers.append(f'<text x="{x}" y="{y}" data-count="{code}" text-anchor="middle">{count or ""}</text>')
    return Markup(  # noqa: S704 - outlines and codes are the package's own, numbers are counted
        f'<svg id="world" viewBox="0 0 {world["width"]} {world["height"]}" role="img" '
        f'aria-label="{escape(_LABELS[teller.language])}">'
        f'<path class="land level-0" d="{world["rest"]}"/>{"".join(paths)}{"".join(numbers)}</svg>'
    )


def _dot(x: int, y: int) -> str:
    return f"M{x - 4},{y}a4,4 0 1,0 8,0a4,4 0 1,0 -8,0Z"


def _data(catalog: Catalog, held: list[Held]) -> dict[str, Any]:
    """What the script needs for any day: jurisdictions, kinds and their groups, entries with their days."""
    named = {each.jurisdiction for each in held}
    places = sorted(named | {home_of(catalog, each) for each in named})
    kinds = sorted({(catalog.kind[each.entity], _owner(catalog, each)) for each in held})
    place_at, kind_at = {each: at for at, each in enumerate(places)}, {kind: at for at, (kind, _) in enumerate(kinds)}
    groups = _groups(catalog, held)
    return {
        "places": [
            [
                *catalog.name(each),
                *(page_file(catalog.paths[each], at) for at in LANGUAGES),
                country_of(catalog, each),
                place_at[home_of(catalog, each)],
            ]
            for each in places
        ],
        "kinds": [[*catalog.name(kind), groups.index(owner)] for kind, owner in kinds],
        "entries": [
            [
                place_at[each.jurisdiction],
                *catalog.name(each.entity),
                *(page_file(catalog.paths[each.entity], at) for at in LANGUAGES),
                kind_at[catalog.kind[each.entity]],
                each.begin,
                each.end,
            ]
            for each in held
        ],
    }
