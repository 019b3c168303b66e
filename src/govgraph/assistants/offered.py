"""The tools: names, words, schemas of what goes in and out, and which operation of a worker answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from govgraph.errors import UsageError
from govgraph.project import Project
from govgraph.query import list_questions

Schema = dict[str, Any]


class Tool(NamedTuple):
    """A tool; `takes` and `gives` are JSON Schemas (2020-12)."""

    name: str
    title: str
    text: str
    takes: Schema
    gives: Schema


_LANGUAGE: Schema = {"type": "string", "enum": ["en", "de"], "default": "en", "description": "Language of labels."}
_TERM: Schema = {"type": "string", "maxLength": 2000}
_SOURCES: Schema = {
    "type": "array",
    "items": {"type": "object", "properties": {each: {"type": "string"} for each in ("id", "title", "url")}},
}
_STATEMENT: Schema = {
    "type": "object",
    "required": ["statement", "status", "sources"],
    "properties": {
        "statement": {"type": "string", "description": "IRI of the statement: cite it."},
        "status": {"type": "string"},
        "sources": _SOURCES,
    },
}
_STATEMENTS: Schema = {"type": "array", "items": _STATEMENT}
_CUT: Schema = {"type": "boolean", "description": "True where there was more than fits."}
_PREFIXES = (
    "Prefixes need no declaration: gov: (the ontology), rdf:, rdfs:, prov:, dcterms:, skos:, schema:, and one for each "
    "kind of entity (person:, org:, letter:, act:, provision:, action:, model:, claim:, source:, statement:)."
)
EXAMPLES = (
    "SELECT ?who ?s { ?s a gov:Signature ; rdf:subject ?who ; rdf:object letter:pause-letter-2023 } LIMIT 5",
    "SELECT ?ban ?date { ?ban a gov:Ban ; dcterms:date ?date } ORDER BY ?date LIMIT 5",
    "SELECT ?kind (COUNT(*) AS ?n) { ?s a ?kind ; gov:status gov:refuted } GROUP BY ?kind ORDER BY DESC(?n) LIMIT 5",
)


def _object(properties: Mapping[str, Schema], *required: str) -> Schema:
    return {"type": "object", "properties": dict(properties), "required": list(required), "additionalProperties": False}


def _gives(**properties: Schema) -> Schema:
    return {"type": "object", "properties": {**properties, "cut": _CUT}, "required": [*properties, "cut"]}


def make_tools(title: str) -> Sequence[Tool]:
    """The four tools, told for a graph with a title."""
    return (
        Tool(
            "search", "Search",
            f"Find entities of the graph ({title}) by name, in English or German; other names and small misspellings "
            "are found too. Start here: the other tools take the ids that this one gives.",
            _object(
                {
                    "text": {"type": "string", "maxLength": 200, "description": "A name, or words of one."},
                    "kinds": {"type": "array", "items": _TERM, "maxItems": 20,
                              "description": "Classes, as in gov:Person, gov:Organization, gov:Ban."},
                    "language": _LANGUAGE,
                    "limit": {"type": "integer", "minimum": 1, "maximum": 50, "default": 10},
                },
                "text",
            ),
            _gives(matches={"type": "array", "items": {"type": "object"}}),
        ),
        Tool(
            "describe", "Describe",
            "All that the graph says of an entity and of what leads to it: each statement with its IRI, status "
            "(confirmed, reported, unverified, disputed, refuted, withdrawn, superseded), qualifiers and sources. What "
            "is disputed or refuted is told too: say so when you use it.",
            _object(
                {
                    "iri": {**_TERM, "description": "IRI or id, as in person:elon-musk."},
                    "language": _LANGUAGE,
                    "limit": {"type": "integer", "minimum": 1, "maximum": 200, "default": 50,
                              "description": "At most so many statements in each direction."},
                },
                "iri",
            ),
            _gives(iri={"type": "string"}, label={"type": "string"}, statements=_STATEMENTS, incoming=_STATEMENTS),
        ),
        Tool(
            "query", "Query",
            "Ask in SPARQL 1.1 (SELECT or ASK), or a competency question by its name. Select the statement (?s a "
            "gov:Statement ; rdf:subject ... ; rdf:predicate ... ; rdf:object ...) to get its status and sources with "
            f"the rows. {_PREFIXES} Examples: {' | '.join(EXAMPLES)}",
            _object(
                {
                    "query": {"type": "string", "maxLength": 40_000, "description": "SPARQL 1.1."},
                    "question": {"type": "string", "maxLength": 200,
                                 "description": "Name of a competency question; the resource govgraph://questions "
                                 "lists them."},
                    "language": _LANGUAGE,
                }
            ),
            _gives(
                columns={"type": "array", "items": {"type": "string"}},
                rows={"type": "array", "items": {"type": "array", "items": {"type": "string"}}},
                rows_in_all={"type": "integer"},
                statements=_STATEMENTS,
            ),
        ),
        Tool(
            "explain", "Explain",
            "Where a triple comes from: the statements that say it, with status and sources, or the rule that derives "
            "it and the triples it follows from.",
            _object(
                {
                    "subject": {**_TERM, "description": "As in person:elon-musk."},
                    "property": {**_TERM, "description": "As in gov:signed."},
                    "value": {**_TERM, "description": "An id, or the plain text of a literal."},
                    "language": _LANGUAGE,
                },
                "subject", "property", "value",
            ),
            _gives(
                triple={"type": "array", "items": {"type": "string"}}, statements=_STATEMENTS,
                derived={"type": "boolean"},
            ),
        ),
    )  # fmt: skip


def query_of(project: Project, arguments: Mapping[str, Any]) -> str:
    """The text of a query, or of the competency question that is named. Raises: UsageError where neither fits."""
    text, name = str(arguments.get("query") or ""), str(arguments.get("question") or "")
    if bool(text) == bool(name):
        raise UsageError("give either a query or the name of a question")
    if text:
        return text
    questions = {each.name: each.query for each in list_questions(project)}
    if name not in questions:
        raise UsageError(f"{name[:100]!r} is no question; there are {', '.join(sorted(questions))}")
    return questions[name]
