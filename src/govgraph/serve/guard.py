"""The server's side of a connection, watched: too many of them, heads without end, bodies and readers that stall.

uvicorn's protocol over httptools does the work; this one adds what it leaves open. `Config.http` takes such a class.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from typing import Any, ClassVar, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from govgraph.serve.ledger import client_of
from govgraph.serve.limits import Limits

_BUSY = (
    b"HTTP/1.1 %s\r\ncontent-type: application/problem+json\r\nconnection: close\r\nretry-after: 5\r\n"
    b"content-length: %d\r\n\r\n%s"
)


class GuardedProtocol(HttpToolsProtocol):
    """One connection. All open ones are in `open`; `watch_connections` ends those that stall."""

    limits: ClassVar[Limits] = Limits()
    open: ClassVar[set[GuardedProtocol]] = set()
    clients: ClassVar[Counter[str]] = Counter()
    ended: ClassVar[Counter[str]] = Counter()

    name = ""
    since = 0.0  # when the request at hand began to come; 0 between requests
    in_head = True
    head_bytes = 0
    stalled_at = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """The connection is counted, or refused at once."""
        super().connection_made(transport)
        self.name = client_of(self.client[0] if self.client else "")
        self.clients[self.name] += 1
        self.open.add(self)
        self.since = time.monotonic()
        if self.clients[self.name] > self.limits.client_connections:
            self._refuse(b"429 Too Many Requests", f"client_connections: {self.limits.client_connections}")
        elif len(self.open) > self.limits.connections:
            self._refuse(b"503 Service Unavailable", f"connections: {self.limits.connections}")

    def _refuse(self, status: bytes, limit: str) -> None:
        self.ended["refused"] += 1
        told = f'{{"title":"{status[4:].decode()}","status":{status[:3].decode()},"limit":"{limit}"}}\n'.encode()
        self.transport.write(_BUSY % (status, len(told), told))
        self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is counted no more."""
        if self in self.open:
            self.open.discard(self)
            self.clients[self.name] -= 1
            if not self.clients[self.name]:
                del self.clients[self.name]
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """What comes is taken, as long as a head is not too long."""
        if self.in_head:
            self.head_bytes += len(data)
            if not self.since:
                self.since = time.monotonic()
        super().data_received(data)
        if self.in_head and self.head_bytes > self.limits.head:
            self.ended["head"] += 1
            self._refuse(b"431 Request Header Fields Too Large", f"head: {self.limits.head} bytes")

    def on_headers_complete(self) -> None:
        """The body is next."""
        self.in_head = False
        self.head_bytes = 0
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is whole."""
        self.since = 0.0
        self.in_head = True
        super().on_message_complete()

    def pause_writing(self) -> None:
        """The reader is slow."""
        self.stalled_at = time.monotonic()
        super().pause_writing()

    def resume_writing(self) -> None:
        """The reader has caught up."""
        self.stalled_at = 0.0
        super().resume_writing()

    def fault(self, now: float) -> str:
        """Why the connection should end now, or nothing."""
        if self.since:
            late = self.limits.head_seconds if self.in_head else self.limits.body_seconds
            if now - self.since > late:
                return "head_seconds" if self.in_head else "body_seconds"
        if self.stalled_at and now - self.stalled_at > self.limits.stalled_seconds:
            return "stalled_seconds"
        return ""


async def watch_connections() -> None:
    """Connections that stall are cut, twice a second, until this task is cancelled."""
    while True:
        await asyncio.sleep(0.5)
        now = time.monotonic()
        for each in list(GuardedProtocol.open):
            if reason := each.fault(now):
                GuardedProtocol.ended[reason] += 1
                cast("Any", each.transport).abort()
