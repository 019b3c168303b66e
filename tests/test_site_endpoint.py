"""The SPARQL page of a server with an endpoint: readers choose who answers; the answers are the same."""

from __future__ import annotations

import io
import json
import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, quote

import pyoxigraph as ox
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request

from explorer_page import chromium, violations
from govgraph.answers import run_query
from govgraph.errors import EnvironmentFault
from govgraph.publish import pages
from govgraph.publish.query_page import DUMP, query_pages, with_endpoint
from govgraph.query import list_questions
from real_project import built_project
from test_site_query import HOSTILE, QUESTIONS, SHARED, catalog, fault_of, rows_of, write, write_site

RESULTS, TRIPLES, PROBLEM = "application/sparql-results+json", "application/n-triples", "application/problem+json"


class Asked(NamedTuple):
    """What came to the endpoint: path, fields of the form, the Accept header."""

    path: str
    form: dict[str, str]
    accept: str


class Told(NamedTuple):
    """What the endpoint says instead of an answer."""

    status: int
    media_type: str
    body: str
    headers: tuple[tuple[str, str], ...] = ()


class Endpoint:
    """A graph behind `sparql`; `told` overrules its answers, `left` is set when someone who waits has gone."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.store, self.address = folder, ox.Store(), ""
        self.store.bulk_load(path=str(folder / DUMP), format=ox.RdfFormat.TRIG)
        self.asked: list[Asked] = []
        self.told: Told | None = None
        self.left = threading.Event()

    def answer(self, query: str) -> tuple[str, bytes]:
        found = self.store.query(query, use_default_graph_as_union=True)
        if isinstance(found, ox.QueryTriples):
            return TRIPLES, ox.serialize(found, format=ox.RdfFormat.N_TRIPLES) or b""
        written = io.BytesIO()
        found.serialize(written, format=ox.QueryResultsFormat.JSON)
        return RESULTS, written.getvalue()


class _Door(SimpleHTTPRequestHandler):
    """The site's files, the page with its endpoint, and the endpoint."""

    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".wasm": "application/wasm"}  # noqa: RUF012 - as above

    def __init__(self, endpoint: Endpoint, *given: Any) -> None:
        self.endpoint = endpoint
        super().__init__(*given, directory=str(endpoint.folder))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name in the class above
        """Nothing."""

    def do_GET(self) -> None:
        name = self.path.partition("?")[0].strip("/")
        if name in ("sparql.html", "sparql.de.html"):
            return self._send(200, "text/html", with_endpoint((self.endpoint.folder / name).read_bytes(), "sparql"))
        return super().do_GET()

    def do_POST(self) -> None:
        assert self.headers["content-type"].startswith("application/x-www-form-urlencoded")
        text = self.rfile.read(int(self.headers["content-length"])).decode("ascii")
        form = {name: value for name, (value,) in parse_qs(text, strict_parsing=True).items()}
        self.endpoint.asked.append(Asked(self.path, form, self.headers["accept"]))
        if "# wait" in form["query"]:
            return self._wait()
        if (told := self.endpoint.told) is not None:
            return self._send(told.status, told.media_type, told.body.encode(), *told.headers)
        try:
            return self._send(200, *self.endpoint.answer(form["query"]))
        except SyntaxError as error:
            detail = f"the query is not SPARQL 1.1: {error.msg}"
            return self._send(400, PROBLEM, json.dumps({"detail": detail}).encode())

    def _wait(self) -> None:
        """Until the other side closes the connection."""
        assert select.select([self.connection], [], [], 20)[0]
        assert self.connection.recv(1, socket.MSG_PEEK) == b""
        self.endpoint.left.set()

    def _send(self, status: int, media_type: str, body: bytes, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in (("content-type", media_type), ("content-length", str(len(body))), *headers):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    folder = tmp_path_factory.mktemp("site")
    write_site(folder)
    endpoint = Endpoint(folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Door, endpoint))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    endpoint.address = f"http://127.0.0.1:{server.server_port}/"
    try:
        yield endpoint
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


@pytest.fixture
def endpoint(running: Endpoint) -> Endpoint:
    running.asked, running.told, running.left = [], None, threading.Event()
    return running


