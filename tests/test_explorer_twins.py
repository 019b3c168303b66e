"""The explorer's table and outline, its languages and its appearance, with the real data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from explorer_page import chromium, counts, opened, state_of, wait_for
from real_project import built_project

pytestmark = pytest.mark.xdist_group("explorer")

MUSK = "person:elon-musk"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for this file."""
    with chromium() as each:
        yield each


@pytest.fixture(scope="module")
def file() -> Path:
    """The explorer of the repository's own data."""
    return built_project().output / "graph.html"


# The twins


def test_the_table_is_the_picture_sorts_and_selects(browser: Browser, file: Path) -> None:
    with opened(browser, file) as page:
        nodes, edges = counts(page)
        page.get_by_role("button", name="Table", exact=True).click()
        rows = page.locator("tbody tr")
        expect(rows).to_have_count(nodes)
        names = page.locator("tbody th bdi").all_inner_texts()
        page.get_by_role("columnheader", name="Name").get_by_role("button").click()
        assert page.locator("tbody th bdi").all_inner_texts() == names[::-1]
        expect(page.get_by_role("columnheader", name="Name")).to_have_attribute("aria-sort", "descending")
        page.get_by_role("columnheader", name="Relations").get_by_role("button").click()
        numbers = [int(each) for each in page.locator("tbody td.number").all_inner_texts()]
        assert numbers == sorted(numbers)
        page.get_by_role("button", name="Elon Musk", exact=True).click()
        wait_for(page, "select", MUSK)
        expect(page.locator("tr.selected")).to_contain_text("Elon Musk")
        expect(page.locator(".details h2")).to_have_text("Elon Musk")
        page.locator(".twin-head").get_by_role("button", name="Relations").click()
        expect(rows).to_have_count(edges)


def test_the_outline_is_the_picture_as_text(browser: Browser, file: Path) -> None:
    with opened(browser, file, "view=who-signed&mode=outline") as page:
        nodes, edges = counts(page)
        outline = page.locator(".outline")
        expect(outline).to_contain_text(f"{nodes} entries, {edges} relations.")
        chapters = page.locator(".outline h3 .count").all_inner_texts()
        assert sum(map(int, chapters)) == nodes
        outline.get_by_role("button", name="Elon Musk", exact=True).first.click()
        wait_for(page, "select", MUSK)


# Language and appearance


def test_the_language_changes_on_the_spot(browser: Browser, file: Path) -> None:
    with opened(browser, file, f"view=story&select={MUSK}") as page:
        assert page.locator("html").get_attribute("lang") == "en"
        english = page.locator(".details").inner_text()
        page.get_by_role("button", name="DE, Deutsch").click()
        wait_for(page, "lang", "de")
        assert page.locator("html").get_attribute("lang") == "de"
        assert page.title() == "GovGraph: der offene Wissensgraph der KI-Regulierung"
        expect(page.locator("h1")).to_have_text("GovGraph: der offene Wissensgraph der KI-Regulierung")
        expect(page.locator(".starts a").first).to_have_text("Der Pause-Brief und was auf ihn folgte")
        expect(page.get_by_role("button", name="Mitnehmen")).to_be_visible()
        assert page.locator(".details").inner_text() != english
        assert state_of(page)["select"] == MUSK


def test_a_german_browser_gets_german(browser: Browser, file: Path) -> None:
    with opened(browser, file, locale="de-DE") as page:
        assert page.locator("html").get_attribute("lang") == "de"
        assert state_of(page)["lang"] == "de"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_theme_follows_the_system_or_the_reader(browser: Browser, file: Path, scheme: Any) -> None:
    other = "dark" if scheme == "light" else "light"
    with opened(browser, file, color_scheme=scheme) as page:
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert page.locator("html").get_attribute("data-theme") == scheme
        switch = page.get_by_role("button", name="Appearance: as the system")
        switch.click()
        if other == "dark":
            page.get_by_role("button", name="Appearance: light").click()
        wait_for(page, "theme", other)
        assert page.locator("html").get_attribute("data-theme") == other
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") != ground
