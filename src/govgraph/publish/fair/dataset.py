"""What the description of the dataset tells, from wherever it stands: JSON-LD in its page, RDF beside it."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from govgraph.publish.fair.built_site import DCAT, DCTERMS, PROV, RDF_TYPE, VOID, BuiltSite

PAGE = "dataset.html"
RDF_FILES = ("dataset.ttl", "dataset.jsonld")
# Licences whose addresses machines know.
KNOWN_LICENCES = re.compile(
    r"https?://(?:creativecommons\.org/(?:licenses|publicdomain)/[a-z-]+/\d|opendatacommons\.org/licenses/|"
    r"spdx\.org/licenses/|www\.apache\.org/licenses/|opensource\.org/licenses?/|"
    r"publications\.europa\.eu/resource/authority/licence/)"
)

# What F-UJI calls it -> keys of schema.org, properties in RDF.
_ELEMENTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "title": (("name",), (f"{DCTERMS}title",)),
    "identifier": (("identifier", "@id"), (f"{DCTERMS}identifier",)),
    "creator": (("creator", "author"), (f"{DCTERMS}creator",)),
    "publisher": (("publisher",), (f"{DCTERMS}publisher",)),
    "publication date": (("datePublished",), (f"{DCTERMS}issued",)),
    "type": (("@type",), (RDF_TYPE,)),
    "summary": (("description",), (f"{DCTERMS}description",)),
    "keywords": (("keywords",), (f"{DCAT}keyword",)),
    "licence": (("license",), (f"{DCTERMS}license",)),
    "access": (("conditionsOfAccess", "isAccessibleForFree"), (f"{DCTERMS}accessRights",)),
    "created": (("dateCreated", "dateModified"), (f"{DCTERMS}created", f"{DCTERMS}modified")),
    "related": (
        ("isPartOf", "isBasedOn", "hasPart", "citation", "includedInDataCatalog", "subjectOf"),
        (
            *(f"{DCTERMS}{name}" for name in ("conformsTo", "isPartOf", "relation", "references", "source", "hasPart")),
            f"{PROV}wasDerivedFrom",
        ),
    ),
    "variables": (("variableMeasured",), (f"{VOID}propertyPartition", f"{VOID}vocabulary")),
}


class Content(NamedTuple):
    """A file of the data, as the description names it."""

    url: str
    type: str
    size: str
    where: str


def dataset_node(site: BuiltSite) -> dict[str, Any]:
    """The schema.org Dataset in the dataset's page; empty where there is none."""
    return next((each for each in site.head(PAGE).nodes if "Dataset" in each["@type"]), {})


def element(site: BuiltSite, name: str) -> dict[str, list[str]]:
    """Values of one element of the description by the file that gives them."""
    keys, properties = _ELEMENTS[name]
    node = dataset_node(site)
    found = {PAGE: [text for key in keys for text in _texts(node.get(key))]}
    for path in RDF_FILES:
        if (graph := site.graph(path)) is not None:
            found[path] = graph.texts(site.dataset, *properties)
    return {path: values for path, values in found.items() if values}


def _texts(value: object) -> list[str]:
    if value is None or value == "":
        return []
    if isinstance(value, list):
        return [text for each in value for text in _texts(each)]
    if isinstance(value, dict):
        return _texts(value.get("@id") or value.get("url") or value.get("name") or value.get("@value"))
    return [str(value)]


def contents(site: BuiltSite) -> list[Content]:
    """The files of the data, from the page's JSON-LD and from the RDF files."""
    found: list[Content] = []
    given = dataset_node(site).get("distribution") or []
    for each in given if isinstance(given, list) else [given]:
        if isinstance(each, dict):
            url, form, size = (
                next(iter(_texts(each.get(key))), "") for key in ("contentUrl", "encodingFormat", "contentSize")
            )
            found.append(Content(url, form, size, PAGE))
    for path in RDF_FILES:
        if (graph := site.graph(path)) is None:
            continue
        for node in graph.texts(site.dataset, f"{DCAT}distribution"):
            url, form, size = (
                next(iter(graph.texts(node, f"{DCAT}{name}")), "") for name in ("downloadURL", "mediaType", "byteSize")
            )
            found.append(Content(url, form.partition("media-types/")[2] or form, size, path))
    return found