@contextmanager
def desk(browser: Browser, address: str, **options: Any) -> Iterator[Page]:
    """The page when it is ready; nothing goes wrong in it but what the endpoint refuses, nothing leaves the host."""
    context = browser.new_context(**({"viewport": {"width": 1280, "height": 800}, "locale": "en-GB"} | options))
    page = context.new_page()
    faults: list[str] = []
    home = "/".join(address.split("/")[:3])

    def note(told: ConsoleMessage) -> None:
        refused = told.text.startswith("Failed to load resource") and told.location["url"].endswith("/sparql")
        if told.type in ("error", "warning") and not refused:
            faults.append(told.text)

    def note_dialog(dialog: Dialog) -> None:
        faults.append(dialog.message)
        dialog.dismiss()

    def note_request(request: Request) -> None:
        if not request.url.startswith((home, "data:", "blob:")):
            faults.append(request.url)

    page.on("console", note)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("dialog", note_dialog)
    page.on("request", note_request)
    try:
        page.goto(address)
        page.wait_for_selector("#sparql[data-ready=true]")
        yield page
        assert faults == [], faults
    finally:
        context.close()


def run(page: Page, query: str) -> None:
    """Runs a query and waits for its end."""
    write(page, query)
    page.click("#sparql-run")
    page.wait_for_selector("#sparql-run:enabled", timeout=60_000)


def test_the_page_has_one_place_for_an_endpoint_which_is_filled_as_text() -> None:
    for item in query_pages(catalog()):
        if isinstance(item, pages.Page):
            html = pages.render(item, SHARED).encode()
            filled = with_endpoint(html, "sparql")
            assert filled == html.replace(b'data-endpoint=""', b'data-endpoint="sparql"')
            assert filled.count(b"data-endpoint=") == 1
    assert with_endpoint(b'<p data-endpoint="">', "\"><b>&'") == (b'<p data-endpoint="&quot;&gt;&lt;b&gt;&amp;&#x27;">')
    for wrong in (b"", b'<p data-endpoint="sparql">', b'<p data-endpoint=""><p data-endpoint="">'):
        with pytest.raises(EnvironmentFault, match="run govgraph site"):
            with_endpoint(wrong, "sparql")


def test_queries_may_go_to_the_host_of_the_page_and_nowhere_else() -> None:
    assert "connect-src 'self';" in pages.POLICIES["sparql"]


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_gets_the_rows_of_the_command_line_from_the_server_without_the_dump(
    browser: Browser, endpoint: Endpoint, name: str
) -> None:
    fetched: list[str] = []
    with desk(browser, f"{endpoint.address}sparql.html#question={name}") as page:
        page.on("request", lambda request: fetched.append(request.url.removeprefix(endpoint.address)))
        page.click("#sparql-run")
        page.wait_for_selector("#sparql-run:enabled")
        names = page.locator("#sparql-answer thead button").all_inner_texts()
        found = rows_of(page)
        assert page.locator("#sparql-status").inner_text().endswith(", on this server")
    expected = run_query(built_project(), name, 60)
    assert len(expected) >= 3
    assert found == [[row.get(each, "") for each in names] for row in expected]
    assert fetched == ["sparql"]
    (asked,) = endpoint.asked
    assert asked.path == "/sparql"
    assert asked.accept == f"{RESULTS}, {TRIPLES};q=0.9"
    assert set(asked.form) == {"query", "timeout"}
    assert asked.form["timeout"] == "20"
    own = next(each.query for each in list_questions(built_project()) if each.name == name)
    assert asked.form["query"].splitlines()[-1] == own.splitlines()[-1]


def test_the_reader_chooses_and_gets_the_same_from_both(browser: Browser, endpoint: Endpoint) -> None:
    query = "SELECT ?p ?label (3 AS ?n) { VALUES ?p { <id/person/elon-musk> } ?p rdfs:label ?label } ORDER BY ?label"
    with desk(browser, f"{endpoint.address}sparql.html") as page:
        assert page.get_by_label("on this server").is_checked()
        assert page.locator(".lead").inner_text().endswith("The query goes to this server, which computes the answer.")
        assert not page.get_by_text("The engine is Oxigraph").is_visible()
        run(page, query)
        from_server = rows_of(page)
        page.get_by_label("in this browser").check()
        assert page.locator(".lead").inner_text().endswith("Your browser computes the answer; no query is sent.")
        assert page.get_by_text("The engine is Oxigraph").is_visible()
        run(page, query)
        assert len(from_server) >= 1
        assert rows_of(page) == from_server
        assert from_server[0][0] == "person:elon-musk"
        assert page.locator("#sparql-status").inner_text().endswith(", in this browser")
        assert len(endpoint.asked) == 1
        page.get_by_role("radio", name="in this browser").press("ArrowDown")
        assert page.get_by_label("on this server").is_checked()
        run(page, "ASK {}")
        assert page.locator("#sparql-answer").inner_text().startswith("Yes")
        assert len(endpoint.asked) == 2


