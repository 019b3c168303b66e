"""SPARQL 1.1 Protocol (section 2): from a request to the payload of a query or an update."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from govgraph.serve.http import Refused, Request, parse_pairs
from govgraph.serve.operations import QueryPayload

FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
_GRAPHS = 32
_SHORT = 2048  # characters of an address that is worth knowing again; 4,096 of them stay small
_CHANGING = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|BNODE)\s*\(", re.IGNORECASE)


class Wanted(NamedTuple):
    """What a request wants: a query, an update or (with neither) the service description.

    `seconds` is a shorter limit that the client set, 0 for none; `key` is all that the answer follows from beside the
    graph, empty where the answer would differ from call to call.
    """

    what: Literal["query", "update", "description"]
    payload: QueryPayload
    update: str
    seconds: float
    key: str = ""


def read_request(request: Request) -> Wanted:
    """What a request to the endpoint wants.

    Raises: Refused 400 where a parameter is missing or there twice, 405, 415 where the body is of another kind.
    """
    accept = request.headers.get("accept", "")
    if request.method in ("GET", "HEAD"):
        return (_read_known if len(request.query) + len(accept) <= _SHORT else _read_get)(request.query, accept)
    if request.method != "POST":
        raise Refused(405, "method", f"{request.method} is not for this address; use GET or POST",
                      headers=(("allow", "GET, HEAD, POST, OPTIONS"),))  # fmt: skip
    media_type, _, parameters = request.headers.get("content-type", "").lower().partition(";")
    _check_charset(parameters)
    pairs = parse_pairs(request.query)
    if media_type.strip() == FORM:
        wanted = _wanted([*pairs, *parse_pairs(_text(request.body))], accept)
        if wanted.what == "description":
            raise Refused(400, "parameters", "the form has neither query nor update")
        return wanted
    if media_type.strip() == QUERY:
        return _wanted([*_without(pairs), ("query", _text(request.body))], accept)
    if media_type.strip() == UPDATE:
        return _wanted([*_without(pairs), ("update", _text(request.body))], accept)
    raise Refused(
        415, "media-type", f"a body of {media_type[:80] or 'no media type'}; send {FORM}, {QUERY} or {UPDATE}"
    )


def _read_get(query: str, accept: str) -> Wanted:
    pairs = parse_pairs(query)
    if any(name == "update" for name, _ in pairs):
        raise Refused(400, "update-by-get", "an update is sent by POST")
    return _wanted(pairs, accept)


# The same address is asked for again and again; what it wants follows from it alone.
_read_known = lru_cache(maxsize=4096)(_read_get)


def _without(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    if any(name in ("query", "update") for name, _ in pairs):
        raise Refused(400, "parameters", "query or update stands in the address and in the body; give it once")
    return pairs


def _check_charset(parameters: str) -> None:
    for each in parameters.split(";"):
        name, _, value = each.partition("=")
        if name.strip() == "charset" and value.strip().strip('"') not in ("utf-8", "utf8", "us-ascii"):
            raise Refused(415, "charset", f"the body is {value.strip()[:40]}; send UTF-8")


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(400, "charset", f"the body is not UTF-8: {error.reason} at byte {error.start}") from error


def _wanted(pairs: list[tuple[str, str]], accept: str) -> Wanted:
    queries = [value for name, value in pairs if name == "query"]
    updates = [value for name, value in pairs if name == "update"]
    if len(queries) + len(updates) > 1:
        raise Refused(400, "parameters", "more than one query or update; give one")
    form = next((value for name, value in pairs if name in ("_format", "format") and value), "")
    payload: QueryPayload = {"accept": accept, "form": form}
    payload["default"] = _graphs(pairs, "default-graph-uri")
    payload["named"] = _graphs(pairs, "named-graph-uri")
    if updates:
        payload["default"] = _graphs(pairs, "using-graph-uri")
        payload["named"] = _graphs(pairs, "using-named-graph-uri")
        return Wanted("update", payload, updates[0], 0.0)
    if not queries:
        if any(name in ("default-graph-uri", "named-graph-uri") for name, _ in pairs):
            raise Refused(400, "parameters", "the parameter query is missing")
        return Wanted("description", payload, "", 0.0)
    if not queries[0].strip():
        raise Refused(400, "parameters", "the query is empty; write one, as in SELECT * { ?s ?p ?o } LIMIT 10")
    payload["query"] = queries[0]
    changing = _CHANGING.search(queries[0])
    key = "" if changing else "\0".join([queries[0], accept, form, *payload["default"], "", *payload["named"]])
    return Wanted("query", payload, "", _seconds(pairs), key)


def _graphs(pairs: list[tuple[str, str]], key: str) -> list[str]:
    found = [value for name, value in pairs if name == key]
    if len(found) > _GRAPHS:
        raise Refused(400, "parameters", f"{len(found)} times {key}; at most {_GRAPHS}", limit=f"{key}: {_GRAPHS}")
    return found


def _seconds(pairs: list[tuple[str, str]]) -> float:
    told = next((value for name, value in pairs if name == "timeout"), "")
    if not told:
        return 0.0
    try:
        seconds = float(told)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise Refused(400, "timeout", f"timeout={told[:40]} is no number of seconds above 0")
    return seconds
