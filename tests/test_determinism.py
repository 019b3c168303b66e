"""The same input gives the same bytes on any machine, any day."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from govgraph.pipeline import build
from real_project import built_project, copy_project

ENVIRONMENTS = (
    {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "C"},
    {"PYTHONHASHSEED": "4242", "TZ": "America/Adak", "LC_ALL": "tr_TR.UTF-8", "PYTHONUTF8": "0"},
)

# Another day: the clock functions of the child tell a day in 2031 (nothing in src should ask them).
OTHER_DAY = """
import time, datetime, sys
real = time.time
time.time = lambda: real() + 5 * 365 * 86400
class Later(datetime.datetime):
    @classmethod
    def now(cls, tz=None): return cls(2031, 2, 3, 4, 5, 6, tzinfo=tz)
    @classmethod
    def utcnow(cls): return cls(2031, 2, 3, 4, 5, 6)
datetime.datetime = Later
from govgraph.cli import main
sys.argv = ["govgraph", "--project", sys.argv[1], "build", "--force"]
main()
"""


def digests(output: Path) -> dict[str, str]:
    """SHA-256 of every file of an output."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(output.iterdir())}


def test_builds_on_other_days_places_locales_and_hash_seeds_give_the_same_bytes(tmp_path: Path) -> None:
    """Time zone, locale, hash seed, day, folder and cache make no difference to any byte of the output."""
    expected = digests(built_project().output)
    assert len(expected) >= 18
    for number, extra in enumerate(ENVIRONMENTS):
        project = copy_project(tmp_path / f"elsewhere-{number}")
        command = [sys.executable, "-c", OTHER_DAY, str(project.root)]
        subprocess.run(command, check=True, env={**os.environ, **extra}, cwd=tmp_path, capture_output=True)
        assert digests(project.output) == expected


def test_order_of_files_on_disk_makes_no_difference(tmp_path: Path) -> None:
    """Files created in reverse order (another directory order) give the same bytes."""
    project = copy_project(tmp_path / "reversed")
    for path in sorted((project.data / "person").glob("*.yaml"), reverse=True):
        raw = path.read_bytes()
        path.unlink()
        path.write_bytes(raw)
    build(project)
    assert digests(project.output) == digests(built_project().output)


def test_nothing_changed_leaves_the_output_untouched(tmp_path: Path) -> None:
    """A second build writes nothing: same inodes, same times; a touched output is built anew."""
    project = copy_project(tmp_path / "project")
    assert build(project).changed
    before = {path.name: path.stat() for path in project.output.iterdir()}
    report = build(project)
    assert not report.changed
    after = {path.name: path.stat() for path in project.output.iterdir()}
    assert {name: (s.st_ino, s.st_mtime_ns) for name, s in before.items()} == {
        name: (s.st_ino, s.st_mtime_ns) for name, s in after.items()
    }
    expected = digests(project.output)
    with (project.output / "govgraph.ttl").open("a", encoding="utf-8") as file:
        file.write("# edited by hand\n")
    assert build(project).changed
    assert digests(project.output) == expected


def test_a_build_from_the_cache_gives_the_bytes_of_a_cold_build(tmp_path: Path) -> None:
    """One changed file: the cached build and a build without any cache agree to the byte."""
    warm = copy_project(tmp_path / "warm")
    build(warm)
    changed = warm.data / "person" / "elon-musk.yaml"
    changed.write_text(changed.read_text(encoding="utf-8").replace("Entrepreneur", "Businessman"), encoding="utf-8")
    assert build(warm).changed
    cold = copy_project(tmp_path / "cold")
    shutil.copy(changed, cold.data / "person" / "elon-musk.yaml")
    build(cold)
    assert digests(warm.output) == digests(cold.output)
    assert digests(warm.output) != digests(built_project().output)
