"""The client against a real Oxigraph, and against endpoints that mean harm: nothing but its own errors comes out."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote

import httpx
import pytest
import rdflib

import govgraph
from govgraph.errors import EnvironmentFault, UsageError
from govgraph.remote import connect, declare
from real_project import built_project
from servers import free_ports

ROWS = "application/sparql-results+json"
BEARER = "t0ken"
YES = b'{"head": {}, "boolean": true}'


@contextmanager
def oxigraph(dump: Path) -> Iterator[str]:
    """An Oxigraph server with a dump, all graphs of it as the default graph: the address of its endpoint."""
    port = free_ports(1)[0]
    program = Path(sys.executable).parent / "oxigraph"
    command = [str(program), "serve", "--union-default-graph", "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    sent = {"content-type": "application/n-quads"}
    try:
        for _ in range(100):
            try:
                httpx.get(f"http://127.0.0.1:{port}/", trust_env=False)
                break
            except httpx.ConnectError:
                time.sleep(0.05)
        body = dump.read_bytes()
        httpx.post(
            f"http://127.0.0.1:{port}/store", content=body, headers=sent, timeout=60, trust_env=False
        ).raise_for_status()
        yield f"http://127.0.0.1:{port}/query"
    finally:
        process.terminate()
        process.wait()


def test_oxigraph_gives_the_same_as_the_built_graph() -> None:
    project = built_project()
    with (
        oxigraph(project.output / "govgraph.nq") as url,
        govgraph.connect(url, where=project) as remote,
        govgraph.connect(url, prefixes={"g": "https://w3id.org/govgraph/ontology#"}) as other,
    ):
        for query in (
            "SELECT ?who { ?who gov:signed letter:pause-letter-2023 } ORDER BY ?who",
            "SELECT ?kind (COUNT(DISTINCT ?s) AS ?n) { ?s a ?kind } GROUP BY ?kind ORDER BY ?kind",
            "SELECT ?b ?l { ?b a gov:Ban ; rdfs:label ?l FILTER(LANG(?l) = 'de') } ORDER BY ?l ?b",
            "ASK { person:elon-musk gov:signed letter:pause-letter-2023 }",
        ):
            found = remote.query(query)
            assert found == govgraph.query(query, project)
            assert found.to_rdflib() == govgraph.query(query, project).to_rdflib()
            assert found.to_arrow() == govgraph.query(query, project).to_arrow()
        made = "CONSTRUCT { ?b rdfs:label ?l } WHERE { ?b a gov:Ban ; rdfs:label ?l }"
        assert set(remote.construct(made)) == set(govgraph.construct(made, project)) != set()
        assert set(remote.construct("DESCRIBE person:elon-musk")) >= set(
            govgraph.construct("DESCRIBE person:elon-musk", project)
        )
        with pytest.raises(UsageError, match="refuses"):
            remote.query("SELECT * { ?s ?p }")
        with pytest.raises(UsageError, match="refuses"):
            remote.query("DROP ALL ; ASK {}")
        with pytest.raises(UsageError, match=r"use govgraph\.construct\(\)"):
            remote.query(made)
        with pytest.raises(UsageError, match=r"use govgraph\.query\(\)"):
            remote.construct("SELECT * { ?s ?p ?o } LIMIT 1")
        with pytest.raises(UsageError, match="refuses"):
            other.query("ASK { ?b a gov:Ban }")


@pytest.mark.parametrize(
    ("query", "declared"),
    [
        ("ASK { ?s a ex:A }", ["ex"]),
        ("ASK{?s a/^ex:A|!ex:b ?o}", ["ex"]),
        ("PREFIX ex: <https://other.org/> ASK { ?s a ex:A }", []),
        ("prefix ex:<https://other.org/> ASK { ?s a ex:A, x.y:B }", ["x.y"]),
        ("ASK { ?s ?p 'ex:A', <ex:A>, \"x.y:B\" } # ex:A", []),
        ("ASK { ?ex ?p 1 } # PREFIX ex: <x:y>", []),
        ("# PREFIX ex: <x:y>\nASK { ?s a ex:A }", ["ex"]),
        ("ASK { ?s a other:A ; a _:b }", []),
    ],
)
def test_prefixes_are_declared_where_they_are_used_and_not_declared(query: str, declared: list[str]) -> None:
    known = {"ex": "https://example.org/", "x.y": "https://example.com/"}
    assert declare(query, known) == "".join(f"PREFIX {name}: <{known[name]}> " for name in declared) + query


# ---------------------------------------------------------------------- endpoints that mean harm


def results(*bindings: object) -> bytes:
    return json.dumps({"head": {"vars": ["x"]}, "results": {"bindings": bindings}}).encode()


# What the body is, by the path of the endpoint, and of which media type.
BODIES = {
    "deep": (ROWS, b"[" * 200_000),
    "cell-number": (ROWS, results({"x": 5})),
    "cell-list": (ROWS, results({"x": {"type": "uri", "value": ["a"]}})),
    "cell-bare": (ROWS, results({"x": {"type": "uri"}})),
    "language-number": (ROWS, results({"x": {"type": "literal", "value": "a", "xml:lang": 1}})),
    "triple-number": (ROWS, results({"x": {"type": "triple", "value": 5}})),
    "row-text": (ROWS, results("x")),
    "names-numbers": (ROWS, b'{"head": {"vars": [1]}, "results": {"bindings": []}}'),
    "truth-text": (ROWS, b'{"boolean": "false"}'),
    "digits": (ROWS, b'{"head": {"vars": ["x"]}, "results": {"bindings": [' + b"1" * 5000 + b"]}}"),
    "bytes": (ROWS, b'\xff\xfe{"boolean": true}'),
    "cut": (ROWS, YES[:-3]),
    "html": ("text/html", b"<p>hello</p>"),
    "no-type": ("", YES),
    "turtle": ("text/turtle", b"<x:s> <x:p> <x:o> ."),
}
PROBLEMS = {
    "400": b'{"title": "no", "detail": "the prefix x: is\\nnot declared"}',
    "422": b"plain words " * 100,
    "401": b'{"detail": ["a list"]}',
    "404": b"[" * 200_000,
    "500": b"\xff\x00\x1b[2J broken",
    "502": b"",
}


class Hostile(BaseHTTPRequestHandler):
    """An endpoint that does what its path says; `seen` keeps the headers and the form of each request."""

    seen: list[tuple[dict[str, str], dict[str, list[str]]]] = []  # noqa: RUF012 - emptied by `hostile`

    def do_POST(self) -> None:
        form = self.rfile.read(int(self.headers["content-length"])).decode()
        self.seen.append(({name.lower(): value for name, value in self.headers.items()}, parse_qs(form)))
        what = unquote(self.path.strip("/"))
        if what in PROBLEMS:
            return self.say(int(what), "application/problem+json", PROBLEMS[what])
        if what in BODIES:
            return self.say(200, *BODIES[what])
        return getattr(self, f"do_{what.partition('-')[0]}")(what.partition("-")[2])  # type: ignore[no-any-return]

    def say(self, status: int, media_type: str, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"content_type": media_type, **headers}.items():
            if value:
                self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(body)

    def do_yes(self, _rest: str) -> None:
        self.say(200, f"{ROWS}; charset=utf-8", YES)

    def do_wait(self, retry_after: str) -> None:
        if len(self.seen) > 1:
            return self.do_yes("")
        return self.say(429, "text/plain", b"too many", retry_after=retry_after)

    def do_redirect(self, status: str) -> None:
        self.say(int(status), "", b"", location="/yes")

    def do_packed(self, how: str) -> None:
        body = {"gzip": gzip.compress(YES), "broken": b"no gzip", "bomb": gzip.compress(bytes(80 * 1024**2))}
        packed = {"broken": "gzip", "bomb": "gzip"}.get(how, how)
        self.say(200, ROWS, body.get(how, gzip.compress(gzip.compress(YES))), content_encoding=packed)

    def do_slow(self, _rest: str) -> None:
        """A byte now and then, without end."""
        self.say(200, ROWS, b"")
        try:
            for _ in range(200):
                self.wfile.write(b" ")
                time.sleep(0.05)
        except OSError:
            pass

    def do_silent(self, _rest: str) -> None:
        time.sleep(5)

    def do_hangup(self, _rest: str) -> None:
        self.say(200, ROWS, YES, content_length="5000")

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - as the class has it
        """Nothing."""


@pytest.fixture
def hostile() -> Iterator[str]:
    """The address of the endpoint, to which a path is added."""
    Hostile.seen.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Hostile) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_a_request_says_what_is_wanted_and_no_more(hostile: str) -> None:
    with connect(hostile + "yes", token=BEARER, prefixes={"ex": "https://example.org/"}) as remote:
        assert remote.query("ASK { 'ä&=+' ?p ex:a }") == [{"answer": "true"}]
    headers, form = Hostile.seen[0]
    assert form == {"query": ["PREFIX ex: <https://example.org/> ASK { 'ä&=+' ?p ex:a }"]}
    assert headers["accept"] == ROWS
    assert headers["authorization"] == "Bearer t0ken"
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    assert "cookie" not in headers


def test_environment_and_redirects_lead_nowhere_else(hostile: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    with connect(hostile + "yes") as remote:
        assert remote.query("ASK {}") == [{"answer": "true"}]
    for status in (301, 302, 303, 307, 308):
        with (
            connect(f"{hostile}redirect-{status}", token=BEARER) as remote,
            pytest.raises(UsageError, match="elsewhere"),
        ):
            remote.query("ASK {}")
    assert len(Hostile.seen) == 6


@pytest.mark.parametrize("what", [name for name in BODIES if name != "turtle"])
def test_a_body_that_is_no_answer_is_told_as_a_fault_of_the_endpoint(hostile: str, what: str) -> None:
    with connect(hostile + what) as remote, pytest.raises(EnvironmentFault, match=r"no SPARQL results|answers with"):
        remote.query("SELECT * {}")


def test_a_graph_is_read_and_what_is_none_is_told(hostile: str) -> None:
    with connect(hostile + "turtle") as remote:
        assert set(remote.construct("DESCRIBE <x:s>")) == {tuple(rdflib.URIRef(f"x:{n}") for n in "spo")}
    with connect(hostile + "html") as remote, pytest.raises(EnvironmentFault, match="answers with text/html"):
        remote.construct("DESCRIBE <x:s>")


@pytest.mark.parametrize(
    ("status", "error", "told"),
    [
        ("400", UsageError, "refuses: the prefix x: is not declared"),
        ("422", UsageError, "refuses: (plain words ){24}plain words$"),
        ("401", UsageError, r"refuses: \['a list'\]"),
        ("404", UsageError, r"refuses: \[{300}$"),
        ("500", EnvironmentFault, r"fails \(500\): \ufffd \[2J broken$"),
        ("502", EnvironmentFault, r"fails \(502\): without a word"),
    ],
)
def test_the_words_of_an_endpoint_come_along(hostile: str, status: str, error: type[Exception], told: str) -> None:
    with connect(hostile + status) as remote, pytest.raises(error, match=told):
        remote.query("ASK {}")


@pytest.mark.parametrize(("wait", "asked"), [("0", 2), ("11", 1), ("-1", 1), ("soon", 1), ("9" * 400, 1), ("²", 1)])
def test_a_busy_endpoint_is_asked_once_more_if_it_says_when(hostile: str, wait: str, asked: int) -> None:
    with connect(f"{hostile}wait-{wait}") as remote:
        if asked == 2:
            assert remote.query("ASK {}") == [{"answer": "true"}]
        else:
            with pytest.raises(EnvironmentFault, match=r"is busy \(429\): too many"):
                remote.query("ASK {}")
    assert len(Hostile.seen) == asked


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ("gzip", ""),
        ("broken", "does not answer"),
        ("bomb", "larger than"),
        ("gzip, gzip", "not asked"),
        ("br", "not asked"),
    ],
)
def test_what_is_packed_is_unpacked_up_to_a_size(hostile: str, how: str, told: str) -> None:
    with connect(f"{hostile}packed-{how}") as remote:
        if not told:
            assert remote.query("ASK {}") == [{"answer": "true"}]
            return
        with pytest.raises(EnvironmentFault, match=told):
            remote.query("ASK {}")


@pytest.mark.parametrize(
    ("what", "told"),
    [("slow", r"took longer than 0\.3 s"), ("silent", "does not answer"), ("hangup", "does not answer")],
)
def test_an_answer_that_does_not_come_is_not_waited_for(hostile: str, what: str, told: str) -> None:
    begun = time.monotonic()
    with connect(hostile + what, timeout=0.3) as remote, pytest.raises(EnvironmentFault, match=told):
        remote.query("ASK {}")
    assert time.monotonic() - begun < 4


@pytest.mark.parametrize(
    ("url", "options", "told"),
    [
        ("", {}, "no web address"),
        ("ftp://127.0.0.1/", {}, "no web address"),
        ("file:///etc/passwd", {}, "no web address"),
        ("http:///sparql", {}, "no web address"),
        ("http://127.0.0.1:99999/", {}, "no web address"),
        ("http://127.0.0.1/\n", {}, "no web address"),
        ("http://127.0.0.1/", {"timeout": 0.0}, "out of range"),
        ("http://127.0.0.1/", {"timeout": float("nan")}, "out of range"),
        ("http://127.0.0.1/", {"token": "a\r\nX-Y: z-secret"}, "the token"),
        ("http://127.0.0.1/", {"token": "ä-secret"}, "the token"),
    ],
)
def test_a_wrong_address_token_or_time_is_told_at_once(url: str, options: dict[str, object], told: str) -> None:
    with pytest.raises(UsageError, match=told) as fault:
        connect(url, **options)  # type: ignore[arg-type]
    assert "secret" not in str(fault.value)


def test_no_message_shows_a_password_or_a_token(hostile: str) -> None:
    address = hostile.replace("http://", "http://reader:s3cret@")
    for what in ("400", "500", "html", "deep", "redirect-302", "packed-br", "slow", "hangup"):
        with (
            connect(address + what, token="", timeout=0.3) as remote,
            pytest.raises((UsageError, EnvironmentFault)) as fault,
        ):
            remote.query("ASK {}")
        assert "s3cret" not in str(fault.value)
    assert Hostile.seen[0][0]["authorization"].startswith("Basic ")


def test_names_half_characters_and_what_comes_after_the_end_are_not_sent(hostile: str) -> None:
    with connect(hostile + "yes") as remote:
        for query in ("pause-letter-signatories", "questions/bans.rq", ""):
            with pytest.raises(UsageError, match="no questions by name"):
                remote.query(query)
        with pytest.raises(UsageError, match="half a character at 14"):
            remote.query("ASK { ?s ?p '\ud800' }")
    with pytest.raises(UsageError, match="is closed"):
        remote.query("ASK {}")
    assert Hostile.seen == []
