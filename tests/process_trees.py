"""What a process and all below it take (Linux): CPU seconds, also of children that have ended, and memory."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

from serving import tree

_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    """Seconds of CPU so far, of the whole tree and of what was reaped in it."""
    total = 0
    for each in tree(pid):
        with suppress(OSError):
            fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
            total += sum(map(int, fields[11:15]))
    return total / _TICKS


def memory(pid: int) -> int:
    """Bytes of the whole tree; a page that several processes share counts once (PSS)."""
    total = 0
    for each in tree(pid):
        with suppress(OSError):
            found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{each}/smaps_rollup").read_text(), re.MULTILINE)
            total += int(found[1]) * 1024 if found else 0
    return total
