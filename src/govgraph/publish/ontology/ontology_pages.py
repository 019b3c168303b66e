"""The pages of the ontology's documents: all terms on one page with their anchors, the modules, the versions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from markupsafe import Markup

from govgraph.publish.describe.linksets import resource_links
from govgraph.publish.faces import faces_of
from govgraph.publish.ontology.class_diagram import Relation, draw_overview
from govgraph.publish.ontology.document_faces import document_triples, rdf_faces, write_entries
from govgraph.publish.ontology.document_header import read_header, used_namespaces
from govgraph.publish.ontology.document_pages import part_pages, version_pages
from govgraph.publish.ontology.term_facts import module_name
from govgraph.publish.ontology.term_pages import count_of, definition_of
from govgraph.publish.ontology.term_usage import Usage
from govgraph.publish.ontology.vocabulary import Vocabulary
from govgraph.publish.pages import LANGUAGES, File, Head, Page, json_block, say
from govgraph.publish.values import Teller, sort_key

_TITLES = {"en": "Ontology", "de": "Ontologie"}
_NO_DOMAIN = {"en": "Of anything", "de": "Von allem"}
PATH = "ontology"
Entry = dict[str, Any]
_KINDS = {
    "class": (("class", "classes"), ("Klasse", "Klassen")),
    "property": (("property", "properties"), ("Eigenschaft", "Eigenschaften")),
    "individual": (("individual", "individuals"), ("Individuum", "Individuen")),
}


def ontology_pages(vocabulary: Vocabulary, usage: Usage) -> Iterator[Page | File]:
    """The page `ontology`, those of modules and versions, with their faces."""
    triples = document_triples(vocabulary, PATH)
    for language in LANGUAGES:
        yield _page(vocabulary, usage, Teller(vocabulary.catalog, language, ""))
    title = vocabulary.ontology.text(vocabulary.main, "dcterms:title", "rdfs:label")[0] or _TITLES["en"]
    yield from rdf_faces(vocabulary.catalog, PATH, title, triples)
    yield File(f"{PATH}.md", _markdown(vocabulary, title))
    yield from part_pages(vocabulary, vocabulary.ontology, vocabulary.modules.values(), PATH)
    yield from version_pages(vocabulary, vocabulary.ontology, vocabulary.main, PATH, triples)


def _page(vocabulary: Vocabulary, usage: Usage, teller: Teller) -> Page:
    language, catalog = teller.language, vocabulary.catalog
    header = read_header(vocabulary.ontology, vocabulary.main, vocabulary, teller)
    title = header["title"] or _TITLES[language]
    picture, links = draw_overview(vocabulary, usage, teller)
    by_kind = {kind: _of_kind(vocabulary, kind, teller) for kind in ("class", "property", "individual")}
    tree = _Tree(vocabulary, usage, teller)
    data = {
        "title": title,
        "header": header,
        "counts": {kind: len(terms) for kind, terms in by_kind.items()},
        "picture": picture,
        "links": _link_rows(links, teller),
        "modules": [_module(vocabulary, each.term, each.path, teller) for each in vocabulary.modules.values()],
        "classes": tree.grow(_roots(vocabulary, by_kind["class"])),
        "properties": _by_domain(vocabulary, usage, by_kind["property"], teller),
        "individuals": _by_class(vocabulary, usage, by_kind["individual"], teller),
        "outside": _outside(vocabulary, teller),
        "deprecated": [teller.link(each) for each in vocabulary.own if vocabulary.is_deprecated(each)],
        "namespaces": used_namespaces(vocabulary.ontology, vocabulary),
    }
    head = Head(
        path=PATH,
        title=title,
        description=header["description"],
        iri=f"{catalog.project.base}{PATH}",
        crumbs=((_TITLES[language], ""),),
        faces=faces_of(PATH),
        links=resource_links(PATH, ("https://schema.org/DefinedTermSet",), f"{catalog.project.base}dataset"),
        json_ld=_json_ld(header, title, language),
        section=PATH,
    )
    return Page(language, "ontology.html", head, data)


def _of_kind(vocabulary: Vocabulary, kind: str, teller: Teller) -> list[str]:
    """The ontology's own terms of a kind, by name."""
    return by_name((each for each in vocabulary.own if vocabulary.kinds[each] == kind), teller)


def by_name(terms: Iterable[str], teller: Teller) -> list[str]:
    """Terms in the order in which readers look for them."""
    return sorted(terms, key=lambda each: (sort_key(teller.name(each)), each))


def make_entry(vocabulary: Vocabulary, usage: Usage, term: str, teller: Teller) -> Entry:
    """A term as a line of the page shows it."""
    return {
        "id": vocabulary.identifier(term),
        "link": teller.link(term),
        "short": vocabulary.curie(term),
        "definition": say(definition_of(vocabulary, term), teller.language),
        "count": count_of(vocabulary, usage, term),
        "deprecated": vocabulary.is_deprecated(term),
        "below": [],
    }


def _roots(vocabulary: Vocabulary, classes: list[str]) -> list[str]:
    """Classes with none of this ontology above them; of a circle its first class."""
    found, reached = [], set[str]()
    for each in [*(each for each in classes if not vocabulary.above(each)), *classes]:
        if each not in reached:
            found.append(each)
            reached |= _reach(vocabulary, each)
    return found


def _reach(vocabulary: Vocabulary, kind: str) -> set[str]:
    seen = [kind]
    for each in seen:
        seen += [below for below in vocabulary.below(each) if below not in seen]
    return set(seen)


