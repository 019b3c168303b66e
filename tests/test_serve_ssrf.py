"""No door leads out: nothing that is sent to the server, or given to a command as data, opens a connection or a file.

A canary listens on a port of its own and answers everything with a secret; a file beside it holds another one.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlencode

import pytest

from real_project import built_project
from serving import Served, served

ANSWERED = "canary-7f3a91"
FILED = "filed-20c6be"
FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"


class Canary(NamedTuple):
    """An address where nothing may ask, all bytes that came there all the same, and a file that nobody may read."""

    address: str
    heard: list[bytes]
    file: Path


@contextmanager
def listening(folder: Path) -> Iterator[Canary]:
    """A canary on a free port."""
    file = folder / "secret.nt"
    file.write_text(f'<http://example.org/s> <http://example.org/p> "{FILED}" .\n', encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as server:
        canary = Canary(f"http://127.0.0.1:{server.getsockname()[1]}", [], file)
        threading.Thread(target=_answer, args=(server, canary.heard), daemon=True).start()
        yield canary


def _answer(server: socket.socket, heard: list[bytes]) -> None:
    body = f'<http://example.org/s> <http://example.org/p> "{ANSWERED}" .\n'.encode()
    head = b"HTTP/1.1 200 OK\r\ncontent-type: application/n-triples\r\nconnection: close\r\ncontent-length: %d\r\n\r\n"
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        with connection:
            heard.append(b"connected")
            connection.settimeout(0.5)
            try:
                heard.append(connection.recv(4096))
                connection.sendall(head % len(body) + body)
            except OSError:
                continue


@pytest.fixture(scope="module")
def canary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Canary]:
    """A canary that nobody has asked when all tests are over."""
    with listening(tmp_path_factory.mktemp("canary")) as found:
        yield found
        time.sleep(0.3)
        assert found.heard == []


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    """The real graph, for reading."""
    with served(built_project().root, "--timeout", "2", "--workers", "3") as found:
        yield found


@pytest.fixture(scope="module")
def writable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, str]]:
    """A store that takes updates, with its token."""
    folder = tmp_path_factory.mktemp("store")
    with served(built_project().root, "--timeout", "5", "--workers", "2", "--writable", str(folder)) as found:
        yield found, (folder / "token").read_text().strip()


def send(server: Served, text: bytes) -> bytes:
    """All bytes that come back for the bytes of a request."""
    host, port = server.address.removeprefix("http://").split(":")
    with closing(socket.create_connection((host, int(port)), timeout=15)) as connection:
        connection.sendall(text)
        parts = []
        while part := connection.recv(1 << 20):
            parts.append(part)
    return b"".join(parts)


def request(method: str, target: str, headers: dict[str, str] | None = None, body: str = "") -> bytes:
    """The bytes of a request that closes its connection."""
    fields = {"Host": "127.0.0.1", "Connection": "close", **(headers or {})}
    if body:
        fields["Content-Length"] = str(len(body.encode()))
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"{method} {target} HTTP/1.1\r\n{head}\r\n{body}".encode()


# ---------------------------------------------------------------------- queries and updates

# What may stand in a query; CANARY and FILE are replaced. All of them are refused.
SERVICES = {
    "an IRI": "SELECT * { SERVICE <CANARY/sparql> { ?s ?p ?o } }",
    "silent": "SELECT * { SERVICE SILENT <CANARY/sparql> { ?s ?p ?o } }",
    "mixed case": "select * { sErViCe sIlEnT <CANARY/sparql> { ?s ?p ?o } }",
    "no spaces": "SELECT*{SERVICE<CANARY/sparql>{?s ?p ?o}}",
    "a comment before the IRI": "SELECT * { SERVICE # {\n <CANARY/sparql> { ?s ?p ?o } }",
    "comments everywhere": "SELECT * { SERVICE#a\nSILENT#b\r<CANARY/sparql>#c\n#d\n{ ?s ?p ?o } }",
    "after a string with a brace": 'SELECT * { ?x ?y "}" . SERVICE <CANARY/sparql> { ?s ?p ?o } }',
    "after a string that looks open": 'SELECT * { ?x ?y "\'" . SERVICE <CANARY/sparql> { ?s ?p "\'" } }',
    "after an IRI with #": "SELECT * { ?x <a:b#c> ?y SERVICE <CANARY/sparql> { ?s ?p ?o } }",
    "a variable bound by VALUES": "SELECT * { VALUES ?e { <CANARY/sparql> } SERVICE ?e { ?s ?p ?o } }",
    "a variable bound by BIND": 'SELECT * { BIND(IRI("CANARY/sparql") AS ?e) SERVICE ?e { ?s ?p ?o } }',
    "a variable with $": "SELECT * { VALUES $e { <CANARY/sparql> } SERVICE $e { ?s ?p ?o } }",
    "a variable bound by the graph": "SELECT * { ?a ?b ?e SERVICE SILENT ?e { ?s ?p ?o } } LIMIT 3",
    "a prefixed name": "PREFIX c: <CANARY/> SELECT * { SERVICE c:sparql { ?s ?p ?o } }",
    "an empty prefix": "PREFIX : <CANARY/sparql> SELECT * { SERVICE : { ?s ?p ?o } }",
    "an escaped local name": "PREFIX c: <CANARY/> SELECT * { SERVICE c:a\\,b { ?s ?p ?o } }",
    "a base": "BASE <CANARY/> SELECT * { SERVICE <sparql> { ?s ?p ?o } }",
    "in a subselect": "SELECT * { { SELECT ?s { SERVICE <CANARY/sparql> { ?s ?p ?o } } } }",
    "in OPTIONAL": "SELECT * { ?s ?p ?o OPTIONAL { SERVICE <CANARY/sparql> { ?s ?q ?r } } } LIMIT 2",
    "in UNION": "SELECT * { {} UNION { SERVICE <CANARY/sparql> { ?s ?q ?r } } }",
    "in MINUS": "SELECT * { ?s ?p ?o MINUS { SERVICE <CANARY/sparql> { ?s ?p ?o } } } LIMIT 2",
    "in GRAPH": "SELECT * { GRAPH ?g { SERVICE <CANARY/sparql> { ?s ?p ?o } } }",
    "in FILTER EXISTS": "ASK { ?s ?p ?o FILTER EXISTS { SERVICE <CANARY/sparql> { ?s ?p ?o } } }",
    "in BIND(EXISTS)": "SELECT * { BIND(EXISTS { SERVICE <CANARY/sparql> { ?s ?p ?o } } AS ?x) }",
    "in CONSTRUCT": "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <CANARY/sparql> { ?s ?p ?o } }",
    "in DESCRIBE": "DESCRIBE ?s WHERE { SERVICE <CANARY/sparql> { ?s ?p ?o } }",
    "nested": "SELECT * { SERVICE <CANARY/a> { SERVICE <CANARY/b> { ?s ?p ?o } } }",
    "an escaped keyword": "SELECT * { \\u0053ERVICE <CANARY/sparql> { ?s ?p ?o } }",
    "a long escaped keyword": "SELECT * { SERV\\U00000049CE <CANARY/sparql> { ?s ?p ?o } }",
    "an escaped brace": "SELECT * { SERVICE <CANARY/sparql> \\u007B ?s ?p ?o } }",
    "an escaped comment": "SELECT * { SERVICE \\u0023 x\n <CANARY/sparql> { ?s ?p ?o } }",
    "an escape in the IRI": "SELECT * { SERVICE SILENT <CANARY\\u002Fsparql> { ?s ?p ?o } }",
    "a file": "SELECT * { SERVICE <file://FILE> { ?s ?p ?o } }",
    "LOAD in place of a query": "LOAD <CANARY/data.nt>",
    "LOAD after a query": "SELECT * { ?s ?p ?o } ; LOAD <CANARY/data.nt>",
}
UPDATES = {
    "LOAD": "LOAD <CANARY/data.nt>",
    "LOAD SILENT": "LOAD SILENT <CANARY/data.nt>",
    "LOAD in mixed case": "lOaD sIlEnT <CANARY/data.nt>",
    "LOAD INTO GRAPH": "LOAD <CANARY/data.nt> INTO GRAPH <http://example.org/g>",
    "LOAD after another": "INSERT DATA { <a:s> <a:p> 1 } ; LOAD <CANARY/data.nt> INTO GRAPH <http://example.org/g>",
    "LOAD after comments": "# {\nLOAD#x\nSILENT#y\n<CANARY/data.nt>",
    "LOAD of a prefixed name": "PREFIX c: <CANARY/> LOAD c:data.nt",
    "LOAD with a base": "BASE <CANARY/> LOAD <data.nt>",
    "LOAD with an escaped keyword": "L\\u004FAD <CANARY/data.nt>",
    "LOAD of a file": "LOAD <file://FILE>",
    "LOAD SILENT of a file into a graph": "LOAD SILENT <file://FILE> INTO GRAPH <http://example.org/g>",
    "LOAD of a file with a host": "LOAD <file://localhostFILE>",
    "LOAD over ftp": "LOAD <ftp://127.0.0.1/data.nt>",
    "SERVICE in INSERT WHERE": "INSERT { ?s ?p ?o } WHERE { SERVICE <CANARY/sparql> { ?s ?p ?o } }",
    "SERVICE SILENT in DELETE WHERE": "DELETE { ?s ?p ?o } WHERE { SERVICE SILENT <CANARY/sparql> { ?s ?p ?o } }",
    "SERVICE by a variable": "INSERT { ?s ?p ?o } WHERE { VALUES ?e { <CANARY/q> } SERVICE ?e { ?s ?p ?o } }",
}
# Datasets that name what is elsewhere: those graphs are empty here.
DATASETS = {
    "FROM http": "SELECT * FROM <CANARY/data.nt> { ?s ?p ?o }",
    "FROM NAMED http": "SELECT * FROM NAMED <CANARY/data.nt> { GRAPH ?g { ?s ?p ?o } }",
    "FROM https": "SELECT * FROM <https://127.0.0.1:1/data.nt> { ?s ?p ?o }",
    "FROM file": "SELECT * FROM <file://FILE> { ?s ?p ?o }",
    "FROM NAMED file": "SELECT * FROM NAMED <file://FILE> { GRAPH ?g { ?s ?p ?o } }",
    "FROM ftp": "SELECT * FROM <ftp://127.0.0.1/x> { ?s ?p ?o }",
    "FROM data:": "SELECT * FROM <data:text/turtle,%3Ca:s%3E%20%3Ca:p%3E%201.> { ?s ?p ?o }",
    "GRAPH http": "SELECT * { GRAPH <CANARY/data.nt> { ?s ?p ?o } }",
    "DESCRIBE http": "DESCRIBE <CANARY/data.nt>",
    "CONSTRUCT FROM": "CONSTRUCT FROM <CANARY/data.nt> WHERE { ?s ?p ?o }",
}


def fill(text: str, canary: Canary) -> str:
    """A text with the addresses of this run."""
    return text.replace("CANARY", canary.address).replace("FILE", str(canary.file))


def check(answer: bytes, canary: Canary) -> int:
    """The status of an answer that is no fault of the server, tells no secret and leads nobody to the canary."""
    assert canary.heard == []
    assert ANSWERED.encode() not in answer
    assert FILED.encode() not in answer
    head = answer.partition(b"\r\n\r\n")[0]
    locations = [line for line in head.split(b"\r\n") if line.lower().startswith(b"location:")]
    assert not any(b"127.0.0.1:" in line for line in locations), locations
    status = int(head.split(b" ", 2)[1])
    assert status < 500, answer[:500]
    return status


@pytest.mark.parametrize("name", SERVICES)
def test_no_query_leaves_the_machine(name: str, server: Served, canary: Canary) -> None:
    text = fill(SERVICES[name], canary)
    asked = [
        request("GET", f"/sparql?query={quote(text)}"),
        request("POST", "/sparql", {"Content-Type": QUERY}, text),
        request("POST", "/sparql", {"Content-Type": FORM}, urlencode({"query": text})),
    ]
    for each in asked:
        assert 400 <= check(send(server, each), canary) < 500


@pytest.mark.parametrize("name", UPDATES)
def test_no_update_leaves_the_machine(name: str, writable: tuple[Served, str], canary: Canary) -> None:
    server, token = writable
    headers = {"Content-Type": UPDATE, "Authorization": f"Bearer {token}"}
    status = check(send(server, request("POST", "/sparql", headers, fill(UPDATES[name], canary))), canary)
    silent = "SILENT" in UPDATES[name].upper()  # SPARQL 1.1 Update, section 3.1.4: success, with nothing done
    assert 400 <= status < 500 or (silent and status == 200)


@pytest.mark.parametrize("name", DATASETS)
def test_a_dataset_names_graphs_that_are_here_and_fetches_none(name: str, server: Served, canary: Canary) -> None:
    text = fill(DATASETS[name], canary)
    found = send(server, request("GET", f"/sparql?query={quote(text)}", {"Accept": "text/csv, application/n-triples"}))
    assert check(found, canary) == 200
    triples = text.startswith(("DESCRIBE", "CONSTRUCT"))
    rows = found.partition(b"\r\n\r\n")[2].splitlines()
    assert len(rows) == (0 if triples else 1), f"not empty: {rows[:3]}"


def test_after_all_updates_no_secret_is_in_the_store(writable: tuple[Served, str], canary: Canary) -> None:
    server, token = writable
    assert server.update("INSERT DATA { GRAPH <http://example.org/g> { <a:s> <a:p> 'honest' } }", token).is_success
    asked = 'SELECT DISTINCT ?o { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } FILTER(?o IN ("%s", "%s", "honest")) }'
    assert [row["o"] for row in server.rows(asked % (ANSWERED, FILED))] == ["honest"]
    assert canary.heard == []


ENGINE = """
import sys
import pyoxigraph
from govgraph.serve.worker import confine
store = pyoxigraph.Store()
store.update("INSERT DATA { <a:s> <a:p> <a:o> }")
if sys.argv[1] == "sealed":
    confine(256 * 1024**2)
