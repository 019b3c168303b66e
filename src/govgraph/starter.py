"""A new project from the template: ontology, rules and shapes of this release, a small example, its own base IRI.

The template has the layout of the repository: the wheel carries it as `project_template`, an editable install reads the
checkout itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from govgraph.errors import EnvironmentFault, UsageError
from govgraph.model.schema import read_prefixes
from govgraph.namespaces import iri_fault
from govgraph.project import FILE_NAME, load_project

DEFAULT_BASE = "https://example.org/graph/"

_STARTER = "examples/starter"
# What makes a project; ontology/questions stays behind, since it asks for entities of another graph.
_PARTS = (
    ("ontology", "*.ttl"),
    ("ontology", "context.jsonld"),
    ("ontology/rules", "*.rq"),
    ("shapes", "*.ttl"),
    (_STARTER, "**/*"),
)
_IN_PATTERNS = re.compile(r"[.+*?(){}|^$\[\]\\]")


def init(folder: Path | str, base: str = DEFAULT_BASE) -> Path:
    """A new, working project in `folder`, which the call makes; its entities stand under `base` + `id/`.

    The same template and base give the same bytes. Classes and properties keep their IRIs.
    Raises: UsageError where the folder is not empty or the base is no http(s) IRI that ends with `/`; EnvironmentFault.
    """
    target = Path(folder)
    _check_base(base)
    try:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise UsageError(f"{target} is not an empty folder; give a new one")
        for name, text in read_template(template_folder(), base):
            path = target / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
    except OSError as error:
        raise EnvironmentFault(f"{error.filename or target}: {error.strerror or error}") from error
    return target


def _check_base(base: str) -> None:
    if fault := iri_fault(base):
        raise UsageError(f"base: {fault}")
    if not base.endswith("/") or "?" in base or "#" in base:
        raise UsageError(f"base: {base} must end with / and have neither ? nor #, as in {DEFAULT_BASE}")


def template_folder() -> Path:
    """The template in the installed package, or the checkout of an editable install."""
    package = Path(str(files("govgraph")))
    for folder in (package / "project_template", package.parent.parent):
        if (folder / _STARTER / FILE_NAME).is_file():
            return folder
    raise EnvironmentFault(f"{package}: the package carries no project template; install govgraph again")


def read_template(folder: Path, base: str) -> Iterator[tuple[str, str]]:
    """Names and texts of a new project's files, re-based: the template's entity IRIs, and the example's own base."""
    statements = read_prefixes(folder / "ontology/context.jsonld")["statement"]
    bases = {statements.removesuffix("statement/"): f"{base}id/", load_project(folder / _STARTER).base: base}
    for part, pattern in _PARTS:
        for path in sorted((folder / part).glob(pattern)):
            if path.is_file():
                name = path.relative_to(folder / (_STARTER if part == _STARTER else "."))
                yield name.as_posix(), _rebase(path.read_text(encoding="utf-8"), bases)


def _rebase(text: str, bases: dict[str, str]) -> str:
    """The text with every old IRI start replaced, also where it stands escaped in a sh:pattern."""
    for old, new in bases.items():
        text = text.replace(old, new).replace(_as_pattern(old), _as_pattern(new))
    return text


def _as_pattern(iri: str) -> str:
    """The IRI as a regular expression in a Turtle string: each backslash is written twice."""
    return _IN_PATTERNS.sub(lambda match: "\\\\" + match[0], iri)
