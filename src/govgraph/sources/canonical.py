"""The canonical form of a data file: block style, `id` and `type` first, provenance last.

Quotes stand only where YAML 1.1 needs them: any YAML reader takes the same strings from it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

import yaml

from govgraph.errors import EnvironmentFault
from govgraph.project import Project
from govgraph.sources.catalog import data_files
from govgraph.sources.nodes import Mapping, Node, Scalar
from govgraph.sources.text import decode
from govgraph.sources.yaml_reader import read_yaml

_FIRST = ("id", "type", "table", "value", "source", "locator")
_LAST = ("sources", "status", "confidence")

Plain = str | list["Plain"] | dict[str, "Plain"]


class Outcome(NamedTuple):
    """Names of files that were not canonical, and of those left alone because they hold comments."""

    changed: list[str]
    commented: list[str]


def canonical_yaml(tree: Node) -> str:
    """The canonical text of a record; reading it again gives the same tree but for places and key order."""
    return yaml.dump(
        _plain(tree), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10**6, default_flow_style=False
    )


class _Dumper(yaml.CSafeDumper):
    """Writes strings only; never an anchor."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _plain(node: Node) -> Plain:
    if isinstance(node, Scalar):
        return node.text
    if not isinstance(node, Mapping):
        return [_plain(item) for item in node.items]
    values = {key.text: _plain(value) for key, value in node.entries}
    first = [key for key in _FIRST if key in values]
    last = [key for key in _LAST if key in values]
    middle = [key for key in values if key not in first and key not in last]
    return {key: values[key] for key in (*first, *middle, *last)}


def has_comment(text: str) -> bool:
    """True if the YAML text holds a comment.

    >>> has_comment("a: 1 # why"), has_comment("a: 'x # y'")
    (True, False)
    """
    spans: dict[int, list[tuple[int, int]]] = {}
    for token in yaml.scan(text, Loader=yaml.CLoader):
        for line in range(token.start_mark.line, token.end_mark.line + 1):
            start = token.start_mark.column if line == token.start_mark.line else 0
            end = token.end_mark.column if line == token.end_mark.line else 10**9
            spans.setdefault(line, []).append((start, end))
    for number, line_text in enumerate(text.split("\n")):
        for column, char in enumerate(line_text):
            if char == "#" and not any(start <= column < end for start, end in spans.get(number, [])):
                return True
    return False


def format_files(project: Project, write: bool) -> Outcome:
    """Canonical form of every YAML data file, written in place if `write`; DataError for one that can't be read."""
    outcome = Outcome([], [])
    for file in data_files(project.data, project.root):
        if file.kind == "mapping":
            continue
        text = decode(file.raw, file.name)
        wanted = canonical_yaml(read_yaml(file.raw, file.name))
        if "#" in text and has_comment(text):
            outcome.commented.append(file.name)
        elif text != wanted:
            outcome.changed.append(file.name)
            if write:
                _replace(project.root / file.name, wanted)
    return outcome


def _replace(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.write_text(text, encoding="utf-8", newline="\n")
        os.replace(beside, path)  # noqa: PTH105 - the one call that replaces on every system
    except OSError as error:
        raise EnvironmentFault(f"{path}: {error.strerror or error}") from error
