"""A page per class, property and individual: what it means, where it stands, how it is used; examples from the data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from markupsafe import Markup, escape

from govgraph.export.turtle import write_turtle
from govgraph.model.statements import Statement
from govgraph.model.terms import is_literal, split_literal
from govgraph.publish.faces import faces_of
from govgraph.publish.ontology.class_diagram import Relation, draw_class, relations_of
from govgraph.publish.ontology.shape_words import Shapes
from govgraph.publish.ontology.svg_text import plain
from govgraph.publish.ontology.term_facts import facts_of
from govgraph.publish.ontology.term_usage import EXAMPLES, Usage, User
from govgraph.publish.ontology.vocabulary import ALIGNING, Vocabulary
from govgraph.publish.pages import LANGUAGES, Head, Page, Text, json_block, root_of, say
from govgraph.publish.values import Teller, sort_key

_ROOT = root_of("class/name")
_LONGEST = 160
_NAMES = {
    "class": ("Class", "Klasse"),
    "owl:ObjectProperty": ("Property: leads to a thing", "Eigenschaft: führt zu einem Ding"),
    "owl:DatatypeProperty": ("Property: has a text, number or date", "Eigenschaft: hat Text, Zahl oder Datum"),
    "owl:AnnotationProperty": ("Annotation property", "Annotationseigenschaft"),
    "property": ("Property", "Eigenschaft"),
    "individual": ("Individual", "Individuum"),
}


def term_pages(vocabulary: Vocabulary, usage: Usage, shapes: Shapes) -> Iterator[Page]:
    """Pages in both languages of all terms of the project's ontology that have a page."""
    catalog = vocabulary.catalog
    tellers = {language: Teller(catalog, language, _ROOT) for language in LANGUAGES}
    for term in vocabulary.own:
        if term in catalog.paths:
            relations = relations_of(vocabulary, usage, term) if vocabulary.kinds[term] == "class" else []
            for teller in tellers.values():
                yield _page(vocabulary, usage, shapes, term, relations, teller)


def _page(
    vocabulary: Vocabulary, usage: Usage, shapes: Shapes, term: str, relations: list[Relation], teller: Teller
) -> Page:
    catalog, language = vocabulary.catalog, teller.language
    told, prefixes, title = vocabulary.ontology, catalog.schema.prefixes, teller.name(term)
    definition = definition_of(vocabulary, term)
    own = told.about(term)
    data: dict[str, Any] = {
        "kind": kind_name(vocabulary, term, language),
        "title": title,
        "other": _other(catalog.name(term), language),
        "definition": say(definition, language),
        "other_definition": _other(definition, language),
        "deprecated": vocabulary.is_deprecated(term),
        "replaced_by": [teller.link(each) for each in told.objects(term, "dcterms:isReplacedBy")],
        "notes": [_text(each, teller) for each in _in_language(told.objects(term, *_NOTES), language)],
        "picture": draw_class(vocabulary, relations, term, teller) if vocabulary.kinds[term] == "class" else "",
        "relations": _relation_rows(relations, teller),
        "facts": facts_of(vocabulary, usage, term, relations, teller),
        "examples": [_text(each, teller) for each in _in_language(told.objects(term, "skos:example"), language)],
        "entities": list_entities(usage, term, teller),
        "statements": [show_statement(each, teller) for each in _statements(vocabulary, usage, term)],
        "derived": usage.derived[term],
        "count": count_of(vocabulary, usage, term),
        "individuals": _individuals(vocabulary, term, teller),
        "alignments": list_alignments(vocabulary, term, teller),
        "shapes": [(teller.address(path), name, words) for path, name, words in shapes.applying(term, teller)],
        "questions": [
            (teller.address(f"question/{e.name}"), query_title(e, language)) for e in _of(usage.questions, term)
        ],
        "rules": [query_title(each, language) for each in _of(usage.rules, term)],
        "turtle": "".join(write_turtle(own, prefixes.namespaces, plain(catalog.name(term)[0]))).split("\n\n", 1)[-1],
        "anchor": f"{teller.address('ontology')}#{vocabulary.anchor(term)}",
        "iri": prefixes.iri(term),
    }
    head = Head(
        path=catalog.paths[term],
        title=f"{title} ({data['kind']})",
        description=data["definition"],
        iri=data["iri"],
        crumbs=_crumbs(vocabulary, term, teller),
        faces=faces_of("ontology"),
        links=(
            ("type", "https://schema.org/AboutPage", ""),
            ("type", "https://schema.org/DefinedTerm", ""),
            ("collection", prefixes.iri(vocabulary.main), ""),
        ),
        json_ld=_json_ld(vocabulary, term, title, data["definition"], language),
        section="ontology",
    )
    return Page(language, "term.html", head, data)


_NOTES = ("skos:scopeNote", "skos:editorialNote", "skos:note", "rdfs:comment")


def definition_of(vocabulary: Vocabulary, term: str) -> Text:
    """What a term means, in one sentence; its first comment where it has no definition."""
    return vocabulary.ontology.text(term, "skos:definition", "dcterms:description", "rdfs:comment")


def kind_name(vocabulary: Vocabulary, term: str, language: str) -> str:
    """What a term is, for readers."""
    types = vocabulary.ontology.objects(term, "rdf:type")
    key = next((each for each in types if each in _NAMES), vocabulary.kinds[term])
    return _NAMES[key][LANGUAGES.index(language)]


def _other(text: Text, language: str) -> str:
    return (text[0] if language == "de" else text[1]) if text[1] else ""


