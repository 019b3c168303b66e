"""The last picture, kept in the work folder: drawing one costs as much as all dumps, and few edits change it."""

from __future__ import annotations

import hashlib
import marshal
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from govgraph.errors import EnvironmentFault
from govgraph.model.harvest import Graph
from govgraph.model.statements import NAMES
from govgraph.model.terms import is_literal

_DIGEST_SIZE = 32
_DRAWN_WITH = {"networkx": "__init__.py", "pyvis": "_version.py"}  # the file of each that names its version


def cached_picture(graph: Graph, basis: bytes, cache: Path, draw: Callable[[Graph], str]) -> str:
    """What `draw` makes of the relations and names of `graph`, or made of the same ones last time.

    Args: basis, names all else that the picture depends on (code, ontology, title); cache, a file that may be missing,
    torn or of another picture.
    """
    shown = [each for each in graph.statements if each.property in NAMES or not is_literal(each.value)]
    told = [(each.subject, each.property, each.value, each.status, each.in_simple_view) for each in shown]
    entities = [(each.id, each.kind) for each in graph.entities]
    key = hashlib.sha256(basis + _library_versions() + marshal.dumps((entities, told), 2)).digest()
    known = _read_cache(cache, key)
    if known is None:
        known = draw(Graph(graph.entities, shown))
        _write_cache(cache, key, known.encode())
    return known


def _library_versions() -> bytes:
    """Digest of the files that name the versions of the drawing libraries, found without importing them."""
    digest = hashlib.sha256()
    for name, file in _DRAWN_WITH.items():
        spec = find_spec(name)
        if spec is not None and spec.origin is not None:
            digest.update((Path(spec.origin).parent / file).read_bytes())
    return digest.digest()


def _read_cache(cache: Path, key: bytes) -> str | None:
    try:
        raw = cache.read_bytes()
    except OSError:
        return None
    found, digest, body = raw[:_DIGEST_SIZE], raw[_DIGEST_SIZE : 2 * _DIGEST_SIZE], raw[2 * _DIGEST_SIZE :]
    return body.decode() if found == key and digest == hashlib.sha256(body).digest() else None


def _write_cache(cache: Path, key: bytes, body: bytes) -> None:
    beside = cache.with_suffix(".new")
    try:
        beside.write_bytes(key + hashlib.sha256(body).digest() + body)
        beside.replace(cache)
    except OSError as error:
        raise EnvironmentFault(f"{beside}: {error.strerror or error}; the output is as it was before") from error
