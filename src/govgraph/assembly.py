"""A project's sources put together: schema, shapes, statements, views; and what rules derive from them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import pyoxigraph as ox

from govgraph.export.ntriples import write_ntriples
from govgraph.graph.inference import Inference, Rule, infer, load_rules
from govgraph.graph.ontology import backbone
from govgraph.graph.views import Triple, full_view, simple_view
from govgraph.inputs import Sources, code_digest
from govgraph.model.harvest import Graph, read_graph
from govgraph.model.schema import Schema, load_schema
from govgraph.project import Project
from govgraph.validate.shapes import Shapes, load_shapes


@dataclass(frozen=True, slots=True)
class Model:
    """What the sources mean, before validation."""

    schema: Schema
    shapes: Shapes
    graph: Graph
    simple: list[Triple]
    full: list[Triple]
    backbone: list[Triple]


def read_model(project: Project, sources: Sources) -> Model:
    """Schema, shapes, statements and views; DataError with every finding of the first stage that has any."""
    schema = load_schema(project.ontology, project.base, project.relative(project.ontology))
    shapes = load_shapes(project.shapes, project.relative(project.shapes), schema)
    schema_digest = hashlib.sha256((sources.digests["ontology"] + project.base).encode() + code_digest()).digest()
    graph = read_graph(sources.files, schema, schema_digest, project.work / "records.cache")
    return Model(schema, shapes, graph, simple_view(*graph), full_view(graph.statements), backbone(schema))


def validation_data(model: Model, full: str | None = None) -> str:
    """What shapes see, as N-Triples: simple and full view with the ontology's backbone.

    Args: full, the full view's N-Triples where the caller has them.
    """
    prefixes = model.schema.prefixes
    rest = write_ntriples([*model.simple, *model.backbone], prefixes)
    return rest + (write_ntriples(model.full, prefixes) if full is None else full)


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
