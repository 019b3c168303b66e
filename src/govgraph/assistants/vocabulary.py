"""The words of the graph for those who ask it: prefixes, classes and properties, and how often each is used."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, NamedTuple

from govgraph.assistants.answers import rows_of

Ask = Callable[[str, object], Awaitable[dict[str, Any]]]

_CLASSES = """SELECT ?id ?label ?above ?used {{
  GRAPH <{base}graph/ontology> {{ ?id a owl:Class ; rdfs:label ?label FILTER(LANG(?label) = "en")
    OPTIONAL {{ ?id rdfs:subClassOf ?above FILTER(ISIRI(?above)) }} }}
  OPTIONAL {{ SELECT ?id (COUNT(*) AS ?used) {{ GRAPH ?g {{ ?each a ?id }}
    FILTER(?g IN (<{base}graph/simple>, <{base}graph/full>)) }} GROUP BY ?id }}
}} ORDER BY ?id ?above"""
_PROPERTIES = """SELECT ?id ?label ?kind ?domain ?range ?used {{
  GRAPH <{base}graph/ontology> {{ VALUES ?kind {{ owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty }}
    ?id a ?kind ; rdfs:label ?label FILTER(LANG(?label) = "en")
    OPTIONAL {{ ?id rdfs:domain|schema:domainIncludes ?domain }}
    OPTIONAL {{ ?id rdfs:range|schema:rangeIncludes ?range }} }}
  OPTIONAL {{ SELECT ?id (COUNT(*) AS ?used) {{
    GRAPH <{base}graph/full> {{ ?each rdf:predicate ?id }} }} GROUP BY ?id }}
}} ORDER BY ?id ?domain ?range"""


class Term(NamedTuple):
    """A class or property: id, English label, uses; `near` are the classes above it, or kinds, domains and ranges."""

    id: str
    label: str
    near: tuple[tuple[str, ...], ...]
    used: int


class Vocabulary(NamedTuple):
    """All terms, the most used first. Uses are entities and statements of a class, statements with a property."""

    classes: tuple[Term, ...]
    properties: tuple[Term, ...]
    prefixes: Mapping[str, str]


async def read_vocabulary(ask: Ask, base: str, prefixes: Mapping[str, str]) -> Vocabulary:
    """The terms of the graph that workers hold. Raises: Refused."""
    classes, properties = [
        _terms(await ask_rows(ask, text.format(base=base), prefixes)) for text in (_CLASSES, _PROPERTIES)
    ]
    return Vocabulary(classes, properties, prefixes)


async def ask_rows(ask: Ask, query: str, prefixes: Mapping[str, str]) -> list[list[str]]:
    """All rows of a SELECT of ours."""
    asked = {"query": query, "accept": "", "form": "json", "default": [], "named": []}
    rows: list[list[str]] = rows_of(await ask("query", asked), prefixes, most=10_000)["rows"]
    return rows


def _terms(rows: Iterable[list[str]]) -> tuple[Term, ...]:
    """One term for all rows with its id: the columns between label and uses have several values."""
    found: dict[str, Term] = {}
    for ident, label, *near, used in rows:
        before = found.get(ident, Term(ident, label, tuple(() for _ in near), int(used or 0)))
        both = zip(before.near, near, strict=True)
        more = tuple((*known, each) if each and each not in known else known for known, each in both)
        found[ident] = before._replace(near=more)
    return tuple(sorted(found.values(), key=lambda term: (-term.used, term.id)))


def main_terms(terms: Iterable[Term], most: int) -> str:
    """The terms that are used most, as in `gov:Person (204)`."""
    return ", ".join(f"{term.id} ({term.used})" for term in list(terms)[:most] if term.used)


def relations(vocabulary: Vocabulary, wanted: bool) -> Iterable[Term]:
    """The properties that lead to entities and terms; or those that do not."""
    return (term for term in vocabulary.properties if ("owl:ObjectProperty" in term.near[0]) == wanted)


def vocabulary_text(vocabulary: Vocabulary) -> str:
    """All of it, one term a line, for a reader."""
    prefixes = [f"{name}: <{space}>" for name, space in sorted(vocabulary.prefixes.items())]
    classes = [_line(term, ("below",)) for term in vocabulary.classes]
    properties = [_line(term, ("", "of", "to")) for term in vocabulary.properties]
    head = "id | label | place in the ontology | uses in the graph; describe tells the definition of each"
    parts = (("Prefixes", prefixes), (f"Classes: {head}", classes), (f"Properties: {head}", properties))
    return "\n\n".join("\n".join((title, *lines)) for title, lines in parts) + "\n"


def _line(term: Term, words: tuple[str, ...]) -> str:
    near = [f"{word} {' '.join(ids)}" for word, ids in zip(words, term.near, strict=True) if word and ids]
    return f"{term.id} | {term.label} | {', '.join(near)} | {term.used}"
