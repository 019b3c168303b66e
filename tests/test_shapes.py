"""The shapes under shapes/: well made, and each one seen passing and failing on a small file of its own.

tests/shapes/ holds <NodeShape>.pass.ttl and <NodeShape>.fail.ttl, and expected.tsv: all results of all failing files.
Every case is validated against all shapes together, with the class hierarchy and the vocabulary of ontology/.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pyshacl
import pytest
from rdflib import OWL, RDF, RDFS, SH, SKOS, BNode, Graph, Literal, URIRef
from rdflib.term import Node

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "shapes"
SHAPE = "https://w3id.org/govgraph/shapes#"
GOV = "https://w3id.org/govgraph/ontology#"
TARGETS = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode)
NODE_CONSTRAINTS = (SH["or"], SH["and"], SH["not"], SH.xone, SH.node, SH.nodeKind, SH.pattern, SH.closed)
SEVERITIES = {SH.Violation, SH.Warning, SH.Info}
COLUMNS = ["case", "focus", "path", "source_shape", "severity", "message_en"]


class Row(NamedTuple):
    """One validation result, as expected.tsv writes it; the path is empty where the result has none."""

    focus: str
    path: str
    source_shape: str
    severity: str
    message_en: str


@cache
def shapes() -> Graph:
    """All files of shapes/ as one graph."""
    graph = Graph()
    for path in sorted((ROOT / "shapes").glob("*.ttl")):
        graph.parse(path)
    return graph


@cache
def vocabulary() -> Graph:
    """Types and class hierarchy of ontology/: all that validation needs of it."""
    whole = Graph()
    for path in sorted((ROOT / "ontology").glob("*.ttl")):
        whole.parse(path)
    graph = Graph()
    for predicate in (RDF.type, RDFS.subClassOf):
        graph += whole.triples((None, predicate, None))
    return graph


def targeted() -> list[URIRef]:
    """The node shapes that have a target, sorted: each stands for a kind or a rule of its own."""
    found = {s for target in TARGETS for s in shapes().subjects(target) if isinstance(s, URIRef)}
    return sorted(found)


def reporting() -> list[tuple[Node, Node]]:
    """Each shape or SPARQL constraint that carries a message of its own, with the node that carries its severity."""
    graph = shapes()
    found: set[tuple[Node, Node]] = set()
    for shape in targeted():
        found |= {(p, p) for p in graph.objects(shape, SH.property)}
        found |= {(c, shape) for c in graph.objects(shape, SH.sparql)}
        if any((shape, constraint, None) in graph for constraint in NODE_CONSTRAINTS):
            found.add((shape, shape))
    return sorted(found)


def texts(node: Node, predicate: URIRef) -> Counter[str | None]:
    """How many texts a node has, per language."""
    values = shapes().objects(node, predicate)
    return Counter(v.language for v in values if isinstance(v, Literal))


def local_name(iri: Node) -> str:
    """What follows the last # of an IRI."""
    return str(iri).rpartition("#")[2]


def english(shape: Node) -> list[str]:
    """The English messages of a shape or constraint; in reports of SPARQL constraints, pySHACL drops the language."""
    return sorted(str(m) for m in shapes().objects(shape, SH.message) if isinstance(m, Literal) and m.language == "en")


def results(case: Path) -> set[Row]:
    """All results that pySHACL gives for a case file, of every severity."""
    data = Graph().parse(case)
    data += vocabulary()
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes(), inplace=True)
    assert isinstance(report, Graph)
    rows = set()
    for result in report.objects(None, SH.result):
        carrier = report.value(result, SH.sourceConstraint) or report.value(result, SH.sourceShape)
        assert carrier is not None
        given = {str(message) for message in report.objects(result, SH.resultMessage)}
        rows.add(
            Row(
                str(report.value(result, SH.focusNode)),
                str(report.value(result, SH.resultPath) or ""),
                str(report.value(result, SH.sourceShape)),
                local_name(report.value(result, SH.resultSeverity) or Literal("")),
                " | ".join(text for text in english(carrier) if text in given),
            )
        )
    return rows


@cache
def expected() -> dict[str, set[Row]]:
    """expected.tsv: case file name -> its results."""
    cases: dict[str, set[Row]] = {}
    with (CASES / "expected.tsv").open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, dialect="excel-tab", quoting=csv.QUOTE_NONE)
        assert next(reader) == COLUMNS
        for case, *row in reader:
            cases.setdefault(case, set()).add(Row(*row))
    return cases


NAMES = [local_name(shape) for shape in targeted()]


def test_no_blank_node_is_published() -> None:
    """Every node of shapes/ has an IRI, so that reports, links and diffs work."""
    assert not [triple for triple in shapes() if any(isinstance(term, BNode) for term in triple)]


def test_every_reference_between_shapes_leads_somewhere() -> None:
    """Whatever shape IRI is used is described in shapes/."""
    graph = shapes()
    used = {str(o) for o in graph.objects() if isinstance(o, URIRef) and o.startswith(SHAPE)}
    assert not [iri for iri in sorted(used) if (URIRef(iri), None, None) not in graph]


