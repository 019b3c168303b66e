"""All pages of ontology and shapes: documents, modules, versions, terms, shapes, with their machine faces."""

from __future__ import annotations

from collections.abc import Iterator

from govgraph.publish.catalog import Catalog
from govgraph.publish.ontology.ontology_pages import ontology_pages
from govgraph.publish.ontology.shape_pages import shape_pages
from govgraph.publish.ontology.shape_words import Shapes
from govgraph.publish.ontology.term_pages import term_pages
from govgraph.publish.ontology.term_usage import Usage
from govgraph.publish.ontology.vocabulary import Vocabulary
from govgraph.publish.pages import File, Page


def vocabulary_pages(catalog: Catalog) -> Iterator[Page | File]:
    """Pages in both languages for every IRI that the ontology and the shapes mint, and the faces of their documents."""
    vocabulary = Vocabulary(catalog)
    usage, shapes = Usage(vocabulary), Shapes(vocabulary)
    yield from ontology_pages(vocabulary, usage)
    yield from term_pages(vocabulary, usage, shapes)
    yield from shape_pages(vocabulary, shapes)
