"""The examples of the pages on the server run against one as they stand there."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest

from govgraph.serve.limits import Limits
from real_project import built_project
from serving import Served, served
from test_docs import ROOT, blocks, shown_pattern

PAGE = "docs/serving.md"
PAGES = (PAGE, "docs/reconciliation.md")


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with served(built_project().root) as found:
        yield found


def examples() -> list[tuple[str, str]]:
    """Command and shown output of each `$` line, also where the command goes on in indented lines."""
    found = []
    for block in [block for page in PAGES for block in blocks(page, "shell-session")]:
        for part in block.split("$ ")[1:]:
            lines = part.splitlines()
            size = 1 + next((n for n, line in enumerate(lines[1:]) if not line.startswith("    ")), len(lines))
            found.append(("\n".join(lines[:size]), "\n".join(lines[size:])))
    return found


def test_there_are_examples() -> None:
    assert len(examples()) >= 5


@pytest.mark.parametrize(("command", "shown"), examples())
def test_an_example_answers_as_it_says(server: Served, command: str, shown: str) -> None:
    here = command.replace("http://127.0.0.1:8080", server.address)
    done = subprocess.run(["bash", "-c", here], capture_output=True, encoding="utf-8", check=True)
    told = done.stdout.replace("\r\n", "\n").rstrip("\n")
    assert shown_pattern(shown).fullmatch(told + "\n"), told


def test_the_limits_of_the_page_are_those_of_the_code() -> None:
    """The table of limits names the defaults."""
    text, limits = (ROOT / PAGE).read_text(encoding="utf-8"), Limits()
    for told in (
        f"| {limits.seconds:g} s | `--timeout`", f"| {limits.memory >> 20} MB | `--memory`",
        f"| {limits.result >> 20} MB |",
        f"| {limits.workers} workers, {limits.client_running} for a client, {limits.client_waiting} waiting for",
        f" {limits.waiting} in all |",
        f"| {limits.client_seconds:g} s ahead", f"| {limits.connections}, {limits.client_connections} for a client |",
        f"| {limits.head_seconds:g} s, {limits.body_seconds:g} s, {limits.stalled_seconds:g} s |",
        f"| {limits.body >> 20} MB, {limits.head >> 10} kB |",
    ):  # fmt: skip
        assert told in text, told