for ask, text in ((store.query, sys.argv[2]), (store.update, sys.argv[3])):
    try:
        ask(text)
    except (OSError, RuntimeError):
        pass
"""


@pytest.mark.parametrize(("how", "heard"), [("open", True), ("sealed", False)])
def test_the_seal_of_a_worker_holds_what_the_checks_would_miss(how: str, heard: bool, tmp_path: Path) -> None:
    """The engine itself would ask; in a sealed process it can't."""
    with listening(tmp_path) as canary:
        texts = [fill(SERVICES["an IRI"], canary), fill(UPDATES["LOAD"], canary)]
        subprocess.run([sys.executable, "-c", ENGINE, how, *texts], check=True, timeout=30)
        time.sleep(0.1)
        assert bool(canary.heard) is heard


# ---------------------------------------------------------------------- parameters, bodies, headers, targets

ASK = quote("SELECT * { ?s ?p ?o } LIMIT 1")
IRIS = {
    "http": "CANARY/data.nt",
    "https": "https://127.0.0.1:1/data.nt",
    "file": "file://FILE",
    "ftp": "ftp://127.0.0.1/data.nt",
    "data:": "data:text/turtle,%3Ca:s%3E%20%3Ca:p%3E%201.",
    "jar": "jar:CANARY/a.jar!/b",
    "gopher": "gopher://127.0.0.1:1/x",
}
PARAMETERS = ("/sparql?query=" + ASK + "&default-graph-uri=", "/sparql?query=" + ASK + "&named-graph-uri=",
              "/sparql?query=" + ASK + "&using-graph-uri=", "/sparql?query=" + ASK + "&_format=",
              "/sparql?query=", "/sparql?default-graph-uri=", "/graphs?graph=", "/graphs?default&_format=",
              "/id/person/elon-musk?_profile=", "/id/person/elon-musk?_format=", "/dataset?_format=",
              "/reconcile?callback=", "/reconcile?queries=", "/reconcile/preview?id=", "/reconcile/preview?callback=",
              "/reconcile/suggest/entity?prefix=", "/reconcile?extend=", "/?url=", "/health?url=",
              "/openapi.json?url=", "//127.0.0.1/?url=")  # fmt: skip


