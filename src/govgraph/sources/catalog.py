"""Which files make the graph: `data/<prefix>/<id>.yaml`, `data/tables/*.csv` with their `.yaml`, `data/mappings/*.sssom.tsv`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from govgraph.errors import DataError, EnvironmentFault, Finding, Place

Kind = Literal["record", "table", "mapping"]


class DataFile(NamedTuple):
    """One unit of input: its name relative to the project, kind, bytes, and (tables) the bytes of the CSV beside it."""

    name: str
    kind: Kind
    raw: bytes
    table_name: str
    table_raw: bytes

    @property
    def digest(self) -> bytes:
        """SHA-256 over kind, names and bytes."""
        parts = (self.kind.encode(), self.name.encode(), self.raw, self.table_name.encode(), self.table_raw)
        digest = hashlib.sha256()
        for part in parts:
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
        return digest.digest()


def read_file(path: Path, name: str) -> bytes:
    """Bytes of a file; EnvironmentFault where it is missing or unreadable."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise EnvironmentFault(f"{name}: {error.strerror or error}; check that the file exists and may be read") from error


def data_files(data: Path, root: Path) -> Iterator[DataFile]:
    """All data files, sorted by name. Unknown files in `data` are DataErrors, so that none is forgotten."""
    if not data.is_dir():
        raise EnvironmentFault(f"{data}: the folder is missing; a project keeps its records there")
    paths = sorted((path for path in data.rglob("*") if path.is_file()), key=lambda path: path.as_posix())
    known = {path.relative_to(root).as_posix() for path in paths}
    for path in paths:
        name = path.relative_to(root).as_posix()
        folder, parts = path.parent.name, path.relative_to(data).parts
        if len(parts) == 1 and path.suffix == ".md":
            continue
        if len(parts) == 2 and folder == "mappings" and name.endswith(".sssom.tsv"):
            yield DataFile(name, "mapping", read_file(path, name), "", b"")
        elif len(parts) == 2 and folder == "tables" and path.suffix == ".yaml":
            table = path.with_suffix(".csv")
            table_name = table.relative_to(root).as_posix()
            yield DataFile(name, "table", read_file(path, name), table_name, read_file(table, table_name))
        elif len(parts) == 2 and folder == "tables" and path.suffix == ".csv" and f"{name[:-4]}.yaml" in known:
            continue
        elif len(parts) == 2 and path.suffix == ".yaml":
            yield DataFile(name, "record", read_file(path, name), "", b"")
        else:
            raise DataError([Finding("unknown-file", "violation", "no reader knows this file", Place(name, 1, 1),
                                     expected="data/<prefix>/<id>.yaml, data/tables/*.csv with its .yaml, data/mappings/*.sssom.tsv")])
