"""RDF from outside: bounded, parsed by Oxigraph without fetching anything, as N-Triples text."""

from __future__ import annotations

import codecs
import sys
from pathlib import Path

import pyoxigraph as ox

from govgraph.errors import DataError, EnvironmentFault, Finding, Place, UsageError
from govgraph.model.schema import load_schema
from govgraph.model.terms import Prefixes
from govgraph.namespaces import GOV, OWL, RDF, RDFS, SH, XSD
from govgraph.parallel import run_bounded, seal_process
from govgraph.project import Project
from govgraph.validate.shapes import Shapes, load_shapes, make_shapes

MAX_BYTES = 512 * 1024 * 1024
MAX_SECONDS = 120.0
MAX_MEMORY = 8 * 1024**3

_FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE, ".nt": ox.RdfFormat.N_TRIPLES, ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG, ".rdf": ox.RdfFormat.RDF_XML, ".xml": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML, ".jsonld": ox.RdfFormat.JSON_LD,
}  # fmt: skip


def read_foreign_data(path: Path) -> str:
    """The file's triples (named graphs merged) as N-Triples, sorted; `-` is Turtle on stdin.

    Raises: EnvironmentFault, DataError with file, line and column, UsageError for an unknown ending or a hazard.
    """
    raw = sys.stdin.buffer.read(MAX_BYTES + 1) if str(path) == "-" else _read(path)
    form = ox.RdfFormat.TURTLE if str(path) == "-" else _FORMATS.get(path.suffix.lower())
    if form is None:
        raise UsageError(f"{path}: unknown ending; known are {', '.join(_FORMATS)}")
    if len(raw) > MAX_BYTES:
        raise UsageError(f"{path}: larger than {MAX_BYTES // 1024**2} MB")
    if form is ox.RdfFormat.RDF_XML and b"<!DOCTYPE" in raw:
        raise UsageError(f"{path}: RDF/XML with a DOCTYPE is not read (entities can blow up); write the IRIs out")
    text = raw.removeprefix(codecs.BOM_UTF8)
    return run_bounded(lambda: _to_ntriples(text, form, str(path)), MAX_SECONDS, MAX_MEMORY)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise EnvironmentFault(f"{path}: {error.strerror or error}") from error


def _to_ntriples(raw: bytes, form: ox.RdfFormat, name: str) -> str:
    """Runs in a child. Blank nodes are named in the order of the file, since the parser's own names are random."""
    seal_process()
    names: dict[ox.BlankNode, ox.BlankNode] = {}
    try:
        triples = {f"{_renamed(quad.triple, names)} .\n" for quad in ox.parse(raw, form)}
    except SyntaxError as error:
        place = Place(name, error.lineno or 1, error.offset or 1)
        raise DataError([Finding("rdf-syntax", "violation", error.msg, place, expected="valid RDF")]) from error
    return "".join(sorted(triples))


def _renamed(triple: ox.Triple, names: dict[ox.BlankNode, ox.BlankNode]) -> ox.Triple:
    def known(node: ox.BlankNode) -> ox.BlankNode:
        return names.setdefault(node, ox.BlankNode(f"n{len(names) + 1}"))

    subject, value = triple.subject, triple.object
    return ox.Triple(
        known(subject) if isinstance(subject, ox.BlankNode) else subject,
        triple.predicate,
        known(value)
        if isinstance(value, ox.BlankNode)
        else _renamed(value, names)
        if isinstance(value, ox.Triple)
        else value,
    )


def read_foreign_shapes(path: Path | None, project: Project | None) -> tuple[Shapes, Prefixes]:
    """Shapes of a file, or of the project where no file is given, and the prefixes to print with."""
    if path is None:
        if project is None:
            raise UsageError("give --shapes, or run inside a project")
        schema = load_schema(project.ontology, project.base)
        return load_shapes(project.shapes, project.relative(project.shapes), schema), schema.prefixes
    text = read_foreign_data(path)
    triples = _named_shapes([quad.triple for quad in ox.parse(text, ox.RdfFormat.N_TRIPLES)])
    return make_shapes(triples), Prefixes({"sh": SH, "rdf": RDF, "rdfs": RDFS, "xsd": XSD, "owl": OWL, "gov": GOV})


def _named_shapes(triples: list[ox.Triple]) -> list[ox.Triple]:
    """The shapes graph with an IRI for each property shape and SPARQL constraint that is a blank node.

    Engines rename blank nodes in their reports; without a name of its own such a shape would lose its message there.
    """
    links = (f"{SH}property", f"{SH}sparql")
    named = {
        each.object: ox.NamedNode(f"urn:govgraph:shape:{each.object.value}")
        for each in triples
        if each.predicate.value in links and isinstance(each.object, ox.BlankNode)
    }
    return [
        ox.Triple(
            named.get(each.subject, each.subject) if isinstance(each.subject, ox.BlankNode) else each.subject,
            each.predicate,
            named.get(each.object, each.object) if isinstance(each.object, ox.BlankNode) else each.object,
        )
        for each in triples
    ]
