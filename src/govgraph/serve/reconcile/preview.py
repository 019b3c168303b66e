"""The small page that OpenRefine shows for a candidate (section 6 of the API): no script, all text escaped."""

from __future__ import annotations

import base64
import hashlib

from markupsafe import escape

from govgraph.lookup import in_language
from govgraph.serve.http import Refused
from govgraph.serve.operations import Loaded
from govgraph.serve.reconcile.terms import describe_term, entity_id, entity_iri

WIDTH, HEIGHT = 430, 200
_STYLE = (
    "body{font:14px/1.4 system-ui,sans-serif;margin:.6rem;color:#1b1b1b;background:#fff}"
    "h1{font-size:1.1rem;margin:0 0 .2rem}p{margin:.2rem 0}a{color:#0b57a4}small{color:#555}"
)
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'"
_MORE = {"en": "All about it", "de": "Alles dazu"}


def preview(loaded: Loaded, ident: str, address: str, language: str) -> bytes:
    """HTML about an entity. Raises: Refused 404 for an id of nothing."""
    iri = entity_iri(loaded, ident)
    assert loaded.lookup is not None  # noqa: S101 - a worker has one
    number = loaded.lookup.numbers.get(iri)
    if number is None:
        raise Refused(404, "not-found", f"{ident[:100]} is the id of nothing")
    entry = loaded.lookup.entries[number]
    kind = describe_term(loaded, entry.kinds[0], language)
    page = f"{address.removesuffix('/reconcile')}/id/{entity_id(loaded, iri)}"
    text = in_language(entry.descriptions, language)
    told = "de" if language == "de" else "en"
    return (
        f'<!doctype html>\n<html lang="{told}"><head><meta charset="utf-8"><title>{escape(entry.iri)}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{escape(in_language(entry.labels, language))}</h1>"
        f"<p><small>{escape(kind.name)} · {escape(entity_id(loaded, iri))}</small></p><p>{escape(text[:400])}</p>"
        f'<p><a href="{escape(page)}" target="_blank" rel="noopener">{_MORE[told]}</a></p></body></html>\n'
    ).encode()
