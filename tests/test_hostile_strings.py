"""Hostile strings survive every format unchanged, break no page, and what is no IRI, date or language tag stays out."""

from __future__ import annotations

import csv
import io
import json
import logging
from collections.abc import Iterable
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pyarrow.parquet as pq
import pyoxigraph as ox
import pytest
import rdflib
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from rdflib.namespace import RDFS

from conftest import Govgraph
from govgraph.dates import covers, datatype_of, span_of
from govgraph.export.jsonld import write_jsonld
from govgraph.export.ntriples import to_nquads, write_ntriples
from govgraph.export.tables import STATEMENT_COLUMNS, label_index, statement_rows, write_csv, write_parquet
from govgraph.export.turtle import to_turtle, write_trig, write_turtle
from govgraph.graph.views import Triple, annotated_view, full_view, simple_view
from govgraph.model.harvest import Graph, read_file_records
from govgraph.model.schema import Schema
from govgraph.model.terms import Prefixes, is_literal, quote, split_literal, unquote
from govgraph.namespaces import iri_fault
from govgraph.sources.catalog import DataFile
from govgraph.sources.text import forbidden_character
from small_project import replace_in

pytestmark = [
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),  # rdflib's own TriG parser
    pytest.mark.filterwarnings(
        "ignore:Generating overly large repr"
    ),  # of the schema, where hypothesis tells of a failure
]

HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "]]><img src=x onerror=alert(1)>",
    "say \"hi\" and 'bye'",
    "C:\\new\\table\\u0041 \\",
    "first line\nsecond line\r\nthird",
    "tab\tin the middle",
    "שלום عالم \u200f(RTL)\u200f",
    "👩‍💻🏳️‍🌈 \U0010ffff",
    "=cmd|'/c calc'!A1",
    "+1",
    "-1",
    "@SUM(1)",
    "'=quoted already",
    '"^^xsd:date',
    'x"^^<http://a/> .\n<a> <b> <c> .',
    'x"@en , "y',
    "a .\n} # comment",
    "@script@ @data@ @library@ @title@ {title}",
    "%3Cscript%3E &lt;b&gt; &amp;",
    "line\u2028separator\u2029",
    "combining e\u0301 and \u00e9",
    "\ufffd \u00ad \u2064",
    "null",
    "017",
]
ODD = [
    *"\"\\\n\r\t<>{}|^`@#%&'=,;:. ",
    "\\u0041",
    "\\n",
    '"^^',
    '"@en',
    "xsd:date",
    "\u2028",
    "\u200f",
    "é",
    "e\u0301",
    "😀",
]

TEXTS = (
    st.lists(st.sampled_from(ODD), max_size=12).map("".join)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
).filter(lambda text: forbidden_character(text) is None and text.strip() != "")
BASE = "https://w3id.org/govgraph/"


@pytest.fixture(scope="module", autouse=True)
def literals_as_written() -> Iterable[None]:
    """rdflib keeps the lexical form of literals, as the package's own bridge has it."""
    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    yield
    rdflib.NORMALIZE_LITERALS = before


def graph_of(texts: list[str], schema: Schema) -> Graph:
    """What the reader makes of a record whose label, number, role and locator are these texts, by way of YAML."""
    label, number, role, locator = texts
    record = {
        "id": "person:ada",
        "type": "Person",
        "label": {"en": label, "de": label},
        "number": number,
        "hasRole": {"value": "org:a", "role": {"en": role}, "asPrinted": number},
        "sources": [{"source": "source:s", "locator": locator}],
    }
    raw = yaml.safe_dump(record, default_style='"').encode()
    harvest = read_file_records(DataFile("data/person/ada.yaml", "record", raw, "", b""), schema)
    assert harvest.findings == []
    return Graph(sorted(harvest.entities), sorted(harvest.statements))


def oxigraph(text: str, form: ox.RdfFormat) -> set[str]:
    """The triples of a document as N-Triples, by Oxigraph's parser."""
    return {str(quad.triple) for quad in ox.parse(text.encode(), form)}


def by_rdflib(text: str, form: str) -> set[str]:
    """The triples of a document as N-Triples in Oxigraph's spelling, by rdflib's parser."""
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=text, format=form)
    return {f"{node(s)} {node(p)} {node(o)}" for s, p, o in dataset.triples((None, None, None))}


def node(term: object) -> str:
    """A node of rdflib in Oxigraph's spelling."""
    if isinstance(term, rdflib.Literal):
        kind = ox.NamedNode(str(term.datatype)) if term.datatype else None
        return str(
            ox.Literal(str(term), language=term.language) if term.language else ox.Literal(str(term), datatype=kind)
        )
    return f"<{term}>"


