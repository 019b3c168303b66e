"""The pool: queries are handed to forked workers fairly; what takes long is put behind, ended, and paid for.

Every query runs alone in its worker. A client has a few queries at work and more in its own queue; queues take turns.
A slow query is demoted in the kernel's schedule, and some workers are always kept for quick ones: clients that have
taken much wait until more than those are idle, and where slow queries fill the rest, one of the greediest client ends.

To wake a sleeping process costs more than a quick query. So a few queries may follow the one that a worker is at; if
that one turns out not to be quick, or ends its worker, they go elsewhere, and lose nothing but milliseconds. A worker
that has been demoted is replaced, which costs more the larger the graph: no quick query may come to that.
"""

from __future__ import annotations

import asyncio
import itertools
import socket
import time
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from govgraph.serve.backlog import Backlog
from govgraph.serve.framing import DEMOTE, EXITED, FORK, KILL, MOVED, READY, UPDATE, Event, pack_drop, pack_work
from govgraph.serve.http import Refused
from govgraph.serve.job import Job, Reply, Watch
from govgraph.serve.ledger import Ledger, client_of
from govgraph.serve.limits import Limits, Settings
from govgraph.serve.link import QUICK, Worker, over_time, why_ended
from govgraph.serve.nursery import Nursery
from govgraph.serve.queues import Queues, too_late

TICK = 0.01
CLOSE = 0.0015  # seconds of work behind a query, from which a sleeping worker is woken instead
HEAVY = 0.02  # seconds from which a query of a client that has lately had slow ones is put behind
PATIENCE = 0.1  # seconds in which what was moved waits for a sleeping worker, before it may follow again
LATE = 0.25  # seconds past its limit when a query is killed from here, should the kernel's timer not have ended it
COUNTS = ("queries", "deaths", "limits_hit", "refused_busy", "refused_client", "updates")


