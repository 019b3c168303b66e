"""Output is written beside and moved into place whole: a reader sees the old build or the new one, never a mixture."""

from __future__ import annotations

import ctypes
import errno
import hashlib
import json
import os
import shutil
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from govgraph.errors import EnvironmentFault, UsageError

MANIFEST = "manifest.json"
KEPT = "site"  # made by a command of its own: a build leaves it where it is
LOCK_PATIENCE = 20  # seconds to wait for another build

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


class Written(NamedTuple):
    """A file in the staging folder: name, size in bytes, SHA-256 in hex."""

    name: str
    size: int
    sha256: str


def write_file(folder: Path, name: str, pieces: Iterable[str] | bytes) -> Written:
    """Write one file and force it to disk; EnvironmentFault where that fails, a full disk included."""
    digest, size = hashlib.sha256(), 0
    try:
        with (folder / name).open("wb") as file:
            for chunk in _chunks(pieces):
                file.write(chunk)
                digest.update(chunk)
                size += len(chunk)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise EnvironmentFault(f"{folder / name}: {error.strerror or error}; the output is as it was before") from error
    return Written(name, size, digest.hexdigest())


def _chunks(pieces: Iterable[str] | bytes) -> Iterator[bytes]:
    """The bytes in chunks of about a megabyte, so that memory stays flat."""
    if isinstance(pieces, bytes):
        yield pieces
        return
    held: list[str] = []
    length = 0
    for piece in pieces:
        held.append(piece)
        length += len(piece)
        if length > 1 << 20:
            yield "".join(held).encode()
            held, length = [], 0
    yield "".join(held).encode()


@contextmanager
def build_lock(work: Path) -> Iterator[None]:
    """Held while a build runs, so that two never write at once; the system frees it when the process ends, however."""
    try:
        work.mkdir(parents=True, exist_ok=True)
        file = (work / "lock").open("w")
    except OSError as error:
        raise EnvironmentFault(f"{work}: {error.strerror or error}") from error
    with file:
        if sys.platform != "win32":
            import fcntl

            for _ in range(LOCK_PATIENCE * 20):
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    time.sleep(0.05)
            else:
                raise UsageError(f"another build of {work.parent} is running; wait for it to end")
        yield


@contextmanager
def staging_folder(work: Path, name: str = "staging") -> Iterator[Path]:
    """An empty folder for the new output; what an earlier, killed build left there is removed first."""
    folder = work / name
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    except OSError as error:
        raise EnvironmentFault(f"{folder}: {error.strerror or error}") from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(folder: Path, output: Path) -> None:
    """Put `folder` in the place of `output` in one step, so that no moment shows half of it."""
    try:
        _sync_folder(folder)
        if not output.exists():
            folder.rename(output)
        elif not output.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, "a file stands where the output folder belongs; move it away")
        elif _exchange(folder, output):
            _bring_back(folder, output)
        else:
            _swap(folder, output)
        _sync_folder(output.parent)
    except OSError as error:
        raise EnvironmentFault(f"{output}: {error.strerror or error}; the output is as it was before") from error


def _sync_folder(folder: Path) -> None:
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders atomically (Linux renameat2, macOS renamex_np); False where the system can't."""
    library = ctypes.CDLL(None, use_errno=True)
    if sys.platform.startswith("linux") and hasattr(library, "renameat2"):
        arguments = (_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
        return bool(library.renameat2(*arguments) == 0)
    if sys.platform == "darwin" and hasattr(library, "renamex_np"):
        return bool(library.renamex_np(os.fsencode(one), os.fsencode(other), _RENAME_EXCHANGE) == 0)
    return False


def _swap(folder: Path, output: Path) -> None:
    """Two renames, for file systems without exchange; `recover` mends a kill between them."""
    old = _aside(output)
    shutil.rmtree(old, ignore_errors=True)
    output.rename(old)
    folder.rename(output)
    _bring_back(old, output)
    shutil.rmtree(old, ignore_errors=True)


def _bring_back(old: Path, output: Path) -> None:
    """The part of the old output that another command made stands in the new one again."""
    if (old / KEPT).is_dir() and not (output / KEPT).exists():
        (old / KEPT).rename(output / KEPT)


def _aside(output: Path) -> Path:
    return output.with_name(f".{output.name}.old")


def recover(output: Path, staging: Path | None = None) -> None:
    """Bring back what a kill in the middle of `publish` left aside: the old output, or the part of it that is kept."""
    if not output.exists() and _aside(output).exists():
        _aside(output).rename(output)
    for old in (_aside(output), staging):
        if old is not None and output.is_dir():
            _bring_back(old, output)


def write_manifest(folder: Path, head: dict[str, object], files: Iterable[Written]) -> None:
    """`manifest.json`: name, version, input digest, counts, and size and SHA-256 of every other file."""
    listed = {each.name: {"bytes": each.size, "sha256": each.sha256} for each in sorted(files)}
    write_file(folder, MANIFEST, json.dumps({**head, "files": listed}, ensure_ascii=False, indent=2).encode() + b"\n")


def read_manifest(output: Path) -> dict[str, object] | None:
    """The manifest of an output, or None where there is no readable one."""
    try:
        found = json.loads((output / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def is_intact(output: Path, manifest: dict[str, object]) -> bool:
    """True if `output` holds exactly the files of its manifest, each of the size and SHA-256 noted there."""
    files = manifest.get("files")
    if not isinstance(files, dict) or {path.name for path in output.iterdir()} - {KEPT} != {*files, MANIFEST}:
        return False
    for name, noted in files.items():
        try:
            raw = (output / name).read_bytes()
        except OSError:
            return False
        if hashlib.sha256(raw).hexdigest() != noted["sha256"]:
            return False
    return True
