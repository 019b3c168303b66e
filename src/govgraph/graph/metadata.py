"""The dataset's own description: VoID, DCAT 3 and PROV-O of the build, without a clock."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from govgraph.graph.views import Triple
from govgraph.model.terms import is_literal, quote
from govgraph.project import Project


class Dump(NamedTuple):
    """One published file: its name, IANA media type and what it holds (en, de)."""

    file: str
    media_type: str
    title: dict[str, str]


def describe_dataset(
    project: Project,
    simple: list[Triple],
    sizes: dict[str, int],
    dumps: tuple[Dump, ...],
    inputs: dict[str, str],
    vocabularies: tuple[str, ...],
) -> list[Triple]:
    """Sorted triples that describe dataset, views, dumps and the build that made them.

    Args: simple, the simple view; sizes, the number of triples of the views simple, full and inferred; inputs, from a
    folder's name (data, ontology, shapes) to the SHA-256 of its content; vocabularies, the namespaces of the ontology
    and the shapes.
    """
    dataset = f"<{project.base}dataset>"
    triples = [
        *_dataset(project, dataset, vocabularies),
        *_views(project, dataset, simple, sizes),
        *_build(project, dataset, inputs),
    ]
    for dump in dumps:
        triples += _distribution(project, dataset, dump)
    triples += _partitions(project, f"<{project.graph_iri('simple')}>", simple)
    return sorted(set(triples))


def _texts(subject: str, prop: str, texts: dict[str, str]) -> list[Triple]:
    return [(subject, prop, f"{quote(text)}@{language}") for language, text in texts.items()]


def _integer(number: int) -> str:
    return f'"{number}"^^xsd:integer'


def _dataset(project: Project, dataset: str, vocabularies: tuple[str, ...]) -> list[Triple]:
    publisher = f"<{project.base}publisher>"
    return [
        (dataset, "rdf:type", "dcat:Dataset"),
        (dataset, "rdf:type", "void:Dataset"),
        *_texts(dataset, "dcterms:title", project.title),
        *_texts(dataset, "dcterms:description", project.description),
        (dataset, "dcterms:issued", f'"{project.issued}"^^xsd:date'),
        (dataset, "dcterms:license", f"<{project.licence}>"),
        (dataset, "dcterms:publisher", publisher),
        *[(dataset, "dcterms:conformsTo", f"<{namespace.rstrip('#/')}>") for namespace in vocabularies],
        (dataset, "dcat:version", quote(project.version)),
        (dataset, "foaf:homepage", f"<{project.homepage}>"),
        (dataset, "void:uriSpace", quote(f"{project.base}id/")),
        *[(dataset, "void:vocabulary", f"<{namespace}>") for namespace in vocabularies],
        *[
            (dataset, "dcterms:language", f"<http://id.loc.gov/vocabulary/iso639-1/{language}>")
            for language in project.languages
        ],
        (publisher, "rdf:type", "foaf:Organization"),
        (publisher, "foaf:name", quote(project.publisher)),
    ]


def _views(project: Project, dataset: str, simple: list[Triple], sizes: dict[str, int]) -> list[Triple]:
    titles = {
        "simple": {
            "en": "simple view: bare triples of accepted statements, names and descriptions",
            "de": "einfache Sicht: nackte Tripel angenommener Aussagen, Namen und Beschreibungen",
        },
        "full": {
            "en": "full view: every statement with source, time and status",
            "de": "volle Sicht: jede Aussage mit Quelle, Zeit und Status",
        },
        "inferred": {
            "en": "triples derived by the rules of the ontology",
            "de": "von den Regeln der Ontologie abgeleitete Tripel",
        },
    }
    triples: list[Triple] = []
    for name, title in titles.items():
        subset = f"<{project.graph_iri(name)}>"
        triples += [
            (dataset, "void:subset", subset),
            (subset, "rdf:type", "void:Dataset"),
            *_texts(subset, "dcterms:title", title),
        ]
        triples.append((subset, "void:triples", _integer(sizes[name])))
    every = sum(sizes.values())
    subjects = {triple[0] for triple in simple}
    return [*triples, (dataset, "void:triples", _integer(every)), (dataset, "void:entities", _integer(len(subjects)))]


def _distribution(project: Project, dataset: str, dump: Dump) -> list[Triple]:
    node = f"<{project.base}distribution/{dump.file}>"
    download = f"<{project.base}data/{dump.file}>"
    return [
        (dataset, "dcat:distribution", node),
        (node, "rdf:type", "dcat:Distribution"),
        *_texts(node, "dcterms:title", dump.title),
        (node, "dcat:downloadURL", download),
        (node, "dcat:accessURL", f"<{project.homepage}>"),
        (node, "dcat:mediaType", f"<https://www.iana.org/assignments/media-types/{dump.media_type}>"),
        (node, "dcterms:license", f"<{project.licence}>"),
        *([(dataset, "void:dataDump", download)] if dump.file.startswith("govgraph") else []),
    ]


def _build(project: Project, dataset: str, inputs: dict[str, str]) -> list[Triple]:
    build, software = f"<{project.base}build/{project.version}>", f"<{project.base}software/govgraph>"
    triples = [
        (dataset, "prov:wasGeneratedBy", build),
        (dataset, "prov:generatedAtTime", f'"{project.issued}T00:00:00Z"^^xsd:dateTime'),
        (build, "rdf:type", "prov:Activity"),
        *_texts(
            build,
            "rdfs:label",
            {"en": f"build of version {project.version}", "de": f"Bau der Version {project.version}"},
        ),
        (build, "prov:wasAssociatedWith", software),
        (software, "rdf:type", "prov:SoftwareAgent"),
        (software, "foaf:name", quote("govgraph")),
    ]
    for name, digest in sorted(inputs.items()):
        source = f"<{project.base}build/{project.version}/input/{name}>"
        triples += [
            (build, "prov:used", source),
            (dataset, "prov:wasDerivedFrom", source),
            (source, "rdf:type", "prov:Entity"),
            (source, "rdfs:label", f"{quote(name)}@en"),
            (source, "dcterms:identifier", quote(f"sha256:{digest}")),
        ]
    return triples


def _partitions(project: Project, dataset: str, simple: list[Triple]) -> list[Triple]:
    classes = Counter(o for _, p, o in simple if p == "rdf:type")
    properties = Counter(p for _, p, _ in simple)
    links = Counter(p for _, p, o in simple if p.startswith("skos:") and p.endswith("Match") and not is_literal(o))
    triples: list[Triple] = []
    for name, counts, holds, points, counted in (
        ("class", classes, "void:classPartition", "void:class", "void:entities"),
        ("property", properties, "void:propertyPartition", "void:property", "void:triples"),
        ("links", links, "void:subset", "void:linkPredicate", "void:triples"),
    ):
        for term, number in sorted(counts.items()):
            node = f"<{project.base}void/{name}/{term.replace(':', '-').strip('<>')}>"
            triples += [(dataset, holds, node), (node, points, term), (node, counted, _integer(number))]
            triples += [(node, "rdf:type", "void:Linkset" if name == "links" else "void:Dataset")]
    return triples
