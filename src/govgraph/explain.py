"""Where a triple comes from: the statements that make it, or the rule and the premises that derive it."""

from __future__ import annotations

from typing import NamedTuple

from govgraph.errors import UsageError
from govgraph.graph.inference import infer, premises_of
from govgraph.graph.views import Triple
from govgraph.model.statements import Statement
from govgraph.model.terms import is_literal, split_literal
from govgraph.pipeline import Model, read_model, read_rules, read_sources, rule_store
from govgraph.project import Project


class Explanation(NamedTuple):
    """Either statements (any status), or a rule's name, its title and premises; all empty: not in the graph."""

    triple: Triple
    statements: list[Statement]
    rule: str
    title: str
    premises: list[Triple]


def explain(project: Project, subject: str, prop: str, value: str) -> Explanation:
    """Why the graph holds a triple, given as prefixed names or IRIs; a literal value is given as its plain text.

    Raises: UsageError for a name with an unknown prefix.
    """
    model = read_model(project, read_sources(project))
    triple = (_term(model, subject), _term(model, prop), _term(model, value) if ":" in value else value)
    matching = [each for each in model.graph.statements if _matches(each, triple)]
    if matching:
        return Explanation(triple, matching, "", "", [])
    return _derivation(project, model, triple)


def _term(model: Model, name: str) -> str:
    prefixes = model.schema.prefixes
    if name == "a":
        return "rdf:type"
    if name.startswith(("http://", "https://")):
        return prefixes.contract(name)
    if name.partition(":")[0] not in prefixes.namespaces:
        raise UsageError(f"{name}: unknown prefix; known are {', '.join(sorted(prefixes.namespaces))}")
    return name


def _matches(statement: Statement, triple: Triple) -> bool:
    value = split_literal(statement.value)[0] if is_literal(statement.value) else statement.value
    return (statement.subject, statement.property) == triple[:2] and triple[2] in (value, statement.value)


def _derivation(project: Project, model: Model, triple: Triple) -> Explanation:
    prefixes = model.schema.prefixes
    store, rules = rule_store(model), read_rules(project)
    name = infer(store, rules, prefixes).rule_of.get(triple, "")
    for rule in rules:
        if rule.name == name:
            return Explanation(triple, [], name, rule.title["en"], premises_of(store, rule, triple, prefixes))
    return Explanation(triple, [], "", "", [])


def explanation_text(found: Explanation) -> str:
    """The explanation for a reader: statements with status, sources and place, or rule and premises."""
    head = " ".join(found.triple)
    if found.statements:
        return f"{head}\n" + "".join(_statement_text(each) for each in found.statements)
    if found.rule:
        premises = "".join(f"    {' '.join(each)}\n" for each in found.premises)
        return f"{head}\n  derived by {found.rule}: {found.title}\n  from\n{premises}"
    return f"{head}\n  is neither stated nor derived\n"


def _statement_text(each: Statement) -> str:
    lines = [f"  stated by {each.id}", f"    status: {each.status.partition(':')[2]}"]
    lines += [
        f"    {prop}: {split_literal(value)[0] if is_literal(value) else value}" for prop, value in each.qualifiers
    ]
    lines += [f"    source: {source}" for source in each.sources]
    return "\n".join([*lines, f"    place: {each.place}"]) + "\n"


def explanation_json(found: Explanation) -> dict[str, object]:
    """The explanation as a JSON object."""
    statements = [
        {
            "id": each.id, "status": each.status, "confidence": each.confidence, "sources": list(each.sources),
            "qualifiers": [list(pair) for pair in each.qualifiers], "place": str(each.place),
        }
        for each in found.statements
    ]  # fmt: skip
    return {"triple": list(found.triple), "statements": statements, "rule": found.rule, "title": found.title,
            "premises": [list(each) for each in found.premises]}  # fmt: skip