@pytest.mark.parametrize("scheme", IRIS)
@pytest.mark.parametrize("parameter", PARAMETERS)
def test_no_parameter_is_fetched(parameter: str, scheme: str, server: Served, canary: Canary) -> None:
    target = parameter + quote(fill(IRIS[scheme], canary), safe="")
    check(send(server, request("GET", target)), canary)


JSON_LD = '{"@context": "CANARY/context.jsonld", "@id": "a:s", "a:p": {"@id": "CANARY/o"}}'
XML = """<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "CANARY/x"> <!ENTITY f SYSTEM "file://FILE">
<!ENTITY % p SYSTEM "CANARY/p.dtd"> %p;]><r xmlns:xi="http://www.w3.org/2001/XInclude">&x;&f;
<xi:include href="CANARY/i"/></r>"""
RDF_XML = """<?xml version="1.0"?><!DOCTYPE rdf:RDF [<!ENTITY x SYSTEM "CANARY/x"> <!ENTITY f SYSTEM "file://FILE">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="http://example.org/">
<rdf:Description rdf:about="http://example.org/s"><a:p>&x;&f;</a:p></rdf:Description></rdf:RDF>"""
TURTLE = """@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix sh: <http://www.w3.org/ns/shacl#> .
<http://example.org/o> a owl:Ontology ; owl:imports <CANARY/other.ttl>, <file://FILE> ; sh:shapesGraph <CANARY/s.ttl> .
"""
BODIES = {
    "JSON-LD with a context elsewhere": ("application/ld+json", JSON_LD),
    "JSON with a context elsewhere": ("application/json", JSON_LD),
    "XML with external entities": ("application/xml", XML),
    "results in XML with external entities": ("application/sparql-results+xml", XML),
    "RDF/XML with external entities": ("application/rdf+xml", RDF_XML),
    "Turtle with owl:imports": ("text/turtle", TURTLE),
    "a multipart form with a file": ("multipart/form-data; boundary=x", f"--x\r\n\r\n{TURTLE}\r\n--x--\r\n"),
    "a message that is elsewhere": ('message/external-body; access-type=URL; URL="CANARY/x"', "x"),
    "reconciliation queries": (FORM, urlencode({"queries": json.dumps({"q0": {"query": "CANARY/x"}})})),
    "reconciliation data extension": (
        FORM,
        urlencode({"extend": json.dumps({"ids": ["CANARY/x"], "properties": [{"id": "CANARY/p"}]})}),
    ),
}
DOORS = ("/sparql", "/graphs?default", "/graphs?graph=http%3A%2F%2Fexample.org%2Fg", "/reconcile", "/", "/id/person/x")


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("door", DOORS)
def test_no_body_is_followed(door: str, name: str, server: Served, canary: Canary) -> None:
    media_type, body = BODIES[name]
    body = fill(body, canary) if media_type != FORM else body.replace("CANARY", quote(canary.address, safe=""))
    for method in ("POST", "PUT"):
        headers = {"Content-Type": fill(media_type, canary), "Accept": "*/*"}
        check(send(server, request(method, door, headers, body)), canary)


