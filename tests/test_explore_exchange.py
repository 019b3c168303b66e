"""Exchange formats and the notebook page on small graphs made by hand: nothing is lost, nothing executes."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pytest
from playwright.sync_api import Browser, Request

from explorer_page import chromium
from govgraph.errors import UsageError
from govgraph.explore.exchange import EDGE_COLUMNS, NODE_COLUMNS, WRITERS, Network, build_rows
from govgraph.explore.names import find_entities, find_kinds, find_relations, find_statuses
from govgraph.explore.notebook import notebook_frame, write_notebook
from govgraph.explore.selection import Selection, Wanted, last_day, select
from govgraph.explore.spans import lifetimes
from govgraph.model.harvest import Graph
from govgraph.model.schema import Schema
from govgraph.model.statements import Entity, Statement, mint_statement
from govgraph.model.terms import quote
from govgraph.project import load_project
from real_project import REPOSITORY, real_model

A, B, C = "person:a", "org:b", "org:c"
SOURCE = "source:s"
GEXF = "{http://gexf.net/1.3}"
PAYLOADS = (
    "</script><script>window.hit=1</script>",
    '"><img src=x onerror="window.hit=1">',
    "<svg onload=window.hit=1> @data@ @script@",
    "a & b < c > d 'e' \"f\" ]]> \U0001f600 \u05e9\u05dc\u05d5\u05dd",
    "line\nbreak\rand\ttab\r\nend",
)

pytestmark = pytest.mark.xdist_group("explore-exchange")


def said(subject: str, prop: str, value: str, status: str = "gov:confirmed", **qualifiers: str) -> Statement:
    """A statement with SOURCE as its source; qualifiers are dates by the name of the property."""
    dates = tuple((f"gov:{key}", f'"{text}"^^xsd:date') for key, text in sorted(qualifiers.items()))
    number = mint_statement(subject, prop, value, tuple(text for _, text in dates))
    editorial = prop == "rdfs:label"
    return Statement(
        number, "gov:Statement", subject, prop, value, status, "", (SOURCE,), (), dates, editorial, "f", 1, 1
    )


def named(entity: str, english: str, german: str = "") -> list[Statement]:
    labels = [said(entity, "rdfs:label", quote(english) + "@en")]
    return [*labels, said(entity, "rdfs:label", quote(german) + "@de")] if german else labels


def small_graph(*more: Statement, names: tuple[str, str, str] = ("Ada", "Bureau", "Club")) -> Graph:
    """Three entities and a source; `more` are the statements between them."""
    kinds = {A: "gov:Person", B: "gov:Company", C: "gov:NonProfit", SOURCE: "gov:Source"}
    entities = sorted(Entity(name, kind, "f", 1, 1) for name, kind in kinds.items())
    labels = [each for entity, name in zip((A, B, C), names, strict=True) for each in named(entity, name, f"{name} de")]
    return Graph(entities, sorted([*labels, *more]))


def rows_of(selection: Selection, schema: Schema, language: str = "en") -> Network:
    return build_rows(
        selection,
        schema,
        load_project(REPOSITORY),
        language,
        {A: (last_day("1815-12-10"), last_day("1852-11-27"))},
    )


def all_of(graph: Graph, schema: Schema) -> Selection:
    return select(graph, schema, Wanted())


ROLES = (
    said(A, "gov:hasRole", B, validFrom="2001-02-03"),
    said(A, "gov:hasRole", B, validFrom="2005-06-07", validUntil="2006-01-01"),
    said(B, "gov:foundedBy", A, "gov:disputed"),
    said(B, "gov:partOf", B),
    said(A, "gov:mentionedIn", SOURCE),
)


# ---------------------------------------------------------------------- formats


def test_parallel_edges_self_loops_and_attributes_come_back_from_graphml(schema: Schema) -> None:
    selection = all_of(small_graph(*ROLES), schema)
    network = rows_of(selection, schema)
    back = nx.read_graphml(io.BytesIO(WRITERS["graphml"](network).encode()), force_multigraph=True)
    found = {key: {"ends": (a, b), **data} for a, b, key, data in back.edges(keys=True, data=True)}
    assert found == {
        edge.id: {"ends": (edge.source, edge.target), **{k: v for k, v in edge.row.items() if v != ""}}
        for edge in network.edges
    }
    assert len(found) == len(ROLES)
    assert dict(back.nodes(data=True)) == {
        node: {k: v for k, v in row.items() if v != ""} for node, row in network.nodes.items()
    }
    assert back.nodes[A]["degree"] == 4
    assert back.nodes[B]["degree"] == 5


def test_gexf_keeps_parallel_edges_by_kind_and_days_as_start_and_end(schema: Schema) -> None:
    text = WRITERS["gexf"](rows_of(all_of(small_graph(*ROLES), schema), schema))
    back = nx.read_gexf(io.BytesIO(text.encode()), version="1.3")
    assert isinstance(back, nx.MultiDiGraph)
    assert {key for *_, key in back.edges(keys=True)} == {each.id for each in ROLES}
    root = ElementTree.fromstring(text)  # noqa: S314 - our own file
    graph = root.find(f"{GEXF}graph")
    assert graph is not None
    assert (graph.get("mode"), graph.get("timeformat")) == ("dynamic", "date")
    edges = {edge.get("id"): edge for edge in root.iter(f"{GEXF}edge")}
    second = edges[ROLES[1].id]
    assert (second.get("start"), second.get("end")) == ("2005-06-07", "2006-01-01")
    assert second.get("kind") == "gov:hasRole"
    assert edges[ROLES[0].id].get("end") is None
    node = next(each for each in root.iter(f"{GEXF}node") if each.get("id") == A)
    assert (node.get("start"), node.get("end")) == ("1815-12-10", "1852-11-27")
    meta = root.find(f"{GEXF}meta")
    assert meta is not None
    assert meta.get("lastmodifieddate") == load_project(REPOSITORY).issued


def test_a_gexf_declares_every_attribute_that_it_uses(schema: Schema) -> None:
    root = ElementTree.fromstring(WRITERS["gexf"](rows_of(all_of(small_graph(*ROLES), schema), schema)))  # noqa: S314 - our own file
    for domain in ("node", "edge"):
        declared = {
            each.get("id"): each.get("type")
            for group in root.iter(f"{GEXF}attributes")
            if group.get("class") == domain
            for each in group
        }
        used = {value.get("for") for item in root.iter(f"{GEXF}{domain}") for value in item.iter(f"{GEXF}attvalue")}
        assert used <= declared.keys()
        assert set(declared.values()) == {"string", "integer"}
    for part in ("node", "edge"):
        holder = next(root.iter(f"{GEXF}{part}s"))
        assert holder.get("count") == str(len(holder))


def test_a_graph_without_days_is_a_static_gexf(schema: Schema) -> None:
    selection = all_of(small_graph(said(B, "gov:partOf", C)), schema)
    network = build_rows(selection, schema, load_project(REPOSITORY), "en", {})
    text = WRITERS["gexf"](network)
    assert 'mode="static"' in text
    assert "timeformat" not in text


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_labels_survive_every_format(schema: Schema, payload: str) -> None:
    network = rows_of(all_of(small_graph(*ROLES, names=(payload, "B", "C")), schema), schema)
    graphml = nx.read_graphml(io.BytesIO(WRITERS["graphml"](network).encode()), force_multigraph=True)
    assert graphml.nodes[A]["label"] == payload
    gexf = nx.read_gexf(io.BytesIO(WRITERS["gexf"](network).encode()), version="1.3")
    assert gexf.nodes[A]["label_en"] == payload
    network_json = nx.node_link_graph(json.loads(WRITERS["json"](network)), edges="links")
    assert network_json.nodes[A]["label"] == payload
    rows = csv.DictReader(io.StringIO(WRITERS["csv"](network), newline=""))
    assert {row["source_label"] for row in rows if row["source"] == A} == {payload}


@pytest.mark.parametrize("character", ["\ufffe", "\x0b", "\x00"])
@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_what_xml_cannot_hold_is_refused_with_the_way_out(schema: Schema, form: str, character: str) -> None:
    network = rows_of(all_of(small_graph(names=(f"a{character}b", "B", "C")), schema), schema)
    with pytest.raises(UsageError, match=rf"U\+{ord(character):04X} .*--format json"):
        WRITERS[form](network)
    assert json.loads(WRITERS["json"](network))["nodes"]


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_a_graph_of_nothing_is_a_file_all_the_same(schema: Schema, form: str) -> None:
    text = WRITERS[form](rows_of(all_of(Graph([], []), schema), schema))
    if form == "graphml":
        assert len(nx.read_graphml(io.BytesIO(text.encode()))) == 0
    elif form == "gexf":
        assert len(nx.read_gexf(io.BytesIO(text.encode()), version="1.3")) == 0
    elif form == "json":
        assert json.loads(text)["nodes"] == json.loads(text)["links"] == []
    else:
        assert len(text.splitlines()) == 1


def test_the_language_is_that_of_the_label_only(schema: Schema) -> None:
    network = rows_of(all_of(small_graph(*ROLES), schema), schema, "de")
    assert network.nodes[A]["label"] == network.nodes[A]["label_de"] == "Ada de"
    assert network.nodes[A]["label_en"] == "Ada"
    roles = [edge.row for edge in network.edges if edge.row["property"] == "gov:hasRole"]
    assert {row["label"] for row in roles} == {schema.labels("gov:hasRole")["de"]}
    assert set(roles[0]) == EDGE_COLUMNS.keys()
    assert all(row.keys() == NODE_COLUMNS.keys() for row in network.nodes.values())


def test_the_whole_real_graph_comes_back_from_every_format() -> None:
    model = real_model()
    selection = all_of(model.graph, model.schema)
    spans = lifetimes(model.graph.statements, model.schema)
    network = build_rows(selection, model.schema, load_project(REPOSITORY), "en", spans)
    ids = {each.id for each in selection.relations}
    assert len(ids) == len(selection.relations) > 3000
    graphml = nx.read_graphml(io.BytesIO(WRITERS["graphml"](network).encode()), force_multigraph=True)
    gexf = nx.read_gexf(io.BytesIO(WRITERS["gexf"](network).encode()), version="1.3")
    link = nx.node_link_graph(json.loads(WRITERS["json"](network)), edges="links")
    for back in (graphml, gexf, link):
        assert set(back.nodes) == set(selection.nodes)
        assert {key for *_, key in back.edges(keys=True)} == ids
    assert sum("start" in data for *_, data in gexf.edges(data=True)) > 20


# ---------------------------------------------------------------------- selection


def test_sources_that_are_cited_stay_but_are_no_nodes(schema: Schema) -> None:
    selection = select(small_graph(*ROLES[:2]), schema, Wanted(focus=(A,)))
    assert selection.nodes == (B, A)
    assert [each.id for each in selection.graph.entities] == [B, A, SOURCE]
    assert {each.subject for each in selection.graph.statements} == {A, B}


def test_what_a_qualifier_names_keeps_its_label_and_nothing_else(schema: Schema) -> None:
    role = said(A, "gov:hasRole", B)._replace(qualifiers=(("gov:affiliation", C),))
    selection = select(
        small_graph(role, said(C, "gov:basedIn", B)), schema, Wanted(focus=(A,), kinds=frozenset({"gov:Company"}))
    )
    assert selection.nodes == (B, A)
    assert C not in {each.id for each in selection.graph.entities}
    told = {each.value for each in selection.graph.statements if each.subject == C}
    assert told == {'"Club"@en', '"Club de"@de'}


def test_nothing_is_walked_through_a_source_but_a_source_can_be_the_focus(schema: Schema) -> None:
    graph = small_graph(said(A, "gov:mentionedIn", SOURCE), said(B, "gov:mentionedIn", SOURCE))
    assert select(graph, schema, Wanted(focus=(A,), depth=6)).nodes == (A, SOURCE)
    assert select(graph, schema, Wanted(focus=(SOURCE,))).nodes == (B, A, SOURCE)


def test_what_a_filter_leaves_out_is_not_walked_through(schema: Schema) -> None:
    graph = small_graph(said(A, "gov:hasRole", B, "gov:refuted"), said(B, "gov:partOf", C, validUntil="2001-12-31"))
    assert select(graph, schema, Wanted(focus=(A,), depth=2)).nodes == (B, C, A)
    confirmed = frozenset({"gov:confirmed"})
    assert select(graph, schema, Wanted(focus=(A,), depth=2, statuses=confirmed)).nodes == (A,)
    assert select(graph, schema, Wanted(focus=(A,), depth=2, day=last_day("2002"))).nodes == (B, A)
    assert select(graph, schema, Wanted(focus=(A,), depth=2, day=last_day("2001"))).nodes == (B, C, A)
    only = Wanted(focus=(A,), depth=2, kinds=frozenset({"gov:NonProfit"}))
    assert select(graph, schema, only).nodes == (A,)


def test_a_selection_does_not_hang_on_the_order_of_statements_and_leaves_its_input_alone(schema: Schema) -> None:
    graph = small_graph(*ROLES)
    before = Graph(list(graph.entities), list(graph.statements))
    backwards = Graph(graph.entities[::-1], graph.statements[::-1])
    wanted = Wanted(focus=(A,), limit=2)
    one, other = select(graph, schema, wanted), select(backwards, schema, wanted)
    assert one.nodes == other.nodes
    assert one.graph.statements == other.graph.statements
    assert graph == before


@pytest.mark.parametrize("text", ["2023-13", "yesterday", "", "2023-02-30", "23"])
def test_a_day_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is no date"):
        last_day(text)


# ---------------------------------------------------------------------- names


def test_a_name_of_two_is_refused_with_both_ids(schema: Schema) -> None:
    graph = small_graph(names=("Twin", "twin", "Club"))
    with pytest.raises(UsageError, match=r"the name of 2; give the id: twin \(org:b\), Twin \(person:a\)"):
        find_entities(["TWIN"], graph, schema)
    assert find_entities([A, "Clüb"], graph, schema) == (C, A)


def test_a_source_yields_to_what_it_is_named_after(schema: Schema) -> None:
    graph = small_graph(*named(SOURCE, "Ada"))
    assert find_entities(["ada"], graph, schema) == (A,)


def test_kinds_take_their_subclasses_and_terms_are_found_in_both_languages(schema: Schema) -> None:
    assert {"gov:Company", "gov:NonProfit", "gov:Organization"} <= find_kinds(["Organisation"], schema)
    assert find_kinds(["unternehmen"], schema) == find_kinds(["gov:Company"], schema)
    assert find_relations(["hat unterzeichnet"], schema) == {"gov:signed"}
    assert find_statuses(["bestätigt", "derived"], schema) == {"gov:confirmed", "gov:derived"}
    with pytest.raises(UsageError, match="known: gov:confirmed"):
        find_statuses(["zzz"], schema)


# ---------------------------------------------------------------------- the notebook page


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium for the payloads."""
    with chromium() as opened:
        yield opened


