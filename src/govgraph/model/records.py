"""From a record (a tree of nodes) to entities and statements: a pure function of the record and the schema.

No index is needed: references are prefixed names, so a record means the same on its own, in a table of millions, or
in a cache. Whether a referenced entity exists is checked later (`model.references`).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import NamedTuple

from pyoxigraph import Literal

from govgraph.dates import datatype_of
from govgraph.errors import Finding, Place, Severity
from govgraph.model.schema import Schema, Term
from govgraph.model.statements import Entity, Statement, mint_statement
from govgraph.model.terms import quote
from govgraph.namespaces import iri_fault
from govgraph.sources.nodes import Mapping, Node, Scalar, Sequence

_STRUCTURE = ("id", "type")
_PROVENANCE = ("sources", "status", "confidence")
_ENTITY_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_LEXICAL = {
    "xsd:integer": (re.compile(r"[+-]?[0-9]+"), "a whole number, digits only"),
    "xsd:decimal": (re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?"), "a decimal number, as in 12.5"),
    "xsd:double": (re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"), "a number, as in 1e25"),
    "xsd:boolean": (re.compile(r"true|false"), "true or false"),
    "xsd:duration": (
        re.compile(r"P(?=\d|T\d)(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?", re.ASCII),
        "a duration, as in P6M",
    ),
}


class Harvest(NamedTuple):
    """What a record yields. `findings` make the other two unusable."""

    entities: list[Entity]
    statements: list[Statement]
    findings: list[Finding]


class _Defaults(NamedTuple):
    """Provenance that a record's statements inherit."""

    sources: tuple[str, ...] = ()
    citations: tuple[tuple[str, str], ...] = ()
    status: str = ""
    confidence: str = ""


class _Qualified(NamedTuple):
    """Provenance and qualifiers of one value."""

    provenance: _Defaults
    qualifiers: tuple[tuple[str, str], ...]


def read_record(record: Node, file: str, schema: Schema, extends: bool = False) -> Harvest:
    """Entities and statements of one record.

    Args: record, a mapping; file, its name for places; extends, True where the record may lack `type` because it adds
    statements to an entity defined elsewhere (table rows, mappings).
    """
    reader = _RecordReader(file, schema, extends)
    if isinstance(record, Mapping):
        reader.entity(record, _Defaults())
    else:
        reader.fault(record, "record-form", "the file must hold one mapping", "id, type and label, each on its line")
    return Harvest(reader.entities, reader.statements, reader.findings)


