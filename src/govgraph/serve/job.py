"""One request at work in a worker: its frames as they come, its answer as soon as it can be given."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from govgraph.serve.framing import DATA, END, HEAD, REFUSED, SKIPPED, unpack_refusal
from govgraph.serve.http import Refused
from govgraph.serve.ledger import Account

Watch = Callable[[], Awaitable[object]]
STREAM_FROM = 1024 * 1024  # bytes that are held back before an answer streams, so that most faults can still be told


class Reply(NamedTuple):
    """An answer: media type, its bytes or a stream of them, and the seconds that the engine was at it."""

    media_type: str
    body: bytes | AsyncIterator[bytes]
    seconds: float = 0.0


class BrokenAnswerError(Exception):
    """The answer broke off after its beginning was sent."""


@dataclass(slots=True, eq=False)
class Job:
    """A piece of work with the future of its reply; it is fed with frames and told of its end.

    `work` makes the frame for a worker, given the seconds that are left; `seconds` is its limit from its arrival on,
    `queued`, `started` and `charged` are times of the pool's clock, `watch` returns when nobody
    waits for the answer any more, `released` hears of bytes that left the buffer. A job is `moved` once it has
    stood behind a query that was not quick; in its place it leaves a `ghost`, of which all that is said is passed over.
    """

    client: str
    account: Account
    work: Callable[[float], bytes]
    seconds: float
    queued: float
    future: asyncio.Future[Reply]
    released: Callable[[Job, int], None]
    watch: Watch | None = None
    watcher: asyncio.Task[None] | None = None
    started: float = 0.0
    charged: float = 0.0
    slow: bool = False
    done: bool = False
    moved: bool = False
    ghost: bool = False
    abandoned: bool = False
    media_type: str = ""
    parts: list[bytes] = field(default_factory=list)
    received: int = 0
    held: int = 0
    fault: Refused | None = None
    stream: asyncio.Queue[bytes | None] | None = None

    def take(self, what: bytes, data: bytes) -> None:
        """One frame of the answer; `done` is true after the last."""
        if self.ghost:
            self.done = what in (END, REFUSED, SKIPPED)
        elif what == DATA:
            self.received += len(data)
            if self.stream is not None:
                self.held += len(data)
                self.stream.put_nowait(data)
            else:
                self.parts.append(data)
                if self.received >= STREAM_FROM:
                    self._stream()
        elif what == HEAD:
            self.media_type = data.decode()
        elif what == END:
            self.finish(None)
        elif what == REFUSED:
            self.finish(unpack_refusal(data))

    def finish(self, fault: Refused | None) -> None:
        """The answer is whole, or there is none: the future, or the stream, is told."""
        if self.done:
            return
        self.done, self.fault = True, fault
        if self.ghost:
            return
        if self.watcher is not None:
            self.watcher.cancel()
        if self.stream is not None:
            self.stream.put_nowait(None)
        elif not self.future.done():
            if fault is not None:
                self.future.set_exception(fault)
            else:
                self.future.set_result(Reply(self.media_type, b"".join(self.parts), time.monotonic() - self.started))

    def leave_ghost(self) -> Job:
        """What stays in a worker's line when the job goes to another."""
        self.moved = True
        return replace(self, watch=None, parts=[], ghost=True)

    def _stream(self) -> None:
        self.stream = asyncio.Queue()
        for part in self.parts:
            self.stream.put_nowait(part)
        self.held = self.received
        self.parts = []
        if not self.future.done():
            self.future.set_result(Reply(self.media_type, self._chunks(self.stream)))

    async def _chunks(self, stream: asyncio.Queue[bytes | None]) -> AsyncIterator[bytes]:
        try:
            while (part := await stream.get()) is not None:
                yield part
                self.held -= len(part)
                self.released(self, len(part))
            if self.fault is not None:
                raise BrokenAnswerError(self.fault.detail)
        finally:
            self.abandoned = not self.done
            held, self.held = self.held, 0
            self.released(self, held)
