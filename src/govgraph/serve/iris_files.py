"""Files of the site as responses: with the headers that the site's rules for other servers send, from memory where they
were asked for before, compressed for whoever takes it.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import os
import re
import stat
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, NamedTuple

from govgraph.publish.rules.functions import HEADERS
from govgraph.publish.rules.table import (
    MEDIA_TYPES,
    TURTLE_FILE,
    compresses,
    content_type,
    linkset_pattern,
    policy_patterns,
)
from govgraph.serve.http import Response
from govgraph.serve.limits import MEGABYTE
from govgraph.serve.negotiation import accepts_gzip
from govgraph.serve.ranges import asked_range, content_range

Headers = tuple[tuple[str, str], ...]

OPEN: Headers = (
    ("access-control-allow-origin", "*"),
    ("access-control-expose-headers", "Accept-Ranges, Content-Location, Content-Profile, Content-Range, ETag, Link"),
    ("x-content-type-options", "nosniff"),
)
WHOLE = 8 * MEGABYTE  # larger files are sent part by part, as they are
_PART = 256 * 1024
_INLINE = 32 * 1024  # what is smaller is read at once, without a thread
_WORTH = 512  # bytes, from which compression gains something
_ENDINGS = sorted(MEDIA_TYPES, key=lambda each: (-len(each), each))  # the longest first


class Stored(NamedTuple):
    """A file in one encoding: what it was when read (time, size), bytes, headers, entity tag."""

    state: tuple[int, int]
    body: bytes
    headers: Headers
    tag: str


@dataclass(slots=True)
class Shelf:
    """A site's files: at most `most` bytes of them in memory, those that nobody asks for go first.

    `fill` makes of a file's path and bytes what is sent; `root` is the site's folder, `prefix` its path on the host;
    `policies` and `linkset` are those of the rules' table.
    """

    root: str
    prefix: str
    most: int
    policies: tuple[tuple[re.Pattern[str], str], ...]
    linkset: re.Pattern[str]
    fill: Callable[[str, bytes], bytes]
    kept: OrderedDict[tuple[str, bool], Stored] = field(default_factory=OrderedDict)
    size: int = 0
    loading: dict[tuple[str, bool], asyncio.Future[Stored | None]] = field(default_factory=dict)


def as_it_is(path: str, body: bytes) -> bytes:
    """The bytes of a file, unchanged."""
    return body


def make_shelf(root: Path, prefix: str, most: int, fill: Callable[[str, bytes], bytes] = as_it_is) -> Shelf:
    """An empty shelf for the site in a folder."""
    policies = tuple((re.compile(pattern), policy) for pattern, policy in policy_patterns(prefix))
    return Shelf(str(root), prefix, most, policies, re.compile(linkset_pattern(prefix)), fill)


def has_file(shelf: Shelf, path: str) -> bool:
    """True for a plain file below the site's root."""
    return _state(shelf, path) is not None


async def send_file(shelf: Shelf, path: str, asked: Mapping[str, str], more: Headers = ()) -> Response | None:
    """The response that sends a file: 200, 206 a part of it, or 304 where the client has it; None where there is none.

    Args: path, below the root, of plain segments; asked, the request's headers; more, headers beside the file's own,
    whose Vary is joined with that of the file. Raises: Refused 416 for a part that it does not have.
    """
    state = _state(shelf, path)
    if state is None:
        return None
    if state[1] > WHOLE:
        return await _send_parts(shelf, path, state, asked, more)
    packed = "range" not in asked and accepts_gzip(asked.get("accept-encoding", "")[:200])
    key = (path, packed and _gains(path, state[1]))
    stored = shelf.kept.get(key)
    if stored is None or stored.state != state:
        stored = await _load(shelf, key, state)
        if stored is None:
            return None
    else:
        shelf.kept.move_to_end(key)
    answer = answer_whole(stored.body, stored.tag, join_vary(stored.headers, more), asked)
    part = asked_range(asked, stored.tag, len(stored.body)) if answer.status == 200 else None
    if part is None:
        return answer
    headers = (*answer.headers, content_range(part, len(stored.body)))
    return Response(206, headers, stored.body[part.start : part.stop])


def answer_whole(body: bytes, tag: str, headers: Headers, asked: Mapping[str, str]) -> Response:
    """200 with the bytes and their entity tag, or 304 where If-None-Match names it (RFC 9110, section 13.1.2)."""
    headers = (*headers, ("etag", tag))
    if is_known(tag, asked.get("if-none-match", "")):
        bare = tuple(each for each in headers if each[0] not in ("content-type", "content-encoding"))
        return Response(304, bare, b"")
    return Response(200, headers, body)


def is_known(tag: str, if_none_match: str) -> bool:
    """True where an If-None-Match header names an entity tag, compared weakly, or is `*`."""
    if not if_none_match:
        return False
    named = {each.strip().removeprefix("W/") for each in if_none_match.split(",")}
    return tag in named or named == {"*"}


def digest_tag(body: bytes, suffix: str = "") -> str:
    """A strong entity tag of bytes (RFC 9110, section 8.8.3)."""
    return f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}{suffix}"'


