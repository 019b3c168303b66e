"""SHACL engines behind one function: `fast` (compiled core + set-at-a-time SPARQL on Oxigraph) and `pyshacl`.

docs/decisions/0003-shacl-engine.md says why. Both yield the same results; the tests hold one against the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

import pyoxigraph as ox

from govgraph.errors import GovGraphError, UsageError
from govgraph.namespaces import RDF, RDFS, SH
from govgraph.validate.shapes import Shapes, refuse_unknown_features

ENGINES = ("fast", "pyshacl")

_NUMBER = re.compile(
    r'"([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"\^\^<http://www\.w3\.org/2001/XMLSchema#(\w+)>'
)
_SELECT_START = re.compile(r"\bWHERE\s*\{|\{", re.IGNORECASE)


class Result(NamedTuple):
    """One validation result (SHACL 3.6.2), nodes in N-Triples syntax, IRIs without brackets for shape and component.

    `value` is empty where the constraint names none; messages are (language, text) pairs, sorted.
    """

    focus: str
    path: str
    value: str
    shape: str
    component: str
    severity: str
    messages: tuple[tuple[str, str], ...]


Check = Callable[[str, Shapes], Iterable[Result]]


def validate(data: str, shapes: Shapes, engine: str = "fast") -> list[Result]:
    """Results of validating `data` (N-Triples) against `shapes`, sorted; empty where the data conform.

    Raises: UsageError for an unknown engine or features that the engine would skip; GovGraphError where the engine
    could not run (which is no answer about the data).
    """
    return sorted({result for check in engine_parts(engine) for result in check(data, shapes)})


def engine_parts(engine: str) -> tuple[Check, ...]:
    """The checks that make up an engine; they may run side by side. UsageError for an unknown engine."""
    if engine not in _PARTS:
        raise UsageError(f"unknown engine {engine}; known are {', '.join(ENGINES)}")
    return _PARTS[engine]


def _messages(shapes: Shapes, *subjects: str) -> tuple[tuple[str, str], ...]:
    for subject in subjects:
        found = [
            (each.language or "", each.value)
            for each in shapes.objects(subject, "message")
            if isinstance(each, ox.Literal)
        ]
        if found:
            return tuple(sorted(found))
    return ()


# ---------------------------------------------------------------------- fast: core


def _core_results(data: str, shapes: Shapes) -> Iterator[Result]:
    import shacl

    refuse_unknown_features(shapes)
    core = "".join(f"{t} .\n" for t in shapes.triples if t.predicate.value != f"{SH}sparql")
    try:
        report = shacl.Shapes.from_text(core, "ntriples").validate_text(data, "ntriples")
    except ValueError as error:
        raise GovGraphError(f"the SHACL engine could not run: {error}") from error
    for each in report.results:
        yield Result(
            each.focus_node,
            each.path or "",
            each.value or "",
            (each.source_shape or "").strip("<>"),
            each.component_iri.strip("<>"),
            each.severity_iri.strip("<>"),
            _messages(shapes, each.source_shape or ""),
        )


# ---------------------------------------------------------------------- fast: SPARQL constraints


def _sparql_results(data: str, shapes: Shapes) -> Iterator[Result]:
    constraints = [
        (subject, str(node))
        for (subject, predicate), nodes in sorted(shapes.index.items())
        if predicate == f"{SH}sparql"
        for node in nodes
    ]
    if not constraints:
        return
    store = ox.Store()
    store.load(data.encode(), ox.RdfFormat.N_TRIPLES, lenient=True)  # our own writer's lines, checked before
    found = [
        result
        for shape, constraint in constraints
        if not _deactivated(shapes, shape) and not _deactivated(shapes, constraint)
        for result in _constraint_results(store, shapes, shape, constraint)
    ]
    yield from _as_written(found, data)


def _as_written(results: list[Result], data: str) -> Iterator[Result]:
    """The results with numbers as the data write them: the store has turned 1.50 into 1.5."""
    wanted = {result.focus for result in results if _number(result.value)}
    written: dict[tuple[str, tuple[str, Decimal]], str] = {}
    if wanted:
        for quad in ox.parse(data, ox.RdfFormat.N_TRIPLES):
            number = _number(str(quad.object)) if str(quad.subject) in wanted else None
            if number:
                written[(str(quad.subject), number)] = str(quad.object)
    for result in results:
        number = _number(result.value)
        yield result._replace(value=written.get((result.focus, number), result.value)) if number else result


def _number(node: str) -> tuple[str, Decimal] | None:
    """Datatype and value of a number in N-Triples syntax, or None."""
    match = _NUMBER.fullmatch(node)
    return (match[2], Decimal(match[1])) if match else None


def _deactivated(shapes: Shapes, node: str) -> bool:
    return any(str(each).startswith('"true"') for each in shapes.objects(node, "deactivated"))


def _constraint_results(store: ox.Store, shapes: Shapes, shape: str, constraint: str) -> Iterator[Result]:
    select = next((each.value for each in shapes.objects(constraint, "select") if isinstance(each, ox.Literal)), None)
    if select is None or shapes.objects(shape, "path"):
        raise UsageError(f"{shape}: the fast engine runs sh:select constraints of node shapes; use --engine pyshacl")
    query = _prologue(shapes, constraint) + _set_at_a_time(select, _targets(shapes, shape))
    severity = next(
        (each.value for each in shapes.objects(shape, "severity") if isinstance(each, ox.NamedNode)), f"{SH}Violation"
    )
    found = _select(store, query)
    if found is None:
        raise UsageError(f"{constraint}: sh:select must be a SELECT query")
    names, rows = found
    for row in rows:
        focus = str(row["this"])
        value = str(row["value"]) if "value" in names and row["value"] is not None else focus
        path = str(row["path"]) if "path" in names and row["path"] is not None else ""
        yield Result(
            focus,
            path,
            value,
            shape.strip("<>"),
            f"{SH}SPARQLConstraintComponent",
            severity,
            _messages(shapes, constraint, shape),
        )


def _select(store: ox.Store, query: str) -> tuple[set[str], list[ox.QuerySolution]] | None:
    """Variables and rows, or None for another form. It ends here: see `graph.inference.constructed`."""
    answer = store.query(query)
    try:
        if not isinstance(answer, ox.QuerySolutions):
            return None
        return {variable.value for variable in answer.variables}, list(answer)
    finally:
        del answer


def _prologue(shapes: Shapes, constraint: str) -> str:
    lines = []
    for ontology in shapes.objects(constraint, "prefixes"):
        for declaration in shapes.objects(str(ontology), "declare"):
            prefix = next(
                each.value for each in shapes.objects(str(declaration), "prefix") if isinstance(each, ox.Literal)
            )
            namespace = next(
                each.value for each in shapes.objects(str(declaration), "namespace") if isinstance(each, ox.Literal)
            )
            lines.append(f"PREFIX {prefix}: <{namespace}>\n")
    return "".join(sorted(lines))


def _targets(shapes: Shapes, shape: str) -> str:
    """A pattern that binds ?this to every focus node of the shape (SHACL 2.1.3)."""
    patterns = [f"{{ ?this <{RDF}type>/<{RDFS}subClassOf>* {each} }}" for each in shapes.objects(shape, "targetClass")]
    patterns += [f"{{ VALUES ?this {{ {each} }} }}" for each in shapes.objects(shape, "targetNode")]
    patterns += [f"{{ ?this {each} ?target }}" for each in shapes.objects(shape, "targetSubjectsOf")]
    patterns += [f"{{ ?target {each} ?this }}" for each in shapes.objects(shape, "targetObjectsOf")]
    types = {str(each) for each in shapes.index.get((shape, f"{RDF}type"), [])}
    if f"<{RDFS}Class>" in types:
        patterns.append(f"{{ ?this <{RDF}type>/<{RDFS}subClassOf>* {shape} }}")
    if not patterns:
        raise UsageError(f"{shape}: a SPARQL constraint needs a target on its own shape; use --engine pyshacl")
    return " UNION ".join(sorted(patterns))


def _set_at_a_time(select: str, targets: str) -> str:
    """The constraint's query for all focus nodes at once: `$this` becomes a variable joined with the targets."""
    query = re.sub(r"\$this\b", "?this", select)
    start = _SELECT_START.search(query)
    if start is None:
        raise UsageError("sh:select has no WHERE clause")
    head, body = query[: start.end()], query[start.end() :]
    return f"{head} {{ SELECT DISTINCT ?this WHERE {{ {targets} }} }} {body}"