def check_every_format(texts: list[str], schema: Schema) -> None:
    """Each dump holds exactly the triples of the views, read back by two parsers; the texts are in them unchanged."""
    graph = graph_of(texts, schema)
    names, prefixes = schema.prefixes.namespaces, schema.prefixes
    simple, full = simple_view(*graph), full_view(graph.statements)
    both: list[Triple] = sorted({*simple, *full})
    ntriples = write_ntriples(both, prefixes)
    triples = oxigraph(ntriples, ox.RdfFormat.N_TRIPLES)
    assert len(triples) == len(both) == ntriples.count("\n")
    label, number, role, locator = (str(ox.Literal(text)) for text in texts)
    objects = {each.partition("> ")[2].partition("> ")[2] for each in triples}
    assert {f"{label}@en", f"{label}@de", number, f"{role}@en", locator} <= objects

    turtle = "".join(write_turtle(both, names, "both"))
    trig = "".join(write_trig([(f"{BASE}graph/x", to_turtle(both))], names, "both"))
    nquads = to_nquads(ntriples, f"{BASE}graph/x")
    jsonld = "".join(write_jsonld(simple, graph.statements, schema))
    dumps = [
        (turtle, ox.RdfFormat.TURTLE, "turtle"),
        (trig, ox.RdfFormat.TRIG, "trig"),
        (nquads, ox.RdfFormat.N_QUADS, "nquads"),
        (jsonld, ox.RdfFormat.JSON_LD, "json-ld"),
    ]
    for text, form, name in dumps:
        assert oxigraph(text, form) == triples, name
        assert by_rdflib(text, name) == triples, name
    annotated = annotated_view(*graph)
    rdf12 = oxigraph("".join(write_turtle(annotated, names, "annotated")), ox.RdfFormat.TURTLE)
    assert len(rdf12) == len(set(annotated))
    assert {str(triple) for triple in rdf12} >= oxigraph(write_ntriples(simple, prefixes), ox.RdfFormat.N_TRIPLES)
    check_tables(graph)


def check_tables(graph: Graph) -> None:
    """CSV (but for the guard of formulas) and Parquet hold each value as it is in the graph."""
    values = [split_literal(each.value)[0] if is_literal(each.value) else each.value for each in graph.statements]
    rows = list(statement_rows(graph.statements, label_index(graph.statements)))
    table = pq.read_table(io.BytesIO(write_parquet(STATEMENT_COLUMNS, rows)))
    assert table.column("value").to_pylist() == values
    text = write_csv(STATEMENT_COLUMNS, rows).encode().decode()
    cells = [row["value"] for row in csv.DictReader(io.StringIO(text, newline=""), strict=True)]
    assert cells == [guarded(value) for value in values]


def guarded(text: str) -> str:
    """A cell that no spreadsheet runs."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_text_survives_every_format(text: str, schema: Schema) -> None:
    """Each text of the list is the same after YAML, statement, dump and two parsers."""
    check_every_format([text] * 4, schema)


@given(st.lists(TEXTS, min_size=4, max_size=4))
def test_any_text_survives_every_format(schema: Schema, texts: list[str]) -> None:
    """So is any text that the reader takes."""
    check_every_format(texts, schema)


# ---------------------------------------------------------------------- a whole build


class Page(HTMLParser):
    """Tags in their order, visible text, and the texts of the scripts of an HTML page."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(" ".join([tag, *(name for name, _ in attrs)]))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_hostile_labels_build_and_come_back(small: Path, govgraph: Govgraph) -> None:
    """A build takes hostile labels; each dump gives them back; the pages stay the pages that they were."""
    pages = {
        name: Page((small / "output" / name).read_text("utf-8")) for name in ("graph.html", "validation-report.html")
    }
    joined = " | ".join(HOSTILE)
    for name in ("person/charles-babbage", "action/engine-ban"):
        path = small / f"data/{name}.yaml"
        record = yaml.safe_load(path.read_text("utf-8"))
        record["label"] = {"en": joined, "de": joined}
        record["altLabel"] = {"en": HOSTILE}
        path.write_text(yaml.safe_dump(record, default_style='"', allow_unicode=False), encoding="utf-8")
    run = govgraph(small, "build")
    assert run.code == 0, run.err
    for name in ("govgraph.ttl", "govgraph.nq", "govgraph.trig", "govgraph.jsonld"):
        check_labels(small / "output" / name, joined)
    table = pq.read_table(small / "output/entities.parquet").to_pylist()
    assert {row["label_de"] for row in table if row["label_de"].startswith("</script>")} == {joined}
    with (small / "output/statements.csv").open(encoding="utf-8", newline="") as file:
        cells = {row["value"] for row in csv.DictReader(file)}
    assert {guarded(text) for text in HOSTILE} <= cells
    for name, before in pages.items():
        text = (small / "output" / name).read_text("utf-8")
        assert Page(text).tags == before.tags, name
    check_explorer((small / "output/graph.html").read_text("utf-8"))
    read = joined.replace("\r\n", "\n")  # as every reader of HTML does
    assert read in "".join(Page((small / "output/validation-report.html").read_text("utf-8")).texts)


