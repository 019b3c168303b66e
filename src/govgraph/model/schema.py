"""What keys and classes mean: the JSON-LD context and the ontology, read once, as one frozen object.

The context gives each key its IRI and the form of its values; the ontology gives datatypes, statement classes,
qualifiers and class prefixes. There is no second table of types.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pyoxigraph as ox

from govgraph.errors import DataError, EnvironmentFault, Finding, Place
from govgraph.model.terms import Prefixes

Form = Literal["text", "reference", "vocabulary", "typed", "date", "string"]


@dataclass(frozen=True, slots=True)
class Term:
    """One key of the data files.

    `property` is the property as a term (`gov:signed`); `reverse` keys state it of the value. `form` says how a value
    is written; `datatype` is the term of a typed literal's datatype. `discriminators` are the qualifier keys that tell
    repeated statements apart.
    """

    key: str
    property: str
    form: Form
    datatype: str
    reverse: bool
    statement_class: str
    discriminators: tuple[str, ...]
    qualifier: bool
    editorial: bool
    single: bool
    derived: bool
    statement_reference: bool


@dataclass(frozen=True, slots=True)
class Schema:
    """Keys, classes and vocabularies of one project.

    `classes` maps the name of a class of entities to its term; `parents` a class term to its superclass terms, itself
    included; `class_prefix` a class term to the prefix of its entities; `individuals` an individual's name to (term,
    class terms).
    """

    terms: dict[str, Term]
    prefixes: Prefixes
    entity_prefixes: frozenset[str]
    classes: dict[str, str]
    parents: dict[str, tuple[str, ...]]
    class_prefix: dict[str, str]
    individuals: dict[str, tuple[str, tuple[str, ...]]]
    by_property: dict[str, Term]
    context: dict[str, object]
    triples: tuple[ox.Triple, ...]
    _objects: dict[tuple[str, str], list[str]]
    _labels: dict[str, dict[str, str]]

    def labels(self, term: str) -> dict[str, str]:
        """Labels of a class or property by language; empty for an unknown term."""
        return self._labels.get(term, {})

    def mark(self, kind: str) -> tuple[str, str]:
        """The nearest class at or above `kind` that has a `gov:mark`, and the mark; two empty texts where none has."""
        return next(
            (
                (each, found[0])
                for each in self.parents.get(kind, ())
                if (found := self._objects.get((each, "gov:mark")))
            ),
            ("", ""),
        )

    def lifetime(self, prop: str) -> str:
        """`begin` or `end` for a property that bounds the time in which an entity exists or holds, else empty."""
        return next(iter(self._objects.get((prop, "gov:lifetime"), ())), "")

    def domains(self, prop: str) -> set[str]:
        """Class terms in the domain of a property (rdfs:domain, schema:domainIncludes)."""
        return {*self._objects.get((prop, "rdfs:domain"), ()), *self._objects.get((prop, "schema:domainIncludes"), ())}

    def ranges(self, prop: str) -> set[str]:
        """Class or datatype terms in the range of a property (rdfs:range, schema:rangeIncludes)."""
        return {*self._objects.get((prop, "rdfs:range"), ()), *self._objects.get((prop, "schema:rangeIncludes"), ())}


def turtle_files(folder: Path) -> list[Path]:
    """The Turtle files directly in `folder`, sorted by name."""
    return sorted(folder.glob("*.ttl"))


def read_turtle(path: Path, name: str) -> list[ox.Triple]:
    """Triples of a Turtle file; DataError with file, line and column where it is not Turtle."""
    try:
        raw = path.read_bytes()
        return [
            ox.Triple(quad.subject, quad.predicate, quad.object)
            for quad in ox.parse(raw.replace(b"\r\n", b"\n"), ox.RdfFormat.TURTLE)
        ]
    except OSError as error:
        raise EnvironmentFault(f"{name}: {error.strerror or error}") from error
    except SyntaxError as error:
        place = Place(name, error.lineno or 1, error.offset or 1)
        raise DataError(
            [Finding("turtle-syntax", "violation", error.msg, place, expected="valid Turtle 1.1")]
        ) from error


def load_schema(ontology: Path, base: str, name: str = "ontology") -> Schema:
    """The schema from `ontology/context.jsonld` and `ontology/*.ttl`.

    Args: ontology, the folder; base, the project's base IRI (entity prefixes are those under `base` + `id/`);
    name, how findings name the folder.
    """
    context = _read_context(ontology / "context.jsonld", f"{name}/context.jsonld")
    triples = [t for path in turtle_files(ontology) for t in read_turtle(path, f"{name}/{path.name}")]
    prefixes = Prefixes(_namespaces(context))
    facts = _Facts(triples, prefixes)
    terms = {key: _term(key, entry, prefixes, facts) for key, entry in _entries(context)}
    entity_base = f"{base}id/"
    return Schema(
        terms=terms,
        prefixes=prefixes,
        entity_prefixes=frozenset(p for p, n in prefixes.namespaces.items() if n.startswith(entity_base)),
        classes={term.partition(":")[2]: term for term in sorted(facts.class_prefixes())},
        parents={term: facts.superclasses(term) for term in sorted(facts.classes)},
        class_prefix=facts.class_prefixes(),
        individuals=facts.individuals(),
        by_property={term.property: term for term in terms.values() if not term.reverse},
        context=context,
        triples=tuple(triples),
        _objects=facts.objects,
        _labels=facts.labels,
    )


def read_prefixes(context: Path) -> dict[str, str]:
    """The prefix map of a JSON-LD context file, without reading the ontology."""
    return _namespaces(_read_context(context, context.name))


def _read_context(path: Path, name: str) -> dict[str, object]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise EnvironmentFault(f"{name}: {error.strerror or error}") from error
    except ValueError as error:
        line, column = getattr(error, "lineno", 1), getattr(error, "colno", 1)
        finding = Finding("json-syntax", "violation", str(error), Place(name, line, column), expected="valid JSON")
        raise DataError([finding]) from error
    context = document.get("@context") if isinstance(document, dict) else None
    if not isinstance(context, dict):
        expected = '{"@context": {...}}'
        raise DataError(
            [Finding("json-context", "violation", "no @context here", Place(name, 1, 1), expected=expected)]
        )
    return context


def _namespaces(context: dict[str, object]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, entry in context.items():
        if isinstance(entry, str) and not key.startswith("@") and entry[-1] in "#/_":
            found[key] = entry
        elif isinstance(entry, dict) and entry.get("@prefix") is True:
            found[key] = str(entry["@id"])
    return found


def _entries(context: dict[str, object]) -> Iterator[tuple[str, dict[str, str]]]:
    for key, entry in context.items():
        if key.startswith("@") or (isinstance(entry, str) and (entry.startswith("@") or entry[-1] in "#/_")):
            continue
        if isinstance(entry, dict) and entry.get("@prefix") is True:
            continue
        yield key, {"@id": entry} if isinstance(entry, str) else dict(entry)  # type: ignore[call-overload]


def _term(key: str, entry: dict[str, str], prefixes: Prefixes, facts: _Facts) -> Term:
    reverse = "@reverse" in entry
    written = entry["@reverse"] if reverse else entry["@id"]
    prop = written if ":" in written and not written.startswith("http") else prefixes.contract(written)
    form, datatype = _form(entry, prop, facts)
    discriminators = tuple(sorted(facts.names(prop, "gov:discriminatedBy")))
    return Term(
        key=key,
        property=prop,
        form=form,
        datatype=datatype,
        reverse=reverse,
        statement_class=facts.one(prop, "gov:statementClass") or "gov:Statement",
        discriminators=discriminators,
        qualifier=facts.flag(prop, "gov:qualifier"),
        editorial=facts.flag(prop, "gov:editorial"),
        single=facts.flag(prop, "gov:single"),
        derived=facts.flag(prop, "gov:derived"),
        statement_reference=facts.one(prop, "rdfs:range") == "gov:Statement",
    )


def _form(entry: dict[str, str], prop: str, facts: _Facts) -> tuple[Form, str]:
    if entry.get("@container") == "@language":
        return "text", ""
    written = entry.get("@type")
    if written == "@id" or "@reverse" in entry:
        return "reference", ""
    if written == "@vocab":
        return "vocabulary", ""
    if written:
        return "typed", written
    if facts.ranges(prop) & {"xsd:date", "xsd:gYear"}:
        return "date", ""
    return "string", ""


class _Facts:
    """Look-ups over the ontology's triples, as terms."""

    def __init__(self, triples: list[ox.Triple], prefixes: Prefixes) -> None:
        self.objects: dict[tuple[str, str], list[str]] = {}
        self.labels: dict[str, dict[str, str]] = {}
        self.classes: set[str] = set()
        self._typed: dict[str, set[str]] = {}
        for triple in triples:
            subject = prefixes.contract(getattr(triple.subject, "value", ""))
            predicate = prefixes.contract(triple.predicate.value)
            value = triple.object
            text = (
                prefixes.contract(value.value) if isinstance(value, ox.NamedNode) else str(getattr(value, "value", ""))
            )
            self.objects.setdefault((subject, predicate), []).append(text)
            if predicate == "rdfs:label" and isinstance(value, ox.Literal):
                self.labels.setdefault(subject, {})[value.language or ""] = value.value
            if predicate == "rdf:type":
                self._typed.setdefault(subject, set()).add(text)
        self.classes = {subject for subject, types in self._typed.items() if "owl:Class" in types}

    def all(self, subject: str, predicate: str) -> list[str]:
        return self.objects.get((subject, predicate), [])

    def one(self, subject: str, predicate: str) -> str:
        found = self.all(subject, predicate)
        return found[0] if found else ""

    def flag(self, subject: str, predicate: str) -> bool:
        return self.one(subject, predicate) == "true"

    def names(self, subject: str, predicate: str) -> list[str]:
        return self.all(subject, predicate)

    def ranges(self, prop: str) -> set[str]:
        return {*self.all(prop, "rdfs:range"), *self.all(prop, "schema:rangeIncludes")}

    def superclasses(self, term: str) -> tuple[str, ...]:
        seen: list[str] = [term]
        for current in seen:
            seen.extend(parent for parent in self.all(current, "rdfs:subClassOf") if parent not in seen)
        return tuple(seen)

    def class_prefixes(self) -> dict[str, str]:
        own = {term: self.one(term, "gov:idPrefix") for term in self.classes if self.one(term, "gov:idPrefix")}
        return {
            term: next(own[parent] for parent in self.superclasses(term) if parent in own)
            for term in sorted(self.classes)
            if any(parent in own for parent in self.superclasses(term))
        }

    def individuals(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        found = {}
        for subject, types in sorted(self._typed.items()):
            if "owl:NamedIndividual" in types:
                found[subject.partition(":")[2]] = (subject, tuple(sorted(types - {"owl:NamedIndividual"})))
        return found
