"""The parts of the page `dataset` as its template shows them: views, files, inputs of the build, partitions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from govgraph.export.dumps import DUMPS
from govgraph.model.terms import is_literal, split_literal
from govgraph.publish.catalog import Catalog
from govgraph.publish.describe.citation import Dumped
from govgraph.publish.describe.dcat import Described
from govgraph.publish.describe.loading import how_to_load
from govgraph.publish.describe.service import OTHER_GRAPHS
from govgraph.publish.pages import Text, group_digits, say
from govgraph.publish.values import Teller

_OTHER = re.compile(r"[^A-Za-z0-9_-]+")
_POINTS = {"class": "void:class", "property": "void:property", "links": "void:linkPredicate"}

# What a view or graph is called, and what it is for.
_VIEWS: dict[str, tuple[Text, Text]] = {
    "simple": (
        ("Simple view", "Einfache Sicht"),
        (
            "One plain triple for each accepted statement (confirmed or reported), with names and descriptions.",
            "Ein einfaches Tripel je angenommener Aussage (bestätigt oder berichtet), mit Namen und Beschreibungen.",
        ),
    ),
    "full": (
        ("Full view", "Volle Sicht"),
        (
            "Every statement as a thing of its own, refuted ones too, with status, sources, place in the source, time.",
            "Jede Aussage als eigenes Ding, auch widerlegte, mit Status, Quellen, Stelle in der Quelle und Zeit.",
        ),
    ),
    "annotated": (
        ("Annotated view", "Annotierte Sicht"),
        (
            "The same as the full view in RDF 1.2: the triple itself carries status, sources and time.",
            "Dasselbe wie die volle Sicht in RDF 1.2: das Tripel selbst trägt Status, Quellen und Zeit. Nur als Datei.",
        ),
    ),
    "inferred": (
        ("Derived triples", "Abgeleitete Tripel"),
        (
            "What rules derive from accepted statements, kept apart from what was stated.",
            "Was Regeln aus angenommenen Aussagen ableiten, getrennt von dem, was gesagt wurde.",
        ),
    ),
    "metadata": (("Description", "Beschreibung"), OTHER_GRAPHS["metadata"]),
    "ontology": (("Ontology", "Ontologie"), OTHER_GRAPHS["ontology"]),
}


def anchor(path: str) -> str:
    """The id on the page for a path below the base.

    >>> anchor("build/0.1.0/input/data")
    'build-0-1-0-input-data'
    """
    return _OTHER.sub("-", path)


def both(texts: Mapping[str, str]) -> Text:
    """English and German of a text by language."""
    return texts.get("en", ""), texts.get("de", "")


def count_triples(metadata: Described, node: str) -> int:
    """Number of triples of a set; 0 where the description does not say it."""
    return next((int(split_literal(o)[0]) for s, p, o in metadata.triples if s == node and p == "void:triples"), 0)


def list_views(catalog: Catalog, metadata: Described, language: str) -> list[dict[str, Any]]:
    """The views and further graphs, each with its graph's IRI and number of triples."""
    rows = []
    for name, (label, text) in _VIEWS.items():
        iri = f"{catalog.project.base}graph/{name}"
        rows.append(
            {
                "anchor": anchor(f"graph/{name}"),
                "service": anchor(f"sparql-dataset/{name}"),
                "iri": "" if name == "annotated" else iri,
                "label": say(label, language),
                "text": say(text, language),
                "count": count_triples(metadata, f"<{iri}>"),
            }
        )
    return rows


def list_files(dumps: Mapping[str, Dumped], language: str) -> list[dict[str, Any]]:
    """The published files with type, size, checksum and how to load them."""
    rows = []
    for each in DUMPS:
        if (dumped := dumps.get(each.file)) is None:
            continue
        way = how_to_load(each.file)
        rows.append(
            {
                "name": each.file,
                "anchor": anchor(f"distribution/{each.file}"),
                "title": say(both(each.title), language),
                "type": each.media_type,
                "size": format_size(dumped.size, language),
                "bytes": group_digits(dumped.size, language),
                "sha256": dumped.sha256,
                "with": say(way.text, language) if way else "",
                "code": way.code if way else "",
            }
        )
    return rows


def format_size(size: int, language: str) -> str:
    """A number of bytes for readers, in powers of 1000.

    >>> format_size(5052688, "de"), format_size(812, "en"), format_size(999_999, "en")
    ('5,1 MB', '812 B', '1.0 MB')
    """
    number, units = float(size), ["B", "kB", "MB", "GB"]
    while number >= 999.5 and len(units) > 1:
        number /= 1000
        units.pop(0)
    text = f"{number:.0f}" if units[0] == "B" or number >= 99.95 else f"{number:.1f}"
    return f"{text.replace('.', ',') if language == 'de' else text} {units[0]}"


def list_inputs(catalog: Catalog, metadata: Described) -> list[dict[str, str]]:
    """What the build read: name of the folder and digest of its content."""
    start = f"{catalog.project.base}build/{catalog.project.version}/input/"
    rows = []
    for subject, prop, value in metadata.triples:
        iri = metadata.prefixes.iri(subject)
        if iri.startswith(start) and prop == "dcterms:identifier" and is_literal(value):
            place = anchor(iri.removeprefix(catalog.project.base))
            rows.append({"name": iri.removeprefix(start), "anchor": place, "digest": split_literal(value)[0]})
    return rows


def list_partitions(metadata: Described, name: str, teller: Teller) -> Iterator[tuple[str, Markup, int]]:
    """Anchor, term and number of the partitions of a kind (class, property, links), the largest first.

    An anchor that an earlier row has is empty, so that each stands once on the page.
    """
    told: dict[str, dict[str, str]] = {}
    for subject, prop, value in metadata.triples:
        told.setdefault(subject, {})[prop] = value
    base, own = teller.catalog.project.base, teller.catalog.schema.prefixes
    rows: list[tuple[int, str, str]] = []
    for node, facts in told.items():
        path = metadata.prefixes.iri(node).removeprefix(base)
        if path.startswith(f"void/{name}/") and (term := facts.get(_POINTS[name])):
            number = int(split_literal(facts.get("void:entities") or facts["void:triples"])[0])
            rows.append((-number, own.contract(metadata.prefixes.iri(term)), path))
    seen: set[str] = set()
    for negative, term, path in sorted(rows):
        place = anchor(path)
        yield "" if place in seen else place, teller.link(term), -negative
        seen.add(place)