HEADERS = {
    "Host": "AUTHORITY",
    "X-Forwarded-Host": "AUTHORITY",
    "X-Forwarded-Server": "AUTHORITY",
    "X-Forwarded-For": "AUTHORITY",
    "X-Forwarded-Proto": "http://AUTHORITY/",
    "Forwarded": 'for="AUTHORITY";host="AUTHORITY";proto=http',
    "X-Original-URL": "http://AUTHORITY/x",
    "X-Rewrite-URL": "http://AUTHORITY/x",
    "X-HTTP-Method-Override": "LOAD",
    "Referer": "http://AUTHORITY/x",
    "Origin": "http://AUTHORITY",
    "From": "x@AUTHORITY",
    "Content-Location": "http://AUTHORITY/x",
    "Destination": "http://AUTHORITY/x",
    "Link": '<http://AUTHORITY/context.jsonld>; rel="http://www.w3.org/ns/json-ld#context"',
    "Accept-Profile": "<http://AUTHORITY/profile>",
    "Accept": 'application/ld+json;profile="http://AUTHORITY/frame"',
    "Profile": "http://AUTHORITY/wap.xml",
    "Upgrade": "http://AUTHORITY/",
    "Proxy": "http://AUTHORITY/",
    "Expect": "http://AUTHORITY/",
}
ADDRESSES = ("/", "/id/person/elon-musk", "/ontology", "/sparql", f"/sparql?query={ASK}", "/graphs?default", "/health",
             "/openapi.json", "/reconcile", "/sparql.html")  # fmt: skip


