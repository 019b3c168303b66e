"""The site's pages as readers meet them: in real Chromium, both languages, phone and desk, without a script too."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from explorer_page import chromium, violations
from real_site import built_site
from site_page import served, visited

PAGES = (
    "index", "id/person/elon-musk", "id/provision/aia-art-5", "id/letter/pause-letter-2023",
    "id/action/garante-order-chatgpt-2023-03-30", "id/claim/claim-agreement-date", "id/source/ki-pause-deck-2023",
    "id/jurisdiction/it", "id/statement/elon-musk", "question/index", "question/pause-letter-signatories", "ontology",
    "class/OpenLetter", "property/signed", "individual/disputed", "shapes", "shape/Person", "browse/index", "a-z",
    "timeline", "map", "statistics", "dataset", "about", "search", "sparql",
)  # fmt: skip
LOOKS = (("en", "light", 1280), ("de", "dark", 360))
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def home() -> Iterator[str]:
    with served(built_site()) as address:
        yield address


def address_of(home: str, path: str, language: str) -> str:
    return f"{home}{path}{'' if language == 'en' else f'.{language}'}.html"


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("language", "scheme", "width"), LOOKS)
def test_a_page_is_accessible_fits_its_width_and_speaks_its_language(
    path: str, language: str, scheme: str, width: int, browser: Browser, home: str
) -> None:
    options = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    # axe's own script is not of the site: the policy is off for it, and tested in the other tests.
    with visited(browser, address_of(home, path, language), bypass_csp=True, **options) as page:
        page.wait_for_load_state("networkidle")
        assert page.get_attribute("html", "lang") == language
        assert page.evaluate(WIDER) <= 0
        assert violations(page) == []
        assert page.locator("h1").count() == 1


@pytest.mark.parametrize("path", PAGES)
def test_a_page_keeps_its_own_policy(path: str, browser: Browser, home: str) -> None:
    with visited(browser, address_of(home, path, "en")) as page:
        page.wait_for_load_state("networkidle")
        policy = page.locator('meta[http-equiv="Content-Security-Policy"]').get_attribute("content") or ""
        assert "unsafe-inline" not in policy
        assert "unsafe-eval" not in policy.replace("wasm-unsafe-eval", "")
        assert ("wasm-unsafe-eval" in policy) == (path == "sparql")


def test_the_language_is_one_click_away_and_leads_back(browser: Browser, home: str) -> None:
    with visited(browser, f"{home}id/person/elon-musk.html") as page:
        page.get_by_role("link", name="Deutsch").click()
        assert page.url.endswith("id/person/elon-musk.de.html")
        assert page.locator("#statements").inner_text() == "Aussagen"
        page.get_by_role("link", name="English").click()
        assert page.url.endswith("id/person/elon-musk.html")


def test_a_reader_without_scripts_follows_a_claim_to_its_source(browser: Browser, home: str) -> None:
    with visited(browser, f"{home}index.html", java_script_enabled=False) as page:
        page.goto(f"{home}browse/index.html")
        page.goto(f"{home}id/letter/pause-letter-2023.html")
        page.locator("main a.cite").first.click()
        assert re.search(r"#source-\d+$", page.url)
        page.locator("ol.sources li a").first.click()
        assert "/id/source/" in page.url


def test_everything_is_reached_by_keyboard_and_focus_is_seen(browser: Browser, home: str) -> None:
    with visited(browser, f"{home}id/person/elon-musk.html") as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        assert page.locator(".skip").bounding_box()["x"] >= 0  # type: ignore[index]
        page.keyboard.press("Enter")
        assert page.url.endswith("#main")
        seen = [_focused(page) for _ in range(12)]
        assert all(width > 0 for _, width in seen), seen


def _focused(page: Page) -> tuple[str, float]:
    """The next element that takes the focus, and the width of its outline."""
    page.keyboard.press("Tab")
    found: list[str] = page.evaluate(
        "[document.activeElement.outerHTML.slice(0, 60), getComputedStyle(document.activeElement).outlineWidth]"
    )
    return found[0], float(found[1].removesuffix("px"))


def test_the_explorer_leads_to_the_pages_of_entries(browser: Browser, home: str) -> None:
    with visited(browser, f"{home}graph.html#focus=person:elon-musk&select=person:elon-musk&lang=de") as page:
        page.wait_for_selector("body[data-ready=true]")
        page.get_by_role("link", name="Seite dieses Eintrags").click()
        assert page.url == f"{home}id/person/elon-musk.de.html"


def test_a_provision_shows_its_place_its_dates_and_what_hangs_on_it(browser: Browser, home: str) -> None:
    with visited(browser, f"{home}id/provision/aia-art-5.html") as page:
        glance = page.locator(".box", has=page.locator("#glance")).inner_text()
        for word in ("Place in the act", "Counterpart", "2 February 2025", "2 December 2026", "Lays down", "Regulates"):
            assert word in glance


def test_what_is_disputed_stands_on_top(browser: Browser, home: str) -> None:
    with visited(browser, f"{home}id/person/elon-musk.html") as page:
        box = page.locator(".box", has=page.locator("#doubts")).inner_text()
        assert "disputed" in box
        assert "Statement on AI Risk" in box


def test_json_ld_in_the_page_is_schema_org_and_ours(browser: Browser, home: str) -> None:
    with visited(browser, f"{home}id/person/elon-musk.html") as page:
        node = json.loads(page.locator('script[type="application/ld+json"]').text_content() or "")
        assert node["@id"] == "https://w3id.org/govgraph/id/person/elon-musk"
        assert "https://w3id.org/govgraph/ontology#Person" in node["@type"]
        assert node["https://w3id.org/govgraph/ontology#signed"]


def test_a_page_opens_from_a_folder_without_a_server(browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda told: faults.append(told.text) if told.type == "error" else None)
    page.goto((built_site() / "id/person/elon-musk.html").as_uri())
    assert page.evaluate("getComputedStyle(document.querySelector('.top')).display") == "flex"
    page.locator("main a[href*='/org/']").first.click()
    assert page.locator("h1").count() == 1
    page.goto((built_site() / "browse/regulatoryaction.html").as_uri())
    page.get_by_role("button", name="Name").click()
    assert page.locator("th[aria-sort=ascending]").inner_text().startswith("Name")
    assert faults == []
    context.close()


def test_print_leaves_out_what_only_screens_need(browser: Browser, home: str) -> None:
    with visited(browser, f"{home}id/person/elon-musk.html") as page:
        page.emulate_media(media="print")
        assert not page.locator(".top nav").is_visible()
        assert page.locator("#statements").is_visible()


def test_the_page_for_missing_addresses_links_to_the_published_place() -> None:
    text = (built_site() / "404.html").read_text(encoding="utf-8")
    assert 'href="https://w3id.org/govgraph/search.html"' in text


@pytest.mark.parametrize("path", ["index", "id/act/reg-2024-1689", "id/person/elon-musk"])
def test_a_page_asks_for_a_style_sheet_and_an_icon_and_no_more(path: str, browser: Browser, home: str) -> None:
    with visited(browser, f"{home}{path}.html") as page:
        page.wait_for_load_state("networkidle")
        asked: list[str] = page.evaluate("performance.getEntriesByType('resource').map(each => each.name)")
        assert {each.rpartition("/")[2] for each in asked} <= {"site.css", "icon.svg"}
