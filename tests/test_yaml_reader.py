"""The strict YAML reader: strings only, places exact, never anything but a DataError."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from govgraph.errors import DataError
from govgraph.sources.nodes import Mapping, Node, Scalar, Sequence
from govgraph.sources.text import MAX_FILE_BYTES, forbidden_character
from govgraph.sources.yaml_reader import MAX_DEPTH, read_yaml

# What YAML files are made of, so that random files reach deep into the parser.
PIECES = (
    *(
        "a",
        "id",
        "label",
        ": ",
        ":",
        "- ",
        "-",
        "\n",
        "\n  ",
        "\n    ",
        "? ",
        "[",
        "]",
        "{",
        "}",
        ", ",
        "'",
        '"',
        "|\n",
        ">-\n",
    ),
    *("&a ", "*a", "!!str ", "!", "<<", "---\n", "...\n", "%YAML 1.1\n", "%TAG ! x\n", "#", "\t", "\r\n", "\r", "\0"),
    *("\ufeff", "\u2028", "\u202e", "é", "\U0001f600", "\\x", "\\u", "\\uD800", "\\", "017", "0o17", "~", "null", "NO"),
    *("1.10", "2023-02-30", "@", "`", "x" * 200),
)


def plain(node: Node) -> object:
    """The tree as lists, dictionaries and strings."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key.text: plain(value) for key, value in node.entries}


def scalars(node: Node) -> list[Scalar]:
    """All scalars of a tree, keys included."""
    if isinstance(node, Scalar):
        return [node]
    if isinstance(node, Sequence):
        return [scalar for item in node.items for scalar in scalars(item)]
    return [scalar for key, value in node.entries for scalar in (key, *scalars(value))]


def test_every_scalar_is_a_string() -> None:
    """Nothing becomes a number, a boolean, a date or null."""
    values = ["NO", "1.10", "2023-03-22", "~", "null", "12:30", "0x1F", "1_000", "0", ".5"]
    raw = "".join(f"k{number}: {value}\n" for number, value in enumerate(values)).encode()
    assert plain(read_yaml(raw, "x.yaml")) == {f"k{number}": value for number, value in enumerate(values)}


def test_places_are_lines_and_columns_from_one() -> None:
    """Keys, values and items know where they begin, counted in characters."""
    tree = read_yaml("ä: 'ö'\nlist:\n- x\n-   y\n".encode(), "x.yaml")
    assert [(each.text, each.line, each.column) for each in scalars(tree)] == [
        ("ä", 1, 1), ("ö", 1, 4), ("list", 2, 1), ("x", 3, 3), ("y", 4, 5),
    ]  # fmt: skip
    assert isinstance(tree, Mapping)
    assert (tree.line, tree.column) == (1, 1)


def test_lf_and_crlf_mean_the_same() -> None:
    """Line ends do not reach the values or the places."""
    text = b'a: |\n  one\n  two\nb: one\n  two\nc: "one\n\n  two"\n'
    assert read_yaml(text, "x") == read_yaml(text.replace(b"\n", b"\r\n"), "x")


@pytest.mark.parametrize("depth", [MAX_DEPTH - 1, MAX_DEPTH, MAX_DEPTH + 1])
def test_depth_is_bounded_exactly(depth: int) -> None:
    """A list inside MAX_DEPTH others is read, one level more is refused where it begins."""
    raw = b"[" * depth + b"x" + b"]" * depth
    if depth <= MAX_DEPTH:
        assert scalars(read_yaml(raw, "x"))[0].text == "x"
        return
    with pytest.raises(DataError) as caught:
        read_yaml(raw, "x")
    assert str(caught.value.findings[0].place) == f"x:1:{MAX_DEPTH + 2}"


def test_size_is_bounded_before_parsing() -> None:
    """A file beyond the limit is refused by its size alone, one at the limit is parsed."""
    with pytest.raises(DataError) as caught:
        read_yaml(b"[" * (MAX_FILE_BYTES + 1), "x")
    assert caught.value.findings[0].rule == "text-too-large"
    with pytest.raises(DataError) as caught:
        read_yaml(b"[" * MAX_FILE_BYTES, "x")
    assert caught.value.findings[0].rule == "yaml-depth"


def read_or_refuse(raw: bytes) -> None:
    """Read bytes; whatever is refused names the file, a line, a column and the mend, and what is read is clean."""
    try:
        tree = read_yaml(raw, "file.yaml")
    except DataError as error:
        (finding,) = error.findings
        assert finding.place is not None
        assert finding.place.file == "file.yaml"
        assert min(finding.place.line, finding.place.column) >= 1
        assert finding.severity == "violation"
        assert finding.message
        assert finding.expected
        return
    for scalar in scalars(tree):
        assert forbidden_character(scalar.text) is None
        scalar.text.encode()


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    """Arbitrary bytes end in a tree or in one DataError with a place."""
    read_or_refuse(raw)


@given(
    st.lists(st.sampled_from(PIECES), max_size=30).map("".join),
    st.sampled_from(["utf-8", "utf-16", "utf-32", "utf-8-sig"]),
)
def test_any_heap_of_yaml_pieces_is_read_or_refused(text: str, encoding: str) -> None:
    """So do files that look like YAML."""
    read_or_refuse(text.encode(encoding))


TREES = st.recursive(
    st.text(max_size=20),
    lambda children: st.lists(children, max_size=4) | st.dictionaries(st.text(max_size=8), children, max_size=4),
    max_leaves=12,
)


@given(TREES, st.sampled_from(['"', "'"]), st.booleans())
def test_what_yaml_writes_is_read_back(tree: object, style: str, flow: bool) -> None:
    """A tree of quoted strings that PyYAML wrote comes back, or is refused for a character or a merge key."""
    raw = yaml.safe_dump(tree, default_style=style, default_flow_style=flow, allow_unicode=not flow).encode()
    for mark in (b"!!map ", b"!!seq ", b"!!str "):
        raw = raw.replace(mark, b"")
    try:
        found = plain(read_yaml(raw, "x"))
    except DataError as error:
        assert error.findings[0].rule in ("text-control-character", "yaml-merge", "text-bom")  # noqa: PT017
    else:
        assert found == tree
