"""What the server is, made once at its start: project, limits, address, engine, pages, and what it says of itself."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from govgraph.project import Project
from govgraph.serve.cache import Cache
from govgraph.serve.iris import Pages
from govgraph.serve.job import Reply, Watch
from govgraph.serve.limits import Limits
from govgraph.serve.metrics import Metrics

if TYPE_CHECKING:
    from govgraph.serve.pool import Pool

Ask = Callable[[str, object, str], Awaitable[Reply]]


class Answers(Protocol):
    """What answers queries: the pool of workers, or a store elsewhere."""

    async def ask(
        self, operation: str, payload: object, client: str, seconds: float = 0.0, watch: Watch | None = None
    ) -> Reply:
        """The reply to an operation; Refused where there is none."""


@dataclass(slots=True)
class Service:
    """`url` is where the server stands, with `/` at its end, `prefix` the path of it; `build` names the graph's
    version; `remote` answers queries in place of the pool; `token` lets clients update, empty where nobody may;
    `description` is the service description in Turtle."""

    project: Project
    limits: Limits
    url: str
    prefix: str
    build: str
    pool: Pool
    remote: Answers | None
    pages: Pages
    token: str
    trust_proxy: bool
    description: str
    openapi: bytes
    cache: Cache
    metrics: Metrics

    def etag(self, *parts: str) -> str:
        """A strong entity tag (RFC 9110, section 8.8.3) of an answer that follows from the graph and the parts."""
        told = "\0".join((self.build, str(self.pool.generation), *parts))
        return f'"{hashlib.blake2b(told.encode(), digest_size=12).hexdigest()}"'
