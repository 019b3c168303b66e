"""A site served on this machine, and its pages open in Chromium, watched."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request


class _Quiet(SimpleHTTPRequestHandler):
    """Serves a folder without a line for each request."""

    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".wasm": "application/wasm"}  # noqa: RUF012 - as above

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name in the class above
        """Nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address (ending in /) of a folder served on a free port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


@contextmanager
def visited(browser: Browser, address: str, **options: Any) -> Iterator[Page]:
    """A page of a site; at the end nothing was logged as an error or warning and nothing was asked from elsewhere."""
    context = browser.new_context(**({"viewport": {"width": 1280, "height": 800}, "locale": "en-GB"} | options))
    page = context.new_page()
    faults: list[str] = []
    home = "/".join(address.split("/")[:3])

    def note_dialog(dialog: Dialog) -> None:
        faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def note_request(asked: Request) -> None:
        if not asked.url.startswith((home, "data:", "blob:")):
            faults.append(asked.url)

    def note_console(told: ConsoleMessage) -> None:
        """What browsers ask for of themselves, where a file is no page with an icon, is no fault."""
        if told.type in ("error", "warning") and not told.location["url"].endswith("/favicon.ico"):
            faults.append(told.text)

    page.on("console", note_console)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("dialog", note_dialog)
    page.on("request", note_request)
    page.goto(address)
    try:
        yield page
        assert faults == [], faults
    finally:
        context.close()
