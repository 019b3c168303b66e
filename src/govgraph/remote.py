"""Queries to an endpoint elsewhere, with the same results as those to the built graph (SPARQL 1.1 Protocol)."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING

import httpx

from govgraph import __version__
from govgraph.answers import Rows, check_form, read_graph, read_rows
from govgraph.errors import EnvironmentFault, UsageError
from govgraph.model.terms import Prefixes
from govgraph.query import MAX_SECONDS, OPAQUE

if TYPE_CHECKING:
    import rdflib

MOST = 64 * 1024**2  # bytes of an answer
_PATIENCE = 10.0  # seconds that a busy server may ask to wait
_NAME = re.compile(r"[\w./\\-]*")  # of a question or a file: no query has neither space nor colon nor brace
_PREFIX = re.compile(r"(?<![\w.?$-])([\w.-]*):")
_DECLARED = re.compile(r"\bPREFIX\s+([\w.-]*):", re.IGNORECASE)
_ROWS, _TURTLE = "application/sparql-results+json", "text/turtle"


class Remote:
    """An endpoint; `connect` makes one. Redirects are not followed, and nothing but its address is asked."""

    def __init__(self, address: httpx.URL, token: str, timeout: float, prefixes: Mapping[str, str]) -> None:
        headers = {"user-agent": f"govgraph/{__version__}", "accept-encoding": "gzip"}
        if token:
            headers["authorization"] = f"Bearer {token}"
        self.address, self.timeout, self.prefixes = address, timeout, Prefixes(dict(prefixes))
        self.url = str(address.copy_with(userinfo=b""))  # in messages: without a password
        self.client = httpx.Client(headers=headers, timeout=timeout, follow_redirects=False, trust_env=False)

    def query(self, query: str) -> Rows:
        """Rows of a SELECT or ASK; prefixes that the query does not declare are those of the client.

        Raises: UsageError for a query that the endpoint refuses, EnvironmentFault where it can't be reached, is busy,
        fails, or answers with more than `MOST` bytes or something else.
        """
        return read_rows(self._ask(query, graph=False), self.prefixes)

    def construct(self, query: str) -> rdflib.Graph:
        """The graph that a CONSTRUCT or DESCRIBE makes. Raises: as `query`."""
        return read_graph(self._ask(query, graph=True))

    def close(self) -> None:
        """No connection is open."""
        self.client.close()

    def __enter__(self) -> Remote:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, query: str, *, graph: bool) -> bytes:
        if _NAME.fullmatch(query):
            raise UsageError(f"{query[:100]!r} is no query; an endpoint knows no questions by name")
        check_form(query, graph=graph)
        if self.client.is_closed:
            raise UsageError(f"the connection to {self.url} is closed; connect again")
        query, accept = declare(query, self.prefixes.namespaces), _TURTLE if graph else _ROWS
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
        begun = time.monotonic()
        with self.client.stream("POST", self.address, data={"query": query}, headers={"accept": accept}) as response:
            packed = response.headers.get("content-encoding", "identity").strip().lower()
            if packed not in ("gzip", "identity"):  # others can unpack a few bytes to more than the memory
                raise EnvironmentFault(f"{self.url} packs its answer as {_shown(packed, 40)}, which was not asked for")
            parts = bytearray()
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
                raise EnvironmentFault(
                    f"{self.url} answers with {_shown(media_type, 80) or 'no media type'}, not {accept}"
                )
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
    """An endpoint to ask.

    Args: token, sent as a bearer's; timeout, seconds without a byte, and for the whole body; prefixes, for queries and
    to shorten IRIs.
    Raises: UsageError where the address is no web address, the token no token, the timeout out of range.
    """
    try:
        address = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise UsageError(f"{url[:200]!r} is no web address: {error}") from error
    if address.scheme not in ("http", "https") or not address.host or not 0 < (address.port or 80) < 65536:
        raise UsageError(f"{url[:200]!r} is no web address; write it as in http://127.0.0.1:8080/sparql")
    if token and not re.fullmatch(r"[!-~]+", token):
        raise UsageError(
            "the token has other characters than letters, digits and signs of ASCII; it is sent in a header"
        )
    if not 0 < timeout <= MAX_SECONDS:
        raise UsageError(f"a timeout of {timeout:g} s is out of range; give more than 0, at most {MAX_SECONDS:g}")
    return Remote(address, token, timeout, prefixes or {})


def declare(query: str, namespaces: Mapping[str, str]) -> str:
    """The query with the prefixes declared that it uses and does not declare, so far as they are known.

    >>> declare("ASK { ?s a ex:Ban, other:Ban }", {"ex": "https://example.org/"})
    'PREFIX ex: <https://example.org/> ASK { ?s a ex:Ban, other:Ban }'
    """
    bare = OPAQUE.sub(" _ ", query)
    missing = set(_PREFIX.findall(bare)) - set(_DECLARED.findall(bare))
    known = sorted(missing & set(namespaces))
    return "".join(f"PREFIX {name}: <{namespaces[name]}> " for name in known) + query


def _seconds(retry_after: str) -> float | None:
    """Seconds to wait, None where that is too long or not said."""
    known = re.fullmatch("[0-9]{1,9}", retry_after)
    return float(retry_after) if known and float(retry_after) <= _PATIENCE else None


def _reason(body: bytes) -> str:
    """The detail of a problem (RFC 9457), else the first words of the body."""
    try:
        return _shown(str(json.loads(body)["detail"]), 1000)
    except (ValueError, LookupError, TypeError, RecursionError):
        return _shown(body[:400].decode("utf-8", "replace"), 300) or "without a word"


def _shown(text: str, most: int) -> str:
    """One line fit for a terminal, with at most so many characters."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:most].strip()
