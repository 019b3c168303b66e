"""Queries to an endpoint elsewhere, with the same results as those to the built graph (SPARQL 1.1 Protocol)."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING

import httpx

from govgraph import __version__
from govgraph.answers import Rows, read_graph, read_rows
from govgraph.errors import EnvironmentFault, UsageError
from govgraph.model.terms import Prefixes

if TYPE_CHECKING:
    import rdflib

MOST = 64 * 1024**2  # bytes of an answer
_PATIENCE = 10.0  # seconds that a busy server may ask to wait
_ROWS, _TURTLE = "application/sparql-results+json", "text/turtle"


class Remote:
    """An endpoint; `connect` makes one. Redirects are not followed, and nothing but its address is asked."""

    def __init__(self, url: str, token: str, timeout: float, prefixes: Mapping[str, str]) -> None:
        headers = {"user-agent": f"govgraph/{__version__}", **({"authorization": f"Bearer {token}"} if token else {})}
        self.url, self.timeout, self.prefixes = url, timeout, Prefixes(dict(prefixes))
        self.client = httpx.Client(headers=headers, timeout=timeout, follow_redirects=False, trust_env=False)

    def query(self, query: str) -> Rows:
        """Rows of a SELECT or ASK.

        Raises: UsageError for a query that the endpoint refuses, EnvironmentFault where it can't be reached, is busy,
        fails, or answers with more than `MOST` bytes or something else.
        """
        return read_rows(self._ask(query, _ROWS), self.prefixes)

    def construct(self, query: str) -> rdflib.Graph:
        """The graph that a CONSTRUCT or DESCRIBE makes. Raises: as `query`."""
        return read_graph(self._ask(query, _TURTLE))

    def close(self) -> None:
        """No connection is open."""
        self.client.close()

    def __enter__(self) -> Remote:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, query: str, accept: str) -> bytes:
        if "{" not in query:
            raise UsageError(f"{query[:100]!r} is no query; an endpoint knows no questions by name")
        try:
            status, headers, body = self._send(query, accept)
            wait = _seconds(headers.get("retry-after", ""))
            if status in (429, 503) and wait is not None:
                time.sleep(wait)
                status, headers, body = self._send(query, accept)
        except httpx.HTTPError as error:
            raise EnvironmentFault(f"{self.url} does not answer: {error or type(error).__name__}") from error
        return self._checked(status, headers.get("content-type", ""), body, accept)

    def _send(self, query: str, accept: str) -> tuple[int, httpx.Headers, bytes]:
        with self.client.stream("POST", self.url, data={"query": query}, headers={"accept": accept}) as response:
            parts = bytearray()
            begun = time.monotonic()
            for part in response.iter_bytes():
                parts += part
                if len(parts) > MOST:
                    raise EnvironmentFault(f"{self.url}: the answer is larger than {MOST:,} bytes; ask for less")
                if time.monotonic() - begun > self.timeout:
                    raise EnvironmentFault(f"{self.url}: the answer took longer than {self.timeout:g} s")
            return response.status_code, response.headers, bytes(parts)

    def _checked(self, status: int, media_type: str, body: bytes, accept: str) -> bytes:
        if status == 200:
            if media_type.partition(";")[0].strip().lower() != accept:
                raise EnvironmentFault(f"{self.url} answers with {media_type[:80] or 'no media type'}, not {accept}")
            return body
        if 300 <= status < 400:
            raise UsageError(f"{self.url} leads elsewhere ({status}); give the endpoint's own address")
        told = (
            f"{self.url} refuses: {_reason(body)}" if status < 500 else f"{self.url} fails ({status}): {_reason(body)}"
        )
        if status in (429, 503):
            raise EnvironmentFault(f"{self.url} is busy ({status}): {_reason(body)}")
        raise (UsageError if status < 500 else EnvironmentFault)(told)


def connect(url: str, *, token: str = "", timeout: float = 30.0, prefixes: Mapping[str, str] | None = None) -> Remote:
    """An endpoint to ask. Args: token, sent as a bearer's; timeout, seconds for an answer; prefixes, to shorten IRIs.

    Raises: UsageError where the address is no web address.
    """
    if not url.startswith(("http://", "https://")):
        raise UsageError(f"{url!r} is no web address; write it as in http://127.0.0.1:8080/sparql")
    return Remote(url, token, timeout, prefixes or {})


def _seconds(retry_after: str) -> float | None:
    """Seconds to wait, None where that is too long or not said."""
    return float(retry_after) if retry_after.isdigit() and float(retry_after) <= _PATIENCE else None


def _reason(body: bytes) -> str:
    """The detail of a problem (RFC 9457), else the first words of the body."""
    try:
        told = json.loads(body)
        return str(told["detail"])
    except (ValueError, KeyError, TypeError):
        return " ".join(body[:400].decode("utf-8", "replace").split())[:300] or "without a word"
