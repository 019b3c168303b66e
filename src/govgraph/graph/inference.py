"""Inference that a reader can follow: one SPARQL CONSTRUCT a file under `ontology/rules`, run until nothing new comes.

Rules read the simple view and the ontology; what they derive goes to a graph of its own and keeps the rule's name.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from govgraph.errors import DataError, EnvironmentFault, Finding, Place
from govgraph.graph.views import Triple
from govgraph.model.terms import Prefixes
from govgraph.namespaces import RDF

Bound = dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]
MAX_ROUNDS = 20


class Rule(NamedTuple):
    """A CONSTRUCT query. `name` is the file's stem; title and premises (a triple template) are header comments."""

    name: str
    title: dict[str, str]
    premises: str
    query: str


class Inference(NamedTuple):
    """Derived triples (sorted, none of them stated) and, for each, the rule that first derived it."""

    triples: list[Triple]
    rule_of: dict[Triple, str]


def read_header(text: str) -> dict[str, str]:
    """Header comments of a query file, as in `# title-en: Who signed?`; a repeated key goes on with a space.

    >>> read_header("# title-en: Who signed?\\n# purpose-en: To see\\n# purpose-en: names.\\nSELECT * {}")
    {'title-en': 'Who signed?', 'purpose-en': 'To see names.'}
    """
    found: dict[str, str] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        key, colon, value = line[1:].strip().partition(":")
        if colon and " " not in key:
            found[key] = f"{found[key]} {value.strip()}" if key in found else value.strip()
    return found


def load_rules(folder: Path, name: str) -> list[Rule]:
    """The rules of a folder, sorted by file name; none where the folder is missing."""
    rules = []
    for path in sorted(folder.glob("*.rq")):
        try:
            text = path.read_text(encoding="utf-8")
        except OSError as error:
            raise EnvironmentFault(f"{name}/{path.name}: {error.strerror or error}") from error
        except UnicodeDecodeError as error:
            raise _fault(
                name, path.stem, f"not UTF-8: {error}", "UTF-8: save the file again in that encoding"
            ) from error
        header = read_header(text)
        title = {language: header.get(f"title-{language}", "") for language in ("en", "de")}
        rules.append(Rule(path.stem, title, header.get("premises", ""), text))
    return rules


def infer(store: ox.Store, rules: list[Rule], prefixes: Prefixes, name: str = "ontology/rules") -> Inference:
    """What the rules derive from the default graph of `store`, which takes the derived triples in.

    Raises: DataError for a rule that is no CONSTRUCT query, makes a blank node, or derives without end.
    """
    rule_of: dict[Triple, str] = {}
    for _ in range(MAX_ROUNDS):
        before = len(rule_of)
        for rule in rules:
            for triple in _construct(store, rule, name):
                quad = ox.Quad(triple.subject, triple.predicate, triple.object)
                if quad not in store:
                    store.add(quad)
                    rule_of[_terms(triple, rule, prefixes, name)] = rule.name
        if len(rule_of) == before:
            return Inference(sorted(rule_of), rule_of)
    raise _fault(name, rules[-1].name, f"still new triples after {MAX_ROUNDS} rounds", "rules that come to an end")


_CONSTRUCT = re.compile(r"CONSTRUCT\s*\{\s*(\S+)\s+(\S+)\s+(\S+)\s*\.?\s*\}", re.IGNORECASE)


def premises_of(store: ox.Store, rule: Rule, triple: Triple, prefixes: Prefixes) -> list[Triple]:
    """The triples from which a rule derives a triple, sorted; empty where it does not derive it.

    The rule's template must be one triple pattern; its `premises` header says which triples of the WHERE clause count.
    """
    found = _CONSTRUCT.search(rule.query)
    if found is None or not rule.premises:
        return []
    bound: Bound = {}
    for pattern, term in zip(found.groups(), triple, strict=True):
        if pattern.startswith("?"):
            bound[ox.Variable(pattern[1:])] = ox.NamedNode(prefixes.iri(term))
        elif prefixes.contract(RDF + "type" if pattern == "a" else prefixes.iri(pattern)) != term:
            return []
    query = rule.query[: found.start()] + f"CONSTRUCT {{ {rule.premises} }}" + rule.query[found.end() :]
    made = constructed(store, query, bound) or []
    triples = {_terms(each, rule, prefixes, rule.name) for each in made}
    return sorted(each for each in triples if ox.Quad(*_nodes(each, prefixes)) in store)


def _nodes(triple: Triple, prefixes: Prefixes) -> tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode]:
    first, second, third = (ox.NamedNode(prefixes.iri(term)) for term in triple)
    return first, second, third


def _construct(store: ox.Store, rule: Rule, name: str) -> list[ox.Triple]:
    try:
        found = constructed(store, rule.query)
    except SyntaxError as error:
        raise _fault(name, rule.name, str(error.msg), "a SPARQL 1.1 CONSTRUCT query") from error
    if found is None:
        raise _fault(name, rule.name, "the rule is no CONSTRUCT query", "CONSTRUCT { ... } WHERE { ... }")
    return found


def constructed(store: ox.Store, query: str, bound: Bound | None = None) -> list[ox.Triple] | None:
    """The triples that a query makes; None where it is no CONSTRUCT or DESCRIBE. Raises: SyntaxError of the engine.

    The engine's answer ends here, also when something is raised: an answer that a traceback keeps alive is dropped in
    whichever thread collects garbage next, and pyoxigraph's may only be dropped in their own.
    """
    answer = store.query(query, substitutions=bound)
    try:
        return list(answer) if isinstance(answer, ox.QueryTriples) else None
    finally:
        del answer


def _terms(triple: ox.Triple, rule: Rule, prefixes: Prefixes, name: str) -> Triple:
    if isinstance(triple.subject, ox.BlankNode) or isinstance(triple.object, ox.BlankNode):
        raise _fault(name, rule.name, "the rule makes a blank node", "IRIs and literals only")
    return (
        node_term(triple.subject, prefixes),
        prefixes.contract(triple.predicate.value),
        node_term(triple.object, prefixes),
    )


def node_term(node: object, prefixes: Prefixes) -> str:
    """A pyoxigraph node as a term."""
    if isinstance(node, ox.NamedNode | ox.Literal):
        return prefixes.compact(str(node))
    raise ValueError(f"{node} is neither an IRI nor a literal")


def _fault(name: str, rule: str, message: str, expected: str) -> DataError:
    return DataError(
        [Finding("inference-rule", "violation", message, Place(f"{name}/{rule}.rq", 1, 1), expected=expected)]
    )
