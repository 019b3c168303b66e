"""Which files make the graph.

`data/<prefix>/<id>.yaml`, `data/tables/*.csv` with their `.yaml`, `data/mappings/*.sssom.tsv`.
"""

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
    """Bytes of a text file, CRLF as LF so that any checkout builds the same; EnvironmentFault where unreadable."""
    try:
        return path.read_bytes().replace(b"\r\n", b"\n")
    except OSError as error:
        raise EnvironmentFault(
            f"{name}: {error.strerror or error}; check that the file exists and may be read"
        ) from error


def data_files(data: Path, root: Path) -> Iterator[DataFile]:
    """All data files, sorted by name. Whatever else lies in `data` is a DataError, so that no file is forgotten."""
    paths = sorted(_listed(data), key=lambda path: path.as_posix())
    known = {path.relative_to(root).as_posix() for path in paths}
    for path in paths:
        name = path.relative_to(root).as_posix()
        folder, parts = path.parent.name, path.relative_to(data).parts
        if len(parts) == 1 and path.suffix == ".md":
            continue
        if not path.is_file() or not name.isprintable():
            raise _unknown(name, _misplaced(path))
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
            raise _unknown(name, "no reader knows this file")


def _listed(data: Path) -> Iterator[Path]:
    """What lies in `data` and in its folders; deeper folders are listed, not entered."""
    if not data.is_dir():
        raise EnvironmentFault(f"{data}: the folder is missing; a project keeps its records there")
    try:
        for path in data.iterdir():
            yield from path.iterdir() if path.is_dir() else (path,)
    except OSError as error:
        raise EnvironmentFault(f"{error.filename}: {error.strerror}; check that the folder may be read") from error


def _misplaced(path: Path) -> str:
    if path.is_dir():
        return "a folder stands where a file belongs"
    return "the link leads to no file" if path.is_symlink() else "this is no file with a printable name"


def _unknown(name: str, message: str) -> DataError:
    expected = "data/<prefix>/<id>.yaml, data/tables/*.csv with its .yaml, data/mappings/*.sssom.tsv"
    return DataError([Finding("unknown-file", "violation", message, Place(name, 1, 1), expected=expected)])