def test_every_term_of_the_ontology_exists() -> None:
    """Whatever gov: class, property or individual the shapes name, in triples or in queries, the ontology declares."""
    in_queries = {
        URIRef(iri) for q in shapes().objects(None, SH.select) for iri in re.findall(f"<({GOV}[^>]+)>", str(q))
    }
    in_triples = {term for triple in shapes() for term in triple if isinstance(term, URIRef) and term.startswith(GOV)}
    named = in_triples | in_queries
    assert len(named) >= 150
    assert not [iri for iri in sorted(named) if (iri, RDF.type, None) not in vocabulary()]


def test_every_kind_has_a_shape() -> None:
    """Each class of the ontology is the target of a node shape, itself or by a superclass; vocabularies need none.

    A class that no entity can have itself (it has no prefix for ids) is covered where all classes under it are.
    """
    graph = vocabulary()
    targets = set(shapes().objects(None, SH.targetClass)) | {SKOS.Concept}
    classes = {c for c in graph.subjects(RDF.type, OWL.Class) if isinstance(c, URIRef) and c.startswith(GOV)}
    assert len(classes) >= 100
    bare = {c for c in classes if targets.isdisjoint(graph.transitive_objects(c, RDFS.subClassOf))}
    for each in sorted(bare):
        below = set(graph.subjects(RDFS.subClassOf, each))
        assert below, each
        assert not below & bare, each
        assert (each, URIRef(f"{GOV}idPrefix"), None) not in graph


def test_every_described_shape_is_in_use() -> None:
    """Property shapes, helper shapes, constraints and lists are all reached from a node shape with a target."""
    graph = shapes()
    reached: set[Node] = set(targeted())
    todo: list[Node] = list(reached)
    while todo:
        for value in graph.objects(todo.pop()):
            if value not in reached and (value, None, None) in graph:
                reached.add(value)
                todo.append(value)
    described = {s for s in graph.subjects() if isinstance(s, URIRef) and s.startswith(SHAPE)}
    assert not sorted(described - reached)


@pytest.mark.parametrize("shape", targeted(), ids=NAMES)
def test_node_shape_is_labelled(shape: URIRef) -> None:
    """Each node shape has one label and one comment in English and in German."""
    assert texts(shape, RDFS.label) == {"en": 1, "de": 1}
    assert texts(shape, RDFS.comment) == {"en": 1, "de": 1}


@pytest.mark.parametrize(("shape", "bearer"), reporting(), ids=lambda node: local_name(node))
def test_reporting_shape_speaks_both_languages(shape: Node, bearer: Node) -> None:
    """Each shape that reports is named, and has one message per language and a severity."""
    graph = shapes()
    assert isinstance(shape, URIRef)
    assert texts(shape, SH.message) == {"en": 1, "de": 1}
    assert len(set(graph.objects(bearer, SH.severity)) & SEVERITIES) == 1
    if (shape, SH.path, None) in graph:
        assert texts(shape, SH.name) == {"en": 1, "de": 1}


@pytest.mark.parametrize("name", NAMES)
def test_passing_file_conforms(name: str) -> None:
    """The passing file of each node shape gives no result of any severity."""
    case = CASES / f"{name}.pass.ttl"
    assert case.exists(), f"add {case.relative_to(ROOT)}"
    assert results(case) == set()


@pytest.mark.parametrize("name", NAMES)
def test_failing_file_gives_the_expected_results(name: str) -> None:
    """The failing file of each node shape gives exactly the results of expected.tsv: focus, path, shape and message."""
    case = CASES / f"{name}.fail.ttl"
    assert case.exists(), f"add {case.relative_to(ROOT)}"
    assert results(case) == expected().get(case.name, set())
    assert any(own_result(name, row) for row in expected()[case.name])


def own_result(name: str, row: Row) -> bool:
    """True if a result comes from the node shape itself or from one of its property shapes."""
    shape = URIRef(SHAPE + name)
    return URIRef(row.source_shape) in {shape, *shapes().objects(shape, SH.property)}


def test_every_message_is_triggered() -> None:
    """Each message of shapes/ is given by at least one failing file."""
    given = {(row.source_shape, row.message_en) for rows in expected().values() for row in rows}
    silent = [shape for shape, bearer in reporting() if (str(bearer), *english(shape)) not in given]
    assert not silent


def test_no_case_is_left_over() -> None:
    """Every case file belongs to a node shape, and every row of expected.tsv to a failing file."""
    files = {path.name for path in CASES.glob("*.ttl")}
    assert files == {f"{name}.{kind}.ttl" for name in NAMES for kind in ("pass", "fail")}
    assert set(expected()) == {f"{name}.fail.ttl" for name in NAMES}


def test_the_collection_of_cases_is_whole() -> None:
    """The numbers of shapes, messages and expected results do not silently shrink."""
    assert len(NAMES) >= 89
    assert len(reporting()) >= 170
    assert sum(len(rows) for rows in expected().values()) >= 260
