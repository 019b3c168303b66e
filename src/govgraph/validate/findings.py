"""From SHACL results to findings with file, line, column, label, property and value."""

from __future__ import annotations

from collections.abc import Iterable

from govgraph.errors import Finding, Place, Severity
from govgraph.model.harvest import Graph
from govgraph.model.statements import Statement
from govgraph.model.terms import Prefixes, is_literal, split_literal
from govgraph.namespaces import SH
from govgraph.validate.engines import Result

_SEVERITIES: dict[str, Severity] = {f"{SH}Violation": "violation", f"{SH}Warning": "warning", f"{SH}Info": "info"}


class Places:
    """Where entities and statements stand, looked up by focus node, path and value."""

    def __init__(self, graph: Graph) -> None:
        self.entities = {each.id: each.place for each in graph.entities}
        self.statements = {each.id: each for each in graph.statements}
        self.made: dict[tuple[str, str], list[Statement]] = {}
        self.linked: dict[tuple[str, str], Statement] = {}
        self.labels: dict[str, str] = {}
        for each in graph.statements:
            self.made.setdefault((each.subject, each.property), []).append(each)
            self.linked[each.subject, each.value] = each
            if each.property == "rdfs:label" and (each.subject not in self.labels or each.value.endswith("@en")):
                self.labels[each.subject] = split_literal(each.value)[0]

    def find(self, focus: str, path: str, value: str) -> tuple[Place | None, str]:
        """Place and entity of a result: the statement itself, the one that states path and value, or the entity."""
        statement = self.statements.get(focus) or self.statements.get(focus.rpartition("-at-")[0])
        if statement is not None:
            return statement.place, statement.subject
        candidates = self.made.get((focus, path), [])
        for each in candidates:
            if each.value == value:
                return each.place, focus
        if candidates:
            return candidates[0].place, focus
        if not path and (focus, value) in self.linked:
            return self.linked[focus, value].place, focus
        return self.entities.get(focus), focus


def findings_of(results: Iterable[Result], graph: Graph | None, prefixes: Prefixes) -> list[Finding]:
    """One finding a result, in the order given. Without a graph (foreign RDF) places and labels stay empty."""
    places = Places(graph) if graph is not None else None
    return [_finding(each, places, prefixes) for each in results]


def _finding(result: Result, places: Places | None, prefixes: Prefixes) -> Finding:
    focus, path, value = (prefixes.compact(each) for each in (result.focus, result.path, result.value))
    place, entity, label = None, focus, ""
    statement = None
    if places is not None:
        place, entity = places.find(focus, path, value)
        label = places.labels.get(entity, "")
        statement = places.statements.get(focus)
    messages = dict(result.messages)
    message = messages.get("en") or messages.get("") or f"{result.component.rpartition('#')[2]} does not hold"
    return Finding(
        rule=prefixes.contract(result.shape).strip("<>"),
        severity=_SEVERITIES.get(result.severity, "violation"),
        message=message,
        place=place,
        entity=entity.strip("<>"),
        label=label,
        property=_property(path, statement),
        value=_plain(_value(value, path, statement)),
        expected="",
        message_de=messages.get("de", ""),
    )


def _property(path: str, statement: Statement | None) -> str:
    if statement is None:
        return path
    return (
        f"{statement.property} ({path})" if path and path not in ("rdf:subject", "rdf:object") else statement.property
    )


def _value(value: str, path: str, statement: Statement | None) -> str:
    if statement is not None and (not value or value == statement.id):
        return statement.value
    return value


def _plain(term: str) -> str:
    text = split_literal(term)[0] if is_literal(term) else term.strip("<>")
    return text if len(text) <= 200 else text[:197] + "..."