def file_type(path: str) -> str:
    """The Content-Type of a file of the site."""
    if path == TURTLE_FILE:
        return content_type("ttl")
    ending = next((each for each in _ENDINGS if path.endswith(f".{each}")), "")
    return content_type(ending) if ending else "application/octet-stream"


def file_headers(shelf: Shelf, path: str) -> Headers:
    """What the site's rules send with a file, but for encoding and entity tag."""
    place, media_type = shelf.prefix + path, file_type(path)
    headers = [("content-type", media_type), *((name.lower(), value) for name, value in HEADERS.items())]
    headers.append(OPEN[1])
    policy = next((policy for pattern, policy in shelf.policies if pattern.search(place)), "")
    if policy:
        headers.append(("content-security-policy", policy))
    entity = None if path.startswith("id/statement/") else shelf.linkset.search(place)
    if entity:
        told = f'<{entity[1]}.linkset.json>; rel="linkset"; type="application/linkset+json"'
        headers.append(("link", told))
    headers.append(("accept-ranges", "bytes"))
    if compresses(media_type.partition(";")[0]):
        headers.append(("vary", "Accept-Encoding"))
    return tuple(headers)


def join_vary(headers: Headers, more: Headers) -> Headers:
    """All headers, with one Vary."""
    if not more:
        return headers
    both = (*headers, *more)
    varies = ", ".join(value for name, value in both if name == "vary")
    return (*(each for each in both if each[0] != "vary"), *((("vary", varies),) if varies else ()))


def _gains(path: str, size: int) -> bool:
    return size >= _WORTH and compresses(file_type(path).partition(";")[0])


def _state(shelf: Shelf, path: str) -> tuple[int, int] | None:
    """Time of the last change and size of a plain file."""
    try:
        found = os.stat(f"{shelf.root}/{path}")  # noqa: PTH116 - asked for with each request
    except (OSError, ValueError):
        return None
    return (found.st_mtime_ns, found.st_size) if stat.S_ISREG(found.st_mode) else None


async def _load(shelf: Shelf, key: tuple[str, bool], state: tuple[int, int]) -> Stored | None:
    """The file, read once however many ask for it at the same time, and kept."""
    if state[1] <= _INLINE:
        stored = _read(shelf, key, state)
    else:
        future = shelf.loading.get(key)
        if future is None:
            future = asyncio.ensure_future(asyncio.to_thread(_read, shelf, key, state))
            shelf.loading[key] = future
            future.add_done_callback(lambda _: shelf.loading.pop(key, None))
        stored = await asyncio.shield(future)
    if stored is not None:
        _keep(shelf, key, stored)
    return stored


def _read(shelf: Shelf, key: tuple[str, bool], state: tuple[int, int]) -> Stored | None:
    """The file as it stands on the disk; None where a link leads out of the site, or where it has just gone."""
    path, packed = key
    place = _inside(shelf, path)
    if place is None:
        return None
    try:
        body = shelf.fill(path, Path(place).read_bytes())
    except FileNotFoundError:
        return None
    headers, suffix, tagged = file_headers(shelf, path), "", body
    if packed:
        small = gzip.compress(body, 6, mtime=0)
        if len(small) < 0.9 * len(body):
            headers, suffix, body = (*headers, ("content-encoding", "gzip")), "-gz", small
    return Stored(state, body, headers, digest_tag(tagged, suffix))


def _inside(shelf: Shelf, path: str) -> str | None:
    """The real place of a file, None where that is not below the site's root."""
    root = os.path.realpath(shelf.root)
    place = os.path.realpath(f"{root}/{path}")
    return place if place.startswith(f"{root}/") else None


def _keep(shelf: Shelf, key: tuple[str, bool], stored: Stored) -> None:
    older = shelf.kept.pop(key, None)
    shelf.size += len(stored.body) - (len(older.body) if older else 0)
    shelf.kept[key] = stored
    while shelf.size > shelf.most:
        _, gone = shelf.kept.popitem(last=False)
        shelf.size -= len(gone.body)


async def _send_parts(
    shelf: Shelf, path: str, state: tuple[int, int], asked: Mapping[str, str], more: Headers
) -> Response | None:
    """The same for a large file. Its entity tag follows from time and size: it is not read for that."""
    place = _inside(shelf, path)
    if place is None:
        return None
    kept = tuple(each for each in file_headers(shelf, path) if each[0] != "vary")
    tag, size = digest_tag(f"{path} {state}".encode()), state[1]
    answer = answer_whole(b"", tag, join_vary(kept, more), asked)
    if answer.status == 304:
        return answer
    part = asked_range(asked, tag, size)
    sent = part or range(size)
    headers = (*answer.headers, ("content-length", str(len(sent))), *((content_range(part, size),) if part else ()))
    file = await asyncio.to_thread(open, place, "rb")
    return Response(206 if part else 200, headers, _parts(file, sent))


async def _parts(file: IO[bytes], sent: range) -> AsyncIterator[bytes]:
    """Bytes of a file, no more than were told of; it is closed at the end."""
    with file:
        file.seek(sent.start)
        left = len(sent)
        while left > 0 and (part := await asyncio.to_thread(file.read, min(_PART, left))):
            left -= len(part)
            yield part
