"""The pool from inside: works that follow others or are taken back, clients that were slow, what is kept in memory."""

from __future__ import annotations

import asyncio
import json
import tracemalloc
from collections import deque
from collections.abc import Coroutine
from typing import Any

import pytest

from govgraph.serve.cache import Shelf
from govgraph.serve.framing import DROP, pack_drop, pack_work
from govgraph.serve.http import Refused, Request
from govgraph.serve.job import Reply
from govgraph.serve.limits import MEGABYTE, Limits
from govgraph.serve.link import Worker
from govgraph.serve.pool import Pool
from govgraph.serve.protocol import read_request
from govgraph.serve.server import open_engine
from govgraph.serve.worker import sort_frames
from real_project import built_project

ALL = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(STRLEN(STR(?o)) > 1000000) }"  # some tens of milliseconds
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


async def ask(pool: Pool, query: str, client: str = "192.0.2.1", seconds: float = 0.0) -> list[str]:
    """The values of the only column."""
    payload = {"query": query, "accept": "", "form": "json", "default": [], "named": []}
    reply = await pool.ask("query", payload, client, seconds)
    assert isinstance(reply.body, bytes)
    return [next(iter(row.values()))["value"] for row in json.loads(reply.body)["results"]["bindings"]]


def run(limits: Limits, work: Any) -> Any:
    """What an asynchronous function of a pool over the real graph returns."""

    async def with_pool() -> Any:
        async with open_engine(built_project(), limits) as pool:
            while len(pool.idle) < limits.workers:
                await asyncio.sleep(0.01)
            return await work(pool)

    return asyncio.run(with_pool())


def number(value: int) -> str:
    return f"SELECT ({value} AS ?n) {{}}"


def test_what_follows_a_long_query_goes_elsewhere_and_no_worker_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[bytes] = []
    write = Worker.write

    def record(worker: Worker, frame: bytes) -> None:
        sent.append(frame)
        write(worker, frame)

    monkeypatch.setattr(Worker, "write", record)

    async def work(pool: Pool) -> None:
        begun = set(pool.workers)
        for turn in range(15):
            values = [100 * turn + each for each in range(8)]
            quick: list[Coroutine[Any, Any, list[str]]] = [ask(pool, number(each)) for each in values]
            found = await asyncio.gather(*quick[:2], ask(pool, ALL), *quick[2:])
            assert found == [*([str(each)] for each in values[:2]), ["0"], *([str(each)] for each in values[2:])]
        assert set(pool.workers) == begun

    run(Limits(workers=2, kept_free=1, slow_after=60), work)
    assert any(each[:1] == DROP for each in sent)


def test_what_was_moved_does_not_wait_for_ever_while_others_keep_all_workers_busy() -> None:
    async def keep_asking(pool: Pool, client: str, longest: list[float], end: float) -> None:
        loop = asyncio.get_running_loop()
        turn = 0
        while (begun := loop.time()) < end:
            turn += 1
            query = ALL if client.endswith(".1") and turn % 50 == 0 else number(turn)
            await ask(pool, query, client)
            longest.append(loop.time() - begun)

    async def work(pool: Pool) -> list[float]:
        took: list[float] = []
        end = asyncio.get_running_loop().time() + 4
        await asyncio.gather(*(keep_asking(pool, f"192.0.2.{n % 16}", took, end) for n in range(96)))
        return took

    took = run(Limits(workers=2, kept_free=1, slow_after=60, client_running=8), work)
    assert len(took) > 1000
    assert max(took) < 2.5


def test_a_client_that_had_a_slow_query_costs_no_worker_for_each_quick_one() -> None:
    async def work(pool: Pool) -> None:
        with pytest.raises(Refused, match="took longer"):
            await ask(pool, ENDLESS, seconds=1)
        while len(pool.idle) < 4:
            await asyncio.sleep(0.01)
        [account] = pool.ledger.accounts.values()
        begun, slow = set(pool.workers), account.slow
        assert account.is_heavy

        for each in range(200):
            assert await ask(pool, number(each)) == [str(each)]

        assert account.slow <= slow
        assert max(pool.workers) - max(begun) <= 20  # one that the machine held up may be put behind and replaced

    run(Limits(workers=4, kept_free=2), work)


def test_a_slow_client_leaves_workers_to_others() -> None:
    async def work(pool: Pool) -> None:
        slow = [asyncio.ensure_future(ask(pool, f"{ENDLESS} #{n}", "192.0.2.1", 3)) for n in range(6)]
        await asyncio.sleep(1)
        assert sum(each.job is not None for each in pool.active) < 4
        assert await ask(pool, number(7), "192.0.2.2") == ["7"]
        ends = await asyncio.gather(*slow, return_exceptions=True)
        assert all(isinstance(each, Refused) for each in ends)

    run(Limits(workers=4, kept_free=2), work)


def sorted_frames(data: bytes, works: deque[bytes | None]) -> tuple[bytes, list[str | None]]:
    rest = sort_frames(data, works)
    return rest, [each and json.loads(each)[0] for each in works]  # type: ignore[misc]


def test_only_the_latest_works_are_taken_back_and_leave_their_place() -> None:
    a, b, c, d = (pack_work(name, None, 1.0) for name in "abcd")
    assert sorted_frames(a + b + c + pack_drop(2) + d, deque()) == (b"", ["a", None, None, "d"])
    # `a` has begun, so that the line is shorter than what was sent
    assert sorted_frames(pack_drop(2) + d, deque([b[5:], c[5:]])) == (b"", [None, None, "d"])
    assert sorted_frames(pack_drop(9), deque([b[5:]])) == (b"", [None])
    assert sorted_frames(pack_drop(1), deque()) == (b"", [])


def test_frames_may_come_in_any_parts() -> None:
    data = b"".join(pack_work(name, "x" * 50, 1.0) for name in "ab") + pack_drop(1)
    for size in range(1, len(data)):
        works: deque[bytes | None] = deque()
        rest = b""
        for place in range(0, len(data), size):
            rest, told = sorted_frames(rest + data[place : place + size], works)
        assert (rest, told) == (b"", ["a", None])


def test_small_answers_are_kept_with_what_it_takes_to_keep_them() -> None:
    shelf = Shelf(MEGABYTE)
    tracemalloc.start()
    for each in range(20_000):
        shelf.keep(f'"{each:024x}"', Reply("application/sparql-results+json", b"%06d" % each, each / 7), 6)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(shelf.answers) > 1000
    assert kept < 1.2 * MEGABYTE
    assert next(reversed(shelf.answers)) == f'"{19_999:024x}"'


def test_long_addresses_are_not_remembered() -> None:
    tracemalloc.start()
    for each in range(500):
        query = f"query=ASK%7B%7D%23{each}{'x' * 30_000}"
        assert read_request(Request("GET", "/sparql", query, {}, b"", "")).payload["query"].startswith("ASK{}#")
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 2 * MEGABYTE
