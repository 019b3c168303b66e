"""The explorer as one file: data, style and script in a page that may ask nothing from anywhere."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from govgraph.explore.packing import pack_details, pack_graph

# What could end a script block, and what a reader of the source would not see: line separators, direction controls.
_TO_ESCAPE = re.compile("[<\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def render_page(data: Mapping[str, Any], details: Mapping[str, Any], title: str) -> str:
    """The HTML text for `GraphData` and `Details` (explorer/src/model.ts)."""
    script, style = (_asset(f"assets/explorer.{ending}").rstrip("\n") for ending in ("js", "css"))
    if "</script" in script.lower() or "<!--" in script or "</style" in style.lower():
        raise ValueError("the bundle holds what would end its own block: build it anew")
    parts = {
        "@script-hash@": _hash(script),
        "@style-hash@": _hash(style),
        "@title@": html.escape(title),
        "@style@": style,
        "@graph@": write_block(pack_graph(data)),
        "@details@": write_block(pack_details(details)),
        "@script@": script,
    }
    # In one pass, so that data that look like a mark stay data.
    return re.sub("|".join(parts), lambda match: parts[match[0]], _asset("page.html"))


def write_block(value: Mapping[str, Any]) -> str:
    r"""Compact JSON that can stand in a script element.

    >>> write_block({"a": "</script>"})
    '{"a":"\\u003c/script>"}'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _TO_ESCAPE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _asset(name: str) -> str:
    return (files("govgraph") / "explore" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """The source expression of a Content-Security-Policy for an inline block (CSP Level 3, 2.3.1)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
