"""Machine faces of entities and statements: Turtle, JSON-LD, N-Triples of a part of the graph; Markdown of a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from govgraph.export.jsonld import write_jsonld_part
from govgraph.export.ntriples import write_ntriples
from govgraph.export.turtle import write_turtle
from govgraph.graph.views import Triple, full_view
from govgraph.model.statements import Statement
from govgraph.model.terms import is_literal, split_literal
from govgraph.publish.catalog import Catalog
from govgraph.publish.pages import Face, File, say

FACES = (
    ("ttl", "text/turtle", "Turtle"),
    ("jsonld", "application/ld+json", "JSON-LD"),
    ("nt", "application/n-triples", "N-Triples"),
    ("md", "text/markdown", "Markdown"),
)


def faces_of(path: str) -> tuple[Face, ...]:
    """The faces beside a page."""
    return tuple(Face(f"{path}.{ending}", media_type, title) for ending, media_type, title in FACES)


def entity_triples(catalog: Catalog, entity: str) -> tuple[list[Triple], list[Statement]]:
    """What a description of an entity holds beside its own statements: bare triples, both ways, and names; sorted."""
    own, incoming = catalog.about.get(entity, []), catalog.incoming.get(entity, [])
    bare = {(each.subject, each.property, each.value) for each in (*own, *incoming) if each.in_simple_view}
    bare.add((entity, "rdf:type", catalog.kind[entity]))
    bare.update(catalog.derived.get(entity, ()))
    mentioned = {each.subject for each in incoming} | {each.value for each in own if each.value in catalog.kind}
    for term in mentioned:
        bare.update((term, "rdfs:label", each.value) for each in catalog.about[term] if each.property == "rdfs:label")
    return sorted(bare), own


def write_faces(
    catalog: Catalog, path: str, title: str, bare: list[Triple], statements: list[Statement]
) -> Iterator[File]:
    """The three RDF faces of bare triples and statements with all that is told of them."""
    prefixes = catalog.schema.prefixes
    triples = sorted({*bare, *full_view(statements)})
    yield File(f"{path}.ttl", "".join(write_turtle(triples, prefixes.namespaces, title)).encode())
    yield File(f"{path}.nt", write_ntriples(triples, prefixes).encode())
    yield File(f"{path}.jsonld", "".join(write_jsonld_part(bare, statements, catalog.schema)).encode())


def write_markdown(
    catalog: Catalog, entity: str, statements: Iterable[Statement], incoming: Iterable[Statement]
) -> bytes:
    """An entity in Markdown (CommonMark), in English: its statements with status and sources."""
    name = say(catalog.name(entity), "en")
    kind = say(catalog.name(catalog.kind[entity]), "en")
    lines = [f"# {_plain(name)}", "", f"{_plain(kind)}, <{_iri(catalog, entity)}>"]
    lines += ["", "## Statements", ""]
    lines += [f"- {_line(catalog, each, each.property, each.value)}" for each in statements]
    rest = [f"- {_line(catalog, each, each.property, each.subject)}" for each in incoming]
    if rest:
        lines += ["", "## Named by (property of theirs: who)", "", *rest]
    return ("\n".join(lines) + "\n").encode()


def write_statements_markdown(catalog: Catalog, title: str, statements: Iterable[Statement]) -> bytes:
    """Statements in Markdown, in English, each with its IRI."""
    lines = [f"# {_plain(title)}", ""]
    for each in statements:
        lines.append(f"- {_words(catalog, each.subject)}: {_line(catalog, each, each.property, each.value)}")
        lines.append(f"  <{_iri(catalog, each.id)}>")
    return ("\n".join(lines) + "\n").encode()


def _line(catalog: Catalog, statement: Statement, prop: str, value: str) -> str:
    qualifiers = "; ".join(f"{_words(catalog, key)} {_words(catalog, each)}" for key, each in statement.qualifiers)
    sources = ", ".join(_words(catalog, each) for each in statement.sources)
    parts = [statement.status.partition(":")[2], qualifiers, f"sources: {sources}" if sources else "no source"]
    return f"{_words(catalog, prop)}: {_words(catalog, value)} ({'; '.join(part for part in parts if part)})"


def _words(catalog: Catalog, term: str) -> str:
    if is_literal(term):
        text, language, _ = split_literal(term)
        return _plain(text) + (f" [{language}]" if language and language != "en" else "")
    name = _plain(say(catalog.name(term), "en"))
    return f"[{name}](<{_iri(catalog, term)}>)" if term in catalog.kind else name


def _iri(catalog: Catalog, term: str) -> str:
    return catalog.schema.prefixes.iri(term)


_MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_{}[]<>#|"} | {"\n": " ", "\r": " "})


def _plain(text: str) -> str:
    """Text in which nothing is Markdown or HTML."""
    return text.translate(_MARKS)
