"""A page per entity: its statements with status, time and sources, what leads here, a picture, how to cite it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from markupsafe import Markup, escape

from govgraph.model.statements import Statement
from govgraph.model.terms import is_literal, split_literal
from govgraph.namespaces import iri_fault
from govgraph.publish.catalog import Catalog
from govgraph.publish.describe.linksets import entity_links
from govgraph.publish.faces import entity_triples, faces_of, write_faces, write_markdown
from govgraph.publish.glance import glance, whole_of
from govgraph.publish.neighbourhood import draw, neighbours
from govgraph.publish.pages import LANGUAGES, File, Head, Page, json_block, root_of
from govgraph.publish.schema_org import schema_type
from govgraph.publish.values import Footnotes, Teller, sort_key, source_entry

_NAMING = frozenset({"rdfs:label", "dcterms:description"})
_DOUBT = ("gov:disputed", "gov:refuted", "gov:withdrawn")  # what is superseded was right once
MOST_NAMED = 300  # of one relation that leads here; the rest is in the dump and the explorer


def entity_pages(catalog: Catalog, entities: Sequence[str]) -> Iterator[Page | File]:
    """Pages in both languages and machine faces of some entities; every entity is on another page only as a link."""
    tellers = {language: Teller(catalog, language, root_of("id/kind/name")) for language in LANGUAGES}
    for entity in entities:
        for language in LANGUAGES:
            yield entity_page(catalog, entity, tellers[language])
        yield from _entity_faces(catalog, entity)


def _entity_faces(catalog: Catalog, entity: str) -> Iterator[File]:
    path, name = catalog.paths[entity], catalog.name(entity)[0]
    bare, own = entity_triples(catalog, entity)
    yield from write_faces(catalog, path, name, bare, own)
    yield File(f"{path}.md", write_markdown(catalog, entity, own, catalog.incoming.get(entity, ())))


def entity_page(catalog: Catalog, entity: str, teller: Teller) -> Page:
    """The page of an entity in the teller's language."""
    language, kind, path = teller.language, catalog.kind[entity], catalog.paths[entity]
    told, incoming = catalog.about.get(entity, []), catalog.incoming.get(entity, [])
    notes = Footnotes(teller)
    title = teller.name(entity)
    description = describe(entity, teller)
    before, after = neighbours(catalog, entity)
    groups = teller.facts((each for each in told if each.property not in _NAMING), notes)
    data: dict[str, Any] = {
        "kind": teller.link(kind),
        "title": title,
        "description": description,
        "other": say_other(catalog, entity, language),
        "aliases": _aliases(told, title),
        "glance": glance(entity, teller),
        "doubts": [teller.fact(each, notes) | {"who": teller.link(each.property)} for each in told if _in_doubt(each)],
        "disputed_by": _claims(entity, teller),
        "groups": groups,
        "incoming": _incoming(incoming, teller, notes),
        "derived": _derived(entity, teller),
        "picture": draw(teller, entity, before, after),
        "around": len(before) + len(after),
        "timeline": _timeline(entity, teller),
        "statements": teller.address(catalog.statement_page(entity.partition(":")[2])),
        "count": len(told),
        "explorer": "" if catalog.is_source(entity) else f"graph.html#focus={entity}",
        "iri": catalog.schema.prefixes.iri(entity),
        "cite": f"{catalog.project.publisher} ({catalog.project.issued[:4]}): {title}.",
        "own": source_entry(entity, teller) if catalog.is_source(entity) else None,
        "sources": notes.listed(),
    }
    head = Head(
        path=path,
        title=title,
        description=description,
        iri=data["iri"],
        crumbs=_crumbs(entity, teller),
        faces=faces_of(path),
        links=entity_links(catalog, path, entity),
        json_ld=_json_ld(entity, teller, description),
        section="browse/index",
    )
    return Page(language, "entity.html", head, data)


def describe(entity: str, teller: Teller) -> str:
    """What an entity is in one sentence: its description, else its kind and what it is part of."""
    texts: dict[str, str] = {}
    for each in teller.catalog.about.get(entity, ()):
        if each.property == "dcterms:description":
            text, language, _ = split_literal(each.value)
            texts.setdefault(language, text)
    found = texts.get(teller.language) or texts.get("en") or next(iter(texts.values()), "")
    if found:
        return found
    kind, whole = teller.name(teller.catalog.kind[entity]), whole_of(teller.catalog, entity)
    verdict = [each.value for each in teller.catalog.about.get(entity, ()) if each.property == "gov:verdict"]
    if verdict:
        return f"{kind}: {', '.join(teller.name(each) for each in verdict)}"
    inside = {"en": "part of", "de": "Teil von"}[teller.language]
    return f"{kind}, {inside}: {', '.join(teller.name(each) for each in reversed(whole))}" if whole else kind


def say_other(catalog: Catalog, entity: str, language: str) -> str:
    """The label in the other language where it differs."""
    english, german = catalog.name(entity)
    return (english if language == "de" else german) if german else ""


def _aliases(told: Iterable[Statement], title: str) -> list[str]:
    names = {split_literal(each.value)[0] for each in told if each.property in ("skos:altLabel", "gov:shortName")}
    return sorted(names - {title}, key=sort_key)


