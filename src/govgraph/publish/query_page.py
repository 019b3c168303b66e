"""The SPARQL page: an editor and an engine in the reader's browser, over the dump of this site.

A server that has an endpoint too tells the page so (`with_endpoint`): readers choose where a query runs. Without a
script the page lists the questions, which have pages of their own, and says how to ask elsewhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape

from govgraph.errors import EnvironmentFault
from govgraph.publish.catalog import Catalog
from govgraph.publish.pages import LANGUAGES, File, Head, Page
from govgraph.query import Question

DUMP = "data/govgraph.trig"
_HEADER = re.compile(r"^# (?:title|purpose)-[a-z-]+:.*\n", re.MULTILINE)  # shown beside the query, in one language
_NO_ENDPOINT = b'data-endpoint=""'
_WORDS = {
    "en": ("SPARQL", "Ask this graph anything in SPARQL 1.1.", "Your browser computes the answer; no query is sent."),
    "de": ("SPARQL", "Diesen Graphen in SPARQL 1.1 befragen.",
           "Die Antwort entsteht im Browser; nichts wird gesendet."),
}  # fmt: skip


def query_pages(catalog: Catalog) -> Iterator[Page | File]:
    """Page `sparql` in both languages, and what its script needs to know, `assets/data/sparql.json`."""
    for language in LANGUAGES:
        yield _page(catalog, language)
    yield File("assets/data/sparql.json", json.dumps(_data(catalog), ensure_ascii=False, sort_keys=True).encode())


def with_endpoint(html: bytes, endpoint: str) -> bytes:
    """The page `sparql` of a server that answers queries at an address below the site's root.

    Raises: EnvironmentFault where the page has no place for it, or more than one.
    """
    if html.count(_NO_ENDPOINT) != 1:
        raise EnvironmentFault("the page sparql has no place for an endpoint; run govgraph site")
    return html.replace(_NO_ENDPOINT, f'data-endpoint="{escape(endpoint)}"'.encode())


def _page(catalog: Catalog, language: str) -> Page:
    title, text, where = _WORDS[language]
    data = {
        "title": title,
        "text": text,
        "where": where,
        "dump": DUMP,
        "questions": [(f"question/{each.name}", _title(each, language)) for each in catalog.questions],
    }
    head = Head(
        "sparql", title, text, crumbs=((title, ""),), scripts=("sparql.js",), styles=("sparql.css",),
        policy="sparql", section="sparql",
    )  # fmt: skip
    return Page(language, "query.html", head, data)


def _title(question: Question, language: str) -> str:
    return question.title.get(language) or question.title.get("en") or question.name


def _data(catalog: Catalog) -> dict[str, object]:
    """Base, prefixes, dump, questions, and the ontology's classes and properties with their labels for completion."""
    labels = {
        term: list(catalog.names.get(term, ("", "")))
        for term, path in catalog.paths.items()
        if path.startswith(("class/", "property/"))
    }
    return {
        "base": catalog.project.base,
        "dump": DUMP,
        "prefixes": catalog.schema.prefixes.namespaces,
        "questions": [{**each._asdict(), "query": _HEADER.sub("", each.query)} for each in catalog.questions],
        "terms": [[term, *labels[term]] for term in sorted(labels)],
    }
