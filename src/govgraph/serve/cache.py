"""Answers kept for the next who asks: those that were dear to make, and apart from them, in less place, light ones."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

from govgraph.serve.job import Reply
from govgraph.serve.limits import Limits

_ENTRY = 400  # bytes that an answer takes beside its body: key, reply, places in dictionaries


@dataclass(slots=True)
class Shelf:
    """At most `most` bytes of answers, with what it takes to keep them, in the order of their last use."""

    most: int
    answers: OrderedDict[str, Reply] = field(default_factory=OrderedDict)
    size: int = 0

    def keep(self, key: str, reply: Reply, size: int) -> None:
        """The answer is kept; old ones go where it needs their place."""
        if key in self.answers or size + _ENTRY > self.most:
            return
        self.answers[key] = reply
        self.size += size + _ENTRY
        while self.size > self.most:
            _, gone = self.answers.popitem(last=False)
            self.size -= _ENTRY + (len(gone.body) if isinstance(gone.body, bytes) else 0)


@dataclass(slots=True)
class Cache:
    """A shelf for answers that took long, and a smaller one for the others. `hits` counts those that were found."""

    limits: Limits
    dear: Shelf
    light: Shelf
    hits: int = 0

    def get(self, key: str) -> Reply | None:
        """The answer kept under a key."""
        for shelf in (self.light, self.dear):
            if (found := shelf.answers.get(key)) is not None:
                shelf.answers.move_to_end(key)
                self.hits += 1
                return found
        return None

    def keep(self, key: str, reply: Reply, seconds: float) -> None:
        """An answer that the engine was at for so many seconds is kept, if it is not too large."""
        size = len(reply.body) if isinstance(reply.body, bytes) else self.limits.cached_answer + 1
        if size <= self.limits.cached_answer:
            (self.dear if seconds >= self.limits.dear_from else self.light).keep(key, reply, size)

    def clear(self) -> None:
        """Nothing is kept: the graph has changed."""
        for shelf in (self.dear, self.light):
            shelf.answers.clear()
            shelf.size = 0

    @property
    def size(self) -> int:
        """Bytes of answers."""
        return self.dear.size + self.light.size


def make_cache(limits: Limits) -> Cache:
    """An empty cache: three quarters of its place are for answers that took long."""
    return Cache(limits, Shelf(limits.cache * 3 // 4), Shelf(limits.cache // 4))
