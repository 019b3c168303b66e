"""What answers in JSON look like, as JSON Schema (draft 2020-12): SPARQL results, reconciliation, health, problems."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]


def _object(required: str, /, **properties: Schema) -> Schema:
    """An object with these properties; `required` are names with blanks between."""
    return {"type": "object", "required": required.split(), "properties": properties}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _map(values: Schema) -> Schema:
    return {"type": "object", "additionalProperties": values}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


_TEXT: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer", "minimum": 0}

_TERM = _object(
    "type value", type={"enum": ["uri", "literal", "bnode", "triple"]}, value={"type": ["string", "object"]}
)
_NAMED = _object("id name", id=_TEXT, name=_TEXT)
_CANDIDATE = _object(
    "id name score match type", id=_TEXT, name=_TEXT, description=_TEXT, match={"type": "boolean"},
    score={"type": "number", "minimum": 0, "maximum": 100}, type=_list(_ref("Named")),
    features=_list(_object("id value", id=_TEXT, value={"type": ["number", "boolean"]})),
)  # fmt: skip
_PROBLEM = {
    **_object(
        "title status",
        type={**_TEXT, "description": "about:blank with a stable code behind #."},
        title=_TEXT,
        status={"type": "integer", "minimum": 400, "maximum": 599},
        detail={**_TEXT, "description": "What would be right, in one sentence."},
        limit={**_TEXT, "description": "The limit that was hit, and its value."},
    ),
    "description": "Why there is no answer (RFC 9457).",
}
_SERVICE = _object("service_url service_path", service_url={**_TEXT, "format": "uri"}, service_path=_TEXT)
_MANIFEST = _object(
    "versions name identifierSpace schemaSpace",
    versions={"type": "array", "contains": {"const": "0.2"}}, name=_TEXT, identifierSpace=_TEXT, schemaSpace=_TEXT,
    defaultTypes=_list(_ref("Named")), view=_object("url", url=_TEXT),
    preview=_object("url width height", url=_TEXT, width=_COUNT, height=_COUNT),
    suggest=_object("", entity=_SERVICE, type=_SERVICE, property=_SERVICE),
    extend=_object("", propose_properties=_SERVICE), batchSize=_COUNT,
)  # fmt: skip
_EXTENSION = _object("meta rows", meta=_list(_ref("Named")), rows=_map(_map(_list({"type": "object"}))))

SCHEMAS: Schema = {
    "Problem": _PROBLEM,
    "Solutions": {
        "description": "A table or a truth value (SPARQL 1.1 Query Results JSON Format).",
        "oneOf": [
            _object("head results", head=_object("vars", vars=_list(_TEXT)),
                    results=_object("bindings", bindings=_list(_map(_TERM)))),
            _object("head boolean", head={"type": "object"}, boolean={"type": "boolean"}),
        ],
    },
    "Text": {"type": "string"},
    "Json": {"type": ["object", "array"]},
    "Updated": _object("status generation", status={"const": "ok"}, generation=_COUNT),
    "Named": _NAMED,
    "Manifest": _MANIFEST,
    "Candidates": _map(_object("result", result=_list(_CANDIDATE))),
    "Extension": _EXTENSION,
    "Reconciled": {"anyOf": [_ref("Manifest"), _ref("Candidates"), _ref("Extension")]},
    "Suggestions": _object("result", result=_list(_ref("Named"))),
    "Proposals": _object("properties", properties=_list(_ref("Named")), limit=_COUNT, type=_TEXT),
    "Health": _object("status build workers", status={"enum": ["ok", "starting"]}, name=_TEXT, version=_TEXT,
                      build=_TEXT, generation=_COUNT, workers=_COUNT, waiting=_COUNT, memory_cap=_COUNT),
    "Description": _object("openapi info paths", openapi=_TEXT, info={"type": "object"}, paths={"type": "object"}),
}  # fmt: skip
