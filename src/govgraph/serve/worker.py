"""A worker: a forked process that answers one request at a time, under the kernel's limits, sealed off.

Timers of the kernel end it (SIGALRM for wall time, SIGPROF for CPU time), so no loop in native code can outlive them;
memory beside the graph is bounded; no file and no socket can be opened. What ends it costs one answer only.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
from collections import deque
from collections.abc import Callable
from typing import IO, Any, NoReturn, cast

from govgraph.parallel import address_space
from govgraph.serve.describe import describe
from govgraph.serve.framing import DATA, DROP, END, FRAME, HEAD, SKIPPED, WORK, pack, pack_refusal
from govgraph.serve.http import Refused
from govgraph.serve.limits import Limits
from govgraph.serve.operations import Answer, Loaded, read_graph, run_query
from govgraph.serve.reconcile.service import answer_reconcile
from govgraph.serve.telling import cite, explain, search, tell

OPERATIONS: dict[str, Callable[[Loaded, Any], Answer]] = {
    "cite": cite,
    "describe": describe,
    "explain": explain,
    "graph": read_graph,
    "query": run_query,
    "reconcile": answer_reconcile,
    "search": search,
    "tell": tell,
}
_CHUNK = 64 * 1024


class _Out:
    """A stream that sends what is written as frames, and keeps small answers together in one."""

    def __init__(self, connection: socket.socket, most: int) -> None:
        self.connection, self.most = connection, most
        self.parts, self.sent = bytearray(), 0

    def begin(self, media_type: str) -> None:
        self.parts += pack(HEAD, media_type.encode())
        self.body = bytearray()

    def write(self, data: bytes) -> int:
        self.body += data
        self.sent += len(data)
        if self.sent > self.most:
            told = f"the answer is larger than {self.most} bytes; ask for less, or use LIMIT and OFFSET"
            raise Refused(422, "result-size", told, limit=f"result: {self.most} bytes")
        if len(self.body) >= _CHUNK:
            self.connection.sendall(bytes(self.parts) + pack(DATA, bytes(self.body)))
            self.parts, self.body = bytearray(), bytearray()
        return len(data)

    def flush(self) -> None:
        """Nothing: what is small goes out with the end."""

    def end(self) -> None:
        self.connection.sendall(bytes(self.parts) + pack(DATA, bytes(self.body)) + pack(END, b""))


def run_worker(connection: socket.socket, loaded: Loaded, limits: Limits) -> NoReturn:
    """Answer what comes over the connection, in its order, until it closes; never returns."""
    confine(limits.memory)
    works: deque[bytes | None] = deque()
    rest = b""
    while came := _receive(connection, wait=not works):
        rest = sort_frames(rest + came, works)
        while works:
            work = works.popleft()
            if work is None:
                connection.sendall(pack(SKIPPED, b""))
            else:
                operation, payload, seconds = json.loads(work)
                set_timers(seconds, limits.cpu_seconds)
                _answer(connection, loaded, operation, payload, limits.result)
                set_timers(0, 0)
            if works:
                rest = sort_frames(rest + _receive(connection, wait=False), works)
    os._exit(0)


def _receive(connection: socket.socket, *, wait: bool) -> bytes:
    """What has come; empty where nothing has, or, waiting, where the other side has closed."""
    try:
        return connection.recv(_CHUNK, 0 if wait else socket.MSG_DONTWAIT)
    except BlockingIOError:
        return b""


def sort_frames(data: bytes, works: deque[bytes | None]) -> bytes:
    """Whole frames go into the line of works, what is taken back becomes None there; returns the rest of the data."""
    place = 0
    while len(data) - place >= FRAME.size:
        what, length = FRAME.unpack_from(data, place)
        end = place + FRAME.size + length
        if end > len(data):
            break
        content = data[place + FRAME.size : end]
        place = end
        if what == WORK:
            works.append(content)
        elif what == DROP:
            for index in range(1, min(int(content), len(works)) + 1):
                works[-index] = None
    return data[place:]


def confine(memory: int) -> None:
    """From here on: no new file, no new socket, no core file, no more than `memory` bytes beside what is there."""
    size = address_space()
    resource.setrlimit(resource.RLIMIT_AS, (size + memory, size + memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def set_timers(seconds: float, cpu_seconds: float) -> None:
    """The kernel ends this process after so many seconds of wall or CPU time; zeros call that off."""
    signal.setitimer(signal.ITIMER_REAL, seconds)
    signal.setitimer(signal.ITIMER_PROF, min(seconds, cpu_seconds))


def _answer(connection: socket.socket, loaded: Loaded, operation: str, payload: object, most: int) -> None:
    out = _Out(connection, most)
    try:
        answer = OPERATIONS[operation](loaded, payload)
        out.begin(answer.media_type)
        _write(answer, out)
        out.end()
    except Refused as refused:
        connection.sendall(pack_refusal(refused))
    except MemoryError:
        connection.sendall(pack_refusal(Refused(422, "memory", "the query needs too much memory", limit="memory")))
    except (RuntimeError, OSError, ValueError) as error:  # of the engine, in the midst of an answer
        told = Refused(400, "query-failed", f"the query could not be answered: {error}")
        connection.sendall(pack_refusal(told))


def _write(answer: Answer, out: _Out) -> None:
    if isinstance(answer.body, bytes):
        out.write(answer.body)
    elif callable(answer.body):
        answer.body(cast("IO[bytes]", out))
    else:
        for part in answer.body:
            out.write(part)
