"""Ontology and shapes as their pages look them up: what is told of a term, its documents and modules, its anchor."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from govgraph.graph.ontology import term_triples
from govgraph.graph.views import Triple
from govgraph.model.schema import read_turtle, turtle_files
from govgraph.model.terms import is_literal, split_literal
from govgraph.publish.catalog import Catalog, text_of
from govgraph.publish.pages import Text
from govgraph.publish.paths import safe_name

_KINDS = (
    ("owl:Class", "class"),
    ("owl:ObjectProperty", "property"),
    ("owl:DatatypeProperty", "property"),
    ("owl:AnnotationProperty", "property"),
    ("rdf:Property", "property"),
    ("owl:NamedIndividual", "individual"),
)
_FRAME_IDS = frozenset({"main", "find"})  # ids of every page's frame
_ABOVE = ("rdfs:subClassOf", "rdfs:subPropertyOf")
ALIGNING = (
    "owl:equivalentClass", "owl:equivalentProperty", *_ABOVE, "owl:sameAs", "skos:exactMatch", "skos:closeMatch",
    "skos:broadMatch", "skos:narrowMatch", "skos:relatedMatch", "rdfs:seeAlso",
)  # fmt: skip


class Told:
    """Triples by subject and property, and by property and object; everything comes out sorted."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.triples = sorted(set(triples))
        self.of: dict[str, dict[str, list[str]]] = {}
        self._with: dict[tuple[str, str], list[str]] = {}
        for subject, prop, value in self.triples:
            self.of.setdefault(subject, {}).setdefault(prop, []).append(value)
            if not is_literal(value):
                self._with.setdefault((prop, value), []).append(subject)

    def objects(self, subject: str, *props: str) -> list[str]:
        """Values of one or more properties of a subject, each once."""
        told = self.of.get(subject, {})
        return list(dict.fromkeys(value for prop in props for value in told.get(prop, ())))

    def about(self, subject: str) -> list[Triple]:
        """The triples of a subject, sorted."""
        told = self.of.get(subject, {})
        return [(subject, prop, value) for prop, values in told.items() for value in values]

    def subjects(self, prop: str, value: str) -> list[str]:
        """Who has a value."""
        return self._with.get((prop, value), [])

    def text(self, subject: str, *props: str) -> Text:
        """The first text of the properties, in English and German; empty where there is none."""
        found: dict[str, str] = {}
        for value in self.objects(subject, *props):
            if is_literal(value):
                text, language, _ = split_literal(value)
                found.setdefault(language, text)
        return text_of(found)

    def plain(self, subject: str, *props: str) -> str:
        """The first value of the properties: a literal's text, or an IRI as a term; empty where there is none."""
        value = next(iter(self.objects(subject, *props)), "")
        return split_literal(value)[0] if is_literal(value) else value


class Module(NamedTuple):
    """A document of the ontology or of the shapes with an IRI of its own: its page and the triples of its file."""

    term: str
    path: str
    triples: list[Triple]


