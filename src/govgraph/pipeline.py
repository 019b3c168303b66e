"""The build, one line a stage: sources -> statements -> named graphs -> validation -> exports."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from importlib.resources import files
from pathlib import Path

import pyoxigraph as ox

from govgraph import __version__
from govgraph.errors import DataError, EnvironmentFault, Finding, report_order
from govgraph.export.dumps import DUMPS
from govgraph.export.jsonld import write_jsonld
from govgraph.export.ntriples import to_nquads, write_ntriples
from govgraph.export.staging import (
    Written,
    build_lock,
    is_intact,
    publish,
    read_manifest,
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
from govgraph.export.turtle import write_trig, write_turtle
from govgraph.graph.inference import Inference, Rule, infer, load_rules
from govgraph.graph.metadata import Views, describe_dataset
from govgraph.graph.ontology import backbone, term_triples
from govgraph.graph.views import Triple, annotated_view, full_view, simple_view
from govgraph.model.harvest import Graph, read_graph
from govgraph.model.schema import Schema, load_schema
from govgraph.parallel import run_forked
from govgraph.project import FILE_NAME, Project
from govgraph.sources.catalog import DataFile, data_files, read_file
from govgraph.validate.engines import Result, validate
from govgraph.validate.findings import findings_of
from govgraph.validate.report import count_severities, report_html, report_triples
from govgraph.validate.shapes import Shapes, load_shapes

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Sources:
    """A project's input as read from disk; `digests` name each part's content, `digest` all of it and the code."""

    files: list[DataFile]
    digests: dict[str, str]
    digest: str


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


def silent(message: str) -> None:
    """Progress that nobody wants to see."""


def build(project: Project, engine: str = "fast", force: bool = False, progress: Progress = silent) -> BuildReport:
    """The project's whole output, validated and put in place in one step.

    Raises: DataError where the data do not conform, EnvironmentFault where the machine stands in the way; the output
    is then as it was before.
    """
    recover(project.output)
    sources = read_sources(project)
    current = None if force else current_manifest(project, sources)
    if current is not None:
        return BuildReport(project.output, False, dict(current))
    with build_lock(project.work), staging_folder(project.work) as folder:
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


# ---------------------------------------------------------------------- sources


def read_sources(project: Project) -> Sources:
    """All input files with their digests."""
    data = list(data_files(project.data, project.root))
    digests = {"data": _digest(file.digest for file in data)}
    for name, folder in (("ontology", project.ontology), ("shapes", project.shapes)):
        if not folder.is_dir():
            raise EnvironmentFault(f"{folder}: the folder is missing; govgraph init DIR makes a working project")
        paths = sorted(
            path for path in folder.rglob("*") if path.is_file() and path.suffix in (".ttl", ".rq", ".jsonld")
        )
        digests[name] = _digest(
            part for path in paths for part in (path.name.encode(), read_file(path, project.relative(path)))
        )
    settings = read_file(project.root / FILE_NAME, FILE_NAME)
    whole = _digest([*(f"{k}:{v}".encode() for k, v in sorted(digests.items())), settings, _code_digest()])
    return Sources(data, digests, whole)


def _digest(parts: Iterator[bytes] | list[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def _code_digest() -> bytes:
    """Digest of the package itself: another version of the code makes another output."""
    digest = hashlib.sha256(__version__.encode())
    root = Path(str(files("govgraph")))
    for path in sorted(root.rglob("*")):
        if path.suffix in (".py", ".html", ".js", ".css") and "project_template" not in path.parts:
            digest.update(path.read_bytes())
    return digest.digest()


def current_manifest(project: Project, sources: Sources) -> dict[str, int] | None:
    """Counts of the output where it was made from exactly these sources and is untouched, else None."""
    manifest = read_manifest(project.output)
    if manifest is None or manifest.get("input") != sources.digest or not is_intact(project.output, manifest):
        return None
    counts = manifest.get("counts")
    return {str(key): int(value) for key, value in counts.items()} if isinstance(counts, dict) else None


# ---------------------------------------------------------------------- model


def read_model(project: Project, sources: Sources) -> Model:
    """Schema, shapes, statements and views; DataError with every finding of the first stage that has any."""
    schema = load_schema(project.ontology, project.base, project.relative(project.ontology))
    shapes = load_shapes(project.shapes, project.relative(project.shapes), schema)
    schema_digest = hashlib.sha256((sources.digests["ontology"] + project.base).encode() + _code_digest()).digest()
    graph = read_graph(sources.files, schema, schema_digest, project.work / "records.cache")
    return Model(schema, shapes, graph, simple_view(*graph), full_view(graph.statements), backbone(schema))


def validation_data(model: Model) -> str:
    """What shapes see, as N-Triples: simple and full view with the ontology's backbone."""
    return "".join(write_ntriples(part, model.schema.prefixes) for part in (model.simple, model.full, model.backbone))


