"""Graphs made by hand for the explorer: small ones, and ones whose every text is hostile."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from govgraph.explore.page import render_page

HOSTILE = (
    "<img src=x onerror=\"window.hit=1;alert('img')\">",
    "</script><script>window.hit=1;alert('script')</script>",
    "<!--<script>window.hit=1",
    "\"'`><svg onload=window.hit=1>",
    "{{constructor.constructor('window.hit=1')()}} ${window.hit=1} {title}",
    "javascript:window.hit=1",
    "\u202edesrever\u202c \u2066isolated \u2068x \u200f\u061c שלום مرحبا",
    "👩‍👩‍👧‍👦🏳️‍🌈 e\u0301\u0302\u0303 ﷽ \U0001f600",
    "long " * 1000,
    "x" * 5000,
    " ",
    "",
    "tab\tnew\nline\rreturn\u2028para\u2029\u0000\u0007\u007f\ufeff\ufffe",
    "\\u003cscript\\u003e \\ / & &amp; &lt;b&gt; %3Cb%3E",
    "__proto__",
    "=1+1;+SUM(A1)|' /C calc'!A0",
)
ASCII = "".join(map(chr, range(128)))
Edge = tuple[int, int]


def small_graph(
    names: Sequence[str], edges: Sequence[Edge] = (), *, text: str | None = None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """GraphData and Details with a node per name; `text`, if given, stands in every field for a text."""
    size = len(names)
    two = ["Plain", "Schlicht"] if text is None else [text, text]
    ends = range(len(edges))
    view = {
        "id": "story", "title": two, "text": two, "nodes": list(range(size)), "x": [n % 30 * 60 for n in range(size)],
        "y": [n // 30 * 60 for n in range(size)], "side": [0] * size, "edges": list(ends),
    }  # fmt: skip
    data = {
        "format": 1, "title": two, "version": text or "1", "issued": text or "2024-01-01",
        "namespaces": {"person": "https://example.org/person/", "gov": "https://example.org/gov#"},
        "looks": [{"id": "gov:Person", "label": two, "mark": "circle"}],
        "kinds": [{"id": "gov:Person", "label": two, "look": 0}],
        "relations": [{"id": "gov:knows", "label": two, "derived": False}],
        "statuses": [{"id": "confirmed", "label": two}, {"id": "disputed", "label": two}],
        "measures": [{"id": "degree", "label": two, "text": two, "values": [500] * size}],
        "nodes": {
            "id": [f"person:p-{n}" for n in range(size)], "kind": [0] * size, "label": list(names),
            "labelDe": list(names), "short": {str(n): [name, name] for n, name in enumerate(names) if text is not None},
            "alias": {str(n): [name, "alias"] for n, name in enumerate(names) if text is not None},
            "jurisdiction": [-1] * size,
            "from": [738000 + n for n in range(size)], "until": [0] * size, "community": [0] * size,
            "x": view["x"], "y": view["y"], "parent": [],
        },
        "edges": {
            "source": [s for s, _ in edges], "target": [t for _, t in edges], "relation": [0 for _ in edges],
            "status": [n % 2 for n in ends], "from": [738000 for _ in edges], "until": [0 for _ in edges],
            "id": [f"{n:012x}" for n in ends],
        },
        "views": [view], "start": {},
    }  # fmt: skip
    return data, _details(size, len(edges), two)


def _details(size: int, edges: int, two: list[str]) -> dict[str, Any]:
    """A fact, a source, two links and a qualifier everywhere, all of the same text."""
    text = two[0]
    sources = [
        {"id": f"source:{n}", "title": two, "url": url, "publisher": text, "date": text}
        for n, url in enumerate(("javascript:window.hit=1", "https://example.org/?q=<b>\"'", text))
    ]
    links = [[two, "javascript:alert(1)"], [two, " javascript:alert(2)"], [two, "https://example.org/x"], [two, text]]
    facts = [[0, two, 0, 0, [[0, two]]], [0, ["javascript:window.hit=1", ""], 1, 0, []]]
    return {
        "sources": sources,
        "properties": [{"id": "gov:note", "label": two}],
        "evidence": [[[0, text], [1, text], [2, ""]]],
        "nodes": [{"description": two, "facts": facts, "links": links} for _ in range(size)],
        "edges": [[0, [[0, two]]] for _ in range(edges)],
        "claims": {"1": [0]} if edges > 1 else {},
        "derivations": {},
    }


def write_page(folder: Path, graph: tuple[dict[str, Any], dict[str, Any]], title: str = "Test") -> Path:
    """The page of a graph, as a file."""
    file = folder / "graph.html"
    file.write_text(render_page(*graph, title), encoding="utf-8", newline="")
    return file
