"""Checks that need the whole graph: every reference names something, every id stands once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from govgraph.errors import Finding, Place
from govgraph.model.schema import Schema
from govgraph.model.statements import Entity, Statement
from govgraph.model.terms import is_literal


def check_references(entities: Iterable[Entity], statements: Iterable[Statement], schema: Schema) -> list[Finding]:
    """Findings on ids used twice, statements made twice and references to nothing. Empty where all is well."""
    findings: list[Finding] = []
    first: dict[str, Place] = {}
    for entity in entities:
        if entity.id in first:
            findings.append(
                _twice("id-twice", f'the id "{entity.id}" is used twice', entity.place, first[entity.id], entity.id)
            )
        first.setdefault(entity.id, entity.place)
    made: dict[str, Statement] = {}
    checked: list[Statement] = []
    for statement in statements:
        earlier = made.setdefault(statement.id, statement)
        if earlier is not statement:
            findings.append(_repeated(statement, earlier))
        checked.append(statement)
    for statement in checked:
        findings.extend(_dangling(statement, first, made, schema))
    return findings


def _twice(rule: str, message: str, place: Place, earlier: Place, entity: str) -> Finding:
    return Finding(rule, "violation", message, place, entity, expected=f"one record an id; the first is at {earlier}")


def _repeated(statement: Statement, earlier: Statement) -> Finding:
    return Finding(
        "statement-twice",
        "violation",
        f"the same statement stands at {earlier.place}",
        statement.place,
        statement.subject,
        "",
        statement.property,
        statement.value,
        "one statement with all its sources, or a qualifier that tells the two apart",
    )


def _references(statement: Statement) -> Iterator[tuple[str, str]]:
    yield "subject", statement.subject
    yield statement.property, statement.value
    yield from statement.qualifiers
    yield from (("sources", source) for source in statement.sources)


def _dangling(
    statement: Statement, entities: dict[str, Place], statements: dict[str, Statement], schema: Schema
) -> Iterator[Finding]:
    for prop, value in _references(statement):
        if is_literal(value) or value in entities or value in statements:
            continue
        if value.partition(":")[0] in schema.entity_prefixes:
            yield Finding(
                "unknown-id",
                "violation",
                f'"{value}" is the id of nothing',
                statement.place,
                statement.subject,
                "",
                prop,
                value,
                _near(value, entities),
            )


def _near(value: str, entities: dict[str, Place]) -> str:
    prefix = value.partition(":")[0]
    near = difflib.get_close_matches(value, [each for each in entities if each.startswith(f"{prefix}:")], 3, 0.7)
    if near:
        return f"did you mean {' or '.join(near)}?"
    return f"an existing id, or a new file data/{prefix}/{value.partition(':')[2]}.yaml"
