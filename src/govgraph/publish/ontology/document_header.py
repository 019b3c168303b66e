"""What the header of an ontology's document tells readers: title, version, status, licence, how to cite, namespaces."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup, escape

from govgraph.model.terms import is_literal, split_literal
from govgraph.namespaces import iri_fault
from govgraph.publish.ontology.vocabulary import Told, Vocabulary
from govgraph.publish.pages import say
from govgraph.publish.values import Teller

_WHO = ("dcterms:publisher", "dcterms:creator")
_STATUSES = {
    "draft": ("draft: terms may still change", "Entwurf: Begriffe können sich noch ändern"),
    "published": ("published", "veröffentlicht"),
    "accepted": ("accepted", "angenommen"),
    "legal": ("legal", "rechtskräftig"),
    "peerReviewed": ("peer reviewed", "begutachtet"),
    "rejected": ("rejected", "abgelehnt"),
    "unpublished": ("unpublished", "unveröffentlicht"),
    "forthcoming": ("forthcoming", "im Erscheinen"),
}


def read_header(told: Told, document: str, vocabulary: Vocabulary, teller: Teller) -> dict[str, Any]:
    """The header of a document as templates show it; empty texts for what it does not tell."""
    prefixes = vocabulary.catalog.schema.prefixes
    version = next((each for each in told.objects(document, "owl:versionIRI") if not is_literal(each)), "")
    licence = told.plain(document, "dcterms:license").strip("<>")
    return {
        "title": say(told.text(document, "dcterms:title", "rdfs:label"), teller.language),
        "description": say(told.text(document, "dcterms:description", "dcterms:abstract"), teller.language),
        "iri": prefixes.iri(document),
        "version": told.plain(document, "owl:versionInfo"),
        "version_iri": prefixes.iri(version) if version else "",
        "version_path": document_address(vocabulary, version) if version else "",
        "issued": teller.date(told.plain(document, "dcterms:issued")),
        "modified": teller.date(told.plain(document, "dcterms:modified")),
        "status": _status(told.plain(document, "bibo:status"), teller),
        "licence": "" if iri_fault(licence) else licence,
        "cite": say(told.text(document, "dcterms:bibliographicCitation"), teller.language),
        "publisher": [_agent(each, teller) for each in told.objects(document, *_WHO)[:1]],
        "prefix": told.plain(document, "vann:preferredNamespacePrefix"),
        "namespace": told.plain(document, "vann:preferredNamespaceUri"),
        "prior": [(prefixes.iri(each), document_address(vocabulary, each))
                  for each in told.objects(document, "owl:priorVersion") if not is_literal(each)],
    }  # fmt: skip


def document_address(vocabulary: Vocabulary, document: str) -> str:
    """The page of a document of this project without language and ending; empty for one that is elsewhere."""
    return vocabulary.document_path(document, "ontology") or vocabulary.document_path(document, "shapes")


def _status(status: str, teller: Teller) -> str:
    """The status of a document in words (BIBO's, by the end of its IRI)."""
    name = status.strip("<>").rpartition("/")[2].rpartition(":")[2]
    return say(_STATUSES.get(name, (name, "")), teller.language)


def _agent(agent: str, teller: Teller) -> Markup:
    if is_literal(agent):
        return escape(split_literal(agent)[0])
    project = teller.catalog.project
    iri = teller.catalog.schema.prefixes.iri(agent)
    if iri == f"{project.base}publisher":
        return Markup('<a href="{}#publisher">{}</a>').format(teller.address("dataset"), teller.name(agent))
    name = teller.name(agent) if agent in teller.catalog.names else project.publisher
    return escape(name) if iri_fault(iri) else Markup('<a href="{}" rel="external">{}</a>').format(iri, name)


def used_namespaces(told: Told, vocabulary: Vocabulary) -> list[tuple[str, str, str]]:
    """Prefix, namespace, and its address where it is a link; of all terms that the triples name."""
    used = {
        term.partition(":")[0]
        for triple in told.triples
        for term in triple
        if not is_literal(term) and not term.startswith("<")
    }
    spaces = vocabulary.catalog.schema.prefixes.namespaces
    return [(each, spaces[each], "" if iri_fault(spaces[each]) else spaces[each]) for each in sorted(used)]
