"""The SPARQL page in Chromium: the answers are the engine's, nothing leaves the browser, nothing becomes markup."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from playwright.sync_api import Browser, Page

from explorer_page import chromium, violations
from govgraph.answers import run_query
from govgraph.assembly import derive, read_rules
from govgraph.publish import pages
from govgraph.publish.catalog import Catalog, make_catalog
from govgraph.publish.paths import statement_anchor
from govgraph.publish.query_page import DUMP, query_pages
from govgraph.query import list_questions
from real_project import built_project, real_model
from site_page import served, visited

SHARED: dict[str, Any] = {
    "title": ("T", ""), "name": "n", "version": "1", "issued": "2026-11-22", "base": "https://w3id.org/govgraph/",
    "licence": "https://creativecommons.org/licenses/by/4.0/", "licence_name": "CC BY 4.0",
    "url": "https://example.org/", "menu": (), "foot": (),
}  # fmt: skip
QUESTIONS = ["pause-letter-signatories", "actions-by-jurisdiction", "most-cited-sources"]
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
HOSTILE = [
    "<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "<svg/onload=alert(1)>", "javascript:alert(1)",
    "</td></tr></table><iframe srcdoc='<script>alert(1)</script>'>", "{{constructor.constructor('alert(1)')()}}",
]  # fmt: skip


@cache
def catalog() -> Catalog:
    project, model = built_project(), real_model()
    return make_catalog(project, model, derive(project, model), read_rules(project), list_questions(project))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def write_site(folder: Path) -> None:
    """The page in both languages, its scripts and the dump, as files of a site."""
    for item in query_pages(catalog()):
        path = folder / item.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(pages.render(item, SHARED).encode() if isinstance(item, pages.Page) else item.content)
    for each in resources.files("govgraph.publish").joinpath("assets").iterdir():
        (folder / "assets" / each.name).write_bytes(each.read_bytes())
    (folder / "data").mkdir()
    shutil.copy(built_project().output / Path(DUMP).name, folder / DUMP)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page, its scripts and the dump, served."""
    folder = tmp_path_factory.mktemp("site")
    write_site(folder)
    with served(folder) as address:
        yield address


@contextmanager
def desk(browser: Browser, address: str, **options: Any) -> Iterator[Page]:
    with visited(browser, address, **options) as page:
        page.wait_for_selector("#sparql[data-ready=true]")
        yield page


def write(page: Page, query: str) -> None:
    page.evaluate("query => document.querySelector('.CodeMirror').CodeMirror.setValue(query)", query)


def run(page: Page, query: str, limit: str = "60") -> None:
    """Runs a query and waits for its end."""
    write(page, query)
    page.select_option("#sparql-limit", limit)
    page.click("#sparql-run")
    page.wait_for_selector("#sparql-run:enabled", timeout=90_000)


def rows_of(page: Page) -> list[list[str]]:
    """The cells of the table that is shown, without the marks of languages."""
    found: list[list[str]] = page.eval_on_selector_all(
        "#sparql-answer tbody tr",
        "rows => rows.map(row => [...row.cells].map(cell => (cell.querySelector('a, span') ?? cell).textContent))",
    )
    return found


def fault_of(page: Page) -> str:
    return page.locator("#sparql-fault").inner_text()


def test_the_page_says_without_a_script_how_to_ask_and_lists_all_questions() -> None:
    english, german, file = query_pages(catalog())
    assert isinstance(english, pages.Page)
    assert isinstance(german, pages.Page)
    assert isinstance(file, pages.File)
    text = pages.render(german, SHARED)
    assert "python -m http.server" in text
    assert "Die Antwort entsteht im Browser; nichts wird gesendet." in text
    assert 'href="data/govgraph.trig"' in text
    assert text.count('href="question/') == len(catalog().questions) >= 40
    told = json.loads(file.content)
    assert {each["name"] for each in told["questions"]} >= set(QUESTIONS)
    assert ["gov:signed", "signed", "hat unterzeichnet"] in told["terms"]
    assert len(told["terms"]) > 100


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_gives_the_rows_of_the_command_line(browser: Browser, site: str, name: str) -> None:
    expected = run_query(built_project(), name, 60)
    with desk(browser, f"{site}sparql.html#question={name}") as page:
        page.select_option("#sparql-limit", "60")
        page.click("#sparql-run")
        page.wait_for_selector("#sparql-run:enabled", timeout=90_000)
        names = page.locator("#sparql-answer thead button").all_inner_texts()
        found = rows_of(page)
    assert len(expected) >= 3
    assert found == [[row.get(each, "") for each in names] for row in expected]


