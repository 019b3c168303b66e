"""The search page and what its script searches: entities, classes and properties, questions, as columns of JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from govgraph.dates import span_of
from govgraph.model.terms import is_literal, split_literal
from govgraph.publish.catalog import Catalog
from govgraph.publish.kind_pages import find_begins, find_places
from govgraph.publish.pages import LANGUAGES, File, Head, Page, Text, say

LONGEST = 200  # characters of a description that the data carry
ALIASES = (
    "skos:altLabel",
    "gov:shortName",
    "gov:fullName",
    "gov:localName",
    "gov:formerName",
    "gov:titleOfficial",
    "dcterms:title",
)
_TEXTS = ("dcterms:description", "skos:definition", "rdfs:comment")  # the better one first
_WORDS = {
    "en": ("Search", "Entries, classes, properties and questions, by name, short name or description."),
    "de": ("Suche", "Einträge, Klassen, Eigenschaften und Fragen, nach Name, Kurzname oder Beschreibung."),
}
_CLASS: Text = ("Class of the ontology", "Klasse der Ontologie")
_PROPERTY: Text = ("Property of the ontology", "Eigenschaft der Ontologie")
_QUESTION: Text = ("Question", "Frage")
_BEYOND = {"class": ("class", _CLASS), "property": ("property", _PROPERTY), "question": ("question", _QUESTION)}


class Found(NamedTuple):
    """What can be found: names and texts by language, its kind, the group of kinds it is listed under.

    `aliases` and `text` are (text, language) pairs; `statuses` those of its statements; `weight` how many there
    are (none for sources: what they tell of comes first).
    """

    path: str
    title: Text
    aliases: tuple[tuple[str, str], ...]
    texts: tuple[tuple[str, str], ...]
    kind: str
    group: str
    places: tuple[str, ...] = ()
    year: int = 0
    statuses: frozenset[str] = frozenset()
    weight: int = 0


def search_pages(catalog: Catalog) -> Iterator[Page | File]:
    """Page `search` and `assets/data/search-<language>.json` in both languages."""
    found = [*_find_entities(catalog), *_find_terms(catalog), *_find_questions(catalog)]
    for language in LANGUAGES:
        title, text = _WORDS[language]
        head = Head(
            "search", title, text, crumbs=((title, ""),), scripts=("search.js",), styles=("search.css",)
        )  # fmt: skip
        yield Page(language, "search_page.html", head, {"title": title, "text": text, "count": len(found)})
        data = make_columns(catalog, found, language)
        content = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")
        yield File(f"assets/data/search-{language}.json", content)


def make_columns(catalog: Catalog, found: Sequence[Found], language: str) -> dict[str, Any]:
    """The data of the script: lists of equal length, a place for each entry; kinds, groups and so on by index.

    `kinds` are (name, index of the group), `groups`, `places` and `statuses` (id, name). `status` is a sum of powers of
    two: bit n is set where a statement of the entry has status n.
    """
    groups = sorted({each.group for each in found})
    kinds = sorted({(each.kind, each.group) for each in found})
    places = sorted({place for each in found for place in each.places})
    statuses = sorted({status for each in found for status in each.statuses})
    kind_at, place_at = {pair: at for at, pair in enumerate(kinds)}, {place: at for at, place in enumerate(places)}
    other = "de" if language == "en" else "en"
    titles = [say(each.title, language) for each in found]
    return {
        "groups": _named(catalog, groups, language),
        "kinds": [(_name(catalog, kind, language), groups.index(group)) for kind, group in kinds],
        "places": _named(catalog, places, language),
        "statuses": _named(catalog, statuses, language),
        "title": titles,
        "other": [
            "" if say(each.title, other) == title else say(each.title, other)
            for each, title in zip(found, titles, strict=True)
        ],
        "alias": [_aliases(each, language) for each in found],
        "text": [_text(each, language) for each in found],
        "kind": [kind_at[each.kind, each.group] for each in found],
        "place": [[place_at[place] for place in each.places] for each in found],
        "year": [each.year for each in found],
        "status": [sum(1 << at for at, status in enumerate(statuses) if status in each.statuses) for each in found],
        "weight": [each.weight for each in found],
        "path": [each.path for each in found],
    }


def _named(catalog: Catalog, terms: Sequence[str], language: str) -> list[tuple[str, str]]:
    """Terms as addresses say them (the local name where no other has it) and their labels."""
    short = [term.partition(":")[2] or term for term in terms]
    return [
        (local if short.count(local) == 1 else term, _name(catalog, term, language))
        for local, term in zip(short, terms, strict=True)
    ]


def _name(catalog: Catalog, term: str, language: str) -> str:
    return say(_BEYOND[term][1] if term in _BEYOND else catalog.name(term), language)


def _aliases(found: Found, language: str) -> list[str]:
    """Other names that no title contains: the reader's language and those without one first, each once."""
    ordered = sorted(found.aliases, key=lambda pair: (pair[1] not in ("", language), pair))
    return list(dict.fromkeys(text for text, _ in ordered if not any(text in one for one in found.title)))


def _text(found: Found, language: str) -> str:
    told = {tag: text for text, tag in reversed(found.texts)}
    text = " ".join((told.get(language) or told.get("en") or told.get("") or "").split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rsplit(' ', 1)[0]}…"


def _find_entities(catalog: Catalog) -> Iterator[Found]:
    begins, places = find_begins(catalog), find_places(catalog)
    for entity in sorted(catalog.kind):
        statements, kind = catalog.about.get(entity, []), catalog.kind[entity]
        told = [(each.property, each.value) for each in statements if each.in_simple_view]
        yield Found(
            catalog.paths[entity],
            catalog.name(entity),
            _literals(told, ALIASES),
            _literals(told, _TEXTS),
            kind,
            catalog.schema.mark(kind)[0] or kind,
            tuple(places.get(entity, ())),
            span_of(begins[entity])[0].year if entity in begins else 0,
            frozenset(each.status for each in statements if not each.editorial),
            0 if catalog.is_source(entity) else len(statements) + len(catalog.incoming.get(entity, ())),
        )


def _find_terms(catalog: Catalog) -> Iterator[Found]:
    about: dict[str, list[tuple[str, str]]] = {}
    for subject, prop, value in catalog.ontology:
        about.setdefault(subject, []).append((prop, value))
    for term, path in sorted(catalog.paths.items()):
        folder = path.partition("/")[0]
        if folder in ("class", "property") and term in about:
            aliases = (*_literals(about[term], ALIASES), (term, ""))
            yield Found(path, catalog.name(term), aliases, _literals(about[term], _TEXTS), folder, folder)


def _find_questions(catalog: Catalog) -> Iterator[Found]:
    for each in sorted(catalog.questions, key=lambda one: one.name):
        title = each.title.get("en", each.name), each.title.get("de", "")
        texts = tuple((text, language) for language, text in sorted(each.purpose.items()))
        yield Found(f"question/{each.name}", title, (), texts, "question", "question")


def _literals(told: Sequence[tuple[str, str]], wanted: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The literals of some properties with their languages, in the order of the properties."""
    return tuple(
        split_literal(value)[:2]
        for each in wanted
        for prop, value in sorted(told)
        if prop == each and is_literal(value)
    )
