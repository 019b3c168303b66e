"""The build, one line a stage: sources -> statements -> named graphs -> validation -> exports."""

from __future__ import annotations

import gc
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pyoxigraph as ox

from govgraph.errors import DataError, Finding, report_order
from govgraph.export.dumps import DUMPS
from govgraph.export.jsonld import write_jsonld
from govgraph.export.ntriples import to_nquads, write_ntriples
from govgraph.export.picture_cache import cached_picture
from govgraph.export.staging import (
    Written,
    build_lock,
    publish,
    recover,
    staging_folder,
    write_file,
    write_manifest,
)
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
from govgraph.graph.inference import Inference, Rule, infer, load_rules
from govgraph.graph.metadata import Views, describe_dataset
from govgraph.graph.ontology import backbone, term_triples
from govgraph.graph.views import Triple, annotated_view, full_view, simple_view
from govgraph.inputs import Sources, code_digest, current_manifest
from govgraph.inputs import read_sources as read_sources  # part of what the pipeline offers
from govgraph.model.harvest import Graph, read_graph
from govgraph.model.schema import Schema, load_schema
from govgraph.parallel import run_forked
from govgraph.project import Project
from govgraph.validate.engines import Result, validate
from govgraph.validate.findings import findings_of
from govgraph.validate.report import count_severities, report_html, report_triples
from govgraph.validate.shapes import Shapes, load_shapes

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Model:
    """What the sources mean, before validation."""

    schema: Schema
    shapes: Shapes
    graph: Graph
    simple: list[Triple]
    full: list[Triple]
    backbone: list[Triple]


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. `changed` is False where the output was current already; findings hold no violation."""

    output: Path
    changed: bool
    counts: dict[str, int]
    findings: list[Finding] = field(default_factory=list)


@contextmanager
def collector_paused() -> Iterator[None]:
    """No garbage collection inside: a build's millions of tuples hold no cycles, and looking for some costs a tenth."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def silent(message: str) -> None:
    """Progress that nobody wants to see."""


def build(
    project: Project,
    engine: str = "fast",
    force: bool = False,
    progress: Progress = silent,
    sources: Sources | None = None,
) -> BuildReport:
    """The project's whole output, validated and put in place in one step.

    Args: sources, where the caller has read them already.
    Raises: DataError where the data do not conform, EnvironmentFault where the machine stands in the way; the output
    is then as it was before.
    """
    recover(project.output)
    sources = sources or read_sources(project)
    current = None if force else current_manifest(project, sources)
    if current is not None:
        return BuildReport(project.output, False, dict(current))
    with build_lock(project.work), staging_folder(project.work) as folder, collector_paused():
        progress(f"reading {len(sources.files)} data files")
        model = read_model(project, sources)
        progress(f"validating {len(model.graph.statements):,} statements, writing {len(DUMPS)} files")
        written, results, counts = _export_all(project, sources, model, engine, folder)
        findings = findings_of(results, model.graph, model.schema.prefixes)
        if count_severities(findings)["violation"]:
            raise DataError(findings)
        head: dict[str, object] = {
            "name": project.name,
            "version": project.version,
            "issued": project.issued,
            "input": sources.digest,
            "counts": counts,
        }
        write_manifest(folder, head, written)
        publish(folder, project.output)
    return BuildReport(project.output, True, counts, findings)


# ---------------------------------------------------------------------- model


def read_model(project: Project, sources: Sources) -> Model:
    """Schema, shapes, statements and views; DataError with every finding of the first stage that has any."""
    schema = load_schema(project.ontology, project.base, project.relative(project.ontology))
    shapes = load_shapes(project.shapes, project.relative(project.shapes), schema)
    schema_digest = hashlib.sha256((sources.digests["ontology"] + project.base).encode() + code_digest()).digest()
    graph = read_graph(sources.files, schema, schema_digest, project.work / "records.cache")
    return Model(schema, shapes, graph, simple_view(*graph), full_view(graph.statements), backbone(schema))


def validation_data(model: Model) -> str:
    """What shapes see, as N-Triples: simple and full view with the ontology's backbone."""
    return "".join(write_ntriples(part, model.schema.prefixes) for part in (model.simple, model.full, model.backbone))


def rule_store(model: Model) -> ox.Store:
    """What rules read: the simple view and the ontology's backbone, in the default graph."""
    store = ox.Store()
    text = "".join(write_ntriples(part, model.schema.prefixes) for part in (model.simple, model.backbone))
    store.load(text.encode(), ox.RdfFormat.N_TRIPLES, lenient=True)
    return store


def read_rules(project: Project) -> list[Rule]:
    """The project's inference rules."""
    return load_rules(project.ontology / "rules", f"{project.relative(project.ontology)}/rules")


def derive(project: Project, model: Model) -> Inference:
    """What the rules derive from the simple view and the ontology."""
    return infer(rule_store(model), read_rules(project), model.schema.prefixes)


# ---------------------------------------------------------------------- exports


def _export_all(
    project: Project, sources: Sources, model: Model, engine: str, folder: Path
) -> tuple[list[Written], list[Result], dict[str, int]]:
    """All files but the manifest, in the staging folder; validation and the slow writers run beside the dumps."""
    tasks: list[Callable[[], tuple[list[Written], list[Result], dict[str, int]]]] = [
        partial(_export_validation, project, model, engine, folder),
        partial(_export_tables, project, sources, model, folder),
        partial(_export_annotated, project, model, folder),
        partial(_export_dumps, project, sources, model, folder),
    ]
    written: list[Written] = []
    results: list[Result] = []
    counts: dict[str, int] = {}
    for files_, results_, counts_ in run_forked(tasks):
        written += files_
        results += results_
        counts.update(counts_)
    return written, results, dict(sorted(counts.items()))