def test_every_question_gives_the_rows_of_the_command_line(browser: Browser, site: str) -> None:
    """Another release of the engine runs there: 0.5.11 reads `a - b + c` and `a / b * c` from the right."""
    differing = []
    with desk(browser, f"{site}sparql.html") as page:
        for question in catalog().questions:
            run(page, question.query)
            names = page.locator("#sparql-answer thead button").all_inner_texts()
            expected = [[row.get(each, "") for each in names] for row in run_query(built_project(), question.name, 60)]
            if rows_of(page) != expected[:1000]:
                differing.append(question.name)
    assert differing == []


def test_columns_sort_by_number_and_by_text(browser: Browser, site: str) -> None:
    with desk(browser, f"{site}sparql.html") as page:
        run(page, 'SELECT * { VALUES (?n ?t) { (10 "b") (9 "a") (100 "C") (UNDEF "d") } }')
        page.get_by_role("button", name="n", exact=True).click()
        assert [row[0] for row in rows_of(page)] == ["9", "10", "100", ""]
        page.get_by_role("button", name="n", exact=True).click()
        assert [row[0] for row in rows_of(page)] == ["100", "10", "9", ""]
        page.get_by_role("button", name="t", exact=True).click()
        assert [row[1] for row in rows_of(page)] == ["a", "b", "C", "d"]
        assert page.locator("th[aria-sort=ascending]").inner_text().startswith("t")


def test_a_link_brings_the_query_back_whatever_it_holds(browser: Browser, site: str) -> None:
    query = 'SELECT ("a+b & c=d #e % ü 漢 \\"" AS ?x) # end\n{}'
    with desk(browser, f"{site}sparql.html") as page:
        write(page, query)
        page.click("#sparql-share")
        page.wait_for_selector("#sparql-link:visible")
        address = page.input_value("#sparql-link")
    with desk(browser, address) as page:
        page.click("#sparql-run")
        page.wait_for_selector("#sparql-answer td")
        assert rows_of(page) == [['a+b & c=d #e % ü 漢 "']]
        page.evaluate("hash => { location.hash = hash }", f"question={QUESTIONS[0]}")
        page.wait_for_function("name => document.querySelector('#question').value === name", arg=QUESTIONS[0])
        page.click("#sparql-share")
        assert page.url.endswith(f"#question={QUESTIONS[0]}")


def test_without_an_endpoint_there_is_no_choice_and_nothing_is_asked_for(browser: Browser, site: str) -> None:
    asked: list[str] = []
    with visited(browser, f"{site}assets/site.css") as page:
        page.on("request", lambda request: asked.append(f"{request.method} {request.url.removeprefix(site)}"))
        page.goto(f"{site}sparql.html#query=ASK%20%7B%7D&run=server")
        page.wait_for_selector("#sparql[data-ready=true]")
        assert sorted({*asked} - {"GET assets/icon.svg"}) == [
            "GET assets/data/sparql.json", "GET assets/site.css", "GET assets/sparql.css", "GET assets/sparql.js",
            "GET sparql.html",
        ]  # fmt: skip
        assert page.locator("#sparql-place").count() == 0
        assert "this server" not in page.locator("main").inner_text()
        assert page.locator(".lead").inner_text().endswith("no query is sent.")
        page.click("#sparql-run")
        page.wait_for_selector("#sparql-answer .lead", timeout=60_000)
        assert not [each for each in asked if each.startswith("POST")]
        assert "server" not in page.locator("#sparql-status").inner_text()


