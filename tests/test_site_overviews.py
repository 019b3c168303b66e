"""Timeline, map and statistics: their figures are those of the graph, their scripts say the same on any day."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from explorer_page import chromium
from govgraph.answers import run_query
from govgraph.assembly import derive, read_rules
from govgraph.errors import DataError
from govgraph.project import load_project
from govgraph.publish.catalog import Catalog, make_catalog
from govgraph.publish.map_page import country_of, find_held, map_pages
from govgraph.publish.pages import File, Page
from govgraph.publish.statistics_page import count_all, read_releases, statistics_pages
from govgraph.publish.timeline_page import find_dated, timeline_pages
from govgraph.publish.values import format_date
from govgraph.query import list_questions
from real_project import built_project, real_model
from real_site import built_site
from site_page import served, visited


@cache
def catalog() -> Catalog:
    project, model = built_project(), real_model()
    return make_catalog(project, model, derive(project, model), read_rules(project), list_questions(project))


@cache
def count(pattern: str) -> int:
    """How many solutions a pattern has over all graphs."""
    return int(run_query(built_project(), f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}", 30)[0]["n"])


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def file_of(items: Iterator[Page | File], path: str) -> Any:
    return next(json.loads(each.content) for each in items if isinstance(each, File) and each.path == path)


def test_statistics_count_what_sparql_counts() -> None:
    figures = count_all(catalog())
    for status, number in figures["status"].items():
        assert number == count(f"?s rdf:subject ?x ; gov:status {status}"), status
    assert figures["kinds"]["gov:Person"] == count("?x a gov:Person")
    assert figures["cited"]["source:ki-pause-deck-2023"] == count(
        "?s rdf:subject ?x ; prov:wasDerivedFrom source:ki-pause-deck-2023"
    )
    assert figures["without match"]["gov:Person"] == count(
        "?x a gov:Person FILTER NOT EXISTS { ?s rdf:subject ?x ; rdf:predicate skos:exactMatch }"
    )
    assert figures["kinds"].total() == len(real_model().graph.entities)
    assert figures["label missing"] == Counter()


def test_the_first_release_has_nothing_to_compare_with_and_later_ones_do(small: Path) -> None:
    assert read_releases(catalog()) == []
    pages = [each for each in statistics_pages(catalog(), {"entities": 5}) if isinstance(each, Page)]
    assert [row[0] for row in pages[0].data["releases"]] == ["0.1.0"]
    folder = small / "releases"
    folder.mkdir()
    manifest = json.loads((small / "output/manifest.json").read_text(encoding="utf-8"))
    (folder / "0.0.1.json").write_text(json.dumps({**manifest, "version": "0.0.1", "issued": "2025-01-01"}))
    told = read_releases(catalog_of(small))
    assert [(version, day) for version, day, _ in told] == [("0.0.1", "2025-01-01")]
    assert told[0][2]["entities"] == manifest["counts"]["entities"]
    (folder / "bad.json").write_text("[]")
    with pytest.raises(DataError, match=r"releases/bad\.json"):
        read_releases(catalog_of(small))


def catalog_of(folder: Path) -> Catalog:
    """The catalog of the real graph with the settings of another project."""
    return replace(catalog(), project=load_project(folder))


def test_the_timeline_lists_every_accepted_date_once() -> None:
    dated = find_dated(catalog())
    assert len(dated) == len(set(dated)) > 500
    assert ("2023-03-22", "dcterms:date", "letter:pause-letter-2023") in dated
    assert not any(catalog().is_source(each.entity) for each in dated)
    pages = list(timeline_pages(catalog()))
    assert sum(total for _, total, _ in pages[0].data["years"]) == len(dated)
    links = sum(len(line[2]) for _, _, days in pages[1].data["years"] for *_, lines in days for line in lines)
    assert links == len(dated)
    years = {each.date[:4] for each in dated if each.date[:4] >= "2007"}
    assert str(pages[0].data["histogram"]).count("<a ") == len(years) + 1


def test_every_country_with_an_entry_is_on_the_map() -> None:
    codes = {each: country_of(catalog(), each) for each in catalog().kind if each.startswith("jurisdiction:")}
    assert codes["jurisdiction:it"] == "it"
    assert codes["jurisdiction:us-ca"] == "us"
    assert codes["jurisdiction:eu"] == codes["jurisdiction:worldwide"] == ""
    assert sum(code != "" for code in codes.values()) > 45


def test_the_map_says_what_the_dates_say() -> None:
    held = find_held(catalog())
    italian = {each.entity for each in held if each.jurisdiction == "jurisdiction:it"}
    assert "action:garante-order-chatgpt-2023-03-30" in italian
    data = file_of(map_pages(catalog()), "assets/data/map.json")
    assert len(data["entries"]) == len(held)
    assert {place[4] for place in data["places"]} >= {"it", "de", "us"}


def test_without_a_jurisdiction_there_is_no_map() -> None:
    bare = replace(catalog(), graph=catalog().graph._replace(statements=[]))
    assert list(map_pages(bare)) == []
    assert list(timeline_pages(bare)) == []


def test_the_map_of_another_day(browser: Browser) -> None:
    with served(built_site()) as home, visited(browser, f"{home}map.html#day=2023-04-10") as page:
        page.wait_for_selector("#day-form:not([hidden])")
        assert page.locator("#told-day").inner_text() == format_date("2023-04-10", "en")
        row = page.locator("tr", has=page.get_by_role("rowheader", name="Italy"))
        assert "Garante order limiting ChatGPT" in row.inner_text()
        assert "fine" not in row.inner_text()
        held = int(row.locator("td.count").inner_text())
        assert page.locator("[data-count=it]").text_content() == str(held)
        page.fill("#day", "2021-01-01")
        page.locator("#day").dispatch_event("change")
        assert page.locator("tr", has=page.get_by_role("rowheader", name="Italy")).count() == 0
        assert "day=2021-01-01" in page.url
        page.locator("#day-range").focus()
        page.keyboard.press("End")
        assert re.search(r"2026|2027", page.locator("#told-day").inner_text())


def test_the_map_without_a_script_is_that_of_the_day_of_issue(browser: Browser) -> None:
    with served(built_site()) as home, visited(browser, f"{home}map.de.html", java_script_enabled=False) as page:
        assert page.locator("#told-day").inner_text() == format_date(str(built_project().issued), "de")
        assert page.locator("#day-form").is_hidden()
        assert page.locator("#rows tr").count() > 20


def test_years_lead_to_their_place(browser: Browser) -> None:
    with served(built_site()) as home, visited(browser, f"{home}timeline.html") as page:
        page.locator("svg a").last.click()
        assert re.search(r"#y20\d\d$", page.url)
