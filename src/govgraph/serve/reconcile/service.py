"""What a worker answers for the reconciliation service: manifest, candidates, suggestions, preview, data extension."""

from __future__ import annotations

import json
import re
from typing import Any, TypedDict

from govgraph.namespaces import GOV
from govgraph.serve.http import Refused
from govgraph.serve.operations import Answer, Loaded
from govgraph.serve.reconcile.candidates import MOST_QUERIES, answer_queries
from govgraph.serve.reconcile.extension import SETTINGS, extend, propose
from govgraph.serve.reconcile.preview import HEIGHT, WIDTH, preview
from govgraph.serve.reconcile.suggestions import SUGGEST, main_types

_DEFAULT_TYPES = 16
_PROPOSED = 100
_FILTER = re.compile(r"\(all (.*)\)", re.DOTALL)
_PATHS = ("", "extend/propose", "preview", *SUGGEST)


class ReconcilePayload(TypedDict):
    """`path` is what stands behind the service's address, `parameters` those of the request in their order;
    `address` and `title` are those of the service in that language."""

    path: str
    parameters: list[tuple[str, str]]
    address: str
    title: str
    language: str


def answer_reconcile(loaded: Loaded, payload: ReconcilePayload) -> Answer:
    """The answer to one request. Raises: Refused 400, 404, 413."""
    asked = dict(reversed([(name, value) for name, value in payload["parameters"]]))
    path, language = payload["path"], payload["language"]
    if path == "preview":
        return Answer("text/html; charset=utf-8", preview(loaded, asked.get("id", ""), payload["address"], language))
    if path == "":
        return _json(_root(loaded, asked, payload["address"], payload["title"], language))
    if path == "extend/propose":
        return _json(propose(loaded, asked.get("type", ""), _number(asked.get("limit", ""), _PROPOSED), language))
    if path not in SUGGEST:
        raise Refused(404, "not-found", f"there is nothing at {path[:100]}; there are {', '.join(_PATHS[1:])}")
    skipped = _number(asked.get("cursor", ""), 0)
    return _json({"result": SUGGEST[path](loaded, _typed(asked), skipped, language)})


def _typed(asked: dict[str, str]) -> str:
    """What somebody has typed. OpenRefine takes words with a colon out of it: `(all gov:Person)` is their filter."""
    prefix, filtered = asked.get("prefix", ""), _FILTER.fullmatch(asked.get("filter", ""))
    return f"{prefix} {filtered[1]}".strip() if filtered else prefix


def _json(value: object) -> Answer:
    try:
        return Answer("application/json", json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())
    except UnicodeEncodeError as error:
        raise Refused(400, "text", "a text holds half of a surrogate pair, which is no character") from error


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else otherwise


def _root(loaded: Loaded, asked: dict[str, str], address: str, title: str, language: str) -> object:
    if "queries" in asked:
        return answer_queries(loaded, _parse(asked["queries"], "queries"), language)
    if "extend" in asked:
        return extend(loaded, _parse(asked["extend"], "extend"), language)
    return manifest(loaded, address, title, language)


def _parse(text: str, name: str) -> Any:
    """The JSON of a parameter."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        told = str(error)[:120] if isinstance(error, ValueError) else "nested too deep"
        raise Refused(400, name, f"{name} is no JSON: {told}") from error


def manifest(loaded: Loaded, address: str, title: str, language: str) -> dict[str, object]:
    """The service manifest (section 3 of the API)."""
    root = address.rpartition("/reconcile")[0]
    suggest = {path.rpartition("/")[2]: {"service_url": address, "service_path": f"/{path}"} for path in SUGGEST}
    return {
        "versions": ["0.2"],
        "name": title,
        "identifierSpace": f"{loaded.base}id/",
        "schemaSpace": GOV,
        "defaultTypes": [{"id": each.id, "name": each.name} for each in main_types(loaded, language)[:_DEFAULT_TYPES]],
        "view": {"url": f"{root}/id/{{{{id}}}}"},
        "preview": {"url": f"{address}/preview?id={{{{id}}}}", "width": WIDTH, "height": HEIGHT},
        "suggest": suggest,
        "extend": {
            "propose_properties": {"service_url": address, "service_path": "/extend/propose"},
            "property_settings": SETTINGS,
        },
        "batchSize": MOST_QUERIES,
    }
