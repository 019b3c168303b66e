"""The dumps read back in three independent processors as the same graph."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from pyarrow import parquet
from pyld import jsonld
from rdflib.compare import to_isomorphic

import govgraph
from govgraph.export.dumps import DUMPS
from govgraph.export.ntriples import write_ntriples
from real_project import built_project, graph_of, real_model

OUTPUT = built_project().output
PREFIXES = real_model().schema.prefixes


def canonical(ntriples: str) -> set[str]:
    """N-Triples text as pyoxigraph's own triples, so that escapes do not matter."""
    return {str(quad) for quad in ox.parse(ntriples, ox.RdfFormat.N_TRIPLES)}


def rdflib_triples(path: Path, form: str) -> set[str]:
    """A file as rdflib reads it, in pyoxigraph's spelling; literals keep their lexical form."""
    normalize, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        graph = rdflib.Graph(bind_namespaces="none").parse(path, format=form)
    finally:
        rdflib.NORMALIZE_LITERALS = normalize
    return canonical(graph.serialize(format="nt", encoding="utf-8").decode())


SIMPLE = canonical(write_ntriples(real_model().simple, PREFIXES))
FULL = canonical(write_ntriples(real_model().full, PREFIXES))


def test_the_graph_is_the_real_one() -> None:
    """Floors, so that an empty graph can't pass: entities, statements, triples of each view."""
    assert len(real_model().graph.entities) >= 1750
    assert len(real_model().graph.statements) >= 14_000
    assert len(SIMPLE) >= 14_000
    assert len(FULL) >= 100_000


def test_simple_turtle_is_the_simple_view() -> None:
    """govgraph.ttl holds the simple view, for pyoxigraph and for rdflib."""
    path = OUTPUT / "govgraph.ttl"
    assert graph_of(path, ox.RdfFormat.TURTLE) == SIMPLE
    assert rdflib_triples(path, "turtle") == SIMPLE


def test_full_turtle_is_the_full_view() -> None:
    """govgraph-full.ttl holds the full view, for pyoxigraph and for rdflib."""
    path = OUTPUT / "govgraph-full.ttl"
    assert graph_of(path, ox.RdfFormat.TURTLE) == FULL
    assert rdflib_triples(path, "turtle") == FULL


def test_jsonld_is_the_simple_and_the_full_view() -> None:
    """govgraph.jsonld holds both views, for pyoxigraph, and for pyld with no document loader at all."""
    path = OUTPUT / "govgraph.jsonld"
    assert graph_of(path, ox.RdfFormat.JSON_LD) == SIMPLE | FULL

    def refuse(url: str, options: object) -> None:
        raise AssertionError(f"{url} was asked for: {options}")

    document = json.loads(path.read_text(encoding="utf-8"))
    nquads = jsonld.to_rdf(document, {"format": "application/n-quads", "documentLoader": refuse})
    assert canonical(nquads) == SIMPLE | FULL


def test_quads_and_trig_hold_the_same_named_graphs() -> None:
    """govgraph.nq and govgraph.trig are one dataset of five named graphs; simple and full are those of the dumps."""
    quads = graph_of(OUTPUT / "govgraph.nq", ox.RdfFormat.N_QUADS)
    assert quads == graph_of(OUTPUT / "govgraph.trig", ox.RdfFormat.TRIG)
    by_graph: dict[str, set[str]] = {}
    for quad in ox.parse((OUTPUT / "govgraph.nq").read_bytes(), ox.RdfFormat.N_QUADS):
        assert isinstance(quad.graph_name, ox.NamedNode)
        by_graph.setdefault(quad.graph_name.value.rpartition("/")[2], set()).add(str(quad.triple))
    assert by_graph.keys() == {"simple", "full", "inferred", "metadata", "ontology"}
    assert (by_graph["simple"], by_graph["full"]) == (SIMPLE, FULL)
    assert not by_graph["inferred"] & SIMPLE
    assert len(by_graph["inferred"]) >= 1000


