"""The explorer as a reader meets it, in Chromium, with the real data: every control does what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from explorer_page import PAINTED, chromium, colours, counts, mark_place, opened, state_of, wait_for
from hostile_graph import small_graph, write_page
from real_project import built_project

pytestmark = pytest.mark.xdist_group("explorer")

MUSK = "person:elon-musk"
LETTER = "letter:pause-letter-2023"
XI_SIGNED = "e:3f887f368450"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for this file."""
    with chromium() as each:
        yield each


@pytest.fixture(scope="module")
def file() -> Path:
    """The explorer of the repository's own data."""
    return built_project().output / "graph.html"


def open_filters(page: Page) -> None:
    """Lay the filters open."""
    page.locator("button.filter-toggle").click()


# What the page opens with


def test_opens_on_the_story(browser: Browser, file: Path) -> None:
    with opened(browser, file) as page:
        expect(page.locator("h1")).to_have_text("GovGraph: the open knowledge graph of AI governance")
        expect(page.locator(".details h2")).to_have_text("The pause letter and what followed")
        expect(page.locator(".starts [aria-current=page]")).to_have_text("The pause letter and what followed")
        nodes, edges = counts(page)
        assert nodes >= 80
        assert edges >= nodes - 1
        assert colours(page) > 50


def test_every_starting_point_opens(browser: Browser, file: Path) -> None:
    with opened(browser, file) as page:
        links = page.locator(".starts a")
        titles = links.all_inner_texts()
        assert len(titles) == 6
        seen = set()
        for number, title in enumerate(titles):
            links.nth(number).click()
            expect(page.locator(".details h2")).to_have_text(title)
            expect(links.nth(number)).to_have_attribute("aria-current", "page")
            seen.add(counts(page))
        assert len(seen) == 6
        assert max(seen)[0] > 1000


# Search


@pytest.mark.parametrize(
    ("language", "text", "found", "chosen"),
    [
        ("en", "elon", "Elon Musk", MUSK),
        ("en", "artificial intelligence act", "Artificial Intelligence Act", "act:reg-2024-1689"),
        ("de", "verordnung über künstliche", "Verordnung über künstliche Intelligenz", "act:reg-2024-1689"),
        ("en", "KI-VO", "Artificial Intelligence Act", "act:reg-2024-1689"),
        ("de", "datenschutz-grundv", "Datenschutz-Grundverordnung (EU) 2016/679 (DSGVO)", "act:gdpr"),
    ],
)
def test_search_focuses_what_is_found(
    browser: Browser, file: Path, language: str, text: str, found: str, chosen: str
) -> None:
    with opened(browser, file, f"lang={language}") as page:
        field = page.locator("[data-search]")
        field.fill(text)
        page.get_by_role("option").filter(has_text=found).first.click()
        wait_for(page, "focus", chosen)
        expect(page.locator(".details h2")).to_contain_text(found)
        expect(page.get_by_role("option")).to_have_count(0)


def test_search_by_keyboard_alone(browser: Browser, file: Path) -> None:
    with opened(browser, file) as page:
        page.keyboard.press("/")
        field = page.locator("[data-search]")
        expect(field).to_be_focused()
        page.keyboard.type("musk")
        page.keyboard.press("ArrowDown")
        active = field.get_attribute("aria-activedescendant")
        assert active
        expect(page.locator(f"[id='{active}']")).to_contain_text("Elon Musk")
        page.keyboard.press("Enter")
        wait_for(page, "focus", MUSK)


def test_search_says_when_nothing_is_found_and_closes(browser: Browser, file: Path) -> None:
    with opened(browser, file) as page:
        field = page.locator("[data-search]")
        field.fill("zzqqxx")
        expect(page.locator(".no-hits").first).to_have_text("Nothing found for “zzqqxx”")
        field.press("Escape")
        expect(field).to_have_value("")
        assert state_of(page) == {"view": "story"}


# What is selected


def sources_of(page: Page) -> list[str]:
    """Addresses in the list of sources of the panel."""
    links = page.locator(".details .sources li a")
    return [str(links.nth(number).get_attribute("href")) for number in range(links.count())]


def test_an_entity_shows_statements_with_sources_and_locators(browser: Browser, file: Path) -> None:
    with opened(browser, file, f"view=story&select={LETTER}") as page:
        panel = page.locator(".details")
        expect(panel.locator("h2")).to_contain_text("Pause Giant AI Experiments")
        assert panel.locator(".relation-group").count() >= 5
        assert panel.locator(".statement .citation a").count() >= 20
        assert panel.locator(".locator").count() >= 1
        found = sources_of(page)
        assert len(found) >= 10
        assert all(re.match(r"https?://", address) for address in found)
        assert panel.locator(".sources a[target=_blank][rel~=noopener]").count() == len(found)


