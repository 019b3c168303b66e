"""The explorer's starting points: one SPARQL CONSTRUCT a file under `ontology/views`, run over what the graph says.

A view's triples are relations to draw. Queries see what holds (accepted and derived triples, the ontology) as the
default graph; what is told without being accepted stands in named graphs, so that a view can show it on purpose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from govgraph.errors import DataError, EnvironmentFault, Finding, Place
from govgraph.export.ntriples import to_nquads, write_ntriples
from govgraph.graph.inference import constructed, node_term, read_header
from govgraph.graph.views import Triple
from govgraph.model.statements import Statement
from govgraph.model.terms import Prefixes

TOLD = "urn:govgraph:told"
LANGUAGES = ("en", "de")

# A query may reach nothing but the store that it is given. Names (?service, gov:from) are no keywords.
_OUTWARD = re.compile(r"(?<![?$\w:#/-])(?:SERVICE\b|FROM\s+(?:NAMED\s+)?(?:<|[\w.-]*:))", re.IGNORECASE)
_HEADER = re.compile(r"(?:#[^\n\r]*[\n\r]+)*")
_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


class ViewSelection(NamedTuple):
    """A starting point: `id` is the file's stem without its number; texts by language; its triples, sorted."""

    id: str
    title: dict[str, str]
    text: dict[str, str]
    triples: list[Triple]


def view_store(
    simple: Iterable[Triple],
    inferred: Iterable[Triple],
    statements: Iterable[Statement],
    backbone: Iterable[Triple],
    prefixes: Prefixes,
) -> ox.Store:
    """A store for `select_views`.

    Default graph: the simple view, what rules derive, and the ontology's backbone. Graph <urn:govgraph:told>: the bare
    triple of every statement, whatever its status. A graph named by each status (gov:refuted, ...): the bare triples
    of the statements that have it.
    """
    told: dict[str, list[Triple]] = {}
    for each in statements:
        told.setdefault(each.status, []).append((each.subject, each.property, each.value))
    parts = [write_ntriples([*simple, *inferred, *backbone], prefixes)]
    for status in sorted(told):
        text = write_ntriples(told[status], prefixes)
        parts.append(to_nquads(text, TOLD))
        if status:  # the graph's own wording has none
            parts.append(to_nquads(text, prefixes.iri(status)))
    store = ox.Store()
    store.bulk_load("".join(parts).encode(), ox.RdfFormat.N_QUADS, lenient=True)
    return store


def select_views(
    folder: Path, store: ox.Store, prefixes: Prefixes, name: str = "ontology/views"
) -> list[ViewSelection]:
    """The views of a folder, sorted by file name; none where the folder is missing.

    Args: name, what errors call the folder.
    Raises: DataError with file and line for a text that is no CONSTRUCT query, lacks a title or a text in a language,
    reaches out of the store, or makes blank nodes; EnvironmentFault where a file can't be read.
    """
    return [_select(path, store, prefixes, f"{name}/{path.name}") for path in sorted(folder.glob("*.rq"))]


def _select(path: Path, store: ox.Store, prefixes: Prefixes, name: str) -> ViewSelection:
    query = _read(path, name)
    header = read_header(query)
    for key in (f"{part}-{language}" for part in ("title", "text") for language in LANGUAGES):
        if not header.get(key):
            raise _fault(name, 1, 1, f"the header has no {key}", f"# {key}: words for readers")
    title, text = ({language: header[f"{part}-{language}"] for language in LANGUAGES} for part in ("title", "text"))
    return ViewSelection(re.sub(r"^\d+-", "", path.stem), title, text, _run(query, store, prefixes, name))


def _read(path: Path, name: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise EnvironmentFault(f"{name}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise _fault(name, 1, 1, f"not UTF-8: {error}", "UTF-8: save the file again in that encoding") from error


def _run(query: str, store: ox.Store, prefixes: Prefixes, name: str) -> list[Triple]:
    body = _HEADER.match(query)
    outward = _OUTWARD.search(query, body.end() if body else 0)
    if outward:
        before = query[: outward.start()]
        line, column = before.count("\n") + 1, outward.start() - before.rfind("\n")
        raise _fault(name, line, column, "SERVICE and FROM are not run", "a query over the graph's own store")
    try:
        made = constructed(store, query)
        if made is None:
            raise _fault(name, 1, 1, "the view is no CONSTRUCT query", "CONSTRUCT { ... } WHERE { ... }")
        return sorted({_terms(each, prefixes, name) for each in made})
    except SyntaxError as error:
        found = _PLACE.fullmatch(str(error.msg))
        line, column, message = (int(found[1]), int(found[2]), found[3]) if found else (1, 1, str(error.msg))
        raise _fault(name, line, column, message, "a SPARQL 1.1 CONSTRUCT query") from error


def _terms(triple: ox.Triple, prefixes: Prefixes, name: str) -> Triple:
    if isinstance(triple.subject, ox.BlankNode) or isinstance(triple.object, ox.BlankNode):
        raise _fault(name, 1, 1, "the view makes a blank node", "IRIs and literals only")
    subject, value = (node_term(each, prefixes) for each in (triple.subject, triple.object))
    return subject, prefixes.contract(triple.predicate.value), value


def _fault(name: str, line: int, column: int, message: str, expected: str) -> DataError:
    return DataError([Finding("explorer-view", "violation", message, Place(name, line, column), expected=expected)])
