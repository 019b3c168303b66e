"""Everything dated in one list: by year and month, with a histogram; sources aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from markupsafe import Markup

from govgraph.model.terms import is_literal, split_literal
from govgraph.publish.catalog import Catalog
from govgraph.publish.pages import LANGUAGES, Head, Page, group_digits
from govgraph.publish.values import Teller, natural_key

MANY = 6  # from how many entities of one kind with the same date and property on they stand in one line
_YEARS = 24  # columns of the histogram; what is older counts as "before"
_DATES = frozenset({"xsd:date", "xsd:gYearMonth", "xsd:gYear"})
_WORDS = {
    "en": ("Timeline", "Everything that has a date: letters, laws, actions, models, people; the newest first."),
    "de": (
        "Zeitleiste",
        "Alles, was ein Datum hat: Briefe, Gesetze, Maßnahmen, Modelle, Personen; das Neueste zuerst.",
    ),
}


class Dated(NamedTuple):
    """A date as written, the property that gives it, the entity."""

    date: str
    property: str
    entity: str


def timeline_pages(catalog: Catalog) -> Iterator[Page]:
    """Page `timeline` in both languages; nothing where nothing has a date."""
    dated = find_dated(catalog)
    if dated:
        for language in LANGUAGES:
            yield _page(catalog, dated, Teller(catalog, language, ""))


def find_dated(catalog: Catalog) -> list[Dated]:
    """What accepted statements date, sources aside, sorted."""
    found = set()
    for each in catalog.graph.statements:
        if each.in_simple_view and is_literal(each.value) and not catalog.is_source(each.subject):
            text, _, datatype = split_literal(each.value)
            if datatype in _DATES and text[:4].isdecimal():
                found.add(Dated(text, each.property, each.subject))
    return sorted(found)


def _page(catalog: Catalog, dated: list[Dated], teller: Teller) -> Page:
    title, text = _WORDS[teller.language]
    years: dict[str, dict[str, list[Dated]]] = {}
    for each in dated:
        years.setdefault(each.date[:4], {}).setdefault(each.date, []).append(each)
    data: dict[str, Any] = {
        "title": title,
        "text": text,
        "count": len(dated),
        "histogram": draw_years(Counter(int(each.date[:4]) for each in dated), teller),
        "years": [
            (year, sum(len(days) for days in years[year].values()), _days(catalog, years[year], teller))
            for year in sorted(years, reverse=True)
        ],
    }
    head = Head("timeline", title, text, crumbs=((title, ""),), section="timeline")
    return Page(teller.language, "timeline.html", head, data)


def _days(catalog: Catalog, days: dict[str, list[Dated]], teller: Teller) -> list[tuple[str, str, list[Any]]]:
    """ISO date, date for readers and lines: property and kind, with one entity or many."""
    return [(day, teller.date(day), _lines(catalog, days[day], teller)) for day in sorted(days, reverse=True)]


def _lines(catalog: Catalog, dated: list[Dated], teller: Teller) -> list[tuple[str, str, list[Markup]]]:
    groups: dict[tuple[str, str], list[str]] = {}
    for each in dated:
        groups.setdefault((each.property, catalog.kind[each.entity]), []).append(each.entity)
    lines = []
    for (prop, kind), entities in sorted(groups.items()):
        ordered = sorted(entities, key=lambda each: (natural_key(teller.name(each)), each))
        parts = [ordered] if len(ordered) >= MANY else [[each] for each in ordered]
        lines += [(teller.name(prop), teller.name(kind), [teller.link(one) for one in part]) for part in parts]
    return lines


def draw_years(counts: Counter[int], teller: Teller) -> Markup:
    """A column a year, each a link to its year; years long ago are one column."""
    last = max(counts)
    first = max(min(counts), last - _YEARS + 1)
    old = sum(count for year, count in counts.items() if year < first)
    columns = [(str(year), str(year), counts.get(year, 0)) for year in range(first, last + 1)]
    if old:
        before = {"en": f"before {first}", "de": f"vor {first}"}[teller.language]
        columns.insert(0, (before, str(max(year for year in counts if year < first)), old))
    most, width = max(count for *_, count in columns), 30
    parts = []
    for at, (label, year, count) in enumerate(columns):
        height = round(110 * count / most) if count else 0
        x = at * width
        bar = Markup('<rect class="bar" x="{}" y="{}" width="24" height="{}"/>').format(x, 130 - height, height)
        number = Markup('<text x="{}" y="{}" text-anchor="middle" font-size="9">{}</text>').format(
            x + 12, 126 - height, group_digits(count, teller.language) if count else ""
        )
        name = Markup('<text class="soft" x="{}" y="144" text-anchor="middle" font-size="9">{}</text>').format(
            x + 12, label if len(label) <= 4 else f"<{first}"
        )
        room = Markup('<rect x="{}" y="0" width="28" height="148" fill="transparent"/>').format(x - 2)
        both = Markup("<title>{}: {}</title>").format(label, count) + room + bar + number
        linked = Markup('<a href="#y{}">{}{}</a>').format(year, both, name) if count else name
        parts.append(linked)
    title = {"en": "Dates a year", "de": "Daten je Jahr"}[teller.language]
    return Markup('<svg viewBox="-2 0 {} 150" role="group" aria-label="{}" width="{}">{}</svg>').format(
        len(columns) * width, title, len(columns) * width, Markup("").join(parts)
    )
