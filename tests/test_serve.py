"""The running server: SPARQL 1.1 Protocol, graphs, entity tags, limits that are told, what it says of itself."""

from __future__ import annotations

import csv
import io
import os
import signal
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from real_project import built_project
from serving import Served, problem, served, tree

LABEL = 'SELECT ?l { <https://w3id.org/govgraph/id/person/elon-musk> rdfs:label ?l FILTER(LANG(?l) = "en") }'
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
SEVERAL_MB = "SELECT * { GRAPH ?g { ?s ?p ?o } }"


def triples_in(text: str, media_type: str) -> set[tuple[object, ...]]:
    """The triples of a document as rdflib reads them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's JSON-LD parser uses its own deprecated class
        return set(rdflib.Graph().parse(data=text, format=media_type))


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    """The real graph, with a limit of one second."""
    with served(built_project().root, "--timeout", "1", "--workers", "4") as found:
        yield found


# ---------------------------------------------------------------------- the protocol


def test_a_query_is_answered_by_get_and_by_both_kinds_of_post(server: Served) -> None:
    asked = [
        server.sparql(LABEL),
        server.client.post(f"{server.address}/sparql", data={"query": LABEL}),
        server.client.post(
            f"{server.address}/sparql", content=LABEL, headers={"content-type": "application/sparql-query"}
        ),
    ]
    for response in asked:
        assert response.status_code == 200
        assert response.headers["content-type"] == "application/sparql-results+json"
        assert response.json()["results"]["bindings"] == [
            {"l": {"type": "literal", "value": "Elon Musk", "xml:lang": "en"}}
        ]


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values;q=0.3, text/csv;q=0.2", "text/tab-separated-values; charset=utf-8"),
        ("application/json", "application/sparql-results+json"),
        ("text/html, */*;q=0.1", "application/sparql-results+json"),
        ("", "application/sparql-results+json"),
    ],
)
def test_rows_come_in_the_format_that_is_preferred(server: Served, accept: str, expected: str) -> None:
    response = server.sparql(LABEL, accept)
    assert (response.status_code, response.headers["content-type"]) == (200, expected)
    assert "Accept" in response.headers["vary"]
    assert "Elon Musk" in response.text


@pytest.mark.parametrize(
    "media_type", ["text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"]
)
def test_a_graph_comes_in_every_syntax_with_the_same_triples(server: Served, media_type: str) -> None:
    graph = "<https://w3id.org/govgraph/graph/simple>"
    query = f"CONSTRUCT {{ ?s rdfs:label ?l }} WHERE {{ GRAPH {graph} {{ ?s a gov:Ban ; rdfs:label ?l }} }}"
    response = server.sparql(query, media_type)
    assert response.headers["content-type"].split(";")[0] == media_type
    found = triples_in(response.text, media_type)
    assert len(found) == 2 * 16
    assert found == triples_in(server.sparql(query, "text/turtle").text, "turtle")


def test_the_format_can_stand_in_the_address(server: Served) -> None:
    assert next(iter(csv.reader(io.StringIO(server.sparql(LABEL, "text/html", _format="csv").text)))) == ["l"]
    refused = problem(server.sparql(LABEL, _format="docx"))
    assert (refused["status"], "csv" in refused["detail"]) == (400, True)


@pytest.mark.parametrize(
    ("query", "accept", "status", "told"),
    [
        ("SELECT * { ?s ?p }", "*/*", 400, "not SPARQL 1.1: error at 1:"),
        ("SELECT ?x { ?x unknown:p ?y }", "*/*", 400, "refix"),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", "*/*", 400, "not SPARQL 1.1"),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "*/*", 400, "SERVICE is not run"),
        ("SELECT * { " + "{" * 70 + "}" * 71, "*/*", 400, "nested 71 levels deep; at most 60"),
        ("SELECT * { ?s " + "/".join(["rdfs:label"] * 60) + " ?o }", "*/*", 400, "path steps"),
        ("#" + "x" * 50_000, "*/*", 400, "at most 40,000"),
        ("SELECT * { VALUES ?x { " + "1 " * 9000 + "} }", "*/*", 400, "at most 8,000"),
        ("SELECT * {}", "image/png", 406, "application/sparql-results+json"),
        ("ASK {}", "text/csv", 406, "application/sparql-results+json"),
    ],
)  # fmt: skip
def test_what_is_refused_is_told_with_what_would_be_right(
    server: Served, query: str, accept: str, status: int, told: str
) -> None:
    response = server.client.post(f"{server.address}/sparql", data={"query": query}, headers={"accept": accept})
    refused = problem(response)
    assert refused["status"] == status
    assert told in refused["detail"]


def test_a_wrong_use_of_the_protocol_is_refused(server: Served) -> None:
    url, post = f"{server.address}/sparql", server.client.post
    assert problem(server.get("/sparql", query=["ASK {}", "ASK {}"]))["status"] == 400
    assert problem(server.get("/sparql", update="CLEAR ALL"))["status"] == 400
    assert problem(post(url, content="ASK {}", headers={"content-type": "text/plain"}))["status"] == 415
    assert problem(post(url, content="ASK {}"))["status"] == 415
    utf16 = {"content-type": "application/sparql-query; charset=UTF-16"}
    assert problem(post(url, content="ASK {}".encode("utf-16"), headers=utf16))["status"] == 415
    assert (
        problem(post(url, content=b"ASK {} #\xff", headers={"content-type": "application/sparql-query"}))["status"]
        == 400
    )
    assert (
        problem(
            post(f"{url}?query=ASK%20{{}}", content="ASK {}", headers={"content-type": "application/sparql-query"})
        )["status"]
        == 400
    )
    for nothing in ("", "x", "query=", "query=%20%0A", "default-graph-uri=x:y"):
        sent = post(url, content=nothing, headers={"content-type": "application/x-www-form-urlencoded"})
        assert problem(sent)["status"] == 400
    assert "is empty" in problem(server.get("/sparql", query=" "))["detail"]
    refused = server.client.put(url, content="x")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD, POST, OPTIONS")
    assert problem(post(url, data={"update": "CLEAR ALL"}))["status"] == 403


def test_the_dataset_of_the_protocol_is_what_the_query_sees(server: Served) -> None:
    base = "https://w3id.org/govgraph/graph/"
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"

    def triples(**graphs: list[str]) -> int:
        response = server.client.get(f"{server.address}/sparql", params={"query": count, **graphs})
        return int(response.json()["results"]["bindings"][0]["n"]["value"])

    simple, inferred = (triples(**{"default-graph-uri": [f"{base}{each}"]}) for each in ("simple", "inferred"))
    assert simple > 10_000
    assert simple < triples(**{"default-graph-uri": [f"{base}simple", f"{base}inferred"]}) <= simple + inferred
    assert triples(**{"named-graph-uri": [f"{base}simple"]}) == 0
    named = server.sparql("SELECT DISTINCT ?g { GRAPH ?g {} }", **{"named-graph-uri": f"{base}simple"})
    assert [row["g"]["value"] for row in named.json()["results"]["bindings"]] == [f"{base}simple"]
    assert problem(server.sparql("ASK {}", **{"default-graph-uri": "not an IRI"}))["status"] == 400


def test_head_and_options_are_answered_without_a_body(server: Served) -> None:
    head = server.client.head(f"{server.address}/sparql", params={"query": LABEL})
    assert (head.status_code, head.content) == (200, b"")
    assert int(head.headers["content-length"]) == len(server.sparql(LABEL).content)
    options = server.client.options(f"{server.address}/sparql")
    assert options.status_code == 204
    assert "POST" in options.headers["access-control-allow-methods"]
    assert server.sparql(LABEL).headers["access-control-allow-origin"] == "*"


def test_without_a_query_the_service_is_described(server: Served) -> None:
    response = server.get("/sparql", {"accept": "text/turtle"})
    found = rdflib.Graph().parse(data=response.text, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    service = next(found.subjects(rdflib.RDF.type, sd.Service))
    assert found.value(service, sd.endpoint) == rdflib.URIRef(f"{server.address}/sparql")
    assert set(found.objects(service, sd.feature)) == {sd.UnionDefaultGraph}
    assert len(list(found.subjects(rdflib.RDF.type, sd.NamedGraph))) == 5
    sizes = {
        graph: int(str(size)) for graph, size in found.subject_objects(rdflib.URIRef("http://rdfs.org/ns/void#triples"))
    }
    assert sum(sizes.values()) == int(server.rows("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")[0]["n"])
    for media_type in ("application/n-triples", "application/ld+json", "application/rdf+xml"):
        other = server.get("/sparql", {"accept": media_type})
        assert triples_in(other.text, media_type) == set(found)
    page = server.get("/sparql", {"accept": "text/html,*/*;q=0.8"})
    assert (page.status_code, page.headers["location"]) == (303, "/sparql.html")


# ---------------------------------------------------------------------- graphs


def test_graphs_are_read_whole(server: Served) -> None:
    graph = "https://w3id.org/govgraph/graph/simple"
    response = server.get("/graphs", {"accept": "application/n-triples"}, graph=graph)
    store = ox.Store()  # the engine's own spelling of numbers: 1.0E25 is 10000000000000000000000000
    store.bulk_load(path=built_project().output / "govgraph.nq", format=ox.RdfFormat.N_QUADS)
    expected = {quad.triple for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(graph))}
    assert {each.triple for each in ox.parse(response.content, ox.RdfFormat.N_TRIPLES)} == expected
    default = server.get("/graphs?default", {"accept": "application/n-triples"})
    assert expected < {each.triple for each in ox.parse(default.content, ox.RdfFormat.N_TRIPLES)}


def test_graphs_that_are_not_there_and_writing_are_refused(server: Served) -> None:
    told = problem(server.get("/graphs", graph="https://w3id.org/govgraph/graph/other"))
    assert (told["status"], "graph/simple" in told["detail"]) == (404, True)
    assert problem(server.get("/graphs"))["status"] == 400
    assert problem(server.get("/graphs?default&graph=a:b"))["status"] == 400
    assert problem(server.get("/graphs", graph="relative"))["status"] == 400
    for method in ("PUT", "POST", "DELETE", "PATCH"):
        refused = server.client.request(method, f"{server.address}/graphs?default", content=b"")
        assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


# ---------------------------------------------------------------------- entity tags and the cache


def test_an_answer_that_is_known_is_not_sent_again(server: Served) -> None:
    first = server.sparql(LABEL)
    tag = first.headers["etag"]
    queries = server.figures()["govgraph_queries_total"]
    again = server.get("/sparql", {"accept": "application/sparql-results+json", "if-none-match": tag}, query=LABEL)
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert server.figures()["govgraph_queries_total"] == queries
    other = server.get("/sparql", {"accept": "text/csv", "if-none-match": tag}, query=LABEL)
    assert (other.status_code, other.headers["etag"] != tag) == (200, True)


def test_an_answer_that_was_given_is_kept_and_one_that_changes_is_not(server: Served) -> None:
    query = "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }"
    first = server.sparql(query)
    before = server.figures()
    assert server.sparql(query).content == first.content
    after = server.figures()
    assert after["govgraph_cache_hits_total"] == before["govgraph_cache_hits_total"] + 1
    assert after["govgraph_queries_total"] == before["govgraph_queries_total"]
    for query in ("SELECT (RAND() AS ?n) {}", "SELECT (UUID() AS ?n) {}", "SELECT (STRUUID () AS ?n) {}"):
        one, two = server.sparql(query), server.sparql(query)
        assert one.content != two.content
        assert (one.headers["cache-control"], "etag" in one.headers) == ("no-store", False)


# ---------------------------------------------------------------------- limits


def test_a_query_past_its_time_is_ended_and_others_do_not_notice(server: Served) -> None:
    begun = time.monotonic()
    told = problem(server.sparql(ENDLESS))
    took = time.monotonic() - begun
    assert (told["status"], told["limit"]) == (422, "seconds: 1")
    assert 0.9 < took < 1.5
    assert server.rows(LABEL) == [{"l": "Elon Musk"}]


def test_a_client_may_ask_for_less_time_but_not_for_more(server: Served) -> None:
    begun = time.monotonic()
    assert problem(server.sparql(ENDLESS, timeout="0.2"))["limit"] == "seconds: 0.2"
    assert time.monotonic() - begun < 0.7
    assert problem(server.sparql(ENDLESS, timeout="100"))["limit"] == "seconds: 1"
    assert problem(server.sparql(ENDLESS, timeout="soon"))["status"] == 400


def test_a_query_that_doubles_a_string_dies_alone(server: Served) -> None:
    doubled = " ".join(f"BIND(CONCAT({', '.join([f'?x{n}'] * 10)}) AS ?x{n + 1})" for n in range(9))
    told = problem(server.sparql(f'SELECT (STRLEN(?x9) AS ?n) {{ BIND("0123456789" AS ?x0) {doubled} }}'))
    assert told["status"] == 422
    assert told["limit"] in ("memory: 256 MB", "seconds: 1")
    assert server.rows(LABEL) == [{"l": "Elon Musk"}]


def test_a_large_answer_streams_whole_and_unchanged(server: Served) -> None:
    response = server.sparql(SEVERAL_MB, "text/csv")
    rows = list(csv.reader(io.StringIO(response.text)))
    dump = (built_project().output / "govgraph.nq").read_text(encoding="utf-8").count("\n")
    assert len(rows) == dump + 1
    assert response.headers["transfer-encoding"] == "chunked"


def test_a_reader_that_goes_away_frees_the_worker(server: Served) -> None:
    host, port = server.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(
            b"GET /sparql?query=" + ENDLESS.replace(" ", "%20").encode() + b"&timeout=1 HTTP/1.1\r\nHost: x\r\n\r\n"
        )
        time.sleep(0.4)
    time.sleep(0.3)
    assert server.figures()["govgraph_workers_idle"] >= 3


def test_a_body_that_is_too_long_is_refused_before_it_is_read(server: Served) -> None:
    response = server.client.post(f"{server.address}/sparql", data={"query": "x" * 2_000_000})
    assert problem(response)["limit"] == "body: 1048576 bytes"
    assert response.status_code == 413


def test_a_head_that_is_too_long_is_refused(server: Served) -> None:
    host, port = server.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n" + b"X-A: b\r\n" * 20_000)
        assert connection.recv(100).startswith(b"HTTP/1.1 431 ")


def wait_for_workers(server: Served) -> None:
    """All workers are there, and asleep."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if server.figures()["govgraph_workers_idle"] == 4 and len(tree(server.pid)) == 6:
            return
        time.sleep(0.05)
    pytest.fail("workers are missing")


