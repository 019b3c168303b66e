"""A request sent byte for byte, and its answer: nothing is encoded, added or tidied up."""

from __future__ import annotations

from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

SECONDS = 30
_REDIRECTS = 5


class Reply(NamedTuple):
    """What a server said: the address that answered, status, headers by name in lower case, body."""

    url: str
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """The media type without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


def send(method: str, url: str, headers: tuple[tuple[str, str], ...] = (), body: bytes = b"") -> Reply:
    """The answer to a request; redirects of a GET are followed. Raises: OSError where there is none."""
    reply = _send(method, url, headers, body)
    for _ in range(_REDIRECTS):
        if method != "GET" or not 300 <= reply.status < 400 or "location" not in reply.headers:
            break
        reply = _send(method, urljoin(reply.url, reply.headers["location"]), headers, b"")
    return reply


def _send(method: str, url: str, headers: tuple[tuple[str, str], ...], body: bytes) -> Reply:
    parts = urlsplit(url)
    make = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = make(parts.netloc, timeout=SECONDS)
    try:
        target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        connection.putrequest(method, target, skip_accept_encoding=True)
        for name, value in headers:
            connection.putheader(name, value)
        if body or method in ("POST", "PUT"):
            connection.putheader("content-length", str(len(body)))
        connection.endheaders(body or None)
        response = connection.getresponse()
        told = {name.lower(): value for name, value in response.getheaders()}
        return Reply(url, response.status, told, response.read())
    except HTTPException as error:
        raise OSError(f"{type(error).__name__}: {error}") from error
    finally:
        connection.close()
