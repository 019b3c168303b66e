"""The tutorial runs, and shows what its file shows. `python tests/test_notebook.py --write` writes its outputs anew."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

read: Any = nbformat.read  # has no types
write: Any = nbformat.write
NOTEBOOK = Path(__file__).resolve().parent.parent / "docs" / "tutorial.ipynb"


def run(folder: Path) -> nbformat.NotebookNode:
    """The notebook after a run in a folder, with the outputs that stay the same: plain text."""
    os.environ["JUPYTER_PLATFORM_DIRS"] = "1"  # else jupyter warns of its own future
    notebook: nbformat.NotebookNode = read(NOTEBOOK, as_version=4)
    NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    ).execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)  # the clock
        for output in cell.get("outputs", []):
            output.get("data", {}).pop("text/html", None)
    return notebook


def shown(notebook: nbformat.NotebookNode) -> list[list[str]]:
    """What each cell of code shows."""
    return [
        [output.get("text") or output.get("data", {}).get("text/plain", "") for output in cell.outputs]
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_the_tutorial_shows_what_a_run_shows() -> None:
    from real_project import built_project

    stored = read(NOTEBOOK, as_version=4)
    found = shown(run(built_project().root))
    assert found == shown(stored)
    assert sum(bool(each) for each in found) >= 7


if __name__ == "__main__" and sys.argv[1:] == ["--write"]:
    write(run(NOTEBOOK.parent.parent), NOTEBOOK)