class Vocabulary:
    """The project's ontology and shapes.

    `ontology` and `shapes` are what is told; `main` and `shapes_main` the terms of the two documents; `modules` and
    `shape_parts` their parts by term; `kinds` each declared term with what it is (class, property, individual).
    """

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.ontology, self.shapes = Told(catalog.ontology), Told(catalog.shape_triples)
        self.main = self._document(self.ontology, "ontology")
        self.shapes_main = self._document(self.shapes, "shapes")
        self.kinds = self._declared()
        self.modules = self._modules(self.ontology, self.main, "ontology")
        self.shape_parts = self._modules(self.shapes, self.shapes_main, "shapes")
        self.own = sorted(term for term in self.kinds if self.anchor(term))
        self._lineages: dict[str, list[str]] = {}
        self._declaring: dict[str, list[Module]] = {}
        for each in self.modules.values():
            for subject in dict.fromkeys(triple[0] for triple in each.triples if triple[1] == "rdf:type"):
                self._declaring.setdefault(subject, []).append(each)

    def _document(self, told: Told, name: str) -> str:
        """The document at `<base>name` where it is declared, else the first one that has a version or is declared."""
        own = self.catalog.schema.prefixes.contract(f"{self.catalog.project.base}{name}")
        headers = told.subjects("rdf:type", "owl:Ontology")
        versioned = [each for each in headers if told.objects(each, "owl:versionInfo")]
        return own if own in headers else next(iter((*versioned, *headers)), own)

    def _declared(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for kind, folder in _KINDS:
            for term in self.ontology.subjects("rdf:type", kind):
                found.setdefault(term, folder)
        return found

    def _modules(self, told: Told, main: str, folder: str) -> dict[str, Module]:
        """Documents below the base that are told of and have no page elsewhere, with the triples of their files."""
        project, prefixes = self.catalog.project, self.catalog.schema.prefixes
        files: dict[str, list[Triple]] = {}
        place = project.ontology if folder == "ontology" else project.shapes
        for file in turtle_files(place):
            triples = term_triples(read_turtle(file, file.name), prefixes, file.name)
            header = prefixes.contract(f"{project.base}{folder}/{file.stem}")
            files[header] = [each for each in triples if each[0] != main]
        found: dict[str, Module] = {}
        for term in told.of:
            path = self.document_path(term, folder)
            if path:
                found[term] = Module(term, path, sorted({*told.about(term), *self._known(told, files.get(term, ()))}))
        return found

    def _known(self, told: Told, triples: Iterable[Triple]) -> list[Triple]:
        """The triples of a file as far as the build knows them, without the headers of other documents."""
        headers = {*told.subjects("rdf:type", "owl:Ontology")}
        return [
            each for each in triples if each[0] not in headers and each[2] in told.of.get(each[0], {}).get(each[1], ())
        ]

    def document_path(self, term: str, folder: str) -> str:
        """The page of a document `<base>folder/...`; empty for anything else.

        Versions are documents too: `<base>ontology/0.1.0`.
        """
        iri = self.catalog.schema.prefixes.iri(term)
        start = f"{self.catalog.project.base}{folder}/"
        if not iri.startswith(start) or "#" in iri:
            return ""
        return "/".join((folder, *(safe_name(part) for part in iri.removeprefix(start).split("/"))))

    def anchor(self, term: str) -> str:
        """The anchor of a term in the document that its IRI leads to; empty for a term of another vocabulary."""
        iri, prefixes = self.catalog.schema.prefixes.iri(term), self.catalog.schema.prefixes
        document, mark, local = iri.partition("#")
        own = {prefixes.iri(self.main), prefixes.iri(self.shapes_main)}
        return local if mark and document in own else ""

    def identifier(self, term: str) -> str:
        """The `id` of a term on its document's page; empty where a part of the page's frame has that id already."""
        anchor = self.anchor(term)
        return "" if anchor in _FRAME_IDS else anchor

    def curie(self, term: str) -> str:
        """A term as readers write it."""
        return term.strip("<>")

    def is_deprecated(self, term: str) -> bool:
        """True for a term that is no longer to be used."""
        return self.ontology.plain(term, "owl:deprecated") == "true" or bool(
            self.ontology.objects(term, "dcterms:isReplacedBy")
        )

    def above(self, term: str) -> list[str]:
        """The terms of this ontology directly above a class or property."""
        return [each for each in self.ontology.objects(term, *_ABOVE) if self.anchor(each) and each != term]

    def below(self, term: str) -> list[str]:
        """The terms of this ontology directly below a class or property."""
        found = {each for prop in _ABOVE for each in self.ontology.subjects(prop, term)}
        return sorted(each for each in found if self.anchor(each) and each != term)

    def lineage(self, term: str) -> list[str]:
        """A term and all terms of this ontology above it, the nearest first."""
        if term not in self._lineages:
            seen = [term]
            for each in seen:
                seen += [above for above in self.above(each) if above not in seen]
            self._lineages[term] = seen
        return self._lineages[term]

    def domains(self, prop: str) -> list[str]:
        """What a property may be stated of."""
        return self.ontology.objects(prop, "rdfs:domain", "schema:domainIncludes")

    def ranges(self, prop: str) -> list[str]:
        """What its values are."""
        return self.ontology.objects(prop, "rdfs:range", "schema:rangeIncludes")

    def module_of(self, term: str) -> list[Module]:
        """The modules in whose files a term is declared."""
        return self._declaring.get(term, [])
