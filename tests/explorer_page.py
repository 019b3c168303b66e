"""An explorer page open in Chromium, watched: no console error, no request, no script from data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Browser, Dialog, Page, sync_playwright

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
AXE = Path(__file__).parent.parent / "explorer/node_modules/axe-core/axe.min.js"
AXE_RUN = 'without => axe.run({exclude: without}, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})'

# A copy, since Chromium warns of reading the same canvas twice.
PIXELS = """() => {
  const canvas = document.querySelector("canvas");
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
  copy.drawImage(canvas, 0, 0);
  const pixels = copy.getImageData(0, 0, canvas.width, canvas.height).data;
  return [new Set(new Uint32Array(pixels.buffer)).size, [...pixels.slice(0, 3)]];
}"""

PAINTED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


@contextmanager
def chromium() -> Iterator[Browser]:
    """A fresh Chromium: the system's, or Playwright's own where there is none."""
    system = Path("/usr/bin/chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(system) if system.exists() else None, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(browser: Browser, file: Path, fragment: str = "", **options: Any) -> Iterator[Page]:
    """The page, ready to use; at the end nothing was logged as an error and nothing was asked from outside.

    Args: fragment, what stands after `#`; options, for the browser's context (viewport, color_scheme, has_touch ...).
    """
    context = browser.new_context(**({"viewport": {"width": 1280, "height": 800}, "locale": "en-GB"} | options))
    page = context.new_page()
    faults: list[str] = []

    def note_dialog(dialog: Dialog) -> None:
        faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    page.on("console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: faults.append(request.url) if is_outside(request.url) else None)
    page.on("dialog", note_dialog)
    page.goto(file.as_uri() + (f"#{fragment}" if fragment else ""))
    page.wait_for_selector("body[data-ready=true]", timeout=20_000)
    try:
        yield page
        assert faults == []
    finally:
        context.close()


def is_outside(url: str) -> bool:
    """True for a request that leaves the file."""
    return not url.startswith(("file:", "data:", "blob:", "about:"))


def violations(page: Page, without: str = "") -> list[str]:
    """What axe finds against WCAG 2.2 AA, but in `without` (a selector): rule, and the first elements that break it."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate(AXE_RUN, [[without]] if without else [])
    return [
        f"{each['id']}: {json.dumps([node['html'][:160] for node in each['nodes'][:3]])}"
        for each in found["violations"]
    ]


def state_of(page: Page) -> dict[str, str]:
    """The state as the address carries it: parameter to value."""
    return dict(parse_qsl(urlsplit(page.url).fragment, keep_blank_values=True))


def wait_for(page: Page, part: str, value: str | None) -> None:
    """Until the address says so (None: until it says nothing of it)."""
    page.wait_for_function(
        "([part, value]) => new URLSearchParams(location.hash.slice(1)).get(part) === value",
        arg=[part, value],
        timeout=4000,
    )


def counts(page: Page) -> tuple[int, int]:
    """How many entries and relations the overview tells of; nothing may be selected."""
    line = page.locator(".details > .note, .details > p.note").last.inner_text()
    nodes, edges = (int(digits.replace(",", "").replace(".", "")) for digits in re.findall(r"[\d.,]*\d", line))
    return nodes, edges


def taken(page: Page, entry: str) -> tuple[str, bytes]:
    """Name and content of the file that an entry of "Take along" hands out."""
    opener = page.locator(".take-opener")
    if opener.get_attribute("aria-expanded") == "false":
        opener.click()
    with page.expect_download() as download:
        page.locator("#take-list").get_by_role("button", name=entry).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def mark_place(page: Page) -> tuple[float, float]:
    """Where the mark of a picture with one entry stands, in the page's pixels."""
    svg = taken(page, "SVG")[1].decode()
    path = re.findall(r'<path d="([^"]+)" fill="#', svg)[-1]
    numbers = [float(each) for each in re.findall(r"-?\d+(?:\.\d+)?", re.sub(r"a.*", "", path))]
    box = page.locator("canvas").bounding_box()
    assert box is not None
    return box["x"] + sum(numbers[::2]) / len(numbers[::2]), box["y"] + sum(numbers[1::2]) / len(numbers[1::2])


def colours(page: Page) -> int:
    """How many colours the picture holds."""
    return int(page.evaluate(PIXELS)[0])


def ground(page: Page) -> tuple[int, int, int]:
    """Red, green and blue (0 to 255) of the picture's corner."""
    red, green, blue = page.evaluate(PIXELS)[1]
    return red, green, blue
