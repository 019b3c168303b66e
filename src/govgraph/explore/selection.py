"""A part of the graph: what lies around some entities, of some kinds, relations and statuses, as of a day."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from govgraph.dates import span_of
from govgraph.errors import UsageError
from govgraph.explore.names import is_source
from govgraph.explore.spans import OPEN, Span, holds, statement_span
from govgraph.model.harvest import Graph
from govgraph.model.schema import Schema
from govgraph.model.statements import Statement

MAX_DEPTH = 6


class Wanted(NamedTuple):
    """What to select; every member is a set of terms or ids, and empty means all.

    `focus` are entity ids, `view` entity ids that a view shows, `day` an ordinal (0: all times), `limit` the most
    nodes (0: no limit), `spans` the lifetime of entities where one is known.
    """

    focus: tuple[str, ...] = ()
    depth: int = 1
    day: int = 0
    kinds: frozenset[str] = frozenset()
    relations: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    limit: int = 0
    view: tuple[str, ...] = ()
    spans: dict[str, Span] = {}  # noqa: RUF012 - read only


class Selection(NamedTuple):
    """The smaller graph, and its nodes (sorted ids): all of its entities but sources that are only cited.

    `relations` are the statements between nodes, sorted; `distance` counts the steps from the focus (0 without one).
    """

    graph: Graph
    nodes: tuple[str, ...]
    relations: tuple[Statement, ...]
    distance: dict[str, int]


def last_day(text: str) -> int:
    """Ordinal of the last day of a partial date: as of 2023 is as of its end; UsageError where it is no date.

    >>> last_day("2023-04") == last_day("2023-04-30")
    True
    """
    try:
        return span_of(text)[1].toordinal()
    except ValueError as error:
        raise UsageError(f"as of: {text!r} is no date: {error}") from error


def select(graph: Graph, schema: Schema, wanted: Wanted) -> Selection:
    """The part of `graph` that is wanted; a new Graph, sorted like the old one.

    An entity passes with its kind and lifetime, a statement with its status and span, a relation with its property
    too; names and descriptions always pass. With a focus, what is at most `depth` relations away stays, in either
    direction; nothing is walked through a source. Relations stay between nodes only. Sources that the statements cite
    stay as entities with what is said of them, and labels of what qualifiers name. A limit keeps the nearest nodes,
    then the best connected.
    """
    passing = [each for each in graph.statements if _passes(each, wanted)]
    allowed = _allowed(graph, wanted)
    relations = [
        each
        for each in passing
        if each.value in allowed
        and each.subject in allowed
        and (not wanted.relations or each.property in wanted.relations)
    ]
    sources = {each.id for each in graph.entities if is_source(each.kind, schema)}
    seeds = [each for each in dict.fromkeys((*wanted.focus, *wanted.view)) if each in allowed]
    if wanted.focus or wanted.view:
        distance = _walk(seeds, wanted.depth, relations, sources)
    else:
        ends = {end for each in relations for end in (each.subject, each.value)}
        lonely = sources - ends if not wanted.kinds else set()
        distance = dict.fromkeys(sorted(allowed - lonely), 0)
    nodes = _limited(distance, relations, wanted)
    within = tuple(each for each in relations if each.subject in nodes and each.value in nodes)
    return Selection(
        _cut(graph, passing, within, nodes), tuple(sorted(nodes)), within, {each: distance[each] for each in nodes}
    )


def _passes(statement: Statement, wanted: Wanted) -> bool:
    if statement.editorial:
        return True
    if wanted.statuses and statement.status not in wanted.statuses:
        return False
    return not wanted.day or holds(wanted.day, statement_span(statement))


def _allowed(graph: Graph, wanted: Wanted) -> set[str]:
    """Entities of the wanted kinds that exist on the day; the focus always, or its picture would be empty."""
    return {
        each.id
        for each in graph.entities
        if each.id in wanted.focus
        or ((not wanted.kinds or each.kind in wanted.kinds) and holds(wanted.day, wanted.spans.get(each.id, OPEN)))
    }


def _walk(seeds: Iterable[str], depth: int, relations: list[Statement], sources: set[str]) -> dict[str, int]:
    """Distance from the seeds of everything within `depth` relations; a source is an end, unless it is a seed."""
    neighbours: dict[str, set[str]] = {}
    for each in relations:
        neighbours.setdefault(each.subject, set()).add(each.value)
        neighbours.setdefault(each.value, set()).add(each.subject)
    distance = dict.fromkeys(seeds, 0)
    edge = list(distance)
    for step in range(1, depth + 1):
        walked = [node for node in edge if node not in sources or distance[node] == 0]
        edge = sorted({far for node in walked for far in neighbours.get(node, ())} - distance.keys())
        distance.update(dict.fromkeys(edge, step))
    return distance


def _limited(distance: dict[str, int], relations: list[Statement], wanted: Wanted) -> set[str]:
    if not wanted.limit or len(distance) <= wanted.limit:
        return set(distance)
    degree = dict.fromkeys(distance, 0)
    for each in relations:
        if each.subject in degree and each.value in degree:
            degree[each.subject] += 1
            degree[each.value] += 1
    return set(sorted(distance, key=lambda node: (distance[node], -degree[node], node))[: wanted.limit])


def _cut(graph: Graph, passing: list[Statement], relations: tuple[Statement, ...], nodes: set[str]) -> Graph:
    """What is said of the nodes, and of the sources that is cited for it, theirs included."""
    entities = {each.id for each in graph.entities}
    own = [each for each in passing if each.value not in entities]
    by_subject: dict[str, list[Statement]] = {}
    for each in own:
        by_subject.setdefault(each.subject, []).append(each)
    kept = [*relations, *(each for node in sorted(nodes) for each in by_subject.get(node, ()))]
    shown, fresh = set(nodes), list(kept)
    while cited := _cited(fresh) & (entities - shown):
        shown |= cited
        fresh = [each for source in sorted(cited) for each in by_subject.get(source, ())]
        kept += fresh
    ids = {each.id for each in kept}
    kept = [each for each in kept if not each.value.startswith("statement:") or each.value in ids]
    kept += _labels_of_qualifiers(kept, by_subject, shown)
    return Graph([each for each in graph.entities if each.id in shown], sorted(kept))


def _labels_of_qualifiers(
    kept: list[Statement], by_subject: dict[str, list[Statement]], shown: set[str]
) -> list[Statement]:
    """Labels of what qualifiers name but the selection leaves out (an affiliation): a reader sees no bare id."""
    named = {value for each in kept for _, value in each.qualifiers} - shown
    return [each for name in sorted(named) for each in by_subject.get(name, ()) if each.property == "rdfs:label"]


def _cited(statements: Iterable[Statement]) -> set[str]:
    return {source for each in statements for source in (*each.sources, *(name for name, _ in each.citations))}
