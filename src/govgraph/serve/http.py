"""Requests and responses as the handlers see them: plain data, no framework; errors as RFC 9457 problem details."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from typing import NamedTuple
from urllib.parse import unquote_plus

from govgraph.errors import GovGraphError

PROBLEM = "application/problem+json"
REASONS = {
    400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
    406: "Not Acceptable", 408: "Request Timeout", 413: "Content Too Large", 414: "URI Too Long",
    415: "Unsupported Media Type", 416: "Range Not Satisfiable", 422: "Unprocessable Content",
    429: "Too Many Requests",
    431: "Request Header Fields Too Large", 500: "Internal Server Error", 501: "Not Implemented",
    502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout",
}  # fmt: skip


class Request(NamedTuple):
    """A request whose body has been read.

    `path` is decoded and begins with `/`; `query` is raw; names of headers are in lower case, values of repeated ones
    joined with `, `; `client` is the peer's address, empty where it is unknown.
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    client: str


class Response(NamedTuple):
    """An answer: all its bytes, or a stream of them. Names of headers are in lower case."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes | AsyncIterator[bytes]


class Refused(GovGraphError):  # noqa: N818 - it is no fault of the program
    """A request that gets no answer: status, a stable code, one sentence in English that says what would be right.

    `limit` names the limit that was hit and its value ("seconds: 10"); `retry_after` is in seconds; `headers` go into
    the response.
    """

    exit_code = 1

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        limit: str = "",
        retry_after: int = 0,
        headers: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail = status, code, detail
        self.limit, self.retry_after, self.headers = limit, retry_after, headers


def problem(refused: Refused) -> Response:
    """The response that tells a refusal: `application/problem+json` (RFC 9457), with Retry-After where that helps."""
    told: dict[str, object] = {
        "type": f"about:blank#{refused.code}",
        "title": REASONS.get(refused.status, "Error"),
        "status": refused.status,
        "detail": refused.detail,
    }
    if refused.limit:
        told["limit"] = refused.limit
    headers = [("content-type", PROBLEM), ("cache-control", "no-store"), *refused.headers]
    if refused.retry_after:
        headers.append(("retry-after", str(refused.retry_after)))
    return Response(refused.status, tuple(headers), (json.dumps(told, ensure_ascii=False) + "\n").encode())


def json_response(value: object, *headers: tuple[str, str], media_type: str = "application/json") -> Response:
    """200 with a value as JSON, keys sorted as they come."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(200, (("content-type", media_type), *headers), body)


def parse_pairs(text: str, most: int = 64) -> list[tuple[str, str]]:
    """Names and values of a query string or a form (`application/x-www-form-urlencoded`), in their order.

    Raises: Refused 400 where there are more than `most`, or where the escapes are no UTF-8.

    >>> parse_pairs("a=1&b=x%20y+z&c")
    [('a', '1'), ('b', 'x y z'), ('c', '')]
    """
    parts = [part for part in text.split("&") if part]
    if len(parts) > most:
        raise Refused(400, "parameters", f"{len(parts)} parameters; at most {most}", limit=f"parameters: {most}")
    found = []
    for part in parts:
        name, _, value = part.partition("=")
        try:
            found.append((unquote_plus(name, errors="strict"), unquote_plus(value, errors="strict")))
        except UnicodeDecodeError as error:
            raise Refused(400, "parameters", f"parameter {name[:40]!r} is not UTF-8 behind its escapes") from error
    return found
