"""Where a response is not the one that a test expects."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from rdflib import Graph
from rdflib.compare import isomorphic
from rdflib.query import Result

from conformance.cases import Expected
from conformance.exchange import Reply

RDF_FORMATS = {"text/turtle": "turtle", "application/n-triples": "nt", "application/rdf+xml": "xml"}
BOOLEAN = ("application/sparql-results+json", "application/sparql-results+xml")
TABULAR = (*BOOLEAN, "text/csv", "text/tab-separated-values")


def find_faults(expected: Expected, reply: Reply, method: str) -> list[str]:
    """All that is wrong with a response, in words; empty where it is as expected."""
    if not any(fits(status, reply.status) for status in expected.statuses):
        return [f"status {reply.status}, expected {' or '.join(expected.statuses)}{_told(reply)}"]
    return [*_form_faults(expected, reply), *_header_faults(expected, reply, method)]


def fits(expected: str, status: int) -> bool:
    """Is a status the expected one, or of the expected class?

    >>> fits("2xx", 204), fits("404", 404), fits("4xx", 500)
    (True, True, False)
    """
    return expected == str(status) or expected == f"{status // 100}xx"


def _told(reply: Reply) -> str:
    text = " ".join(reply.body.decode("utf-8", "replace").split())
    return f": {text[:200]}" if text else ""


def _form_faults(expected: Expected, reply: Reply) -> Iterator[str]:
    known = {"boolean": BOOLEAN, "tabular": TABULAR, "RDF": tuple(RDF_FORMATS), "": ()}[expected.form]
    if known and reply.media_type not in known:
        yield f"content type {reply.media_type or 'missing'}, expected one of {', '.join(known)}"
        return
    try:
        if expected.form == "RDF":
            read_graph(reply)
        elif expected.form:
            found = Result.parse(BytesIO(reply.body), content_type=reply.media_type)
            if expected.boolean is not None and found.askAnswer is not expected.boolean:
                yield f"the answer is {found.askAnswer}, expected {expected.boolean}"
    except Exception as error:  # noqa: BLE001 - whatever the parsers say, the body is not what its type tells
        yield f"the body is no {reply.media_type}: {str(error)[:120]}"


def _header_faults(expected: Expected, reply: Reply, method: str) -> Iterator[str]:
    if expected.location and "location" not in reply.headers:
        yield "the header Location is missing"
    if not expected.media_type:
        return
    if not _same_type(expected.media_type, reply.headers.get("content-type", "")):
        yield f"content type {reply.headers.get('content-type', 'missing')}, expected {expected.media_type}"
    elif expected.body and method != "HEAD":
        try:
            found = read_graph(reply)
        except Exception as error:  # noqa: BLE001 - whatever the parsers say, the body is not what its type tells
            yield f"the body is no {reply.media_type}: {str(error)[:120]}"
            return
        wanted = Graph().parse(data=expected.body, format=RDF_FORMATS[reply.media_type])
        if not isomorphic(found, wanted):
            yield f"another graph: {len(found)} triples, expected {len(wanted)}"


def _same_type(expected: str, told: str) -> bool:
    """Equal media types; parameters count where both have them (Turtle is UTF-8 without being told so)."""
    wanted, _, wanted_more = expected.lower().replace(" ", "").partition(";")
    found, _, found_more = told.lower().replace(" ", "").partition(";")
    return wanted == found and (not found_more or not wanted_more or found_more == wanted_more)


def read_graph(reply: Reply) -> Graph:
    """The body as RDF. Raises: whatever rdflib raises for what is none."""
    return Graph().parse(data=reply.body, format=RDF_FORMATS[reply.media_type], publicID=reply.url)
