"""Messages between the server's processes: frames on stream sockets, events of fixed size on the control socket."""

from __future__ import annotations

import json
import socket
import struct
from typing import NamedTuple

from govgraph.serve.http import Refused

# A frame: one letter, the length of what follows. HEAD: media type; DATA: a part of the body; END: the body was whole;
# REFUSED: a refusal as JSON; WORK: operation, payload, seconds as JSON; DROP: how many of the works sent last are no
# longer wanted, if they have not begun; SKIPPED: the answer to such a work.
FRAME = struct.Struct("!cI")
HEAD, DATA, END, REFUSED, WORK, DROP, SKIPPED = b"H", b"D", b"E", b"R", b"W", b"X", b"S"

# Control: one letter, a worker's number, a value (process id, wait status).
EVENT = struct.Struct("!cxxxIq")
FORK, UPDATE, KILL, DEMOTE = b"F", b"U", b"K", b"N"
READY, BORN, EXITED, MOVED = b"R", b"B", b"X", b"M"


class Event(NamedTuple):
    """A command to the zygote, or what it tells."""

    what: bytes
    worker: int
    value: int


def pack(what: bytes, data: bytes) -> bytes:
    """One frame."""
    return FRAME.pack(what, len(data)) + data


def pack_work(operation: str, payload: object, seconds: float) -> bytes:
    """The frame that gives a worker something to do."""
    return pack(WORK, json.dumps([operation, payload, seconds]).encode())


def pack_drop(count: int) -> bytes:
    """The frame that takes back the latest works."""
    return pack(DROP, str(count).encode())


def read_exactly(connection: socket.socket, size: int) -> bytes:
    """`size` bytes; empty where the other side has closed."""
    found = connection.recv(size)
    if len(found) == size or not found:
        return found
    parts = bytearray(found)
    while len(parts) < size:
        more = connection.recv(size - len(parts))
        if not more:
            return b""
        parts += more
    return bytes(parts)


def read_frame(connection: socket.socket) -> tuple[bytes, bytes] | None:
    """The next frame, or None where the other side has closed."""
    head = read_exactly(connection, FRAME.size)
    if not head:
        return None
    what, length = FRAME.unpack(head)
    return what, read_exactly(connection, length) if length else b""


def pack_refusal(refused: Refused) -> bytes:
    """A frame that tells a refusal."""
    told = [refused.status, refused.code, refused.detail, refused.limit, refused.retry_after]
    return pack(REFUSED, json.dumps(told).encode())


def unpack_refusal(data: bytes) -> Refused:
    """The refusal of a frame."""
    status, code, detail, limit, retry_after = json.loads(data)
    return Refused(status, code, detail, limit=limit, retry_after=retry_after)
