"""The dump in pieces: where the lines of each graph stand, and their triples as N-Triples, a piece at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from govgraph.errors import EnvironmentFault, UsageError
from govgraph.export.staging import read_manifest
from govgraph.project import Project

DUMP = "govgraph.nq"
VIEWS = ("simple", "full", "inferred", "metadata", "ontology")


class Chunk(NamedTuple):
    """Lines of one named graph: bytes `start` to `end` of the dump, that many triples."""

    graph: str
    start: int
    end: int
    triples: int


class Dump(NamedTuple):
    """The built dump: file, SHA-256 in hex, its chunks in their order."""

    path: Path
    digest: str
    chunks: list[Chunk]

    @property
    def counts(self) -> dict[str, int]:
        """Triples by IRI of the graph."""
        found: dict[str, int] = {}
        for chunk in self.chunks:
            found[chunk.graph] = found.get(chunk.graph, 0) + chunk.triples
        return found


def read_dump(project: Project, views: tuple[str, ...], size: int) -> Dump:
    """The dump of the current build cut into chunks of at most `size` bytes, of the named views only.

    The file is read once, line by line. A single line longer than `size` is a chunk of its own.
    Raises: UsageError where there is no build, it is damaged, or holds none of the views.
    """
    manifest = read_manifest(project.output)
    path = project.output / DUMP
    if manifest is None or not path.is_file():
        raise UsageError(f"{project.output} holds no build; run govgraph build first")
    wanted = {project.graph_iri(view).encode() for view in views}
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            chunks = [each for each in _cut(file, size) if each.graph.encode() in wanted]
    except OSError as error:
        raise EnvironmentFault(f"{path}: {error.strerror or error}") from error
    files = manifest["files"]
    if not isinstance(files, dict) or files[DUMP]["sha256"] != digest:
        raise UsageError(f"{path} is not as it was built; run govgraph build")
    if not chunks:
        raise UsageError(f"{path} holds no triple of {', '.join(views)}")
    return Dump(path, digest, chunks)


def _cut(file: BinaryIO, size: int) -> Iterator[Chunk]:
    graph, start, end, triples = b"", 0, 0, 0
    for line in file:
        found = line[line.rindex(b" <") + 2 : -4]  # N-Quads as govgraph writes them: `... <graph> .\n`
        if found != graph or end - start + len(line) > size:
            if triples:
                yield Chunk(graph.decode(), start, end, triples)
            graph, start, triples = found, end, 0
        end += len(line)
        triples += 1
    if triples:
        yield Chunk(graph.decode(), start, end, triples)


def read_chunk(file: BinaryIO, chunk: Chunk) -> bytes:
    """The triples of a chunk as N-Triples; no line end stands inside a literal, so what ends a line ends a quad."""
    file.seek(chunk.start)
    return file.read(chunk.end - chunk.start).replace(b" <" + chunk.graph.encode() + b"> .\n", b" .\n")