@pytest.mark.parametrize("name", HEADERS)
def test_no_header_is_followed(name: str, server: Served, canary: Canary) -> None:
    authority = canary.address.removeprefix("http://")
    for address in ADDRESSES:
        check(send(server, request("GET", address, {name: HEADERS[name].replace("AUTHORITY", authority)})), canary)


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD", "OPTIONS", "CONNECT", "PROPFIND", "TRACE"])
@pytest.mark.parametrize("target", ["CANARY/data.nt", "CANARY/sparql?query=" + ASK, "CANARY", "file://FILE"])
def test_the_server_is_no_proxy(target: str, method: str, server: Served, canary: Canary) -> None:
    filled = fill(target, canary)
    check(send(server, request(method, filled, {"Host": canary.address.removeprefix("http://")})), canary)


def test_the_table_is_long_and_the_canary_hears(tmp_path: Path) -> None:
    """The tests above would notice: a connection to the canary is heard, and is answered with its secret."""
    sizes = [len(SERVICES), len(UPDATES), len(DATASETS), len(IRIS) * len(PARAMETERS), len(BODIES), len(HEADERS)]
    assert sum(sizes) >= 200
    with listening(tmp_path) as canary:
        host, port = canary.address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=5) as connection:
            connection.sendall(b"GET /data.nt HTTP/1.0\r\n\r\n")
            answer = b"".join(iter(lambda: connection.recv(4096), b""))
        assert ANSWERED.encode() in answer
        assert canary.heard == [b"connected", b"GET /data.nt HTTP/1.0\r\n\r\n"]
        with pytest.raises(AssertionError):
            check(answer, canary)


