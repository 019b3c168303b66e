"""The server's addresses as OpenAPI 3.1: parameters, bodies, answers, limits."""

from __future__ import annotations

from typing import Any

from govgraph.serve.http import PROBLEM, REASONS
from govgraph.serve.limits import MEGABYTE, Limits
from govgraph.serve.operations import GRAPH_FORMATS, MEDIA_TYPES, RESULT_FORMATS

Document = dict[str, Any]

_EXAMPLE = "SELECT ?who { ?who gov:signed letter:pause-letter-2023 } ORDER BY ?who LIMIT 3"
_FORM = "application/x-www-form-urlencoded"
_FORMATS = [*RESULT_FORMATS, *GRAPH_FORMATS]


def describe_api(title: str, version: str, address: str, limits: Limits, writable: bool) -> Document:
    """The description of a server at an address, with `/` at its end."""
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version, "description": _description(limits)},
        "servers": [{"url": address.rstrip("/")}],
        "paths": {
            "/sparql": _sparql(writable),
            "/graphs": {"get": _graphs()},
            **_reconcile(),
            "/id/{kind}/{name}": {"get": _entity()},
            "/health": {"get": _plain("health", "How the server is.", "application/json")},
            "/metrics": {"get": _plain("metrics", "Figures for Prometheus.", "text/plain")},
            "/openapi.json": {"get": _plain("openapi", "This description.", "application/json")},
        },
        "components": {
            "schemas": {"Problem": _PROBLEM},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


_PROBLEM: Document = {
    "type": "object",
    "description": "Why there is no answer (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What would be right, in one sentence."},
        "limit": {"type": "string", "description": "The limit that was hit, and its value."},
    },
}


def _description(limits: Limits) -> str:
    return (
        "SPARQL 1.1 Protocol, Graph Store Protocol (reading), Reconciliation API 0.2, linked data. The default graph "
        f"is the union of all. A query may take {limits.seconds:g} s, {limits.memory // MEGABYTE} MB and answer with "
        f"{limits.result // MEGABYTE} MB; past that it gets 422. 429 and 503 say when to come back (Retry-After)."
    )


def _problems(*statuses: int) -> Document:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {str(each): {"description": REASONS[each], "content": {PROBLEM: {"schema": schema}}} for each in statuses}


def _content(*media_types: str) -> Document:
    return {each: {"schema": {}} for each in dict.fromkeys(media_types)}


def _parameter(name: str, text: str, where: str = "query", **schema: object) -> Document:
    return {"name": name, "in": where, "description": text, "schema": {"type": "string", **schema}}


def _list(name: str, text: str) -> Document:
    return {"name": name, "in": "query", "description": text, "schema": {"type": "array", "items": {"type": "string"}}}


def _sparql(writable: bool) -> Document:
    formats = _parameter("_format", "Stands in for Accept.", enum=_FORMATS)
    graphs = [_list(f"{kind}-graph-uri", f"A graph of the query's {kind} graphs.") for kind in ("default", "named")]
    seconds = {"name": "timeout", "in": "query", "description": "Seconds, at most the server's limit.",
               "schema": {"type": "number", "exclusiveMinimum": 0}}  # fmt: skip
    answers = {
        "200": {
            "description": "The answer, or without a query the service description.",
            "headers": {"ETag": {"schema": {"type": "string"}}},
            "content": _content(*(MEDIA_TYPES[name] for name in _FORMATS)),
        },
        "303": {"description": "Without a query, for browsers: the page where queries are written."},
        "304": {"description": "The answer has not changed."},
        **_problems(400, 406, 422, 429, 431, 503),
    }
    query = _parameter("query", "The query; without it the service describes itself.") | {"example": _EXAMPLE}
    get = {"operationId": "query", "summary": "A SPARQL 1.1 query.", "parameters": [query, *graphs, formats, seconds],
           "responses": answers}  # fmt: skip
    return {"get": get, "post": _post(writable, [*graphs, formats, seconds], answers)}


def _post(writable: bool, parameters: list[Document], answers: Document) -> Document:
    text = {"schema": {"type": "string"}, "example": _EXAMPLE}
    fields = {"query": {"type": "string"}, "_format": {"type": "string", "enum": _FORMATS}}
    content: Document = {
        _FORM: {"schema": {"type": "object", "properties": fields}, "example": {"query": _EXAMPLE}},
        "application/sparql-query": text,
        "application/sparql-update": {"schema": {"type": "string"}},
    }
    what = "A query, or an update with the server's token." if writable else "A query; updates get 403."
    return {
        "operationId": "queryByPost",
        "summary": what,
        "parameters": parameters,
        "requestBody": {"required": True, "content": content},
        "security": [{}, {"token": []}],
        "responses": {**answers, **_problems(401, 403, 413, 415)},
    }


