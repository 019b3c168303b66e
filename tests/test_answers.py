"""Answers as rows, tables with types, terms; from the built graph and, with the same interface, from an endpoint."""

from __future__ import annotations

import copy
import csv
import datetime
import io
import json
import math
import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pandas
import pytest
import rdflib

import govgraph
from govgraph.answers import Rows, read_rows
from govgraph.errors import EnvironmentFault, UsageError
from govgraph.model.terms import Prefixes
from govgraph.remote import MOST, connect
from real_project import built_project
from serving import served

XSD = "http://www.w3.org/2001/XMLSchema#"
SIGNED = "SELECT ?who { ?who gov:signed letter:pause-letter-2023 } ORDER BY ?who LIMIT 2"


def rows(*bindings: dict[str, tuple[str, str]]) -> Rows:
    """Rows of one variable `x` and others: name -> (value, datatype, or a type with its mark)."""

    def cell(value: str, datatype: str) -> dict[str, str]:
        if datatype in ("uri", "bnode"):
            return {"type": datatype, "value": value}
        if datatype.startswith("@"):
            return {"type": "literal", "value": value, "xml:lang": datatype[1:]}
        return {"type": "literal", "value": value, **({"datatype": XSD + datatype} if datatype else {})}

    names = sorted({name for row in bindings for name in row})
    told = [{name: cell(*pair) for name, pair in row.items()} for row in bindings]
    document = {"head": {"vars": names}, "results": {"bindings": told}}
    return read_rows(json.dumps(document), Prefixes({"ex": "https://example.org/"}))


def test_rows_are_dicts_of_plain_values_without_what_is_unbound() -> None:
    found = rows({"a": ("https://example.org/x", "uri"), "b": ("1", "integer")}, {"b": ("zwei", "@de")})
    assert found == [{"a": "ex:x", "b": "1"}, {"b": "zwei"}]
    assert (len(found), found[1], found[:1], list(found)) == (2, {"b": "zwei"}, [{"a": "ex:x", "b": "1"}], found[:])
    assert repr(found) == "[{'a': 'ex:x', 'b': '1'}, {'b': 'zwei'}]"
    assert found != [{"a": "ex:x"}]
    assert found.columns == ("a", "b")


@pytest.mark.parametrize(
    ("datatype", "texts", "kind", "values"),
    [
        ("integer", ["1", "-20"], "int64", [1, -20, None]),
        ("decimal", ["1.5", "20"], "double", [1.5, 20.0, None]),
        ("double", ["1.0E25", "INF"], "double", [1e25, math.inf, None]),
        ("boolean", ["true", "0"], "bool", [True, False, None]),
        (
            "date",
            ["2023-03-22", "2024-08-01"],
            "date32[day]",
            [datetime.date(2023, 3, 22), datetime.date(2024, 8, 1), None],
        ),
        ("gYear", ["2023", "2024"], "string", ["2023", "2024", None]),
        ("gYearMonth", ["2023-03", "2023-04"], "string", ["2023-03", "2023-04", None]),
        ("integer", ["1", "99999999999999999999"], "string", ["1", "99999999999999999999", None]),
        ("date", ["2023-03-22Z", "2024-08-01"], "string", ["2023-03-22Z", "2024-08-01", None]),
        ("date", ["0000-01-01", "2024-08-01"], "string", ["0000-01-01", "2024-08-01", None]),
        ("date", ["2023-02-30", "2024-08-01"], "string", ["2023-02-30", "2024-08-01", None]),
        (
            "dateTime",
            ["2023-03-22T10:00:00Z", "2023-03-22T10:00:00.5+02:00"],
            "timestamp[us, tz=UTC]",
            [
                datetime.datetime(2023, 3, 22, 10, tzinfo=datetime.UTC),
                datetime.datetime(2023, 3, 22, 8, 0, 0, 500_000, tzinfo=datetime.UTC),
                None,
            ],
        ),
        (
            "dateTime",
            ["2023-03-22T10:00:00", "0001-01-01T00:00:00"],
            "timestamp[us]",
            [datetime.datetime(2023, 3, 22, 10), datetime.datetime(1, 1, 1), None],  # noqa: DTZ001 - as it is written
        ),
        (
            "dateTime",
            ["2023-03-22T10:00:00Z", "2023-03-22T10:00:00"],
            "string",
            ["2023-03-22T10:00:00Z", "2023-03-22T10:00:00", None],
        ),
        ("unsignedByte", ["+1", " 255 "], "int64", [1, 255, None]),
        ("integer", ["1", "0x1A"], "string", ["1", "0x1A", None]),
        ("boolean", ["true", "TRUE"], "string", ["true", "TRUE", None]),
        ("double", ["1", "nonsense"], "string", ["1", "nonsense", None]),
        ("", ["1", "2"], "string", ["1", "2", None]),
        ("@en", ["one", "two"], "string", ["one", "two", None]),
        ("uri", ["https://example.org/a", "https://other.org/b"], "string", ["ex:a", "https://other.org/b", None]),
    ],
)
def test_columns_have_the_type_of_their_values(
    datatype: str, texts: list[str], kind: str, values: list[object]
) -> None:
    found = rows(*({"x": (text, datatype), "y": ("1", "")} for text in texts), {"y": ("1", "")})
    assert str(found.to_arrow().schema.field("x").type) == kind
    assert found.to_arrow().column("x").to_pylist() == values
    assert found.to_polars()["x"].to_list() == values
    frame = found.to_pandas()
    assert [None if frame["x"].isna()[n] else frame["x"][n] for n in range(3)] == values


