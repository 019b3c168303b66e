"""The same graph the plain way: PyYAML, csv, rdflib, pySHACL, one straight program in one process.

It reads the same files, makes the simple and the full view, validates them with pySHACL and writes them with rdflib's
serializers. It is what an able colleague writes in a day, with care for speed where it costs nothing (one pass, plain
dicts, no literal normalization, the rdflib graphs filled in bulk), and it takes nothing from the package `govgraph`.

It does less than `govgraph build`: no places of findings, no check of references, no rules, no RDF 1.2 view, no
metadata, no tables, no picture, no atomic replacement. `bench/same.py` checks that its triples are the project's.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pyshacl
import rdflib
import yaml
from rdflib import OWL, RDF, RDFS, XSD, Graph, Literal, URIRef
from rdflib.graph import _TripleType

GOV = rdflib.Namespace("https://w3id.org/govgraph/ontology#")
SCHEMA = rdflib.Namespace("https://schema.org/")
DERIVED_FROM = URIRef("http://www.w3.org/ns/prov#wasDerivedFrom")
SOURCE = URIRef("http://purl.org/dc/terms/source")
BACKBONE = (RDFS.subClassOf, RDFS.subPropertyOf, OWL.inverseOf, RDF.type)
PROVENANCE = ("sources", "status", "confidence")
COLUMN = re.compile(r"\{([A-Za-z][A-Za-z0-9_]*)\}")
LOCAL_NAME = re.compile(r"[A-Za-z0-9_-]+")
DATATYPE = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}
ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})

Record = dict[str, Any]


class StringLoader(yaml.SafeLoader):
    """The pure Python SafeLoader, which leaves every scalar a string: `2023` is a year, `no` is a country."""


StringLoader.yaml_implicit_resolvers = {}


class Value(NamedTuple):
    """An RDF node and its short text, from which the ids of statements are made."""

    node: URIRef | Literal
    text: str


class Provenance(NamedTuple):
    """Sources, citations (source, locator), status and confidence that statements inherit."""

    sources: tuple[str, ...] = ()
    citations: tuple[tuple[str, str], ...] = ()
    status: str = ""
    confidence: str = ""


class Vocabulary:
    """What the keys mean: the JSON-LD context and the ontology."""

    def __init__(self, folder: Path) -> None:
        self.context: Record = json.loads((folder / "context.jsonld").read_text(encoding="utf-8"))["@context"]
        self.ontology = Graph()
        for path in sorted(folder.glob("*.ttl")):
            self.ontology.parse(path)
        self.namespaces: dict[str, str] = {}
        self.keys: dict[str, Record] = {}
        for key, entry in self.context.items():
            if isinstance(entry, dict) and entry.get("@prefix"):
                self.namespaces[key] = entry["@id"]
            elif isinstance(entry, str) and not key.startswith("@") and entry[-1] in "#/_":
                self.namespaces[key] = entry
            elif not key.startswith("@") and not (isinstance(entry, str) and entry.startswith("@")):
                self.keys[key] = entry if isinstance(entry, dict) else {"@id": entry}
        self.by_length = sorted(self.namespaces.items(), key=lambda item: (-len(item[1]), item[0]))
        self.shortened: dict[str, str] = {}
        classes = sorted(
            self.ontology.subjects(RDF.type, OWL.Class), key=lambda each: str(each).startswith(GOV)
        )  # ours win
        self.kinds = {self.local(each): each for each in classes}
        self.individuals = {self.local(each): each for each in self.ontology.subjects(RDF.type, OWL.NamedIndividual)}
        self.terms = {key: self.term(entry) for key, entry in self.keys.items()}

    @staticmethod
    def local(node: object) -> str:
        return re.split(r"[#/]", str(node))[-1]

    def iri(self, name: str) -> URIRef:
        prefix, _, local = name.partition(":")
        return URIRef(self.namespaces[prefix] + local)

    def short(self, iri: str) -> str:
        found = self.shortened.get(iri)
        if found is None:
            found = self.shortened[iri] = self.shorten(iri)
        return found

    def shorten(self, iri: str) -> str:
        for prefix, namespace in self.by_length:
            if iri.startswith(namespace) and LOCAL_NAME.fullmatch(iri[len(namespace) :]):
                return f"{prefix}:{iri[len(namespace) :]}"
        return f"<{iri}>"

    def term(self, entry: Record) -> Record:
        prop = self.iri(entry.get("@reverse") or entry["@id"])
        value = self.ontology.value
        ranges = {*self.ontology.objects(prop, RDFS.range), *self.ontology.objects(prop, SCHEMA.rangeIncludes)}
        if entry.get("@container") == "@language":
            form = "text"
        elif entry.get("@type") == "@id" or "@reverse" in entry:
            form = "statement" if value(prop, RDFS.range) == GOV.Statement else "reference"
        elif entry.get("@type") == "@vocab":
            form = "vocabulary"
        elif "@type" in entry:
            form = "typed"
        else:
            form = "date" if ranges & {XSD.date, XSD.gYear} else "string"
        return {
            "property": prop,
            "short": self.short(str(prop)),
            "form": form,
            "datatype": entry.get("@type"),
            "reverse": "@reverse" in entry,
            "kind": value(prop, GOV.statementClass) or GOV.Statement,
            "apart": {str(each) for each in self.ontology.objects(prop, GOV.discriminatedBy)},
            "editorial": str(value(prop, GOV.editorial)) == "true",
        }


def escape(text: str) -> str:
    """The quoted form of a text that statement ids are made from."""
    return '"' + text.translate(ESCAPES) + '"'


class Builder:
    """Turns records into the triples of the simple and the full view."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.simple: set[_TripleType] = set()
        self.full: set[_TripleType] = set()

    def record(self, record: Record, inherited: Provenance) -> str:
        """Take in an entity and all it says; its id."""
        identifier: str = record["id"]
        kind = self.vocabulary.kinds[record["type"]] if "type" in record else None
        if kind is not None:
            self.simple.add((self.vocabulary.iri(identifier), RDF.type, kind))
        provenance = self.provenance(record, inherited, identifier if kind == GOV.Source else "")
        for key, value in record.items():
            if key not in ("id", "type", *PROVENANCE):
                for each in value if isinstance(value, list) else [value]:
                    self.property(identifier, self.vocabulary.terms[key], each, provenance)
        return identifier

    def provenance(self, record: Record, inherited: Provenance, itself: str = "") -> Provenance:
        sources, citations = inherited.sources, inherited.citations
        if "sources" in record:
            listed = record["sources"] if isinstance(record["sources"], list) else [record["sources"]]
            cited = [each for each in listed if isinstance(each, dict)]
            sources = tuple({each["source"] if isinstance(each, dict) else each for each in listed})
            citations = tuple((each["source"], each["locator"]) for each in cited)
        elif itself:
            sources, citations = (itself,), ()
        status = record.get("status") or inherited.status or ("confirmed" if sources else "unverified")
        confidence = record.get("confidence") or ("" if record.get("status") else inherited.confidence)
        return Provenance(sources, citations, status, confidence)

    def property(self, subject: str, term: Record, value: Any, provenance: Provenance) -> None:
        if isinstance(value, dict) and "id" in value:
            child = self.record(value, provenance)
            self.state(subject, term, Value(self.vocabulary.iri(child), child), self.provenance(value, provenance), ())
        elif isinstance(value, dict) and "value" in value:
            own = self.provenance(value, provenance)
            qualifiers = tuple(self.qualifiers(value))
            for each in value["value"] if isinstance(value["value"], list) else [value["value"]]:
                for made in self.values(term, each):
                    self.state(subject, term, made, own, qualifiers)
        else:
            for made in self.values(term, value):
                self.state(subject, term, made, provenance, ())

    def qualifiers(self, value: Record) -> Iterator[tuple[Record, Value]]:
        found = {}
        for key, item in value.items():
            if key != "value" and key not in PROVENANCE:
                term = self.vocabulary.terms[key]
                for each in item if isinstance(item, list) else [item]:
                    found.update({(term["short"], made.text): (term, made) for made in self.values(term, each)})
        return iter(found[key] for key in sorted(found))

    def values(self, term: Record, value: Any) -> Iterator[Value]:
        form, vocabulary = term["form"], self.vocabulary
        if form == "text":
            for language, texts in value.items():
                for text in texts if isinstance(texts, list) else [texts]:
                    yield Value(Literal(text, lang=language), f"{escape(text)}@{language}")
        elif form == "vocabulary":
            node = vocabulary.individuals[value]
            yield Value(URIRef(str(node)), vocabulary.short(str(node)))
        elif form == "date":
            datatype = DATATYPE[len(value)]
            yield Value(Literal(value, datatype=datatype), f'"{value}"^^{vocabulary.short(str(datatype))}')
        elif form == "typed":
            yield Value(Literal(value, datatype=vocabulary.iri(term["datatype"])), f'"{value}"^^{term["datatype"]}')
        elif form == "statement":
            first, key, last = value.split()
            name = mint(first, vocabulary.terms[key]["short"], last, [])
            yield Value(vocabulary.iri(name), name)
        elif form == "reference":
            known = value.partition(":")[0] in vocabulary.namespaces
            node = vocabulary.iri(value) if known else URIRef(value)
            yield Value(node, vocabulary.short(str(node)))
        else:
            yield Value(Literal(value), escape(value))

    def state(
        self,
        subject: str,
        term: Record,
        value: Value,
        provenance: Provenance,
        qualifiers: tuple[tuple[Record, Value], ...],
    ) -> None:
        """Add one statement to both views."""
        iri = self.vocabulary.iri
        who = Value(iri(subject), subject)
        if term["reverse"]:
            who, value = value, who
        apart = [f"{q['short']}={each.text}" for q, each in qualifiers if str(q["property"]) in term["apart"]]
        name = mint(who.text, term["short"], value.text, apart)
        node, add = iri(name), self.full.add
        triple = (who.node, term["property"], value.node)
        if term["editorial"] or provenance.status in ("confirmed", "reported"):
            self.simple.add(triple)
        add((node, RDF.type, term["kind"]))
        for predicate, each in zip((RDF.subject, RDF.predicate, RDF.object), triple, strict=True):
            add((node, predicate, each))
        add((node, GOV.status, self.vocabulary.individuals[provenance.status]))
        if provenance.confidence:
            add((node, GOV.confidence, self.vocabulary.individuals[provenance.confidence]))
        for source in provenance.sources:
            add((node, DERIVED_FROM, iri(source)))
        for qualifier, each in qualifiers:
            add((node, qualifier["property"], each.node))
        for source, locator in provenance.citations:
            citation = URIRef(f"{node}-at-{source.partition(':')[2]}")
            add((node, GOV.citation, citation))
            add((citation, RDF.type, GOV.Citation))
            add((citation, SOURCE, iri(source)))
            add((citation, GOV.locator, Literal(locator)))


