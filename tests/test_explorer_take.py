"""What a reader takes along from the explorer: pictures, files and links, read back by others' programs."""

from __future__ import annotations

import csv
import io
import struct
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pytest
import rdflib
from playwright.sync_api import Browser, Page, expect

from explorer_page import PAINTED, chromium, colours, counts, opened, state_of, taken
from real_project import built_project

pytestmark = pytest.mark.xdist_group("explorer-take")

VIEWS = ("story", "who-signed", "who-bans-what", "what-the-ai-act-forbids", "who-builds-open-models")
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}
# Boxes of names on top of each other; a box is some pixels higher than its letters. A halo is the same text twice.
OVERLAPS = """() => {
  const texts = [...document.querySelectorAll("svg text")].filter(each => each.getAttribute("fill") !== "none");
  const boxes = texts.map(each => [each.textContent, each.getBBox()]);
  const found = [];
  for (const [at, [one, a]] of boxes.entries())
    for (const [other, b] of boxes.slice(at + 1)) {
      const wide = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
      const high = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
      if (wide > 1 && high > 4) found.push([one, other, wide, high]);
    }
  return [texts.length, found];
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for this file."""
    with chromium() as each:
        yield each


@pytest.fixture(scope="module")
def file() -> Path:
    """The explorer of the repository's own data."""
    return built_project().output / "graph.html"


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("view", [*VIEWS, "*"])
def test_names_in_the_picture_do_not_overlap(browser: Browser, file: Path, view: str, language: str) -> None:
    with opened(browser, file, f"view={view}&lang={language}") as page:
        svg = taken(page, "SVG")[1].decode()
    blank = browser.new_page()
    blank.set_content(svg)
    number, found = blank.evaluate(OVERLAPS)
    blank.close()
    assert number >= 15
    assert found == []


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_is_drawn_in_every_look(browser: Browser, file: Path, view: str) -> None:
    seen = set()
    for size in (DESK, PHONE):
        with opened(browser, file, f"view={view}&lang=en&theme=light", viewport=size) as page:
            for language, theme in product(("en", "de"), ("light", "dark")):
                page.evaluate("hash => { location.hash = hash }", f"#view={view}&lang={language}&theme={theme}")
                page.wait_for_function(
                    "([lang, theme]) => { const { lang: is, dataset } = document.documentElement;"
                    " return is === lang && dataset.theme === theme }",
                    arg=[language, theme],
                )
                page.evaluate(PAINTED)
                assert colours(page) >= 20, (language, theme, size)
                seen.add(page.screenshot())
    assert len(seen) == 8


def test_the_same_state_is_the_same_picture(browser: Browser, file: Path) -> None:
    shots = []
    for _ in range(2):
        with opened(browser, file, "view=story&as-of=2024-01-01&grouping=kind&lang=de&theme=dark") as page:
            shots.append(page.screenshot())
    assert shots[0] == shots[1]


def test_png_is_a_picture_of_twice_the_size(browser: Browser, file: Path) -> None:
    with opened(browser, file) as page:
        name, png = taken(page, "PNG")
        box = page.locator("canvas").bounding_box()
    assert box is not None
    assert name == "the-pause-letter-and-what-followed.png"
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", png[16:24])
    assert (width, height) == pytest.approx((2 * box["width"], 2 * box["height"]), abs=2)
    assert len(png) > 20_000


def test_svg_is_well_formed_and_named(browser: Browser, file: Path) -> None:
    with opened(browser, file, "view=story&lang=de") as page:
        name, content = taken(page, "SVG")
    root = ElementTree.fromstring(content)  # noqa: S314 the file is our own
    assert name == "der-pause-brief-und-was-auf-ihn-folgte.svg"
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.findtext("{http://www.w3.org/2000/svg}title") == "Der Pause-Brief und was auf ihn folgte"
    assert any(each.text == "OpenAI" for each in root.iter("{http://www.w3.org/2000/svg}text"))


def test_csv_holds_what_is_shown(browser: Browser, file: Path) -> None:
    with opened(browser, file) as page:
        nodes, edges = counts(page)
        for entry, expected, column in (("Entries, CSV", nodes, "label"), ("Relations, CSV", edges, "status")):
            content = taken(page, entry)[1].decode("utf-8-sig")
            rows = list(csv.DictReader(io.StringIO(content, newline="")))
            assert len(rows) == expected
            assert all(row[column] for row in rows)
            assert len({row["id"] for row in rows}) == expected