def note_request(seen: list[str], request: Request) -> None:
    seen.append(request.url)


def test_no_label_runs_in_the_page_nor_in_a_frame(browser: Browser, schema: Schema, tmp_path: Path) -> None:
    """Names, titles and legend are text: in the page, in its tooltip and in a notebook's frame."""
    hostile = " ".join(PAYLOADS)
    titles = {"en": f"{hostile} en", "de": f"{hostile} de"}
    page = write_notebook(all_of(small_graph(*ROLES, names=(hostile, "B", "C")), schema), schema, titles)
    for name, text in (("page", page), ("frame", f"<!DOCTYPE html><p>cell</p>{notebook_frame(page)}")):
        file = tmp_path / f"{name}.html"
        file.write_text(text, encoding="utf-8")
        tab = browser.new_page()
        requests: list[str] = []
        tab.on("request", partial(note_request, requests))
        tab.goto(file.as_uri())
        shown = tab.frames[-1]
        shown.wait_for_function("document.body.dataset.ready === 'true'", timeout=30_000)
        shown.click("#language")
        assert shown.evaluate("window.hit") is None
        assert shown.inner_text("h1").split() == titles["de"].split()
        assert {url for url in requests if not url.startswith(("data:", "blob:"))} <= {file.as_uri(), "about:srcdoc"}
        tab.close()


