"""The fast SHACL engine and pySHACL find the same results: on the real graph and on every failing file."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from govgraph.errors import UsageError
from govgraph.export.ntriples import write_ntriples
from govgraph.pipeline import validation_data
from govgraph.validate.engines import Result, validate
from govgraph.validate.shapes import make_shapes
from real_project import REPOSITORY, real_model

CASES = sorted((REPOSITORY / "tests" / "shapes").glob("*.ttl"))


def key(result: Result) -> tuple[str, ...]:
    """What both engines must agree on: everything but the messages, which come from the shapes graph."""
    return result[:6]


def case_data(path: Path) -> str:
    """A case file with the ontology's backbone, as the pipeline would show it to the shapes."""
    backbone = write_ntriples(real_model().backbone, real_model().schema.prefixes)
    return "".join(f"{quad.triple} .\n" for quad in ox.parse(path.read_bytes(), ox.RdfFormat.TURTLE)) + backbone


def test_there_are_cases() -> None:
    """A floor, so that a broken collector can't pass."""
    assert len(CASES) >= 150


def test_engines_agree_on_every_small_file() -> None:
    """All passing and failing files, each in both engines: the same results, and every failing file has some."""
    shapes = real_model().shapes
    for path in CASES:
        data = case_data(path)
        fast, reference = ({key(r) for r in validate(data, shapes, engine)} for engine in ("fast", "pyshacl"))
        assert fast == reference, path.name
        assert bool(fast) == path.name.endswith(".fail.ttl"), path.name


@pytest.mark.xdist_group("pyshacl")
def test_engines_agree_on_the_real_graph() -> None:
    """The whole graph: result by result the same; no violation."""
    data, shapes = validation_data(real_model()), real_model().shapes
    fast, reference = ({key(r) for r in validate(data, shapes, engine)} for engine in ("fast", "pyshacl"))
    assert fast == reference
    assert not [result for result in fast if result[5].endswith("#Violation")]
    assert len(fast) >= 20


def test_skipped_features_are_an_error_not_silence() -> None:
    """A shape feature that the fast engine would not execute is refused by name."""
    turtle = """
    @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <https://example.org/> .
    e:s a sh:NodeShape ; sh:targetClass e:C ; sh:rule e:r . e:r a sh:TripleRule ; sh:subject sh:this .
    """
    triples = [quad.triple for quad in ox.parse(turtle, ox.RdfFormat.TURTLE)]
    with pytest.raises(UsageError, match=r"sh:rule.*--engine pyshacl"):
        validate("", make_shapes(triples), "fast")


def test_an_unknown_engine_is_named_with_the_known_ones() -> None:
    """UsageError lists what there is."""
    with pytest.raises(UsageError, match="fast, pyshacl"):
        validate("", make_shapes([]), "magic")