def check_labels(path: Path, label: str) -> None:
    """Both parsers find the label and each alternative label in the dump."""
    known = {
        ".ttl": ox.RdfFormat.TURTLE,
        ".nq": ox.RdfFormat.N_QUADS,
        ".trig": ox.RdfFormat.TRIG,
        ".jsonld": ox.RdfFormat.JSON_LD,
    }
    found = {
        each.object.value
        for each in ox.parse(path=path, format=known[path.suffix])
        if isinstance(each.object, ox.Literal)
    }
    assert {label, *HOSTILE} <= found
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(path, format={".nq": "nquads", ".jsonld": "json-ld", ".trig": "trig"}.get(path.suffix, "turtle"))
    babbage = rdflib.URIRef(f"{BASE}id/person/charles-babbage")
    assert set(dataset.objects(babbage, RDFS.label)) == {rdflib.Literal(label, "en"), rdflib.Literal(label, "de")}


def check_explorer(text: str) -> None:
    """Both data blocks of the explorer are JSON without any `<`, and hold the labels as they are."""
    blocks = {}
    for name in ("graph", "details"):
        start = text.index(f'id="{name}">') + len(f'id="{name}">')
        data = text[start : text.index("</script>", start)]
        assert "<" not in data
        blocks[name] = json.loads(data)
    nodes = blocks["graph"]["nodes"]
    at = nodes["id"].index("person:charles-babbage")
    assert nodes["label"][at].startswith("</script><script>")
    assert set(HOSTILE) <= set(nodes["alias"][str(at)])


def test_a_hostile_title_stays_a_title(small: Path, govgraph: Govgraph) -> None:
    """The project's own texts are data too: no page and no comment of a dump takes them for more."""
    before = Page((small / "output/graph.html").read_text("utf-8")).tags
    replace_in(
        small / "govgraph.toml", 'en = "Small: a graph for tests"', 'en = "</title><b>@data@ {numbers} @script@"'
    )
    run = govgraph(small, "build")
    assert run.code == 0, run.err
    page = Page((small / "output/graph.html").read_text("utf-8"))
    assert page.tags == before
    assert "</title><b>@data@ {numbers} @script@" in "".join(page.texts)
    report = Page((small / "output/validation-report.html").read_text("utf-8"))
    assert "</title><b>@data@ {numbers} @script@" in "".join(report.texts)


# ---------------------------------------------------------------------- terms


@given(TEXTS | st.text(st.characters(exclude_categories=["Cs"])))
def test_unquote_undoes_quote(text: str) -> None:
    """Any text comes back from its quoted form, which is one line of N-Triples."""
    assert unquote(quote(text)) == text
    assert not set(quote(text)) & {"\n", "\r"}


LITERALS = st.tuples(TEXTS, st.sampled_from(["", "@en", "@de-CH", "^^xsd:date", "^^xsd:integer", "^^gov:odd"]))


@given(LITERALS)
@example(('say "^^xsd:x', "@en"))
@example(('"^^xsd:date', ""))
def test_literals_split_and_expand_and_compact(schema: Schema, literal: tuple[str, str]) -> None:
    """Text, language and datatype come apart; compact undoes expand; Oxigraph reads the expanded form."""
    text, suffix = literal
    term, prefixes = quote(text) + suffix, schema.prefixes
    assert split_literal(term) == (
        text,
        suffix[1:] if suffix[:1] == "@" else "",
        suffix[2:] if suffix[:1] == "^" else "",
    )
    assert prefixes.compact(prefixes.expand(term)) == term
    (quad,) = ox.parse(f"<http://a/> <http://a/> {prefixes.expand(term)} .", ox.RdfFormat.N_TRIPLES)
    assert isinstance(quad.object, ox.Literal)
    assert quad.object.value == text


LOCALS = st.text(st.sampled_from("aZ09-_./%#é:~"), max_size=8)


@given(st.data())
def test_iris_contract_and_expand(schema: Schema, data: st.DataObject) -> None:
    """contract undoes iri, a contracted name is read by Turtle parsers as the same IRI."""
    prefixes = schema.prefixes
    namespace = data.draw(st.sampled_from(sorted(prefixes.namespaces.values())))
    iri = namespace + data.draw(LOCALS)
    term = prefixes.contract(iri)
    assert prefixes.iri(term) == iri
    assert prefixes.compact(prefixes.expand(term)) == term
    if iri_fault(iri) is None:
        text = "".join(write_turtle([(term, term, term)], prefixes.namespaces, "x"))
        assert oxigraph(text, ox.RdfFormat.TURTLE) == {f"<{iri}> <{iri}> <{iri}>"}
        assert by_rdflib(text, "turtle") == {f"<{iri}> <{iri}> <{iri}>"}


