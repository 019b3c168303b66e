"""Everything dated in one list: by year and day, with a histogram; sources aside. Long ones have a page a year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from markupsafe import Markup

from govgraph.model.terms import is_literal, split_literal
from govgraph.publish.catalog import Catalog
from govgraph.publish.pages import LANGUAGES, Head, Page, group_digits, root_of
from govgraph.publish.values import Teller, natural_key

MANY = 6  # from how many entities of one kind with the same date and property on they stand in one line
WHOLE = 1_500  # dates that one page of all years takes: under 60 KB compressed
_YEARS = 24  # columns of the histogram; what is older counts as "before"
_SURE = "gov:confirmed"  # the status that needs no word
_DATES = frozenset({"xsd:date", "xsd:gYearMonth", "xsd:gYear"})
_WORDS = {
    "en": ("Timeline", "Everything that has a date, sources aside; the newest first."),
    "de": ("Zeitleiste", "Alles, was ein Datum hat, ohne die Quellen; das Neueste zuerst."),
}


class Dated(NamedTuple):
    """A date as written, the property that gives it, the entity."""

    date: str
    property: str
    entity: str


def timeline_pages(catalog: Catalog) -> Iterator[Page]:
    """Page `timeline` in both languages, perhaps `timeline/<year>`; nothing where nothing has a date."""
    dated = find_dated(catalog)
    if not dated:
        return
    years: dict[str, list[Dated]] = {}
    for each in reversed(dated):
        years.setdefault(each.date[:4], []).append(each)
    status, whole = _find_statuses(catalog), len(dated) <= WHOLE
    for language in LANGUAGES:
        yield _page(years, status, whole, Teller(catalog, language, ""))
        deep = Teller(catalog, language, root_of("timeline/year"))
        for year in () if whole else years:
            yield _year_page(year, years, status, deep)


def find_dated(catalog: Catalog) -> list[Dated]:
    """What accepted statements date, sources aside, sorted."""
    found = set()
    for each in catalog.graph.statements:
        if each.in_simple_view and is_literal(each.value) and not catalog.is_source(each.subject):
            text, _, datatype = split_literal(each.value)
            if datatype in _DATES and text[:4].isdecimal():
                found.add(Dated(text, each.property, each.subject))
    return sorted(found)


def _find_statuses(catalog: Catalog) -> dict[Dated, str]:
    """The status of each date; the first in the alphabet, as in confirmed before reported, where two tell it."""
    found: dict[Dated, str] = {}
    for each in catalog.graph.statements:
        if each.in_simple_view and is_literal(each.value):
            key = Dated(split_literal(each.value)[0], each.property, each.subject)
            found[key] = min(found.get(key, each.status), each.status)
    return found


def _page(years: dict[str, list[Dated]], status: dict[Dated, str], whole: bool, teller: Teller) -> Page:
    """All years, or the histogram that leads to their pages."""
    title, text = _WORDS[teller.language]
    counts = {year: len(found) for year, found in years.items()}
    addresses = {year: f"#y{year}" if whole else teller.address(f"timeline/{year}") for year in years}
    data: dict[str, Any] = {
        "title": title,
        "text": text,
        "count": sum(counts.values()),
        "histogram": draw_years(Counter({int(year): count for year, count in counts.items()}), addresses, teller),
        "chips": [(year, addresses[year], counts[year], False) for year in years],
        "years": [(year, counts[year], _days(found, status, teller)) for year, found in years.items()] if whole else [],
    }
    head = Head("timeline", title, text, crumbs=((title, ""),), section="timeline")
    return Page(teller.language, "timeline.html", head, data)


def _year_page(year: str, years: dict[str, list[Dated]], status: dict[Dated, str], teller: Teller) -> Page:
    name, text = _WORDS[teller.language]
    data: dict[str, Any] = {
        "title": f"{name}: {year}",
        "text": text,
        "count": len(years[year]),
        "histogram": "",
        "chips": [(at, teller.address(f"timeline/{at}"), len(found), at == year) for at, found in years.items()],
        "years": [(year, len(years[year]), _days(years[year], status, teller))],
    }
    path, crumbs = f"timeline/{year}", ((name, "timeline"), (year, ""))
    head = Head(path, data["title"], text, crumbs=crumbs, section="timeline")
    return Page(teller.language, "timeline.html", head, data)


def _days(dated: list[Dated], status: dict[Dated, str], teller: Teller) -> list[tuple[str, str, list[Any]]]:
    """ISO date, date for readers and lines: property, kind and status, with one entity or many; the newest first."""
    days: dict[str, list[Dated]] = {}
    for each in dated:
        days.setdefault(each.date, []).append(each)
    return [(day, teller.date(day), _lines(days[day], status, teller)) for day in sorted(days, reverse=True)]


def _lines(
    dated: list[Dated], status: dict[Dated, str], teller: Teller
) -> list[tuple[str, str, list[Markup], Markup | str]]:
    groups: dict[tuple[str, str, str], list[str]] = {}
    for each in dated:
        groups.setdefault((each.property, teller.catalog.kind[each.entity], status[each]), []).append(each.entity)
    lines = []
    for (prop, kind, sure), entities in sorted(groups.items()):
        ordered = sorted(entities, key=lambda each: (natural_key(teller.name(each)), each))
        parts = [ordered] if len(ordered) >= MANY else [[each] for each in ordered]
        shown = "" if sure == _SURE else teller.status(sure)
        lines += [(teller.name(prop), teller.name(kind), [teller.link(one) for one in part], shown) for part in parts]
    return lines


def draw_years(counts: Counter[int], addresses: dict[str, str], teller: Teller) -> Markup:
    """A column a year, each a link to its year; years long ago are one column."""
    last = max(counts)
    first = max(min(counts), last - _YEARS + 1)
    old = sum(count for year, count in counts.items() if year < first)
    columns = [(str(year), f"{year:04}", counts.get(year, 0)) for year in range(first, last + 1)]
    if old:
        before = {"en": f"before {first}", "de": f"vor {first}"}[teller.language]
        columns.insert(0, (before, f"{max(year for year in counts if year < first):04}", old))
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
        linked = Markup('<a href="{}">{}{}</a>').format(addresses[year], both, name) if count else name
        parts.append(linked)
    title = {"en": "Dates a year", "de": "Daten je Jahr"}[teller.language]
    return Markup('<svg viewBox="-2 0 {} 150" role="group" aria-label="{}" width="{}">{}</svg>').format(
        len(columns) * width, title, len(columns) * width, Markup("").join(parts)
    )
