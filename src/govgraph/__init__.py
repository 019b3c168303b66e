"""GovGraph: reviewed files to validated linked data, every statement with its source, its time and its status.

The public functions are loaded when first used, so that importing the package costs nothing.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING

__version__ = "0.1.0"

__all__ = [
    "__version__", "build", "connect", "construct", "graph", "init", "load", "notebook_frame", "query", "to_networkx",
    "validate",
]  # fmt: skip

if TYPE_CHECKING:
    from govgraph.api import (
        build,
        connect,
        construct,
        graph,
        init,
        load,
        notebook_frame,
        query,
        to_networkx,
        validate,
    )


def __getattr__(name: str) -> object:
    if name in __all__:
        return getattr(importlib.import_module("govgraph.api"), name)
    raise AttributeError(f"module 'govgraph' has no attribute {name!r}")


class _Package(ModuleType):
    """Keeps `govgraph.graph`, `query` and `validate` the functions, once the modules of these names are imported."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in __all__ and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
