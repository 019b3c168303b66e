"""RDF from outside: bounded, parsed by Oxigraph without fetching anything, as N-Triples text."""

from __future__ import annotations

import sys
from pathlib import Path

import pyoxigraph as ox

from govgraph.errors import DataError, EnvironmentFault, Finding, Place, UsageError
from govgraph.model.schema import load_schema
from govgraph.model.terms import Prefixes
from govgraph.namespaces import GOV, OWL, RDF, RDFS, SH, XSD
from govgraph.parallel import run_bounded
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
    return run_bounded(lambda: _to_ntriples(raw, form, str(path)), MAX_SECONDS, MAX_MEMORY)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise EnvironmentFault(f"{path}: {error.strerror or error}") from error


def _to_ntriples(raw: bytes, form: ox.RdfFormat, name: str) -> str:
    try:
        triples = {f"{quad.triple} .\n" for quad in ox.parse(raw, form)}
    except SyntaxError as error:
        place = Place(name, error.lineno or 1, error.offset or 1)
        raise DataError([Finding("rdf-syntax", "violation", error.msg, place, expected="valid RDF")]) from error
    return "".join(sorted(triples))


def read_foreign_shapes(path: Path | None, project: Project | None) -> tuple[Shapes, Prefixes]:
    """Shapes of a file, or of the project where no file is given, and the prefixes to print with."""
    if path is None:
        if project is None:
            raise UsageError("give --shapes, or run inside a project")
        schema = load_schema(project.ontology, project.base)
        return load_shapes(project.shapes, project.relative(project.shapes), schema), schema.prefixes
    text = read_foreign_data(path)
    triples = [ox.Triple(quad.subject, quad.predicate, quad.object) for quad in ox.parse(text, ox.RdfFormat.N_TRIPLES)]
    return make_shapes(triples), Prefixes({"sh": SH, "rdf": RDF, "rdfs": RDFS, "xsd": XSD, "owl": OWL, "gov": GOV})