def rule_store(model: Model) -> ox.Store:
    """What rules read: the simple view and the ontology's backbone, in the default graph."""
    store = ox.Store()
    text = "".join(write_ntriples(part, model.schema.prefixes) for part in (model.simple, model.backbone))
    store.bulk_load(text.encode(), ox.RdfFormat.N_TRIPLES)
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
        partial(_export_tables, project, model, folder),
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


def _export_tables(project: Project, model: Model, folder: Path) -> tuple[list[Written], list[Result], dict[str, int]]:
    from govgraph.export.picture import write_picture

    graph, prefixes = model.graph, model.schema.prefixes
    labels = label_index(graph.statements)
    entities = list(entity_rows(graph.entities, labels, prefixes))
    statements = list(statement_rows(graph.statements, labels))
    written = [
        write_file(folder, "graph.html", [write_picture(model.simple, graph, model.schema, project.title)]),
        write_file(folder, "entities.csv", [write_csv(ENTITY_COLUMNS, entities)]),
        write_file(folder, "statements.csv", [write_csv(STATEMENT_COLUMNS, statements)]),
        write_file(folder, "entities.parquet", write_parquet(ENTITY_COLUMNS, entities)),
        write_file(folder, "statements.parquet", write_parquet(STATEMENT_COLUMNS, statements)),
    ]
    return written, [], {}


def _export_dumps(
    project: Project, sources: Sources, model: Model, folder: Path
) -> tuple[list[Written], list[Result], dict[str, int]]:
    schema, graph, prefixes = model.schema, model.graph, model.schema.prefixes
    names = prefixes.namespaces
    inferred = derive(project, model).triples
    views = Views(model.simple, model.full, inferred)
    metadata = describe_dataset(project, views, DUMPS, sources.digests)
    named = [(project.graph_iri(name), triples) for name, triples in (*views._asdict().items(), ("metadata", metadata))]
    title = project.title["en"]
    annotated = annotated_view(*graph)
    ontology = term_triples(schema.triples, prefixes, "the ontology")
    shapes = term_triples(model.shapes.triples, prefixes, "the shapes")
    written = [
        write_file(folder, "govgraph.ttl", write_turtle(model.simple, names, f"{title}: simple view")),
        write_file(folder, "govgraph-full.ttl", write_turtle(model.full, names, f"{title}: full view")),
        write_file(folder, "govgraph-rdf12.ttl", write_turtle(annotated, names, f"{title}: annotated view (RDF 1.2)")),
        write_file(folder, "govgraph.jsonld", write_jsonld(model.simple, graph.statements, schema)),
        write_file(
            folder, "govgraph.nq", (to_nquads(write_ntriples(triples, prefixes), iri) for iri, triples in named)
        ),
        write_file(folder, "govgraph.trig", write_trig(named, names, f"{title}: all named graphs")),
        write_file(folder, "ontology.ttl", write_turtle(ontology, names, f"{title}: ontology")),
        write_file(folder, "shapes.ttl", write_turtle(shapes, names, f"{title}: shapes")),
        write_file(folder, "void.ttl", write_turtle(metadata, names, f"{title}: description of the dataset")),
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