def test_a_column_of_two_types_is_text() -> None:
    assert rows({"x": ("1", "integer")}, {"x": ("eins", "@de")}).to_arrow().column("x").to_pylist() == ["1", "eins"]
    assert rows({"x": ("1", "integer")}, {"x": ("1.5", "decimal")}).to_arrow().column("x").to_pylist() == [1.0, 1.5]


def test_triple_terms_are_shown_and_foreign_spellings_are_read() -> None:
    parts = {
        "subject": {"type": "uri", "value": "https://example.org/s"},
        "object": {"type": "literal", "value": 'a "b"'},
    }
    triple = {"type": "triple", "value": {**parts, "predicate": {"type": "uri", "value": "x:p"}}}
    old = {"type": "typed-literal", "value": "5", "datatype": f"{XSD}integer"}
    word = {"type": "literal", "value": "a", "xml:lang": "en", "datatype": f"{rdflib.RDF.langString}"}
    document = {"head": {"vars": ["t", "n", "w", "n"]}, "results": {"bindings": [{"t": triple, "n": old, "w": word}]}}
    found = read_rows(json.dumps(document), Prefixes({"ex": "https://example.org/"}))
    assert found == [{"t": r'<<( ex:s x:p "a \"b\"" )>>', "n": "5", "w": "a"}]
    assert found.to_arrow().to_pylist() == [{**found[0], "n": 5}]
    with pytest.raises(UsageError, match="triple terms"):
        found.to_rdflib()
    assert rows({"x": ("a", "@en")}).to_rdflib() == [{"x": rdflib.Literal("a", lang="en")}]
    with pytest.raises(UsageError, match="language tag"):
        rows({"x": ("a", "@no tag")}).to_rdflib()


def test_rows_can_be_kept_and_read_by_pandas() -> None:
    found = rows({"x": ("1", "integer")}, {"y": ("https://example.org/a", "uri")})
    assert pickle.loads(pickle.dumps(found)) == copy.deepcopy(found) == found  # noqa: S301 - our own
    assert pandas.DataFrame(found).to_dict("records")[0]["x"] == "1"
    assert json.loads(json.dumps(list(found))) == found


def test_no_rows_have_columns_too() -> None:
    empty = read_rows('{"head": {"vars": ["a", "b"]}, "results": {"bindings": []}}', Prefixes({}))
    assert len(empty) == 0
    assert empty.to_arrow().column_names == ["a", "b"]
    assert list(empty.to_pandas().columns) == list(empty.to_polars().columns) == ["a", "b"]