def test_workers_die_and_are_replaced_the_front_process_stays(server: Served) -> None:
    wait_for_workers(server)
    zygote = tree(server.pid)[1]
    workers = [each for each in tree(server.pid) if each not in (server.pid, zygote)]
    assert len(workers) == 4
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
    for _ in range(20):
        assert server.rows(LABEL) == [{"l": "Elon Musk"}]
    wait_for_workers(server)


def test_the_zygote_is_started_again_if_it_dies(server: Served) -> None:
    os.kill(tree(server.pid)[1], signal.SIGKILL)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and server.get("/health").json()["workers"] < 4:
        time.sleep(0.1)
    assert server.rows(LABEL) == [{"l": "Elon Musk"}]


# ---------------------------------------------------------------------- what it says of itself


def test_health_and_metrics_say_how_it_goes(server: Served) -> None:
    told = server.get("/health").json()
    assert told["status"] == "ok"
    assert told["memory_cap"] > 4 * 256 * 1024**2
    figures = server.figures()
    assert figures["govgraph_workers"] == 4
    assert figures['govgraph_requests_total{door="sparql",status="200"}'] > 5
    assert figures['govgraph_query_seconds_bucket{le="+Inf"}'] == figures["govgraph_query_seconds_count"]


# ---------------------------------------------------------------------- clients