def test_an_unknown_prefix_is_an_error() -> None:
    """A name with a prefix that nobody declared does not become an IRI."""
    with pytest.raises(KeyError):
        Prefixes({}).expand("a:b")


# ---------------------------------------------------------------------- IRIs


HOSTS = st.sampled_from(
    [
        "example.org",
        "EXAMPLE.org",
        "bücher.example",
        "[::1]",
        "[",
        "a:80",
        "a:x",
        "u@a",
        "@",
        ":80",
        "",
        "%41",
        "1.2.3.4",
        "a b",
    ]
)
SCHEMES = st.sampled_from(
    ["http://", "https://", "HTTPS://", "javascript:", "data:", "file://", "ftp://", "//", "", "http:", "http:/"]
)
PARTS = [
    "/",
    "a",
    "..",
    ".",
    "%41",
    "%",
    "%zz",
    "?",
    "#",
    "[",
    "]",
    "é",
    "\ue000",
    " ",
    ">",
    "\u200f",
    "|",
    "'",
    "@",
    ":",
]
PATHS = st.lists(st.sampled_from(PARTS), max_size=6)
IRIS = st.builds(lambda scheme, host, path: scheme + host + "".join(path), SCHEMES, HOSTS, PATHS)


@example("http://example.org@")
@example("https://[::1]:80/")
@given(IRIS | st.text(st.characters(exclude_categories=[])) | st.from_regex(r"https?://[^\s]{0,20}", fullmatch=True))
def test_what_passes_as_iri_is_one_for_all(iri: str) -> None:
    """Whatever iri_fault lets pass is http(s) with a host, and two RDF libraries take it as it is."""
    if iri_fault(iri) is not None:
        return
    parts = urlsplit(iri)
    assert parts.scheme in ("http", "https")
    assert parts.hostname
    assert ox.NamedNode(iri).value == iri
    assert rdflib.URIRef(iri).n3() == f"<{iri}>"
    line = f"<{iri}> <{iri}> <{iri}> .\n"
    assert oxigraph(line, ox.RdfFormat.N_TRIPLES) == {line[:-3]}
    assert by_rdflib(line, "nquads") == {line[:-3]}


@pytest.mark.parametrize(
    "iri",
    [
        "https://example.org/",
        "http://a/b?c=d&e#f",
        "https://de.wikipedia.org/wiki/KI-Verordnung_(Größe)",
        "https://a:8080/%20",
        "http://[::1]:80/",
        "https://u:p@a/",
    ],
)
def test_good_iris_pass(iri: str) -> None:
    """The check does not refuse what is right."""
    assert iri_fault(iri) is None


def test_other_schemes_pass_where_they_are_listed() -> None:
    """The list of schemes is the caller's."""
    assert iri_fault("ftp://example.org/x", ("ftp",)) is None
    assert iri_fault("https://example.org/x", ("ftp",)) == 'the scheme "https" is not allowed; use ftp'


# ---------------------------------------------------------------------- dates


@given(st.dates(min_value=date(1, 1, 1)))
def test_a_day_is_a_date_and_covers_itself(day: date) -> None:
    """Every real day in ISO form is an xsd:date whose span is that day; its month and year cover it."""
    text = day.isoformat()
    assert (datatype_of(text), span_of(text)) == ("date", (day, day))
    assert (datatype_of(text[:7]), datatype_of(text[:4])) == ("gYearMonth", "gYear")
    for coarse in (text[:7], text[:4]):
        first, last = span_of(coarse)
        assert first <= day <= last
        assert covers(day, coarse, coarse)
        assert last == date.max or not covers(last + timedelta(days=1), None, coarse)
        assert first == date.min or not covers(first - timedelta(days=1), coarse, None)


NUMBERS = ["0000", "2023", "2024", "0", "02", "13", "29", "30", "31", "٢٠٢٣", "٠٢", "-1"]
DATES = st.builds("{}-{}-{}".format, *[st.sampled_from(NUMBERS)] * 3)


@given(st.text(max_size=12) | DATES | st.from_regex(r"\d{4}(-\d{2}){0,2}\n?", fullmatch=True))
def test_what_passes_as_date_is_one_for_rdflib(text: str) -> None:
    """datatype_of never raises, and a text that it takes is a well-formed literal of that datatype."""
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)
    datatype = datatype_of(text)
    if datatype is not None:
        assert text.isascii()
        literal = rdflib.Literal(text, datatype=rdflib.XSD[datatype])
        assert not literal.ill_typed
        assert len(text) == {"gYear": 4, "gYearMonth": 7, "date": 10}[datatype]
