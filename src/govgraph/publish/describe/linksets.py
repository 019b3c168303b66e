"""Signposting (signposting.org/FAIR): typed links of a page's head (level 1), link sets as files (level 2, RFC 9264).

A link set has a context for each page of a thing, one for each face that describes it, and one for each file of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from govgraph.publish.catalog import Catalog
from govgraph.publish.faces import faces_of
from govgraph.publish.pages import LANGUAGES, Face, File, page_file
from govgraph.publish.schema_org import schema_type

LINKSET = "application/linkset+json"
ABOUT_PAGE = "https://schema.org/AboutPage"

Links = tuple[tuple[str, str, str], ...]
Target = dict[str, object]


def entity_links(catalog: Catalog, path: str, entity: str) -> Links:
    """Links for the head of an entity's page: what it is, the dataset that it belongs to, its link set.

    The thing's type is the schema.org class that the ontology puts its class under; Thing where it puts it under none.
    """
    return resource_links(path, (schema_type(catalog.schema, catalog.kind[entity]),), f"{catalog.project.base}dataset")


def resource_links(path: str, types: Sequence[str], collection: str = "", items: Iterable[Face] = ()) -> Links:
    """The same for any page: `types` IRIs of classes, `collection` an IRI, `items` the files of what it describes."""
    return (
        ("type", ABOUT_PAGE, ""),
        *(("type", each, "") for each in types),
        *([("collection", collection, "")] if collection else []),
        *(("item", each.path, each.media_type) for each in items),
        ("linkset", linkset_path(path), LINKSET),
    )


def linkset_path(path: str) -> str:
    """Where the link set of a page stands."""
    return f"{path}.linkset.json"


def entity_linksets(catalog: Catalog, entities: Iterable[str], site_url: str = "") -> Iterator[File]:
    """The link sets of entities. Args: site_url, the address of the site's root (default: the project's homepage)."""
    collection = f"{catalog.project.base}dataset"
    for entity in entities:
        path, iri = catalog.paths[entity], catalog.schema.prefixes.iri(entity)
        types = (schema_type(catalog.schema, catalog.kind[entity]),)
        yield linkset_file(catalog, path, iri, faces_of(path), types, collection, site_url=site_url)


def document_linksets(catalog: Catalog, site_url: str = "") -> Iterator[File]:
    """The link sets of the documents `ontology` and `shapes`, which have the same faces as entities."""
    base = catalog.project.base
    for path, kind in (
        ("ontology", "https://schema.org/DefinedTermSet"),
        ("shapes", "https://schema.org/CreativeWork"),
    ):
        yield linkset_file(catalog, path, base + path, faces_of(path), (kind,), f"{base}dataset", site_url=site_url)


def linkset_file(
    catalog: Catalog,
    path: str,
    iri: str,
    faces: Sequence[Face],
    types: Sequence[str] = (),
    collection: str = "",
    items: Sequence[Face] = (),
    site_url: str = "",
) -> File:
    """The link set of a page in both languages (RFC 9264, 4.2); all addresses absolute.

    Args: path, the page without language and ending; iri, what it describes; faces, files that describe it too; types,
    classes of the thing; collection, IRI of what it is part of; items, the files that it consists of.
    """
    project = catalog.project
    root = site_url or project.homepage
    root = root if root.endswith("/") else f"{root}/"
    shared: dict[str, list[Target]] = {
        "cite-as": [{"href": iri}],
        "author": [{"href": f"{project.base}publisher"}],
        "license": [{"href": project.licence}],
        "type": [{"href": each} for each in (ABOUT_PAGE, *types)],
        "describedby": [_target(root, each) for each in faces],
        "item": [_target(root, each) for each in items],
        "collection": [{"href": collection}] if collection else [],
    }
    pages = {each: root + page_file(path, each) for each in LANGUAGES}
    contexts: list[dict[str, object]] = []
    for language, page in pages.items():
        others: list[Target] = [
            {"href": address, "type": "text/html", "hreflang": [each]}
            for each, address in pages.items()
            if each != language
        ]
        contexts.append(_context(page, {**shared, "alternate": others}))
    landing: list[Target] = [{"href": pages["en"], "type": "text/html"}]
    contexts += [_context(root + each.path, {"describes": landing}) for each in faces]
    contexts += [_context(root + each.path, {"collection": landing, "license": shared["license"]}) for each in items]
    return File(linkset_path(path), json.dumps({"linkset": contexts}, ensure_ascii=False).encode() + b"\n")


def _target(root: str, face: Face) -> Target:
    return {"href": root + face.path, "type": face.media_type}


def _context(anchor: str, links: dict[str, list[Target]]) -> dict[str, object]:
    return {"anchor": anchor, **{relation: targets for relation, targets in links.items() if targets}}
