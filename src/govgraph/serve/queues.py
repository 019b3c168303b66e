"""Who waits for a worker: a queue for each client, which take turns; too many in one, or for too long, are refused."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterator

from govgraph.serve.http import Refused
from govgraph.serve.job import Job
from govgraph.serve.limits import Limits
from govgraph.serve.link import over_time

_LEAST = 0.05  # seconds that must be left to begin


class Queues:
    """Jobs by client, the client whose turn is next first. `size` counts them all."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.by_client: OrderedDict[str, deque[Job]] = OrderedDict()
        self.size = 0

    def put(self, job: Job) -> None:
        """The job waits. Raises: Refused 429 where its client has too many, 503 where all together have."""
        queue = self.by_client.setdefault(job.client, deque())
        if len(queue) >= self.limits.client_waiting:
            raise Refused(429, "client-waiting", f"{len(queue)} requests of this client wait already; wait 1 s",
                          limit=f"client_waiting: {self.limits.client_waiting}", retry_after=1)  # fmt: skip
        if self.size >= self.limits.waiting:
            raise Refused(503, "busy", "the server is busy; wait 2 s", limit=f"waiting: {self.limits.waiting}",
                          retry_after=2)  # fmt: skip
        queue.append(job)
        self.size += 1

    def put_back(self, job: Job) -> None:
        """The job is the first of its client again."""
        self.by_client.setdefault(job.client, deque()).appendleft(job)
        self.size += 1

    def heads(self) -> Iterator[Job]:
        """The first job of each client, in turn; those that nobody waits for any more go."""
        for client in list(self.by_client):
            queue = self.by_client[client]
            while queue and queue[0].future.done():
                queue.popleft()
                self.size -= 1
            if queue:
                yield queue[0]
            if not queue:
                del self.by_client[client]

    def take(self, job: Job) -> None:
        """A head waits no more, and the turn of its client is over."""
        self.by_client[job.client].popleft()
        self.by_client.move_to_end(job.client)
        self.size -= 1

    def late(self, now: float) -> Iterator[Job]:
        """Jobs that have waited for longer than a query may take; they wait no more."""
        for queue in self.by_client.values():
            while queue and now - queue[0].queued > queue[0].seconds - _LEAST:
                self.size -= 1
                yield queue.popleft()

    def drain(self) -> Iterator[Job]:
        """All jobs; none waits any more."""
        while self.by_client:
            yield from self.by_client.popitem()[1]
        self.size = 0


def too_late(job: Job, limits: Limits) -> Refused:
    """What to tell of a job that waited in vain: it had less time than the server gives, or the server was busy."""
    if job.seconds < limits.seconds:
        return over_time(job.seconds)
    told = f"the server was busy for {limits.seconds:g} s; wait 5 s"
    return Refused(503, "busy", told, limit=f"seconds: {limits.seconds:g}", retry_after=5)