class _Tree:
    """The classes as a tree in which each stands once, below the first class above it."""

    def __init__(self, vocabulary: Vocabulary, usage: Usage, teller: Teller) -> None:
        self._vocabulary, self._usage, self._teller = vocabulary, usage, teller
        self._placed: set[str] = set()

    def grow(self, terms: list[str]) -> list[Entry]:
        """Entries of the terms and all below them."""
        grown = []
        for term in terms:
            if term not in self._placed:
                self._placed.add(term)
                below = by_name(self._vocabulary.below(term), self._teller)
                entry = make_entry(self._vocabulary, self._usage, term, self._teller)
                grown.append(entry | {"below": self.grow([each for each in below if each not in self._placed])})
        return grown


def _by_domain(
    vocabulary: Vocabulary, usage: Usage, properties: list[str], teller: Teller
) -> list[tuple[Markup | str, list[Entry], list[Markup]]]:
    """Groups by domain: what they are stated of, the properties at home there, those of other groups that fit too.

    A property with several domains is at home in the one whose entities have most statements with it.
    """
    home: dict[str, list[str]] = {}
    also: dict[str, list[str]] = {}
    for prop in properties:
        domains = vocabulary.domains(prop)
        first = min(domains, key=lambda each: (-_stated(vocabulary, usage, prop, each), each), default="")
        home.setdefault(first, []).append(prop)
        for each in domains:
            if each != first:
                also.setdefault(each, []).append(prop)
    ordered = by_name((each for each in {*home, *also} if each), teller)
    return [
        (
            teller.link(domain) if domain else _NO_DOMAIN[teller.language],
            [make_entry(vocabulary, usage, each, teller) for each in home.get(domain, ())],
            [teller.link(each) for each in also.get(domain, ())],
        )
        for domain in [*ordered, *([""] if "" in home else [])]
    ]


def _stated(vocabulary: Vocabulary, usage: Usage, prop: str, domain: str) -> int:
    parents = vocabulary.catalog.schema.parents
    return sum(
        count for (kind, each), count in usage.stated_of.items() if each == prop and domain in parents.get(kind, ())
    )


def _by_class(
    vocabulary: Vocabulary, usage: Usage, individuals: list[str], teller: Teller
) -> list[tuple[Markup, list[Entry]]]:
    groups: dict[str, list[str]] = {}
    for term in individuals:
        types = [each for each in vocabulary.ontology.objects(term, "rdf:type") if each != "owl:NamedIndividual"]
        groups.setdefault(types[0] if types else "owl:NamedIndividual", []).append(term)
    return [
        (teller.link(kind), [make_entry(vocabulary, usage, each, teller) for each in groups[kind]])
        for kind in by_name(groups, teller)
    ]


def _outside(vocabulary: Vocabulary, teller: Teller) -> list[tuple[str, list[tuple[str, Markup]]]]:
    """Terms taken over from other vocabularies, by prefix: as readers write them, with a link."""
    groups: dict[str, list[str]] = {}
    for term in sorted(vocabulary.kinds):
        if not vocabulary.anchor(term):
            groups.setdefault(term.partition(":")[0] if term[0] != "<" else "", []).append(term)
    return [(prefix, [(each.strip("<>"), teller.link(each)) for each in groups[prefix]]) for prefix in sorted(groups)]


def _module(vocabulary: Vocabulary, term: str, path: str, teller: Teller) -> dict[str, Any]:
    declared = {each[0] for each in vocabulary.modules[term].triples if each[1] == "rdf:type"}
    kinds = Counter(vocabulary.kinds.get(each) for each in declared if vocabulary.anchor(each))
    at = LANGUAGES.index(teller.language)
    counts = [f"{kinds[kind]} {words[at][kinds[kind] != 1]}" for kind, words in _KINDS.items() if kinds[kind]]
    text = vocabulary.ontology.text(term, "dcterms:description")
    return {
        "path": path,
        "name": module_name(vocabulary, term, teller),
        "text": say(text, teller.language),
        "counts": counts,
    }


def _link_rows(links: list[Relation], teller: Teller) -> list[tuple[Markup, Markup, Markup, int]]:
    """The picture's relations as rows of a table."""
    return [
        (teller.link(one.other), teller.link(two.property), teller.link(two.other), two.times)
        for one, two in zip(links[::2], links[1::2], strict=True)
    ]


def _markdown(vocabulary: Vocabulary, title: str) -> bytes:
    """All terms in Markdown, in English."""
    prefixes, catalog = vocabulary.catalog.schema.prefixes, vocabulary.catalog
    teller = Teller(catalog, "en", "")
    groups = [
        (
            heading,
            [
                (
                    prefixes.iri(each),
                    f"{catalog.name(each)[0]} ({vocabulary.curie(each)})",
                    definition_of(vocabulary, each)[0],
                )
                for each in _of_kind(vocabulary, kind, teller)
            ],
        )
        for kind, heading in (("class", "Classes"), ("property", "Properties"), ("individual", "Individuals"))
    ]
    text = vocabulary.ontology.text(vocabulary.main, "dcterms:description")[0]
    return write_entries(title, text, [(heading, entries) for heading, entries in groups if entries])


def _json_ld(header: dict[str, Any], title: str, language: str) -> str:
    node = {
        "@context": "https://schema.org/",
        "@type": "DefinedTermSet",
        "@id": header["iri"],
        "name": title,
        "description": header["description"],
        "version": header["version"],
        "license": header["licence"],
        "inLanguage": language,
    }
    return json_block({key: value for key, value in node.items() if value})
