"""A built site as the FAIR checks read it: files, heads of pages, RDF files as looked-up triples, places of IRIs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cached_property
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urljoin

import pyoxigraph as ox

from govgraph.namespaces import RDF
from govgraph.project import Project
from govgraph.publish.links import list_files
from govgraph.publish.paths import safe_name

DCTERMS = "http://purl.org/dc/terms/"
DCAT = "http://www.w3.org/ns/dcat#"
PROV = "http://www.w3.org/ns/prov#"
VOID = "http://rdfs.org/ns/void#"
VANN = "http://purl.org/vocab/vann/"
BIBO = "http://purl.org/ontology/bibo/"
FOAF = "http://xmlns.com/foaf/0.1/"
RDF_TYPE = f"{RDF}type"

SAMPLE = 24  # entity pages whose heads, faces and linksets are read; all pages are looked for
_FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
}
_LINK = re.compile(r"<link\b([^>]*)>")
_META = re.compile(r"<meta\b([^>]*)>")
_ATTRIBUTE = re.compile(r'([A-Za-z:-]+)="([^"]*)"')
_JSON_LD = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
_IDS = re.compile(rb' id="([^"]*)"')
_STATEMENT = re.compile(r"(.+)-([A-Za-z0-9]+)-([0-9a-f]{12})(?:-at-.+)?")
_OTHER = re.compile(r"[^A-Za-z0-9_-]+")

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


class Link(NamedTuple):
    """A typed link of a page's head: relation, address as written, media type."""

    rel: str
    href: str
    type: str


class PageHead(NamedTuple):
    """What machines read of a page: links, meta elements by name, the nodes of its embedded JSON-LD."""

    links: tuple[Link, ...]
    meta: dict[str, str]
    nodes: tuple[dict[str, Any], ...]

    def targets(self, rel: str) -> list[str]:
        """Addresses of the links of a relation."""
        return [each.href for each in self.links if each.rel == rel]


class Triples:
    """The triples of a file, looked up by subject and property; IRIs as text."""

    def __init__(self, triples: list[ox.Triple]) -> None:
        self.triples = triples
        self._found: dict[tuple[str, str], list[Term]] = {}
        for each in triples:
            if isinstance(each.subject, ox.NamedNode):
                self._found.setdefault((each.subject.value, each.predicate.value), []).append(each.object)

    def values(self, subject: str, *properties: str) -> list[Term]:
        """Values of the properties, sorted."""
        found = [value for prop in properties for value in self._found.get((subject, prop), ())]
        return sorted(found, key=str)

    def texts(self, subject: str, *properties: str) -> list[str]:
        """The same as text: the IRI or the literal's value."""
        return [value_of(each) for each in self.values(subject, *properties)]

    def languages(self, subject: str, *properties: str) -> set[str]:
        """Language tags of the values."""
        return {each.language or "" for each in self.values(subject, *properties) if isinstance(each, ox.Literal)}

    def subjects(self, kind: str) -> list[str]:
        """Subjects of a class, sorted."""
        return sorted(s for (s, p), o in self._found.items() if p == RDF_TYPE and any(_is(each, kind) for each in o))

    def namespaces(self) -> set[str]:
        """Namespaces of the properties and classes in use."""
        terms = {each.predicate.value for each in self.triples}
        terms |= {
            each.object.value
            for each in self.triples
            if each.predicate.value == RDF_TYPE and isinstance(each.object, ox.NamedNode)
        }
        return {re.sub(r"[^#/]*$", "", each) for each in terms}


def value_of(term: Term) -> str:
    """IRI, name of a blank node, value of a literal; a quoted triple has none."""
    return "" if isinstance(term, ox.Triple) else term.value


def _is(term: Term, iri: str) -> bool:
    return isinstance(term, ox.NamedNode) and term.value == iri