def test_cancel_and_the_time_limit_end_a_query_and_the_next_one_works(browser: Browser, site: str) -> None:
    with desk(browser, f"{site}sparql.html") as page:
        run(page, "ASK {}")
        assert "yes" in page.locator("#sparql-status").inner_text()
        write(page, ENDLESS)
        page.click("#sparql-run")
        page.wait_for_timeout(500)
        page.click("#sparql-cancel")
        page.wait_for_selector("#sparql-run:enabled", timeout=2000)
        assert fault_of(page) == "Cancelled."
        run(page, ENDLESS, "5")
        assert fault_of(page).startswith("Stopped after 5 seconds.")
        run(page, "SELECT (1 + 1 AS ?two) {}")
        assert rows_of(page) == [["2"]]
        assert fault_of(page) == ""


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELECT * " + "{" * 200 + "}" * 200, "nested 200 levels"),
        ("SELECT * { ?a " + "/".join(["a"] * 60) + " ?b }", "path steps"),
        ("SELECT * { SERVICE <https://example.org/> { ?a ?b ?c } }", "SERVICE"),
        ("SELECT * { ?a ?b ?c }" + " " * 40_000, "characters"),
        ("DELETE { ?a ?b ?c } WHERE { ?a ?b ?c }", "SELECT, ASK, CONSTRUCT or DESCRIBE"),
        ("# one\nSELECT * {\n  ?a gov:signed }", "line 3, column 17"),
        ("SELECT * { ?a nowhere:b ?c }", "a prefix is used that is not declared"),
    ],
)
def test_a_bad_query_is_refused_in_words(browser: Browser, site: str, query: str, told: str) -> None:
    with desk(browser, f"{site}sparql.html") as page:
        run(page, query)
        assert told in fault_of(page)
        assert page.locator("#sparql-answer *").count() == 0


def test_an_engine_that_breaks_off_is_replaced(browser: Browser, site: str) -> None:
    with desk(browser, f"{site}sparql.html") as page:
        page.evaluate(
            """() => {
              const answer = Worker.prototype.postMessage;
              Worker.prototype.postMessage = function (asked, ...rest) {
                if (!asked.query) return answer.call(this, asked, ...rest);
                Worker.prototype.postMessage = answer;
                setTimeout(() => this.dispatchEvent(new ErrorEvent("error", { message: "gone", cancelable: true })));
              };
            }"""
        )
        run(page, "ASK {}")
        assert "broke off" in fault_of(page)
        run(page, "ASK {}")
        assert fault_of(page) == ""
        assert page.locator("#sparql-answer").inner_text().startswith("Yes")


def test_data_never_becomes_markup(browser: Browser, site: str) -> None:
    with desk(browser, f"{site}sparql.html") as page:
        values = " ".join(json.dumps(each) for each in HOSTILE)
        run(page, f"SELECT ?x (LANG(STRLANG(?x, 'en')) AS ?l) (3 AS ?n) {{ VALUES ?x {{ {values} }} }}")
        assert [row[0] for row in rows_of(page)] == HOSTILE
        page.get_by_role("button", name="Chart").click()
        assert page.locator("#sparql-answer svg title").first.text_content() == f"{HOSTILE[0]}: 3"
        run(page, "SELECT * { VALUES ?x { <javascript:alert(1)> <data:text/html,x> <https://a:b@example.org/> } }")
        assert page.locator("#sparql-answer a").count() == 0
        for each in HOSTILE:
            run(page, f"CONSTRUCT {{ [] rdfs:label {json.dumps(each)} ; rdfs:seeAlso <javascript:alert(1)> }} {{}}")
            page.get_by_role("button", name="Turtle", exact=True).click()
            assert json.dumps(each) in page.locator("#sparql-answer pre").inner_text()
        assert page.locator("#sparql-answer :is(img, script, iframe)").count() == 0


