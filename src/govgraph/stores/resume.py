"""Which chunks of a load are in the store already: a small file under the work folder, for the call after a failure."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from govgraph.errors import EnvironmentFault
from govgraph.project import Project
from govgraph.stores.chunks import Chunk


def progress_file(project: Project, target: str) -> Path:
    """Where the progress of loads into this target stands."""
    return project.work / "load" / f"{hashlib.sha256(target.encode()).hexdigest()[:16]}.txt"


def read_progress(path: Path, load: list[object]) -> set[int]:
    """Starts of the chunks that are in; empty where the file is of another load (another build, other options)."""
    try:
        first, *rest = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError):
        return set()
    whole = rest[:-1]  # what stands behind the last line end was cut short by a kill
    if first != json.dumps(load) or not all(line.isdigit() for line in whole):
        return set()
    return {int(line) for line in whole}


def begin_progress(path: Path, load: list[object]) -> None:
    """The file tells of this load, with no chunk in yet."""
    _write(path, json.dumps(load) + "\n", "w")


def note_progress(path: Path, chunk: Chunk) -> None:
    """The chunk is noted as being in."""
    _write(path, f"{chunk.start}\n", "a")


def _write(path: Path, text: str, mode: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open(mode, encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise EnvironmentFault(f"{path}: {error.strerror or error}") from error