class BuiltSite:
    """A site folder and its project. What is asked for is read once; a missing or faulty file reads as nothing."""

    def __init__(self, root: Path, project: Project) -> None:
        self.root = root
        self.project = project
        self.base = project.base
        self.dataset = f"{project.base}dataset"
        self.ontology = f"{project.base}ontology"
        self._heads: dict[str, PageHead] = {}
        self._graphs: dict[str, Triples | None] = {}
        self._ids: dict[str, frozenset[str]] = {}

    @cached_property
    def files(self) -> frozenset[str]:
        """All files below the root."""
        return list_files(self.root)

    @cached_property
    def url(self) -> str:
        """Where the site will stand, as the canonical link of its start says; else the project's homepage."""
        found = self.head("index.html").targets("canonical")
        return found[0].removesuffix("index.html") if found else self.project.homepage

    def has(self, *paths: str) -> list[str]:
        """Those of the paths that are missing."""
        return [each for each in paths if each not in self.files]

    def read(self, path: str) -> bytes:
        """A file's content; empty where it is missing."""
        return (self.root / path).read_bytes() if path in self.files else b""

    def text(self, path: str) -> str:
        """The same as text."""
        return self.read(path).decode("utf-8", "replace")

    def json(self, path: str) -> Any:
        """A JSON file; None where it is missing or no JSON."""
        try:
            return json.loads(self.read(path) or b"null")
        except ValueError:
            return None

    def graph(self, path: str) -> Triples | None:
        """The triples of an RDF file (.ttl, .nt, .jsonld); None where it is missing or can't be parsed."""
        if path not in self._graphs:
            self._graphs[path] = self._parse(path)
        return self._graphs[path]

    def _parse(self, path: str) -> Triples | None:
        if path not in self.files:
            return None
        form = _FORMATS[path.rpartition(".")[2]]
        try:
            found = list(ox.parse(self.read(path), format=form, base_iri=f"{self.base}{path}"))
        except (SyntaxError, ValueError):
            return None
        return Triples([each.triple for each in found])

    def head(self, path: str) -> PageHead:
        """The head of a page; without links where it is missing."""
        if path not in self._heads:
            self._heads[path] = read_head(self.text(path))
        return self._heads[path]

    def ids(self, path: str) -> frozenset[str]:
        """The ids of a page."""
        if path not in self._ids:
            self._ids[path] = frozenset(unescape(each.decode()) for each in _IDS.findall(self.read(path)))
        return self._ids[path]

    def local(self, page: str, href: str) -> str:
        """The file of this site that a link of a page names; empty for any other address."""
        if "://" not in href:
            place = urljoin(f"https://site.invalid/{page}", href)
            return place.removeprefix("https://site.invalid/").partition("#")[0]
        place = href.removeprefix(self.url).partition("#")[0] if href.startswith(self.url) else ""
        return place if place in self.files else ""

    def leads(self, page: str, address: str) -> bool:
        """False for an address of ours, relative, below the root or an IRI, that leads to no file."""
        if "://" not in address:
            return self.local(page, address) in self.files
        ours = address.startswith((self.url, self.base))
        return not ours or bool(self.local(page, address)) or self.place(address)[0] in self.files

    def place(self, iri: str) -> tuple[str, str]:
        """File and id that an IRI below the base leads to, by the rules of the addresses; nothing for other IRIs."""
        if not iri.startswith(self.base):
            return "", ""
        rest, _, term = iri.removeprefix(self.base).partition("#")
        if term:
            return f"{rest}.html", term
        if rest in self.files:
            return rest, ""
        if rest.startswith("id/statement/") and (found := _STATEMENT.fullmatch(rest.removeprefix("id/statement/"))):
            return f"id/statement/{safe_name(found[1])}.html", f"{found[2]}-{found[3]}"
        if rest.startswith("id/"):
            return f"{'/'.join(safe_name(part) for part in rest.split('/'))}.html", ""
        page = f"{rest or 'index'}.html"
        return (page, "") if page in self.files else ("dataset.html", _OTHER.sub("-", rest))

    @cached_property
    def minted(self) -> list[str]:
        """Every IRI below the base in the dump of all named graphs and in the shapes, sorted."""
        mark = re.compile(b"<(" + re.escape(self.base.encode()) + b"[^>]*)>")
        dumps = sorted(each for each in self.files if each.startswith("data/") and each.endswith(".nq"))
        found = {each for dump in dumps for each in mark.findall(self.read(dump))}
        iris = {each.decode() for each in found}
        for path in ("shapes.ttl", "data/shapes.ttl"):
            if (shapes := self.graph(path)) is not None:
                iris |= {
                    each.subject.value
                    for each in shapes.triples
                    if isinstance(each.subject, ox.NamedNode) and each.subject.value.startswith(self.base)
                }
        return sorted(iris)

    @cached_property
    def sample(self) -> list[str]:
        """Paths (without ending) of some entity pages, spread evenly over all kinds; the same for the same site."""
        entities = sorted(
            each.removesuffix(".html")
            for each in self.files
            if each.startswith("id/")
            and each.endswith(".html")
            and not each.startswith("id/statement/")
            and not re.search(r"\.[a-z]{2,3}\.html$", each)
        )
        step = max(1, len(entities) // SAMPLE)
        return entities[::step][:SAMPLE]


def read_head(html: str) -> PageHead:
    """Links, meta elements and JSON-LD of a page."""
    head = html.partition("</head>")[0]
    links: list[Link] = []
    for tag in _LINK.findall(head):
        told = {name: unescape(value) for name, value in _ATTRIBUTE.findall(tag)}
        links += [Link(rel, told.get("href", ""), told.get("type", "")) for rel in told.get("rel", "").split()]
    metas = [{n: unescape(v) for n, v in _ATTRIBUTE.findall(tag)} for tag in _META.findall(head)]
    meta = {each["name"]: each.get("content", "") for each in metas if "name" in each}
    return PageHead(tuple(links), meta, tuple(node for text in _JSON_LD.findall(html) for node in _nodes(text)))


def _nodes(text: str) -> Iterator[dict[str, Any]]:
    """All objects of a JSON-LD text, outermost first, keys and types of schema.org by their local names."""
    try:
        open_ = [json.loads(text)]
    except ValueError:
        return
    while open_:
        item = open_.pop(0)
        if isinstance(item, list):
            open_ += item
        elif isinstance(item, dict):
            plain = {_local(key): value for key, value in item.items()}
            kinds = plain.get("@type", [])
            plain["@type"] = [_local(str(each)) for each in (kinds if isinstance(kinds, list) else [kinds])]
            yield plain
            open_ += [value for key, value in item.items() if key != "@context"]


def _local(name: str) -> str:
    return re.sub(r"^(?:schema:|sdo:|https?://schema\.org/)", "", name)