def test_a_graph_from_the_server_is_drawn_and_written(browser: Browser, endpoint: Endpoint) -> None:
    query = "CONSTRUCT { ?p gov:signed ?l . ?l rdfs:label ?t } { ?p gov:signed ?l . ?l rdfs:label ?t }"
    with desk(browser, f"{endpoint.address}sparql.html") as page:
        run(page, query)
        assert page.locator("#sparql-answer svg circle").count() == 60
        written = {}
        for name, form in (("Turtle", ox.RdfFormat.TURTLE), ("N-Triples", ox.RdfFormat.N_TRIPLES)):
            with page.expect_download() as download:
                page.get_by_role("button", name=f"Download {name}").click()
            written[name] = {str(each) for each in ox.parse(Path(download.value.path()).read_bytes(), form)}
    _, body = endpoint.answer(endpoint.asked[0].form["query"])
    expected = {str(each) for each in ox.parse(body, ox.RdfFormat.N_TRIPLES)}
    assert len(expected) > 60
    assert written == {"Turtle": expected, "N-Triples": expected}


def test_a_table_from_the_server_has_its_chart_and_files(browser: Browser, endpoint: Endpoint) -> None:
    with desk(browser, f"{endpoint.address}sparql.html") as page:
        run(page, 'SELECT ?name ?n { VALUES (?name ?n) { ("a" 5) ("b" 7) } }')
        page.get_by_role("button", name="Chart").click()
        assert page.locator("#sparql-answer svg rect").count() == 2
        with page.expect_download() as download:
            page.get_by_role("button", name="Download CSV").click()
        assert Path(download.value.path()).read_bytes() == b"name,n\r\na,5\r\nb,7\r\n"


def test_a_link_remembers_the_choice_where_there_is_one(browser: Browser, endpoint: Endpoint) -> None:
    def link_of(page: Page) -> str:
        page.click("#sparql-share")
        page.wait_for_selector("#sparql-link:visible")
        return page.input_value("#sparql-link")

    with desk(browser, f"{endpoint.address}sparql.html") as page:
        write(page, "ASK {}")
        assert link_of(page).endswith("#query=ASK%20%7B%7D")
        page.get_by_label("in this browser").check()
        address = link_of(page)
        assert address.endswith("#query=ASK%20%7B%7D&run=browser")
    with desk(browser, address) as page:
        assert page.get_by_label("in this browser").is_checked()
        assert page.locator(".lead").inner_text().endswith("no query is sent.")
        page.evaluate("hash => { location.hash = hash }", f"question={QUESTIONS[0]}&run=server")
        page.wait_for_function("name => document.querySelector('#question').value === name", arg=QUESTIONS[0])
        assert page.get_by_label("on this server").is_checked()
    assert endpoint.asked == []


def test_cancel_closes_the_connection_and_the_next_query_works(browser: Browser, endpoint: Endpoint) -> None:
    with desk(browser, f"{endpoint.address}sparql.html") as page:
        write(page, "SELECT * { ?a ?b ?c } # wait")
        page.click("#sparql-run")
        page.wait_for_timeout(200)
        assert page.locator("#sparql-status").inner_text() == "Running …"
        page.click("#sparql-cancel")
        page.wait_for_selector("#sparql-run:enabled", timeout=2000)
        assert fault_of(page) == "Cancelled."
        assert endpoint.left.wait(5)
        run(page, "SELECT (1 + 1 AS ?two) {}")
        assert rows_of(page) == [["2"]]
        assert fault_of(page) == ""


def refused(status: int, detail: str, limit: str = "", *headers: tuple[str, str]) -> Told:
    told = {"type": "about:blank#x", "title": "x", "status": status, "detail": detail, "limit": limit}
    return Told(status, PROBLEM, json.dumps(told), headers)