# ---------------------------------------------------------------------- pySHACL


def _pyshacl_results(data: str, shapes: Shapes) -> Iterator[Result]:
    import pyshacl
    import rdflib

    normalize, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False  # 15000000 stays as it is
    try:
        data_graph = rdflib.Graph(bind_namespaces="none").parse(data=data, format="nt")
        shapes_graph = rdflib.Graph(bind_namespaces="none").parse(data=shapes.ntriples(), format="nt")
        _, report, text = pyshacl.validate(
            data_graph, shacl_graph=shapes_graph, inference="none", advanced=False, inplace=True
        )
    finally:
        rdflib.NORMALIZE_LITERALS = normalize
    if not isinstance(report, rdflib.Graph):
        raise GovGraphError(f"pySHACL could not run: {text}")
    sh = rdflib.Namespace(SH)
    for node in report.objects(None, sh.result):  # not the nested results that sh:detail points to
        shape = report.value(node, sh.sourceShape)
        constraint = report.value(node, sh.sourceConstraint)
        path, value = report.value(node, sh.resultPath), report.value(node, sh.value)
        subjects = [each.n3() for each in (constraint, shape) if each is not None]
        yield Result(
            _n3(report.value(node, sh.focusNode)),
            _n3(path) if path is not None else "",
            _n3(value) if value is not None else "",
            str(shape),
            str(report.value(node, sh.sourceConstraintComponent)),
            str(report.value(node, sh.resultSeverity)),
            _messages(shapes, *subjects),
        )


def _n3(node: object) -> str:
    """N-Triples form as Oxigraph writes it, whatever escapes rdflib prefers."""
    import rdflib

    if isinstance(node, rdflib.Literal):
        if node.language:
            return str(ox.Literal(str(node), language=node.language))
        return str(ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype)) if node.datatype else None))
    return f"_:{node}" if isinstance(node, rdflib.BNode) else f"<{node}>"


_PARTS: dict[str, tuple[Check, ...]] = {"fast": (_core_results, _sparql_results), "pyshacl": (_pyshacl_results,)}