class Pool:
    """Workers, and who waits for them. `counts` are figures since the start; `generation` counts updates."""

    def __init__(self, limits: Limits, settings: Settings) -> None:
        self.limits = limits
        self.ledger = Ledger(limits, OrderedDict())
        self.nursery = Nursery(settings, self._hear, self._nursery_died)
        self.workers: dict[int, Worker] = {}
        self.idle: list[Worker] = []
        self.active: list[Worker] = []
        self.queues = Queues(limits)
        self.backlog = Backlog(limits.buffered)
        self.counts = dict.fromkeys(COUNTS, 0)
        self.engine_seconds = 0.0
        self.generation = 0
        self.graph_bytes = 0
        self.updating = asyncio.Lock()
        self._numbers = itertools.count(1)
        self._updates: dict[int, Job] = {}
        self._tasks: set[asyncio.Future[Any]] = set()
        self._ticking: asyncio.Task[None] | None = None
        self._stirring = asyncio.Event()

    async def start(self) -> None:
        """Workers are there. Raises: EnvironmentFault where the graph can't be loaded."""
        await self.nursery.start()
        self._fill()
        self._ticking = asyncio.create_task(self._tick())

    async def stop(self) -> None:
        """All processes of the pool have ended; whoever waits is refused."""
        if self._ticking is not None:
            self._ticking.cancel()
        at_work = [job for each in self.workers.values() for job in (each.job, *each.followers) if job]
        for job in [*at_work, *self.queues.drain()]:
            job.finish(Refused(503, "stopping", "the server is stopping"))
        workers, self.workers = list(self.workers.values()), {}
        for worker in workers:
            worker.job = None
            if worker.transport is not None:
                worker.transport.abort()
        await self.nursery.stop()

    def _hear(self, event: Event) -> None:
        worker = self.workers.get(event.worker)
        if event.what == READY:
            self.graph_bytes = event.value
        elif event.what == EXITED and worker is not None:
            worker.status = event.value
            if worker.lost_at:
                self.conclude(worker)
        elif event.what == MOVED:
            self._renew()

    def _renew(self) -> None:
        """The graph is another: workers end after their answers, new ones take their places."""
        self.generation += 1
        for each in list(self.workers.values()):
            if each.number not in self._updates:
                self._retire(each)
        self._fill()

    async def reload(self, settings: Settings) -> None:
        """Another graph answers from now on; answers of the old one are still given to their end.

        Raises: EnvironmentFault where it can't be loaded; the old one stays.
        """
        old, new = self.nursery, Nursery(settings, self._hear, self._nursery_died)
        await new.start()
        self.nursery = new
        self._renew()
        self._keep(asyncio.ensure_future(self._see_off(old)))

    async def _see_off(self, old: Nursery) -> None:
        """The old zygote ends when its workers have, or should have."""
        for _ in range(int(self.limits.seconds + 1)):
            if not any(each.nursery is old for each in self.workers.values()):
                break
            await asyncio.sleep(1)
        await old.stop()

    def _nursery_died(self) -> None:
        """Workers that live go on; a new zygote is started."""
        self.counts["deaths"] += 1
        self._keep(asyncio.ensure_future(self._revive()))

    async def _revive(self) -> None:
        await self.nursery.start()
        self._fill()

    def _keep(self, task: asyncio.Future[Any]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _fill(self) -> None:
        """As many workers as there should be."""
        for _ in range(self.limits.workers - sum(not each.retired for each in self.workers.values())):
            self._spawn(FORK)

    def _spawn(self, how: bytes, job: Job | None = None) -> None:
        ours, theirs = socket.socketpair()
        worker = Worker(self, next(self._numbers), self.nursery)
        if job is not None:
            self._updates[worker.number] = job
            worker.retired = True
        self.workers[worker.number] = worker
        worker.nursery.tell(how, worker.number, theirs.fileno())
        theirs.close()
        ours.setblocking(False)
        connecting = asyncio.get_running_loop().create_connection(lambda: worker, sock=ours)
        self._keep(asyncio.ensure_future(connecting))

    def connected(self, worker: Worker) -> None:
        """A new worker is idle, or begins the update that it was made for."""
        job = self._updates.get(worker.number)
        if job is not None:
            self._run(worker, job)
            return
        self.idle.append(worker)
        if self.queues.size:
            self._next()

    def _retire(self, worker: Worker) -> None:
        """The worker ends after its answer; at once where it has none to give."""
        worker.retired = True
        if worker.job is None and worker.transport is not None:
            worker.nursery.tell(KILL, worker.number)
            worker.transport.abort()
        if worker in self.idle:
            self.idle.remove(worker)

    async def ask(
        self, operation: str, payload: object, client: str, seconds: float = 0.0, watch: Watch | None = None
    ) -> Reply:
        """A worker's reply to an operation.

        Args: seconds, a shorter limit than the server's (0: the server's); watch, returns when nobody waits any more.
        Raises: Refused: by the operation, 429 (this client), 503 (all are busy), 422 (a limit was hit).
        """
        job = self._job(operation, payload, client, seconds, watch)
        self.counts["queries"] += 1
        worker = self._place(job)
        if worker is not None:
            self._run(worker, job)
        else:
            self._wait(job)
        return await job.future

    async def update(self, payload: object, client: str) -> None:
        """The store is changed, kept on the disk, and all later answers see it. Raises: Refused."""
        job = self._job("update", payload, client, 0.0, None)
        async with self.updating:
            self._spawn(UPDATE, job)
            await job.future
        self.counts["updates"] += 1

    def _job(self, operation: str, payload: object, client: str, seconds: float, watch: Watch | None) -> Job:
        now, name = time.monotonic(), client_of(client)
        try:
            account = self.ledger.admit(name, now)
        except Refused:
            self.counts["refused_client"] += 1
            raise
        limit = min(seconds, self.limits.seconds) if seconds > 0 else self.limits.seconds
        work = partial(pack_work, operation, payload)
        future: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        return Job(name, account, work, limit, now, future, self._released, watch)

    def _place(self, job: Job) -> Worker | None:
        """A worker that a job can go to now: one at quick work, one that sleeps, else none."""
        if job.account.is_heavy:
            greedy = job.account.running >= self.limits.client_running
            return self._sleeper() if len(self.idle) > self.limits.kept_free and not greedy else None
        found, least, now = None, 1.0, time.monotonic()
        for worker in () if job.moved and now - job.queued < PATIENCE else self.active:
            ahead = (len(worker.followers) + 1) * worker.pace
            if ahead < least and worker.takes_more(now):
                found, least = worker, ahead
        if found is not None and least < CLOSE:
            return found
        sleeper = self._sleeper() if job.account.running < self.limits.client_running else None
        return sleeper or found

    def _sleeper(self) -> Worker | None:
        """The worker that fell asleep last, if there is one that lives."""
        while self.idle:
            worker = self.idle.pop()
            if worker.is_open():
                return worker
        return None

    def _wait(self, job: Job) -> None:
        try:
            self.queues.put(job)
        except Refused as refused:
            self.counts["refused_client" if refused.status == 429 else "refused_busy"] += 1
            raise

    def _run(self, worker: Worker, job: Job) -> None:
        """The job goes to the worker, and begins at once or behind what the worker is at."""
        waited = time.monotonic() - job.queued
        worker.write(job.work(job.seconds - waited if waited > QUICK else job.seconds))
        if worker.job is None:
            self.active.append(worker)
            self._begin(worker, job)
        else:
            worker.followers.append(job)
        if not self._stirring.is_set():
            self._stirring.set()

    def _begin(self, worker: Worker, job: Job) -> None:
        worker.job = job
        job.started = job.charged = time.monotonic()
        job.account.running += 1

    def _next(self) -> None:
        """Clients take turns: one job of each goes to a worker, where there is one that can take it."""
        for job in self.queues.heads():
            worker = self._place(job)
            if worker is not None:
                self.queues.take(job)
                self._run(worker, job)

    def finished(self, worker: Worker, job: Job) -> None:
        """The worker has given its whole answer."""
        now = time.monotonic()
        if not job.ghost:
            worker.pace += (now - job.started - worker.pace) / 8
        self._charge(job, now)
        job.account.running -= 1
        worker.job = None
        if worker.retired or job.slow:  # a demoted process cannot be promoted again
            self._send_on(worker)
            self.active.remove(worker)
            self._retire(worker)
            self._fill()
        elif worker.followers:
            self._begin(worker, worker.followers.popleft())
        else:
            self.active.remove(worker)
            self.idle.append(worker)
        if self.queues.size:
            self._next()

    def _send_on(self, worker: Worker) -> None:
        """What was sent behind a job that is not quick, or died, goes first in its queues; the worker is to skip it."""
        moved = [job for job in worker.followers if not job.ghost]
        if not moved:
            return
        worker.followers = deque(job.leave_ghost() for job in worker.followers)
        for job in reversed(moved):
            self.queues.put_back(job)
        if worker.is_open():
            worker.write(pack_drop(len(worker.followers)))

    def conclude(self, worker: Worker) -> None:
        """The worker is no more; its job, if it had one, is told why; another takes its place."""
        if self.workers.pop(worker.number, None) is None:
            return
        if worker in self.idle:
            self.idle.remove(worker)
        self._updates.pop(worker.number, None)
        self._send_on(worker)
        job, worker.job = worker.job, None
        if job is not None:
            self.active.remove(worker)
            self.counts["deaths"] += 1
            self._charge(job, time.monotonic())
            job.account.running -= 1
            fault = worker.fault or why_ended(worker.status, job.seconds, self.limits)
            self.counts["limits_hit"] += fault.code.startswith("limit-")
            job.finish(fault)
        self._fill()
        if self.queues.size:
            self._next()

    def _charge(self, job: Job, now: float) -> None:
        spent = now - job.charged
        job.charged = now
        job.account.seconds -= spent
        if now - job.started > self.limits.slow_after:
            job.account.slow += spent
        self.engine_seconds += spent

    def _kill(self, worker: Worker, fault: Refused) -> None:
        worker.fault = fault
        worker.nursery.tell(KILL, worker.number)

    def hold(self, worker: Worker, size: int) -> None:
        """So many bytes of a large answer wait for its reader."""
        self.backlog.hold(worker, size)

    def _released(self, job: Job, size: int) -> None:
        self.backlog.release(size)
        for worker in self.active if job.abandoned else ():
            if worker.job is job:
                self._kill(worker, Refused(503, "abandoned", "nobody waits for the answer"))

    async def _tick(self) -> None:
        while True:
            if not self.active and not self.queues.size:
                self._stirring.clear()
                await self._stirring.wait()
            await asyncio.sleep(TICK)
            now = time.monotonic()
            for worker in list(self.active):
                if worker.job is not None:
                    self._look_at(worker, worker.job, now)
            for worker in [each for each in self.workers.values() if each.lost_at and each.job is None]:
                self.conclude(worker)
            if self.queues.size:
                for job in self.queues.late(now):
                    self.counts["refused_busy"] += 1
                    job.finish(too_late(job, self.limits))
                for client in self.queues.by_client:
                    self.ledger.account(client, now)
                self._next()

    def _look_at(self, worker: Worker, job: Job, now: float) -> None:
        """A slow job is charged, demoted, ended past its limit; a worker that was lost without a word is concluded."""
        took = now - job.started
        if now - job.queued > job.seconds + LATE:
            self._kill(worker, over_time(job.seconds))
        if took > QUICK:
            self._send_on(worker)
        if worker.lost_at and now - worker.lost_at > LATE:
            self.conclude(worker)
        elif took > (HEAVY if job.account.is_heavy else self.limits.slow_after):
            self._charge(job, now)
            if not job.slow:
                self._slow(worker, job)

    def _slow(self, worker: Worker, job: Job) -> None:
        job.slow = True
        worker.nursery.tell(DEMOTE, worker.number)
        if job.watch is not None:
            job.watcher = asyncio.ensure_future(self._until_gone(worker, job, job.watch))
        slow = [(each.job.account.slow, each.number, each) for each in self.active if each.job and each.job.slow]
        if len(slow) >= self.limits.workers > 1:
            self.counts["refused_busy"] += 1
            greediest = max(slow)[2]
            self._kill(greediest, Refused(503, "busy", "the server is busy and this query is slow; wait 10 s",
                                          limit="slow queries", retry_after=10))  # fmt: skip

    async def _until_gone(self, worker: Worker, job: Job, watch: Watch) -> None:
        await watch()
        if worker.job is job:
            self._kill(worker, Refused(503, "abandoned", "nobody waits for the answer"))


@asynccontextmanager
async def open_pool(limits: Limits, settings: Settings) -> AsyncIterator[Pool]:
    """A started pool, stopped at the end."""
    pool = Pool(limits, settings)
    try:
        await pool.start()
        yield pool
    finally:
        await pool.stop()
