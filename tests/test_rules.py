"""Each inference rule, seen deriving what it should and not deriving what it should not, on a small file of its own."""

from __future__ import annotations

import gc
import sys
import threading
from pathlib import Path

import pyoxigraph as ox
import pytest

from govgraph.errors import DataError
from govgraph.explain import explain, explanation_text
from govgraph.export.ntriples import write_ntriples
from govgraph.graph.inference import Rule, infer, load_rules, premises_of
from govgraph.graph.views import Triple
from real_project import REPOSITORY, real_model

from real_project import built_project  # isort: skip

RULES = load_rules(REPOSITORY / "ontology" / "rules", "ontology/rules")
PREFIXES = real_model().schema.prefixes

# rule, file, a triple that it derives, a triple that it must not derive
CASES: list[tuple[str, str, Triple, Triple]] = [
    (
        "10-superclass",
        "superclass",
        ("org:example", "rdf:type", "gov:Agent"),
        ("demand:example", "rdf:type", "gov:Agent"),
    ),
    (
        "20-superproperty",
        "superproperty",
        ("org:example", "gov:fundedBy", "org:investor"),
        ("org:example", "gov:fundedBy", "org:adviser"),
    ),
    (
        "30-inverse",
        "inverse",
        ("letter:example", "gov:signatory", "person:example"),
        ("org:example", "gov:addressedTo", "letter:example"),
    ),
    (
        "40-interest",
        "interest",
        ("person:founder", "gov:hasInterestIn", "org:maker"),
        ("person:idler", "gov:hasInterestIn", "org:idle"),
    ),
    (
        "50-regulates",
        "regulates",
        ("org:authority", "gov:regulates", "system:example"),
        ("org:school-board", "gov:regulates", "system:example"),
    ),
]


def store_of(path: Path) -> ox.Store:
    """A store of a small file and the ontology's backbone."""
    store = ox.Store()
    store.load(write_ntriples(real_model().backbone, PREFIXES).encode(), ox.RdfFormat.N_TRIPLES)
    store.load(path.read_bytes(), ox.RdfFormat.TURTLE)
    return store


def test_every_rule_has_a_case_titles_and_premises() -> None:
    """No rule without its test; titles in both languages; premises for explain."""
    assert {rule.name for rule in RULES} == {case[0] for case in CASES}
    assert len(RULES) >= 5
    for rule in RULES:
        assert rule.title["en"]
        assert rule.title["de"]
        assert rule.title["en"] != rule.title["de"]
        assert rule.premises


@pytest.mark.parametrize(("name", "file", "derived", "not_derived"), CASES, ids=[case[0] for case in CASES])
def test_a_rule_derives_what_it_should_and_no_more(name: str, file: str, derived: Triple, not_derived: Triple) -> None:
    """The derived triple is credited to the rule, has premises, and the other one is not there."""
    store = store_of(REPOSITORY / "tests" / "rules" / f"{file}.ttl")
    found = infer(store, RULES, PREFIXES)
    assert found.rule_of.get(derived) == name
    assert not_derived not in found.rule_of
    rule = next(rule for rule in RULES if rule.name == name)
    premises = premises_of(store, rule, derived, PREFIXES)
    assert premises
    assert derived not in premises
    assert premises_of(store, rule, not_derived, PREFIXES) == []


def test_without_the_rule_nothing_is_derived() -> None:
    """Each case's triple comes from its rule alone or with the superclass rule, not from the data."""
    for name, file, derived, _ in CASES:
        store = store_of(REPOSITORY / "tests" / "rules" / f"{file}.ttl")
        others = [rule for rule in RULES if rule.name != name]
        assert derived not in infer(store, others, PREFIXES).rule_of


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT * WHERE { ?s ?p ?o }", "no CONSTRUCT"),
        ("CONSTRUCT { ?s ?p _:b } WHERE { ?s ?p ?o }", "blank node"),
        ("CONSTRUCT { ?s ?p } WHERE { ?s ?p ?o }", "ontology/rules/bad.rq"),
    ],
)
def test_a_bad_rule_is_named_with_its_file(query: str, message: str) -> None:
    """DataError names file and fault."""
    store = store_of(REPOSITORY / "tests" / "rules" / "inverse.ttl")
    with pytest.raises(DataError, match=message):
        infer(store, [Rule("bad", {"en": "", "de": ""}, "", query)], PREFIXES)


def test_explain_names_statement_and_sources_or_rule_and_premises() -> None:
    """A stated triple shows status and sources, a refuted one too; a derived one shows its rule."""
    project = built_project()
    stated = explain(project, "person:elon-musk", "gov:signed", "letter:pause-letter-2023")
    assert [each.status for each in stated.statements] == ["gov:confirmed"]
    assert "source:src-mila-prnewswire" in explanation_text(stated)
    refuted = explain(project, "person:sam-altman", "gov:signed", "letter:pause-letter-2023")
    assert [each.status for each in refuted.statements] == ["gov:refuted"]
    derived = explain(project, "letter:pause-letter-2023", "gov:signatory", "person:elon-musk")
    assert derived.rule == "30-inverse"
    assert ("person:elon-musk", "gov:signed", "letter:pause-letter-2023") in derived.premises
    nothing = explain(project, "person:elon-musk", "gov:signed", "letter:openai-charter")
    assert not nothing.statements
    assert not nothing.rule


@pytest.mark.parametrize("query", ["SELECT * { ?s ?p ?o }", "CONSTRUCT { ?s ?p [] } WHERE { ?s ?p ?o }"])
def test_no_traceback_keeps_an_answer_of_the_engine(query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that garbage collection drops in another thread is an error of the engine, which nobody can catch."""
    store = store_of(REPOSITORY / "tests" / "rules" / "superclass.ttl")
    faults: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", faults.append)

    def keep_the_error_in_a_cycle() -> None:
        with pytest.raises(DataError) as fault:
            infer(store, [Rule("x", {}, "", query)], PREFIXES)
        assert fault.traceback

    keep_the_error_in_a_cycle()
    collector = threading.Thread(target=gc.collect)
    collector.start()
    collector.join()
    assert faults == []
