"""The server's side of a connection, watched: too many of them, heads without end, bodies and readers that stall.

uvicorn's protocol over httptools does the work; this one adds what it leaves open. `Config.http` takes such a class.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from typing import Any, ClassVar, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from govgraph.serve.http import REASONS, Refused, problem
from govgraph.serve.ledger import client_of
from govgraph.serve.limits import Limits


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
            most = self.limits.client_connections
            self._refuse(Refused(429, "client-connections", f"this address has {most} connections already; wait 5 s",
                                 limit=f"client_connections: {most}", retry_after=5))  # fmt: skip
        elif len(self.open) > self.limits.connections:
            most = self.limits.connections
            self._refuse(Refused(503, "connections", f"there are {most} connections already; wait 5 s",
                                 limit=f"connections: {most}", retry_after=5))  # fmt: skip

    def _refuse(self, refused: Refused) -> None:
        """A problem, and the end of the connection."""
        self.ended["refused"] += 1
        response = problem(refused)
        body = response.body if isinstance(response.body, bytes) else b""
        length = ("content-length", str(len(body)))
        head = [f"HTTP/1.1 {refused.status} {REASONS[refused.status]}"]
        head += [f"{name}: {value}" for name, value in (*response.headers, ("connection", "close"), length)]
        self.transport.write("\r\n".join([*head, "", ""]).encode("latin-1") + body)
        self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """A request that is no HTTP is told so as a problem."""
        self._refuse(Refused(400, "request", "this is no HTTP request"))

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
            most = self.limits.head
            self._refuse(Refused(431, "head", f"the head of the request is longer than {most} bytes",
                                 limit=f"head: {most} bytes"))  # fmt: skip

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
