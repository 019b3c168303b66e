"""How the dataset is cited: a line of text, CITATION.cff (Citation File Format 1.2.0), DataCite 4.6 and schema.org."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from govgraph.export.dumps import DUMPS
from govgraph.publish.catalog import Catalog
from govgraph.publish.pages import json_block, page_file, say

KEYWORDS = 10  # the kinds with most entities; sources aside


class Dumped(NamedTuple):
    """Size in bytes and SHA-256 in hex of a published file."""

    size: int
    sha256: str


class Licence(NamedTuple):
    """What a licence is called, and its identifier in the SPDX list; empty where it is not known."""

    name: str
    spdx: str


_LICENCES = {
    "creativecommons.org/licenses/by/4.0": Licence("CC BY 4.0", "CC-BY-4.0"),
    "creativecommons.org/licenses/by-sa/4.0": Licence("CC BY-SA 4.0", "CC-BY-SA-4.0"),
    "creativecommons.org/publicdomain/zero/1.0": Licence("CC0 1.0", "CC0-1.0"),
    "opendatacommons.org/licenses/by/1-0": Licence("ODC-By 1.0", "ODC-By-1.0"),
    "opendatacommons.org/licenses/odbl/1-0": Licence("ODbL 1.0", "ODbL-1.0"),
    "opendatacommons.org/licenses/pddl/1-0": Licence("PDDL 1.0", "PDDL-1.0"),
}


def licence_of(iri: str) -> Licence:
    """Name and SPDX identifier of a licence given by its IRI.

    >>> licence_of("https://creativecommons.org/licenses/by/4.0/").spdx
    'CC-BY-4.0'
    """
    return _LICENCES.get(iri.partition("://")[2].rstrip("/"), Licence(iri, ""))


def cite(catalog: Catalog, language: str) -> str:
    """The dataset as a reference in a text."""
    project = catalog.project
    title = project.title.get(language) or project.title["en"]
    version = {"en": "version", "de": "Version"}[language]
    return f"{project.publisher} ({project.issued[:4]}): {title}, {version} {project.version}. {project.base}dataset"


def keywords(catalog: Catalog, language: str) -> list[str]:
    """What the dataset is about: names of the kinds with most entities, without those of sources."""
    counts = Counter(kind for entity, kind in catalog.kind.items() if not catalog.is_source(entity))
    ranked = sorted(counts, key=lambda kind: (-counts[kind], kind))[:KEYWORDS]
    return [say(catalog.name(kind), language) for kind in ranked]


def write_cff(catalog: Catalog) -> str:
    """CITATION.cff; every text is a JSON string, which is YAML too."""
    project, licence = catalog.project, licence_of(catalog.project.licence)
    rows: list[tuple[str, object]] = [
        ("cff-version", "1.2.0"),
        ("message", "Please cite the dataset as below and name the version that you used."),
        ("type", "dataset"),
        ("title", project.title["en"]),
        ("abstract", project.description["en"]),
        ("authors", [{"name": project.publisher, "website": project.homepage}]),
        ("version", project.version),
        ("date-released", project.issued),
        ("url", f"{project.base}dataset"),
        ("license", licence.spdx) if licence.spdx else ("license-url", project.licence),
        ("keywords", keywords(catalog, "en")),
    ]
    return "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in rows if value)


def write_datacite(catalog: Catalog, dumps: Mapping[str, Dumped], site_url: str) -> str:
    """DataCite 4.6 in its JSON form. No DOI is registered, so there is none; the IRI is the alternate identifier."""
    project, licence = catalog.project, licence_of(catalog.project.licence)
    dataset = f"{project.base}dataset"
    spdx = {
        "rightsIdentifier": licence.spdx.lower(),
        "rightsIdentifierScheme": "SPDX",
        "schemeUri": "https://spdx.org/licenses/",
    }
    described = {
        "relatedIdentifierType": "URL",
        "relationType": "HasMetadata",
        "relatedMetadataScheme": "DCAT-AP",
        "schemeUri": "http://data.europa.eu/r5r/",
        "schemeType": "RDF",
    }
    record: dict[str, Any] = {
        "alternateIdentifiers": [{"alternateIdentifier": dataset, "alternateIdentifierType": "URL"}],
        "creators": [{"name": project.publisher, "nameType": "Organizational"}],
        "titles": [{"title": text, "lang": language} for language, text in sorted(project.title.items())],
        "publisher": {"name": project.publisher},
        "publicationYear": project.issued[:4],
        "subjects": [{"subject": each, "lang": "en"} for each in keywords(catalog, "en")],
        "dates": [{"date": project.issued, "dateType": "Issued"}],
        "language": project.languages[0],
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "knowledge graph (RDF)"},
        "relatedIdentifiers": [
            {"relatedIdentifier": f"{site_url}dataset.ttl", **described},
            {
                "relatedIdentifier": f"{project.base}ontology",
                "relatedIdentifierType": "URL",
                "relationType": "IsDocumentedBy",
            },
        ],
        "sizes": [f"{each.size} bytes ({name})" for name, each in sorted(dumps.items())],
        "formats": sorted({each.media_type for each in DUMPS if each.file in dumps}),
        "version": project.version,
        "rightsList": [
            {"rights": licence.name, "rightsUri": project.licence, "lang": "en", **(spdx if licence.spdx else {})}
        ],
        "descriptions": [
            {"description": text, "descriptionType": "Abstract", "lang": language}
            for language, text in sorted(project.description.items())
        ],
        "url": f"{site_url}dataset.html",
        "schemaVersion": "http://datacite.org/schema/kernel-4",
    }
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


def organization(catalog: Catalog) -> dict[str, str]:
    """The publisher in schema.org's words."""
    project = catalog.project
    return {
        "@type": "Organization",
        "@id": f"{project.base}publisher",
        "name": project.publisher,
        "url": project.homepage,
    }


def dataset_json_ld(catalog: Catalog, dumps: Mapping[str, Dumped], site_url: str, language: str) -> str:
    """The dataset as schema.org Dataset, ready for a script block; each dump is a DataDownload."""
    project = catalog.project
    title, text = (each.get(language) or each["en"] for each in (project.title, project.description))
    downloads = [
        {
            "@type": "DataDownload",
            "@id": f"{project.base}distribution/{each.file}",
            "name": each.title.get(language) or each.title["en"],
            "contentUrl": f"{site_url}data/{each.file}",
            "encodingFormat": each.media_type,
            "contentSize": f"{dumps[each.file].size} B",
            "sha256": dumps[each.file].sha256,
            "license": project.licence,
        }
        for each in DUMPS
        if each.file in dumps
    ]
    return json_block(
        {
            "@context": "https://schema.org/",
            "@type": "Dataset",
            "@id": f"{project.base}dataset",
            "identifier": f"{project.base}dataset",
            "name": title,
            "description": text,
            "url": f"{site_url}{page_file('dataset', language)}",
            "version": project.version,
            "datePublished": project.issued,
            "dateModified": project.issued,
            "license": project.licence,
            "creator": organization(catalog),
            "publisher": organization(catalog),
            "inLanguage": list(project.languages),
            "isAccessibleForFree": True,
            "keywords": keywords(catalog, language),
            "citation": cite(catalog, language),
            "includedInDataCatalog": {"@type": "DataCatalog", "@id": f"{project.base}catalog", "name": title},
            "subjectOf": {"@type": "DataDownload", "contentUrl": f"{site_url}croissant.json"},
            "distribution": downloads,
        }
    )
