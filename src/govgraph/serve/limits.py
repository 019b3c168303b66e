"""All limits of the server in one frozen object, told to whoever hits one; and what its processes are told at start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

MEGABYTE = 1024**2


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes are in bytes, times in seconds. A worker is a process that runs one query at a time.

    `seconds` (wall) and `cpu_seconds` end a query, `memory` is what it may take beside the graph, `result` the largest
    answer. `slow_after` is when a query counts as slow: it goes to the back of the kernel's queue, and only as many
    run as leave `kept_free` workers to quick ones. `client_running` and `client_waiting` are a client's queries at one
    time, `client_seconds` the engine's seconds that it may take ahead, one a second growing back; `client_rate` its
    requests a second (0: any number); `client_connections` and `connections` the open sockets.
    """

    seconds: float = 10.0
    cpu_seconds: float = 10.0
    memory: int = 256 * MEGABYTE
    result: int = 64 * MEGABYTE
    workers: int = 6
    kept_free: int = 3
    slow_after: float = 0.25
    client_running: int = 4
    client_waiting: int = 64
    client_seconds: float = 30.0
    client_rate: int = 0
    client_connections: int = 128
    connections: int = 512
    waiting: int = 512
    buffered: int = 256 * MEGABYTE
    head: int = 64 * 1024
    body: int = MEGABYTE
    head_seconds: float = 10.0
    body_seconds: float = 20.0
    idle_seconds: float = 15.0
    stalled_seconds: float = 20.0
    cache: int = 64 * MEGABYTE
    cached_answer: int = 2 * MEGABYTE
    dear_from: float = 0.005


class Settings(NamedTuple):
    """What the front process tells: the N-Quads file, the base IRI, prefixes, limits; where a changed store is kept."""

    dump: str
    base: str
    prefixes: dict[str, str]
    limits: Limits
    keep: str
