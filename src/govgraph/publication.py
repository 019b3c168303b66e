"""All files of an output, written into the staging folder: tasks that share nothing, side by side."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from govgraph.assembly import Model, derive, read_rules, validation_data
from govgraph.errors import Finding, report_order
from govgraph.explore.layout_cache import cached_layouts
from govgraph.export.dumps import DUMPS
from govgraph.export.jsonld import write_jsonld
from govgraph.export.ntriples import to_nquads, write_ntriples
from govgraph.export.staging import Written, write_file
from govgraph.export.tables import (
    ENTITY_COLUMNS,
    STATEMENT_COLUMNS,
    entity_rows,
    label_index,
    statement_rows,
    write_csv,
    write_parquet,
)
from govgraph.export.turtle import to_turtle, write_trig, write_turtle
from govgraph.graph.metadata import describe_dataset
from govgraph.graph.ontology import term_triples
from govgraph.graph.views import annotated_view
from govgraph.inputs import Sources, code_digest
from govgraph.model.harvest import Graph
from govgraph.parallel import run_forked
from govgraph.project import Project
from govgraph.validate.engines import Check, Result, engine_parts
from govgraph.validate.findings import findings_of
from govgraph.validate.report import count_severities, report_html, report_triples


class Exported(NamedTuple):
    """What tasks wrote and found: files, SHACL results, counts by name."""

    written: list[Written]
    results: list[Result]
    counts: dict[str, int]


class Output(NamedTuple):
    """All files of a build, the findings in report order, counts by name."""

    written: list[Written]
    findings: list[Finding]
    counts: dict[str, int]


def write_output(project: Project, sources: Sources, model: Model, engine: str, folder: Path) -> Output:
    """All files but the manifest, and what validation found; nothing is judged or published here."""
    full = write_ntriples(model.full, model.schema.prefixes)
    data = validation_data(model, full)
    checks = [partial(_validate, check, data, model) for check in engine_parts(engine)]
    tasks: list[Callable[[], Exported]] = [
        partial(_write_explorer, project, model, folder),
        *checks,
        partial(_write_tables, model, folder),
        partial(_write_annotated, project, model, folder),
        partial(_write_dumps, project, sources, model, full, folder),
    ]
    parts = run_forked(tasks)
    results = sorted({result for part in parts for result in part.results})
    findings = sorted(findings_of(results, model.graph, model.schema.prefixes), key=report_order)
    written = [file for part in parts for file in part.written]
    written += _write_report(project, model, results, findings, folder)
    counts = {name: number for part in parts for name, number in part.counts.items()}
    counts |= {f"{name}s": number for name, number in count_severities(findings).items()}
    return Output(written, findings, dict(sorted(counts.items())))


def _validate(check: Check, data: str, model: Model) -> Exported:
    return Exported([], list(check(data, model.shapes)), {})


def _write_report(
    project: Project, model: Model, results: list[Result], findings: list[Finding], folder: Path
) -> list[Written]:
    prefixes = model.schema.prefixes
    report = write_turtle(
        report_triples(results, project.base, prefixes), prefixes.namespaces, "SHACL validation report"
    )
    return [
        write_file(folder, "validation-report.ttl", report),
        write_file(folder, "validation-report.html", [report_html(findings, project.title["en"])]),
    ]


def _write_tables(model: Model, folder: Path) -> Exported:
    graph, prefixes = model.graph, model.schema.prefixes
    labels = label_index(graph.statements)
    entities = list(entity_rows(graph.entities, labels, prefixes))
    statements = list(statement_rows(graph.statements, labels))
    written = [
        write_file(folder, "entities.csv", [write_csv(ENTITY_COLUMNS, entities)]),
        write_file(folder, "statements.csv", [write_csv(STATEMENT_COLUMNS, statements)]),
        write_file(folder, "entities.parquet", write_parquet(ENTITY_COLUMNS, entities)),
        write_file(folder, "statements.parquet", write_parquet(STATEMENT_COLUMNS, statements)),
    ]
    return Exported(written, [], {})


def _write_explorer(project: Project, model: Model, folder: Path) -> Exported:
    """The explorer; the longest task where layouts are made anew, hence the first to start."""
    from govgraph.explore.document import write_explorer  # a tenth of a second of imports that no other task needs

    inference, rules = derive(project, model), read_rules(project)
    lay_out = cached_layouts(project.work / "explorer.cache", code_digest())
    page = write_explorer(model.graph, inference, rules, model.schema, project, lay_out=lay_out)
    return Exported([write_file(folder, "graph.html", [page])], [], {})


def _write_annotated(project: Project, model: Model, folder: Path) -> Exported:
    """The two dumps that share nothing with the others: RDF 1.2 and JSON-LD."""
    schema, graph = model.schema, model.graph
    title = f"{project.title['en']}: annotated view (RDF 1.2)"
    annotated = write_turtle(annotated_view(*graph), schema.prefixes.namespaces, title)
    written = [
        write_file(folder, "govgraph-rdf12.ttl", annotated),
        write_file(folder, "govgraph.jsonld", write_jsonld(model.simple, graph.statements, schema)),
    ]
    return Exported(written, [], {})


def _write_dumps(project: Project, sources: Sources, model: Model, full: str, folder: Path) -> Exported:
    schema, prefixes = model.schema, model.schema.prefixes
    names, title = prefixes.namespaces, project.title["en"]
    inferred = derive(project, model).triples
    sizes = {"simple": len(model.simple), "full": len(model.full), "inferred": len(inferred)}
    vocabularies = (names["gov"], names["shape"])
    metadata = describe_dataset(project, model.simple, sizes, DUMPS, sources.digests, vocabularies)
    ontology = term_triples(schema.triples, prefixes, "the ontology")
    shapes = term_triples(model.shapes.triples, prefixes, "the shapes")
    graphs = {
        "simple": model.simple,
        "full": model.full,
        "inferred": inferred,
        "metadata": metadata,
        "ontology": ontology,
    }
    quads = (
        to_nquads(full if name == "full" else write_ntriples(triples, prefixes), project.graph_iri(name))
        for name, triples in graphs.items()
    )
    turtle = {name: to_turtle(triples) for name, triples in graphs.items()}
    named = [(project.graph_iri(name), made) for name, made in turtle.items()]
    context = json.dumps({"@context": schema.context}, ensure_ascii=False, indent=2)
    written = [
        write_file(folder, "govgraph.ttl", write_turtle(turtle["simple"], names, f"{title}: simple view")),
        write_file(folder, "govgraph-full.ttl", write_turtle(turtle["full"], names, f"{title}: full view")),
        write_file(folder, "govgraph.nq", quads),
        write_file(folder, "govgraph.trig", write_trig(named, names, f"{title}: all named graphs")),
        write_file(folder, "ontology.ttl", write_turtle(turtle["ontology"], names, f"{title}: ontology")),
        write_file(folder, "shapes.ttl", write_turtle(shapes, names, f"{title}: shapes")),
        write_file(folder, "void.ttl", write_turtle(turtle["metadata"], names, f"{title}: description of the dataset")),
        write_file(folder, "context.jsonld", [context, "\n"]),
    ]
    return Exported(written, [], _counts(model.graph, sizes))


def _counts(graph: Graph, sizes: dict[str, int]) -> dict[str, int]:
    counts = {"entities": len(graph.entities), "statements": len(graph.statements)}
    counts |= {f"triples {name}": number for name, number in sizes.items()}
    counts |= {f"status {k.partition(':')[2]}": n for k, n in Counter(each.status for each in graph.statements).items()}
    return counts | {f"kind {k.partition(':')[2]}": n for k, n in Counter(each.kind for each in graph.entities).items()}
