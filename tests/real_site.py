"""The repository's own site, written once per test process."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from govgraph.publish.site import write_site
from real_project import built_project


@cache
def built_site() -> Path:
    """The site of the built copy of the repository's project. Don't change it."""
    return write_site(built_project()).folder
