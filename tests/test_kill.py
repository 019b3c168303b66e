"""A build that is killed at any moment leaves a whole old or a whole new output, and the next build works."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest

from govgraph.export.staging import recover
from small_project import command, digests, replace_in, run_govgraph

KILLS = 200
LANES = 2
LETTER = "data/letter/engine-letter.yaml"
TITLES = ("Letter on the engine", "Letter about the engine")

Files = dict[str, str]


class Lane(NamedTuple):
    """A project of its own, the two outputs that it may show, and how long a build takes there."""

    project: Path
    outputs: tuple[Files, Files]
    seconds: float


def prepare(project: Path) -> Lane:
    """Build both versions of the data once; the project is left at the first version, its output at the second."""
    outputs = []
    seconds = 60.0
    for version in (0, 1):
        start = time.monotonic()
        built = run_govgraph(project, "build", "--force")
        seconds = min(seconds, time.monotonic() - start)  # the later builds know the layout
        assert built.code == 0, built.err
        outputs.append(digests(project / "output"))
        turn(project, version)
    assert outputs[0] != outputs[1]
    return Lane(project, (outputs[0], outputs[1]), seconds)


def turn(project: Path, version: int) -> None:
    """Change the data from one version to the other."""
    replace_in(project / LETTER, TITLES[version], TITLES[1 - version])


def build_and_kill(project: Path, after: float) -> bool:
    """Start a build and kill its whole process group after so many seconds; True if the kill came before its end."""
    build = subprocess.Popen(
        command(project, "build", "--force"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(after)
    os.killpg(build.pid, signal.SIGKILL)  # its leader is not waited for yet, so the group is there even if it ended
    return build.wait() == -signal.SIGKILL


def kill_many(lane: Lane, seed: int, kills: int) -> tuple[int, int, int]:
    """How many kills hit a running build, and how often the output was then the old and the new one."""
    moments = random.Random(seed)  # noqa: S311 - seeded on purpose, nothing secret
    hits = old = new = 0
    version = 0  # of the data; the output shows one or the other
    shown = digests(lane.project / "output")
    for _ in range(kills):
        hits += build_and_kill(lane.project, moments.uniform(0, 1.05 * lane.seconds))
        found = digests(lane.project / "output")
        wanted = lane.outputs[version]
        assert found in (shown, wanted), f"neither the old nor the new output: {sorted(found.items() ^ wanted.items())}"
        old, new = old + (found == shown), new + (found == wanted)
        if found == wanted:
            turn(lane.project, version)
            version = 1 - version
        shown = found
    last = run_govgraph(lane.project, "build")
    assert last.code == 0, last.err
    assert digests(lane.project / "output") == lane.outputs[version]
    assert not (lane.project / ".govgraph/staging").exists()
    return hits, old, new


def test_two_hundred_kills_leave_a_whole_output(built_once: Path, tmp_path: Path) -> None:
    """SIGKILL of all processes of a build, 200 times at seeded random moments of its run."""
    projects = [Path(shutil.copytree(built_once, tmp_path / f"lane{n}")) for n in range(LANES)]
    with ThreadPoolExecutor(LANES) as pool:
        lanes = list(pool.map(prepare, projects))
        counts = list(pool.map(lambda n: kill_many(lanes[n], 1000 + n, KILLS // LANES), range(LANES)))
    hits, old, new = (sum(column) for column in zip(*counts, strict=True))
    assert hits >= KILLS // 2, f"only {hits} kills came in time"
    assert old >= KILLS // 4
    assert new >= 5, "hardly any build came to its end: the late moments were not tested"


def test_the_next_build_waits_for_orphans_of_a_killed_one(small: Path) -> None:
    """Where only the parent is killed, its workers live on; a build started at once is not mixed with theirs."""
    lane = prepare(small)
    moments = random.Random(7)  # noqa: S311 - seeded on purpose, nothing secret
    version = 0
    for _ in range(10):
        build = subprocess.Popen(
            command(small, "build", "--force"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(moments.uniform(0.4, 1.0) * lane.seconds)
        build.kill()
        build.wait()
        turn(small, version)
        version = 1 - version
        done = run_govgraph(small, "build", "--force")
        assert done.code == 0, done.err
        assert digests(small / "output") == lane.outputs[version]


def test_a_kill_between_two_renames_is_mended(small: Path) -> None:
    """On a file system without exchange, `output` may be set aside for a moment; the next build brings it back."""
    before = digests(small / "output")
    (small / "output").rename(small / ".output.old")
    broken = small / "data/person/ada-lovelace.yaml"
    broken.write_text("type: [", encoding="utf-8")
    assert run_govgraph(small, "build").code == 1
    assert digests(small / "output") == before


def test_torn_caches_are_made_again(small: Path) -> None:
    """Whatever a kill leaves in the work folder, even rubbish in every file, the next build gives the same output."""
    before = digests(small / "output")
    work = small / ".govgraph"
    for path in [path for path in work.rglob("*") if path.is_file()]:
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    (work / "staging").mkdir()
    (work / "staging/govgraph.ttl").write_text("torn", encoding="utf-8")
    done = run_govgraph(small, "build", "--force")
    assert done.code == 0, done.err
    assert digests(small / "output") == before


def test_two_builds_at_once_leave_a_whole_output(small: Path) -> None:
    """Builds started together wait for each other; both end well."""
    before = digests(small / "output")
    builds = [subprocess.Popen(command(small, "build", "--force"), stdout=subprocess.DEVNULL) for _ in range(3)]
    assert [build.wait() for build in builds] == [0, 0, 0]
    assert digests(small / "output") == before


STEPS = ("write_manifest", "_sync_folder", "_exchange", "_swap", "Path.rename", "rmtree")
KILL_AT = """
import os, shutil, signal, sys
from pathlib import Path
from govgraph.export import staging

