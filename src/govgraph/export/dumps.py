"""Which files a build publishes: name, media type, title."""

from __future__ import annotations

from govgraph.graph.metadata import Dump

DUMPS = (
    Dump(
        "govgraph.ttl",
        "text/turtle",
        {"en": "simple view with entities (Turtle)", "de": "einfache Sicht mit Entitäten (Turtle)"},
    ),
    Dump(
        "govgraph-full.ttl",
        "text/turtle",
        {"en": "full view: every statement (Turtle)", "de": "volle Sicht: jede Aussage (Turtle)"},
    ),
    Dump(
        "govgraph-rdf12.ttl",
        "text/turtle",
        {"en": "annotated view (RDF 1.2 Turtle)", "de": "annotierte Sicht (RDF-1.2-Turtle)"},
    ),
    Dump(
        "govgraph.jsonld",
        "application/ld+json",
        {"en": "simple and full view (JSON-LD 1.1)", "de": "einfache und volle Sicht (JSON-LD 1.1)"},
    ),
    Dump(
        "govgraph.nq",
        "application/n-quads",
        {"en": "all named graphs (N-Quads)", "de": "alle benannten Graphen (N-Quads)"},
    ),
    Dump("govgraph.trig", "application/trig", {"en": "all named graphs (TriG)", "de": "alle benannten Graphen (TriG)"}),
    Dump("ontology.ttl", "text/turtle", {"en": "ontology", "de": "Ontologie"}),
    Dump(
        "shapes.ttl",
        "text/turtle",
        {"en": "SHACL shapes, derived ones included", "de": "SHACL-Shapes samt den abgeleiteten"},
    ),
    Dump("validation-report.ttl", "text/turtle", {"en": "SHACL validation report", "de": "SHACL-Prüfbericht"}),
    Dump("validation-report.html", "text/html", {"en": "validation report to read", "de": "Prüfbericht zum Lesen"}),
    Dump(
        "void.ttl",
        "text/turtle",
        {"en": "this description (VoID, DCAT, PROV)", "de": "diese Beschreibung (VoID, DCAT, PROV)"},
    ),
    Dump("entities.csv", "text/csv", {"en": "entities (CSV)", "de": "Entitäten (CSV)"}),
    Dump("statements.csv", "text/csv", {"en": "statements (CSV)", "de": "Aussagen (CSV)"}),
    Dump(
        "entities.parquet", "application/vnd.apache.parquet", {"en": "entities (Parquet)", "de": "Entitäten (Parquet)"}
    ),
    Dump(
        "statements.parquet",
        "application/vnd.apache.parquet",
        {"en": "statements (Parquet)", "de": "Aussagen (Parquet)"},
    ),
    Dump("graph.html", "text/html", {"en": "the explorer, offline", "de": "der Explorer, offline"}),
    Dump("context.jsonld", "application/ld+json", {"en": "JSON-LD context", "de": "JSON-LD-Kontext"}),
)
