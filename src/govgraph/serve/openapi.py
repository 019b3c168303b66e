"""The server's addresses as OpenAPI 3.1: parameters with examples that run, bodies, every answer, the limits.

What a client can rely on stands here; `tests/test_schemathesis.py` asks a running server whether it is so.
"""

from __future__ import annotations

from typing import Any

from govgraph.publish.rules.table import SEGMENT
from govgraph.query import MAX_CHARACTERS, MAX_DEPTH, MAX_PATH_STEPS, MAX_WORDS
from govgraph.serve.describe import ENDINGS, VIEWS
from govgraph.serve.http import PROBLEM, REASONS
from govgraph.serve.limits import MEGABYTE, Limits
from govgraph.serve.openapi_schemas import SCHEMAS
from govgraph.serve.operations import GRAPH_FORMATS, MEDIA_TYPES, RESULT_FORMATS

Document = dict[str, Any]

FORM = "application/x-www-form-urlencoded"
SELECT = "SELECT ?who WHERE { ?who gov:signed letter:pause-letter-2023 } ORDER BY ?who LIMIT 3"
ASK = "ASK { person:elon-musk gov:signed letter:pause-letter-2023 }"
CONSTRUCT = "CONSTRUCT { ?who gov:signed ?letter } WHERE { ?who gov:signed ?letter } LIMIT 3"
UPDATE = 'INSERT DATA { GRAPH <https://example.org/notes> { person:elon-musk rdfs:comment "a note" } }'
QUERIES = '{"q0": {"query": "Elon Musk", "type": "gov:Person", "limit": 3}}'
EXTEND = '{"ids": ["person/elon-musk"], "properties": [{"id": "rdfs:label"}]}'

_FORMATS = [*RESULT_FORMATS, *GRAPH_FORMATS]
_RESULTS = tuple(MEDIA_TYPES[name] for name in _FORMATS)
_GRAPHS = tuple(MEDIA_TYPES[name] for name in GRAPH_FORMATS)
_BUSY = (429, 431, 503)
_HEADERS: dict[int, dict[str, str]] = {
    401: {"WWW-Authenticate": "The scheme: Bearer."},
    405: {"Allow": "The methods that there are."},
    429: {"Retry-After": "Seconds after which it can go on."},
}
_TAGS = {
    "queries": "SPARQL 1.1 Protocol",
    "graphs": "SPARQL 1.1 Graph Store HTTP Protocol, reading",
    "entities": "Linked data: IRIs and what is told of them",
    "reconciliation": "Reconciliation Service API 0.2, as OpenRefine uses it; /reconcile/de is all of it in German",
    "service": "The server itself",
}


