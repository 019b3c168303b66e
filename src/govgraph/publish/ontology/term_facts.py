"""The facts on a term's page: its place among other terms, its domain and range, how it is used and written."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from markupsafe import Markup, escape

from govgraph.model.schema import Term
from govgraph.namespaces import iri_fault
from govgraph.publish.ontology.class_diagram import Relation
from govgraph.publish.ontology.term_usage import Usage
from govgraph.publish.ontology.vocabulary import Vocabulary
from govgraph.publish.pages import LANGUAGES, group_digits
from govgraph.publish.values import Teller, sort_key

Facts = list[tuple[Markup, list[Markup]]]

_WORDS = {
    "address": ("Address", "Adresse"),
    "short": ("Short form", "Kurzform"),
    "above": ("Above it", "Darüber"),
    "below": ("Below it", "Darunter"),
    "disjoint": ("Never also", "Nie zugleich"),
    "of": ("Individual of", "Individuum von"),
    "module": ("Module", "Modul"),
    "domain": ("Stated of", "Ausgesagt von"),
    "range": ("Its values", "Werte"),
    "inverse": ("Read from the other side", "Von der anderen Seite"),
    "single": ("How many", "Wie viele"),
    "statement": ("Its statements are", "Aussagen damit sind"),
    "stating": ("Stated with", "Ausgesagt mit"),
    "qualifiers": ("Further details", "Nähere Angaben"),
    "apart": ("Told apart by", "Unterschieden nach"),
    "qualified": ("Detail of", "Nähere Angabe zu"),
    "out": ("Relations and details", "Beziehungen und Angaben"),
    "in": ("Leads here", "Führt hierher"),
    "inherited": ("Also, from above", "Auch, von darüber"),
    "used": ("Used by", "Benutzt von"),
    "keys": ("Key in data files", "Schlüssel in Datendateien"),
    "ids": ("Ids begin with", "Kennungen beginnen mit"),
    "role": ("What tools do", "Was Werkzeuge tun"),
}
_ANYTHING = ("anything", "allem")
_ONE = ("at most one current value", "höchstens ein geltender Wert")
_FORMS = {
    "text": ("a text for each language", "ein Text je Sprache"),
    "reference": ("the id of an entity, or an address", "die Kennung einer Entität oder eine Adresse"),
    "vocabulary": ("a word of the ontology", "ein Wort der Ontologie"),
    "typed": ("a value of type {}", "ein Wert vom Typ {}"),
    "date": ("a day, month or year", "ein Tag, Monat oder Jahr"),
    "string": ("a text", "ein Text"),
}
_ROLES = {
    "qualifier": ("stands beside the value of a statement", "steht neben dem Wert einer Aussage"),
    "editorial": ("the graph's own wording, not a source's", "eigene Worte des Graphen, nicht einer Quelle"),
    "derived": ("derived by rules, not written in data", "von Regeln abgeleitet, nicht in Daten geschrieben"),
}
_BACKWARDS = ("written at the value", "beim Wert geschrieben")


def facts_of(vocabulary: Vocabulary, usage: Usage, term: str, relations: list[Relation], teller: Teller) -> Facts:
    """Rows of the table: name and values; rows without values are left out."""
    at = LANGUAGES.index(teller.language)
    kind = vocabulary.kinds[term]
    rows: list[tuple[str, list[Markup]]] = _common(vocabulary, term, teller)
    if kind == "class":
        rows += _class_rows(vocabulary, usage, term, relations, teller)
    elif kind == "property":
        rows += _property_rows(vocabulary, usage, term, teller)
    else:
        classes = [each for each in vocabulary.ontology.objects(term, "rdf:type") if each != "owl:NamedIndividual"]
        rows.append(("of", [_joined(classes, teller)] if classes else []))
    rows += [("used", _used(vocabulary, usage, term, teller))]
    return [(escape(_WORDS[name][at]), values) for name, values in rows if values]


def _common(vocabulary: Vocabulary, term: str, teller: Teller) -> list[tuple[str, list[Markup]]]:
    iri = vocabulary.catalog.schema.prefixes.iri(term)
    address = escape(iri) if iri_fault(iri) else Markup('<a href="{}">{}</a>').format(iri, iri)
    modules = [
        Markup('<a href="{}">{}</a>').format(teller.address(each.path), module_name(vocabulary, each.term, teller))
        for each in vocabulary.module_of(term)
    ]
    return [
        ("address", [address]),
        ("short", [Markup("<code>{}</code>").format(vocabulary.curie(term))]),
        ("module", [Markup(", ").join(modules)] if modules else []),
    ]


def module_name(vocabulary: Vocabulary, module: str, teller: Teller) -> str:
    """The title of a document without that of the whole before it, as in "GovGraph ontology: Agents"."""
    for told in (vocabulary.ontology, vocabulary.shapes):
        text = told.text(module, "dcterms:title", "rdfs:label")
        title = text[LANGUAGES.index(teller.language)] or text[0]
        if title:
            return title.partition(": ")[2] or title
    return vocabulary.catalog.schema.prefixes.iri(module).rpartition("/")[2]


def _class_rows(
    vocabulary: Vocabulary, usage: Usage, term: str, relations: list[Relation], teller: Teller
) -> list[tuple[str, list[Markup]]]:
    own = [each for each in vocabulary.own if vocabulary.kinds[each] == "property"]
    direct = [each for each in own if term in vocabulary.domains(each)]
    lineage = vocabulary.lineage(term)[1:]
    inherited = [each for each in own if each not in direct and any(e in lineage for e in vocabulary.domains(each))]
    incoming = [each for each in own if term in vocabulary.ranges(each)]
    stating = [each for each in own if term in vocabulary.ontology.objects(each, "gov:statementClass")]
    prefix = vocabulary.catalog.schema.class_prefix.get(term, "")
    disjoint = {
        *vocabulary.ontology.objects(term, "owl:disjointWith"),
        *vocabulary.ontology.subjects("owl:disjointWith", term),
    }
    return [
        ("above", _list(vocabulary.above(term), teller)),
        ("below", _list(vocabulary.below(term), teller)),
        ("disjoint", _list(disjoint, teller)),
        ("stating", _counted(stating, lambda each: usage.stated[each], teller)),
        ("out", _counted(direct, lambda each: usage.count_on(each, term), teller)),
        ("inherited", _counted(inherited, lambda each: usage.count_on(each, term), teller)),
        ("in", _counted(incoming, lambda each: usage.count_to(each, term), teller)),
        ("ids", [Markup("<code>{}:</code>").format(prefix)] if prefix else []),
    ]


def _property_rows(vocabulary: Vocabulary, usage: Usage, term: str, teller: Teller) -> list[tuple[str, list[Markup]]]:
    told, at = vocabulary.ontology, LANGUAGES.index(teller.language)
    inverse = {*told.objects(term, "owl:inverseOf"), *told.subjects("owl:inverseOf", term)}
    keys = [each for each in vocabulary.catalog.schema.terms.values() if each.property == term]
    roles = [escape(words[at]) for name, words in _ROLES.items() if told.plain(term, f"gov:{name}") == "true"]
    domains = vocabulary.domains(term)
    qualifiers = [
        Markup("{} ({})").format(teller.link(name), group_digits(count, teller.language))
        for name, count in usage.qualifiers(term)
    ]
    qualified = usage.qualified(term) if told.plain(term, "gov:qualifier") == "true" else []
    details = [Markup("{} ({})").format(teller.link(p), group_digits(n, teller.language)) for p, n in qualified[:12]]
    return [
        ("domain", _list(domains, teller) or [escape(_ANYTHING[at])]),
        ("range", _list(vocabulary.ranges(term), teller)),
        ("above", _list(vocabulary.above(term), teller)),
        ("below", _list(vocabulary.below(term), teller)),
        ("inverse", _list(inverse, teller)),
        ("single", [escape(_ONE[at])] if told.plain(term, "gov:single") == "true" else []),
        ("role", [Markup(", ").join(roles)] if roles else []),
        ("statement", _list(told.objects(term, "gov:statementClass"), teller)),
        ("qualifiers", [Markup(", ").join(qualifiers)] if qualifiers else []),
        ("apart", _list(told.objects(term, "gov:discriminatedBy"), teller)),
        ("qualified", [Markup(", ").join(details)] if details else []),
        ("keys", [_key(each, at) for each in sorted(keys, key=lambda each: each.key)]),
    ]


def _key(term: Term, at: int) -> Markup:
    words = _FORMS[term.form][at].format(term.datatype)
    tail = f"{words}, {_BACKWARDS[at]}" if term.reverse else words
    return Markup('<code>{}</code> <span class="note">{}</span>').format(term.key, tail)


def _list(terms: Iterable[str], teller: Teller) -> list[Markup]:
    """Terms as links in one line, by name; nothing where there are none."""
    ordered = list(dict.fromkeys(terms))
    return [_joined(ordered, teller)] if ordered else []


def _joined(terms: Iterable[str], teller: Teller) -> Markup:
    ordered = sorted(terms, key=lambda each: (sort_key(teller.name(each)), each))
    return Markup(", ").join(teller.link(each) for each in ordered)


def _counted(props: list[str], count_of: Callable[[str], int], teller: Teller) -> list[Markup]:
    """Properties as links, each with how often it is used there, by name."""
    ordered = sorted(props, key=lambda each: (sort_key(teller.name(each)), each))
    counted = ((each, count_of(each)) for each in ordered)
    shown = [
        Markup("{} ({})").format(teller.link(each), group_digits(count, teller.language))
        if count
        else teller.link(each)
        for each, count in counted
    ]
    return [Markup(", ").join(shown)] if shown else []


def _used(vocabulary: Vocabulary, usage: Usage, term: str, teller: Teller) -> list[Markup]:
    """How often a term is used, in words."""
    german, kind = teller.language == "de", vocabulary.kinds[term]
    if kind == "class":
        entities = len(usage.entities.get(term, ()))
        others = usage.instances(term) - entities
        counts = [(entities, ("entity", "entities"), ("Entität", "Entitäten"))]
        if others:
            nouns = (("citation", "citations"), ("Beleg", "Belege")) if term == "gov:Citation" else _STATEMENTS
            counts = [(others, *nouns), *(counts if entities else [])]
        elif not entities and (uses := usage.uses_of_members(term)):
            nouns = (
                ("mention of its values", "mentions of its values"),
                ("Nennung seiner Werte", "Nennungen seiner Werte"),
            )
            counts = [(uses, *nouns)]
    elif kind == "property":
        counts = [(usage.stated[term], *_STATEMENTS)]
        if usage.told[term]:
            counts = [
                (usage.told[term], ("time as a detail", "times as a detail"), ("Mal als Angabe", "Mal als Angabe"))
            ]
            counts += [(usage.stated[term], *_STATEMENTS)] if usage.stated[term] else []
        if usage.derived[term]:
            counts.append(
                (
                    usage.derived[term],
                    ("derived triple", "derived triples"),
                    ("abgeleitetes Tripel", "abgeleitete Tripel"),
                )
            )
    else:
        counts = [
            (
                usage.values[term],
                ("statement names it", "statements name it"),
                ("Aussage nennt es", "Aussagen nennen es"),
            )
        ]
    words = [f"{group_digits(count, teller.language)} {(de if german else en)[count != 1]}" for count, en, de in counts]
    return [escape(", ".join(words))]


_STATEMENTS = (("statement", "statements"), ("Aussage", "Aussagen"))
