"""Pages of the parts of ontology and shapes (each with the Turtle of its file) and of their versions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from markupsafe import Markup

from govgraph.export.turtle import write_turtle
from govgraph.graph.views import Triple
from govgraph.model.terms import is_literal
from govgraph.publish.faces import faces_of
from govgraph.publish.ontology.document_faces import rdf_faces, write_entries
from govgraph.publish.ontology.document_header import read_header
from govgraph.publish.ontology.term_facts import module_name
from govgraph.publish.ontology.term_pages import definition_of
from govgraph.publish.ontology.vocabulary import ALIGNING, Module, Told, Vocabulary
from govgraph.publish.pages import LANGUAGES, Face, File, Head, Page, root_of, say
from govgraph.publish.values import Teller, sort_key

_WHOLE = {"ontology": {"en": "Ontology", "de": "Ontologie"}, "shapes": {"en": "Shapes", "de": "Shapes"}}
_TYPE = "https://schema.org/AboutPage"


def part_pages(vocabulary: Vocabulary, told: Told, parts: Iterable[Module], folder: str) -> Iterator[Page | File]:
    """A page in both languages for each part of a document, and the Turtle of its file."""
    namespaces = vocabulary.catalog.schema.prefixes.namespaces
    for part in parts:
        teller = Teller(vocabulary.catalog, "en", root_of(part.path))
        for language in LANGUAGES:
            teller = Teller(vocabulary.catalog, language, root_of(part.path))
            yield _part_page(vocabulary, told, part, folder, teller)
        title = module_name(vocabulary, part.term, Teller(vocabulary.catalog, "en", ""))
        text = "".join(write_turtle(part.triples, namespaces, " ".join(title.split())))
        yield File(f"{part.path}.ttl", text.encode())


def _part_page(vocabulary: Vocabulary, told: Told, part: Module, folder: str, teller: Teller) -> Page:
    title, language = module_name(vocabulary, part.term, teller), teller.language
    description = say(told.text(part.term, "dcterms:description"), language)
    declared = list(dict.fromkeys(each[0] for each in part.triples if each[1] == "rdf:type" and each[0] != part.term))
    data: dict[str, Any] = {
        "title": title,
        "text": description,
        "iri": vocabulary.catalog.schema.prefixes.iri(part.term),
        "whole": folder,
        "terms": _terms(vocabulary, declared, teller) if folder == "ontology" else [],
        "shapes": _shapes(vocabulary, declared, teller) if folder == "shapes" else [],
        "alignments": _alignments(vocabulary, part.triples, teller) if folder == "ontology" else [],
        "turtle": f"{part.path}.ttl",
        "header": None,
        "sample": "",
    }
    head = _head(part.path, title, description, data["iri"], folder, language)
    return Page(
        language, "document.html", head._replace(faces=(Face(f"{part.path}.ttl", "text/turtle", "Turtle"),)), data
    )


def _head(path: str, title: str, description: str, iri: str, folder: str, language: str) -> Head:
    return Head(
        path=path,
        title=title,
        description=description,
        iri=iri,
        crumbs=((_WHOLE[folder][language], folder), (title, "")),
        links=(("type", _TYPE, ""),),
        section="ontology",
    )


def _terms(
    vocabulary: Vocabulary, declared: list[str], teller: Teller
) -> list[tuple[str, list[tuple[Markup, str, str]]]]:
    """Terms of a part by what they are, those of other vocabularies last: link, short form, definition."""
    groups: dict[str, list[str]] = {"class": [], "property": [], "individual": [], "outside": []}
    for term in declared:
        kind = vocabulary.kinds.get(term)
        if kind is not None:
            groups[kind if vocabulary.anchor(term) else "outside"].append(term)
    return [
        (
            name,
            [
                (teller.link(each), each.strip("<>"), say(definition_of(vocabulary, each), teller.language))
                for each in sorted(terms, key=lambda each: (sort_key(teller.name(each)), each))
            ],
        )
        for name, terms in groups.items()
        if terms
    ]


def _shapes(vocabulary: Vocabulary, declared: list[str], teller: Teller) -> list[tuple[Markup, str]]:
    """Node shapes of a part with what they say of themselves."""
    found = [each for each in declared if each in vocabulary.catalog.paths]
    ordered = sorted(found, key=lambda each: (sort_key(teller.name(each)), each))
    return [
        (teller.link(each), say(vocabulary.shapes.text(each, "rdfs:comment", "sh:message"), teller.language))
        for each in ordered
    ]


def _alignments(vocabulary: Vocabulary, triples: list[Triple], teller: Teller) -> list[tuple[Markup, str, Markup]]:
    """What a part says of how own terms relate to those of other vocabularies."""
    return [
        (teller.link(subject), prop, teller.link(value))
        for subject, prop, value in triples
        if prop in ALIGNING and not is_literal(value) and vocabulary.anchor(subject) and not vocabulary.anchor(value)
    ]


def version_pages(
    vocabulary: Vocabulary, told: Told, main: str, folder: str, triples: list[Triple]
) -> Iterator[Page | File]:
    """A page for each version that the header names under the project's base; faces for the one that is shown."""
    current = told.objects(main, "owl:versionIRI")
    for version in told.objects(main, "owl:versionIRI", "owl:priorVersion"):
        path = "" if is_literal(version) else vocabulary.document_path(version, folder)
        if not path or version in told.of:
            continue
        for language in LANGUAGES:
            teller = Teller(vocabulary.catalog, language, root_of(path))
            yield _version_page(vocabulary, told, (main, version), (path, folder), version in current, teller)
        if version in current:
            title = told.text(main, "dcterms:title", "rdfs:label")[0] or folder
            yield from rdf_faces(vocabulary.catalog, path, title, triples)
            iri = vocabulary.catalog.schema.prefixes.iri(main)
            listed = [(iri, title, told.text(main, "dcterms:description")[0])]
            yield File(f"{path}.md", write_entries(title, told.plain(main, "owl:versionInfo"), [("Document", listed)]))


def _version_page(
    vocabulary: Vocabulary, told: Told, about: tuple[str, str], place: tuple[str, str], current: bool, teller: Teller
) -> Page:
    (main, version), (path, folder), prefixes = about, place, vocabulary.catalog.schema.prefixes
    header = read_header(told, main, vocabulary, teller)
    name = header["version"] if current else prefixes.iri(version).rpartition("/")[2]
    title = f"{header['title'] or _WHOLE[folder][teller.language]}, Version {name}"
    title = title.replace(", Version ", ", version ") if teller.language == "en" else title
    own = [each for each in told.triples if each[0] == main]
    data: dict[str, Any] = {
        "title": title,
        "text": header["description"],
        "iri": prefixes.iri(version),
        "whole": folder,
        "terms": [],
        "shapes": [],
        "alignments": [],
        "turtle": f"{path}.ttl" if current else "",
        "header": header,
        "sample": "".join(write_turtle(own, prefixes.namespaces, header["title"])) if current else "",
    }
    head = _head(path, title, header["description"], data["iri"], folder, teller.language)
    return Page(teller.language, "document.html", head._replace(faces=faces_of(path) if current else ()), data)