def test_a_statement_shows_its_status_and_sources(browser: Browser, file: Path) -> None:
    with opened(browser, file, f"view=story&select={MUSK}") as page:
        row = page.locator(".relation-group .statement").filter(has_text="Pause Giant AI Experiments")
        row.get_by_role("button", name="Show this statement").click()
        expect(page.locator(".details h2.sentence")).to_contain_text("Elon Musk signed")
        assert state_of(page)["select"].startswith("e:")
        expect(page.locator(".details dl .status").first).to_have_text("confirmed")
        assert sources_of(page)
        page.get_by_role("button", name="Back to the overview").click()
        expect(page.locator(".details h2")).to_have_text("The pause letter and what followed")


@pytest.mark.parametrize(
    ("chosen", "status", "claim"),
    [
        (XI_SIGNED, "refuted", "signatures on the pause letter were false"),
        ("e:f5981dea28ba", "disputed", "Musk"),
    ],
)
def test_what_is_contested_shows_both_sides(browser: Browser, file: Path, chosen: str, status: str, claim: str) -> None:
    with opened(browser, file, f"view=story&select={chosen}") as page:
        panel = page.locator(".details")
        expect(panel.locator("dl .status.contested").first).to_contain_text(status)
        sides = panel.locator(".claims")
        expect(sides).to_contain_text("What is said, and what the sources say")
        expect(sides).to_contain_text(claim)
        assert sides.locator(".citation a").count() >= 1
        assert len(sources_of(page)) >= 2


def test_a_derived_statement_shows_what_it_follows_from(browser: Browser, file: Path) -> None:
    with opened(browser, file, "view=*&mode=table") as page:
        page.get_by_role("button", name=re.compile("^Relations")).first.click()
        page.get_by_label("Narrow the table").fill("derived")
        page.locator("tbody button.name").first.click()
        panel = page.locator(".details")
        expect(panel.locator(".derivation")).to_contain_text("it follows by the rule")
        panel.locator(".derivation button").first.click()
        expect(panel.locator("h2.sentence")).to_be_visible()


# Filters


@pytest.mark.parametrize(
    ("group", "row", "part"),
    [
        ("Kinds", "Person", "without-kinds"),
        ("Relations", "signed", "without-relations"),
        ("How sure it is", "refuted", "without-statuses"),
    ],
)
def test_a_filter_leaves_out_and_brings_back(browser: Browser, file: Path, group: str, row: str, part: str) -> None:
    with opened(browser, file) as page:
        before = counts(page)
        open_filters(page)
        box = page.get_by_role("list", name=group, exact=True).get_by_role("checkbox", name=row).first
        box.uncheck()
        assert part in state_of(page)
        fewer = counts(page)
        assert fewer[1] < before[1]
        assert fewer[0] <= before[0]
        page.get_by_role("button", name="Reset all filters").click()
        assert counts(page) == before
        assert part not in state_of(page)


def test_a_jurisdiction_narrows(browser: Browser, file: Path) -> None:
    with opened(browser, file, "view=*") as page:
        before = counts(page)
        open_filters(page)
        page.locator("summary", has_text="Jurisdiction").click()
        page.get_by_role("list", name="Jurisdiction").get_by_role("checkbox", name="European Union").check()
        assert state_of(page)["in"] == "jurisdiction:eu"
        assert 0 < counts(page)[0] < before[0]


def test_only_one_kind(browser: Browser, file: Path) -> None:
    with opened(browser, file) as page:
        open_filters(page)
        page.get_by_role("button", name="Only Person", exact=True).dispatch_event("click")
        shown = page.locator(".legend li").all_inner_texts()
        assert "Person" in shown
        assert "Organization" not in shown


def test_nothing_left_is_said(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, write_page(tmp_path, small_graph(["Only"])), "hidden=person:p-0") as page:
        expect(page.locator(".stage-note")).to_have_text("Nothing fits these filters.")
        assert counts(page) == (0, 0)


# Stages


def test_depth_goes_further(browser: Browser, file: Path) -> None:
    with opened(browser, file, f"focus={MUSK}") as page:
        open_filters(page)
        near = counts(page)
        page.get_by_role("button", name="One step more").click()
        wait_for(page, "depth", "2")
        far = counts(page)
        assert far[0] > near[0]
        page.get_by_role("button", name="One step fewer").click()
        assert counts(page) == near


def choose(page: Page, label: str, text: str) -> None:
    """Pick an entry in a field."""
    page.get_by_role("combobox", name=label, exact=True).fill(text)
    page.get_by_role("option").filter(has_text=text).first.click()


