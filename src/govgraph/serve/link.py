"""The front's end of a connection to a worker: work goes out, frames of answers come in; what its end meant."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections import deque
from typing import Protocol, cast

from govgraph.serve.framing import FRAME
from govgraph.serve.http import Refused
from govgraph.serve.job import Job
from govgraph.serve.limits import MEGABYTE, Limits
from govgraph.serve.nursery import Nursery

QUICK = 0.005  # seconds until which others may follow a query
DEEP = 32  # followers at most


class Crew(Protocol):
    """Whoever the workers work for."""

    def connected(self, worker: Worker) -> None:
        """The worker can take work."""

    def hold(self, worker: Worker, size: int) -> None:
        """So many bytes of a large answer have come."""

    def finished(self, worker: Worker, job: Job) -> None:
        """The job is done."""

    def conclude(self, worker: Worker) -> None:
        """The worker is no more."""


class Worker(asyncio.Protocol):
    """The front's end of a connection to a worker: the job it is at, and those that were sent behind it.

    `retired` ones get no more work; `lost_at` is when the connection closed, `rest` what came of a frame so far.
    """

    __slots__ = ("fault", "followers", "job", "lost_at", "number", "nursery", "pace", "pool", "rest", "retired",
                 "status", "transport")  # fmt: skip

    def __init__(self, pool: Crew, number: int, nursery: Nursery) -> None:
        self.pool, self.number, self.nursery = pool, number, nursery
        self.job: Job | None = None
        self.followers: deque[Job] = deque()
        self.rest = b""
        self.pace = 0.0  # seconds of its latest jobs, on a moving average
        self.transport: asyncio.Transport | None = None
        self.retired = False
        self.lost_at = 0.0
        self.status: int | None = None
        self.fault: Refused | None = None

    def takes_more(self, now: float) -> bool:
        """True while the worker is at work that is quick so far and no slow client's, with not too much behind it."""
        if self.job is None or self.job.account.is_heavy or now - self.job.started >= QUICK:
            return False
        return not self.retired and len(self.followers) < DEEP and self.is_open()

    def is_open(self) -> bool:
        """False as soon as the worker is known to have ended, or is being ended."""
        return self.fault is None and self.transport is not None and not self.transport.is_closing()

    def write(self, work: bytes) -> None:
        """A frame goes to the worker, which is open."""
        if self.transport is not None:
            self.transport.write(work)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The worker is idle."""
        self.transport = cast("asyncio.Transport", transport)
        self.pool.connected(self)

    def data_received(self, data: bytes) -> None:
        """Parts of answers, or all of them: small ones come together."""
        data = self.rest + data if self.rest else data
        place, size = 0, len(data)
        while self.job is not None and size - place >= FRAME.size:
            what, length = FRAME.unpack_from(data, place)
            end = place + FRAME.size + length
            if end > size:
                break
            if self.job.stream is not None:
                self.pool.hold(self, length)
            self.job.take(what, data[place + FRAME.size : end])
            place = end
            if self.job.done:
                self.pool.finished(self, self.job)
        self.rest = data[place:]

    def connection_lost(self, error: Exception | None) -> None:
        """The worker has ended; what ended it the zygote tells."""
        self.lost_at = time.monotonic()
        if self.status is not None or self.job is None:
            self.pool.conclude(self)


def over_time(seconds: float) -> Refused:
    """What to tell of a query past its wall time."""
    return _over("seconds", f"took longer than {seconds:g} s", f"{seconds:g}")


def why_ended(status: int | None, seconds: float, limits: Limits) -> Refused:
    """What to tell of the query of a worker that ended with a wait status (None: nobody knows)."""
    if status is None:
        return Refused(503, "worker-lost", "the process at work was lost; ask again", retry_after=1)
    if os.WIFEXITED(status):
        return Refused(500, "internal", "a fault of this server; it has been written to its log")
    end = os.WTERMSIG(status)
    if end == signal.SIGALRM:
        return over_time(seconds)
    if end == signal.SIGPROF:
        told = f"{limits.cpu_seconds:g}"
        return _over("cpu_seconds", f"took more than {told} s of CPU time", told)
    megabytes = limits.memory // MEGABYTE
    return _over("memory", f"needed more than {megabytes} MB, or is nested too deep", f"{megabytes} MB")


def _over(limit: str, what: str, value: str) -> Refused:
    return Refused(422, f"limit-{limit}", f"the query {what} and was ended; ask for less", limit=f"{limit}: {value}")
