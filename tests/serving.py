"""`govgraph serve` as a process of its own on a free port: asked with whole requests, ended by its pid."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import httpx

Headers = dict[str, str]


class Served(NamedTuple):
    """A running server: its address without the last slash, its process id, a client without redirects."""

    address: str
    pid: int
    client: httpx.Client

    def get(self, path: str, headers: Headers | None = None, **parameters: str | list[str]) -> httpx.Response:
        """The answer to a GET."""
        return self.client.get(f"{self.address}{path}", params=parameters or None, headers=headers)

    def update(self, text: str, token: str) -> httpx.Response:
        """The answer to an update."""
        headers = {"content-type": "application/sparql-update", "authorization": f"Bearer {token}"}
        return self.client.post(f"{self.address}/sparql", content=text, headers=headers)

    def sparql(self, query: str, accept: str = "application/sparql-results+json", **more: str) -> httpx.Response:
        """The answer to a query by GET."""
        return self.get("/sparql", {"accept": accept}, query=query, **more)

    def rows(self, query: str) -> list[dict[str, str]]:
        """The rows of a SELECT: variable -> plain value."""
        response = self.sparql(query)
        assert response.status_code == 200, response.text
        return [{k: v["value"] for k, v in row.items()} for row in response.json()["results"]["bindings"]]

    def figures(self) -> dict[str, float]:
        """The figures of /metrics by name, with their labels."""
        lines = self.get("/metrics").text.splitlines()
        return {name: float(value) for name, _, value in (each.rpartition(" ") for each in lines if each[0] != "#")}


@contextmanager
def served(
    root: Path, *options: str, environment: dict[str, str] | None = None, ending: signal.Signals = signal.SIGTERM
) -> Iterator[Served]:
    """A server of the project in a folder; at the end it must still be the same process, and leave none behind."""
    with TemporaryDirectory() as folder:
        ready = Path(folder) / "address"
        command = [sys.executable, "-W", "error", "-m", "govgraph", "--project", str(root), "serve", "--port", "0",
                   "--ready-file", str(ready), *options]  # fmt: skip
        with (Path(folder) / "log").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, **(environment or {})})
        try:
            _wait_for(ready, process, Path(folder) / "log")
            address = ready.read_text().strip().rstrip("/")
            with httpx.Client(timeout=30, trust_env=False, headers={"accept-encoding": "identity"}) as client:
                yield Served(address, process.pid, client)
            assert process.poll() is None, f"the server died: {(Path(folder) / 'log').read_text()}"
        finally:
            started = tree(process.pid)
            process.send_signal(ending)
            process.wait(20)
            said = (Path(folder) / "log").read_text(errors="replace")
        assert "Traceback" not in said, said
        _wait_for_end(started)


def _wait_for_end(processes: Sequence[int]) -> None:
    for _ in range(100):
        left = [each for each in processes if Path(f"/proc/{each}").exists()]
        if not left:
            return
        time.sleep(0.05)
    raise AssertionError(f"processes outlive the server: {left}")


def _wait_for(ready: Path, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        if ready.is_file():
            return
        assert process.poll() is None, log.read_text()
        time.sleep(0.05)
    raise AssertionError(f"the server is not ready: {log.read_text()}")


def problem(response: httpx.Response) -> dict[str, Any]:
    """The problem details that a refusal tells."""
    assert response.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = json.loads(response.content)
    assert told["status"] == response.status_code
    return told


def tree(pid: int) -> Sequence[int]:
    """A process and all below it."""
    below: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, IndexError):
                continue
            below.setdefault(parent, []).append(int(entry.name))
    found = [pid]
    for each in found:
        found += below.get(each, [])
    return found