def test_links_lead_to_pages_of_this_site(browser: Browser, site: str) -> None:
    base, statement = built_project().base, next(each.id for each in catalog().graph.statements)
    subject, anchor = statement_anchor(statement)
    told = {
        "person:elon-musk": "id/person/elon-musk.de.html",
        statement: f"id/statement/{subject}.de.html#{anchor}",
        "gov:signed": "ontology.de.html#signed",
        f"<{base}graph/simple>": "dataset.de.html#graph-simple",
        "<https://example.org/x>": "https://example.org/x",
    }
    with desk(browser, f"{site}sparql.de.html") as page:
        run(page, f"SELECT ?x {{ VALUES ?x {{ {' '.join(told)} }} }}")
        links = page.eval_on_selector_all("#sparql-answer td a", "all => all.map(a => a.getAttribute('href'))")
    assert links == list(told.values())


def test_an_answer_can_be_taken_along(browser: Browser, site: str) -> None:
    with desk(browser, f"{site}sparql.html") as page:
        run(page, 'SELECT * { VALUES (?a ?b) { ("=1+1" -5) ("x,\\"y\\"" UNDEF) } }')
        with page.expect_download() as download:
            page.get_by_role("button", name="Download CSV").click()
        text = Path(download.value.path()).read_text(encoding="utf-8")
        assert list(csv.reader(io.StringIO(text))) == [["a", "b"], ["'=1+1", "-5"], ['x,"y"', ""]]
        with page.expect_download() as download:
            page.get_by_role("button", name="Download JSON").click()
        assert json.loads(Path(download.value.path()).read_bytes())["results"]["bindings"][0]["a"]["value"] == "=1+1"


def test_a_graph_is_drawn_and_written(browser: Browser, site: str) -> None:
    with desk(browser, f"{site}sparql.html") as page:
        run(page, "CONSTRUCT { ?p gov:signed ?l . ?l rdfs:label ?t } { ?p gov:signed ?l . ?l rdfs:label ?t } ")
        assert page.locator("#sparql-answer svg circle").count() == 60
        assert "The 60 best connected of" in page.locator("#sparql-answer figcaption").inner_text()
        with page.expect_download() as download:
            page.get_by_role("button", name="Download Turtle").click()
        turtle = Path(download.value.path()).read_bytes()
        with page.expect_download() as download:
            page.get_by_role("button", name="Download N-Triples").click()
        triples = Path(download.value.path()).read_bytes()
    read = {str(each) for each in ox.parse(turtle, ox.RdfFormat.TURTLE)}
    assert read == {str(each) for each in ox.parse(triples, ox.RdfFormat.N_TRIPLES)}
    assert len(read) > 60


def test_the_keyboard_alone_is_enough(browser: Browser, site: str) -> None:
    with desk(browser, f"{site}sparql.html") as page:
        page.get_by_label("SPARQL query").focus()
        page.keyboard.press("Control+a")
        page.keyboard.insert_text("SELECT (7 AS ?seven) {}")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector("#sparql-answer td", timeout=60_000)
        page.keyboard.press("Escape")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == "sparql-run"
        page.get_by_label("SPARQL query").focus()
        page.keyboard.press("Control+a")
        page.keyboard.type("SELECT * { ?a gov:signe")
        page.wait_for_selector(".CodeMirror-hint")
        assert "gov:signed" in page.locator(".CodeMirror-hint").first.inner_text()


@pytest.mark.parametrize(("path", "scheme"), [("sparql.html", "light"), ("sparql.de.html", "dark")])
def test_it_reads_well_on_a_phone_in_both_languages(browser: Browser, site: str, path: str, scheme: str) -> None:
    options: dict[str, Any] = {
        "viewport": {"width": 360, "height": 740}, "color_scheme": scheme, "bypass_csp": True,
    }  # fmt: skip
    address = f"{site}{path}#query={quote('SELECT ?kind (COUNT(*) AS ?n) { ?x a ?kind } GROUP BY ?kind')}"
    with desk(browser, address, **options) as page:
        page.click("#sparql-run")
        page.wait_for_selector("#sparql-answer td", timeout=60_000)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert violations(page) == []
        page.locator("#sparql-answer .views button").nth(1).click()
        page.wait_for_selector("#sparql-answer svg rect")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert violations(page) == []
        german = path.endswith(".de.html")
        assert page.locator("#sparql-run").inner_text() == ("Ausführen" if german else "Run")