class _RecordReader:
    """Collects what one record yields."""

    def __init__(self, file: str, schema: Schema, extends: bool) -> None:
        self.file = file
        self.schema = schema
        self.extends = extends
        self.entities: list[Entity] = []
        self.statements: list[Statement] = []
        self.findings: list[Finding] = []
        self.subject = ""

    def fault(
        self,
        node: Node,
        rule: str,
        message: str,
        expected: str,
        key: str = "",
        value: str = "",
        severity: Severity = "violation",
    ) -> None:
        place = Place(self.file, node.line, node.column)
        self.findings.append(Finding(rule, severity, message, place, self.subject, "", key, value, expected))

    # ------------------------------------------------------------------ entities

    def entity(self, record: Mapping, inherited: _Defaults) -> str:
        """The id of the record's entity, after its statements were collected; empty where it has no usable id."""
        outer, self.subject = self.subject, ""
        identifier = self.entity_id(record)
        self.subject = identifier
        if identifier:
            kind = self.kind(record, identifier)
            if kind:
                self.entities.append(Entity(identifier, kind, self.file, record.line, record.column))
            defaults = self.defaults(record, inherited, identifier if kind == "gov:Source" else "")
            for key, node in record.entries:
                if key.text not in _STRUCTURE and key.text not in _PROVENANCE:
                    self.property(identifier, key, node, defaults)
        self.subject = outer
        return identifier

    def entity_id(self, record: Mapping) -> str:
        node = record.get("id")
        if not isinstance(node, Scalar):
            self.fault(
                node or record, "record-id", "the record has no id", "id: <prefix>:<id>, as in person:ada-lovelace"
            )
            return ""
        prefix, _, local = node.text.partition(":")
        if prefix not in self.schema.entity_prefixes or not _ENTITY_ID.fullmatch(local):
            known = ", ".join(sorted(self.schema.entity_prefixes - {"statement"}))
            self.fault(
                node,
                "record-id",
                f'"{node.text}" is no entity id',
                f"<prefix>:<id> in lower case, digits and hyphens; prefixes are {known}",
                "id",
                node.text,
            )
            return ""
        return node.text

    def kind(self, record: Mapping, identifier: str) -> str:
        node = record.get("type")
        if node is None and self.extends:
            return ""
        if not isinstance(node, Scalar):
            self.fault(
                node or record, "record-type", "the record has no type", "type: one class of the ontology, as in Person"
            )
            return ""
        kind = self.schema.classes.get(node.text, "")
        prefix = self.schema.class_prefix.get(kind)
        if prefix is None:
            names = [term.partition(":")[2] for term in self.schema.class_prefix]
            self.fault(
                node,
                "record-type",
                f'"{node.text}" is no class of an entity',
                _suggest(node.text, names),
                "type",
                node.text,
            )
            return ""
        if prefix != identifier.partition(":")[0]:
            self.fault(
                node,
                "record-type",
                f"a {node.text} has the prefix {prefix}",
                f"id: {prefix}:{identifier.partition(':')[2]}",
                "type",
                node.text,
            )
            return ""
        return kind

    def defaults(self, record: Mapping, inherited: _Defaults, itself: str) -> _Defaults:
        sources, citations = inherited.sources, inherited.citations
        node = record.get("sources")
        if node is not None:
            sources, citations = self.sources(node)
        elif itself:
            sources, citations = (itself,), ()
        status = self.token(record, "status", "gov:Status") or inherited.status
        confidence = self.token(record, "confidence", "gov:Confidence") or (
            "" if record.get("status") else inherited.confidence
        )
        return _Defaults(sources, citations, status or ("gov:confirmed" if sources else "gov:unverified"), confidence)

    # ------------------------------------------------------------------ provenance

    def sources(self, node: Node) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
        """Sorted sources and citations of a `sources` list."""
        found: set[str] = set()
        citations: set[tuple[str, str]] = set()
        for item in node.items if isinstance(node, Sequence) else (node,):
            if isinstance(item, Mapping):
                source, locator = item.get("source"), item.get("locator")
                extra = [key for key, _ in item.entries if key.text not in ("source", "locator")]
                if not isinstance(source, Scalar) or not isinstance(locator, Scalar) or extra:
                    self.fault(
                        item,
                        "source-form",
                        "a source entry has `source` and `locator`",
                        '{source: source:some-id, locator: "p. 3"}',
                        "sources",
                    )
                    continue
                citations.add((source.text, quote(locator.text)))
                item = source
            if (
                not isinstance(item, Scalar)
                or not item.text.startswith("source:")
                or not _ENTITY_ID.fullmatch(item.text[7:])
            ):
                text = item.text if isinstance(item, Scalar) else ""
                self.fault(
                    item,
                    "source-form",
                    "not a reference to a source",
                    "source:<id>, a file in data/source",
                    "sources",
                    text,
                )
                continue
            found.add(item.text)
        return tuple(sorted(found)), tuple(sorted(citations))

    def token(self, mapping: Mapping, key: str, class_term: str) -> str:
        """The vocabulary term that `key` names, or empty."""
        node = mapping.get(key)
        if node is None:
            return ""
        if not isinstance(node, Scalar):
            self.fault(node, "vocabulary", f"{key} is one word", self.members(class_term), key)
            return ""
        return self.individual(node, key, class_term)

    def individual(self, node: Scalar, key: str, class_term: str) -> str:
        term, classes = self.schema.individuals.get(node.text, ("", ()))
        if not term or (class_term and class_term not in classes):
            self.fault(
                node,
                "vocabulary",
                f'"{node.text}" is not a known {key}',
                self.members(class_term, node.text),
                key,
                node.text,
            )
            return ""
        return term

    def members(self, class_term: str, near: str = "") -> str:
        names = [
            name for name, (_, classes) in self.schema.individuals.items() if not class_term or class_term in classes
        ]
        return _suggest(near, names)

    # ------------------------------------------------------------------ properties and values

    def property(self, subject: str, key: Scalar, node: Node, defaults: _Defaults) -> None:
        term = self.schema.terms.get(key.text)
        if term is None or key.text in _NOT_IN_RECORDS:
            known = [name for name in self.schema.terms if name not in _NOT_IN_RECORDS]
            self.fault(key, "unknown-key", f'the key "{key.text}" is unknown', _suggest(key.text, known), key.text)
            return
        for item in node.items if isinstance(node, Sequence) else (node,):
            self.value(subject, term, item, defaults)

    def value(self, subject: str, term: Term, node: Node, defaults: _Defaults) -> None:
        if isinstance(node, Sequence):
            self.fault(node, "value-form", "a list inside a list", "one list of values", term.key)
        elif isinstance(node, Mapping) and node.get("id") is not None:
            self.nested(subject, term, node, defaults)
        elif isinstance(node, Mapping) and node.get("value") is not None:
            self.long_form(subject, term, node, defaults)
        else:
            self.simple(subject, term, node, _Qualified(defaults, ()), node)

    def nested(self, subject: str, term: Term, node: Mapping, defaults: _Defaults) -> None:
        if term.form != "reference":
            self.fault(node, "value-form", f"{term.key} takes no nested record", "a plain value", term.key)
            return
        child = self.entity(node, defaults)
        if child:
            own = self.defaults(node, defaults, "")
            self.state(subject, term, child, _Qualified(own, ()), node)

    def long_form(self, subject: str, term: Term, node: Mapping, defaults: _Defaults) -> None:
        provenance = self.defaults(node, defaults, "")
        qualifiers: list[tuple[str, str]] = []
        for key, item in node.entries:
            if key.text == "value" or key.text in _PROVENANCE:
                continue
            qualifier = self.schema.terms.get(key.text)
            if qualifier is None or not qualifier.qualifier:
                known = [name for name, each in self.schema.terms.items() if each.qualifier]
                self.fault(
                    key, "unknown-qualifier", f'"{key.text}" is no qualifier', _suggest(key.text, known), key.text
                )
                continue
            for each in item.items if isinstance(item, Sequence) else (item,):
                qualifiers.extend((qualifier.property, value) for value in self.terms_of(qualifier, each))
        qualified = _Qualified(provenance, tuple(sorted(set(qualifiers))))
        content = node.get("value")
        for part in content.items if isinstance(content, Sequence) else (content,):
            if part is not None:
                self.simple(subject, term, part, qualified, part)

    def simple(self, subject: str, term: Term, node: Node, qualified: _Qualified, place: Node) -> None:
        for value in self.terms_of(term, node):
            self.state(subject, term, value, qualified, place)

    def state(self, subject: str, term: Term, value: str, qualified: _Qualified, place: Node) -> None:
        if term.reverse:
            if value.partition(":")[0] not in self.schema.entity_prefixes:
                mend = "<prefix>:<id> of an entity"
                self.fault(place, "reference", f"{term.key} takes entities of this graph only", mend, term.key, value)
                return
            subject, value = value, subject
        prop = term.property
        told_apart = tuple(f"{name}={each}" for name, each in qualified.qualifiers if name in term.discriminators)
        provenance = qualified.provenance
        self.statements.append(
            Statement(
                mint_statement(subject, prop, value, told_apart),
                term.statement_class,
                subject,
                prop,
                value,
                provenance.status,
                provenance.confidence,
                provenance.sources,
                provenance.citations,
                qualified.qualifiers,
                term.editorial,
                self.file,
                place.line,
                place.column,
            )
        )

    # ------------------------------------------------------------------ terms

    def terms_of(self, term: Term, node: Node) -> Iterator[str]:
        """The RDF terms that a value node means for a key; faults are recorded and yield nothing."""
        if term.form == "text":
            yield from self.texts(term, node)
        elif isinstance(node, Scalar):
            made = self.scalar(term, node)
            if made:
                yield made
        else:
            self.fault(node, "value-form", f"{term.key} takes a single value here", "a string", term.key)

    def texts(self, term: Term, node: Node) -> Iterator[str]:
        if not isinstance(node, Mapping):
            text = node.text if isinstance(node, Scalar) else ""
            self.fault(node, "language-missing", f"{term.key} needs its language", "{en: ..., de: ...}", term.key, text)
            return
        for language, value in node.entries:
            if not _is_language_tag(language.text):
                self.fault(
                    language,
                    "language-tag",
                    f'"{language.text}" is no language tag (BCP 47)',
                    "en, de, it ...",
                    term.key,
                )
                continue
            for each in value.items if isinstance(value, Sequence) else (value,):
                if isinstance(each, Scalar) and each.text.strip():
                    yield f"{quote(each.text)}@{language.text}"
                else:
                    self.fault(
                        each, "text-empty", f"the text of {term.key} is empty", "a text, or no key at all", term.key
                    )

    def scalar(self, term: Term, node: Scalar) -> str:
        text = node.text
        if not text.strip():
            self.fault(node, "text-empty", f"{term.key} is empty", "a value, or no key at all", term.key)
            return ""
        if term.form == "reference":
            return self.reference(term, node)
        if term.form == "vocabulary":
            return self.individual(node, term.key, "")
        if term.form == "date":
            datatype = datatype_of(text)
            if datatype is None:
                self.fault(
                    node,
                    "date",
                    f'"{text}" is no date',
                    "YYYY, YYYY-MM or YYYY-MM-DD, a day that exists",
                    term.key,
                    text,
                )
                return ""
            return f'"{text}"^^xsd:{datatype}'
        if term.form == "typed":
            pattern, expected = _LEXICAL[term.datatype]
            if not pattern.fullmatch(text):
                self.fault(node, "datatype", f'"{text}" is no {term.datatype}', expected, term.key, text)
                return ""
            return f'"{text}"^^{term.datatype}'
        return quote(text)

    def reference(self, term: Term, node: Scalar) -> str:
        text = node.text
        if term.statement_reference:
            return self.statement_reference(term, node)
        prefix, colon, local = text.partition(":")
        if colon and prefix in self.schema.entity_prefixes:
            if _ENTITY_ID.fullmatch(local):
                return text
            self.fault(node, "reference", f'"{text}" is no entity id', "lower case, digits and hyphens", term.key, text)
            return ""
        if colon and not local.startswith("//") and prefix in self.schema.prefixes.namespaces:
            iri = self.schema.prefixes.iri(text)
        else:
            iri = text
        fault = iri_fault(iri)
        if fault:
            self.fault(
                node,
                "iri",
                f'"{_clip(text)}": {fault}',
                "<prefix>:<id> of an entity, or an http(s) IRI",
                term.key,
                _clip(text),
            )
            return ""
        return self.schema.prefixes.contract(iri)

    def statement_reference(self, term: Term, node: Scalar) -> str:
        words = node.text.split()
        named = self.schema.terms.get(words[1]) if len(words) == 3 else None
        if named is None:
            self.fault(
                node,
                "statement-reference",
                f'"{_clip(node.text)}" names no statement',
                "subject key value, as in person:ada signed letter:open-letter",
                term.key,
                _clip(node.text),
            )
            return ""
        return mint_statement(words[0], named.property, words[2])


_NOT_IN_RECORDS = frozenset(
    {"id", "type", "subject", "property", "value", "statements", "citations", "locator", *_PROVENANCE}
)


def _is_language_tag(text: str) -> bool:
    """True for a well-formed tag (BCP 47, 2.2.9) that begins in lower case; RDF parsers refuse others."""
    try:
        return _LANGUAGE.fullmatch(text) is not None and bool(Literal("", language=text).language)
    except ValueError:
        return False


def _suggest(wrong: str, known: list[str]) -> str:
    near = difflib.get_close_matches(wrong, known, 3, 0.6) if wrong else []
    if near:
        return f"did you mean {' or '.join(near)}?"
    return f"one of {', '.join(sorted(known))}" if len(known) <= 30 else "one of the keys listed in data/FORMAT.md"


def _clip(text: str) -> str:
    return text if len(text) <= 120 else text[:117] + "..."
