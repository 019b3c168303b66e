"""All that pages look up, made once a build: names, kinds, statements by subject and value, addresses of pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from govgraph.assembly import Model
from govgraph.graph.inference import Inference, Rule, read_header
from govgraph.graph.ontology import term_triples
from govgraph.graph.views import Triple
from govgraph.model.harvest import Graph
from govgraph.model.schema import Schema
from govgraph.model.statements import Statement
from govgraph.model.terms import is_literal, split_literal
from govgraph.project import Project
from govgraph.publish.pages import Text
from govgraph.publish.paths import distinct_names, safe_name, statement_anchor
from govgraph.query import Question

_PROPERTIES = frozenset({"rdf:Property", "owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty"})


@dataclass(frozen=True, slots=True)
class Catalog:
    """The graph as pages need it. Terms are those of `model.terms`: `person:elon-musk`, `gov:signed`, `shape:Person`.

    `kind` gives an entity's class, `names` the label of entities and of the ontology's terms, `statement` each
    statement by its id, `about` and `incoming` those by subject and by value (an entity), `derived` the triples that
    rules derive by subject, `concerned` the claims about a statement, `telling_rules` the titles of the rules that say
    more than is stated, `ontology` and `shape_triples` the sorted triples of both, `paths` the page of a term without
    language and ending: entities, classes, properties, individuals, shapes.
    """

    project: Project
    schema: Schema
    graph: Graph
    simple: list[Triple]
    inference: Inference
    rules: Sequence[Rule]
    questions: Sequence[Question]
    ontology: list[Triple]
    shape_triples: list[Triple]
    kind: dict[str, str]
    names: dict[str, Text]
    statement: dict[str, Statement]
    about: dict[str, list[Statement]]
    incoming: dict[str, list[Statement]]
    derived: dict[str, list[Triple]]
    concerned: dict[str, list[str]]
    telling_rules: dict[str, dict[str, str]]
    paths: dict[str, str]

    def name(self, term: str) -> Text:
        """The label of an entity or term of the ontology; the term itself where it has none."""
        return self.names.get(term) or (term.strip("<>"), "")

    def statement_place(self, statement: str) -> tuple[str, str]:
        """Page (without language and ending) and anchor of a statement given by its id."""
        subject, anchor = statement_anchor(statement)
        return self.statement_page(subject), anchor

    def statement_page(self, subject: str) -> str:
        """The page of all statements on a subject, given by its local name."""
        return f"id/statement/{safe_name(subject)}"

    def is_source(self, entity: str) -> bool:
        """True for an entity that statements cite."""
        cited = self.schema.ranges("prov:wasDerivedFrom")
        kind = self.kind.get(entity, "")
        return bool(cited.intersection(self.schema.parents.get(kind, (kind,))))


def make_catalog(
    project: Project, model: Model, inference: Inference, rules: Sequence[Rule], questions: Sequence[Question]
) -> Catalog:
    """The catalog of a model and what rules derive from it."""
    schema, graph = model.schema, model.graph
    about: dict[str, list[Statement]] = {}
    incoming: dict[str, list[Statement]] = {}
    kind = {each.id: each.kind for each in graph.entities}
    for each in graph.statements:
        about.setdefault(each.subject, []).append(each)
        if each.value in kind:
            incoming.setdefault(each.value, []).append(each)
    concerned: dict[str, list[str]] = {}
    for each in graph.statements:
        if each.property == "gov:concernsStatement":
            concerned.setdefault(each.value, []).append(each.subject)
    telling = {rule.name: rule.title for rule in rules if read_header(rule.query).get("restates") != "yes"}
    derived: dict[str, list[Triple]] = {}
    for triple in inference.triples:
        derived.setdefault(triple[0], []).append(triple)
    ontology = term_triples(schema.triples, schema.prefixes, "the ontology")
    shapes = term_triples(model.shapes.triples, schema.prefixes, "the shapes")
    return Catalog(
        project, schema, graph, model.simple, inference, rules, questions, ontology, shapes, kind,
        _names(graph.statements, ontology, shapes), {each.id: each for each in graph.statements}, about, incoming,
        derived, concerned, telling,
        {**_entity_paths(kind, schema), **_term_paths(project, schema, ontology, shapes)},
    )  # fmt: skip


def _names(statements: Iterable[Statement], ontology: list[Triple], shapes: list[Triple]) -> dict[str, Text]:
    labels: dict[str, dict[str, str]] = {}
    told = ((each.subject, each.property, each.value) for each in statements)
    for subject, prop, value in (*told, *ontology, *shapes):
        if prop == "rdfs:label" and is_literal(value):
            text, language, _ = split_literal(value)
            labels.setdefault(subject, {}).setdefault(language, text)
    return {subject: text_of(found) for subject, found in labels.items()}


def text_of(labels: dict[str, str], otherwise: str = "") -> Text:
    """English, and German where it differs, of labels by language."""
    english = labels.get("en") or next(iter(labels.values()), otherwise)
    german = labels.get("de", "")
    return english, "" if german == english else german


def _entity_paths(kind: Iterable[str], schema: Schema) -> dict[str, str]:
    """`id/<kind>/<id>` for entities: what their IRIs say below the project's base."""
    return {each: "id/" + "/".join(safe_name(part) for part in each.split(":", 1)) for each in kind}


def _term_paths(project: Project, schema: Schema, ontology: list[Triple], shapes: list[Triple]) -> dict[str, str]:
    """Pages of the terms that this project defines, by what they are."""
    types: dict[str, set[str]] = {}
    for subject, prop, value in (*ontology, *shapes):
        if prop == "rdf:type":
            types.setdefault(subject, set()).add(value)
    found: dict[str, dict[str, str]] = {"class": {}, "property": {}, "individual": {}, "shape": {}}
    for term, kinds in types.items():
        iri = schema.prefixes.iri(term)
        folder = _term_folder(kinds) if iri.startswith(f"{project.base}ontology#") else ""
        if iri.startswith(f"{project.base}shapes#") and "sh:NodeShape" in kinds:
            folder = "shape"
        if folder:
            found[folder][term] = iri.partition("#")[2]
    paths: dict[str, str] = {}
    for folder, terms in found.items():
        names = distinct_names(terms.values())
        paths |= {term: f"{folder}/{names[local]}" for term, local in terms.items()}
    return paths


def _term_folder(kinds: set[str]) -> str:
    if "owl:Class" in kinds:
        return "class"
    if kinds & _PROPERTIES:
        return "property"
    return "individual" if "owl:NamedIndividual" in kinds else ""