def _in_doubt(statement: Statement) -> bool:
    return statement.status in _DOUBT


def _claims(entity: str, teller: Teller) -> list[dict[str, Any]]:
    """Claims that concern this entity or one of its statements, with what they say and their verdict."""
    catalog, found = teller.catalog, []
    own = {each.id for each in catalog.about.get(entity, ())}
    named = {each.subject for each in catalog.incoming.get(entity, ()) if each.property == "gov:about"}
    named.update(claim for statement in own for claim in catalog.concerned.get(statement, ()))
    for claim in sorted(named):
        verdict = [each.value for each in catalog.about[claim] if each.property in ("gov:verdict", "gov:claimStatus")]
        found.append(
            {"link": teller.link(claim), "verdict": ", ".join(dict.fromkeys(teller.name(each) for each in verdict))}
        )
    return found


def _incoming(
    incoming: Iterable[Statement], teller: Teller, notes: Footnotes
) -> list[tuple[Markup, list[Markup], int]]:
    """What leads here, by property: the subjects with status and sources, and how many there are."""
    groups: dict[str, list[Statement]] = {}
    for each in incoming:
        groups.setdefault(each.property, []).append(each)
    ordered = sorted(groups, key=lambda prop: (sort_key(teller.name(prop)), prop))
    return [
        (
            teller.link(prop),
            [teller.entry(each, notes, teller.link(each.subject)) for each in groups[prop][:MOST_NAMED]],
            len(groups[prop]),
        )
        for prop in ordered
    ]


def _derived(entity: str, teller: Teller) -> list[tuple[Markup, Markup, str]]:
    """What rules add, but for restatements: property, value, title of the rule."""
    catalog = teller.catalog
    found = []
    for triple in catalog.derived.get(entity, ()):
        rule = catalog.telling_rules.get(catalog.inference.rule_of.get(triple, ""))
        if rule is not None:
            title = rule.get(teller.language) or rule["en"]
            found.append((teller.link(triple[1]), teller.value(triple[2]), title))
    return found


def _timeline(entity: str, teller: Teller) -> list[tuple[str, str, Markup, Markup]]:
    """What happened when: ISO date, date for readers, property, value; for two dates and more."""
    found: set[tuple[str, str, Markup, Markup]] = set()
    around = [*teller.catalog.about.get(entity, ()), *teller.catalog.incoming.get(entity, ())]
    for each in around:
        other = teller.value(each.value) if each.subject == entity else teller.link(each.subject)
        for prop, value in ((each.property, each.value), *each.qualifiers):
            if _is_date(value) and (prop == each.property or prop.startswith("gov:")):
                date = split_literal(value)[0]
                what = Markup("") if prop == each.property else other
                label = escape(teller.name(each.property))
                found.add((date, teller.date(date) + _bound(prop, teller.language), label, what))
    return sorted(found) if len(found) > 1 else []


def _bound(prop: str, language: str) -> str:
    """What a date is to its statement where it is no plain day."""
    words = {"gov:validFrom": (" (from)", " (ab)"), "gov:validUntil": (" (until)", " (bis)")}.get(prop, ("", ""))
    return words[LANGUAGES.index(language)]


def _is_date(value: str) -> bool:
    return is_literal(value) and split_literal(value)[2] in ("xsd:date", "xsd:gYearMonth")


def _crumbs(entity: str, teller: Teller) -> tuple[tuple[str, str], ...]:
    """The way from the start: browse, then what this is part of."""
    catalog = teller.catalog
    above = [(teller.name(each), catalog.paths[each]) for each in whole_of(catalog, entity)]
    browse = ({"en": "Browse", "de": "Stöbern"}[teller.language], "browse/index")
    return (browse, *above, (teller.name(entity), ""))


def _json_ld(entity: str, teller: Teller, description: str) -> str:
    """schema.org and the graph's own terms, as search engines read them."""
    catalog, prefixes = teller.catalog, teller.catalog.schema.prefixes
    own = catalog.schema.prefixes.iri(catalog.kind[entity])
    same = [
        prefixes.iri(each.value)
        for each in catalog.about.get(entity, ())
        if each.property in ("skos:exactMatch", "schema:sameAs") and not is_literal(each.value)
    ]
    node: dict[str, object] = {
        "@context": {"@vocab": "https://schema.org/", "gov": prefixes.namespaces["gov"]},
        "@id": prefixes.iri(entity),
        "@type": sorted({schema_type(catalog.schema, catalog.kind[entity]), own}),
        "name": teller.name(entity),
        "description": description,
        "inLanguage": teller.language,
        "sameAs": sorted(each for each in same if not iri_fault(each)),
        "subjectOf": {
            "@type": "Dataset",
            "@id": f"{catalog.project.base}dataset",
            "name": catalog.project.title["en"],
            "license": catalog.project.licence,
        },
    }
    relations: dict[str, set[str]] = {}
    for each in catalog.about.get(entity, ()):
        if each.in_simple_view and each.value in catalog.kind:
            relations.setdefault(prefixes.iri(each.property), set()).add(prefixes.iri(each.value))
    node |= {prop: [{"@id": each} for each in sorted(values)] for prop, values in sorted(relations.items())}
    return json_block({key: value for key, value in node.items() if value})
