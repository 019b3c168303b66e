"""The ontology as a published vocabulary: labelled, defined, OWL 2 RL, no punning, no blank node."""

from __future__ import annotations

import json
from collections import Counter

import pyoxigraph as ox
import pytest

from govgraph.model.schema import read_turtle, turtle_files
from govgraph.namespaces import GOV, OWL, RDF, RDFS, SKOS, XSD
from real_project import REPOSITORY, real_model

TRIPLES = [triple for path in turtle_files(REPOSITORY / "ontology") for triple in read_turtle(path, path.name)]
TYPES: dict[str, set[str]] = {}
for _triple in TRIPLES:
    if _triple.predicate.value == f"{RDF}type":
        TYPES.setdefault(str(_triple.subject), set()).add(getattr(_triple.object, "value", ""))
CLASSES = {node for node, types in TYPES.items() if f"{OWL}Class" in types}
PROPERTIES = {
    node
    for node, types in TYPES.items()
    if types & {f"{OWL}ObjectProperty", f"{OWL}DatatypeProperty", f"{OWL}AnnotationProperty"}
}
INDIVIDUALS = {node for node, types in TYPES.items() if f"{OWL}NamedIndividual" in types}
OWN = {node for node in TYPES if node.startswith(f"<{GOV}")}

# Names that other parts rely on: property -> (class of a subject, class of a value), in the simple view.
RELIED_ON = {
    "gov:signed": ("gov:Agent", "gov:Appeal"),
    "gov:initiatedBy": ("gov:PublicText", "gov:Agent"),
    "gov:foundedBy": ("gov:Organization", "gov:Agent"),
    "gov:advisedBy": ("gov:Organization", "gov:Agent"),
    "gov:fundedBy": ("gov:Organization", "gov:Agent"),
    "gov:developedBy": ("gov:AIModel", "gov:Agent"),
    "gov:issuedBy": ("gov:RegulatoryAction", "gov:Agent"),
    "gov:addressedTo": ("gov:RegulatoryAction", "gov:Agent"),
    "gov:concerns": ("gov:RegulatoryAction", "gov:AISystem"),
    "gov:legalBasis": ("gov:RegulatoryAction", "gov:Provision"),
    "gov:regulates": ("gov:Provision", "gov:ProhibitedPractice"),
    "gov:partOf": ("gov:Provision", "gov:LegalAct"),
    "gov:appliesFrom": ("gov:Provision", ""),
}


def texts(node: str, predicate: str) -> Counter[str]:
    """How many literals a node has for a predicate, by language."""
    return Counter(
        triple.object.language or ""
        for triple in TRIPLES
        if str(triple.subject) == node and triple.predicate.value == predicate and isinstance(triple.object, ox.Literal)
    )


def test_there_is_an_ontology() -> None:
    """Floors on classes, properties and vocabulary individuals."""
    assert len(CLASSES & OWN) >= 130
    assert len(PROPERTIES & OWN) >= 200
    assert len(INDIVIDUALS & OWN) >= 60


def test_every_term_has_one_label_and_definition_in_both_languages() -> None:
    """rdfs:label and skos:definition exactly once in en and de; rdfs:isDefinedBy; definitions say more."""
    by_node: dict[tuple[str, str], dict[str, list[str]]] = {}
    defined = set()
    for triple in TRIPLES:
        node = str(triple.subject)
        if isinstance(triple.object, ox.Literal):
            found = by_node.setdefault((node, triple.predicate.value), {})
            found.setdefault(triple.object.language or "", []).append(triple.object.value)
        if triple.predicate.value == f"{RDFS}isDefinedBy":
            defined.add(node)
    for node in OWN:
        labels, definitions = (by_node.get((node, p), {}) for p in (f"{RDFS}label", f"{SKOS}definition"))
        assert {language: len(found) for language, found in labels.items()} == {"en": 1, "de": 1}, node
        assert {language: len(found) for language, found in definitions.items()} == {"en": 1, "de": 1}, node
        assert len(definitions["en"][0]) > len(labels["en"][0]), node
        assert node in defined, node


