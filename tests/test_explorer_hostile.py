"""Hostile and odd data in the explorer: nothing of it runs, and all of it is shown or told of."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pytest
import rdflib
from playwright.sync_api import Browser, Page, expect

from explorer_page import chromium, counts, opened, state_of, taken
from hostile_graph import ASCII, HOSTILE, small_graph, write_page

pytestmark = pytest.mark.xdist_group("explorer-hostile")

HREFS = """() => [...document.querySelectorAll("a[href], iframe[src], [onclick], [onload]")]
  .map(each => each.href ?? "inline")"""
RING = [(n, (n + 1) % len(HOSTILE)) for n in range(len(HOSTILE))]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for this file."""
    with chromium() as each:
        yield each


def assert_untouched(page: Page) -> None:
    """No text became a script or an address that runs, and no element of the data's making stands in the page."""
    assert page.evaluate("() => window.hit") is None
    for address in page.evaluate(HREFS):
        assert address.startswith(("https://example.org/", "file:")), address
    assert page.locator("#app img, #app script, #app iframe, #app b, #app svg[onload]").count() == 0


def walk(page: Page) -> None:
    """Everything that shows texts, once."""
    page.locator("button.filter-toggle").click()
    assert_untouched(page)
    for mode in ("Table", "Outline", "Picture"):
        page.locator(".header .words button").filter(has_text=mode).click()
        assert_untouched(page)
    page.locator("[data-search]").fill("alias")
    hits = page.locator(".hits [role=option]")
    expect(hits.first).to_be_visible()
    assert_untouched(page)
    hits.first.click()
    assert_untouched(page)


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_text_in_every_field_stays_text(browser: Browser, tmp_path: Path, number: int) -> None:
    text = HOSTILE[number]
    file = write_page(tmp_path, small_graph(HOSTILE, RING, text=text), text)
    with opened(browser, file, "select=person:p-0") as page:
        expect(page.locator(".details h2")).to_have_text(HOSTILE[0])
        assert page.locator(".details .sources li").count() == 3
        assert page.locator(".details .sources a").count() == 1
        assert_untouched(page)
        page.evaluate("() => { location.hash = '#view=story&select=e:000000000001' }")
        expect(page.locator(".details h2.sentence")).to_be_visible()
        assert page.locator(".claims").count() == 1
        assert_untouched(page)
        walk(page)


def test_hostile_labels_are_shown_as_they_are(browser: Browser, tmp_path: Path) -> None:
    file = write_page(tmp_path, small_graph(HOSTILE, RING), HOSTILE[1])
    with opened(browser, file, "mode=table") as page:
        shown = set(page.locator("tbody th bdi").evaluate_all("all => all.map(each => each.textContent)"))
        for text in HOSTILE[:6]:
            assert text in shown
        assert "person:p-11" in shown, "an entry without a label is called by its id"
        assert page.title() == "Plain"


def test_a_namespace_that_runs_makes_no_link(browser: Browser, tmp_path: Path) -> None:
    data, details = small_graph(["A", "B"], [(0, 1)])
    data["namespaces"]["person"] = "javascript:window.hit=1//"
    with opened(browser, write_page(tmp_path, (data, details)), "select=person:p-0") as page:
        expect(page.locator(".details h2")).to_have_text("A")
        assert page.get_by_role("link", name="Page of this entry").count() == 0
        assert_untouched(page)


def test_what_stands_in_for_a_wrong_kind_of_id_stays_text(browser: Browser, tmp_path: Path) -> None:
    data, details = small_graph(["A", "B"], [(0, 1), (1, 0)], text="Plain")
    for table in ("looks", "kinds", "relations", "statuses", "measures", "views"):
        for number, entry in enumerate(data[table]):
            entry["id"] = f"{HOSTILE[0]}{number}"
    with opened(browser, write_page(tmp_path, (data, details))) as page:
        walk(page)
        page.get_by_role("checkbox", name="Plain").first.uncheck()
        assert_untouched(page)


def test_bidi_controls_do_not_reach_their_neighbours(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, write_page(tmp_path, small_graph([HOSTILE[6]])), "select=person:p-0") as page:
        isolation = "all => all.map(each => getComputedStyle(each).unicodeBidi)"
        assert set(page.locator(".details h2 bdi").evaluate_all(isolation)) == {"isolate"}


def test_a_long_name_does_not_widen_the_page(browser: Browser, tmp_path: Path) -> None:
    file = write_page(tmp_path, small_graph(["x" * 5000] * 3, [(0, 1), (1, 2)], text="y" * 5000))
    for fragment in ("select=person:p-0", "mode=table", "mode=outline"):
        with opened(browser, file, fragment) as page:
            width = page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
            assert width[0] <= width[1], fragment


