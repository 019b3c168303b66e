"""A project of a dozen files (tests/small, the repository's ontology and shapes), and how tests run govgraph on it."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
SMALL = ROOT / "tests" / "small"


class Run(NamedTuple):
    """How a call of govgraph ended: exit code, stdout, stderr."""

    code: int
    out: str
    err: str


def make_project(folder: Path) -> Path:
    """A copy of the small project in `folder`, not yet built."""
    shutil.copytree(SMALL, folder, dirs_exist_ok=True)
    for name in ("ontology", "shapes"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


def command(project: Path, *arguments: str) -> list[str]:
    """The command line of a govgraph call on a project."""
    return [sys.executable, "-m", "govgraph", "--project", str(project), *arguments]


def run_govgraph(project: Path, *arguments: str) -> Run:
    """The outcome of a govgraph call in a process of its own."""
    done = subprocess.run(
        command(project, *arguments),
        capture_output=True,
        timeout=120,
        check=False,
        cwd=project.parent,
        env={**os.environ, "PYTHONIOENCODING": "utf-8:backslashreplace"},
    )
    return Run(done.returncode, done.stdout.decode(), done.stderr.decode())


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file under `folder` by relative name; empty where the folder is missing."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def replace_in(path: Path, old: str, new: str) -> None:
    """Replace the one occurrence of `old` in a file."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
    path.write_bytes(text.replace(old, new).encode())