def mint(subject: str, prop: str, value: str, apart: list[str]) -> str:
    """The id of a statement, as docs/FORMAT and the ontology define it."""
    digest = hashlib.sha256("\n".join([subject, prop, value, *apart]).encode()).hexdigest()[:12]
    return f"statement:{subject.partition(':')[2]}-{prop.partition(':')[2]}-{digest}"


def read_yaml(path: Path) -> Record:
    """The one document of a file."""
    with path.open(encoding="utf-8") as file:
        document: Record = yaml.load(file, Loader=StringLoader)  # noqa: S506 - a SafeLoader without number guessing
    return document


def fill(template: Any, row: dict[str, str]) -> Any:
    """A table's template for one row; None where it needs an empty cell."""
    if isinstance(template, str):
        if any(not row[name] for name in COLUMN.findall(template)):
            return None
        return COLUMN.sub(lambda match: row[match[1]], template)
    if isinstance(template, list):
        return [filled for each in template if (filled := fill(each, row)) is not None] or None
    made = {key: filled for key, each in template.items() if (filled := fill(each, row)) is not None}
    needed = "value" in template or "id" in template
    return None if not made or (needed and not made.keys() & {"value", "id"}) else made


def table_records(path: Path) -> Iterator[Record]:
    """One record a row of the table beside its description."""
    description = read_yaml(path)
    template = {**description["record"], **{key: description[key] for key in PROVENANCE if key in description}}
    with path.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            filled = fill(template, row)
            if filled:
                yield filled


