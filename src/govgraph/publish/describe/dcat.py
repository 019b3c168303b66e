"""The dataset as DCAT-AP 3 catalogue: what the build says of itself (VoID, DCAT, PROV-O), made complete.

The build's description can't know sizes and checksums of the files beside it; here they are known. The shapes that the
result answers to are in dcat-ap.ttl.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from govgraph.graph.ontology import term_triples
from govgraph.graph.views import Triple
from govgraph.model.schema import read_turtle
from govgraph.model.terms import Prefixes, quote
from govgraph.publish.catalog import Catalog
from govgraph.publish.describe.citation import Dumped, keywords
from govgraph.publish.describe.loading import how_to_load
from govgraph.publish.pages import LANGUAGES, say

_AUTHORITY = "http://publications.europa.eu/resource/authority/"
_NAMESPACES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "spdx": "http://spdx.org/rdf/terms#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
# Codes of the EU's language list (ISO 639-3) by ISO 639-1: the official languages of the EU and its neighbours.
_LANGUAGES = {
    "bg": "BUL", "cs": "CES", "da": "DAN", "de": "DEU", "el": "ELL", "en": "ENG", "es": "SPA", "et": "EST",
    "fi": "FIN", "fr": "FRA", "ga": "GLE", "hr": "HRV", "hu": "HUN", "is": "ISL", "it": "ITA", "lt": "LIT",
    "lv": "LAV", "mt": "MLT", "nl": "NLD", "no": "NOR", "pl": "POL", "pt": "POR", "ro": "RON", "sk": "SLK",
    "sl": "SLV", "sv": "SWE", "tr": "TUR", "uk": "UKR",
}  # fmt: skip
_FILE_TYPES = {
    "text/turtle": "RDF_TURTLE",
    "application/ld+json": "JSON_LD",
    "application/n-quads": "RDF_N_QUADS",
    "application/n-triples": "RDF_N_TRIPLES",
    "application/trig": "RDF_TRIG",
    "text/csv": "CSV",
    "text/html": "HTML",
    "application/json": "JSON",
    "application/vnd.apache.parquet": "PARQUET",
}
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_IN_BROWSER = {"en": "To read in a web browser.", "de": "Zum Lesen im Browser."}
_LOC_LANGUAGES = "http://id.loc.gov/vocabulary/iso639-1/"
# Classes that DCAT-AP gives the values of these properties.
_RANGES = {
    "dcterms:accessRights": "dcterms:RightsStatement",
    "dcterms:conformsTo": "dcterms:Standard",
    "dcterms:format": "dcterms:MediaTypeOrExtent",
    "dcterms:language": "dcterms:LinguisticSystem",
    "dcterms:license": "dcterms:LicenseDocument",
    "dcat:landingPage": "foaf:Document",
    "dcat:mediaType": "dcterms:MediaType",
    "foaf:homepage": "foaf:Document",
    "foaf:page": "foaf:Document",
}


class Described(NamedTuple):
    """A description: sorted triples and the prefixes that they use."""

    triples: list[Triple]
    prefixes: Prefixes


def read_metadata(catalog: Catalog) -> Described:
    """What the build says of the dataset (void.ttl of the output). Raises EnvironmentFault where there is no build."""
    prefixes = Prefixes({**catalog.schema.prefixes.namespaces, **_NAMESPACES})
    found = read_turtle(catalog.project.output / "void.ttl", "output/void.ttl")
    return Described(term_triples(found, prefixes, "the description of the dataset"), prefixes)


def describe_catalog(catalog: Catalog, metadata: Described, dumps: Mapping[str, Dumped], site_url: str) -> list[Triple]:
    """Sorted triples of a DCAT-AP 3 catalogue with the one dataset. Args: metadata, see `read_metadata`."""
    triples = [each for each in metadata.triples if not _is_loc_language(each)]
    triples += [*_catalogue(catalog), *_dataset(catalog, site_url)]
    for subject, prop, value in metadata.triples:
        if prop == "dcat:mediaType":
            triples += _distribution(catalog, subject, value, dumps)
    ranges = [(value, "rdf:type", _RANGES[prop]) for _, prop, value in triples if prop in _RANGES]
    return sorted({*triples, *ranges})


def _is_loc_language(triple: Triple) -> bool:
    """DCAT-AP wants the EU's list of languages in their place."""
    return triple[1] == "dcterms:language" and triple[2].startswith(f"<{_LOC_LANGUAGES}")


