"""The page `about`: what the project is in a minute, what statuses mean, how to cite, what machines can read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from govgraph.model.statements import ACCEPTED, Statement
from govgraph.model.terms import is_literal, split_literal
from govgraph.publish.catalog import Catalog
from govgraph.publish.describe.citation import cite, licence_of
from govgraph.publish.pages import LANGUAGES, Head, Page, json_block, say
from govgraph.publish.values import Footnotes, Teller, sort_key

PATH = "about"
_TIMES = frozenset({"gov:on", "gov:validFrom", "gov:validUntil"})


def about_pages(catalog: Catalog) -> Iterator[Page]:
    """The page in both languages."""
    for language in LANGUAGES:
        teller = Teller(catalog, language, "")
        project = catalog.project
        name, text = (
            say((each.get("en", ""), each.get("de", "")), language) for each in (project.title, project.description)
        )
        title = {"en": "About", "de": "Über"}[language]
        json_ld = {
            "@context": "https://schema.org/",
            "@type": "AboutPage",
            "name": f"{title}: {name}",
            "description": text,
            "inLanguage": language,
            "about": {"@type": "Dataset", "@id": f"{project.base}dataset", "name": name, "description": text},
        }
        head = Head(PATH, title, text, crumbs=((title, ""),), json_ld=json_block(json_ld), section=PATH)
        yield Page(language, "about.html", head, _data(catalog, teller, title, name, text))


def _data(catalog: Catalog, teller: Teller, title: str, name: str, text: str) -> dict[str, Any]:
    sources = sum(catalog.is_source(each) for each in catalog.kind)
    example = _example(catalog)
    notes = Footnotes(teller)
    return {
        "title": title,
        "name": name,
        "text": text,
        "counts": (len(catalog.kind), len(catalog.graph.statements), sources),
        "statuses": list(_statuses(catalog, teller)),
        "example": example and {
            "subject": teller.link(example.subject),
            "property": teller.link(example.property),
            "entry": teller.entry(example, notes),
        },
        "footnotes": notes.listed(),
        "cite": cite(catalog, teller.language),
        "licence_name": licence_of(catalog.project.licence).name,
        "publisher": catalog.project.publisher,
        "questions": len(catalog.questions),
    }  # fmt: skip


def _statuses(catalog: Catalog, teller: Teller) -> Iterator[dict[str, Any]]:
    """The statuses that the ontology knows, with its definitions: accepted ones first, then by name."""
    counts = Counter(each.status for each in catalog.graph.statements)
    known = [term for term, classes in catalog.schema.individuals.values() if "gov:Status" in classes]
    order = sorted(known, key=lambda each: (each not in ACCEPTED, sort_key(teller.name(each)), each))
    definitions: dict[str, dict[str, str]] = {}
    for subject, prop, value in catalog.ontology:
        if prop == "skos:definition" and is_literal(value):
            words, language, _ = split_literal(value)
            definitions.setdefault(subject, {})[language] = words
    for each in order:
        texts = definitions.get(each, {})
        yield {
            "badge": teller.status(each),
            "text": say((texts.get("en", ""), texts.get("de", "")), teller.language),
            "count": counts[each],
            "accepted": each in ACCEPTED,
        }


def _example(catalog: Catalog) -> Statement | None:
    """An accepted statement between two entities that shows a time and a place in a source, of a much told entity."""

    def rank(each: Statement) -> tuple[object, ...]:
        dated = any(prop in _TIMES for prop, _ in each.qualifiers)
        lacks = (each.status != "gov:confirmed", not dated, not each.citations, len(each.sources) > 2)
        return lacks, -len(catalog.about[each.subject]), each.id

    found = (each for each in catalog.graph.statements if each.status in ACCEPTED and each.sources)
    return min((each for each in found if each.value in catalog.kind), key=rank, default=None)
