"""Machine faces of the documents of ontology and shapes: equal triples in Turtle, N-Triples, JSON-LD; and Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from govgraph.export.ntriples import write_ntriples
from govgraph.export.turtle import write_turtle
from govgraph.graph.views import Triple
from govgraph.publish.catalog import Catalog
from govgraph.publish.ontology.vocabulary import Vocabulary
from govgraph.publish.pages import File
from govgraph.publish.plain_jsonld import write_plain_jsonld

_MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_{}[]<>#|"} | {"\n": " ", "\r": " "})


def document_triples(vocabulary: Vocabulary, folder: str) -> list[Triple]:
    """What the document `ontology` or `shapes` says: all terms and its own header.

    Headers of parts are left to files of their own, so that a reader of one file finds one ontology in it (OWL 2, 3.1).
    """
    told, main = (
        (vocabulary.ontology, vocabulary.main) if folder == "ontology" else (vocabulary.shapes, vocabulary.shapes_main)
    )
    parts = {*(vocabulary.modules if folder == "ontology" else vocabulary.shape_parts)}
    headers = {*told.subjects("rdf:type", "owl:Ontology"), *parts} - {main}
    return [each for each in told.triples if each[0] not in headers]


def rdf_faces(catalog: Catalog, path: str, title: str, triples: list[Triple]) -> Iterator[File]:
    """Turtle, N-Triples and JSON-LD of sorted triples beside a page."""
    prefixes = catalog.schema.prefixes
    yield File(f"{path}.ttl", "".join(write_turtle(triples, prefixes.namespaces, _line(title))).encode())
    yield File(f"{path}.nt", write_ntriples(triples, prefixes).encode())
    yield File(f"{path}.jsonld", "".join(write_plain_jsonld(triples, prefixes.namespaces)).encode())


def _line(title: str) -> str:
    """A title for a comment, on one line."""
    return " ".join(title.split())


def write_entries(title: str, lead: str, groups: Iterable[tuple[str, list[tuple[str, str, str]]]]) -> bytes:
    """A document in Markdown (CommonMark): its entries (IRI, name, meaning) in groups with headings."""
    lines = [f"# {_plain(title)}", ""]
    if lead:
        lines += [_plain(lead), ""]
    for heading, entries in groups:
        lines += [f"## {_plain(heading)}", ""]
        lines += [f"- {_plain(name)}: {_plain(text)} <{iri}>" for iri, name, text in entries]
        lines += [""]
    return "\n".join(lines).encode()


def _plain(text: str) -> str:
    """Text in which nothing is Markdown or HTML."""
    return text.translate(_MARKS)