def test_the_shortest_path_and_who_connects(browser: Browser, file: Path) -> None:
    with opened(browser, file) as page:
        open_filters(page)
        choose(page, "From", "Elon Musk")
        choose(page, "To", "Timnit Gebru")
        wait_for(page, "path", f"{MUSK},person:timnit-gebru")
        steps = page.locator(".path > ol > li")
        assert (length := steps.count()) >= 2
        expect(steps.first).to_contain_text("Elon Musk")
        expect(steps.last).to_contain_text("Timnit Gebru")
        assert counts(page)[0] == length + 1
        page.get_by_role("button", name="Who connects them").click()
        wait_for(page, "between", f"{MUSK},person:timnit-gebru")
        assert counts(page)[0] >= length + 1
        page.get_by_role("button", name="Swap").click()
        wait_for(page, "between", f"person:timnit-gebru,{MUSK}")


def test_hide_undo_redo(browser: Browser, file: Path) -> None:
    with opened(browser, file, f"view=story&select={MUSK}") as page:
        page.get_by_role("button", name="Hide", exact=True).click()
        wait_for(page, "hidden", MUSK)
        page.get_by_role("button", name="Back to the overview").click()
        fewer = counts(page)
        page.get_by_role("button", name="Undo").click()
        wait_for(page, "hidden", None)
        page.keyboard.press("Escape")
        page.evaluate("document.querySelector('.back')?.click()")
        assert counts(page)[0] == fewer[0] + 1
        page.get_by_role("button", name="Redo").click()
        wait_for(page, "hidden", MUSK)
        open_filters(page)
        page.get_by_role("button", name="Show Elon Musk again").click()
        wait_for(page, "hidden", None)


def test_a_click_selects_a_drag_pins_a_double_click_focuses(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, write_page(tmp_path, small_graph(["Only"]))) as page:
        x, y = mark_place(page)
        page.mouse.click(x, y)
        wait_for(page, "select", "person:p-0")
        page.mouse.down()
        page.mouse.move(x + 30, y + 20, steps=3)
        page.mouse.move(x + 60, y + 40, steps=3)
        page.mouse.up()
        pinned = state_of(page)["pinned"]
        assert pinned.startswith("person:p-0@")
        moved = mark_place(page)
        assert moved == pytest.approx((x + 60, y + 40), abs=6)
        page.mouse.dblclick(*moved)
        wait_for(page, "focus", "person:p-0")
        assert "pinned" not in state_of(page)
        page.get_by_role("button", name="Undo").click()
        wait_for(page, "pinned", pinned)
        page.get_by_role("button", name="Undo").click()
        wait_for(page, "pinned", None)
        page.get_by_role("button", name="Redo").click()
        wait_for(page, "pinned", pinned)


@pytest.mark.parametrize(("label", "value", "part"), [
    ("Group by", "kind", "grouping"), ("Group by", "community", "grouping"), ("Group by", "jurisdiction", "grouping"),
    ("Size by", "betweenness", "size"), ("Size by", "equal", "size"),
])  # fmt: skip
def test_grouping_and_size_change_the_picture(browser: Browser, file: Path, label: str, value: str, part: str) -> None:
    with opened(browser, file) as page:
        open_filters(page)
        before = page.locator("canvas").screenshot()
        page.get_by_label(label).select_option(value)
        wait_for(page, part, value)
        page.evaluate(PAINTED)
        assert page.locator("canvas").screenshot() != before


# Time


def test_a_day_shows_less_than_all_times(browser: Browser, file: Path) -> None:
    with opened(browser, file) as page:
        everything = counts(page)
        field = page.get_by_label("As of")
        field.fill("2023-04-15")
        field.press("Enter")
        wait_for(page, "as-of", "2023-04-15")
        then = counts(page)
        assert 0 < then[0] < everything[0]
        assert 0 < then[1] < everything[1]
        field.fill("2023-13-99")
        expect(page.locator(".date-field .error")).to_have_text("A date reads like 2023-04-15.")
        field.fill("2023-04-15")
        page.get_by_role("button", name="All times").click()
        wait_for(page, "as-of", None)
        assert counts(page) == everything


def test_play_advances_and_is_one_step_back(browser: Browser, file: Path) -> None:
    with opened(browser, file, "view=story&as-of=2022-01-01") as page:
        page.get_by_role("button", name="Play").click()
        page.wait_for_function(
            "() => location.hash.includes('as-of=2022-1') || location.hash.includes('as-of=2023')", timeout=9000
        )
        page.get_by_role("button", name="Pause").click()
        assert state_of(page)["as-of"] > "2022-09"
        page.get_by_role("button", name="Undo").click()
        wait_for(page, "as-of", "2022-01-01")


def test_reduced_motion_steps_instead(browser: Browser, file: Path) -> None:
    with opened(browser, file, "view=story&as-of=2022-01-01", reduced_motion="reduce") as page:
        assert page.get_by_role("button", name="Play").count() == 0
        page.get_by_role("button", name="One year on").click()
        wait_for(page, "as-of", "2023-01-01")
