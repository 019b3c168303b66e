"""From records to statements: total on any tree, ids that depend on content alone."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govgraph.graph.views import annotated_view, full_view, simple_view
from govgraph.model.harvest import Graph, read_file_records, read_graph
from govgraph.model.records import read_record
from govgraph.model.schema import Schema
from govgraph.model.statements import Statement
from govgraph.model.terms import is_literal
from govgraph.sources.catalog import DataFile, data_files
from govgraph.sources.nodes import Mapping, Node, Scalar, Sequence
from govgraph.sources.yaml_reader import read_yaml

# Where hypothesis tells of a failure, it prints the schema too.
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

RECORD = b"""id: person:ada
type: Person
label: {en: Ada, de: Ada}
bornOn: '1815'
hasRole:
- value: org:a
  role: {en: chair, de: Vorsitz}
  from: '1842'
- value: org:b
signed: letter:l
sources: [source:s]
status: reported
"""


def mapping(entries: dict[str, Node]) -> Mapping:
    """A mapping node from a dictionary."""
    return Mapping(tuple((Scalar(key, 1, 1), value) for key, value in entries.items()), 1, 1)


def words(schema: Schema) -> list[str]:
    """Keys, classes, individuals, ids and values that mean something to the schema, and some that do not."""
    mine = [
        "id",
        "type",
        "value",
        "source",
        "locator",
        "en",
        "de",
        "en-12",
        "",
        " ",
        "person:ada",
        "org:a",
        "source:s",
        "statement:x",
    ]
    values = [
        "2023-02",
        "2023-02-30",
        "12",
        "1e5",
        "P6M",
        "true",
        "https://example.org/",
        "javascript:x",
        "wikidata:Q 1",
        "letter:",
    ]
    return [*mine, *values, "person:ada signed letter:l", *schema.terms, *schema.classes, *schema.individuals]


def trees(schema: Schema) -> st.SearchStrategy[Node]:
    """Any tree of nodes, made mostly of words that the reader knows."""
    texts = st.sampled_from(words(schema)) | st.text(st.characters(exclude_categories=["Cs"]), max_size=10)
    scalars: st.SearchStrategy[Node] = texts.map(lambda text: Scalar(text, 1, 1))

    def extend(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        lists: st.SearchStrategy[Node] = st.lists(children, max_size=4).map(lambda items: Sequence(tuple(items), 1, 1))
        return lists | st.dictionaries(texts, children, max_size=5).map(mapping)

    return st.recursive(scalars, extend, max_leaves=20)


@given(st.data())
def test_any_tree_is_read_or_refused(schema: Schema, data: st.DataObject) -> None:
    """read_record never raises; it yields statements or findings that say what is right."""
    tree = data.draw(trees(schema))
    if data.draw(st.booleans()) and isinstance(tree, Mapping):
        head = {"id": Scalar("person:ada", 1, 1), "type": Scalar("Person", 1, 1)}
        rest = tuple(entry for entry in tree.entries if entry[0].text not in head)
        tree = Mapping((*mapping({**head}).entries, *rest), 1, 1)
    harvest = read_record(tree, "x.yaml", schema, data.draw(st.booleans()))
    assert harvest.entities or harvest.statements or harvest.findings or isinstance(tree, Mapping)
    for finding in harvest.findings:
        assert finding.message
        assert finding.expected
        assert finding.place is not None
    for each in harvest.statements:
        check_terms(each, schema)


def check_terms(statement: Statement, schema: Schema) -> None:
    """All members of a statement are well-formed terms, whatever the input was."""
    assert statement.id.startswith("statement:")
    assert set(statement.id) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:-_")
    values = [
        statement.value,
        *(value for _, value in statement.qualifiers),
        *(each for _, each in statement.citations),
    ]
    for term in (statement.subject, statement.property, *statement.sources, *values):
        expanded = schema.prefixes.expand(term)
        assert expanded.startswith(("<http", '"'))
        assert is_literal(term) or not set(expanded[1:-1]) & set(' <>"{}|^`\\')


def statements(raw: bytes, schema: Schema) -> dict[str, Statement]:
    """Statements of a record by id; the record must be good."""
    harvest = read_file_records(DataFile("data/person/ada.yaml", "record", raw, "", b""), schema)
    assert harvest.findings == []
    return {each.id: each for each in harvest.statements}


@given(st.randoms(use_true_random=False))
def test_ids_do_not_depend_on_the_order_of_keys(schema: Schema, chance: random.Random) -> None:
    """Shuffled keys and list items give the same statements, but for their places."""

    def shuffled(node: Node) -> Node:
        if isinstance(node, Mapping):
            entries = [(key, shuffled(value)) for key, value in node.entries]
            return Mapping(tuple(chance.sample(entries, len(entries))), node.line, node.column)
        if isinstance(node, Sequence):
            return Sequence(
                tuple(chance.sample([shuffled(item) for item in node.items], len(node.items))), node.line, node.column
            )
        return node

    tree = read_yaml(RECORD, "x.yaml")
    expected, found = (read_record(each, "x.yaml", schema).statements for each in (tree, shuffled(tree)))
    assert sorted(found) == sorted(expected)
    assert len({each.id for each in found}) == len(found) == 6


@given(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20))
def test_relabelling_keeps_all_other_ids(schema: Schema, name: str) -> None:
    """A new label makes a new statement of the label; every other id stays."""
    before, after = (
        statements(RECORD, schema),
        statements(RECORD.replace(b"{en: Ada,", f"{{en: '{name}',".encode()), schema),
    )
    gone = before.keys() - after.keys()
    assert {before[each].value for each in gone} == ({'"Ada"@en'} if name != "Ada" else set())
    assert len(after.keys() - before.keys()) == len(gone)


def test_sources_status_and_notes_are_not_in_the_id(schema: Schema) -> None:
    """What is learned later about a statement does not rename it."""
    changed = RECORD.replace(b"source:s", b"source:t").replace(b"reported", b"disputed")
    assert statements(RECORD, schema).keys() == statements(changed, schema).keys()


def small_graph(project: Path, schema: Schema, order: random.Random) -> Graph:
    """The small project's graph, its files read in another order."""
    files = list(data_files(project / "data", project))
    return read_graph(order.sample(files, len(files)), schema, b"", None)


@given(st.randoms(use_true_random=False))
def test_the_order_of_input_does_not_reach_the_views(schema: Schema, built_once: Path, chance: random.Random) -> None:
    """Files, entities and statements in any order give the same graph and the same views."""
    first = small_graph(built_once, schema, random.Random(0))  # noqa: S311 - no secret
    again = small_graph(built_once, schema, chance)
    assert again == first
    entities = chance.sample(first.entities, len(first.entities))
    made = chance.sample(first.statements, len(first.statements))
    assert simple_view(entities, made) == simple_view(*first)
    assert full_view(made) == full_view(first.statements)
    assert annotated_view(entities, made) == annotated_view(*first)
