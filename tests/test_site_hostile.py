"""No text from data becomes script or markup: ten payloads in every field, the pages looked at in real Chromium."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser

from explorer_page import chromium
from govgraph.project import load_project
from govgraph.publish.site import write_site
from site_page import served, visited
from small_project import make_project

PAYLOADS = (
    '<img src=x onerror="window.hit=1">',
    "</script><script>window.hit=1</script>",
    "</title></style></textarea></noscript><script>window.hit=1</script>",
    '"\' onmouseover=window.hit=1 autofocus onfocus=window.hit=1 x="',
    "<!--<script>window.hit=1//-->",
    "{{ ''.__class__ }} {% raw %} ${window.hit=1} {{constructor.constructor('window.hit=1')()}}",
    "javascript:window.hit=1//",
    "<svg/onload=window.hit=1><a href='javascript:window.hit=1'>x</a>",
    "]]><iframe srcdoc='<script>parent.hit=1</script>'></iframe>",
    "\\u003cscript\\u003ewindow.hit=1 &lt;script&gt; [x](javascript:window.hit=1) `<b>`",
)
FREE = {"locator", "publisherName", "asPrinted", "number"}
# What stands in a page although no template wrote it: elements and attributes that payloads would make.
INTRUDERS = """() => [
  window.hit,
  document.querySelectorAll('img, iframe, [onerror], [onload], [onfocus], [onmouseover], [srcdoc], [autofocus]').length,
  [...document.scripts].filter(each => !each.src && each.type !== 'application/ld+json').length,
  [...document.querySelectorAll('a[href], form[action]')]
    .map(each => each.getAttribute('href') ?? each.getAttribute('action'))
    .filter(each => /^\\s*(javascript|data|vbscript):/i.test(each)).length,
]"""
LITERAL = re.compile(r'"(?:[^"\\\n]|\\.)*"@(en|de)')


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def spoil(project: Path, payload: str) -> None:
    """The payload in place of every text of the project: data, ontology, shapes, questions, settings."""
    for path in sorted((project / "data").rglob("*.yaml")):
        if path.parent.name != "tables":
            record = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - our own file
            path.write_text(json.dumps(_spoiled(record, "", payload), ensure_ascii=False), encoding="utf-8")
    quoted = json.dumps(payload, ensure_ascii=False)
    for folder in ("ontology", "shapes"):
        for path in sorted((project / folder).glob("*.ttl")):
            text = path.read_text(encoding="utf-8")
            path.write_text(LITERAL.sub(lambda match: f"{quoted}@{match[1]}", text), encoding="utf-8")
    for path in sorted((project / "ontology").rglob("*.rq")):
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"(?m)^# (title|purpose|text)-(en|de):.*$", lambda m: f"# {m[1]}-{m[2]}: {payload}", text)
        path.write_text(text, encoding="utf-8")
    settings = project / "govgraph.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        re.sub(r'(?m)^(en|de|publisher) = ".*"$', lambda m: f"{m[1]} = {quoted}", text), encoding="utf-8"
    )


def _spoiled(value: Any, key: str, payload: str) -> Any:
    if isinstance(value, dict):
        return {name: _spoiled(each, name, payload) for name, each in value.items()}
    if isinstance(value, list):
        return [_spoiled(each, key, payload) for each in value]
    return payload if key in {"en", "de", *FREE} else value


# Two in each text: either would do its harm before or behind the other.
@pytest.mark.parametrize(
    "payload", [f"{one} {other}" for one, other in zip(PAYLOADS[::2], PAYLOADS[1::2], strict=True)]
)
def test_no_text_becomes_script_or_markup(payload: str, tmp_path: Path, browser: Browser) -> None:
    project = make_project(tmp_path / "project")
    spoil(project, payload)
    site = write_site(load_project(project)).folder
    pages = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    pages = [
        path for path in pages if not path.startswith("data/") and path not in ("graph.html", "404.html", "404.de.html")
    ]
    terms = [path for path in pages if path.startswith(("class/", "property/", "individual/", "shape/"))]
    assert len(terms) > 800
    alike = [path for path in pages if path.startswith(("question/", "browse/"))]
    apart = set(terms) | set(alike)
    chosen = [path for path in pages if path not in apart] + terms[::60] + alike[::12]
    with served(site) as home, visited(browser, home) as page:
        shown = 0
        for path in chosen:
            page.goto(home + path)
            assert page.evaluate(INTRUDERS) == [None, 0, 0, 0], path
            for block in page.locator('script[type="application/ld+json"]').all_text_contents():
                json.loads(block)
            shown += payload[:12] in page.locator("body").inner_text()
        assert shown > 30, "the payload is shown as the text that it is"
