"""Entities and statements as flat tables (CSV after RFC 4180, Parquet) for people without RDF."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from govgraph.model.statements import Entity, Statement
from govgraph.model.terms import Prefixes, is_literal, split_literal

ENTITY_COLUMNS = ("id", "iri", "kind", "label_en", "label_de", "description_en", "description_de")
STATEMENT_COLUMNS = (
    "id",
    "kind",
    "subject",
    "subject_label_en",
    "property",
    "value",
    "value_label_en",
    "language",
    "datatype",
    "status",
    "confidence",
    "on",
    "from",
    "until",
    "qualifiers",
    "sources",
    "file",
    "line",
)
_OWN_COLUMNS = {"gov:on": "on", "gov:validFrom": "from", "gov:validUntil": "until"}
_FORMULA_STARTS = frozenset("=+-@\t\r")

Row = tuple[str, ...]


def label_index(statements: Iterable[Statement]) -> dict[tuple[str, str, str], str]:
    """First text by (entity, property, language) of labels and descriptions."""
    found: dict[tuple[str, str, str], str] = {}
    for each in statements:
        if each.property in ("rdfs:label", "dcterms:description"):
            text, language, _ = split_literal(each.value)
            found.setdefault((each.subject, each.property, language), text)
    return found


def entity_rows(
    entities: Iterable[Entity], labels: dict[tuple[str, str, str], str], prefixes: Prefixes
) -> Iterator[Row]:
    """One row an entity, in the order given; columns as in ENTITY_COLUMNS."""
    for each in entities:
        texts = [
            labels.get((each.id, prop, language), "")
            for prop in ("rdfs:label", "dcterms:description")
            for language in ("en", "de")
        ]
        yield (each.id, prefixes.iri(each.id), each.kind.partition(":")[2], *texts)


def statement_rows(statements: Iterable[Statement], labels: dict[tuple[str, str, str], str]) -> Iterator[Row]:
    """One row a statement, in the order given; columns as in STATEMENT_COLUMNS. Sources are separated by `|`."""
    for each in statements:
        text, language, datatype = (
            split_literal(each.value) if is_literal(each.value) else (each.value.strip("<>"), "", "")
        )
        own = dict.fromkeys(_OWN_COLUMNS.values(), "")
        rest: dict[str, list[str]] = {}
        for prop, value in each.qualifiers:
            plain = split_literal(value)[0] if is_literal(value) else value
            if prop in _OWN_COLUMNS:
                own[_OWN_COLUMNS[prop]] = plain
            else:
                rest.setdefault(prop, []).append(value if is_literal(value) and split_literal(value)[1] else plain)
        yield (
            each.id,
            each.kind.partition(":")[2],
            each.subject,
            labels.get((each.subject, "rdfs:label", "en"), ""),
            each.property,
            text,
            labels.get((each.value, "rdfs:label", "en"), ""),
            language,
            datatype,
            each.status.partition(":")[2],
            each.confidence.partition(":")[2],
            own["on"],
            own["from"],
            own["until"],
            json.dumps(rest, ensure_ascii=False, sort_keys=True) if rest else "",
            "|".join(each.sources),
            each.file,
            str(each.line),
        )


def write_csv(columns: Sequence[str], rows: Iterable[Row]) -> str:
    """A CSV text with header and CRLF line ends.

    Cells that a spreadsheet would run as a formula (they begin with = + - @, tab or CR) get a leading apostrophe.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerows(chain([columns], ([_guard(cell) for cell in row] for row in rows)))
    return buffer.getvalue()


def _guard(cell: str) -> str:
    return f"'{cell}" if cell[:1] in _FORMULA_STARTS else cell


def write_parquet(columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    """A Parquet file of string columns, zstd-compressed; cells are as they are in the graph."""
    import pyarrow as pa
    from pyarrow import parquet

    cells = list(zip(*rows, strict=True)) or [()] * len(columns)
    table = pa.table({name: pa.array(column, pa.string()) for name, column in zip(columns, cells, strict=True)})
    buffer = io.BytesIO()
    parquet.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()