def test_the_page_says_doubt_in_words_and_keeps_parallel_edges_apart(schema: Schema) -> None:
    page = write_notebook(all_of(small_graph(*ROLES), schema), schema, {"en": "T", "de": "T"}, "de", "dark", embed=True)
    assert '<html lang="de" data-theme="dark" data-embed="true">' in page
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    assert "<" not in found[1]
    data = json.loads(found[1])
    disputed = next(each for each in data["edges"] if each["from"] == B and each["to"] == A)
    assert disputed["labels"]["de"].endswith(f"({schema.labels('gov:disputed')['de']})")
    assert disputed["dashes"]
    between = [each["smooth"]["roundness"] for each in data["edges"] if {each["from"], each["to"]} == {A, B}]
    assert len(between) == len(set(between)) == 3
    assert {each["id"] for each in data["nodes"]} == {A, B, C, SOURCE}


def test_one_node_and_no_node_are_pages_too(schema: Schema) -> None:
    for graph in (Graph([], []), Graph([Entity(A, "gov:Person", "f", 1, 1)], [])):
        page = write_notebook(all_of(graph, schema), schema, {"en": "T"})
        assert f"{len(graph.entities)} entities, 0 relations" in page


def test_pyvis_gives_its_nodes_and_edges_only(schema: Schema) -> None:
    """Its own template, with a CDN and unsafe headings, menus and options, is in no page."""
    page = write_notebook(all_of(small_graph(*ROLES), schema), schema, {"en": "T"})
    without_library = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    for word in ("cdnjs", "jsdelivr", "unpkg", "tom-select", "bootstrap", "http://", "https://"):
        assert word not in without_library.replace("https://w3id.org", ""), word
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    assert re.match(r"default-src 'none'; script-src 'sha256-[^ ]+' 'sha256-[^ ]+';", policy[1])
    assert "unsafe-eval" not in policy[1]


def test_a_frame_keeps_the_page_inside(schema: Schema) -> None:
    frame = notebook_frame(write_notebook(all_of(small_graph(), schema), schema, {"en": "T"}), 321)
    assert frame.count("<") == 2
    assert 'sandbox="allow-scripts"' in frame
    assert "height:321px" in frame


def test_a_hostile_project_title_stays_text_in_a_file(schema: Schema) -> None:
    project = replace(load_project(REPOSITORY), title={"en": PAYLOADS[0]}, publisher=PAYLOADS[1])
    network = build_rows(all_of(small_graph(*ROLES), schema), schema, project, "de", {})
    assert nx.read_graphml(io.BytesIO(WRITERS["graphml"](network).encode())).graph["title"] == PAYLOADS[0]
    root = ElementTree.fromstring(WRITERS["gexf"](network))  # noqa: S314 - our own file
    assert root.findtext(f"{GEXF}meta/{GEXF}creator") == PAYLOADS[1]
