"""Fixtures that several test files share."""

from __future__ import annotations

import os
import shutil
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from govgraph.cli import main
from govgraph.model.schema import Schema, load_schema
from small_project import ROOT, Run, make_project, run_govgraph


@pytest.fixture(scope="session")
def schema() -> Schema:
    """The schema of the repository's ontology."""
    return load_schema(ROOT / "ontology", "https://w3id.org/govgraph/")


@pytest.fixture(scope="session")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small project, built: to copy, not to change."""
    project = make_project(tmp_path_factory.mktemp("small") / "project")
    built = run_govgraph(project, "build")
    assert built.code == 0, built.err
    return project


@pytest.fixture
def small(built_once: Path, tmp_path: Path) -> Path:
    """A built copy of the small project for this test alone."""
    return Path(shutil.copytree(built_once, tmp_path / "project", symlinks=True))


Govgraph = Callable[..., Run]


@pytest.fixture
def govgraph(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Govgraph:
    """Runs the command line's entry point in this process: `govgraph(project, "build")`."""

    def run(project: Path, *arguments: str) -> Run:
        monkeypatch.setattr(sys, "argv", ["govgraph", "--project", str(project), *arguments])
        capsys.readouterr()
        with warnings.catch_warnings():
            # Python 3.12 warns of a fork beside threads; here the threads are those of pytest-xdist.
            warnings.filterwarnings("ignore", ".*is multi-threaded, use of fork", DeprecationWarning)
            with pytest.raises(SystemExit) as ended:
                main()
        captured = capsys.readouterr()
        code = ended.value.code
        return Run(code if isinstance(code, int) else 0, captured.out, captured.err)

    return run


# The same examples on every run: a failure is a fault of the change at hand. HYPOTHESIS_PROFILE=search looks further.
settings.register_profile("repeatable", deadline=None, database=None, derandomize=True, max_examples=200)
settings.register_profile("search", deadline=None, database=None, max_examples=3000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))
