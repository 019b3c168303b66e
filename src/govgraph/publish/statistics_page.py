"""Statistics and quality: how much there is, how sure it is, where it comes from, what is missing, how it grew."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from govgraph.errors import DataError, Finding, Place
from govgraph.model.terms import is_literal, split_literal
from govgraph.publish.catalog import Catalog
from govgraph.publish.pages import LANGUAGES, File, Head, Page, group_digits
from govgraph.publish.values import Teller, sort_key

TOP = 25
_WORDS = {
    "en": ("Statistics and quality", "How much is in the graph, how sure it is, where it comes from, what is missing."),
    "de": (
        "Statistik und Qualität",
        "Wie viel im Graphen steht, wie sicher es ist, woher es kommt, was fehlt.",
    ),
}
_SIZES = ("entities", "statements", "triples simple", "triples full", "triples inferred")


def statistics_pages(catalog: Catalog, counts: Mapping[str, int]) -> Iterator[Page | File]:
    """Page `statistics` in both languages and its figures as JSON. Args: counts, those of the build's manifest."""
    figures = count_all(catalog)
    releases = [*read_releases(catalog), (catalog.project.version, str(catalog.project.issued), dict(counts))]
    for language in LANGUAGES:
        yield _page(catalog, figures, counts, releases, Teller(catalog, language, ""))
    told = {"counts": dict(counts), **{name: dict(sorted(each.items())) for name, each in figures.items()}}
    yield File("assets/data/statistics.json", json.dumps(told, ensure_ascii=False, indent=1).encode())


def count_all(catalog: Catalog) -> dict[str, Counter[str]]:
    """All figures by name; keys are terms, or words such as `none`."""
    statements = catalog.graph.statements
    told = {entity: {each.property for each in catalog.about.get(entity, ())} for entity in catalog.kind}
    own = [entity for entity in catalog.kind if not catalog.is_source(entity)]
    languages = {
        entity: {
            split_literal(each.value)[1] for each in catalog.about.get(entity, ()) if each.property == "rdfs:label"
        }
        for entity in catalog.kind
    }
    return {
        "kinds": Counter(catalog.kind.values()),
        "status": Counter(each.status for each in statements),
        "statement kinds": Counter(each.kind for each in statements),
        "properties": Counter(each.property for each in statements),
        "sources of a statement": Counter(_few(len(each.sources)) for each in statements if not each.editorial),
        "cited": Counter(source for each in statements for source in each.sources),
        "read": _literals(catalog, "gov:wasRead"),
        "grade": _literals(catalog, "gov:grade"),
        "languages of sources": _literals(catalog, "schema:inLanguage"),
        "unverified": Counter(each.property for each in statements if each.status == "gov:unverified"),
        "without description": Counter(catalog.kind[e] for e in own if "dcterms:description" not in told[e]),
        "without match": Counter(catalog.kind[e] for e in own if "skos:exactMatch" not in told[e]),
        "label missing": Counter(
            language for language in LANGUAGES for entity in catalog.kind if language not in languages[entity]
        ),
    }


def _few(number: int) -> str:
    return str(number) if number < 3 else "3+"


def _literals(catalog: Catalog, prop: str) -> Counter[str]:
    values = (each.value for each in catalog.graph.statements if each.property == prop)
    return Counter(split_literal(each)[0] if is_literal(each) else each for each in values)


def read_releases(catalog: Catalog) -> list[tuple[str, str, dict[str, int]]]:
    """Earlier releases: version, day and counts from `releases/<version>.json`, a manifest each; sorted by day."""
    found = []
    for path in sorted((catalog.project.root / "releases").glob("*.json")):
        try:
            manifest = json.loads(path.read_text(encoding="utf-8"))
            counts = {str(name): int(count) for name, count in manifest["counts"].items()}
            found.append((str(manifest["version"]), str(manifest["issued"]), counts))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            place, expected = Place(f"releases/{path.name}", 1, 1), "the manifest.json of that release, unchanged"
            raise DataError(
                [Finding("release", "violation", f"no manifest: {error}", place, expected=expected)]
            ) from error
    return sorted(found, key=lambda each: (each[1], each[0]))


def _page(
    catalog: Catalog,
    figures: dict[str, Counter[str]],
    counts: Mapping[str, int],
    releases: list[tuple[str, str, dict[str, int]]],
    teller: Teller,
) -> Page:
    title, text = _WORDS[teller.language]

    def ranked(name: str, most: int = TOP) -> list[tuple[Markup, int]]:
        rows = sorted(figures[name].items(), key=lambda item: (-item[1], sort_key(teller.name(item[0])), item[0]))
        return [
            (teller.value(term) if ":" in term else Markup("{}").format(term), count) for term, count in rows[:most]
        ]

    data: dict[str, Any] = {
        "title": title,
        "text": text,
        "status": [(name, count, share(count, figures["status"].total(), teller)) for name, count in ranked("status")],
        "bar": draw_shares(figures["status"], teller),
        "sections": [(name, ranked(name), len(figures[name])) for name in ("kinds", "statement kinds", "properties")],
        "evidence": sorted(figures["sources of a statement"].items()),
        "cited": ranked("cited"),
        "grades": ranked("grade"),
        "languages": ranked("languages of sources"),
        "read": sorted(figures["read"].items()),
        "gaps": [
            (name, ranked(name, 12), figures[name].total())
            for name in ("unverified", "without description", "without match")
        ],
        "missing": sorted(figures["label missing"].items()),
        "findings": [(name, counts[name]) for name in ("violations", "warnings", "infos") if name in counts],
        "releases": [(version, day, [each.get(size, 0) for size in _SIZES]) for version, day, each in releases],
        "sizes": [(each, counts.get(each, 0)) for each in _SIZES],
    }
    head = Head("statistics", title, text, crumbs=((title, ""),), section="statistics")
    return Page(teller.language, "statistics.html", head, data)


def share(count: int, total: int, teller: Teller) -> str:
    """A share for readers: "82.2 %", "82,2 %"; what is there but under a tenth of a per cent is not told as nothing."""
    told = f"{100 * count / total:.1f} %" if total else ""
    told = "< 0.1 %" if count and told.startswith("0.0") else told
    return told.replace(".", ",") if teller.language == "de" else told


def draw_shares(status: Counter[str], teller: Teller) -> Markup:
    """The shares of the statuses as one bar; the table beside it says the same."""
    total, x, parts = status.total(), 0.0, []
    for term, count in sorted(status.items(), key=lambda item: (-item[1], item[0])):
        width = 720 * count / total
        name = f"{teller.name(term)}: {group_digits(count, teller.language)}"
        parts.append(
            Markup(
                '<rect class="share share-{}" x="{:.1f}" y="0" width="{:.1f}" height="26"><title>{}</title></rect>'
            ).format(term.partition(":")[2], x, width, name)
        )
        x += width
    title = {"en": "Shares of the statuses", "de": "Anteile der Status"}[teller.language]
    return Markup('<svg viewBox="0 0 720 26" role="img" aria-label="{}" width="720">{}</svg>').format(
        title, Markup("").join(parts)
    )
