"""The job that runs the W3C's protocol tests: it tells right from wrong; and, where they are at hand, the tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import pytest

from real_project import built_project
from serving import served

JOB = Path(__file__).parent / "conformance" / "run.py"
SUITE = os.environ.get("GOVGRAPH_W3C_TESTS", "")
# What the suite asks for and this server does not give, with the reason; empty since all that applies passes.
KNOWN_FAILURES: dict[str, str] = {}

PREFIXES = """\
@prefix : <http://example.org/manifest#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#> .
@prefix ut: <http://www.w3.org/2009/sparql/tests/test-update#> .
@prefix dawg: <http://www.w3.org/2001/sw/DataAccess/tests/test-dawg#> .
@prefix cnt: <http://www.w3.org/2011/content#> .
@prefix ht: <http://www.w3.org/2011/http#> .
@prefix hts: <http://www.w3.org/2011/http-statusCodes#> .
"""
TURTLE = "@prefix : <http://example.org/> . :s :p [ :q 'x' ] ."


def manifest(**requests: str) -> str:
    """A manifest with a case for each name; requests in the W3C's vocabulary."""
    cases = (
        f':{name} a mf:ProtocolTest ; mf:name "{name}" ; mf:action [ ht:requests ( {text} ) ] .'
        for name, text in requests.items()
    )
    return f"{PREFIXES}<> a mf:Manifest ; mf:entries ( {' '.join(f':{name}' for name in requests)} ) .\n" + "\n".join(
        cases
    )


def request(target: str, expected: str, method: str = "GET", body: str = "", **headers: str) -> str:
    """A request in the W3C's vocabulary; names of headers with `_` for `-`."""
    told = " ".join(
        f'[ ht:fieldName "{name.replace("_", "-")}" ; ht:fieldValue "{value}" ]' for name, value in headers.items()
    )
    content = f'ht:body [ cnt:chars """{body}""" ; cnt:characterEncoding "UTF-8" ] ;' if body else ""
    return (
        f'[ ht:methodName "{method}" ; ht:absolutePath "{target}" ; ht:headers ( {told} ) ; {content} '
        f"ht:resp [ {expected} ] ]"
    )


OK = "mf:expectedStatus hts:StatusCode2xx , hts:StatusCode3xx"
BAD = "mf:expectedStatus hts:StatusCode4xx"
YES = f'{OK} ; mf:expectedBoolean true ; mf:expectedFormat "boolean"'
GRAPH = (
    'mf:expectedStatus hts:OK ; ht:headers ( [ ht:fieldName "content-type" ; ht:fieldValue "text/turtle" ] ) ; '
    f'ht:body [ cnt:chars """{TURTLE}""" ]'
)


