"""What shapes demand, in words: targets, paths, constraints (SHACL, W3C Recommendation); to which terms they apply."""

from __future__ import annotations

from typing import Any, NamedTuple

from markupsafe import Markup, escape

from govgraph.model.terms import is_literal, split_literal
from govgraph.publish.ontology.vocabulary import Vocabulary
from govgraph.publish.pages import LANGUAGES, say
from govgraph.publish.values import Teller, sort_key

TARGETS = {
    "sh:targetClass": ("every {}", "alles von der Art {}"),
    "sh:targetNode": ("{}", "{}"),
    "sh:targetSubjectsOf": ("everything with “{}”", "alles mit der Angabe „{}“"),
    "sh:targetObjectsOf": ("every value of “{}”", "jeder Wert von „{}“"),
}
# Constraint -> words. A {} is the value as a link or text; without one the value is not shown.
CONSTRAINTS = {
    "sh:class": ("is a {}", "ist von der Art {}"),
    "sh:datatype": ("has the datatype {}", "hat den Datentyp {}"),
    "sh:nodeKind": ("is {}", "ist {}"),
    "sh:minCount": ("at least {} times", "mindestens {}-mal"),
    "sh:maxCount": ("at most {} times", "höchstens {}-mal"),
    "sh:minInclusive": ("at least {}", "mindestens {}"),
    "sh:maxInclusive": ("at most {}", "höchstens {}"),
    "sh:minExclusive": ("more than {}", "mehr als {}"),
    "sh:maxExclusive": ("less than {}", "weniger als {}"),
    "sh:minLength": ("at least {} characters long", "mindestens {} Zeichen lang"),
    "sh:maxLength": ("at most {} characters long", "höchstens {} Zeichen lang"),
    "sh:pattern": ("matches {}", "entspricht {}"),
    "sh:flags": ("with the flags {}", "mit den Schaltern {}"),
    "sh:languageIn": ("in one of the languages {}", "in einer der Sprachen {}"),
    "sh:uniqueLang": ("each language once", "jede Sprache nur einmal"),
    "sh:equals": ("has the same values as {}", "hat dieselben Werte wie {}"),
    "sh:disjoint": ("shares no value with {}", "hat keinen Wert gemeinsam mit {}"),
    "sh:lessThan": ("is less than {}", "ist kleiner als {}"),
    "sh:lessThanOrEquals": ("is at most {}", "ist höchstens {}"),
    "sh:hasValue": ("has the value {}", "hat den Wert {}"),
    "sh:in": ("is one of {}", "ist eines von {}"),
    "sh:node": ("fits {}", "erfüllt {}"),
    "sh:not": ("does not fit {}", "erfüllt nicht {}"),
    "sh:and": ("fits all of {}", "erfüllt alles von {}"),
    "sh:or": ("fits at least one of {}", "erfüllt mindestens eines von {}"),
    "sh:xone": ("fits exactly one of {}", "erfüllt genau eines von {}"),
    "sh:qualifiedValueShape": ("has values that fit: {}", "hat Werte mit: {}"),
    "sh:qualifiedMinCount": ("of these at least {}", "davon mindestens {}"),
    "sh:qualifiedMaxCount": ("of these at most {}", "davon höchstens {}"),
    "sh:closed": ("nothing else may be stated", "nichts anderes darf ausgesagt sein"),
    "sh:ignoredProperties": ("but for {}", "außer {}"),
    "sh:property": ("fits {}", "erfüllt {}"),
}
_ONCE = {
    "sh:minCount": ("at least once", "mindestens einmal"),
    "sh:maxCount": ("at most once", "höchstens einmal"),
    "sh:qualifiedMinCount": ("of these at least one", "davon mindestens einer"),
    "sh:qualifiedMaxCount": ("of these at most one", "davon höchstens einer"),
}
_LISTS = frozenset({"sh:in", "sh:and", "sh:or", "sh:xone", "sh:languageIn", "sh:ignoredProperties"})
_OUTWARD = frozenset({"rdf:type", "rdfs:isDefinedBy", "sh:severity", "sh:class", "sh:datatype", *TARGETS})
_KINDS = {
    "sh:IRI": ("an address (IRI)", "eine Adresse (IRI)"),
    "sh:Literal": ("a text, number or date", "Text, Zahl oder Datum"),
    "sh:IRIOrLiteral": ("an address or a text, number or date", "eine Adresse oder Text, Zahl oder Datum"),
    "sh:BlankNode": ("a blank node", "ein leerer Knoten"),
    "sh:BlankNodeOrIRI": ("an address or a blank node", "eine Adresse oder ein leerer Knoten"),
    "sh:BlankNodeOrLiteral": ("a blank node or a literal", "ein leerer Knoten oder ein Literal"),
}
_PATHS = {
    "sh:inversePath": "^{}",
    "sh:zeroOrMorePath": "{}*",
    "sh:oneOrMorePath": "{}+",
    "sh:zeroOrOnePath": "{}?",
}
_SEVERITIES = {
    "sh:Violation": ("violation: stops the build", "Verstoß: hält den Bau an", "refuted"),
    "sh:Warning": ("warning: is reported", "Warnung: wird gemeldet", "disputed"),
    "sh:Info": ("hint: is reported", "Hinweis: wird gemeldet", "reported"),
}
_OF = {
    "is": ("is a {}", "ist von der Art {}"),
    "value": ("values of “{}”", "Werte von „{}“"),
    "subject": ("subject of “{}”", "Subjekt von „{}“"),
    "range": ("values of “{}”", "Werte von „{}“"),
}


