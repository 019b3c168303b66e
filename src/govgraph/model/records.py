"""From a record (a tree of nodes) to entities and statements: a pure function of the record and the schema.

No index is needed: references are prefixed names, so a record means the same on its own, in a table of millions, or
in a cache. Whether a referenced entity exists is checked later (`model.references`).
"""

from __future__ import annotations

from typing import NamedTuple

from govgraph.errors import Finding
from govgraph.model.schema import Schema, Term
from govgraph.model.statements import Entity, Statement, mint_statement
from govgraph.model.terms import quote
from govgraph.model.values import ENTITY_ID, Faults, ValueReader, suggest
from govgraph.sources.nodes import Mapping, Node, Scalar, Sequence

_STRUCTURE = ("id", "type")
_PROVENANCE = ("sources", "status", "confidence")


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
        mend = "id, type and label, each on its line"
        reader.faults.add(record, "record-form", "the file must hold one mapping", mend)
    return Harvest(reader.entities, reader.statements, reader.faults.findings)


class _RecordReader:
    """Collects what one record yields."""

    def __init__(self, file: str, schema: Schema, extends: bool) -> None:
        self.file = file
        self.schema = schema
        self.extends = extends
        self.entities: list[Entity] = []
        self.statements: list[Statement] = []
        self.faults = Faults(file)
        self.values = ValueReader(schema, self.faults)

    # ------------------------------------------------------------------ entities

    def entity(self, record: Mapping, inherited: _Defaults) -> str:
        """The id of the record's entity, after its statements were collected; empty where it has no usable id."""
        outer, self.faults.subject = self.faults.subject, ""
        identifier = self.entity_id(record)
        self.faults.subject = identifier
        if identifier:
            kind = self.kind(record, identifier)
            if kind:
                self.entities.append(Entity(identifier, kind, self.file, record.line, record.column))
            defaults = self.defaults(record, inherited, identifier if kind == "gov:Source" else "")
            for key, node in record.entries:
                if key.text not in _STRUCTURE and key.text not in _PROVENANCE:
                    self.property(identifier, key, node, defaults)
        self.faults.subject = outer
        return identifier

    def entity_id(self, record: Mapping) -> str:
        node = record.get("id")
        if not isinstance(node, Scalar):
            self.faults.add(
                node or record, "record-id", "the record has no id", "id: <prefix>:<id>, as in person:ada-lovelace"
            )
            return ""
        prefix, _, local = node.text.partition(":")
        if prefix not in self.schema.entity_prefixes or not ENTITY_ID.fullmatch(local):
            known = ", ".join(sorted(self.schema.entity_prefixes - {"statement"}))
            self.faults.add(
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
            self.faults.add(
                node or record, "record-type", "the record has no type", "type: one class of the ontology, as in Person"
            )
            return ""
        kind = self.schema.classes.get(node.text, "")
        prefix = self.schema.class_prefix.get(kind)
        if prefix is None:
            names = [term.partition(":")[2] for term in self.schema.class_prefix]
            self.faults.add(
                node,
                "record-type",
                f'"{node.text}" is no class of an entity',
                suggest(node.text, names),
                "type",
                node.text,
            )
            return ""
        if prefix != identifier.partition(":")[0]:
            self.faults.add(
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
        status = self.values.token(record, "status", "gov:Status") or inherited.status
        confidence = self.values.token(record, "confidence", "gov:Confidence") or (
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
                    self.faults.add(
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
                or not ENTITY_ID.fullmatch(item.text[7:])
            ):
                text = item.text if isinstance(item, Scalar) else ""
                self.faults.add(
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

    # ------------------------------------------------------------------ properties and values

    def property(self, subject: str, key: Scalar, node: Node, defaults: _Defaults) -> None:
        term = self.schema.terms.get(key.text)
        if term is None or key.text in _NOT_IN_RECORDS:
            known = [name for name in self.schema.terms if name not in _NOT_IN_RECORDS]
            self.faults.add(key, "unknown-key", f'the key "{key.text}" is unknown', suggest(key.text, known), key.text)
            return
        if term.derived:
            mend = "the relation it comes from; rules derive this one"
            self.faults.add(key, "derived-key", f'"{key.text}" is not written in data', mend, key.text)
            return
        for item in node.items if isinstance(node, Sequence) else (node,):
            self.value(subject, term, item, defaults)

    def value(self, subject: str, term: Term, node: Node, defaults: _Defaults) -> None:
        if isinstance(node, Sequence):
            self.faults.add(node, "value-form", "a list inside a list", "one list of values", term.key)
        elif isinstance(node, Mapping) and node.get("id") is not None:
            self.nested(subject, term, node, defaults)
        elif isinstance(node, Mapping) and node.get("value") is not None:
            self.long_form(subject, term, node, defaults)
        else:
            self.simple(subject, term, node, _Qualified(defaults, ()), node)

    def nested(self, subject: str, term: Term, node: Mapping, defaults: _Defaults) -> None:
        if term.form != "reference":
            self.faults.add(node, "value-form", f"{term.key} takes no nested record", "a plain value", term.key)
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
                self.faults.add(
                    key, "unknown-qualifier", f'"{key.text}" is no qualifier', suggest(key.text, known), key.text
                )
                continue
            for each in item.items if isinstance(item, Sequence) else (item,):
                qualifiers.extend((qualifier.property, value) for value in self.values.terms_of(qualifier, each))
        qualified = _Qualified(provenance, tuple(sorted(set(qualifiers))))
        content = node.get("value")
        for part in content.items if isinstance(content, Sequence) else (content,):
            if part is not None:
                self.simple(subject, term, part, qualified, part)

    def simple(self, subject: str, term: Term, node: Node, qualified: _Qualified, place: Node) -> None:
        for value in self.values.terms_of(term, node):
            self.state(subject, term, value, qualified, place)

    def state(self, subject: str, term: Term, value: str, qualified: _Qualified, place: Node) -> None:
        if term.reverse:
            if value.partition(":")[0] not in self.schema.entity_prefixes:
                mend = "<prefix>:<id> of an entity"
                self.faults.add(
                    place, "reference", f"{term.key} takes entities of this graph only", mend, term.key, value
                )
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


_NOT_IN_RECORDS = frozenset(
    {"id", "type", "subject", "property", "value", "statements", "citations", "locator", *_PROVENANCE}
)