class Answers(BaseHTTPRequestHandler):
    """Answers each path with what `told` holds for it; what was asked stands in `asked`."""

    told: ClassVar[dict[str, tuple[int, dict[str, str], str]]] = {}
    asked: ClassVar[list[tuple[str, str, str]]] = []

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
        self.asked.append((self.command, self.path, body))
        status, headers, text = (
            self.told.get(f"{self.command} {self.path}") or self.told.get(self.path) or (404, {}, "")
        )
        self.send_response(status)
        for name, value in {**headers, "content-length": str(len(text.encode()))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(text.encode())

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = answer  # noqa: N815 - names that http.server looks for

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""


@contextmanager
def answering(told: dict[str, tuple[int, dict[str, str], str]]) -> Iterator[str]:
    """The address of a server that gives these answers: path, or method and path -> status, headers, body."""
    Answers.told, Answers.asked = dict(told), []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def write_suite(folder: Path, protocol: str, graph_store: str = "") -> Path:
    for name, text in (("protocol", protocol), ("graph-store-protocol", graph_store)):
        target = folder / "sparql" / "sparql11" / name
        target.mkdir(parents=True)
        if text:
            (target / "manifest.ttl").write_text(text)
    return folder


def run_job(tests: Path, *options: str) -> tuple[int, dict[str, tuple[str, str]], str]:
    """Exit code, result and reason by name of the case, what went to standard error."""
    command = [sys.executable, "-W", "error", str(JOB), "--tests", str(tests), "--json", *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    told: dict[str, Any] = json.loads(done.stdout) if done.stdout else {"outcomes": []}
    outcomes = {each["name"]: (each["result"], each["reason"]) for each in told["outcomes"]}
    return done.returncode, outcomes, done.stderr


JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
NO_IN_XML = '<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head/><boolean>false</boolean></sparql>'


def test_right_and_wrong_answers_are_told_apart(tmp_path: Path) -> None:
    tests = write_suite(tmp_path, manifest(
        right=request("/sparql/?query=right", YES),
        wrong_value=request("/sparql/?query=no", YES),
        wrong_type=request("/sparql/?query=text", YES),
        wrong_status=request("/sparql/?query=right", BAD),
        broken_body=request("/sparql/?query=broken", f'{OK} ; mf:expectedFormat "tabular"'),
        no_rdf=request("/sparql/?query=turtle", f'{OK} ; mf:expectedFormat "RDF"'),
        fault_is_no_refusal=request("/sparql/?query=fault", BAD),
        second_request=request("/sparql/?query=right", YES) + request("/sparql/?query=no", YES),
    ))  # fmt: skip
    yes = (200, {"content-type": JSON}, '{"head": {}, "boolean": true}')
    with answering({
        "/query?query=right": yes,
        "/query?query=no": (200, {"content-type": XML}, NO_IN_XML),
        "/query?query=text": (200, {"content-type": "text/plain"}, "true"),
        "/query?query=broken": (200, {"content-type": JSON}, '{"head": {"vars": ["x"]}'),
        "/query?query=turtle": (200, {"content-type": "text/turtle"}, "<a> <b> ."),
        "/query?query=fault": (500, {}, "oh"),
    }) as address:  # fmt: skip
        code, found, _ = run_job(tests, "--query", f"{address}/query")
    assert code == 1
    assert {name for name, (result, _) in found.items() if result == "passed"} == {"right"}
    assert "the answer is False, expected True" in found["wrong_value"][1]
    assert "content type text/plain" in found["wrong_type"][1]
    assert "status 200, expected 4xx" in found["wrong_status"][1]
    assert "the body is no application/sparql-results+json" in found["broken_body"][1]
    assert "the body is no text/turtle" in found["no_rdf"][1]
    assert "status 500, expected 4xx: oh" in found["fault_is_no_refusal"][1]
    assert found["second_request"][1].startswith("request 2 ")


def test_bytes_go_out_as_the_manifest_has_them(tmp_path: Path) -> None:
    post = request("/sparql/?a=%2531&b=%C3%A4", OK, "POST", "ASK {}", content_type="application/sparql-query")
    with answering({"/q?x=1&a=%2531&b=%C3%A4": (204, {}, "")}) as address:
        code, found, _ = run_job(write_suite(tmp_path, manifest(sent=post)), "--query", f"{address}/q?x=1")
    assert (code, found["sent"]) == (0, ("passed", ""))
    assert Answers.asked == [("POST", "/q?x=1&a=%2531&b=%C3%A4", "ASK {}")]


def test_graphs_are_compared_as_graphs_and_locations_are_followed(tmp_path: Path) -> None:
    made = 'mf:expectedStatus hts:Created ; mf:expectedLocation "$NEW$"'
    same = request("/gsp?graph=$NEW$", GRAPH, accept="text/turtle")
    head = GRAPH.partition("; ht:body")[0].replace("text/turtle", "text/turtle; charset=utf-8")
    tests = write_suite(tmp_path, manifest(), manifest(
        followed=request("/gsp", made, "POST", TURTLE, content_type="text/turtle") + same,
        other_graph=request("/gsp?default", GRAPH),
        head=request("/gsp?default", head, "HEAD"),
        head_without_type=request("/gsp?graph=none", head, "HEAD"),
    ))  # fmt: skip
    turtle = {"content-type": "text/turtle"}
    with answering({
        "POST /store": (201, {"location": "/store/new"}, ""),
        "/store?default": (200, turtle, TURTLE.replace("'x'", "'y'")),
        "/store?graph=none": (200, {}, ""),
    }) as address:  # fmt: skip
        host = address.removeprefix("http://").replace(":", "%3A")
        Answers.told[f"/store?graph=http%3A%2F%2F{host}%2Fstore%2Fnew"] = (200, turtle, TURTLE.replace("[", "[\n"))
        _, found, _ = run_job(tests, "--query", f"{address}/q", "--graph-store", f"{address}/store", "--erase")
    assert found["followed"] == ("passed", "")
    assert "another graph: 2 triples, expected 2" in found["other_graph"][1]
    assert found["head"] == ("passed", "")
    assert "content type missing" in found["head_without_type"][1]


def test_a_store_that_is_only_read_gets_its_data_by_updates_and_must_refuse_to_write(tmp_path: Path) -> None:
    put = request("/gsp?graph=g", "mf:expectedStatus hts:Created", "PUT", TURTLE, content_type="text/turtle")
    tests = write_suite(tmp_path, manifest(), manifest(put_get=put + request("/gsp?graph=g", GRAPH)))
    options = ["--read-only-graphs", "--erase"]
    told = {"/u": (204, {}, ""), "GET /store?graph=g": (200, {"content-type": "text/turtle"}, TURTLE)}
    refused = (405, {"allow": "GET, HEAD"}, "")
    for answer, result in ((refused, "passed, reading"), ((200, {}, ""), "failed"), ((405, {}, ""), "failed")):
        with answering({**told, "PUT /store?graph=g": answer}) as address:
            addresses = ("--query", f"{address}/q", "--update", f"{address}/u", "--graph-store", f"{address}/store")
            _, found, _ = run_job(tests, *addresses, *options)
            updates = [body for method, path, body in Answers.asked if (method, path) == ("POST", "/u")]
        assert found["put_get"][0] == result, found
        assert (updates[0], updates[1].splitlines()[0]) == ("DROP ALL", "DROP SILENT GRAPH <g> ;")
        assert "INSERT DATA { GRAPH <g> {" in updates[1]


def test_what_does_not_apply_is_told_with_its_reason(tmp_path: Path) -> None:
    data = manifest(update_x=request("/sparql/", OK, "POST", "CLEAR ALL", content_type="application/sparql-update"))
    direct = manifest(direct=request("/gsp/x", OK)).replace(
        "mf:action", "mf:requires mf:DirectGraphIdentification ; mf:action"
    )
    tests = write_suite(tmp_path, data, direct)
    code, found, _ = run_job(tests, "--query", "http://127.0.0.1:9/q")
    assert (code, {result for result, _ in found.values()}) == (0, {"does not apply"})
    assert found["update_x"][1] == "the endpoint takes no updates"
    assert found["direct"][1] == "no graph store was named"
    _, found, _ = run_job(tests, "--query", "http://127.0.0.1:9/q", "--graph-store", "http://127.0.0.1:9/g", "--erase")
    assert "direct graph identification" in found["direct"][1]


def test_no_store_is_emptied_that_was_not_given_for_it(tmp_path: Path) -> None:
    tests = write_suite(tmp_path, manifest(one=request("/sparql/?query=x", OK)))
    with answering({}) as address:
        code, _, told = run_job(tests, "--query", f"{address}/q", "--update", f"{address}/u")
        assert Answers.asked == []
    assert (code, "say --erase" in told) == (2, True)


def test_a_server_that_is_not_there_fails(tmp_path: Path) -> None:
    tests = write_suite(tmp_path, manifest(one=request("/sparql/?query=x", OK)))
    code, found, _ = run_job(tests, "--query", "http://127.0.0.1:9/q")
    assert (code, found["one"][0]) == (1, "failed")
    code, _, told = run_job(tmp_path / "nothing", "--query", "http://127.0.0.1:9/q")
    assert (code, "checkout of github.com/w3c/rdf-tests" in told) == (1, True)


needs_suite = pytest.mark.skipif(not SUITE, reason="GOVGRAPH_W3C_TESTS names no checkout of github.com/w3c/rdf-tests")


def failures(found: dict[str, tuple[str, str]]) -> dict[str, str]:
    return {name: reason for name, (result, reason) in found.items() if result == "failed"}


@needs_suite
def test_a_server_that_takes_updates_passes_the_suite(tmp_path: Path) -> None:
    (tmp_path / "empty.nq").touch()
    options = ("--writable", str(tmp_path / "store"), "--dump", str(tmp_path / "empty.nq"))
    with served(built_project().root, *options) as server:
        sparql = f"{server.address}/sparql"
        token = str(tmp_path / "store" / "token")
        _, found, told = run_job(
            Path(SUITE), "--query", sparql, "--update", sparql, "--graph-store", f"{server.address}/graphs",
            "--read-only-graphs", "--token-file", token, "--erase",
        )  # fmt: skip
    assert failures(found).keys() == KNOWN_FAILURES.keys(), (failures(found), told)
    assert sum(result.startswith("passed") for result, _ in found.values()) == 44


@needs_suite
def test_a_server_that_is_only_read_passes_the_suite(tmp_path: Path) -> None:
    data = tmp_path / "data.nq"
    run_job(Path(SUITE), "--write-data", str(data))
    with served(built_project().root, "--dump", str(data)) as server:
        _, found, told = run_job(Path(SUITE), "--query", f"{server.address}/sparql", "--loaded",
                                 "--graph-store", f"{server.address}/graphs", "--read-only-graphs")  # fmt: skip
    assert failures(found).keys() == KNOWN_FAILURES.keys(), (failures(found), told)
    assert sum(result == "passed" for result, _ in found.values()) == 23
