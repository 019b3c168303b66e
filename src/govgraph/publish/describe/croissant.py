"""Croissant 1.1 (MLCommons): the files with their checksums, and the two tables column by column."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from govgraph.export.dumps import DUMPS
from govgraph.export.tables import ENTITY_COLUMNS, STATEMENT_COLUMNS
from govgraph.publish.catalog import Catalog
from govgraph.publish.describe.citation import Dumped, cite, keywords, organization

CONFORMS_TO = "http://mlcommons.org/croissant/1.1"

# The terms of Croissant by their own names (appendix 1 of the specification); all, since tools compare contexts.
_TERMS = (
    "annotation", "arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "excludes", "extract", "field",
    "fileObject", "fileProperty", "fileSet", "format", "includes", "isArray", "isLiveDataset", "jsonPath", "key", "md5",
    "parentField", "path", "readLines", "recordSet", "references", "regex", "repeated", "replace", "samplingRate",
    "sdVersion", "separator", "source", "subField", "transform", "unArchive", "value",
)  # fmt: skip
_CONTEXT: dict[str, object] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    **{term: f"cr:{term}" for term in _TERMS},
}
_ENTITY_TEXTS = {
    "id": "Prefixed name, stable",
    "iri": "The same as an IRI",
    "kind": "Local name of the class",
    "label_en": "Name in English",
    "label_de": "Name in German",
    "description_en": "One sentence in English",
    "description_de": "One sentence in German",
}
_STATEMENT_TEXTS = {
    "id": "Prefixed name, stable",
    "kind": "Local name of the statement's class",
    "subject": "Entity that the statement is about",
    "subject_label_en": "Its name in English",
    "property": "Property as a prefixed name",
    "value": "Value: prefixed name of an entity or word, IRI, or the text of a literal",
    "value_label_en": "Name of the value in English, where it is an entity",
    "language": "Language tag of a text",
    "datatype": "Datatype of a literal, as a prefixed name",
    "status": "How far the sources bear the statement out",
    "confidence": "How certain the research was, where it says so",
    "on": "Day, month or year of the statement (ISO 8601, also YYYY-MM and YYYY)",
    "from": "Since when it holds (ISO 8601, also partial)",
    "until": "Until when it holds (ISO 8601, also partial)",
    "qualifiers": "All other qualifiers as a JSON object of lists",
    "sources": "Sources as prefixed names, separated by |",
    "file": "Data file that the statement stands in",
    "line": "Line of that file",
}
_TYPES = {"iri": "sc:URL", "line": "sc:Integer"}


def write_croissant(catalog: Catalog, dumps: Mapping[str, Dumped], site_url: str) -> str:
    """croissant.json. Args: site_url, the address below which the files stand under data/."""
    project = catalog.project
    document: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "@id": f"{project.base}dataset",
        "conformsTo": CONFORMS_TO,
        "name": project.name,
        "alternateName": [project.title["en"]],
        "description": project.description["en"],
        "license": project.licence,
        "url": f"{site_url}dataset.html",
        "version": project.version,
        "datePublished": project.issued,
        "dateModified": project.issued,
        "citeAs": cite(catalog, "en"),
        "creator": organization(catalog),
        "publisher": organization(catalog),
        "keywords": keywords(catalog, "en"),
        "inLanguage": list(project.languages),
        "isLiveDataset": False,
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": each.file,
                "name": each.file,
                "description": each.title["en"],
                "contentUrl": f"{site_url}data/{each.file}",
                "contentSize": f"{dumps[each.file].size} B",
                "encodingFormat": each.media_type,
                "sha256": dumps[each.file].sha256,
            }
            for each in DUMPS
            if each.file in dumps
        ],
        "recordSet": _record_sets(dumps),
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _record_sets(dumps: Mapping[str, Dumped]) -> list[dict[str, Any]]:
    """The tables that are published; cells are text as in the Parquet files."""
    tables: tuple[tuple[str, str, Sequence[str], Mapping[str, str]], ...] = (
        ("entities", "One row an entity.", ENTITY_COLUMNS, _ENTITY_TEXTS),
        ("statements", "One row a statement, with status, time and sources.", STATEMENT_COLUMNS, _STATEMENT_TEXTS),
    )
    guard = (
        " A cell that a spreadsheet would run as a formula begins with an apostrophe; entries of the Parquet do not."
    )
    return [
        {
            "@type": "cr:RecordSet",
            "@id": name,
            "name": name,
            "description": text + guard,
            "key": {"@id": f"{name}/id"},
            "field": [_field(name, column, texts[column]) for column in columns],
        }
        for name, text, columns, texts in tables
        if f"{name}.csv" in dumps
    ]


def _field(table: str, column: str, text: str) -> dict[str, Any]:
    field: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{table}/{column}",
        "name": column,
        "description": text,
        "dataType": _TYPES.get(column, "sc:Text"),
        "source": {"fileObject": {"@id": f"{table}.csv"}, "extract": {"column": column}},
    }
    if (table, column) == ("statements", "subject"):
        field["references"] = {"field": {"@id": "entities/id"}}
    return field
