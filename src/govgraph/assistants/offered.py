"""The tools: names, words, schemas of what goes in and out, and which operation of a worker answers."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from govgraph.assistants.vocabulary import Vocabulary, main_terms, relations
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
_STRINGS: Schema = {"type": "array", "items": {"type": "string"}}
_SOURCES: Schema = {
    "type": "array",
    "description": "Every source that a statement here names.",
    "items": {
        "type": "object",
        "required": ["iri", "id", "title"],
        "properties": {each: {"type": "string"} for each in ("iri", "id", "title", "url")},
    },
}
_NAMED: Schema = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["id"],
        "properties": {
            "id": {"type": "string", "description": "As in the table of sources."},
            "locator": {"type": "string", "description": "The place in the source."},
        },
    },
}
_NODE: Schema = {
    "type": "object",
    "description": "An entity or term (id, label), or a text.",
    "properties": {each: {"type": "string"} for each in ("id", "label", "text", "language")},
}
_STATEMENT: Schema = {
    "type": "object",
    "required": ["statement", "status", "property", "sources"],
    "properties": {
        "statement": {"type": "string", "description": "IRI of the statement: cite it."},
        "status": {"type": "string"},
        **{each: {"$ref": "#/$defs/node"} for each in ("subject", "property", "value")},
        "qualifiers": {
            "type": "object",
            "additionalProperties": {"type": "array", "items": {"$ref": "#/$defs/node"}},
        },
        "sources": {"$ref": "#/$defs/named"},
    },
}
_DEFINED = {"node": _NODE, "named": _NAMED, "statement": _STATEMENT}
_STATEMENTS: Schema = {"type": "array", "items": {"$ref": "#/$defs/statement"}}
_MATCH: Schema = {
    "type": "object",
    "required": ["iri", "id", "label", "kind", "score", "statement", "sources"],
    "properties": {
        **{each: {"type": "string"} for each in ("iri", "id", "label", "description", "kind", "statement")},
        "score": {"type": "number", "minimum": 0, "maximum": 100},
        "sources": {"$ref": "#/$defs/named"},
    },
}
_CUT: Schema = {"type": "boolean", "description": "True where there is more than is told here."}
_COUNT: Schema = {"type": "integer", "minimum": 0}
EXAMPLES = (
    "SELECT ?who ?s { ?s a gov:Signature ; rdf:subject ?who ; gov:status gov:refuted } LIMIT 5",
    'SELECT ?ban ?name { ?ban a gov:Ban ; rdfs:label ?name FILTER(LANG(?name) = "en") } ORDER BY ?name LIMIT 5',
    "SELECT ?kind (COUNT(*) AS ?n) { ?s a ?kind ; gov:status gov:disputed } GROUP BY ?kind ORDER BY DESC(?n) LIMIT 5",
)


def _object(properties: Mapping[str, Schema], *required: str) -> Schema:
    return {"type": "object", "properties": dict(properties), "required": list(required), "additionalProperties": False}


def _gives(required: Mapping[str, Schema], **more: Schema) -> Schema:
    known = {**required, "sources": _SOURCES, "cut": _CUT}
    return {"type": "object", "properties": {**known, **more}, "required": list(known), "$defs": _DEFINED}


def _query_text(vocabulary: Vocabulary) -> str:
    """How to ask this graph: its shape, its prefixes, the terms that it uses most, examples."""
    prefixes = " ".join(f"{name}:" for name in sorted(vocabulary.prefixes))
    return (
        "Ask in SPARQL 1.1 (SELECT or ASK), or a competency question by its name (the resource govgraph://questions). "
        "Accepted relations are plain triples (person:elon-musk gov:signed ?letter); every relation, also a refuted "
        "one, is a statement: ?s rdf:subject ?who ; rdf:predicate gov:signed ; rdf:object ?what ; gov:status ?status ; "
        "prov:wasDerivedFrom ?source. Select ?s to get status and sources with the rows. Labels are in English and "
        'German: FILTER(LANG(?label) = "en"). SERVICE is not run. At most 200 rows are told; use LIMIT and OFFSET.\n'
        f"Prefixes, which need no declaration: {prefixes}\n"
        f"Main classes (uses): {main_terms(vocabulary.classes, 30)}\n"
        f"Main relations (uses): {main_terms(relations(vocabulary, True), 35)}\n"
        f"Main properties with texts, dates, numbers (uses): {main_terms(relations(vocabulary, False), 15)}\n"
        "All classes and properties: the resource govgraph://schema.\n"
        f"Examples:\n{chr(10).join(EXAMPLES)}"
    )


def make_tools(title: str, vocabulary: Vocabulary) -> Sequence[Tool]:
    """The four tools, told for a graph with a title and its terms."""
    return (_search(title), _describe(), _query(vocabulary), _explain())


def _search(title: str) -> Tool:
    return Tool(
        "search", "Search",
        f"Find entities of the graph ({title}) by name, in English or German; other names and small misspellings "
        "are found too. Start here: the other tools take the ids that this one gives. Each match has the statement "
        "that names it and its sources.",
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
        _gives({"matches": {"type": "array", "items": _MATCH}}),
    )  # fmt: skip


def _describe() -> Tool:
    return Tool(
        "describe", "Describe",
        "All that the graph says of an entity (statements) and of what leads to it (incoming): each statement with "
        "its IRI, status (confirmed, reported, unverified, disputed, refuted, withdrawn, superseded), qualifiers such "
        "as role and time, and sources. For long lists (who signed a letter) query is shorter. What is disputed or "
        "refuted is told too: say so when you use it. Takes a statement's IRI too, and a class or property, of which "
        "it tells the definition.",
        _object(
            {
                "iri": {**_TERM, "description": "IRI or id, as in person:elon-musk."},
                "language": _LANGUAGE,
                "limit": {"type": "integer", "minimum": 1, "maximum": 200, "default": 50,
                          "description": "At most so many statements in each direction."},
                "offset": {"type": "integer", "minimum": 0, "maximum": 1_000_000, "default": 0,
                           "description": "The next_offset of the answer before, for what it did not tell."},
            },
            "iri",
        ),
        _gives(
            {
                "iri": {"type": "string"}, "id": {"type": "string"}, "label": {"type": "string"}, "kinds": _STRINGS,
                "statements": _STATEMENTS, "statements_in_all": _COUNT,
                "incoming": _STATEMENTS, "incoming_in_all": _COUNT,
            },
            definition={"type": "string"}, next_offset=_COUNT,
        ),
    )  # fmt: skip


def _query(vocabulary: Vocabulary) -> Tool:
    return Tool(
        "query", "Query", _query_text(vocabulary),
        _object(
            {
                "query": {"type": "string", "maxLength": 40_000, "description": "SPARQL 1.1, SELECT or ASK."},
                "question": {"type": "string", "maxLength": 200,
                             "description": "Name of a competency question, in place of a query."},
                "language": _LANGUAGE,
            }
        ),
        _gives(
            {
                "columns": _STRINGS, "rows": {"type": "array", "items": _STRINGS}, "rows_in_all": _COUNT,
                "statements": _STATEMENTS,
            }
        ),
    )  # fmt: skip


def _explain() -> Tool:
    premise: Schema = {"type": "object", "properties": {"triple": _STRINGS, "statements": _STATEMENTS}}
    return Tool(
        "explain", "Explain",
        "Where a triple comes from: the statements that say it, with status and sources; or the rule that derives "
        "it, and the triples that it follows from, each with the statements that say it.",
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
            {"triple": _STRINGS, "statements": _STATEMENTS, "derived": {"type": "boolean"}},
            rule={"type": "string"}, title={"type": "string"},
            premises={"type": "array", "items": premise}, premises_in_all=_COUNT, note={"type": "string"},
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
        near = difflib.get_close_matches(name, questions, 5, 0.5)
        hint = f"did you mean {' or '.join(near)}?" if near else "the resource govgraph://questions lists them"
        raise UsageError(f"{name[:100]!r} is no question; {hint}")
    return questions[name]
