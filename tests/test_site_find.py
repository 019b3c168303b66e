"""Search, browsing by kind, A to Z: they hold what the model holds, and their scripts find, narrow, sort and filter."""

from __future__ import annotations

import json
import re
import shutil
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from explorer_page import chromium, violations
from govgraph.assembly import derive, read_rules
from govgraph.explore.spans import lifetimes
from govgraph.publish.catalog import Catalog, make_catalog
from govgraph.publish.kind_pages import find_begins, kind_pages, letter_of, make_shelves
from govgraph.publish.pages import File, Page, render
from govgraph.publish.search_page import search_pages
from govgraph.query import list_questions
from real_project import REPOSITORY, built_project, real_model
from site_page import served, visited

ASSETS = REPOSITORY / "src/govgraph/publish/assets"
HOSTILE = "<img src=x onerror=\"window.hit=1\"></td><script>window.hit=1</script> & 'q' zzhostile"
PHONE = {"viewport": {"width": 360, "height": 740}}
SITE: dict[str, Any] = {
    "title": ("T", ""),
    "name": "n",
    "version": "1",
    "issued": "2026-11-22",
    "licence": "https://creativecommons.org/licenses/by/4.0/",
    "licence_name": "CC BY 4.0",
    "base": "https://w3id.org/govgraph/",
    "url": "https://example.org/",
    "menu": (),
    "foot": (),
}


@cache
def catalog() -> Catalog:
    project, model = built_project(), real_model()
    return make_catalog(project, model, derive(project, model), read_rules(project), list_questions(project))


