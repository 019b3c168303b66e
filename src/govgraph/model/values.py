"""From value nodes to RDF terms: texts, references, dates, typed literals, vocabulary words."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from pyoxigraph import Literal

from govgraph.dates import datatype_of
from govgraph.errors import Finding, Place, Severity
from govgraph.model.schema import Schema, Term
from govgraph.model.statements import mint_statement
from govgraph.model.terms import quote
from govgraph.namespaces import iri_fault
from govgraph.sources.nodes import Mapping, Node, Scalar, Sequence

ENTITY_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
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


class Faults:
    """Collects the findings of one file; `subject` is the entity that is being read."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.subject = ""
        self.findings: list[Finding] = []

    def add(
        self,
        node: Node,
        rule: str,
        message: str,
        expected: str,
        key: str = "",
        value: str = "",
        severity: Severity = "violation",
    ) -> None:
        """Note a finding at the place of a node, on the present subject."""
        place = Place(self.file, node.line, node.column)
        self.findings.append(Finding(rule, severity, message, place, self.subject, "", key, value, expected))


class ValueReader:
    """Makes terms of nodes; what can't be made is noted in `faults`."""

    def __init__(self, schema: Schema, faults: Faults) -> None:
        self.schema = schema
        self.faults = faults

    def token(self, mapping: Mapping, key: str, class_term: str) -> str:
        """The vocabulary term that `key` names, or empty."""
        node = mapping.get(key)
        if node is None:
            return ""
        if not isinstance(node, Scalar):
            self.faults.add(node, "vocabulary", f"{key} is one word", self.members(class_term), key)
            return ""
        return self.individual(node, key, class_term)

    def individual(self, node: Scalar, key: str, class_term: str) -> str:
        term, classes = self.schema.individuals.get(node.text, ("", ()))
        if not term or (class_term and class_term not in classes):
            self.faults.add(
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
        return suggest(near, names)

    def terms_of(self, term: Term, node: Node) -> Iterator[str]:
        """The RDF terms that a value node means for a key; faults are recorded and yield nothing."""
        if term.form == "text":
            yield from self.texts(term, node)
        elif isinstance(node, Scalar):
            made = self.scalar(term, node)
            if made:
                yield made
        else:
            self.faults.add(node, "value-form", f"{term.key} takes a single value here", "a string", term.key)

    def texts(self, term: Term, node: Node) -> Iterator[str]:
        if not isinstance(node, Mapping):
            text = node.text if isinstance(node, Scalar) else ""
            self.faults.add(
                node, "language-missing", f"{term.key} needs its language", "{en: ..., de: ...}", term.key, text
            )
            return
        for language, value in node.entries:
            if not _is_language_tag(language.text):
                self.faults.add(
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
                    self.faults.add(
                        each, "text-empty", f"the text of {term.key} is empty", "a text, or no key at all", term.key
                    )

    def scalar(self, term: Term, node: Scalar) -> str:
        text = node.text
        if not text.strip():
            self.faults.add(node, "text-empty", f"{term.key} is empty", "a value, or no key at all", term.key)
            return ""
        if term.form == "reference":
            return self.reference(term, node)
        if term.form == "vocabulary":
            return self.individual(node, term.key, "")
        if term.form == "date":
            datatype = datatype_of(text)
            if datatype is None:
                self.faults.add(
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
                self.faults.add(node, "datatype", f'"{text}" is no {term.datatype}', expected, term.key, text)
                return ""
            return f'"{text}"^^{term.datatype}'
        return quote(text)

    def reference(self, term: Term, node: Scalar) -> str:
        text = node.text
        if term.statement_reference:
            return self.statement_reference(term, node)
        prefix, colon, local = text.partition(":")
        if colon and prefix in self.schema.entity_prefixes:
            if ENTITY_ID.fullmatch(local):
                return text
            self.faults.add(
                node, "reference", f'"{text}" is no entity id', "lower case, digits and hyphens", term.key, text
            )
            return ""
        if colon and not local.startswith("//") and prefix in self.schema.prefixes.namespaces:
            iri = self.schema.prefixes.iri(text)
        else:
            iri = text
        fault = iri_fault(iri)
        if fault:
            self.faults.add(
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
            self.faults.add(
                node,
                "statement-reference",
                f'"{_clip(node.text)}" names no statement',
                "subject key value, as in person:ada signed letter:open-letter",
                term.key,
                _clip(node.text),
            )
            return ""
        return mint_statement(words[0], named.property, words[2])


def _is_language_tag(text: str) -> bool:
    """True for a well-formed tag (BCP 47, 2.2.9) that begins in lower case; RDF parsers refuse others."""
    try:
        return _LANGUAGE.fullmatch(text) is not None and bool(Literal("", language=text).language)
    except ValueError:
        return False


def suggest(wrong: str, known: list[str]) -> str:
    near = difflib.get_close_matches(wrong, known, 3, 0.6) if wrong else []
    if near:
        return f"did you mean {' or '.join(near)}?"
    return f"one of {', '.join(sorted(known))}" if len(known) <= 30 else "one of the keys listed in data/FORMAT.md"


def _clip(text: str) -> str:
    return text if len(text) <= 120 else text[:117] + "..."
