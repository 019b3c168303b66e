"""Layouts of last time, kept in the work folder: they cost more than the rest of the page, few edits change them."""

from __future__ import annotations

import hashlib
import json
import marshal
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from govgraph.errors import EnvironmentFault
from govgraph.parallel import run_forked

_DIGEST_SIZE = 32

Layout = dict[str, Any]


class LayoutTask(NamedTuple):
    """`structure` is all that the layout depends on (lists, tuples, texts, numbers); `make` makes it."""

    structure: Any
    make: Callable[[], Layout]


Layouts = Callable[[list[LayoutTask]], list[Layout]]


def lay_out_anew(tasks: list[LayoutTask]) -> list[Layout]:
    """The layouts in the order of the tasks, made side by side."""
    return run_forked([task.make for task in tasks])


def cached_layouts(cache: Path, basis: bytes) -> Layouts:
    """A function that gives the layouts of tasks: those of last time where the structure is the same.

    Args: cache, a file that may be missing, torn or of other structures; basis, names all else that layouts depend on.
    """

    def lay_out(tasks: list[LayoutTask]) -> list[Layout]:
        start = basis + version("networkx").encode()
        keys = [hashlib.sha256(start + marshal.dumps(task.structure, 2)).hexdigest() for task in tasks]
        known = _read(cache)
        missing = {key: task for key, task in zip(keys, tasks, strict=True) if key not in known}
        if missing:
            known |= dict(zip(missing, lay_out_anew(list(missing.values())), strict=True))
            _write(cache, {key: known[key] for key in keys})
        return [known[key] for key in keys]

    return lay_out


def _read(cache: Path) -> dict[str, Layout]:
    try:
        raw = cache.read_bytes()
    except OSError:
        return {}
    digest, body = raw[:_DIGEST_SIZE], raw[_DIGEST_SIZE:]
    found: dict[str, Layout] = json.loads(body) if digest == hashlib.sha256(body).digest() else {}
    return found


def _write(cache: Path, layouts: dict[str, Layout]) -> None:
    body = json.dumps(layouts, separators=(",", ":")).encode()
    beside = cache.with_suffix(".new")
    try:
        beside.write_bytes(hashlib.sha256(body).digest() + body)
        beside.replace(cache)
    except OSError as error:
        raise EnvironmentFault(f"{beside}: {error.strerror or error}; the output is as it was before") from error
