"""The repository's own project, copied to a temporary folder and built once per test process."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from govgraph.pipeline import Model, build, read_model, read_sources
from govgraph.project import Project, load_project

REPOSITORY = Path(__file__).parent.parent


def copy_project(target: Path) -> Project:
    """The project's input, copied to `target`."""
    for name in ("data", "ontology", "shapes"):
        shutil.copytree(REPOSITORY / name, target / name)
    shutil.copy(REPOSITORY / "govgraph.toml", target)
    return load_project(target)


@cache
def built_project() -> Project:
    """A built copy; it is removed when the process ends. Don't change it."""
    folder = tempfile.mkdtemp(prefix="govgraph-test-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    project = copy_project(Path(folder) / "project")
    build(project)
    return project


@cache
def real_model() -> Model:
    """The model of the built copy."""
    project = built_project()
    return read_model(project, read_sources(project))


def graph_of(path: Path, form: ox.RdfFormat) -> set[str]:
    """Triples (or quads) of a file as pyoxigraph reads them, in N-Triples form."""
    return {str(quad) for quad in ox.parse(path.read_bytes(), form)}