step, moment, exchange = sys.argv[1:4]
owner, name = {"Path.rename": (Path, "rename"), "rmtree": (shutil, "rmtree")}.get(step, (staging, step))
original, calls = getattr(owner, name), [0]

def die():
    os.killpg(0, signal.SIGKILL)

def step_and_die(*arguments, **named):
    calls[0] += 1
    if moment == f"before {calls[0]}":
        die()
    result = original(*arguments, **named)
    if moment == f"after {calls[0]}":
        die()
    return result

if exchange == "no":
    staging._exchange = lambda one, other: False
setattr(owner, name, step_and_die)
sys.argv = ["govgraph", "--project", sys.argv[4], "build", "--force"]
from govgraph.cli import main
main()
"""


@pytest.mark.parametrize("exchange", ["yes", "no"])
@pytest.mark.parametrize("step", STEPS)
def test_a_kill_at_each_step_of_publishing(step: str, exchange: str, small: Path) -> None:
    """Just before and after each step that moves something: old or new; without exchange, the next build mends it."""
    lane = prepare(small)
    version, shown, killed = 0, lane.outputs[1], 0
    for moment in [f"{when} {call}" for call in (1, 2) for when in ("before", "after")]:
        arguments = [sys.executable, "-c", KILL_AT, step, moment, exchange, str(small)]
        ended = subprocess.run(arguments, capture_output=True, check=False, start_new_session=True).returncode
        assert ended in (0, -signal.SIGKILL)
        killed += ended != 0
        if exchange == "no":
            recover(small / "output")
        found = digests(small / "output")
        assert found in (shown, lane.outputs[version]), moment
        assert ended != 0 or found == lane.outputs[version]
        if found == lane.outputs[version]:
            turn(small, version)
            version = 1 - version
        shown = found
    assert killed or (step, exchange) in {("_exchange", "no"), ("_swap", "yes"), ("Path.rename", "yes")}
    arguments = [sys.executable, "-c", KILL_AT, step, "never", exchange, str(small)]
    assert subprocess.run(arguments, capture_output=True, check=False).returncode == 0
    assert digests(small / "output") == lane.outputs[version]
    assert sorted(path.name for path in small.iterdir() if path.name.startswith(".")) == [".govgraph"]
