"""Bytes of large answers that wait in the front process for slow readers: so many, then the workers wait too."""

from __future__ import annotations

from govgraph.serve.link import Worker


class Backlog:
    """`size` counts the bytes that wait; past `most`, whoever sends more is paused until a quarter of it is gone."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.size = 0
        self.paused: list[Worker] = []

    def hold(self, worker: Worker, size: int) -> None:
        """So many bytes more wait."""
        self.size += size
        if self.size > self.most and worker.transport is not None:
            worker.transport.pause_reading()
            self.paused.append(worker)

    def release(self, size: int) -> None:
        """So many bytes have gone."""
        self.size = max(0, self.size - size)
        if self.paused and self.size < self.most * 3 // 4:
            for worker in self.paused:
                if worker.transport is not None and not worker.transport.is_closing():
                    worker.transport.resume_reading()
            self.paused = []
