"""CPU, wall time and memory of a command with all its children.

Keep this process small: on Linux a child's peak RSS starts from what its parent held when it was started.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

CORES = {0, 1}


class Run(NamedTuple):
    """One run: seconds of CPU (user and system, all processes), of wall time, and the largest process in MB."""

    cpu: float
    wall: float
    memory: float


def pin() -> str:
    """Bind this process and its children to two cores where the system can; what was done, in words."""
    if not hasattr(os, "sched_setaffinity") or not os.sched_getaffinity(0) >= CORES:
        return f"{os.cpu_count()} cores, not pinned"
    os.sched_setaffinity(0, CORES)
    return f"pinned to 2 of {os.cpu_count()} cores"


def run_once(command: Sequence[str | Path], cwd: Path, allowed: tuple[int, ...] = (0,)) -> Run:
    """Run a command to its end; SystemExit with its messages where the exit code is not an allowed one."""
    start = time.perf_counter()
    with (cwd / ".bench.log").open("wb") as log:
        process = subprocess.Popen([str(part) for part in command], cwd=cwd, stdout=log, stderr=log)
        _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in allowed:
        raise SystemExit(f"{command}: exit code {process.returncode}\n{(cwd / '.bench.log').read_text()[-2000:]}")
    return Run(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


def medians(runs: Sequence[Run]) -> Run:
    """The median of each figure on its own."""
    return Run(*(median(values) for values in zip(*runs, strict=True)))


def measure(
    command: Sequence[str | Path],
    cwd: Path,
    times: int,
    before: Callable[[int], None] | None = None,
    allowed: tuple[int, ...] = (0,),
) -> Run:
    """Medians over `times` runs; `before` prepares each one and is not measured."""
    runs = []
    for number in range(times):
        if before is not None:
            before(number)
        runs.append(run_once(command, cwd, allowed))
    return medians(runs)


def peak_sum(command: Sequence[str | Path], cwd: Path) -> float:
    """Peak of the sum over all processes in MB, shared pages counted once (PSS), sampled in a run of its own."""
    peak = 0.0
    with (cwd / ".bench.log").open("wb") as log:
        process = subprocess.Popen([str(part) for part in command], cwd=cwd, stdout=log, stderr=log)
        while process.poll() is None:
            peak = max(peak, sum(_proportional(pid) for pid in _tree(process.pid)))
            time.sleep(0.01)
    return peak / 1024


def _tree(pid: int) -> list[int]:
    found = [pid]
    for each in found:
        try:
            found += [int(child) for child in Path(f"/proc/{each}/task/{each}/children").read_text().split()]
        except OSError:
            continue
    return found


def _proportional(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