def _in_language(values: Iterable[str], language: str) -> list[str]:
    """The literals in a language and those without one; all where there are none."""
    literals = [each for each in values if is_literal(each)]
    own = [each for each in literals if split_literal(each)[1] in ("", language)]
    return own or literals


def _text(literal: str, teller: Teller) -> Markup:
    return teller.value(literal)


def _of(users: dict[str, list[User]], term: str) -> list[User]:
    return users.get(term, [])


def query_title(user: User, language: str) -> str:
    """What a question or rule is called."""
    return user.title.get(language) or user.title.get("en") or user.name


def count_of(vocabulary: Vocabulary, usage: Usage, term: str) -> int:
    """How often a term is used: entities of a class, statements with a property or that name an individual."""
    kind = vocabulary.kinds[term]
    if kind == "class":
        return usage.instances(term) or usage.uses_of_members(term)
    if kind == "property":
        return usage.stated[term] + usage.told[term]
    return usage.values[term]


def _statements(vocabulary: Vocabulary, usage: Usage, term: str) -> list[Statement]:
    kind = vocabulary.kinds[term]
    if kind == "class":
        return usage.statements_of_kind(term)
    return usage.statements_with(term) if kind == "property" else usage.statements_naming(term)


def list_entities(usage: Usage, term: str, teller: Teller) -> list[Markup]:
    """Entities of a class, those with most sources first."""
    return [teller.link(each) for each in usage.entities.get(term, ())[:EXAMPLES]]


def show_statement(statement: Statement, teller: Teller) -> Markup:
    """A statement in a line: who, what, value, and its status as link to its own place."""
    path, anchor = teller.catalog.statement_place(statement.id)
    value = teller.value(statement.value)
    text = teller.text(statement.value)
    if is_literal(statement.value) and len(text) > _LONGEST:
        value = escape(text[: _LONGEST - 1].rstrip() + "…")
    when = teller.when(statement)
    return Markup('{} · {} · {}{} <a class="quiet" href="{}#{}">{}</a>').format(
        teller.link(statement.subject),
        teller.link(statement.property),
        value,
        f" ({when})" if when else "",
        teller.address(path),
        anchor,
        teller.status(statement.status),
    )


def _relation_rows(relations: list[Relation], teller: Teller) -> list[tuple[bool, Markup, Markup, int]]:
    """All relations of a class, of which the picture shows some: does it lead away, property, other class, how many."""
    return [(each.way > 0, teller.link(each.property), teller.link(each.other), each.times) for each in relations]


def _individuals(vocabulary: Vocabulary, term: str, teller: Teller) -> list[tuple[Markup, str]]:
    """The individuals of a class with their definitions, by name."""
    found = [
        each for each in vocabulary.ontology.subjects("rdf:type", term) if vocabulary.kinds.get(each) == "individual"
    ]
    ordered = sorted(found, key=lambda each: (sort_key(teller.name(each)), each))
    return [(teller.link(each), say(definition_of(vocabulary, each), teller.language)) for each in ordered]


def list_alignments(vocabulary: Vocabulary, term: str, teller: Teller) -> list[tuple[str, str, Markup]]:
    """How a term relates to terms of other vocabularies: words, property as readers write it, the other term."""
    found = []
    for prop in ALIGNING:
        for other in vocabulary.ontology.objects(term, prop):
            if not is_literal(other) and not vocabulary.anchor(other):
                words = _ALIGNED.get(prop, (prop, prop))[LANGUAGES.index(teller.language)]
                found.append((words, prop, teller.link(other)))
    return found


_ALIGNED = {
    "owl:equivalentClass": ("the same as", "dasselbe wie"),
    "owl:equivalentProperty": ("the same as", "dasselbe wie"),
    "owl:sameAs": ("the same as", "dasselbe wie"),
    "rdfs:subClassOf": ("is always also", "ist immer auch"),
    "rdfs:subPropertyOf": ("also states", "sagt auch aus"),
    "skos:exactMatch": ("means the same as", "bedeutet dasselbe wie"),
    "skos:closeMatch": ("is close to", "kommt nahe an"),
    "skos:broadMatch": ("is narrower than", "ist enger als"),
    "skos:narrowMatch": ("is broader than", "ist weiter als"),
    "skos:relatedMatch": ("is related to", "ist verwandt mit"),
    "rdfs:seeAlso": ("see also", "siehe auch"),
}


def _crumbs(vocabulary: Vocabulary, term: str, teller: Teller) -> tuple[tuple[str, str], ...]:
    """Ontology, then the classes above."""
    first = ({"en": "Ontology", "de": "Ontologie"}[teller.language], "ontology")
    chain: list[str] = []
    above = vocabulary.above(term)
    while above and above[0] not in (*chain, term):
        chain.append(above[0])
        above = vocabulary.above(above[0])
    paths = teller.catalog.paths
    return (first, *((teller.name(each), paths.get(each, "")) for each in chain[::-1]), (teller.name(term), ""))


def _json_ld(vocabulary: Vocabulary, term: str, title: str, definition: str, language: str) -> str:
    prefixes = vocabulary.catalog.schema.prefixes
    return json_block(
        {
            "@context": "https://schema.org/",
            "@type": "DefinedTerm",
            "@id": prefixes.iri(term),
            "name": title,
            "description": definition,
            "termCode": vocabulary.anchor(term),
            "inLanguage": language,
            "inDefinedTermSet": prefixes.iri(vocabulary.main),
        }
    )
