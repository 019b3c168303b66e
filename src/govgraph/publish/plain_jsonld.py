"""Any triples as JSON-LD 1.1: a context of prefixes alone, a node a line, nothing coerced."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby

from govgraph.graph.views import Triple
from govgraph.model.terms import is_literal, split_literal

Json = dict[str, object]


def write_plain_jsonld(triples: Iterable[Triple], namespaces: dict[str, str]) -> Iterator[str]:
    """The document in pieces: a node a subject; `triples` sorted. Its triples are exactly those given."""
    nodes = [_node(subject, list(group)) for subject, group in groupby(triples, key=lambda triple: triple[0])]
    used = {each.partition(":")[0] for each in _names(nodes)}
    context = {prefix: namespaces[prefix] for prefix in sorted(used) if prefix in namespaces}
    yield f'{{"@context": {json.dumps(context, ensure_ascii=False, indent=1)},\n"@graph": [\n'
    yield ",\n".join(json.dumps(node, ensure_ascii=False) for node in nodes)
    yield "\n]}\n"


def _node(subject: str, triples: list[Triple]) -> Json:
    node: Json = {"@id": _name(subject)}
    for predicate, group in groupby(triples, key=lambda triple: triple[1]):
        values = [each[2] for each in group]
        if predicate == "rdf:type":
            node["@type"] = _one_or_many([_name(each) for each in values])
        else:
            node[_name(predicate)] = _one_or_many([_object(each) for each in values])
    return node


def _object(term: str) -> object:
    if not is_literal(term):
        return {"@id": _name(term)}
    text, language, datatype = split_literal(term)
    if language:
        return {"@value": text, "@language": language}
    return {"@value": text, "@type": _name(datatype)} if datatype else text


def _name(term: str) -> str:
    return term.strip("<>")


def _names(nodes: list[Json]) -> Iterator[str]:
    """All keys and values that may be prefixed names."""
    open_: list[object] = list(nodes)
    while open_:
        item = open_.pop()
        if isinstance(item, dict):
            open_ += [*item, *(value for key, value in item.items() if key not in ("@value", "@language"))]
        elif isinstance(item, list):
            open_ += item
        elif isinstance(item, str):
            yield item


def _one_or_many(values: list[str] | list[object]) -> object:
    return values[0] if len(values) == 1 else list(values)
