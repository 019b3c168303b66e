"""The public Python functions; `govgraph.<name>` loads them when first used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from govgraph.answers import Rows, run_construct, run_query
from govgraph.errors import Finding, UsageError, report_order
from govgraph.export.report_formats import render
from govgraph.graphing import Request, draw
from govgraph.model.schema import read_prefixes
from govgraph.pipeline import BuildReport, read_model, read_sources, validation_data
from govgraph.pipeline import build as build_project
from govgraph.project import Project, find_project, load_project
from govgraph.starter import init
from govgraph.validate.engines import Result
from govgraph.validate.engines import validate as run_engine
from govgraph.validate.findings import findings_of
from govgraph.validate.foreign import read_foreign_data, read_foreign_shapes

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

    from govgraph.publish.fair.report import FairReport
    from govgraph.publish.site import SiteReport
    from govgraph.remote import Remote

__all__ = [
    "ValidationReport",
    "build",
    "connect",
    "construct",
    "fair",
    "graph",
    "init",
    "load",
    "notebook_frame",
    "open_graph",
    "query",
    "site",
    "to_networkx",
    "validate",
    "validate_rdf",
]

Where = Project | Path | str | None


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """Findings and, where SHACL ran, its results. `conforms` is True if no finding is a violation."""

    findings: list[Finding]
    results: list[Result]
    base: str
    namespaces: dict[str, str]

    @property
    def conforms(self) -> bool:
        """True if nothing blocks; warnings and infos may be there."""
        return all(finding.severity != "violation" for finding in self.findings)

    def render(self, form: str) -> str:
        """The report as text, json, sarif or ttl."""
        return render(self.findings, self.results, form, self.base, self.namespaces)


def open_graph(where: Where = None) -> Project:
    """The project at a folder, or the nearest one at or above the current folder."""
    if isinstance(where, Project):
        return where
    return load_project(Path(where) if where is not None else find_project(Path.cwd()))


def build(where: Where = None, engine: str = "fast", force: bool = False) -> BuildReport:
    """Build the project's output; see `govgraph.pipeline.build`."""
    return build_project(open_graph(where), engine, force)


def validate(where: Where = None, engine: str = "fast") -> ValidationReport:
    """Check the project's data without writing anything.

    Raises: DataError for faults before SHACL (syntax, unknown keys and ids), with all findings of that stage.
    """
    project = open_graph(where)
    model = read_model(project, read_sources(project))
    results = run_engine(validation_data(model), model.shapes, engine)
    findings = sorted(findings_of(results, model.graph, model.schema.prefixes), key=report_order)
    return ValidationReport(findings, results, project.base, model.schema.prefixes.namespaces)


def validate_rdf(
    data: Path, shapes: Path | None, engine: str = "fast", project: Project | None = None
) -> ValidationReport:
    """Check any RDF file against a shapes file, or against the shapes of `project`.

    The syntax is told by the file's ending (.ttl .nt .nq .trig .rdf .jsonld); `-` reads Turtle from stdin. Nothing
    remote is fetched: no owl:imports, no JSON-LD context.
    """
    text = read_foreign_data(data)
    compiled, prefixes = read_foreign_shapes(shapes, project)
    results = run_engine(text, compiled, engine)
    findings = sorted(findings_of(results, None, prefixes), key=report_order)
    base = project.base if project else "https://w3id.org/govgraph/"
    return ValidationReport(findings, results, base, prefixes.namespaces)


def load(where: Where = None) -> rdflib.Dataset:
    """The built graph as an rdflib Dataset: one named graph a view, the default graph their union.

    pySHACL, owlrl and your own code take it. Literals keep their lexical form.
    """
    from govgraph.rdflib_bridge import load_dataset

    return load_dataset(open_graph(where))


def to_networkx(where: Where = None, accepted_only: bool = True) -> nx.MultiDiGraph:
    """Entities as nodes, relations as edges; see `govgraph.graph.network.build_network`."""
    from govgraph.graph.network import build_network

    project = open_graph(where)
    model = read_model(project, read_sources(project))
    return build_network(model.graph.entities, model.graph.statements, accepted_only)


def graph(
    where: Where = None,
    *,
    focus: str | Iterable[str] = (),
    depth: int | None = None,
    as_of: str = "",
    kinds: str | Iterable[str] = (),
    relations: str | Iterable[str] = (),
    status: str | Iterable[str] = (),
    view: str = "",
    limit: int | None = None,
    renderer: str = "explorer",
    form: str = "html",
    language: str = "en",
    theme: str = "auto",
    embed: bool = False,
) -> str:
    """A page or file of a part of the graph, read from the data files; a build is not needed.

    Args: focus, ids, labels, short names or aliases of entities, case and accents aside; depth, relations around them
    (0 to 6, default 1); as_of, a day or a partial date (then its last day); kinds, classes with their subclasses;
    relations and status, by name; view, a starting point of ontology/views instead of a focus; limit, the most
    entities; renderer, explorer or pyvis (at most 1,000 entities; see `notebook_frame`); form, html, graphml, gexf,
    json or csv; language, en or de; theme, auto, light or dark; embed, a page without panels.
    Raises: UsageError for unknown names, with the nearest, and for more than the renderer can take; DataError where
    the data do not conform.
    """
    names = ((each,) if isinstance(each, str) else tuple(each) for each in (focus, kinds, relations, status))
    around, classes, properties, statuses = names
    request = Request(
        around, depth, as_of, classes, properties, statuses, view, limit, renderer, form, language, theme, embed
    )
    return draw(open_graph(where), request)


def notebook_frame(page: str, height: int = 600) -> str:
    """HTML of a sandboxed frame with a page of `graph`, for `IPython.display.HTML`; see `explore.notebook`."""
    from govgraph.explore.notebook import notebook_frame as frame

    return frame(page, height)


def query(question: str, where: Where = None, timeout: float = 30.0) -> Rows:
    """Rows of a SELECT or ASK (or a competency question by name) over the built graph; see `govgraph.answers.Rows`."""
    return run_query(open_graph(where), question, timeout)


def construct(question: str, where: Where = None, timeout: float = 30.0) -> rdflib.Graph:
    """The graph that a CONSTRUCT or DESCRIBE over the built graph makes."""
    return run_construct(open_graph(where), question, timeout)


def connect(
    url: str,
    *,
    token: str = "",
    timeout: float = 30.0,
    where: Where = None,
    prefixes: Mapping[str, str] | None = None,
) -> Remote:
    """An endpoint elsewhere, with `query` and `construct` as here; see `govgraph.remote.Remote`.

    `prefixes` (name -> namespace) may be used in queries and shorten IRIs; if not given, those of the project at
    `where`, or of the nearest one, if there is one.
    """
    from govgraph.remote import connect as open_remote

    if prefixes is None:
        try:
            prefixes = read_prefixes(open_graph(where).ontology / "context.jsonld")
        except UsageError:
            if where is not None:
                raise
    return open_remote(url, token=token, timeout=timeout, prefixes=prefixes)


def site(where: Where = None, url: str = "", force: bool = False) -> SiteReport:
    """Write the project's static site to `output/site/`; see `govgraph.publish.site.write_site`."""
    from govgraph.publish.site import write_site

    return write_site(open_graph(where), url, force)


def fair(where: Where = None) -> FairReport:
    """How FAIR the built site is, asked offline; see `govgraph.publish.fair.report.check_fair`."""
    from govgraph.publish.fair.report import check_fair

    project = open_graph(where)
    return check_fair(project.site, project)