def test_graphml_and_gexf_hold_what_is_shown(browser: Browser, file: Path) -> None:
    with opened(browser, file) as page:
        shown = counts(page)
        graphml = nx.parse_graphml(taken(page, "GraphML")[1].decode())
        gexf = nx.read_gexf(io.BytesIO(taken(page, "GEXF")[1]))
    for graph in (graphml, gexf):
        assert (graph.number_of_nodes(), graph.number_of_edges()) == shown
    assert sorted(graphml.nodes) == sorted(gexf.nodes)
    assert "Elon Musk" in {str(values.get("label")) for _, values in gexf.nodes(data=True)}


def test_turtle_parses_and_holds_the_statements(browser: Browser, file: Path) -> None:
    with opened(browser, file) as page:
        _, edges = counts(page)
        graph = rdflib.Graph().parse(data=taken(page, "Turtle")[1], format="turtle")
    base = "https://w3id.org/govgraph/"
    musk = next(graph.subjects(rdflib.RDFS.label, rdflib.Literal("Elon Musk", lang="en")), None)
    musk = musk or next(graph.subjects(rdflib.RDFS.label, rdflib.Literal("Elon Musk")))
    assert str(musk).startswith(base)
    assert any(str(each).endswith("signed") for each in graph.predicates(musk))
    assert len(graph) > 4 * edges
    signed = {str(subject) for subject, predicate, _ in graph if str(predicate).endswith("signed")}
    assert not any("xi-jinping" in each for each in signed), "a refuted statement is no bare triple"


def test_a_download_holds_only_what_the_filters_leave(browser: Browser, file: Path) -> None:
    with opened(browser, file, "view=story&without-kinds=gov:Person") as page:
        nodes, _ = counts(page)
        rows = taken(page, "Entries, CSV")[1].decode("utf-8-sig")
    assert rows.count("\r\n") == nodes + 1
    assert "person:elon-musk" not in rows


def copied(page: Page, entry: str) -> str:
    """The text that an entry puts on the clipboard, or offers to copy by hand."""
    page.locator(".take-opener").click()
    page.locator("#take-list").get_by_role("button", name=entry).click()
    page.wait_for_function(
        "() => document.querySelector('.by-hand input') || document.querySelector('#take-list').hidden"
    )
    by_hand = page.locator(".by-hand input")
    if by_hand.count():
        return by_hand.input_value()
    return str(page.evaluate("() => navigator.clipboard.readText()"))


RICH = (
    "view=story&lang=de&theme=dark&grouping=kind&size=betweenness&as-of=2024-05-01&select=person:yoshua-bengio"
    "&without-kinds=gov:Demand&without-relations=gov:partOf&hidden=person:elon-musk&pinned=letter:pause-letter-2023@10@-20"
)


def test_a_link_restores_the_exact_view(browser: Browser, file: Path) -> None:
    rights = {"permissions": ["clipboard-read", "clipboard-write"]}
    with opened(browser, file, RICH, **rights) as page:
        before, link = page.screenshot(), copied(page, "Link kopieren")
        state = state_of(page)
        assert len(state) == 11
    with opened(browser, file, link.partition("#")[2], **rights) as page:
        assert state_of(page) == state
        assert page.screenshot() == before
        expect(page.locator("h1")).to_contain_text("Wissensgraph")


def test_a_link_to_copy_by_hand_where_the_browser_refuses(browser: Browser, file: Path) -> None:
    with opened(browser, file) as page:
        page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')) }")
        assert copied(page, "Copy link") == page.url
        expect(page.locator(".by-hand")).to_contain_text("copy this by hand")


def test_embedding_has_no_panels(browser: Browser, file: Path, tmp_path: Path) -> None:
    with opened(browser, file, permissions=["clipboard-read", "clipboard-write"]) as page:
        code = copied(page, "Copy embed code")
    assert code.startswith("<iframe ")
    assert "embed=1" in code
    host = tmp_path / "host.html"
    host.write_text(f"<!DOCTYPE html><title>Host</title>{code}", encoding="utf-8")
    with opened(browser, file, "view=story&embed=1") as page:
        for part in (".header", ".area-details", ".area-time", ".area-filters", ".filter-toggle", ".sheet-bar"):
            assert page.locator(part).count() == 0, part
        assert colours(page) > 50
    page = browser.new_page()
    page.goto(host.as_uri())
    frame = page.frame_locator("iframe")
    expect(frame.locator("body[data-ready=true] canvas")).to_be_visible()
    page.close()