def _export_validation(
    project: Project, model: Model, engine: str, folder: Path
) -> tuple[list[Written], list[Result], dict[str, int]]:
    prefixes = model.schema.prefixes
    results = validate(validation_data(model), model.shapes, engine)
    findings = sorted(findings_of(results, model.graph, prefixes), key=report_order)
    report = report_triples(results, project.base, prefixes)
    written = [
        write_file(
            folder, "validation-report.ttl", write_turtle(report, prefixes.namespaces, "SHACL validation report")
        ),
        write_file(folder, "validation-report.html", [report_html(findings, project.title["en"])]),
    ]
    return written, results, {f"{name}s": number for name, number in count_severities(findings).items()}


def _draw(project: Project, model: Model, shown: Graph) -> str:
    from govgraph.export.picture import write_picture  # half a second of imports, needed only for a new picture

    return write_picture(model.simple, shown, model.schema, project.title)


def _export_tables(
    project: Project, sources: Sources, model: Model, folder: Path
) -> tuple[list[Written], list[Result], dict[str, int]]:
    graph, prefixes = model.graph, model.schema.prefixes
    basis = hashlib.sha256(repr((sources.digests["ontology"], project.base, project.title)).encode() + code_digest())
    draw = partial(_draw, project, model)
    picture = cached_picture(graph, basis.digest(), project.work / "picture.cache", draw)
    labels = label_index(graph.statements)
    entities = list(entity_rows(graph.entities, labels, prefixes))
    statements = list(statement_rows(graph.statements, labels))
    written = [
        write_file(folder, "graph.html", [picture]),
        write_file(folder, "entities.csv", [write_csv(ENTITY_COLUMNS, entities)]),
        write_file(folder, "statements.csv", [write_csv(STATEMENT_COLUMNS, statements)]),
        write_file(folder, "entities.parquet", write_parquet(ENTITY_COLUMNS, entities)),
        write_file(folder, "statements.parquet", write_parquet(STATEMENT_COLUMNS, statements)),
    ]
    return written, [], {}


def _export_annotated(
    project: Project, model: Model, folder: Path
) -> tuple[list[Written], list[Result], dict[str, int]]:
    """The two dumps that share nothing with the others: RDF 1.2 and JSON-LD."""
    schema, graph = model.schema, model.graph
    title = f"{project.title['en']}: annotated view (RDF 1.2)"
    annotated = write_turtle(annotated_view(*graph), schema.prefixes.namespaces, title)
    written = [
        write_file(folder, "govgraph-rdf12.ttl", annotated),
        write_file(folder, "govgraph.jsonld", write_jsonld(model.simple, graph.statements, schema)),
    ]
    return written, [], {}


def _export_dumps(
    project: Project, sources: Sources, model: Model, folder: Path
) -> tuple[list[Written], list[Result], dict[str, int]]:
    schema, graph, prefixes = model.schema, model.graph, model.schema.prefixes
    names = prefixes.namespaces
    inferred = derive(project, model).triples
    views = Views(model.simple, model.full, inferred)
    metadata = describe_dataset(project, views, DUMPS, sources.digests, (names["gov"], names["shape"]))
    ontology = term_triples(schema.triples, prefixes, "the ontology")
    graphs = {**views._asdict(), "metadata": metadata, "ontology": ontology}
    turtle = {name: to_turtle(triples) for name, triples in graphs.items()}
    title = project.title["en"]
    shapes = term_triples(model.shapes.triples, prefixes, "the shapes")
    written = [
        write_file(folder, "govgraph.ttl", write_turtle(turtle["simple"], names, f"{title}: simple view")),
        write_file(folder, "govgraph-full.ttl", write_turtle(turtle["full"], names, f"{title}: full view")),
        write_file(
            folder,
            "govgraph.nq",
            (to_nquads(write_ntriples(each, prefixes), project.graph_iri(name)) for name, each in graphs.items()),
        ),
        write_file(
            folder,
            "govgraph.trig",
            write_trig(
                ((project.graph_iri(name), made) for name, made in turtle.items()), names, f"{title}: all named graphs"
            ),
        ),
        write_file(folder, "ontology.ttl", write_turtle(turtle["ontology"], names, f"{title}: ontology")),
        write_file(folder, "shapes.ttl", write_turtle(shapes, names, f"{title}: shapes")),
        write_file(folder, "void.ttl", write_turtle(turtle["metadata"], names, f"{title}: description of the dataset")),
        write_file(
            folder, "context.jsonld", [json.dumps({"@context": schema.context}, ensure_ascii=False, indent=2), "\n"]
        ),
    ]
    return written, [], _counts(graph, views)


def _counts(graph: Graph, views: Views) -> dict[str, int]:
    counts = {"entities": len(graph.entities), "statements": len(graph.statements)}
    counts |= {f"triples {name}": len(triples) for name, triples in views._asdict().items()}
    counts |= {f"status {k.partition(':')[2]}": n for k, n in Counter(each.status for each in graph.statements).items()}
    return counts | {f"kind {k.partition(':')[2]}": n for k, n in Counter(each.kind for each in graph.entities).items()}
