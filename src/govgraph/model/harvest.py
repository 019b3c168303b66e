"""All data files of a project as entities and statements, file by file, through a cache of what did not change."""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from govgraph.errors import DataError, EnvironmentFault, Finding, Place, report_order
from govgraph.model.records import Harvest, read_record
from govgraph.model.references import check_references
from govgraph.model.schema import Schema
from govgraph.model.statements import Entity, Statement
from govgraph.sources.catalog import DataFile
from govgraph.sources.nodes import Mapping, Node, Scalar, Sequence
from govgraph.sources.tables import mapping_records, read_rows, table_records
from govgraph.sources.yaml_reader import read_yaml

_CACHE_FORMAT = 1


class Graph(NamedTuple):
    """Every entity and statement of a project, each list sorted by id."""

    entities: list[Entity]
    statements: list[Statement]


def read_file_records(file: DataFile, schema: Schema) -> Harvest:
    """What one data file yields; syntax errors come as findings like all others."""
    harvest = Harvest([], [], [])
    try:
        for record, name, extends in _records(file, schema):
            one = read_record(record, name, schema, extends)
            harvest.entities.extend(one.entities)
            harvest.statements.extend(one.statements)
            harvest.findings.extend(one.findings)
    except DataError as error:
        harvest.findings.extend(error.findings)
    return harvest


def _records(file: DataFile, schema: Schema) -> Iterable[tuple[Node, str, bool]]:
    if file.kind == "mapping":
        key_of = {term.property: key for key, term in schema.terms.items() if term.statement_class == "gov:Mapping"}
        rows = read_rows(file.raw, file.name, "\t")
        return [(record, file.name, True) for record in mapping_records(rows, file.name, key_of)]
    tree = read_yaml(file.raw, file.name)
    if file.kind == "table":
        rows = read_rows(file.table_raw, file.table_name)
        return [(record, file.table_name, True) for record in table_records(tree, file.name, rows, file.table_name)]
    _check_name(tree, file.name)
    return [(tree, file.name, False)]


def _check_name(tree: Node, name: str) -> None:
    node = tree.get("id") if isinstance(tree, Mapping) else None
    if isinstance(node, Scalar):
        prefix, _, local = node.text.partition(":")
        path = Path(name)
        if (path.parent.name, path.stem) != (prefix, local):
            expected = f"data/{prefix}/{local}.yaml, or id: {path.parent.name}:{path.stem}"
            raise DataError(
                [
                    Finding(
                        "file-name",
                        "violation",
                        f'the record "{node.text}" stands in {name}',
                        Place(name, node.line, node.column),
                        expected=expected,
                    )
                ]
            )


def read_graph(files: list[DataFile], schema: Schema, schema_digest: bytes, cache: Path | None) -> Graph:
    """The whole graph, checked for references and double ids; DataError with every finding of the stage.

    Args: cache, a file that holds what each unchanged file yielded last time, or None.
    """
    known = _load_cache(cache, schema_digest)
    kept: dict[bytes, tuple[list[Entity], list[Statement]]] = {}
    findings: list[Finding] = []
    for file in files:
        digest = file.digest
        if digest in known:
            kept[digest] = known[digest]
            continue
        harvest = read_file_records(file, schema)
        findings.extend(harvest.findings)
        if not harvest.findings:
            kept[digest] = (harvest.entities, harvest.statements)
    entities = [entity for part in kept.values() for entity in part[0]]
    statements = [statement for part in kept.values() for statement in part[1]]
    if not findings:
        findings = check_references(entities, statements, schema)
        findings = _at_the_name(findings, files)
    if findings:
        raise DataError(sorted(findings, key=report_order))
    if cache is not None and kept.keys() != known.keys():
        _save_cache(cache, schema_digest, kept)
    return Graph(sorted(entities), sorted(statements))


def _at_the_name(findings: list[Finding], files: list[DataFile]) -> list[Finding]:
    """The findings with the place of the id itself, where it is not that of the statement: sources, qualifiers."""
    named = {finding.place.file for finding in findings if finding.place and finding.rule == "unknown-id"}
    trees = {
        file.name: read_yaml(file.raw, file.name) for file in files if file.kind == "record" and file.name in named
    }
    moved: dict[tuple[Place | None, str, str], Finding] = {}
    for finding in findings:
        place = finding.place
        if place and finding.rule == "unknown-id" and place.file in trees:
            found = [
                place._replace(line=n.line, column=n.column)
                for n in _scalars(trees[place.file])
                if n.text == finding.value
            ]
            if found and place not in found:
                after = min((each for each in found if each > place), default=max(found))
                place = after
        moved.setdefault((place, finding.rule, finding.value), replace(finding, place=place))
    return list(moved.values())


def _scalars(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
        return
    for child in node.items if isinstance(node, Sequence) else tuple(value for _, value in node.entries):
        yield from _scalars(child)


def _load_cache(path: Path | None, schema_digest: bytes) -> dict[bytes, tuple[list[Entity], list[Statement]]]:
    """What the cache holds for this schema; nothing where it is missing, torn or of another schema or format."""
    try:
        raw = path.read_bytes() if path else b""
        form, digest, parts = marshal.loads(raw)  # noqa: S302 - our own work folder; marshal runs no code
    except (OSError, EOFError, ValueError, TypeError):
        return {}
    if (form, digest) != (_CACHE_FORMAT, schema_digest):
        return {}
    return {
        key: ([Entity._make(each) for each in entities], [Statement._make(each) for each in statements])
        for key, (entities, statements) in parts.items()
    }


def _save_cache(path: Path, schema_digest: bytes, parts: dict[bytes, tuple[list[Entity], list[Statement]]]) -> None:
    plain = {
        key: ([tuple(e) for e in entities], [tuple(s) for s in statements])
        for key, (entities, statements) in parts.items()
    }
    beside = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(marshal.dumps((_CACHE_FORMAT, schema_digest, plain)))
        beside.replace(path)
    except OSError as error:
        raise EnvironmentFault(f"{beside}: {error.strerror or error}; the output is as it was before") from error
