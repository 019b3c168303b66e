"""What the explorer tells on demand: facts, texts, links, sources, claims (`Details` in explorer/src/model.ts)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from govgraph.explore.content import STATUSES, Content, Text, text_of
from govgraph.graph.views import Triple
from govgraph.model.harvest import Graph
from govgraph.model.schema import Schema
from govgraph.model.statements import Statement
from govgraph.model.terms import is_literal, split_literal
from govgraph.namespaces import iri_fault

_NAMING = frozenset({"rdfs:label", "gov:shortName", "skos:altLabel", "dcterms:description"})

_TRUTH = {"true": ("yes", "ja"), "false": ("no", "nein")}

Derivation = tuple[Text, list[Triple]]  # title of the rule, premises


class _Table:
    """Values numbered in the order in which they are first asked for."""

    def __init__(self) -> None:
        self.items: list[Any] = []
        self._number: dict[Any, int] = {}

    def number(self, item: Any) -> int:
        """The number of a hashable item."""
        if item not in self._number:
            self._number[item] = len(self.items)
            self.items.append(item)
        return self._number[item]


def write_details(
    graph: Graph, content: Content, schema: Schema, derivation: Callable[[Triple], Derivation]
) -> dict[str, Any]:
    """Everything for the panel of details; `derivation` gives rule and premises of a derived triple."""
    sources, properties, evidence = _Table(), _Table(), _Table()
    by_subject: dict[str, list[Statement]] = {}
    for each in graph.statements:
        by_subject.setdefault(each.subject, []).append(each)
    labels = {each: text_of(_labels(told), each) for each, told in by_subject.items()}
    labels |= _statement_labels(graph.statements, labels, schema)

    def words(term: str) -> Text:
        return _words(term, schema, labels)

    def cite(statement: Statement) -> int:
        located = [(sources.number(source), _plain(locator)) for source, locator in statement.citations]
        known = {source for source, _ in statement.citations}
        bare = [(sources.number(source), "") for source in statement.sources if source not in known]
        return evidence.number(tuple(located + bare))

    def qualify(statement: Statement) -> list[tuple[int, Text]]:
        return [(properties.number(prop), text) for prop, text in _merged(statement.qualifiers, words)]

    nodes = []
    known = set(content.ids)
    for entity in content.ids:
        told = by_subject.get(entity, [])
        literal = [each for each in told if each.value not in known and each.property not in _NAMING]
        plain = [each for each in literal if not _address(each.value, schema)]
        facts = [
            (properties.number(first.property), text, _status(first), cite(first), qualify(first))
            for first, text in _paired(plain, words)
        ]
        links = [
            (words_of(each.property, schema), address) for each in literal if (address := _address(each.value, schema))
        ]
        nodes.append({"description": _description(told), "facts": facts, "links": links})
    edges = [
        (cite(each.statement), qualify(each.statement)) if each.statement else (evidence.number(()), [])
        for each in content.edges
    ]
    claims, derivations = _claims(graph.statements, content), _derivations(content, derivation)
    return {
        "nodes": nodes,
        "edges": edges,
        "claims": claims,
        "derivations": derivations,
        "sources": [_source(each, by_subject.get(each, []), labels) for each in sources.items],
        "properties": [{"id": each, "label": words_of(each, schema)} for each in properties.items],
        "evidence": evidence.items,
    }


def words_of(prop: str, schema: Schema) -> Text:
    """The label of a property or class in both languages; its name where it has none."""
    return text_of(schema.labels(prop), prop)


def _status(statement: Statement) -> int:
    return STATUSES.index(statement.status.partition(":")[2])


def _labels(statements: Iterable[Statement]) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in statements:
        if each.property == "rdfs:label":
            text, language, _ = split_literal(each.value)
            found.setdefault(language, text)
    return found


def _plain(term: str) -> str:
    return split_literal(term)[0] if is_literal(term) else term


def _words(term: str, schema: Schema, labels: dict[str, Text]) -> Text:
    """A value for readers: a literal's text, an entity's or a vocabulary word's label, an IRI as it is."""
    if is_literal(term):
        text, _, datatype = split_literal(term)
        return _TRUTH[text] if datatype == "xsd:boolean" else (text, "")
    if term in labels:
        return labels[term]
    return text_of(schema.labels(term), term.strip("<>"))


def _statement_labels(statements: Iterable[Statement], labels: dict[str, Text], schema: Schema) -> dict[str, Text]:
    """Statements that others name, in words: subject, property, value."""
    named = {term for each in statements for term in (each.value, *(value for _, value in each.qualifiers))}
    return {each.id: _sentence(each, labels, schema) for each in statements if each.id in named}