def test_csv_html_and_rdflib_say_the_same() -> None:
    found = rows({"x": ('<b>"a", b\n', "@en"), "y": ("01", "integer")}, {"x": ("n1", "bnode")})
    assert list(csv.DictReader(io.StringIO(found.to_csv(), newline=""))) == [
        {"x": '<b>"a", b\n', "y": "01"}, {"x": "n1", "y": ""},
    ]  # fmt: skip
    assert "&lt;b&gt;" in found._repr_html_()
    assert "<b>" not in found._repr_html_()
    terms = found.to_rdflib()
    assert terms[0] == {
        "x": rdflib.Literal('<b>"a", b\n', lang="en"),
        "y": rdflib.Literal("01", datatype=rdflib.XSD.integer, normalize=False),
    }
    assert str(terms[0]["y"]) == "01"
    assert isinstance(terms[1]["x"], rdflib.BNode)
    many = rows(*({"x": (str(n), "integer")} for n in range(150)))
    assert "and 50 more rows" in many._repr_html_()


def test_the_built_graph_answers_rows_truth_and_graphs() -> None:
    project = built_project()
    found = govgraph.query(SIGNED, project)
    assert found == [{"who": "person:andrew-yang"}, {"who": "person:aza-raskin"}]
    assert govgraph.query("ASK { person:elon-musk gov:signed letter:pause-letter-2023 }", project) == [
        {"answer": "true"}
    ]
    assert len(govgraph.query("pause-letter-signatories", project).to_pandas()) > 20
    graph = govgraph.construct("CONSTRUCT { ?s a gov:Ban } WHERE { ?s a gov:Ban }", project)
    assert len(graph) == 16
    with pytest.raises(UsageError, match=r"CONSTRUCT makes a graph, no rows; use govgraph\.construct\(\)"):
        govgraph.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", project)
    with pytest.raises(UsageError, match=r"SELECT makes rows; use govgraph\.query\(\)"):
        govgraph.construct(SIGNED, project)
    with pytest.raises(UsageError, match="half a character at 14"):
        govgraph.query("ASK { ?s ?p '\ud800' }", project)
    assert govgraph.query("# CONSTRUCT\nPREFIX describe: <x:y> ASK { 'construct' ?construct describe:x }", project) == [
        {"answer": "false"}
    ]
    assert len(govgraph.construct("DESCRIBE person:elon-musk", project)) > 5
    [row] = govgraph.query("SELECT ?t { BIND(TRIPLE(person:elon-musk, gov:signed, 'x') AS ?t) }", project)
    assert row == {"t": '<<( person:elon-musk gov:signed "x" )>>'}


