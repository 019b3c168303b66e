"""SPARQL 1.1 Service Description of the graph: the dataset that queries see, and a service only where there is one.

The published site has no endpoint: its SPARQL page runs the query in the reader's browser, over a dump. An sd:Service
without sd:endpoint would be untrue, so `sparql-service.ttl` of the site describes the RDF dataset alone; a server that
answers queries gives its address and gets a description of itself.
"""

from __future__ import annotations

from collections.abc import Iterable

from govgraph.graph.views import Triple
from govgraph.model.terms import quote
from govgraph.project import Project

# The named graphs of govgraph.nq and govgraph.trig that the build's own description does not count.
OTHER_GRAPHS = {
    "metadata": ("What the build says of the dataset.", "Was der Bau über den Datensatz sagt."),
    "ontology": ("Classes and properties with their definitions.", "Klassen und Eigenschaften mit ihren Definitionen."),
}
_DUMP_ONLY = (
    "Dump only: no endpoint answers queries. The page {} runs them in the reader's browser over this dataset.",
    "Nur als Datei: kein Endpunkt beantwortet Abfragen. Die Seite {} führt sie im Browser über diesem Datensatz aus.",
)
_RESULTS = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle", "N-Triples",
    "JSON-LD", "RDF_XML",
)  # fmt: skip


def describe_service(
    project: Project, described: Iterable[Triple], site_url: str, endpoint: str = "", writable: bool = False
) -> list[Triple]:
    """Sorted triples: the RDF dataset with its named graphs; with an endpoint also the service that queries it.

    Args: described, triples that tell the sizes of the graphs (void:triples), among others; endpoint, absolute address
    of a SPARQL 1.1 Protocol endpoint over exactly this dataset, or empty; writable, if it takes updates too.
    """
    base = project.base
    data = f"<{base}sparql-dataset>"
    triples = [
        (data, "rdf:type", "sd:Dataset"),
        (data, "rdfs:seeAlso", f"<{site_url}sparql.html>"),
        (data, "dcterms:isPartOf", f"<{base}dataset>"),
        *_graphs(base, data, described),
    ]
    if not endpoint:
        page = f"{site_url}sparql.html"
        triples += [(data, "rdfs:comment", f"{quote(text.format(page))}@{tag}")
                    for text, tag in zip(_DUMP_ONLY, ("en", "de"), strict=True)]  # fmt: skip
        return sorted(set(triples))
    return sorted({*triples, *_service(project, data, site_url, endpoint, writable)})


def _graphs(base: str, data: str, described: Iterable[Triple]) -> list[Triple]:
    counted = {s: (p, o) for s, p, o in described if p == "void:triples" and s.startswith(f"<{base}graph/")}
    names = {each.strip("<>").rpartition("/")[2] for each in counted} | set(OTHER_GRAPHS)
    triples: list[Triple] = []
    for name in sorted(names):
        node, graph = f"<{base}sparql-dataset/{name}>", f"<{base}graph/{name}>"
        triples += [
            (data, "sd:namedGraph", node),
            (node, "rdf:type", "sd:NamedGraph"),
            (node, "sd:name", graph),
            (node, "sd:graph", graph),
            (graph, "rdf:type", "sd:Graph"),
        ]
        if graph in counted:
            triples.append((graph, *counted[graph]))
    return triples


def _service(project: Project, data: str, site_url: str, endpoint: str, writable: bool) -> list[Triple]:
    node, address = f"<{project.base}sparql-service>", f"<{endpoint}>"
    return [
        (node, "rdf:type", "sd:Service"),
        (node, "rdf:type", "dcat:DataService"),
        (node, "sd:endpoint", address),
        (node, "sd:supportedLanguage", "sd:SPARQL11Query"),
        *([(node, "sd:supportedLanguage", "sd:SPARQL11Update")] if writable else []),
        (node, "sd:feature", "sd:UnionDefaultGraph"),
        (node, "sd:defaultDataset", data),
        *[(node, "sd:resultFormat", f"<http://www.w3.org/ns/formats/{each}>") for each in _RESULTS],
        (node, "dcat:endpointURL", address),
        (node, "dcat:endpointDescription", f"<{site_url}sparql-service.ttl>"),
        (node, "dcat:servesDataset", f"<{project.base}dataset>"),
        (node, "dcterms:license", f"<{project.licence}>"),
        (node, "dcterms:publisher", f"<{project.base}publisher>"),
        *[(node, "dcterms:title", f"{quote(f'SPARQL: {text}')}@{tag}") for tag, text in sorted(project.title.items())],
    ]
