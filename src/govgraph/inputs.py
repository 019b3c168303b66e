"""A project's input and whether the output was made from it: all that a build needs to know that nothing is to do.

It stands apart from the pipeline so that this answer comes before the libraries of the other stages are loaded.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from govgraph import __version__
from govgraph.errors import EnvironmentFault
from govgraph.export.staging import is_intact, read_manifest, recover
from govgraph.project import FILE_NAME, Project
from govgraph.sources.catalog import DataFile, data_files, read_file


@dataclass(frozen=True, slots=True)
class Sources:
    """A project's input as read from disk; `digests` name each part's content, `digest` all of it and the code."""

    files: list[DataFile]
    digests: dict[str, str]
    digest: str


def read_sources(project: Project) -> Sources:
    """All input files with their digests."""
    data = list(data_files(project.data, project.root))
    digests = {"data": _digest(file.digest for file in data)}
    for name, folder in (("ontology", project.ontology), ("shapes", project.shapes)):
        if not folder.is_dir():
            raise EnvironmentFault(f"{folder}: the folder is missing; govgraph init DIR makes a working project")
        paths = sorted(
            path for path in folder.rglob("*") if path.is_file() and path.suffix in (".ttl", ".rq", ".jsonld")
        )
        digests[name] = _digest(
            part for path in paths for part in (path.name.encode(), read_file(path, project.relative(path)))
        )
    settings = read_file(project.root / FILE_NAME, FILE_NAME)
    whole = _digest([*(f"{k}:{v}".encode() for k, v in sorted(digests.items())), settings, code_digest()])
    return Sources(data, digests, whole)


def _digest(parts: Iterator[bytes] | list[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


@cache
def code_digest() -> bytes:
    """Digest of the package itself: another version of the code makes another output."""
    digest = hashlib.sha256(__version__.encode())
    root = Path(__file__).parent
    for path in sorted(root.rglob("*")):
        if path.suffix in (".py", ".html", ".js", ".css") and "project_template" not in path.parts:
            digest.update(path.read_bytes())
    return digest.digest()


def current_manifest(project: Project, sources: Sources) -> dict[str, int] | None:
    """Counts of the output where it was made from exactly these sources and is untouched, else None."""
    recover(project.output)
    manifest = read_manifest(project.output)
    if manifest is None or manifest.get("input") != sources.digest or not is_intact(project.output, manifest):
        return None
    counts = manifest.get("counts")
    return {str(key): int(value) for key, value in counts.items()} if isinstance(counts, dict) else None
