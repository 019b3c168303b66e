"""Pages and files into the staging folder: what is as it was last time is linked from the old site, not made anew.

A page's key is the digest of its template's data; equal keys mean equal bytes, since the code's digest is in each.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from govgraph.errors import EnvironmentFault
from govgraph.publish.links import PageLinks, links_of
from govgraph.publish.pages import File, Page, render


class Record(NamedTuple):
    """A file of the site: path, key of its content, size in bytes, time of its last change, links of a page."""

    path: str
    key: bytes
    size: int
    changed: int
    links: PageLinks | None
    fresh: bool = True


class Target(NamedTuple):
    """Where a site is written: staging folder, old site, what is known of it by path, what all pages share."""

    folder: Path
    old: Path
    known: dict[str, Record]
    site: dict[str, Any]
    generation: bytes


def write_all(items: Iterable[Page | File], target: Target) -> list[Record]:
    """Records of all items, each written or linked below the staging folder."""
    return [_write(item, target) for item in items]


def _write(item: Page | File, target: Target) -> Record:
    key = _key(item, target.generation)
    known = target.known.get(item.path)
    path = target.folder / item.path
    try:
        if known is not None and known.key == key and _link(target.old / item.path, path, known):
            return known._replace(fresh=False, links=known.links if isinstance(item, Page) else None)
        html = render(item, target.site) if isinstance(item, Page) else ""
        content = html.encode() if isinstance(item, Page) else item.content
        with _opened(path) as file:
            file.write(content)
        changed = path.stat().st_mtime_ns
    except OSError as error:
        raise EnvironmentFault(f"{path}: {error.strerror or error}; the old site is as it was") from error
    links = links_of(item.path, html, target.site["url"]) if html else None
    return Record(item.path, key, len(content), changed, links)


def _key(item: Page | File, generation: bytes) -> bytes:
    if isinstance(item, File):
        return hashlib.sha256(item.content).digest()[:16]
    told = repr((item.language, item.template, item.head, item.data))
    return hashlib.sha256(generation + told.encode("utf-8", "surrogatepass")).digest()[:16]


def _opened(path: Path) -> Any:
    """The new file open for writing; folders are made when they are missing, which is seldom."""
    try:
        return path.open("xb")
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("xb")


def _link(old: Path, new: Path, known: Record) -> bool:
    """True if the old file is the one that is known of, and now stands in the new place too."""
    try:
        state = old.stat()
        if (state.st_size, state.st_mtime_ns) != (known.size, known.changed):
            return False
        new.parent.mkdir(parents=True, exist_ok=True)
        os.link(old, new)
    except FileNotFoundError:
        return False
    except OSError:  # a file system without hard links
        shutil.copy2(old, new)
    return True


def copy_file(source: Path, path: str, target: Target, digest: str) -> Record:
    """A large file from elsewhere in the project, linked where the file system can. Args: digest, SHA-256 in hex."""
    place = target.folder / path
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, place)
        state = place.stat()
    except OSError as error:
        raise EnvironmentFault(f"{place}: {error.strerror or error}; the old site is as it was") from error
    return Record(path, bytes.fromhex(digest)[:16], state.st_size, state.st_mtime_ns, None)


class Known(NamedTuple):
    """What is known of the site of last time: digest of all that it was made from, its files by path."""

    digest: bytes
    records: dict[str, Record]


def read_known(cache: Path) -> Known:
    """What `keep_known` noted; nothing where the cache is missing or of another code."""
    try:
        digest, records = pickle.loads(cache.read_bytes())  # noqa: S301 - our own file in the work folder
        return Known(digest, {each.path: each for each in records})
    except (OSError, ValueError, TypeError, EOFError, AttributeError, ImportError, pickle.UnpicklingError):
        return Known(b"", {})


def keep_known(cache: Path, digest: bytes, records: list[Record]) -> None:
    """Note what was written and from what, for the next time."""
    beside = cache.with_suffix(".new")
    beside.write_bytes(pickle.dumps((digest, records), pickle.HIGHEST_PROTOCOL))
    beside.replace(cache)


def is_untouched(site: Path, known: Known) -> bool:
    """True if the site holds exactly the files that are known, each of its size and time of change."""
    found = 0
    for folder, _, names in os.walk(site):
        place = os.path.relpath(folder, site)
        for name in names:
            record = known.records.get(name if place == "." else f"{place}/{name}".replace(os.sep, "/"))
            state = (Path(folder) / name).stat()
            if record is None or (state.st_size, state.st_mtime_ns) != (record.size, record.changed):
                return False
            found += 1
    return found == len(known.records) > 0
