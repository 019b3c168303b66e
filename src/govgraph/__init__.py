"""GovGraph: reviewed files to validated linked data, every statement with its source, its time and its status.

The public functions are loaded when first used, so that importing the package costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

__version__ = "0.1.0"

__all__ = ["__version__", "build", "init", "load", "query", "to_networkx", "validate"]

if TYPE_CHECKING:
    from govgraph.api import build, init, load, query, to_networkx, validate


def __getattr__(name: str) -> object:
    if name in __all__:
        return getattr(importlib.import_module("govgraph.api"), name)
    raise AttributeError(f"module 'govgraph' has no attribute {name!r}")
