"""The pages of shapes: all on one page with their anchors, and one for each node shape, every constraint in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from govgraph.export.turtle import write_turtle
from govgraph.publish.describe.linksets import resource_links
from govgraph.publish.faces import faces_of
from govgraph.publish.ontology.document_faces import document_triples, rdf_faces, write_entries
from govgraph.publish.ontology.document_header import read_header
from govgraph.publish.ontology.document_pages import part_pages, version_pages
from govgraph.publish.ontology.shape_words import CONSTRAINTS, Shapes
from govgraph.publish.ontology.svg_text import plain
from govgraph.publish.ontology.term_facts import module_name
from govgraph.publish.ontology.vocabulary import Vocabulary
from govgraph.publish.pages import LANGUAGES, File, Head, Page, json_block, root_of, say
from govgraph.publish.values import Teller, sort_key

PATH = "shapes"
_TITLES = {"en": "Shapes", "de": "Shapes"}
_LEAD = {
    "en": "What the data must keep to. Every shape is checked at each build; a violation stops it.",
    "de": "Was die Daten einhalten müssen. Jeder Shape wird bei jedem Bau geprüft; ein Verstoß hält ihn an.",
}


def shape_pages(vocabulary: Vocabulary, shapes: Shapes) -> Iterator[Page | File]:
    """The page `shapes`, one for each node shape, part and version, with their faces."""
    triples, told, main = document_triples(vocabulary, PATH), vocabulary.shapes, vocabulary.shapes_main
    for language in LANGUAGES:
        yield _list_page(vocabulary, shapes, Teller(vocabulary.catalog, language, ""))
        teller = Teller(vocabulary.catalog, language, root_of("shape/name"))
        for each in shapes.nodes:
            if each in vocabulary.catalog.paths:
                yield _page(vocabulary, shapes, each, teller)
    title = told.text(main, "dcterms:title", "rdfs:label")[0] or _TITLES["en"]
    yield from rdf_faces(vocabulary.catalog, PATH, title, triples)
    yield File(f"{PATH}.md", _markdown(vocabulary, shapes, title))
    yield from part_pages(vocabulary, told, vocabulary.shape_parts.values(), PATH)
    yield from version_pages(vocabulary, told, main, PATH, triples)


def _list_page(vocabulary: Vocabulary, shapes: Shapes, teller: Teller) -> Page:
    language, told = teller.language, vocabulary.shapes
    header = read_header(told, vocabulary.shapes_main, vocabulary, teller)
    title = header["title"] or _TITLES[language]
    groups = _groups(vocabulary, shapes)
    data = {
        "title": title,
        "header": header,
        "lead": _LEAD[language],
        "counts": (len(shapes.nodes), len(shapes.properties) + len(shapes.queries)),
        "groups": [
            (part, *_group_names(vocabulary, part, teller), _entries(shapes, nodes, teller)) for part, nodes in groups
        ],
        "properties": [shapes.show(each, teller) | _shown(shapes, each, teller) for each in _rest(shapes)],
        "cells": [
            (vocabulary.identifier(each), vocabulary.anchor(each), shapes.member(each, teller)) for each in shapes.cells
        ],
        "others": _others(vocabulary, shapes),
    }
    head = Head(
        path=PATH,
        title=title,
        description=header["description"] or _LEAD[language],
        iri=f"{vocabulary.catalog.project.base}{PATH}",
        crumbs=((_TITLES[language], ""),),
        faces=faces_of(PATH),
        links=resource_links(PATH, ("https://schema.org/CreativeWork",), f"{vocabulary.catalog.project.base}dataset"),
        json_ld=json_block(
            {
                "@context": "https://schema.org/",
                "@type": "CreativeWork",
                "@id": header["iri"],
                "name": title,
                "description": header["description"] or _LEAD[language],
                "inLanguage": language,
            }
        ),
        section="ontology",
    )
    return Page(language, "shapes.html", head, data)


def _groups(vocabulary: Vocabulary, shapes: Shapes) -> list[tuple[str, list[str]]]:
    """Node shapes by part; then those in no part, those that are made from the ontology, and what shapes are made of.

    The key of a group is a part's page, or `whole`, `derived` (told by nobody: without rdfs:isDefinedBy), `pieces`.
    """
    part_of = {
        each[0]: part.path for part in vocabulary.shape_parts.values() for each in part.triples if each[1] == "rdf:type"
    }
    groups: dict[str, list[str]] = {part.path: [] for part in vocabulary.shape_parts.values()}
    groups |= {"whole": [], "derived": [], "pieces": []}
    for node in shapes.nodes:
        if not shapes.has_target(node):
            key = "pieces"
        elif not vocabulary.shapes.objects(node, "rdfs:isDefinedBy"):
            key = "derived"
        else:
            key = part_of.get(node, "whole")
        groups[key].append(node)
    return [(key, nodes) for key, nodes in groups.items() if nodes]


_GROUPS = {
    "whole": (("Shared by all", "Für alle"), ("", "")),
    "derived": (
        ("From the ontology", "Aus der Ontologie"),
        (
            "Made from domains and ranges of properties: who may state them, and what their values are.",
            "Gemacht aus Definitions- und Wertebereichen der Eigenschaften: wer sie hat und was ihre Werte sind.",
        ),
    ),
    "pieces": (
        ("Pieces", "Bausteine"),
        (
            "Shapes without a target: other shapes are made of them.",
            "Shapes ohne Ziel: Aus ihnen sind andere gemacht.",
        ),
    ),
}


def _group_names(vocabulary: Vocabulary, part: str, teller: Teller) -> tuple[str, str]:
    """Heading and sentence of a group."""
    at = LANGUAGES.index(teller.language)
    if part in _GROUPS:
        heading, text = _GROUPS[part]
        return heading[at], text[at]
    found = next(each for each in vocabulary.shape_parts.values() if each.path == part)
    told = say(vocabulary.shapes.text(found.term, "dcterms:description"), teller.language)
    return module_name(vocabulary, found.term, teller), told


def _entries(shapes: Shapes, nodes: list[str], teller: Teller) -> list[dict[str, Any]]:
    ordered = sorted(nodes, key=lambda each: (sort_key(shapes.name(each, teller)), each))
    return [
        {
            "id": shapes.vocabulary.identifier(each),
            "link": shapes.link(each, teller),
            "short": shapes.vocabulary.curie(each),
            "text": shapes.demand(each, teller),
            "targets": shapes.targets(each, teller),
        }
        for each in ordered
    ]


def _rest(shapes: Shapes) -> list[str]:
    """Property shapes and queries that are no node shapes."""
    return sorted({*shapes.properties, *shapes.queries} - {*shapes.nodes})


def _shown(shapes: Shapes, shape: str, teller: Teller) -> dict[str, Any]:
    used = shapes.users(shape)
    return {
        "short": shapes.vocabulary.curie(shape),
        "used": [shapes.link(each, teller) for each in used[:3]],
        "more": max(0, len(used) - 3),
    }


def _others(vocabulary: Vocabulary, shapes: Shapes) -> list[tuple[str, str]]:
    """Anchors of what else has an IRI among the shapes: id and name."""
    known = {*shapes.nodes, *shapes.properties, *shapes.queries, *shapes.cells}
    return [
        (vocabulary.identifier(each), vocabulary.anchor(each))
        for each in sorted(vocabulary.shapes.of)
        if each not in known and vocabulary.anchor(each)
    ]


def _page(vocabulary: Vocabulary, shapes: Shapes, shape: str, teller: Teller) -> Page:
    language, told, prefixes = teller.language, vocabulary.shapes, vocabulary.catalog.schema.prefixes
    name = shapes.name(shape, teller)
    inside = shapes.inside(shape)
    own = [triple for each in sorted({shape, *inside}) for triple in told.about(each)]
    demand, at = shapes.demand(shape, teller), LANGUAGES.index(language)
    other = Teller(vocabulary.catalog, LANGUAGES[1 - at], teller.root)
    data: dict[str, Any] = {
        "title": name,
        "demand": demand,
        "other": shapes.demand(shape, other),
        "other_name": shapes.name(shape, other),
        "targets": shapes.targets(shape, teller),
        "constraints": shapes.constraints(shape, teller),
        "severity": shapes.severity(shape, language) if _judges(shapes, shape) else None,
        "message": shapes.messages(shape, language),
        "properties": [
            shapes.show(each, teller) | {"address": f"{teller.address(PATH)}#{vocabulary.anchor(each)}"}
            for each in told.objects(shape, "sh:property", "sh:sparql")
        ],
        "used": [shapes.link(each, teller) for each in shapes.users(shape)],
        "turtle": "".join(write_turtle(own, prefixes.namespaces, plain(name))).split("\n\n", 1)[-1],
        "iri": prefixes.iri(shape),
        "short": vocabulary.curie(shape),
        "anchor": f"{teller.address(PATH)}#{vocabulary.anchor(shape)}",
    }
    head = Head(
        path=vocabulary.catalog.paths[shape],
        title=f"{name} (Shape)",
        description=demand,
        iri=data["iri"],
        crumbs=((_TITLES[language], PATH), (name, "")),
        faces=faces_of(PATH),
        links=(("type", "https://schema.org/AboutPage", ""), ("collection", prefixes.iri(vocabulary.shapes_main), "")),
        section="ontology",
    )
    return Page(language, "shape.html", head, data)


def _judges(shapes: Shapes, shape: str) -> bool:
    """True for a shape with a demand of its own, beside those of the shapes that it includes."""
    return any(prop in CONSTRAINTS and prop != "sh:property" for prop in shapes.told.of[shape])


def _markdown(vocabulary: Vocabulary, shapes: Shapes, title: str) -> bytes:
    """All shapes with a target in Markdown, in English."""
    teller, prefixes = Teller(vocabulary.catalog, "en", ""), vocabulary.catalog.schema.prefixes
    groups = [
        (
            _group_names(vocabulary, part, teller)[0],
            [
                (
                    prefixes.iri(each),
                    f"{shapes.name(each, teller)} ({vocabulary.curie(each)})",
                    _meaning(shapes, each, teller),
                )
                for each in nodes
            ],
        )
        for part, nodes in _groups(vocabulary, shapes)
        if part != "pieces"
    ]
    text = vocabulary.shapes.text(vocabulary.shapes_main, "dcterms:description")[0]
    return write_entries(title, text, groups)


def _meaning(shapes: Shapes, shape: str, teller: Teller) -> str:
    targets = ", ".join(each.striptags() for each in shapes.targets(shape, teller))
    return f"{shapes.demand(shape, teller)} Looks at: {targets}." if targets else shapes.demand(shape, teller)
