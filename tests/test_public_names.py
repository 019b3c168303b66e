"""`import govgraph` costs nothing, and its names stay functions whatever is imported first."""

from __future__ import annotations

import subprocess
import sys

import pytest

import govgraph

NAMES = [name for name in govgraph.__all__ if name != "__version__"]


def run_python(code: str) -> str:
    """Stdout of a fresh interpreter that runs `code`."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True).stdout


@pytest.mark.parametrize(
    "before", ["pass", "import govgraph.query", "import govgraph.validate.engines", "import govgraph.api"]
)
def test_every_public_name_is_a_function_at_every_access(before: str) -> None:
    ask = "for name in govgraph.__all__[1:] * 2: print(callable(getattr(govgraph, name)))"
    code = f"import govgraph\n{before}\n{ask}"
    assert len(NAMES) >= 6
    assert run_python(code).split() == ["True"] * 2 * len(NAMES)


def test_importing_the_package_loads_no_library() -> None:
    code = "import sys, govgraph; print(*{name.partition('.')[0] for name in sys.modules})"
    assert not {"rdflib", "pyoxigraph", "pyarrow", "networkx", "click", "yaml"} & set(run_python(code).split())
