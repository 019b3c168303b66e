"""One page, opened once in a Chromium of its own: until it is ready, two seconds of dragging, two of the wheel."""

from __future__ import annotations

import asyncio
import math
import shutil
from collections.abc import Awaitable, Callable
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from playwright.async_api import Browser, Error, Page, async_playwright

PROBE = Path(__file__).resolve().parent / "explorer" / "probe.js"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
NAMES = ("chromium", "chromium-browser", "google-chrome")
VIEWPORT = {"width": 1280, "height": 800}
PATIENCE = 60  # seconds for a page to be ready, and for each gesture to end
GESTURE = 2.0  # seconds
STEP = 1 / 60  # seconds between two movements of the pointer
NOTCH = 0.05  # seconds between two notches of the wheel
REACH = 240  # pixels that the picture is dragged to and fro
SETTLE = 0.6  # seconds of rest before and after a gesture, for what a page does late

Row = dict[str, Any]


class Ended(Exception):  # noqa: N818
    """A page that did not get as far as it should; the text says where."""


def run(file: Path, cores: str, fragment: str = "") -> Row:
    """Figures of one visit to a page, or {"ended": why}.

    Args: cores, the ones that the browser is bound to (as taskset takes them), empty for all; fragment, of the address.
    Figures: ready and blocks in ms, frames a second, median and worst frame in ms, heap in MB, CPU in seconds.
    """
    try:
        return asyncio.run(_visit(file, cores, fragment))
    except Ended as reason:
        return {"ended": str(reason)}


def chromium() -> str:
    """Path of the system's Chromium; SystemExit where there is none."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise SystemExit(f"none of {', '.join(NAMES)} is installed (see .ci/browser)")
    return found


async def _visit(file: Path, cores: str, fragment: str) -> Row:
    program, flags = chromium(), FLAGS
    if cores:
        program = str(_pinned(program, cores, file.parent))
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=flags)
        try:
            context = await browser.new_context(viewport=VIEWPORT, offline=True)  # type: ignore[arg-type]
            page = await context.new_page()
            await page.add_init_script(path=PROBE)
            return {"version": browser.version, **await _figures(browser, page, file.as_uri() + fragment)}
        except Error as error:
            raise Ended(str(error).splitlines()[0]) from error
        finally:
            await browser.close()


def _pinned(program: str, cores: str, folder: Path) -> Path:
    """A program that starts the browser, and nothing else, on some cores."""
    start = folder / "chromium-on-cores"
    start.write_text(f'#!/bin/sh\nexec taskset -c {cores} {program} "$@"\n')
    start.chmod(0o755)
    return start


async def _figures(browser: Browser, page: Page, address: str) -> Row:
    crashed: list[str] = []
    page.on("crash", lambda _: crashed.append("the page crashed"))
    ready = await _patient(_open(page, address), "to be ready")
    cpu_ready = await _cpu(browser)
    await asyncio.sleep(SETTLE)
    places = await page.evaluate("bench.places()")
    corner = await _free(page, places["corners"] or [places["middle"]])
    begin, pan = await _gesture(page, _drag(corner), "pan")
    zoom = (await _gesture(page, _turn(places["middle"]), "zoom"))[1]
    tasks: list[tuple[float, float]] = await page.evaluate("bench.tasks")
    if crashed:
        raise Ended(crashed[0])
    return {
        "ready": ready,
        "load_block": max((length for start, length in tasks if start < begin), default=0.0),
        "block": max((length for start, length in tasks if start >= begin), default=0.0),
        **pan,
        **zoom,
        "heap": await _heap(page),
        "cpu_ready": cpu_ready,
        "cpu": await _cpu(browser),
    }


async def _patient(work: Awaitable[Any], what: str) -> Any:
    try:
        async with asyncio.timeout(PATIENCE):
            return await work
    except TimeoutError as error:
        raise Ended(f"over {PATIENCE} s {what}") from error


async def _open(page: Page, address: str) -> float:
    """Milliseconds from the start of the navigation until the frame that is ready has been painted."""
    await page.goto(address, timeout=0, wait_until="commit")
    return float(await page.evaluate("bench.ready"))


async def _free(page: Page, corners: list[list[float]]) -> list[float]:
    """A corner where a press takes hold of the picture, not of a node."""
    for x, y in corners:
        await _patient(page.mouse.move(x, y), "for a movement of the pointer")
        if await page.evaluate("([x, y]) => bench.cursor(x, y)", [x, y]) != "pointer":
            return [x, y]
    return corners[0]


async def _gesture(page: Page, move: Callable[[Page], Awaitable[None]], name: str) -> tuple[float, Row]:
    """When the gesture began (ms), and its frames."""
    begin = float(await _patient(page.evaluate("bench.start()"), f"before {name}"))
    await _patient(move(page), f"for {GESTURE:.0f} s of {name}")
    frames: list[float] = await _patient(page.evaluate("bench.stop()"), f"after {name}")
    await asyncio.sleep(SETTLE)
    gaps = [after - before for before, after in pairwise(frames)]
    rate = 1000 * (len(frames) - 2) / (frames[-1] - frames[0])
    return begin, {f"{name}_fps": rate, f"{name}_median": median(gaps), f"{name}_worst": max(gaps)}


def _drag(start: list[float]) -> Callable[[Page], Awaitable[None]]:
    """To and fro once a second, towards the middle; the clock tells where the pointer is, not the number of moves."""
    x, y = start
    right, down = (1 if x < VIEWPORT["width"] / 2 else -1), (1 if y < VIEWPORT["height"] / 2 else -1)

    async def move(page: Page) -> None:
        clock = asyncio.get_running_loop().time
        await page.mouse.down()
        begin = clock()
        while (passed := clock() - begin) < GESTURE:
            reach = REACH * (1 - math.cos(2 * math.pi * passed)) / 2
            await page.mouse.move(x + right * reach, y + down * reach)
            await asyncio.sleep(STEP - (clock() - begin) % STEP)
        await page.mouse.up()

    return move


def _turn(middle: list[float]) -> Callable[[Page], Awaitable[None]]:
    """The wheel one second in and one second out."""

    async def move(page: Page) -> None:
        clock = asyncio.get_running_loop().time
        await page.mouse.move(*middle)
        begin = clock()
        while (passed := clock() - begin) < GESTURE:
            await page.mouse.wheel(0, -100 if passed < GESTURE / 2 else 100)
            await asyncio.sleep(NOTCH - (clock() - begin) % NOTCH)

    return move


async def _heap(page: Page) -> float:
    """Megabytes of the JavaScript heap that are in use after a collection."""
    session = await page.context.new_cdp_session(page)
    await session.send("Performance.enable")
    await session.send("HeapProfiler.collectGarbage")
    found = (await session.send("Performance.getMetrics"))["metrics"]
    return float(next(each["value"] for each in found if each["name"] == "JSHeapUsedSize")) / 1e6


async def _cpu(browser: Browser) -> float:
    """CPU seconds of all of the browser's processes so far, its own start included."""
    session = await browser.new_browser_cdp_session()
    found = (await session.send("SystemInfo.getProcessInfo"))["processInfo"]
    await session.detach()
    return float(sum(each["cpuTime"] for each in found))