def mapping_records(path: Path, key_of: dict[str, str]) -> Iterator[Record]:
    """One record a row of an SSSOM table."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [line for line in file if not line.startswith("#")]
    for row in csv.DictReader(rows, delimiter="\t"):
        value: Record = {
            "value": row["object_id"],
            "mappingJustification": row["mapping_justification"],
            "status": row["status"],
        }
        if row.get("sources"):
            value["sources"] = row["sources"].split("|")
        if row.get("comment"):
            value["note"] = {"en": row["comment"]}
        yield {"id": row["subject_id"], key_of[row["predicate_id"]]: value}


def records(data: Path, vocabulary: Vocabulary) -> Iterator[Record]:
    """All records of the project."""
    for path in sorted(data.rglob("*.yaml")):
        if path.parent.name == "tables":
            yield from table_records(path)
        else:
            yield read_yaml(path)
    key_of = {term["short"]: key for key, term in vocabulary.terms.items() if term["kind"] == GOV.Mapping}
    for path in sorted((data / "mappings").glob("*.sssom.tsv")):
        yield from mapping_records(path, key_of)


def build(project: Path, shapes: Path, output: Path) -> None:
    """Read, validate and write."""
    rdflib.NORMALIZE_LITERALS = False
    settings = tomllib.loads((project / "govgraph.toml").read_text(encoding="utf-8"))
    vocabulary = Vocabulary(project / "ontology")
    builder = Builder(vocabulary)
    for record in records(project / "data", vocabulary):
        builder.record(record, Provenance())

    dataset = rdflib.Dataset()
    for prefix, namespace in vocabulary.namespaces.items():
        dataset.bind(prefix, namespace)
    simple = dataset.graph(URIRef(f"{settings['base']}graph/simple"))
    full = dataset.graph(URIRef(f"{settings['base']}graph/full"))
    simple.addN((*triple, simple) for triple in builder.simple)
    full.addN((*triple, full) for triple in builder.full)

    merged = Graph()
    for triples in (builder.simple, builder.full, *(vocabulary.ontology.triples((None, p, None)) for p in BACKBONE)):
        merged.addN((*triple, merged) for triple in triples)
    _, report, _ = pyshacl.validate(
        merged, shacl_graph=Graph().parse(shapes), inference="none", advanced=False, inplace=True
    )
    if not isinstance(report, Graph):
        raise SystemExit(f"pySHACL could not run: {report!r}")

    output.mkdir(parents=True, exist_ok=True)
    report.serialize(output / "validation-report.ttl", format="turtle")
    simple.serialize(output / "govgraph.ttl", format="turtle")
    full.serialize(output / "govgraph-full.ttl", format="turtle")
    dataset.serialize(output / "govgraph.nq", format="nquads")
    dataset.serialize(output / "govgraph.trig", format="trig")
    both = Graph()
    both.addN((*triple, both) for triple in (*builder.simple, *builder.full))
    both.serialize(output / "govgraph.jsonld", format="json-ld", context=vocabulary.context)
    print(f"{len(simple):,} simple, {len(full):,} full triples -> {output}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("project", type=Path)
    parser.add_argument("shapes", type=Path, help="the project's shapes, derived ones included (output/shapes.ttl)")
    parser.add_argument("output", type=Path)
    given = parser.parse_args()
    build(given.project, given.shapes, given.output)