@pytest.mark.parametrize(
    ("told", "english", "german"),
    [
        (refused(429, "4 queries of yours run", "running: 4", ("retry-after", "12")),
         ["The server gets too many queries from here. Ask again in 12 seconds.", "4 queries of yours run",
          "Limit of the server: running: 4"],
         ["Der Server bekommt von hier zu viele Anfragen. In 12 Sekunden wieder fragen.", "4 queries of yours run",
          "Grenze des Servers: running: 4"]),
        (refused(503, "all workers are taken", "", ("retry-after", "1")),
         ["The server is busy. Ask again in 1 second.", "all workers are taken"],
         ["Der Server ist ausgelastet. In 1 Sekunde wieder fragen.", "all workers are taken"]),
        (refused(422, "the query took more than 10 seconds", "seconds: 10"),
         ["The server stopped the query.", "the query took more than 10 seconds", "Limit of the server: seconds: 10"],
         ["Der Server hat die Anfrage abgebrochen.", "the query took more than 10 seconds",
          "Grenze des Servers: seconds: 10"]),
        (Told(502, "text/html", "<h1>Bad Gateway</h1>"),
         ["The server gave no answer (status 502)."], ["Der Server gab keine Antwort (Status 502)."]),
        (Told(200, "text/html", "<h1>Log in</h1>"),
         ["The server's answer can't be read here (text/html)."],
         ["Die Antwort des Servers ist hier nicht zu lesen (text/html)."]),
    ],
)  # fmt: skip
def test_a_refusal_is_told_in_words(
    browser: Browser, endpoint: Endpoint, told: Told, english: list[str], german: list[str]
) -> None:
    endpoint.told = told
    for ending, expected in (("html", english), ("de.html", german)):
        with desk(browser, f"{endpoint.address}sparql.{ending}") as page:
            run(page, "ASK {}")
            assert page.locator("#sparql-fault p").all_inner_texts() == expected
            assert page.locator("#sparql-answer *").count() == 0
            assert page.locator("#sparql-fault p[lang=en]").count() == (len(expected) > 1)


def test_faults_of_the_query_are_at_the_places_as_written(browser: Browser, endpoint: Endpoint) -> None:
    with desk(browser, f"{endpoint.address}sparql.html") as page:
        run(page, "# one\nSELECT * {\n  ?a gov:signed }")
        assert "The server can't answer this query." in fault_of(page)
        assert "the query is not SPARQL 1.1: line 3, column 17: " in fault_of(page)
        run(page, "DELETE { ?a ?b ?c } WHERE { ?a ?b ?c }")
        assert "SELECT, ASK, CONSTRUCT or DESCRIBE" in fault_of(page)
        assert len(endpoint.asked) == 1


def test_what_the_server_says_never_becomes_markup(browser: Browser, endpoint: Endpoint) -> None:
    with desk(browser, f"{endpoint.address}sparql.html") as page:
        for each in HOSTILE:
            endpoint.told = refused(400, each, each)
            run(page, "ASK {}")
            assert page.locator("#sparql-fault p").all_text_contents()[1:] == [each, f"Limit of the server: {each}"]
            endpoint.told = Told(
                200, TRIPLES, f"<a:a> <a:b> {json.dumps(each)} .\n<a:a> <a:b> <javascript:alert(1)> .\n"
            )
            run(page, "DESCRIBE <a:a>")
            page.get_by_role("button", name="Turtle", exact=True).click()
            assert json.dumps(each) in page.locator("#sparql-answer pre").inner_text()
        bindings = [{"x": {"type": "literal", "value": each}} for each in HOSTILE]
        bindings.append({"x": {"type": "uri", "value": "javascript:alert(1)"}})
        body = {"head": {"vars": ["x", *HOSTILE]}, "results": {"bindings": bindings}}
        endpoint.told = Told(200, RESULTS, json.dumps(body))
        run(page, "SELECT * {}")
        assert [row[0] for row in rows_of(page)] == [*HOSTILE, "javascript:alert(1)"]
        assert page.locator("#sparql-answer, #sparql-fault").locator("img, script, iframe, a").count() == 0


@pytest.mark.parametrize(("path", "scheme"), [("sparql.html", "light"), ("sparql.de.html", "dark")])
def test_the_choice_and_a_refusal_read_well_on_a_phone(
    browser: Browser, endpoint: Endpoint, path: str, scheme: str
) -> None:
    options: dict[str, Any] = {
        "viewport": {"width": 360, "height": 740}, "color_scheme": scheme, "bypass_csp": True,
    }  # fmt: skip
    with desk(browser, f"{endpoint.address}{path}#query={quote('ASK {}')}", **options) as page:
        run(page, "SELECT ?kind (COUNT(*) AS ?n) { ?x a ?kind } GROUP BY ?kind")
        page.wait_for_selector("#sparql-answer td")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert violations(page) == []
        endpoint.told = refused(422, "the query took more than 10 seconds", f"seconds{'x' * 90}: 10")
        run(page, "ASK {}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert violations(page) == []
        for label in page.locator("#sparql-place label").all():
            box = label.bounding_box()
            assert box is not None
            assert box["height"] >= 24
