"""The site's start: what this is, where to begin, what is in it; and the page for addresses that lead nowhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from govgraph.explore.views import ViewSelection
from govgraph.publish.catalog import Catalog
from govgraph.publish.neighbourhood import draw, neighbours
from govgraph.publish.pages import LANGUAGES, Head, Page, json_block, say
from govgraph.publish.values import Teller, sort_key

QUESTIONS, BESTS, LONGEST = 12, 6, 48


def home_pages(catalog: Catalog, views: Sequence[ViewSelection]) -> Iterator[Page]:
    """Pages `index` and `404` in both languages. Args: views, the explorer's starting points."""
    degree = _degrees(catalog)
    for language in LANGUAGES:
        teller = Teller(catalog, language, "")
        yield _home(catalog, views, degree, teller)
        title = {"en": "Nothing here", "de": "Hier ist nichts"}[language]
        yield Page(language, "404.html", Head("404", title, ""), {"title": title})


def _degrees(catalog: Catalog) -> Counter[str]:
    """How many statements link each entity with another that is no source."""
    sources = {each for each in catalog.kind if catalog.is_source(each)}
    degree: Counter[str] = Counter()
    for each in catalog.graph.statements:
        if each.value in catalog.kind and not {each.subject, each.value} & sources:
            degree.update((each.subject, each.value))
    return degree


def _home(catalog: Catalog, views: Sequence[ViewSelection], degree: Counter[str], teller: Teller) -> Page:
    project, language = catalog.project, teller.language
    title, text = (
        each.get(language) or each.get("en") or next(iter(each.values()), "")
        for each in (project.title, project.description)
    )
    ranked = sorted(degree, key=lambda each: (-degree[each], each))
    best = ranked[0] if ranked else ""
    data: dict[str, Any] = {
        "title": title,
        "text": text,
        "views": [(view.id, say(_two(view.title), language), say(_two(view.text), language)) for view in views],
        "best": teller.link(best) if best else "",
        "picture": draw(teller, best, *neighbours(catalog, best)) if best else "",
        "focus": best,
        "kinds": _kinds(catalog, ranked, teller),
        "questions": [
            (f"question/{each.name}", each.title.get(language) or each.name) for each in catalog.questions[:QUESTIONS]
        ],
        "counts": (len(catalog.kind), len(catalog.graph.statements), len(catalog.questions)),
    }
    head = Head("index", title, text, iri=project.base, json_ld=_json_ld(catalog, title, text, language))
    return Page(language, "index.html", head, data)


def _two(texts: dict[str, str]) -> tuple[str, str]:
    return texts.get("en", ""), texts.get("de", "")


def _kinds(catalog: Catalog, ranked: list[str], teller: Teller) -> list[dict[str, Any]]:
    """Classes as the legend of the explorer groups them, each with its best connected entities."""
    groups: dict[str, list[str]] = {}
    for entity in ranked:
        owner, _ = catalog.schema.mark(catalog.kind[entity])
        if owner:
            groups.setdefault(owner, []).append(entity)
    ordered = sorted(groups, key=lambda each: (-len(groups[each]), sort_key(teller.name(each))))
    return [
        {
            "name": teller.link(each),
            "count": len(groups[each]),
            "best": [teller.link(entity) for entity in _short_ones(groups[each], teller)],
        }
        for each in ordered
    ]


def _short_ones(entities: list[str], teller: Teller) -> list[str]:
    """The first few with a name that fits a card, else the very first."""
    fitting = [each for each in entities[: BESTS * 8] if len(teller.name(each)) <= LONGEST]
    return (fitting or entities[:1])[:BESTS]


def _json_ld(catalog: Catalog, title: str, text: str, language: str) -> str:
    project = catalog.project
    return json_block(
        {
            "@context": "https://schema.org/",
            "@type": "WebSite",
            "name": title,
            "description": text,
            "inLanguage": language,
            "url": project.base,
            "license": project.licence,
            "about": {"@type": "Dataset", "@id": f"{project.base}dataset", "name": title, "description": text},
        }
    )
