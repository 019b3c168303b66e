"""The small page that OpenRefine shows for a candidate (section 5 of the API): no script, all text escaped."""

from __future__ import annotations

import base64
import hashlib

from markupsafe import escape

from govgraph.lookup import identify, in_language
from govgraph.serve.http import Refused
from govgraph.serve.operations import Loaded
from govgraph.serve.reconcile.terms import describe_term, entity_id, index

WIDTH, HEIGHT = 430, 200
_STYLE = (
    f"body{{box-sizing:border-box;max-width:{WIDTH}px;max-height:{HEIGHT}px;overflow:hidden;overflow-wrap:anywhere;"
    "font:14px/1.4 system-ui,sans-serif;margin:0;padding:.6rem;color:#1b1b1b;background:#fff}"
    "h1{font-size:1.1rem;margin:0 0 .2rem}p{margin:.2rem 0}a{color:#0b57a4}small{color:#555}"
)
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'"
_MORE = {"en": "All about it", "de": "Alles dazu"}
_LONGEST_LABEL, _LONGEST_TEXT = 120, 220  # characters; so much fits


def preview(loaded: Loaded, ident: str, address: str, language: str) -> bytes:
    """HTML about an entity. Raises: Refused 404 for an id of nothing."""
    lookup = index(loaded)
    number = identify(lookup, ident)
    if number is None:
        raise Refused(404, "not-found", f"{ident[:100]!r} is the id of nothing; ids are like person/elon-musk")
    entry = lookup.entries[number]
    kind, local = describe_term(loaded, entry.kinds[0], language).name, entity_id(loaded, entry.iri)
    label = _shorten(in_language(entry.labels, language), _LONGEST_LABEL)
    text = _shorten(in_language(entry.descriptions, language), _LONGEST_TEXT)
    told = "de" if language == "de" else "en"
    page = f"{address.rpartition('/reconcile')[0]}/id/{local}"
    return (
        f'<!doctype html>\n<html lang="{told}"><head><meta charset="utf-8"><title>{escape(label)}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{escape(label)}</h1>"
        f"<p><small>{escape(kind)} · {escape(local)}</small></p>{f'<p>{escape(text)}</p>' if text else ''}"
        f'<p><a href="{escape(page)}" target="_blank" rel="noopener">{_MORE[told]}</a></p></body></html>\n'
    ).encode()


def _shorten(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