# ---------------------------------------------------------------------- commands

FILES = {
    "data.jsonld": JSON_LD,
    "data.rdf": RDF_XML,
    "data.ttl": TURTLE,
    "shapes.ttl": TURTLE.replace("owl:Ontology", "owl:Ontology, sh:NodeShape"),
}


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """A command of the built project."""
    command = [sys.executable, "-W", "error", "-m", "govgraph", "--project", str(built_project().root), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def quiet(done: subprocess.CompletedProcess[str], canary: Canary) -> int:
    """The exit code of a command that told no secret and asked nobody."""
    assert canary.heard == []
    assert ANSWERED not in done.stdout + done.stderr
    assert FILED not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.returncode


@pytest.mark.parametrize("engine", ["fast", "pyshacl"])
@pytest.mark.parametrize("name", FILES)
def test_validating_data_fetches_nothing(name: str, engine: str, canary: Canary, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_text(fill(FILES[name], canary), encoding="utf-8")
    assert quiet(run("validate", "--engine", engine, "--data", str(file)), canary) in (0, 1, 2)


def test_validating_with_shapes_fetches_nothing(canary: Canary, tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(fill(text, canary), encoding="utf-8")
    for engine in ("fast", "pyshacl"):
        told = run("validate", "--engine", engine, "--data", str(tmp_path / "data.ttl"),
                   "--shapes", str(tmp_path / "shapes.ttl"))  # fmt: skip
        assert quiet(told, canary) in (0, 1, 2)


@pytest.mark.parametrize("name", ["an IRI", "silent", "comments everywhere", "a variable bound by VALUES", "a file"])
def test_a_question_fetches_nothing(name: str, canary: Canary) -> None:
    assert quiet(run("query", fill(SERVICES[name], canary)), canary) == 2
