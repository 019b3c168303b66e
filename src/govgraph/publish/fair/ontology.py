"""What the ontology's document tells: its header, the terms it defines; and the rules that serve it."""

from __future__ import annotations

import re

from govgraph.namespaces import OWL, RDFS, SCHEMA, SKOS
from govgraph.publish.fair.built_site import BIBO, DCTERMS, FOAF, PROV, VANN, BuiltSite, Triples
from govgraph.publish.fair.metric import Answer, judge

_RULES = re.compile(r"rules/(?!.*\.md).+|\.htaccess|_worker\.js|_headers|_redirects")
FILE, PAGE = "ontology.ttl", "ontology.html"
_PAV = "http://purl.org/pav/"
# What FOOPS! calls it -> the properties that it reads.
HEADER = {
    "title": (f"{DCTERMS}title", f"{SCHEMA}name"),
    "description": (f"{DCTERMS}description", f"{DCTERMS}abstract", f"{RDFS}comment", f"{SKOS}note"),
    "license": (f"{DCTERMS}license", f"{SCHEMA}license"),
    "version iri": (f"{OWL}versionIRI",),
    "author": (f"{DCTERMS}creator", f"{SCHEMA}creator", f"{_PAV}createdBy"),
    "namespace URI": (f"{VANN}preferredNamespaceUri",),
    "namespace prefix": (f"{VANN}preferredNamespacePrefix",),
    "version info": (f"{OWL}versionInfo", f"{SCHEMA}schemaVersion"),
    "creation date": (f"{DCTERMS}created", f"{SCHEMA}dateCreated"),
    "citation": (f"{DCTERMS}bibliographicCitation",),
    "contributor": (f"{DCTERMS}contributor", f"{SCHEMA}contributor"),
    "doi": (f"{BIBO}doi",),
    "publisher": (f"{DCTERMS}publisher", f"{SCHEMA}publisher"),
    "logo": (f"{FOAF}logo", f"{SCHEMA}logo"),
    "status": (f"{BIBO}status",),
    "source": (f"{DCTERMS}source", f"{PROV}hadOriginalSource"),
    "issued": (f"{DCTERMS}issued", f"{SCHEMA}datePublished"),
    "modified": (f"{DCTERMS}modified", f"{SCHEMA}dateModified"),
}
TERMS = ("Class", "ObjectProperty", "DatatypeProperty")


def ontology(site: BuiltSite) -> Triples:
    """The triples of the ontology's document; none where it is missing or faulty."""
    return site.graph(FILE) or Triples([])


def header(site: BuiltSite, name: str) -> list[str]:
    """Values of one element of the ontology's header."""
    found = ontology(site).texts(site.ontology, *HEADER[name])
    if name == "doi":
        given = ontology(site).texts(site.ontology, f"{DCTERMS}identifier", f"{SCHEMA}identifier")
        found += [each for each in given if "doi." in each]
    return found


def own_terms(site: BuiltSite) -> list[str]:
    """Classes and properties that the ontology defines in its own namespace, sorted."""
    graph = ontology(site)
    terms = {term for kind in TERMS for term in graph.subjects(f"{OWL}{kind}")}
    return sorted(term for term in terms if term.startswith(f"{site.ontology}#"))


def header_tells(site: BuiltSite, *names: str) -> Answer:
    """Passed where the header has all of the elements."""
    missing = [f"{name} ({_short(HEADER[name][0])})" for name in names if not header(site, name)]
    evidence = "; ".join(f"{name}: {header(site, name)[0][:50]}" for name in names if header(site, name))
    return judge(missing, f"{evidence} ({FILE})", "complete the header of the ontology")


def _short(prop: str) -> str:
    spaces = {DCTERMS: "dcterms", VANN: "vann", BIBO: "bibo", FOAF: "foaf", OWL: "owl"}
    return next((f"{prefix}:{prop.removeprefix(space)}" for space, prefix in spaces.items() if space in prop), prop)


def foreign(site: BuiltSite) -> str:
    """IRI of the ontology where it is published elsewhere: its files declare none below the project's base."""
    declared: list[str] = []
    for path in (FILE, f"data/{FILE}"):
        if (graph := site.graph(path)) is not None:
            declared += graph.subjects(f"{OWL}Ontology")
    return "" if any(each.startswith(site.base) for each in declared) else next(iter(declared), "")


def rule_files(site: BuiltSite) -> list[str]:
    """Files of the site that tell a server to answer by media type, sorted."""
    found = sorted(each for each in site.files if _RULES.fullmatch(each))
    return [each for each in found if b"text/turtle" in site.read(each).replace(b"\\", b"")]
