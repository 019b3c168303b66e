"""Map, timeline and statistics as readers meet them: parts under countries, kinds, long timelines, hostile names."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from explorer_page import chromium, violations
from govgraph.answers import run_query
from govgraph.assembly import derive, read_rules
from govgraph.explore.spans import holds
from govgraph.publish.catalog import Catalog, make_catalog
from govgraph.publish.map_page import country_of, find_held, home_of, map_pages
from govgraph.publish.pages import File, Page, render
from govgraph.publish.statistics_page import share, statistics_pages
from govgraph.publish.timeline_page import find_dated, timeline_pages
from govgraph.publish.values import Teller
from govgraph.query import list_questions
from real_project import REPOSITORY, built_project, real_model
from site_page import served, visited

ASSETS = REPOSITORY / "src/govgraph/publish/assets"
HOSTILE = "<img src=x onerror=\"window.hit=1\"></td><script>window.hit=1</script> & 'q' zzhostile"
PHONE = {"viewport": {"width": 360, "height": 740}}
PATHS = [f"{name}{ending}" for name in ("map", "timeline", "statistics") for ending in (".html", ".de.html")]
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


def items(of: Catalog) -> list[Page | File]:
    return [*map_pages(of), *timeline_pages(of), *statistics_pages(of, {"violations": 0, "entities": 5})]


def write(made: Iterable[Page | File], folder: Path) -> Path:
    for each in made:
        content = render(each, SITE).encode() if isinstance(each, Page) else each.content
        (folder / each.path).parent.mkdir(parents=True, exist_ok=True)
        (folder / each.path).write_bytes(content)
    shutil.copytree(ASSETS, folder / "assets", dirs_exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(write(items(catalog()), tmp_path_factory.mktemp("site"))) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def ready(tab: Tab) -> Tab:
    if "/map" in tab.url:
        tab.wait_for_selector("#day-form:not([hidden])")
    return tab


def table(tab: Tab) -> list[str]:
    return [" ".join(each.split()) for each in tab.locator("#rows tr").all_inner_texts()]


# The map


def test_places_of_the_map_are_those_that_sparql_finds() -> None:
    found = run_query(built_project(), "SELECT DISTINCT ?j WHERE { ?s gov:jurisdiction ?j }", 1000)
    base = f"{built_project().base}id/jurisdiction/"
    told = {str(row["j"]).strip("<>").replace(base, "jurisdiction:") for row in found}
    assert len(told) > 25
    assert {each.jurisdiction for each in find_held(catalog())} <= told


def test_parts_stand_under_their_country_and_small_states_are_dots() -> None:
    assert home_of(catalog(), "jurisdiction:us-ca") == "jurisdiction:us"
    assert home_of(catalog(), "jurisdiction:eu") == "jurisdiction:eu"
    assert country_of(catalog(), "jurisdiction:mt") == "mt"
    page = next(each for each in map_pages(catalog()) if isinstance(each, Page))
    order = [re.sub("<.*?>", "", str(place)) for place, *_ in page.data["rows"]]
    assert order.index("California") > order.index("United States")
    between = page.data["rows"][order.index("United States") + 1 : order.index("California") + 1]
    assert {home for _, home, _ in between} == {"United States"}
    assert 'data-code="mt"' not in page.data["picture"], "a dot only where the data name it"
    malta = replace_jurisdiction(catalog(), "jurisdiction:it", "jurisdiction:mt")
    page = next(each for each in map_pages(malta) if isinstance(each, Page))
    assert page.data["picture"].count('data-code="mt"') == page.data["picture"].count('data-count="mt"') == 1


def replace_jurisdiction(of: Catalog, old: str, new: str) -> Catalog:
    moved = [each._replace(value=new) if each.value == old else each for each in of.graph.statements]
    return replace(of, graph=of.graph._replace(statements=moved))


def test_what_is_no_country_is_listed_beside_the_map() -> None:
    page = next(each for each in map_pages(catalog()) if isinstance(each, Page))
    beside = {re.sub("<.*?>", "", str(place)): count for place, count in page.data["beside"]}
    day = date.fromisoformat(built_project().issued).toordinal()
    europe = [e for e in find_held(catalog()) if e.jurisdiction == "jurisdiction:eu" and holds(day, (e.begin, e.end))]
    assert beside["European Union"] == len(europe) > 5


@pytest.mark.parametrize("path", ["map.html", "map.de.html"])
def test_the_script_says_on_the_day_of_issue_what_the_page_says_without_it(
    path: str, browser: Browser, home: str
) -> None:
    with visited(browser, home + path, java_script_enabled=False) as tab:
        plain, beside = table(tab), tab.locator("#beside").inner_text()
    with visited(browser, home + path) as tab:
        assert table(ready(tab)) == plain
        assert tab.locator("#beside").inner_text() == beside


def test_a_kind_leaves_the_others_out_and_stays_in_the_address(browser: Browser, home: str) -> None:
    with visited(browser, f"{home}map.html") as tab:
        every = len(table(ready(tab)))
        tab.select_option("#day-kind", label="Legal act")
        laws = table(tab)
        assert 0 < len(laws) < every
        assert not any("Investigation" in each for each in laws)
        assert "kind=" in tab.url
        with visited(browser, tab.url) as again:
            assert table(ready(again)) == laws
    with visited(browser, f"{home}map.html#day=x&kind=99") as tab:
        assert len(table(ready(tab))) == every


@pytest.mark.parametrize("spoil", ["old", "none", "broken"])
def test_the_map_works_with_old_dates_and_stays_as_it_is_without_data(
    spoil: str, browser: Browser, tmp_path: Path
) -> None:
    folder = write(map_pages(catalog()), tmp_path)
    data = folder / "assets/data/map.json"
    told = json.loads(data.read_text(encoding="utf-8"))
    told["entries"] = [[*each[:6], 700_000, 0] for each in told["entries"]]
    data.write_text(json.dumps(told) if spoil == "old" else "<html>", encoding="utf-8")
    if spoil == "none":
        data.unlink()
    faults: list[str] = []
    with served(folder) as address:
        tab = browser.new_page()
        tab.on("pageerror", lambda error: faults.append(str(error)))
        tab.goto(f"{address}map.html")
        tab.wait_for_load_state("networkidle")
        assert faults == []
        assert tab.locator("#day-form").is_visible() == (spoil == "old")
        assert len(table(tab)) > 20
        if spoil == "old":
            assert tab.locator("#day-range").get_attribute("min") == "700000"
        tab.close()


# The timeline


def test_a_long_timeline_has_a_page_a_year(monkeypatch: pytest.MonkeyPatch, browser: Browser, tmp_path: Path) -> None:
    monkeypatch.setattr("govgraph.publish.timeline_page.WHOLE", 100)
    pages = {each.path: each for each in timeline_pages(catalog())}
    years = {each.date[:4] for each in find_dated(catalog())}
    assert pages.keys() == {
        f"{path}{ending}"
        for path in ("timeline", *(f"timeline/{y}" for y in years))
        for ending in (".html", ".de.html")
    }
    assert pages["timeline.html"].data["years"] == []
    shown = sum(each.data["count"] for each in pages.values() if each.path.startswith("timeline/"))
    assert shown == 2 * len(find_dated(catalog())) == 2 * pages["timeline.html"].data["count"]
    with served(write(pages.values(), tmp_path)) as address, visited(browser, f"{address}timeline.de.html") as tab:
        tab.locator("svg a").last.click()
        tab.wait_for_url(re.compile(r"timeline/2030\.de\.html$"))
        assert tab.locator("nav a[aria-current]").inner_text() == "2030"
        tab.get_by_role("navigation", name="Jahre").get_by_role("link", name="2023").click()
        assert "29. März 2023" in tab.locator("main").inner_text() or "März 2023" in tab.locator("main").inner_text()


def test_a_date_that_is_only_reported_says_so() -> None:
    reported = {
        (each.subject, each.property)
        for each in catalog().graph.statements
        if each.status == "gov:reported" and each.property == "gov:releasedOn"
    }
    assert reported
    page = next(timeline_pages(catalog()))
    badges = sum(
        "status-reported" in str(line[3]) for _, _, days in page.data["years"] for *_, ls in days for line in ls
    )
    assert badges > 0
    assert not any(
        "status-confirmed" in str(line[3]) for _, _, ds in page.data["years"] for *_, ls in ds for line in ls
    )


# Statistics


def test_shares_add_up_and_little_is_not_nothing() -> None:
    english, german = (Teller(catalog(), each, "") for each in ("en", "de"))
    assert share(822, 1000, english) == "82.2 %"
    assert share(822, 1000, german) == "82,2 %"
    assert share(4, 14161, german) == "< 0,1 %"
    assert share(0, 10, english) == "0.0 %"
    assert share(0, 0, english) == ""
    page = next(each for each in statistics_pages(catalog(), {}) if isinstance(each, Page))
    assert sum(float(told.split()[-2]) for *_, told in page.data["status"]) == pytest.approx(100, abs=0.5)


def test_findings_that_were_not_counted_are_not_told_as_none(browser: Browser, home: str, tmp_path: Path) -> None:
    page = next(each for each in statistics_pages(catalog(), {}) if isinstance(each, Page))
    assert page.data["findings"] == []
    with visited(browser, f"{home}statistics.html") as tab:
        assert "Violations: 0" in tab.locator("main").inner_text()
    with served(write([page], tmp_path)) as address, visited(browser, f"{address}statistics.html") as tab:
        assert "Violations" not in tab.locator("main").inner_text()


# All of them


def test_hostile_names_are_shown_as_text(browser: Browser, tmp_path: Path) -> None:
    real = catalog()
    spoiled = dict.fromkeys(
        ("action:garante-order-chatgpt-2023-03-30", "jurisdiction:it", "jurisdiction:eu", "gov:Order", "gov:confirmed",
         "gov:LegalAct", "gov:releasedOn", "letter:pause-letter-2023", "source:ki-pause-deck-2023"),
        (HOSTILE, ""),
    )  # fmt: skip
    bad = replace(real, names={**real.names, **spoiled})
    with served(write(items(bad), tmp_path)) as address:
        for path in ("map.html#day=2023-04-10", "map.de.html", "timeline.html", "statistics.de.html"):
            with visited(browser, address + path) as tab:
                ready(tab)
                assert HOSTILE[:30] in tab.locator("main").inner_text()
                assert tab.evaluate("[window.hit, document.querySelectorAll('img, main script').length]") == [None, 0]


@pytest.mark.parametrize("path", PATHS)
def test_pages_fit_a_phone(path: str, browser: Browser, home: str) -> None:
    with visited(browser, home + path, **PHONE) as tab:
        ready(tab)
        assert tab.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_wcag(scheme: str, browser: Browser, home: str) -> None:
    for path in PATHS:
        with visited(browser, home + path, bypass_csp=True, color_scheme=scheme) as tab:
            assert violations(ready(tab)) == [], path
