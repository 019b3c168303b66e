"""CSV tables and SSSOM mappings as records."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govgraph.errors import DataError
from govgraph.model.harvest import read_file_records
from govgraph.model.schema import Schema
from govgraph.model.statements import Statement
from govgraph.sources.catalog import DataFile, data_files
from govgraph.sources.nodes import Mapping, Node, Scalar
from govgraph.sources.tables import mapping_records, read_rows, table_records
from govgraph.sources.text import forbidden_character
from govgraph.sources.yaml_reader import read_yaml

DESCRIPTION = b"""record:
  id: person:{person}
  signed:
    value: letter:{letter}
    'on': '{day}'
    note:
      en: 'printed as {printed}, row {person}'
sources:
- source:s
status: reported
"""


def records(table: str, description: bytes = DESCRIPTION) -> list[Mapping]:
    """The records of a table."""
    rows = read_rows(table.encode(), "t.csv")
    return list(table_records(read_yaml(description, "t.yaml"), "t.yaml", rows, "t.csv"))


def plain(node: Node | None) -> object:
    """A tree as dictionaries, lists and strings."""
    if node is None or isinstance(node, Scalar):
        return node.text if node else None
    if isinstance(node, Mapping):
        return {key.text: plain(value) for key, value in node.entries}
    return [plain(item) for item in node.items]


def test_a_row_becomes_a_record() -> None:
    """Cells fill the template; sources and status of the description hold for each row."""
    (record,) = records("person,letter,day,printed\nada,l1,1843,A. L.\n")
    assert plain(record) == {
        "id": "person:ada",
        "signed": {"value": "letter:l1", "on": "1843", "note": {"en": "printed as A. L., row ada"}},
        "sources": ["source:s"],
        "status": "reported",
    }


def test_an_empty_cell_drops_what_needs_it() -> None:
    """Without a day there is no qualifier, without a letter no signature."""
    first, second = records("person,letter,day,printed\nada,l1,,A\ncharles,,1843,C\n")
    signed = first.get("signed")
    assert isinstance(signed, Mapping)
    assert signed.get("on") is None
    assert second.get("signed") is None


def test_places_are_first_lines_of_rows() -> None:
    """Comments before the header, blank lines and cells of several lines do not shift the lines."""
    table = '# a comment\nperson,letter,day,printed\nada,l1,1843,"A\nL"\n\ncharles,l1,1843,C\u2028B\n'
    assert [record.line for record in records(table)] == [3, 6]
    assert plain(records(table)[1].get("signed")) == {
        "value": "letter:l1",
        "on": "1843",
        "note": {"en": "printed as C\u2028B, row charles"},
    }


def test_braces_in_a_cell_are_text() -> None:
    """A cell that looks like a template is not filled again."""
    (record,) = records("person,letter,day,printed\nada,l1,1843,{day}\n")
    assert "printed as {day}, row ada" in str(plain(record))


@pytest.mark.parametrize(
    "bad", ["a,b\n1\n", "a,a\n", "a,\n", 'a\n"', 'a\n"x"y\n', "", "# only\n", "a\n" + "x" * 200_000 + "\n"]
)
def test_a_broken_table_is_refused_with_its_line(bad: str) -> None:
    """Ragged rows, bad headers and quotes are DataErrors that say where and what is right."""
    with pytest.raises(DataError) as caught:
        read_rows(bad.encode(), "t.csv")
    (finding,) = caught.value.findings
    assert finding.place is not None
    assert finding.place.line <= bad.count("\n") + 1
    assert finding.expected


@given(st.binary(max_size=120), st.sampled_from([",", "\t"]))
def test_any_bytes_are_rows_or_refused(raw: bytes, delimiter: str) -> None:
    """Arbitrary bytes end in rows or in a DataError with a place."""
    try:
        rows = read_rows(raw, "t.csv", delimiter)
    except DataError as error:
        assert error.findings[0].place is not None  # noqa: PT017
    else:
        assert all(line > 1 for line, _ in rows)


CELLS = st.text(max_size=12).filter(
    lambda text: forbidden_character(text) is None and "\r" not in text and "\t" not in text
)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=5))
def test_what_csv_writes_is_read_back(rows: list[list[str]]) -> None:
    """Cells with commas, quotes, line ends and any script survive."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerows([["a", "b"], *rows])
    assert [list(cells.values()) for _, cells in read_rows(buffer.getvalue().encode(), "t.csv")] == rows


def test_a_mapping_row_becomes_a_record() -> None:
    """Predicate, object, justification, status, sources and comment of SSSOM come through."""
    header = "subject_id\tpredicate_id\tobject_id\tmapping_justification\tstatus\tsources\tcomment"
    row = "org:a\tskos:exactMatch\twikidata:Q1\tsemapv:X\tconfirmed\tsource:a|source:b\tlooked up"
    rows = read_rows(f"# mapping_set_id: x\n{header}\n{row}\n".encode(), "m.tsv", "\t")
    (record,) = mapping_records(rows, "m.tsv", {"skos:exactMatch": "exactMatch"})
    assert record.line == 3
    assert plain(record) == {
        "id": "org:a",
        "exactMatch": {
            "value": "wikidata:Q1",
            "mappingJustification": "semapv:X",
            "status": "confirmed",
            "sources": ["source:a", "source:b"],
            "note": {"en": "looked up"},
        },
    }


def by_id(statements: list[Statement]) -> dict[str, tuple[object, ...]]:
    """What statements say, without their places."""
    return {each.id: (*each[1:11],) for each in statements}


def test_table_and_yaml_make_the_same_statements(schema: Schema, built_once: Path) -> None:
    """The signature of the small project's table is the statement that a YAML record would make."""
    files = {file.name: file for file in data_files(built_once / "data", built_once)}
    from_table = read_file_records(files["data/tables/engine-signatures.yaml"], schema)
    record = b"""id: person:ada-lovelace
type: Person
signed:
  value: letter:engine-letter
  'on': '1843-08-09'
  asPrinted: Countess of Lovelace, Ada
sources:
- source:engine-gazette
status: reported
"""
    from_yaml = read_file_records(DataFile("data/person/ada-lovelace.yaml", "record", record, "", b""), schema)
    assert from_table.findings == from_yaml.findings == []
    assert by_id(from_table.statements) == by_id(from_yaml.statements)
    assert len(from_table.statements) == 1