def test_a_client_that_takes_too_much_waits_and_another_does_not() -> None:
    """The engine's seconds of a client run out; 429 says when to come back; a client of another address is served."""
    with served(built_project().root, "--timeout", "4", "--workers", "4", "--budget", "2") as server:
        with ThreadPoolExecutor(3) as threads:
            slow = [threads.submit(server.sparql, f"{ENDLESS} #{n}") for n in range(3)]
            time.sleep(2)
            response = server.sparql("ASK { ?s ?p 1 }")
            ends = [problem(each.result()) for each in slow]
        assert {each["status"] for each in ends} <= {422, 503}
        refused = problem(response)
        assert (refused["status"], refused["limit"]) == (429, "client_seconds: 2")
        assert 1 <= int(response.headers["retry-after"]) <= 6
        host, port = server.address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=5, source_address=("127.0.0.77", 0)) as other:
            other.sendall(b"GET /sparql?query=ASK%7B%7D HTTP/1.0\r\n\r\n")
            assert other.recv(100).startswith(b"HTTP/1.1 200 OK")


def test_a_client_may_send_so_many_requests_a_second() -> None:
    with served(built_project().root, "--workers", "2", "--rate", "5") as server:
        statuses = [server.sparql(f"ASK {{ ?s ?p {n} }}").status_code for n in range(12)]
    assert statuses[:5] == [200] * 5
    assert 429 in statuses


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("<https://example.org/a> <b> .\n", "no-quads.nq:1:"),
        ("\n<x:a> <x:b> <x:c> <x:g> .\n<x:a> <x:b .\n", "no-quads.nq:3:"),
        ("\udcff", "no-quads.nq"),
        ("", "no-quads.nq is no file"),
    ],
)
def test_a_dump_that_is_none_is_told_with_its_place(content: str, told: str, tmp_path: Path) -> None:
    dump = tmp_path / "no-quads.nq"
    if content:
        dump.write_text(content, encoding="utf-8", errors="surrogateescape")
    command = [sys.executable, "-m", "govgraph", "--project", str(built_project().root), "serve", "--port", "0"]

    ended = subprocess.run([*command, "--dump", str(dump)], capture_output=True, text=True, timeout=60, check=False)

    assert ended.returncode in (2, 3)
    assert told in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_server_that_is_interrupted_leaves_no_process() -> None:
    with served(built_project().root, ending=signal.SIGINT) as server:
        assert len(tree(server.pid)) > 2
