"""The first picture in real Chromium: it draws, in both languages, and no request leaves the page."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from real_project import built_project

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
URL = (built_project().output / "graph.html").as_uri()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium, the machine's or Playwright's own; its absence is a failure, never a skip."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


def open_picture(browser: Browser, locale: str, width: int = 1280) -> tuple[Page, list[str], list[str]]:
    """The drawn page, the addresses it asked for and what it wrote to the console."""
    page = browser.new_context(locale=locale, viewport={"width": width, "height": 800}).new_page()
    requests: list[str] = []
    messages: list[str] = []

    def note_request(request: Request) -> None:
        requests.append(request.url)

    def note_message(message: ConsoleMessage) -> None:
        messages.append(message.text)

    page.on("request", note_request)
    page.on("console", note_message)
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.goto(URL)
    page.wait_for_function("document.body.dataset.ready === 'true'", timeout=30_000)
    return page, requests, messages


@pytest.mark.parametrize(("locale", "word"), [("en-US", "Person"), ("de-DE", "Öffentliche Stelle")])
def test_it_draws_in_both_languages_without_a_request(browser: Browser, locale: str, word: str) -> None:
    """The only request is the file itself, the console is silent, the legend speaks the reader's language."""
    page, requests, messages = open_picture(browser, locale)
    assert [url for url in requests if not url.startswith(("data:", "blob:"))] == [URL]
    assert messages == []
    assert word in page.inner_text("header")
    assert page.get_attribute("html", "lang") == locale[:2]
    pixels = page.evaluate(
        "() => { const c = document.querySelector('canvas');"
        " const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
        " let n = 0; for (let i = 3; i < d.length; i += 4) if (d[i]) n++; return n; }"
    )
    assert pixels > 5000


def test_the_language_button_switches_everything(browser: Browser) -> None:
    """Title, hint and legend change; a second press brings English back."""
    page, _, _ = open_picture(browser, "en-US")
    english = page.inner_text("header")
    page.click("#language")
    assert page.inner_text("header") != english
    page.click("#language")
    assert page.inner_text("header") == english


def test_a_phone_has_no_sideways_scroll(browser: Browser) -> None:
    """At 360 pixels the page is as wide as the screen."""
    page, _, _ = open_picture(browser, "de-DE", width=360)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_policy_lets_nothing_in_and_the_data_are_labelled() -> None:
    """A Content-Security-Policy without unsafe scripts; every node has a label in both languages, every edge too."""
    text = (built_project().output / "graph.html").read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    assert "default-src 'none'" in policy[1]
    assert "unsafe-eval" not in policy[1]
    assert re.search(r"script-src 'sha256-[^ ]+' 'sha256-[^ ]+';", policy[1])
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert found
    assert "<" not in found[1]
    data = json.loads(found[1])
    assert len(data["nodes"]) >= 150
    assert all(node["labels"]["en"] and node["labels"]["de"] for node in data["nodes"])
    assert all(edge["labels"]["en"] and edge["labels"]["de"] for edge in data["edges"])