def _graphs() -> Document:
    default = {"name": "default", "in": "query", "allowEmptyValue": True, "schema": {"type": "string"},
               "description": "The default graph: the union of all."}  # fmt: skip
    return {
        "operationId": "graph",
        "summary": "A graph as a whole: name one by `default` or by `graph`.",
        "parameters": [
            default,
            _parameter("graph", "IRI of a named graph.", format="iri"),
            _parameter("_format", "Stands in for Accept.", enum=list(GRAPH_FORMATS)),
        ],
        "responses": {
            "200": {"description": "The graph.", "content": _content(*(MEDIA_TYPES[name] for name in GRAPH_FORMATS))},
            "304": {"description": "The graph has not changed."},
            **_problems(400, 404, 405, 406, 422, 429, 431, 503),
        },
    }


def _reconcile() -> Document:
    answers = {
        "200": {"description": "The answer.", "content": _content("application/json")},
        **_problems(400, 413, 422, 429, 431, 503),
    }
    batch = {"queries": {"type": "string"}, "extend": {"type": "string"}}
    example = {"queries": '{"q0":{"query":"Elon Musk","type":"gov:Person"}}'}
    form = {"schema": {"type": "object", "properties": batch}, "example": example}
    body = {"required": True, "content": {_FORM: form}}
    language = _parameter("language", "Language of labels.", enum=["en", "de"])
    found: Document = {
        "/reconcile": {
            "get": {
                "operationId": "reconcile", "summary": "The manifest; with `queries` candidates, with `extend` values.",
                "parameters": [_parameter("queries", "JSON object of queries."),
                               _parameter("extend", "JSON object of ids and properties."), language],
                "responses": answers,
            },
            "post": {
                "operationId": "reconcileByPost", "summary": "The same for long batches.", "requestBody": body,
                "responses": {**answers, **_problems(415)},
            },
        }
    }  # fmt: skip
    for kind in ("entity", "type", "property"):
        found[f"/reconcile/suggest/{kind}"] = {
            "get": {
                "operationId": f"suggest-{kind}", "summary": f"What begins like a text: {kind}.",
                "parameters": [_parameter("prefix", "What has been typed."), _parameter("cursor", "How many to skip."),
                               language],
                "responses": answers,
            }
        }  # fmt: skip
    found["/reconcile/extend/propose"] = {
        "get": {
            "operationId": "propose", "summary": "Properties that entities of a type have.",
            "parameters": [_parameter("type", "Id of a type."), _parameter("limit", "How many."), language],
            "responses": answers,
        }
    }  # fmt: skip
    page = {"200": {"description": "A small page.", "content": _content("text/html")}, **_problems(400, 404, 429, 431)}
    preview = {"operationId": "preview", "summary": "A candidate at a glance.", "responses": page,
               "parameters": [_parameter("id", "Id of an entity."), language]}  # fmt: skip
    return {**found, "/reconcile/preview": {"get": preview}}


def _entity() -> Document:
    return {
        "operationId": "entity",
        "summary": "An entity's IRI: leads to the page or data that Accept and Accept-Language prefer.",
        "parameters": [
            {**_parameter("kind", "Kind in the IRI.", "path"), "required": True, "example": "person"},
            {**_parameter("name", "Name in the IRI.", "path"), "required": True, "example": "elon-musk"},
            _parameter("_format", "A face at once: ttl, jsonld, nt, md or a media type."),
            _parameter("_profile", "What the engine tells in a view: simple, full, annotated."),
        ],
        "responses": {
            "200": {
                "description": "The face or view that was asked for.",
                "content": _content("text/turtle", "application/ld+json", "application/n-triples", "text/markdown"),
            },
            "303": {"description": "The page or face that fits."},
            "304": {"description": "It has not changed."},
            **_problems(400, 405, 406, 414, 422, 429, 431, 503),
            "404": {
                "description": "There is nothing of this name.",
                "content": {**_problems(404)["404"]["content"], **_content("text/html")},
            },
        },
    }


def _plain(name: str, summary: str, media_type: str) -> Document:
    answers = {"200": {"description": "As it is now.", "content": _content(media_type)}, **_problems(431)}
    return {"operationId": name, "summary": summary, "responses": answers}