class Severity(NamedTuple):
    """How much a finding of a shape weighs: words, and the class of its badge."""

    text: str
    style: str


class Shapes:
    """The shapes of a project in words."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary, self.told = vocabulary, vocabulary.shapes
        types = self.told.subjects
        self.nodes = types("rdf:type", "sh:NodeShape")
        self.properties = types("rdf:type", "sh:PropertyShape")
        self.queries = sorted({*types("rdf:type", "sh:SPARQLConstraint"), *self._linked("sh:sparql")})
        self.cells = sorted(term for term, told in self.told.of.items() if "rdf:first" in told)
        self._applying = self._find_applying()
        self._users = self._find_users()

    def _linked(self, prop: str) -> set[str]:
        return {value for told in self.told.of.values() for value in told.get(prop, ())}

    def _find_applying(self) -> dict[str, list[str]]:
        """Node shapes by the terms that they are about: by target, by path, by the properties of what they include."""
        found: dict[str, set[str]] = {}
        for node in self.nodes:
            for prop in TARGETS:
                for term in self.told.objects(node, prop):
                    found.setdefault(term, set()).add(node)
            for each in self.told.objects(node, "sh:property"):
                for term in self._terms_of_path(each):
                    found.setdefault(term, set()).add(node)
            if node in self.vocabulary.kinds:
                found.setdefault(node, set()).add(node)
        return {term: sorted(nodes) for term, nodes in found.items()}

    def _terms_of_path(self, shape: str) -> list[str]:
        path = self.told.objects(shape, "sh:path")
        return path + [term for each in path for prop in _PATHS for term in self.told.objects(each, prop)]

    def applying(self, term: str, teller: Teller) -> list[tuple[str, str, str]]:
        """Node shapes that look at a term or, for a class, at one above it: page, name, what they demand; by name."""
        lineage = self.vocabulary.lineage(term)
        found = {shape for each in lineage for shape in self._applying.get(each, ())}
        rows = [
            (self.vocabulary.catalog.paths[each], self.name(each, teller), self.demand(each, teller))
            for each in found
            if each in self.vocabulary.catalog.paths
        ]
        return sorted(rows, key=lambda row: (sort_key(row[1]), row[0]))

    def name(self, shape: str, teller: Teller) -> str:
        """What a shape is called: its label or name, else what it looks at."""
        text = self.told.text(shape, "rdfs:label", "sh:name")
        if text[0]:
            return say(text, teller.language)
        told, at = self.told.of.get(shape, {}), LANGUAGES.index(teller.language)
        if "sh:path" in told:
            return _OF["value"][at].format(teller.name(told["sh:path"][0]))
        if "sh:targetSubjectsOf" in told:
            words = _OF["range" if "sh:property" in told else "subject"]
            return words[at].format(teller.name(told["sh:targetSubjectsOf"][0]))
        if "sh:select" in told:
            return ("Query", "Abfrage")[at]
        if "sh:class" in told:
            return _OF["is"][at].format(teller.name(told["sh:class"][0]))
        return self.vocabulary.anchor(shape) or shape.strip("<>")

    def demand(self, shape: str, teller: Teller) -> str:
        """What a shape demands in a sentence: its comment, else its message, else that of what it includes."""
        for each in (shape, *self.told.objects(shape, "sh:property", "sh:sparql")):
            text = self.told.text(each, "rdfs:comment", "sh:message", "sh:name")
            if text[0]:
                return say(text, teller.language)
        return ""

    def messages(self, shape: str, language: str) -> str:
        """The message of a shape."""
        return say(self.told.text(shape, "sh:message"), language)

    def severity(self, shape: str, language: str, otherwise: str = "sh:Violation") -> Severity:
        """The severity of a shape; sh:Violation where it names none (SHACL, 2.1.4)."""
        found = self.told.plain(shape, "sh:severity") or otherwise
        english, german, style = _SEVERITIES.get(found, (found, found, "unverified"))
        return Severity(german if language == "de" else english, style)

    def targets(self, shape: str, teller: Teller) -> list[Markup]:
        """What a shape looks at."""
        at = LANGUAGES.index(teller.language)
        return [
            escape(words[at]).format(teller.link(term))
            for prop, words in TARGETS.items()
            for term in self.told.objects(shape, prop)
        ]

    def link(self, shape: str, teller: Teller) -> Markup:
        """The name of a shape, leading to its page, or to its place among all shapes."""
        path = self.vocabulary.catalog.paths.get(shape)
        anchor = self.vocabulary.anchor(shape)
        if path is None and not anchor:
            return teller.link(shape)
        address = teller.address(path) if path else f"{teller.address('shapes')}#{anchor}"
        return Markup('<a href="{}">{}</a>').format(address, self.name(shape, teller))

    def path(self, shape: str, teller: Teller) -> Markup:
        """The path of a property shape (SHACL, 2.3.1)."""
        return Markup(", ").join(self._path(each, teller) for each in self.told.objects(shape, "sh:path"))

    def _path(self, path: str, teller: Teller, depth: int = 0) -> Markup:
        if depth > 8:
            return escape(path)
        for prop, form in _PATHS.items():
            if inner := self.told.objects(path, prop):
                return escape(form).format(self._path(inner[0], teller, depth + 1))
        if alternatives := self.told.objects(path, "sh:alternativePath"):
            return Markup(" | ").join(self._path(each, teller, depth + 1) for each in self.items(alternatives[0]))
        if self.told.objects(path, "rdf:first"):
            return Markup(" / ").join(self._path(each, teller, depth + 1) for each in self.items(path))
        return teller.link(path)

    def items(self, head: str) -> list[str]:
        """The members of a list (RDF Schema 1.1, 5.2); a list without end stops where it began."""
        found, seen = [], set()
        while head != "rdf:nil" and head not in seen:
            seen.add(head)
            found += self.told.objects(head, "rdf:first")[:1]
            head = next(iter(self.told.objects(head, "rdf:rest")), "rdf:nil")
        return found

    def constraints(self, shape: str, teller: Teller) -> list[Markup]:
        """What a shape demands, one entry a constraint, in a fixed order."""
        at = LANGUAGES.index(teller.language)
        told = self.told.of.get(shape, {})
        node = "sh:NodeShape" in told.get("rdf:type", ())
        return [
            escape(_ONCE[prop][at])
            if prop in _ONCE and split_literal(value)[0] == "1"
            else escape(words[at]).format(self._value(prop, value, teller))
            for prop, words in CONSTRAINTS.items()
            if not (node and prop == "sh:property")
            for value in told.get(prop, ())
            if not (prop in ("sh:uniqueLang", "sh:closed") and value.startswith('"false"'))
        ]

    def _value(self, prop: str, value: str, teller: Teller) -> Markup:
        if prop in _LISTS:
            return Markup(", ").join(self._item(each, teller) for each in self.items(value))
        if prop == "sh:nodeKind" and value in _KINDS:
            return escape(_KINDS[value][LANGUAGES.index(teller.language)])
        if prop == "sh:pattern":
            return Markup("<code>{}</code>").format(split_literal(value)[0])
        return self._item(value, teller)

    def _item(self, value: str, teller: Teller) -> Markup:
        if is_literal(value):
            return teller.value(value)
        return self.link(value, teller) if value in self.told.of else teller.link(value)

    def show(self, shape: str, teller: Teller) -> dict[str, Any]:
        """A property shape or a query as templates show it."""
        return {
            "anchor": self.vocabulary.anchor(shape),
            "id": self.vocabulary.identifier(shape),
            "name": self.name(shape, teller),
            "path": self.path(shape, teller),
            "constraints": self.constraints(shape, teller),
            "message": self.messages(shape, teller.language),
            "severity": self.severity(shape, teller.language),
            "query": self.query(shape),
        }

    def has_target(self, shape: str) -> bool:
        """True for a shape that looks at nodes by itself, also as a class (SHACL, 2.1.3)."""
        return any(prop in self.told.of[shape] for prop in TARGETS) or shape in self.vocabulary.kinds

    def inside(self, shape: str) -> list[str]:
        """All shapes, queries, paths and lists that a shape is made of."""
        seen = [shape]
        for each in seen:
            for prop, values in self.told.of.get(each, {}).items():
                if prop not in _OUTWARD:
                    seen += [value for value in values if value in self.told.of and value not in seen]
        return seen[1:]

    def users(self, shape: str) -> list[str]:
        """Shapes that a shape is a piece of."""
        return self._users.get(shape, [])

    def _find_users(self) -> dict[str, list[str]]:
        found: dict[str, set[str]] = {}
        for each in (*self.nodes, *self.properties):
            for prop in ("sh:property", "sh:node", "sh:not", "sh:qualifiedValueShape", "sh:sparql", *_LISTS):
                for value in self.told.objects(each, prop):
                    for piece in self.items(value) if prop in _LISTS else [value]:
                        found.setdefault(piece, set()).add(each)
        return {piece: sorted(shapes) for piece, shapes in found.items()}

    def member(self, cell: str, teller: Teller) -> Markup:
        """What a cell of a list holds."""
        return Markup(", ").join(self._item(each, teller) for each in self.told.objects(cell, "rdf:first"))

    def query(self, shape: str) -> str:
        """The query of a SPARQL constraint without the indentation of its file; empty for anything else."""
        text = self.told.plain(shape, "sh:select", "sh:ask").strip("\n").rstrip()
        lines = text.split("\n")
        depth = min((len(each) - len(each.lstrip()) for each in lines if each.strip()), default=0)
        return "\n".join(each[depth:] for each in lines)