def _sentence(statement: Statement, labels: dict[str, Text], schema: Schema) -> Text:
    terms = (statement.subject, statement.property, statement.value)
    parts = [_words(each, schema, labels) for each in terms]
    english, german = (" · ".join(part[at] or part[0] for part in parts) for at in (0, 1))
    return text_of({"en": english, "de": german})


def _merged(qualifiers: Iterable[tuple[str, str]], words: Callable[[str], Text]) -> list[tuple[str, Text]]:
    """Qualifiers in words; a lone English and a lone German text of one property are one text."""
    texts: dict[tuple[str, str], list[str]] = {}
    for prop, value in qualifiers:
        texts.setdefault((prop, split_literal(value)[1] if is_literal(value) else ""), []).append(value)
    found = []
    for prop, value in qualifiers:
        english, german = texts.get((prop, "en"), []), texts.get((prop, "de"), [])
        if len(english) != 1 or len(german) != 1 or value not in (*english, *german):
            found.append((prop, words(value)))
        elif value in english:
            found.append((prop, text_of({"en": _plain(value), "de": _plain(german[0])})))
    return found


def _paired(statements: list[Statement], words: Callable[[str], Text]) -> list[tuple[Statement, Text]]:
    """Statements with their value for readers; a lone English and a lone German text of one property are one."""
    texts: dict[tuple[str, str], list[Statement]] = {}
    for each in statements:
        if is_literal(each.value) and (language := split_literal(each.value)[1]):
            texts.setdefault((each.property, language), []).append(each)
    found = []
    for each in statements:
        language = split_literal(each.value)[1] if is_literal(each.value) else ""
        german, english = (texts.get((each.property, other), []) for other in ("de", "en"))
        lone = len(german) == 1 and len(english) == 1 and _grounds(german[0]) == _grounds(english[0])
        if lone and language == "de":
            continue
        if lone and language == "en":
            found.append((each, text_of({"en": _plain(each.value), "de": _plain(german[0].value)})))
        else:
            found.append((each, words(each.value)))
    return found


def _grounds(statement: Statement) -> tuple[object, ...]:
    """All that two texts must share to be one statement in two languages."""
    return statement.status, statement.sources, statement.citations, statement.qualifiers


def _description(statements: list[Statement]) -> Text:
    texts: dict[str, str] = {}
    for each in statements:
        if each.property == "dcterms:description":
            text, language, _ = split_literal(each.value)
            texts.setdefault(language, text)
    return text_of(texts)


def _address(term: str, schema: Schema) -> str:
    """The web address of an IRI outside the graph, empty for anything else."""
    if is_literal(term):
        return ""
    iri = schema.prefixes.iri(term)
    own = term.partition(":")[0] in schema.entity_prefixes or schema.labels(term)
    return "" if own or iri_fault(iri) else iri


def _source(source: str, statements: list[Statement], labels: dict[str, Text]) -> dict[str, Any]:
    told = {each.property: each.value for each in statements if each.property != "rdfs:label"}
    address = told.get("schema:url", "").strip("<>")
    return {
        "id": source,
        "title": labels.get(source, (source, "")),
        "url": "" if not address or iri_fault(address) else address,
        "publisher": _plain(told.get("gov:publisherName", "")),
        "date": _plain(told.get("dcterms:date", "")),
    }


def _claims(statements: Iterable[Statement], content: Content) -> dict[str, list[int]]:
    """Edge number -> claims that concern the edge's statement."""
    node = {entity: at for at, entity in enumerate(content.ids)}
    edge = {each.statement.id: at for at, each in enumerate(content.edges) if each.statement}
    found: dict[str, list[int]] = {}
    for each in statements:
        if each.property == "gov:concernsStatement" and each.subject in node and each.value in edge:
            found.setdefault(str(edge[each.value]), []).append(node[each.subject])
    return found


def _derivations(content: Content, derivation: Callable[[Triple], Derivation]) -> dict[str, tuple[Text, list[int]]]:
    """Edge number -> title of the rule that made it, and the edges among its premises."""
    number: dict[Triple, int] = {}
    for at, each in enumerate(content.edges):
        number.setdefault((content.ids[each.source], each.property, content.ids[each.target]), at)
    found = {}
    for at, each in enumerate(content.edges):
        if each.statement is None:
            title, premises = derivation((content.ids[each.source], each.property, content.ids[each.target]))
            found[str(at)] = (title, [number[premise] for premise in premises if premise in number])
    return found
