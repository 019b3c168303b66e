"""How often terms of the ontology are used in the data, by which entities and statements; and who else uses them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from govgraph.graph.views import full_view
from govgraph.model.statements import Statement
from govgraph.model.terms import is_literal
from govgraph.publish.ontology.vocabulary import Vocabulary

EXAMPLES = 5
_STRUCTURE = frozenset({"rdf:subject", "rdf:predicate", "rdf:object", "rdf:type"})
_PREFIX = re.compile(r"PREFIX\s+([\w.-]*):\s*<([^<>]*)>", re.IGNORECASE)
# Comments and strings first, so that what stands in them is not taken for a name.
_NAME = re.compile(
    r"""<([^\s<>"{}|^`\\]*)>|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\#[^\n]*|(?<![\w?$-])([A-Za-z][\w.-]*)?:([\w-]+)"""
)


class User(NamedTuple):
    """A query that names a term: its file's name and its titles."""

    name: str
    title: dict[str, str]


class Usage:
    """Counts and examples, made once from the catalog.

    Examples come by number of sources, then id. `stated` counts statements by property, `stated_of` by kind and
    property, `links` by kind, property and the value's kind; `told` counts all triples of the full view by property
    (for qualifiers and what else statements carry), `derived` those that rules derive.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary, catalog = vocabulary, vocabulary.catalog
        self._parents = catalog.schema.parents
        statements = catalog.graph.statements
        self.stated = Counter(each.property for each in statements)
        self.told: Counter[str] = Counter()
        self.values: Counter[str] = Counter()
        for _, prop, value in full_view(statements):
            if prop == "rdf:object" or prop not in _STRUCTURE:
                self.values.update([] if is_literal(value) else [value])
            self.told[prop] += prop not in _STRUCTURE
        self.derived = Counter(each[1] for each in catalog.inference.triples)
        self.kinds = Counter(catalog.kind.values())
        self.statement_kinds = Counter(each.kind for each in statements)
        self.citations = sum(len(each.citations) for each in statements)
        self._by_property = _group((each.property, each) for each in statements)
        self._by_detail = _group((prop, each) for each in statements for prop in _details(each))
        self._by_value = _group((value, each) for each in statements for value in _values(each))
        self._by_kind = _group((above, each) for each in statements for above in self._with_parents(each.kind))
        self.entities = self._entities()
        self.members = self._members()
        kind = catalog.kind
        self.stated_of = Counter((kind.get(each.subject, ""), each.property) for each in statements)
        told_of = Counter((each.kind, prop) for each in statements for prop in _details(each))
        self._counts: dict[str, list[tuple[str, int]]] = {}
        for (each, used), count in (*self.stated_of.items(), *told_of.items()):
            self._counts.setdefault(used, []).append((each, count))
        self.links = Counter(
            (kind[each.subject], each.property, kind[each.value])
            for each in statements
            if each.value in kind and each.subject in kind
        )
        self.questions = _users(((each.name, each.title, each.query) for each in catalog.questions), vocabulary)
        self.rules = _users(((each.name, each.title, each.query) for each in catalog.rules), vocabulary)

    def _with_parents(self, kind: str) -> tuple[str, ...]:
        return self._parents.get(kind, (kind,))

    def _entities(self) -> dict[str, list[str]]:
        """Entities of each class and of the classes below it, the best sourced first."""
        catalog = self._vocabulary.catalog
        sources = {
            entity: len({source for each in catalog.about.get(entity, ()) for source in each.sources})
            for entity in catalog.kind
        }
        found: dict[str, list[str]] = {}
        for entity in sorted(catalog.kind, key=lambda each: (-sources[each], each)):
            for above in self._with_parents(catalog.kind[entity]):
                found.setdefault(above, []).append(entity)
        return found

    def _members(self) -> dict[str, list[str]]:
        """Individuals of each class and of the classes below it, such as the statuses."""
        found: dict[str, list[str]] = {}
        for term, classes in self._vocabulary.catalog.schema.individuals.values():
            for above in dict.fromkeys(above for each in classes for above in self._with_parents(each)):
                found.setdefault(above, []).append(term)
        return found

    def uses_of_members(self, kind: str) -> int:
        """How often statements name an individual of a class."""
        return sum(self.values[each] for each in self.members.get(kind, ()))

    def instances(self, kind: str) -> int:
        """How many entities, statements and citations a class and those below it have."""
        statements = sum(count for each, count in self.statement_kinds.items() if kind in self._with_parents(each))
        return len(self.entities.get(kind, ())) + statements + (self.citations if kind == "gov:Citation" else 0)

    def count_on(self, prop: str, kind: str) -> int:
        """How many statements with a property are about entities of a class, or carry it and are of that class."""
        return sum(count for each, count in self._counts.get(prop, ()) if kind in self._with_parents(each))

    def count_to(self, prop: str, kind: str) -> int:
        """How many statements lead by a property to entities of a class; as a detail, all of them."""
        return self.told[prop] + sum(
            count for (_, used, each), count in self.links.items() if used == prop and kind in self._with_parents(each)
        )

    def statements_of_kind(self, kind: str) -> list[Statement]:
        """Examples of a class: its statements, else those that name its individuals, for citations those with one."""
        found = self._by_kind.get(kind) or [
            s for each in self.members.get(kind, ()) for s in self._by_value.get(each, ())
        ]
        return _best(found or (self._by_detail.get("gov:citation", ()) if kind == "gov:Citation" else ()))

    def statements_with(self, prop: str) -> list[Statement]:
        """Examples of statements with a property, or that carry it as a detail."""
        return _best(self._by_property.get(prop, self._by_detail.get(prop, [])))

    def statements_naming(self, value: str) -> list[Statement]:
        """Examples of statements that have an individual as value or detail."""
        return _best(self._by_value.get(value, ()))

    def qualifiers(self, prop: str) -> list[tuple[str, int]]:
        """Qualifiers that statements with a property carry, with how many statements, the most frequent first."""
        found = Counter(name for each in self._by_property.get(prop, ()) for name in {q for q, _ in each.qualifiers})
        return sorted(found.items(), key=lambda item: (-item[1], item[0]))

    def qualified(self, qualifier: str) -> list[tuple[str, int]]:
        """The same from the other side: the properties whose statements carry a qualifier."""
        found = Counter(each.property for each in self._by_detail.get(qualifier, ()))
        return sorted(found.items(), key=lambda item: (-item[1], item[0]))


def _group(pairs: Iterable[tuple[str, Statement]]) -> dict[str, list[Statement]]:
    found: dict[str, list[Statement]] = {}
    for key, each in pairs:
        found.setdefault(key, []).append(each)
    return found


def _details(statement: Statement) -> set[str]:
    found = {prop for prop, _ in statement.qualifiers} | {"gov:status"}
    found |= {"gov:confidence"} if statement.confidence else set()
    found |= {"gov:citation", "gov:locator"} if statement.citations else set()
    return found


def _values(statement: Statement) -> set[str]:
    found = {statement.value, statement.status, statement.confidence, *(value for _, value in statement.qualifiers)}
    return {each for each in found if each and not is_literal(each)}


def _best(statements: Iterable[Statement]) -> list[Statement]:
    """A few statements, those with most sources first, each on a subject of its own as far as there are so many."""
    ordered = sorted(statements, key=lambda each: (-len(each.sources), each.id))
    first: dict[str, Statement] = {}
    for each in ordered:
        first.setdefault(each.subject, each)
    chosen = list(first.values())[:EXAMPLES]
    rest = [each for each in ordered if each not in chosen] if len(chosen) < EXAMPLES else []
    return chosen + rest[: EXAMPLES - len(chosen)]


def _users(queries: Iterable[tuple[str, dict[str, str], str]], vocabulary: Vocabulary) -> dict[str, list[User]]:
    """Queries by the terms that they name, in their order."""
    found: dict[str, list[User]] = {}
    for name, title, query in queries:
        for term in sorted(set(_named(query, vocabulary)) & vocabulary.kinds.keys()):
            found.setdefault(term, []).append(User(name, title))
    return found


def _named(query: str, vocabulary: Vocabulary) -> Iterator[str]:
    """The terms that a SPARQL query names, by prefix or in full."""
    prefixes = vocabulary.catalog.schema.prefixes
    spaces = dict(_PREFIX.findall(query))
    for iri, prefix, local in _NAME.findall(query):
        if local and prefix in spaces:
            yield prefixes.contract(spaces[prefix] + local)
        elif iri:
            yield prefixes.contract(iri)