def describe_api(title: str, version: str, address: str, limits: Limits, writable: bool) -> Document:
    """The description of a server at an address, with `/` at its end: equal arguments give an equal document."""
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version, "summary": "A knowledge graph over HTTP",
                 "description": f"{_ABOUT}\n\n{_limits(limits)}"},
        "servers": [{"url": address.rstrip("/")}],
        "tags": [{"name": name, "description": text} for name, text in _TAGS.items()],
        "paths": {
            "/sparql": _sparql(limits, writable),
            "/graphs": _graphs(),
            "/id/{kind}/{name}": {"get": _entity()},
            **_reconcile(),
            "/health": {"get": _plain("health", "How the server is.", "application/json", "Health")},
            "/metrics": {"get": _plain("metrics", "Figures for Prometheus.", "text/plain", "Text")},
            "/openapi.json": {"get": _plain("openapi", "This description.", "application/json", "Description")},
        },
        "components": {
            "schemas": {name: each for name, each in SCHEMAS.items() if writable or name != "Updated"},
            "parameters": _parameters(limits),
            "responses": {_name(status): _problem(status) for status in REASONS},
            **({"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}} if writable else {}),
        },
    }  # fmt: skip


_ABOUT = """\
The default graph of a query is the union of all named graphs, unless `default-graph-uri`, `named-graph-uri` or `FROM`
choose others. The project's prefixes need not be declared. Media types are chosen by `Accept` with its q-values, or by
`_format`. `HEAD` answers like `GET` without a body, `OPTIONS` with 204 and the headers of CORS; every origin may read.
Answers that follow from the graph carry an `ETag`; `If-None-Match` gets 304 where nothing has changed. All other
addresses are IRIs, which lead to pages and data, or files of the site, of which `Range` gets a part (206, 416).

Whatever is refused is told as `application/problem+json` (RFC 9457): `detail` says what would be right, `limit` which
limit was hit. 429 and 503 say in `Retry-After` when to come back."""


def _limits(limits: Limits) -> str:
    """All limits that a client can hit, with their values."""
    rate = f"{limits.client_rate} requests a second" if limits.client_rate else "any number of requests a second"
    query = (
        f"{limits.seconds:g} s (CPU {limits.cpu_seconds:g} s), {limits.memory // MEGABYTE} MB beside the graph, "
        f"{limits.result // MEGABYTE} MB of answer; past that 422"
    )
    text = (
        f"{MAX_CHARACTERS} characters, {MAX_WORDS} words, {MAX_DEPTH} levels of brackets, {MAX_PATH_STEPS} path steps, "
        "no SERVICE; past that 400"
    )
    request = f"{limits.head // 1024} kB of head (431), {limits.body // 1024} kB of body (413), 64 parameters (400)"
    client = (
        f"{limits.client_running} queries at one time, {limits.client_waiting} that wait, {rate}, "
        f"{limits.client_seconds:g} s of the engine ahead (one grows back each second), {limits.client_connections} "
        "connections; past that 429"
    )
    server = (
        f"{limits.workers} queries at one time, {limits.waiting} that wait, {limits.connections} connections; past "
        "that 503"
    )
    lines = {"a query": query, "its text": text, "a request": request, "a client": client, "the server": server}
    return "Limits:\n\n" + "\n".join(f"- {what}: {line}" for what, line in lines.items())


def _name(status: int) -> str:
    return REASONS[status].title().replace(" ", "").replace("-", "")


def _problem(status: int) -> Document:
    headers = {
        name: {"description": text, "required": True, "schema": {"type": "string"}}
        for name, text in _HEADERS.get(status, {}).items()
    }
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": REASONS[status], "content": content, **({"headers": headers} if headers else {})}


def _problems(*statuses: int) -> Document:
    return {str(each): {"$ref": f"#/components/responses/{_name(each)}"} for each in sorted(statuses)}


def _content(schema: str, *media_types: str) -> Document:
    return {each: {"schema": {"$ref": f"#/components/schemas/{schema}"}} for each in media_types}


def _told(text: str, content: Document, *headers: str) -> Document:
    told = {each: {"schema": {"type": "string"}} for each in headers}
    return {"description": text, "content": content, **({"headers": told} if told else {})}


def _redirect(text: str) -> Document:
    location = {
        "description": "Where to go.",
        "required": True,
        "schema": {"type": "string", "format": "uri-reference"},
    }
    return {"description": text, "headers": {"Location": location}}


_UNCHANGED: Document = {"description": "What the client has is still good.", "headers": {
    "ETag": {"required": True, "schema": {"type": "string"}}}}  # fmt: skip


def _parameter(name: str, text: str, schema: Document, where: str = "query", **more: object) -> Document:
    return {"name": name, "in": where, "description": text, "schema": schema, **more}


def _text(**more: object) -> Document:
    return {"type": "string", **more}


def _parameters(limits: Limits) -> Document:
    """Parameters that several operations have."""
    iris = {"type": "array", "items": _text(format="iri"), "maxItems": 32}
    seconds = {"type": "number", "exclusiveMinimum": 0}
    return {
        "defaultGraph": _parameter("default-graph-uri", "A graph that is part of the query's default graph.", iris),
        "namedGraph": _parameter("named-graph-uri", "A graph that the query can name.", iris),
        "timeout": _parameter("timeout", f"Seconds that the query may take, at most {limits.seconds:g}.", seconds,
                              example=min(2, limits.seconds)),
        "resultFormat": _parameter("_format", "Stands in for `Accept`; a media type does as well.",
                                   _text(enum=_FORMATS)),
        "graphFormat": _parameter("_format", "Stands in for `Accept`; a media type does as well.",
                                  _text(enum=list(GRAPH_FORMATS)), example="nt"),
        "language": _parameter("language", "Language of labels; else `Accept-Language` says.",
                               _text(enum=["en", "de"]), example="de"),
    }  # fmt: skip


def _shared(*names: str) -> list[Document]:
    return [{"$ref": f"#/components/parameters/{name}"} for name in names]


def _content_of_answers() -> Document:
    """Media type -> schema of an answer to a query, or of the service description."""
    return {
        **_content("Solutions", MEDIA_TYPES["json"]),
        **_content("Text", *(each for each in _RESULTS if each not in (MEDIA_TYPES["json"], MEDIA_TYPES["jsonld"]))),
        **_content("Json", MEDIA_TYPES["jsonld"]),
    }


def _graph_content() -> Document:
    return {**_content("Text", *(each for each in _GRAPHS if each != MEDIA_TYPES["jsonld"])),
            **_content("Json", MEDIA_TYPES["jsonld"])}  # fmt: skip


def _sparql(limits: Limits, writable: bool) -> Document:
    examples = {"select": {"summary": "A table", "value": SELECT}, "ask": {"summary": "Yes or no", "value": ASK},
                "construct": {"summary": "A graph", "value": CONSTRUCT}}  # fmt: skip
    query = _parameter("query", "A SPARQL 1.1 query; without it the service describes itself (RDF, or 303 to the page "
                       "where queries are written). What is too long for a head goes by POST.",
                       _text(format="sparql-query"), examples=examples)  # fmt: skip
    shared = _shared("defaultGraph", "namedGraph", "resultFormat", "timeout")
    answers = {
        "200": _told("The answer; without a query the service description.", _content_of_answers(), "ETag", "Vary"),
        "303": _redirect("Without a query, for browsers: the page where queries are written."),
        "304": _UNCHANGED,
        **_problems(400, 406, 422, *_BUSY, 502),
    }
    return {
        "get": {"operationId": "query", "tags": ["queries"], "summary": "Ask a query.",
                "parameters": [query, *shared], "responses": answers},
        "post": _post(limits, writable, shared, answers, examples),
    }  # fmt: skip


def _post(limits: Limits, writable: bool, shared: list[Document], answers: Document, examples: Document) -> Document:
    longest = {"maxLength": MAX_CHARACTERS}
    fields = {"query": _text(format="sparql-query", **longest), "timeout": {"type": "number", "exclusiveMinimum": 0},
              "_format": _text(enum=_FORMATS)}  # fmt: skip
    content: Document = {
        FORM: {"schema": {"type": "object", "properties": fields}, "example": {"query": SELECT, "_format": "csv"}},
        "application/sparql-query": {"schema": _text(format="sparql-query", **longest), "examples": examples},
    }
    what = f"Ask a long query: the body may have {limits.body // 1024} kB. Updates get 403: this graph is only read."
    found = {"operationId": "queryByPost", "tags": ["queries"], "summary": "Ask a query in a body.",
             "description": what,
             "parameters": shared, "requestBody": {"required": True, "content": content},
             "responses": {**answers, **_problems(403, 413, 415)}}  # fmt: skip
    return _with_updates(found) if writable else found


def _with_updates(post: Document) -> Document:
    """The operation as a server has it that takes updates from whoever has its token."""
    update = {"schema": _text(format="sparql-update"), "example": UPDATE}
    using = [
        _parameter(f"using-{kind}", text, {"type": "array", "items": _text(format="iri"), "maxItems": 32})
        for kind, text in (("graph-uri", "For updates: a graph that is part of the default graph of their patterns."),
                           ("named-graph-uri", "For updates: a graph that their patterns can name."))
    ]  # fmt: skip
    content: Document = dict(post["requestBody"]["content"])
    fields = {**content[FORM]["schema"]["properties"], "update": _text(format="sparql-update")}
    content[FORM] = {**content[FORM], "schema": {"type": "object", "properties": fields}}
    content["application/sparql-update"] = update
    done = _content("Updated", "application/json")
    answer = {**post["responses"]["200"], "content": {**post["responses"]["200"]["content"], **done}}
    responses = {key: value for key, value in post["responses"].items() if key != "403"}
    return {
        **post,
        "summary": "Ask a query in a body, or update the store.",
        "description": "An update needs the server's token. It is done whole and kept, or not at all.",
        "parameters": [*post["parameters"], *using],
        "requestBody": {"required": True, "content": content},
        "security": [{}, {"token": []}],
        "responses": {**responses, "200": answer, **_problems(401)},
    }


def _graphs() -> Document:
    default = _parameter("default", "The default graph: the union of all.", _text(maxLength=0), allowEmptyValue=True)
    return {
        "get": {
            "operationId": "graph", "tags": ["graphs"], "summary": "A graph as a whole.",
            "description": "Name one graph: `default` or `graph`. Graphs are only read: PUT, POST, DELETE get 405.",
            "parameters": [default, _parameter("graph", "IRI of a named graph.", _text(format="graph-iri")),
                           *_shared("graphFormat")],
            "responses": {
                "200": _told("The graph.", _graph_content(), "ETag", "Vary"),
                "304": _UNCHANGED,
                **_problems(400, 404, 406, 422, *_BUSY),
            },
        }
    }  # fmt: skip


def _entity() -> Document:
    pattern = f"^{SEGMENT}$"
    formats = sorted({ending for endings in VIEWS.values() for ending in endings} | {"md", "html"})
    faces = {**_content("Text", *(each for each in ENDINGS if "json" not in each), "text/markdown"),
             **_content("Json", *(each for each in ENDINGS if "json" in each))}  # fmt: skip
    page = _content("Text", "text/html")
    return {
        "operationId": "entity", "tags": ["entities"],
        "summary": "An entity's IRI.",
        "description": "Leads with 303 to the page or data that `Accept` and `Accept-Language` prefer. `_format` sends "
                       "data at once, `_profile` (or `Accept-Profile`) a view of the graph.",
        "parameters": [
            _parameter("kind", "Kind in the IRI.", _text(pattern=pattern), "path", required=True, example="person"),
            _parameter("name", "Name in the IRI.", _text(pattern=pattern), "path", required=True, example="elon-musk"),
            _parameter("_format", "A face at once; a media type does as well.", _text(enum=formats), example="ttl"),
            _parameter("_profile", "A view: bare triples, statements, statements with RDF 1.2 reifiers.",
                       _text(enum=list(VIEWS))),
        ],
        "responses": {
            "200": _told("What was asked for.", faces, "ETag", "Vary", "Content-Location", "Link"),
            "303": _redirect("The page or data that fits."),
            "304": _UNCHANGED,
            "404": {"description": "There is nothing of this name; browsers get a page.",
                    "content": {**_problem(404)["content"], **page}},
            **_problems(400, 406, 414, 422, *_BUSY),
        },
    }  # fmt: skip


def _reconcile() -> Document:
    batch = {"queries": _text(format="reconcile-queries"), "extend": _text(format="reconcile-extend")}
    form = {"schema": {"type": "object", "properties": batch}, "example": {"queries": QUERIES}}
    texts = {"queries": ("JSON object of queries.", QUERIES), "extend": ("JSON object of ids and properties.", EXTEND)}
    parameters = [_parameter(name, texts[name][0], schema) for name, schema in batch.items()]
    root = {
        "get": _reconciled("reconcile", "The manifest; with `queries` candidates, with `extend` values.", "Reconciled",
                           parameters),
        "post": {
            **_reconciled("reconcileByPost", "The same for long batches.", "Reconciled", [], 415),
            "requestBody": {"required": True, "content": {FORM: form}},
        },
    }  # fmt: skip
    skip = _parameter("cursor", "How many to pass over.", {"type": "integer", "minimum": 0})
    suggest = {
        f"/reconcile/suggest/{kind}": {
            "get": _reconciled(f"suggest{kind.title()}", f"What begins like a text: {kind}.", "Suggestions",
                               [_parameter("prefix", "What has been typed.", _text(), example=example), skip])
        }
        for kind, example in (("entity", "elon"), ("type", "pers"), ("property", "sign"))
    }  # fmt: skip
    kind = _parameter("type", "Id of a type.", _text(), example="gov:Person")
    most = _parameter("limit", "How many at most.", {"type": "integer", "minimum": 1, "maximum": 99_999}, example=5)
    propose = _reconciled("propose", "Properties that entities of a type have.", "Proposals", [kind, most])
    return {"/reconcile": root, **suggest, "/reconcile/extend/propose": {"get": propose},
            "/reconcile/preview": {"get": _preview()}}  # fmt: skip


def _reconciled(name: str, summary: str, schema: str, parameters: list[Document], *statuses: int) -> Document:
    answer = _told("The answer.", _content(schema, "application/json"), "Vary")
    return {"operationId": name, "tags": ["reconciliation"], "summary": summary,
            "parameters": [*parameters, *_shared("language")],
            "responses": {"200": answer, **_problems(400, 413, 422, *_BUSY, *statuses)}}  # fmt: skip


def _preview() -> Document:
    ident = _parameter("id", "Id of an entity.", _text(), required=True, example="person/elon-musk")
    page = _told("A small page without scripts.", _content("Text", "text/html"), "Content-Security-Policy", "Vary")
    return {"operationId": "preview", "tags": ["reconciliation"], "summary": "A candidate at a glance.",
            "parameters": [ident, *_shared("language")],
            "responses": {"200": page, **_problems(400, 404, 422, *_BUSY)}}  # fmt: skip


def _plain(name: str, summary: str, media_type: str, schema: str) -> Document:
    answers = {"200": _told("As it is now.", _content(schema, media_type)), **_problems(*_BUSY)}
    return {"operationId": name, "tags": ["service"], "summary": summary, "responses": answers}