@pytest.mark.parametrize(("module", "method"), [("pandas", "to_pandas"), ("polars", "to_polars")])
def test_a_library_that_is_missing_is_named_with_its_extra(module: str, method: str) -> None:
    code = (
        f"import sys; sys.modules[{module!r}] = None\n"
        "from govgraph.answers import read_rows\nfrom govgraph.model.terms import Prefixes\n"
        'rows = read_rows(\'{"head": {"vars": []}, "results": {"bindings": []}}\', Prefixes({}))\n'
        f"try: rows.{method}()\nexcept Exception as error: print(error)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True).stdout
    assert f"pip install 'govgraph[{module}]'" in said


@pytest.mark.parametrize(
    "text", ["", "no json", "[]", '{"head": {}}', '{"head": {"vars": 5}, "results": {}}', "null", "[" * 200_000]
)
def test_what_is_no_answer_is_said_to_be_none(text: str) -> None:
    with pytest.raises(EnvironmentFault, match="no SPARQL results"):
        read_rows(text, Prefixes({}))


# ---------------------------------------------------------------------- endpoints


def test_an_endpoint_gives_the_same_rows_as_the_built_graph() -> None:
    project = built_project()
    with (
        served(project.root, "--workers", "2", "--timeout", "1") as server,
        govgraph.connect(f"{server.address}/sparql", where=project) as remote,
    ):
        assert remote.query(SIGNED) == govgraph.query(SIGNED, project)
        text = "SELECT ?kind (COUNT(*) AS ?n) { ?s a ?kind } GROUP BY ?kind ORDER BY ?kind"
        assert remote.query(text).to_arrow() == govgraph.query(text, project).to_arrow()
        assert remote.query("ASK { ?s a gov:Ban }") == [{"answer": "true"}]
        made = "CONSTRUCT { ?s rdfs:label ?l } WHERE { ?s a gov:Ban ; rdfs:label ?l }"
        assert set(remote.construct(made)) == set(govgraph.construct(made, project))
        with pytest.raises(UsageError, match=r"not SPARQL 1\.1: error at 1:"):
            remote.query("SELECT * { ?s ?p }")
        with pytest.raises(UsageError, match="took longer than 1 s"):
            remote.query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
        with pytest.raises(UsageError, match="knows no questions by name"):
            remote.query("pause-letter-signatories")
    with pytest.raises(EnvironmentFault, match="does not answer"):
        connect(f"{server.address}/sparql").query(SIGNED)
    with pytest.raises(UsageError, match="no web address"):
        connect("file:///etc/passwd")


class Odd(BaseHTTPRequestHandler):
    """An endpoint that does what its path says."""

    asked = 0

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        type(self).asked += 1
        what = self.path.strip("/")
        status = {"fails": 500, "redirects": 307, "forbids": 403, "busy": 429, "always-busy": 429}.get(what, 200)
        if what == "busy" and type(self).asked > 1:
            status = 200
        self.send_response(status)
        self.send_header("content-type", "text/html" if what == "html" else "application/sparql-results+json")
        self.send_header("retry-after", "0")
        self.send_header("location", f"http://127.0.0.1:{self.server.server_port}/fine")  # type: ignore[attr-defined]
        self.end_headers()
        try:
            for _ in range(MOST // 65536 + 2 if what == "endless" else 1):
                self.wfile.write(b" " * 65536 if what == "endless" else b'{"head":{},"boolean":true}')
        except OSError:
            pass

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - as the class has it
        """Nothing."""


@contextmanager
def odd(what: str) -> Iterator[str]:
    Odd.asked = 0
    with ThreadingHTTPServer(("127.0.0.1", 0), Odd) as store:
        threading.Thread(target=store.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{store.server_port}/{what}"
        store.shutdown()


@pytest.mark.parametrize(
    ("what", "error", "told"),
    [
        ("fails", EnvironmentFault, r"fails \(500\)"),
        ("redirects", UsageError, "leads elsewhere"),
        ("forbids", UsageError, "refuses"),
        ("always-busy", EnvironmentFault, "is busy"),
        ("html", EnvironmentFault, "answers with text/html"),
        ("endless", EnvironmentFault, "larger than"),
    ],
)
def test_an_endpoint_that_misbehaves_is_told_from_a_wrong_query(what: str, error: type[Exception], told: str) -> None:
    with odd(what) as url, connect(url) as remote, pytest.raises(error, match=told):
        remote.query("ASK {}")
    assert Odd.asked == (2 if what == "always-busy" else 1)


def test_an_endpoint_that_was_busy_is_asked_again() -> None:
    with odd("busy") as url, connect(url) as remote:
        found: Any = remote.query("ASK {}")
    assert found == [{"answer": "true"}]
    assert Odd.asked == 2


def test_a_process_with_large_libraries_can_still_ask() -> None:
    """The limit of memory is for the query, not for what the program around it has mapped (polars: gigabytes)."""
    project = built_project()
    code = (
        "import mmap, govgraph\n"
        "held = [mmap.mmap(-1, 1 << 30) for _ in range(6)]\n"
        f"print(govgraph.query({SIGNED!r}, {str(project.root)!r})[0]['who'])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True).stdout
    assert said == "person:andrew-yang\n"