def test_no_blank_node_and_no_punning() -> None:
    """Every node has an IRI; nothing is class, property and individual at once."""
    assert not [t for t in TRIPLES if isinstance(t.subject, ox.BlankNode) or isinstance(t.object, ox.BlankNode)]
    assert not CLASSES & PROPERTIES
    assert not CLASSES & INDIVIDUALS
    assert not PROPERTIES & INDIVIDUALS
    kinds = [
        types & {f"{OWL}ObjectProperty", f"{OWL}DatatypeProperty", f"{OWL}AnnotationProperty"}
        for types in TYPES.values()
    ]
    assert not [kind for kind in kinds if len(kind) > 1]


def test_only_axioms_and_datatypes_of_owl_2_rl() -> None:
    """Logical axioms are between named things; ranges are classes or datatypes of the RL profile (Profiles, 4.2)."""
    allowed = {"subClassOf", "subPropertyOf", "domain", "range", "label", "comment", "seeAlso", "isDefinedBy"}
    owl = {"inverseOf", "disjointWith", "imports", "versionIRI", "versionInfo", "deprecated"}
    datatypes = {f"<{XSD}{name}>" for name in ("string", "integer", "decimal", "boolean", "anyURI", "dateTime")}
    for triple in TRIPLES:
        predicate = triple.predicate.value
        if predicate.startswith(RDFS):
            assert predicate[len(RDFS) :] in allowed, triple
        if predicate.startswith(OWL):
            assert predicate[len(OWL) :] in owl, triple
        if predicate == f"{RDFS}range" and f"{OWL}DatatypeProperty" in TYPES[str(triple.subject)]:
            assert str(triple.object) in datatypes, triple


def test_every_used_term_of_ours_is_declared() -> None:
    """No gov: IRI stands in the ontology or in the context that is not declared."""
    for triple in TRIPLES:
        for node in (triple.subject, triple.predicate, triple.object):
            if isinstance(node, ox.NamedNode) and node.value.startswith(GOV):
                assert str(node) in OWN, triple


def test_every_key_of_the_context_is_a_declared_property() -> None:
    """The context maps keys to properties that the ontology or its reuse module declares."""
    prefixes = real_model().schema.prefixes
    structural = {"rdf:subject", "rdf:predicate", "rdf:object"}
    assert len(real_model().schema.terms) >= 250
    for term in real_model().schema.terms.values():
        assert term.property in structural or f"<{prefixes.iri(term.property)}>" in PROPERTIES, term.key


def test_the_context_needs_nothing_remote() -> None:
    """No @import, no remote context inside."""
    text = (REPOSITORY / "ontology" / "context.jsonld").read_text(encoding="utf-8")
    context = json.loads(text)["@context"]
    assert isinstance(context, dict)
    assert "@import" not in text
    assert not [entry for entry in context.values() if isinstance(entry, dict) and "@context" in entry]


@pytest.mark.parametrize(("prop", "kinds"), RELIED_ON.items())
def test_names_that_others_rely_on_hold_in_the_simple_view(prop: str, kinds: tuple[str, str]) -> None:
    """Each relation is there, from the class and to the class that others expect."""
    parents = real_model().schema.parents
    kind_of = {s: o for s, p, o in real_model().simple if p == "rdf:type"}
    found = [
        (s, o)
        for s, p, o in real_model().simple
        if p == prop
        and kinds[0] in parents[kind_of[s]]
        and (not kinds[1] or kinds[1] in parents.get(kind_of.get(o, ""), ()))
    ]
    assert found


def test_qualifiers_that_others_rely_on_stand_on_statements() -> None:
    """gov:status on every statement; validFrom, validUntil and on somewhere; correspondsTo as statements."""
    full = real_model().full
    statements = {s for s, p, _ in full if p == "rdf:subject"}
    assert statements == {s for s, p, _ in full if p == "gov:status"}
    for prop in ("gov:validFrom", "gov:validUntil", "gov:on"):
        assert any(p == prop and s in statements for s, p, _ in full)
    assert sum(o == "gov:correspondsTo" for _, p, o in full if p == "rdf:predicate") >= 90