def _texts(subject: str, prop: str, texts: Mapping[str, str]) -> list[Triple]:
    return [(subject, prop, f"{quote(text)}@{language}") for language, text in sorted(texts.items())]


def _languages(catalog: Catalog, subject: str) -> Iterator[Triple]:
    for each in catalog.project.languages:
        if code := _LANGUAGES.get(each.partition("-")[0]):
            yield subject, "dcterms:language", f"<{_AUTHORITY}language/{code}>"


def _catalogue(catalog: Catalog) -> list[Triple]:
    """The mandatory and recommended properties of dcat:Catalog."""
    project = catalog.project
    node, dataset, publisher = (f"<{project.base}{name}>" for name in ("catalog", "dataset", "publisher"))
    return [
        (node, "rdf:type", "dcat:Catalog"),
        *_texts(node, "dcterms:title", project.title),
        *_texts(node, "dcterms:description", project.description),
        (node, "dcterms:publisher", publisher),
        (node, "dcterms:license", f"<{project.licence}>"),
        (node, "dcterms:issued", f'"{project.issued}"^^xsd:date'),
        (node, "dcterms:modified", f'"{project.issued}"^^xsd:date'),
        (node, "foaf:homepage", f"<{project.homepage}>"),
        (node, "dcat:dataset", dataset),
        *_languages(catalog, node),
        (publisher, "rdf:type", "foaf:Agent"),
    ]


def _dataset(catalog: Catalog, site_url: str) -> list[Triple]:
    """What DCAT-AP asks of dcat:Dataset beyond what the build says."""
    project = catalog.project
    node = f"<{project.base}dataset>"
    named = {
        (node, "dcat:keyword", f"{quote(each)}@{language}")
        for language in LANGUAGES
        for each in keywords(catalog, language)
    }
    return [
        (node, "dcterms:identifier", quote(f"{project.base}dataset")),
        (node, "dcterms:accessRights", f"<{_AUTHORITY}access-right/PUBLIC>"),
        (node, "dcterms:creator", f"<{project.base}publisher>"),
        (node, "dcterms:modified", f'"{project.issued}"^^xsd:date'),
        (node, "dcat:landingPage", f"<{site_url}dataset.html>"),
        (node, "foaf:page", f"<{site_url}about.html>"),
        *_languages(catalog, node),
        *sorted(named),
    ]


def _distribution(catalog: Catalog, node: str, media_type: str, dumps: Mapping[str, Dumped]) -> list[Triple]:
    """Format, how to read it, dates; size and checksum where the file is known."""
    issued = f'"{catalog.project.issued}"^^xsd:date'
    file = node.strip("<>").rpartition("/")[2]
    triples = [(node, "dcterms:issued", issued), (node, "dcterms:modified", issued)]
    if code := _FILE_TYPES.get(media_type.strip("<>").removeprefix(_MEDIA_TYPES)):
        triples.append((node, "dcterms:format", f"<{_AUTHORITY}file-type/{code}>"))
    way = how_to_load(file)
    read = {each: f"{say(way.text, each)}: {way.code}" for each in LANGUAGES} if way else _IN_BROWSER
    triples += _texts(node, "dcterms:description", read)
    if file in dumps:
        checksum = f"{node[:-1]}/checksum>"
        triples += [
            (node, "dcat:byteSize", f'"{dumps[file].size}"^^xsd:nonNegativeInteger'),
            (node, "spdx:checksum", checksum),
            (checksum, "rdf:type", "spdx:Checksum"),
            (checksum, "spdx:algorithm", "spdx:checksumAlgorithm_sha256"),
            (checksum, "spdx:checksumValue", f'"{dumps[file].sha256}"^^xsd:hexBinary'),
        ]
    return triples