def test_every_file_of_hostile_data_is_well_formed(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, write_page(tmp_path, small_graph(HOSTILE, RING, text=HOSTILE[1]))) as page:
        for entry in ("GraphML", "GEXF", "SVG"):
            ElementTree.fromstring(taken(page, entry)[1])  # noqa: S314 the file is our own
        nodes = nx.parse_graphml(taken(page, "GraphML")[1].decode()).nodes
        assert len(nodes) == len(HOSTILE)
        rdflib.Graph().parse(data=taken(page, "Turtle")[1], format="turtle")
        rows = list(csv.reader(io.StringIO(taken(page, "Entries, CSV")[1].decode("utf-8-sig"), newline="")))
        assert len(rows) == len(HOSTILE) + 1
        assert len({len(row) for row in rows}) == 1
        assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)


def test_an_id_of_any_characters_is_selected_hidden_and_kept_in_the_address(browser: Browser, tmp_path: Path) -> None:
    data, details = small_graph(["Odd", "Other"], [(0, 1)])
    data["nodes"]["id"][0] = odd = f"person:{ASCII}"
    with opened(browser, write_page(tmp_path, (data, details)), "mode=table") as page:
        page.get_by_role("button", name="Odd", exact=True).click()
        expect(page.locator(".details h2")).to_have_text("Odd")
        page.get_by_role("button", name="Hide", exact=True).click()
        expect(page.locator("tbody tr")).to_have_count(1)
        page.reload()
        page.wait_for_selector("body[data-ready=true]")
        expect(page.locator("tbody tr")).to_have_count(1)
        expect(page.locator(".details h2")).to_have_text("Odd")
        assert state_of(page)["select"] == odd
        page.get_by_role("button", name="show again").click()
        expect(page.locator("tbody tr")).to_have_count(2)


EDGES = {
    "no node": ([], []),
    "no edge": (["A", "B"], []),
    "one node": (["A"], []),
    "self loops": (["A", "B"], [(0, 0), (0, 0), (0, 1), (1, 1)]),
    "parallel": (["A", "B"], [(0, 1)] * 250 + [(1, 0)] * 250),
}


@pytest.mark.parametrize("shape", EDGES)
def test_a_graph_of_an_odd_shape_is_shown(browser: Browser, tmp_path: Path, shape: str) -> None:
    names, edges = EDGES[shape]
    file = write_page(tmp_path, small_graph(names, edges))
    with opened(browser, file) as page:
        assert counts(page) == (len(names), len(edges))
        if not names:
            expect(page.locator(".stage-note")).to_be_visible()
            return
        for entry in ("SVG", "PNG", "GraphML", "GEXF", "Turtle", "Relations, CSV"):
            assert taken(page, entry)[1]
        for fragment in (
            "#view=*",
            "#focus=person:p-0",
            "#path=person:p-0,person:p-1",
            "#between=person:p-0,person:p-0",
        ):
            page.evaluate("fragment => { location.hash = fragment }", fragment)
            expect(page.locator(".details h2")).to_be_visible()
        page.locator(".header .words button").filter(has_text="Table").click()
        page.locator(".twin-head").get_by_role("button", name="Relations").click()


def test_no_view_at_all_shows_everything(browser: Browser, tmp_path: Path) -> None:
    data, details = small_graph(["A", "B"], [(0, 1)])
    with opened(browser, write_page(tmp_path, (data | {"views": []}, details))) as page:
        assert counts(page) == (2, 1)
        assert state_of(page)["view"] == "*"


ADDRESSES = [
    "view=nowhere", "focus=person:nobody", "path=person:p-0,person:nobody", "between=a,b", "select=person:nobody",
    "select=e:zz&as-of=yesterday", "pinned=person:p-0@1e9@x,@@", "depth=-3&focus=person:p-0", "%", "%E0%A4%A&=&==&&",
    "lang=xx&theme=no&mode=none&grouping=zz&size=zz", "view=story&" + "hidden=" + "x," * 9000,
    "focus=" + "a," * 5000, "select=<img src=x onerror=alert(1)>", "as-of=9999-99-99", "as-of=0001-01-01",
]  # fmt: skip


def test_any_address_opens(browser: Browser, tmp_path: Path) -> None:
    file = write_page(tmp_path, small_graph(["A", "B"], [(0, 1)]))
    with opened(browser, file) as page:
        for fragment in ADDRESSES:
            page.evaluate("fragment => { location.hash = '#' + fragment }", fragment)
            expect(page.locator("h1")).to_be_visible()
            expect(page.locator(".details")).not_to_be_empty()
            assert_untouched(page)
    with opened(browser, file, "focus=person:nobody") as page:
        assert counts(page) == (0, 0)
        expect(page.locator(".stage-note")).to_be_visible()
