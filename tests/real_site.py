"""The repository's own site, written once per test process."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from govgraph.project import load_project
from govgraph.publish.site import write_site
from real_project import built_project


@cache
def built_site() -> Path:
    """The site of a copy of the built project; it is removed when the process ends. Don't change it."""
    folder = Path(tempfile.mkdtemp(prefix="govgraph-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    shutil.copytree(built_project().root, folder / "project")
    return write_site(load_project(folder / "project")).folder
