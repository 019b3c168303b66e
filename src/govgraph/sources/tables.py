"""CSV tables (RFC 4180) and SSSOM mapping sets as records: a row becomes a record exactly as a YAML file does.

A table `data/tables/x.csv` stands beside its description `x.yaml`: a `record` template in which `{column}` is replaced
by the cell. A key whose template needs an empty cell is dropped for that row.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from govgraph.errors import DataError, Finding, Place
from govgraph.sources.nodes import Mapping, Node, Scalar, Sequence
from govgraph.sources.text import decode

_COLUMN = re.compile(r"\{([A-Za-z][A-Za-z0-9_]*)\}")
_TEMPLATE_KEYS = ("sources", "status", "confidence")
_DESCRIPTION_KEYS = ("table", "label", "record", *_TEMPLATE_KEYS)
_MAPPING_COLUMNS = ("subject_id", "predicate_id", "object_id", "mapping_justification", "status")

Row = tuple[int, dict[str, str]]


def read_rows(raw: bytes, file: str, delimiter: str = ",") -> list[Row]:
    """Rows of a table with a header, each with its 1-based line; `#` lines before the header are skipped.

    Raises DataError: a ragged row, a repeated or missing column name.
    """
    lines = list(io.StringIO(decode(raw, file, tabs=delimiter == "\t"), newline=""))
    start = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
    reader = csv.reader(lines[start:], delimiter=delimiter, strict=True)
    rows: list[Row] = []
    header: list[str] = []
    line = start + 1
    try:
        for cells in reader:
            if not header:
                header = _header(cells, file, line)
            elif cells and len(cells) != len(header):
                raise _fault(
                    file, line, "table-row", f"{len(cells)} cells", f"{len(header)} cells: {', '.join(header)}"
                )
            elif cells:
                rows.append((line, dict(zip(header, cells, strict=True))))
            line = start + reader.line_num + 1
    except csv.Error as error:
        raise _fault(file, line, "table-syntax", str(error), "CSV after RFC 4180") from error
    if not header:
        raise _fault(
            file, line, "table-header", "the table has no header", "a first line with the names of the columns"
        )
    return rows


def _header(cells: list[str], file: str, line: int) -> list[str]:
    if len(set(cells)) != len(cells) or "" in cells:
        raise _fault(file, line, "table-header", "a column name is empty or stands twice", "distinct column names")
    return cells


def _fault(file: str, line: int, rule: str, message: str, expected: str) -> DataError:
    return DataError([Finding(rule, "violation", message, Place(file, line, 1), expected=expected)])


def table_records(description: Node, file: str, rows: list[Row], table_file: str) -> Iterator[Mapping]:
    """One record per row, from the description's template; places are those of the row."""
    template = description.get("record") if isinstance(description, Mapping) else None
    if not isinstance(description, Mapping) or not isinstance(template, Mapping):
        raise _fault(
            file, 1, "table-description", "the table has no record template", "record: with an id and at least one key"
        )
    for key, _ in description.entries:
        if key.text not in _DESCRIPTION_KEYS:
            known = f"one of {', '.join(_DESCRIPTION_KEYS)}"
            raise _fault(file, key.line, "unknown-key", f'the key "{key.text}" is unknown here', known)
    shared = tuple(entry for entry in description.entries if entry[0].text in _TEMPLATE_KEYS)
    whole = Mapping(template.entries + shared, template.line, template.column)
    unknown = _columns(whole) - (rows[0][1].keys() if rows else _columns(whole))
    if unknown:
        raise _fault(
            file,
            template.line,
            "table-column",
            f"{table_file} has no column {', '.join(sorted(unknown))}",
            f"one of {', '.join(rows[0][1])}",
        )
    for line, cells in rows:
        filled = _fill(whole, line, cells)
        if not isinstance(filled, Mapping):
            raise _fault(table_file, line, "table-row", "the row has no id", "a cell for each column that the id needs")
        yield filled


def _columns(node: Node) -> set[str]:
    if isinstance(node, Scalar):
        return set(_COLUMN.findall(node.text))
    children = node.items if isinstance(node, Sequence) else tuple(value for _, value in node.entries)
    return {name for child in children for name in _columns(child)}


def _fill(node: Node, line: int, cells: dict[str, str]) -> Node | None:
    """The template node for one row, or None where it needs an empty cell."""
    if isinstance(node, Scalar):
        if any(not cells[name] for name in _COLUMN.findall(node.text)):
            return None
        return Scalar(_COLUMN.sub(lambda match: cells[match[1]], node.text), line, 1)
    if isinstance(node, Sequence):
        items = tuple(filled for item in node.items if (filled := _fill(item, line, cells)) is not None)
        return Sequence(items, line, 1) if items else None
    entries = tuple((key, filled) for key, value in node.entries if (filled := _fill(value, line, cells)) is not None)
    needed = node.get("value") is not None or node.get("id") is not None
    if not entries or (needed and not {"value", "id"} & {key.text for key, _ in entries}):
        return None
    return Mapping(entries, line, 1)


def mapping_records(rows: list[Row], file: str, key_of: dict[str, str]) -> Iterator[Mapping]:
    """One record per row of an SSSOM mapping set (SSSOM 1.0, TSV).

    Args: key_of, from a predicate such as `skos:exactMatch` to the key of the data files.
    """
    if rows and (missing := [name for name in _MAPPING_COLUMNS if name not in rows[0][1]]):
        raise _fault(
            file, rows[0][0], "mapping-columns", f"the columns {', '.join(missing)} are missing", "the columns of SSSOM"
        )
    for line, cells in rows:
        key = key_of.get(cells["predicate_id"])
        if key is None:
            raise _fault(
                file,
                line,
                "mapping-predicate",
                f'"{cells["predicate_id"]}" is no mapping predicate',
                f"one of {', '.join(sorted(key_of))}",
            )
        yield _mapping_record(line, key, cells)


def _mapping_record(line: int, key: str, cells: dict[str, str]) -> Mapping:
    def text(value: str) -> Scalar:
        return Scalar(value, line, 1)

    value: list[tuple[Scalar, Node]] = [
        (text("value"), text(cells["object_id"])),
        (text("mappingJustification"), text(cells["mapping_justification"])),
        (text("status"), text(cells["status"])),
    ]
    if cells.get("sources"):
        value.append((text("sources"), Sequence(tuple(text(each) for each in cells["sources"].split("|")), line, 1)))
    if cells.get("comment"):
        value.append((text("note"), Mapping(((text("en"), text(cells["comment"])),), line, 1)))
    entries: tuple[tuple[Scalar, Node], ...] = (
        (text("id"), text(cells["subject_id"])),
        (text(key), Mapping(tuple(value), line, 1)),
    )
    return Mapping(entries, line, 1)