def test_annotated_view_says_the_same_as_the_full_view() -> None:
    """govgraph-rdf12.ttl reifies exactly the statements of the full view, with the same annotations."""
    triples = [quad.triple for quad in ox.parse((OUTPUT / "govgraph-rdf12.ttl").read_bytes(), ox.RdfFormat.TURTLE)]
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    unfolded = set(SIMPLE)
    for triple in triples:
        if triple.predicate.value == f"{rdf}reifies":
            inner = triple.object
            assert isinstance(inner, ox.Triple)
            for name, node in (("subject", inner.subject), ("predicate", inner.predicate), ("object", inner.object)):
                unfolded.add(str(ox.Triple(triple.subject, ox.NamedNode(rdf + name), node)))
        else:
            unfolded.add(str(triple))
    assert unfolded == SIMPLE | FULL


def test_load_gives_an_rdflib_dataset_of_the_same_quads() -> None:
    """govgraph.load() is the dataset of govgraph.nq in rdflib, and its default graph is the union."""
    dataset = govgraph.load(built_project())
    assert {str(graph.identifier).rpartition("/")[2] for graph in dataset.graphs()} >= {"simple", "full", "inferred"}
    assert len(set(dataset.quads())) == len(graph_of(OUTPUT / "govgraph.nq", ox.RdfFormat.N_QUADS))
    musk, letter = (rdflib.URIRef(PREFIXES.iri(name)) for name in ("person:elon-musk", "letter:pause-letter-2023"))
    assert (musk, rdflib.URIRef(PREFIXES.iri("gov:signed")), letter) in dataset


@pytest.mark.parametrize("name", ["ontology.ttl", "shapes.ttl", "void.ttl", "validation-report.ttl"])
def test_other_turtle_reads_the_same_in_both_parsers_and_has_no_blank_node(name: str) -> None:
    """Every published Turtle file is one graph in rdflib and pyoxigraph, without blank nodes."""
    path = OUTPUT / name
    assert graph_of(path, ox.RdfFormat.TURTLE) == rdflib_triples(path, "turtle")
    graph = to_isomorphic(rdflib.Graph().parse(path))
    assert not [node for triple in graph for node in triple if isinstance(node, rdflib.BNode)]


def test_tables_hold_every_entity_and_statement() -> None:
    """CSV and Parquet have one row an entity and a statement, with the same cells (CSV guards formulas)."""
    for name, count in (
        ("entities", len(real_model().graph.entities)),
        ("statements", len(real_model().graph.statements)),
    ):
        with (OUTPUT / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        table = parquet.read_table(OUTPUT / f"{name}.parquet")
        assert len(rows) - 1 == table.num_rows == count
        assert rows[0] == table.column_names
        plain = [tuple(row.values()) for row in table.to_pylist()]
        unguarded = [
            tuple(cell[1:] if cell[:2] in {"'=", "'+", "'-", "'@"} else cell for cell in row) for row in rows[1:]
        ]
        assert unguarded == plain


def test_manifest_lists_every_file_with_its_digest() -> None:
    """manifest.json names each published file, and the files are those that DUMPS describes."""
    manifest = json.loads((OUTPUT / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["files"].keys() == {dump.file for dump in DUMPS}
    assert {path.name for path in OUTPUT.iterdir()} - {"site"} == {*manifest["files"], "manifest.json"}
    assert manifest["counts"]["entities"] == len(real_model().graph.entities)


def test_turtle_is_sorted_and_grouped_by_subject() -> None:
    """Each subject has one block, blocks are in order, and no line holds two objects: a change is a small diff."""
    for name in ("govgraph.ttl", "govgraph-full.ttl"):
        text = (OUTPUT / name).read_text(encoding="utf-8")
        subjects = [block.split(" ", 1)[0] for block in text.split("\n\n")[1:]]
        assert subjects == sorted(set(subjects))
        assert len(subjects) > 1000