def write(items: Iterable[Page | File], folder: Path) -> Path:
    for each in items:
        content = render(each, SITE).encode() if isinstance(each, Page) else each.content
        (folder / each.path).parent.mkdir(parents=True, exist_ok=True)
        (folder / each.path).write_bytes(content)
    shutil.copytree(ASSETS, folder / "assets", dirs_exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("site")
    with served(write([*kind_pages(catalog()), *search_pages(catalog())], folder)) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@cache
def pages() -> dict[str, Page]:
    return {each.path: each for each in kind_pages(catalog())}


def columns(language: str) -> dict[str, Any]:
    files = {each.path: each for each in search_pages(catalog()) if isinstance(each, File)}
    found: dict[str, Any] = json.loads(files[f"assets/data/search-{language}.json"].content)
    return found


# What the pages hold


def test_each_class_in_use_has_a_table_of_all_its_entities() -> None:
    entities = real_model().graph.entities
    shelves = make_shelves(catalog())
    assert {each.kind for each in entities} <= shelves.keys()
    direct = Counter(each.kind for each in entities)
    persons = pages()["browse/person.html"].data
    assert len(persons["rows"]) == persons["count"] == direct["gov:Person"] > 150
    acts = shelves["gov:LegalAct"]
    assert len(acts.entities) == sum(
        n for kind, n in direct.items() if "gov:LegalAct" in catalog().schema.parents[kind]
    )
    index = pages()["browse/index.html"].data
    assert index["total"] == len(entities)
    assert [count for _, count, _ in index["groups"]] == sorted(
        (len(each.entities) for each in shelves.values() if each.owner == each.term), reverse=True
    )


def test_dates_are_those_of_lifetimes() -> None:
    lives = {
        each: begin for each, (begin, _) in lifetimes(catalog().graph.statements, catalog().schema).items() if begin
    }
    assert find_begins(catalog()).keys() == lives.keys()
    dates = [row["date"] for row in pages()["browse/regulatoryaction.html"].data["rows"]]
    dated = [each for each in dates if each]
    assert dated == sorted(dated)
    assert dates[: len(dated)] == dated, "what has no date comes last"


def test_a_to_z_has_every_entity_but_sources_once_in_each_language() -> None:
    wanted = sum(not catalog().is_source(each) for each in catalog().kind)
    for path in ("a-z.html", "a-z.de.html"):
        data = pages()[path].data
        assert data["total"] == sum(len(entries) for *_, entries in data["groups"]) == wanted
    names = {letter: [str(link) for link, _ in entries] for letter, _, entries in pages()["a-z.de.html"].data["groups"]}
    assert any(">Österreich<" in each for each in names["o"])
    assert letter_of("") == letter_of("—") == "other"


def test_pages_stay_small_and_both_languages_are_cut_alike() -> None:
    for path, page in pages().items():
        assert len(zlib.compress(render(page, SITE).encode(), 9)) < 60_000, path
    english = {each.head.path for each in pages().values() if each.language == "en"}
    assert english == {each.head.path for each in pages().values() if each.language == "de"}


def test_large_kinds_and_many_letters_are_cut_into_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("govgraph.publish.kind_pages.ROWS", 100)
    monkeypatch.setattr("govgraph.publish.kind_pages.WHOLE", 1000)
    monkeypatch.setattr("govgraph.publish.kind_pages.LETTER", 50)
    found = {each.path: each for each in kind_pages(catalog())}
    parts = [found["browse/person.html"], found["browse/person~2.html"], found["browse/person~3.html"]]
    assert sum(len(each.data["rows"]) for each in parts) == parts[0].data["count"]
    assert found["a-z.html"].data["groups"] == []
    assert {"a-z/a.html", "a-z/a~2.html", "a-z/a.de.html"} <= found.keys()
    letters = [each for each in found.values() if each.head.path.startswith("a-z/") and each.language == "de"]
    shown = sum(len(entries) for each in letters for *_, entries in each.data["groups"])
    assert shown == found["a-z.de.html"].data["total"]
    for each in (*parts, *letters):
        render(each, SITE)


def test_the_search_data_hold_entities_terms_and_questions() -> None:
    own = catalog()
    terms = sum(path.startswith(("class/", "property/")) for path in own.paths.values())
    for language in ("en", "de"):
        data = columns(language)
        lists = ("title", "other", "alias", "text", "kind", "place", "year", "status", "weight", "path")
        assert {len(data[each]) for each in lists} == {len(own.kind) + terms + len(own.questions)}
        assert max(map(len, data["text"])) <= 200
        content = json.dumps(data, ensure_ascii=False).encode()
        assert len(zlib.compress(content, 9)) < 110_000
    at = columns("en")["path"].index("id/person/elon-musk")
    data = columns("en")
    statuses = {f"gov:{name}" for n, (name, _) in enumerate(data["statuses"]) if data["status"][at] >> n & 1}
    assert statuses == {each.status for each in own.about["person:elon-musk"] if not each.editorial}


# The search page in the browser


def results(tab: Tab) -> list[str]:
    return tab.locator("#results .result-name").all_inner_texts()


def seek(tab: Tab, text: str) -> list[str]:
    tab.fill("#seek-text", text)
    tab.wait_for_function("text => (new URLSearchParams(location.search).get('q') ?? '') === text", arg=text)
    return results(tab)


def told(tab: Tab) -> int:
    found = re.match(r"[\d.,]+", tab.locator("#seek-count").inner_text())
    return int(re.sub(r"[.,]", "", found[0])) if found else 0


def ready(tab: Tab) -> Tab:
    tab.wait_for_selector("body[data-ready=true]")
    return tab


def test_search_finds_names_aliases_and_typing_errors(browser: Browser, home: str) -> None:
    with visited(browser, f"{home}search.html?q=musk") as tab:
        ready(tab)
        assert results(tab)[0] == "Elon Musk"
        assert tab.locator("#results mark").first.inner_text() == "Musk"
        assert seek(tab, "Elon Musk")[0] == seek(tab, "elom muks")[0] == "Elon Musk"
        assert tab.locator("#results a").first.get_attribute("href") == "id/person/elon-musk.html"
        assert any("AI Act" in each or "Artificial Intelligence Act" in each for each in seek(tab, "EU AI Act")[:3])
        assert seek(tab, "executive order")[0]
        assert tab.locator("#results a[href='class/ExecutiveOrder.html']").count() == 1
        assert seek(tab, "qzxqzxqzx") == []
        assert "Nothing found" in tab.locator("#seek-count").inner_text()


def test_search_in_german_finds_parts_of_compounds_and_umlauts(browser: Browser, home: str) -> None:
    with visited(browser, f"{home}search.de.html") as tab:
        ready(tab)
        found = " | ".join(seek(tab, "verordnung"))
        assert "KI-Verordnung" in found
        assert "Datenschutz-Grundverordnung" in " | ".join(seek(tab, "grundverordnung"))
        seek(tab, "verordnung datenschutz")
        assert "Datenschutz-Grundverordnung" in " | ".join(results(tab))
        assert seek(tab, "Österreich")[0] == seek(tab, "osterreich")[0] == seek(tab, "oesterreich")[0] == "Österreich"
        assert tab.locator("#results a").first.get_attribute("href").endswith(".de.html")  # type: ignore[union-attr]


def test_facets_narrow_and_their_counts_are_right(browser: Browser, home: str) -> None:
    with visited(browser, f"{home}search.html") as tab:
        ready(tab)
        assert told(tab) == len(columns("en")["title"])
        tab.click("#facet-kind-more")
        label = tab.locator("label", has=tab.locator("[id='facet-kind-RegulatoryAction']"))
        wanted = sum("gov:RegulatoryAction" in catalog().schema.parents[kind] for kind in catalog().kind.values())
        assert label.inner_text().split()[-1] == str(wanted)
        tab.check("[id='facet-kind-RegulatoryAction']")
        assert told(tab) == wanted
        italy = tab.locator("label", has=tab.locator("[id='facet-place-it']"))
        many = int(italy.inner_text().split()[-1])
        tab.check("[id='facet-place-it']")
        assert told(tab) == many == len(results(tab)) > 1
        assert "kind=RegulatoryAction" in tab.url
        address, shown = tab.url, results(tab)
        with visited(browser, address) as again:
            assert results(ready(again)) == shown
            assert again.is_checked("[id='facet-place-it']")
        tab.click("#facets-clear")
        assert told(tab) == len(columns("en")["title"])
        assert "?" not in tab.url


def test_search_with_the_keyboard(browser: Browser, home: str) -> None:
    with visited(browser, f"{home}search.html?q=letter") as tab:
        ready(tab)
        tab.focus("#seek-text")
        assert len(results(tab)) == 30
        for key, at in (("ArrowDown", 0), ("ArrowDown", 1), ("ArrowUp", 0)):
            tab.keyboard.press(key)
            assert tab.evaluate("[...document.querySelectorAll('#results a')].indexOf(document.activeElement)") == at
        tab.keyboard.press("ArrowUp")
        assert tab.evaluate("document.activeElement.id") == "seek-text"
        tab.focus("#more")
        tab.keyboard.press("Enter")
        assert 30 < len(results(tab)) <= told(tab)
        tab.focus("[id^='facet-kind-']")
        tab.keyboard.press("Space")
        assert tab.evaluate("document.activeElement.id").startswith("facet-kind-"), "the focus stays"


def test_without_script_and_without_data_the_page_leads_on(browser: Browser, home: str, tmp_path: Path) -> None:
    with visited(browser, f"{home}search.de.html", java_script_enabled=False) as tab:
        assert tab.locator("#instead a[href='a-z.de.html']").is_visible()
        assert tab.locator("#seek").is_hidden()
    bare = (each for each in search_pages(catalog()) if isinstance(each, Page))
    with served(write(bare, tmp_path)) as other:
        tab = browser.new_page()
        tab.goto(f"{other}search.html")
        ready(tab)
        assert "could not be loaded" in tab.locator("#instead").inner_text()
        tab.close()


# Tables in the browser


def column(tab: Tab, at: int) -> list[str]:
    return [
        each.strip() for each in tab.locator(f"#table tbody tr:not([hidden]) > :nth-child({at + 1})").all_inner_texts()
    ]


def test_tables_sort_and_filter(browser: Browser, home: str) -> None:
    with visited(browser, f"{home}browse/regulatoryaction.html") as tab:
        ready(tab)
        total = pages()["browse/regulatoryaction.html"].data["count"]
        assert tab.locator("#sift-count").inner_text() == f"{total} of {total} shown"
        head = tab.get_by_role("columnheader", name="Statements")
        head.get_by_role("button").click()
        assert head.get_attribute("aria-sort") == "descending"
        at = tab.get_by_role("columnheader").all_inner_texts().index("Statements")
        numbers = [int(each) for each in column(tab, at)]
        assert numbers == sorted(numbers, reverse=True)
        head.get_by_role("button").press("Enter")
        assert head.get_attribute("aria-sort") == "ascending"
        assert tab.locator("th[aria-sort]").count() == 1
        tab.select_option("#sift-place", "jurisdiction:it")
        tab.fill("#sift-text", "chatgpt")
        names = column(tab, 0)
        assert 0 < len(names) < total
        assert all("ChatGPT" in each for each in names)
        assert set(column(tab, 3)) == {"Italy"}
        with visited(browser, tab.url) as again:
            assert column(ready(again), 0) == names


def test_a_table_without_script_is_a_plain_table(browser: Browser, home: str) -> None:
    with visited(browser, f"{home}browse/person.de.html", java_script_enabled=False) as tab:
        assert tab.locator("#table tbody tr").count() == pages()["browse/person.html"].data["count"]
        assert tab.locator("#table button").count() == 0
        assert tab.locator("#sift").is_hidden()


# All of them


def test_hostile_names_are_shown_as_text(browser: Browser, tmp_path: Path) -> None:
    real = catalog()
    spoiled = {"person:elon-musk": (HOSTILE, HOSTILE), "gov:Person": (HOSTILE, ""), "jurisdiction:it": (HOSTILE, "")}
    bad = replace(real, names={**real.names, **spoiled})
    with served(write([*kind_pages(bad), *search_pages(bad)], tmp_path)) as home:
        for path in ("search.html?q=zzhostile", "search.de.html?q=script", "browse/person.html", "a-z.html"):
            with visited(browser, home + path) as tab:
                if "browse" in path or "search" in path:
                    ready(tab)
                assert HOSTILE[:30] in tab.locator("main").inner_text()
                assert tab.evaluate("[window.hit, document.querySelectorAll('img, main script').length]") == [None, 0]


@pytest.mark.parametrize(
    "path", ["search.html?q=musk", "search.de.html?q=verordnung", "browse/index.html", "a-z.de.html"]
)
def test_pages_fit_a_phone(path: str, browser: Browser, home: str) -> None:
    _assert_fits(path, browser, home)


@pytest.mark.parametrize("path", ["browse/regulatoryaction.de.html", "browse/provision.html", "browse/source.html"])
def test_tables_fit_a_phone(path: str, browser: Browser, home: str) -> None:
    _assert_fits(path, browser, home)


def _assert_fits(path: str, browser: Browser, home: str) -> None:
    with visited(browser, home + path, **PHONE) as tab:
        if "search" in path:
            ready(tab)
            tab.locator("#facets").evaluate("each => { each.open = true }")
        assert tab.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_wcag(scheme: str, browser: Browser, home: str) -> None:
    options = {"bypass_csp": True, "color_scheme": scheme}
    for path in ("search.html?q=musk&kind=Source", "browse/index.de.html", "browse/regulatoryaction.html", "a-z.html"):
        with visited(browser, home + path, **options) as tab:
            if "a-z" not in path and "index" not in path:
                ready(tab)
            assert violations(tab) == [], path
