"""One compact JSON-LD document of the simple and the full view (JSON-LD 1.1), a node a line, no remote context.

The context inside is the one that maps the data files, so the keys are those that a curator writes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby

from govgraph.graph.views import Triple
from govgraph.model.schema import Schema, Term
from govgraph.model.statements import Statement
from govgraph.model.terms import is_literal, split_literal

Json = dict[str, object]


def write_jsonld(simple: Iterable[Triple], statements: Iterable[Statement], schema: Schema) -> Iterator[str]:
    """The document in pieces: context, entity nodes (from the sorted simple view), statement nodes.

    Its triples are exactly those of the simple and the full view.
    """
    return _document(schema.context, (*_entity_nodes(simple, schema), *_statement_nodes(statements, schema)))


def write_jsonld_part(simple: Iterable[Triple], statements: Iterable[Statement], schema: Schema) -> Iterator[str]:
    """The same for a part of the graph: its context holds only the keys and prefixes that the part uses."""
    nodes = [*_entity_nodes(simple, schema), *_statement_nodes(statements, schema)]
    return _document(_needed(schema.context, nodes), nodes)


def _document(context: dict[str, object], nodes: Iterable[Json]) -> Iterator[str]:
    yield f'{{"@context": {json.dumps(context, ensure_ascii=False, indent=1)},\n"@graph": [\n'
    separator, encode = "", json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
    for node in nodes:
        yield separator + encode(node)
        separator = ",\n"
    yield "\n]}\n"


def _needed(context: dict[str, object], nodes: Iterable[Json]) -> dict[str, object]:
    """The entries of a context that nodes use: their keys, and the prefixes of keys and values."""
    used: set[str] = set()
    open_: list[object] = list(nodes)
    while open_:
        item = open_.pop()
        if isinstance(item, dict):
            used.update(item)
            open_ += item.values()
        elif isinstance(item, list):
            open_ += item
        elif isinstance(item, str):
            used.add(item.partition(":")[0])
    used.update(key.partition(":")[0] for key in tuple(used))
    for key in tuple(used):
        entry = context.get(key)
        told = entry.values() if isinstance(entry, dict) else (entry,)
        used.update(str(each).partition(":")[0] for each in told)
    return {
        key: entry for key, entry in context.items() if key in used or key.startswith("@") or entry in ("@id", "@type")
    }


def _entity_nodes(simple: Iterable[Triple], schema: Schema) -> Iterator[Json]:
    for subject, group in groupby(simple, key=lambda triple: triple[0]):
        node: Json = {"id": subject.strip("<>")}
        for predicate, each in groupby(group, key=lambda triple: triple[1]):
            values = [triple[2] for triple in each]
            if predicate == "rdf:type":
                node["type"] = _one_or_many([value.partition(":")[2] for value in values])
            else:
                _put(node, predicate, values, schema)
        yield node


def _statement_nodes(statements: Iterable[Statement], schema: Schema) -> Iterator[Json]:
    for each in statements:
        node: Json = {
            "id": each.id,
            "type": each.kind.partition(":")[2],
            "subject": each.subject.strip("<>"),
            "property": each.property,
            "value": _object(each.value),
            "status": each.status.partition(":")[2],
        }
        if each.confidence:
            node["confidence"] = each.confidence.partition(":")[2]
        for prop, group in groupby(each.qualifiers, key=lambda pair: pair[0]):
            _put(node, prop, [pair[1] for pair in group], schema)
        if each.sources:
            node["sources"] = list(each.sources)
        if each.citations:
            node["citations"] = [_citation(each.id, source, locator) for source, locator in each.citations]
        yield node


def _citation(statement: str, source: str, locator: str) -> Json:
    identifier = f"{statement}-at-{source.partition(':')[2]}"
    return {"id": identifier, "type": "Citation", "citedSource": source, "locator": split_literal(locator)[0]}


def _put(node: Json, prop: str, values: list[str], schema: Schema) -> None:
    term = schema.by_property.get(prop)
    if term is None:
        node[prop] = _one_or_many([_object(value) for value in values])
    elif term.form == "text":
        node[term.key] = _language_map(values)
    else:
        node[term.key] = _one_or_many([_coerced(value, term) for value in values])


def _language_map(values: list[str]) -> dict[str, object]:
    found: dict[str, list[object]] = {}
    for value in values:
        text, language, _ = split_literal(value)
        found.setdefault(language or "@none", []).append(text)
    return {language: _one_or_many(texts) for language, texts in sorted(found.items())}


def _coerced(value: str, term: Term) -> object:
    if term.form == "reference":
        return value.strip("<>")
    if term.form == "vocabulary":
        return value.partition(":")[2]
    text, _, datatype = split_literal(value)
    return text if datatype in ("", term.datatype) else {"@value": text, "@type": datatype}


def _object(value: str) -> object:
    if not is_literal(value):
        return {"id": value.strip("<>")}
    text, language, datatype = split_literal(value)
    if language:
        return {"@value": text, "@language": language}
    return {"@value": text, "@type": datatype} if datatype else text


def _one_or_many(values: list[object] | list[str]) -> object:
    return values[0] if len(values) == 1 else list(values)
