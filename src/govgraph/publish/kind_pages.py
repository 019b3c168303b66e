"""Browsing: the classes in use, a table of the entities of each, and all entities by their first letter."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup

from govgraph.dates import span_of
from govgraph.model.terms import split_literal
from govgraph.publish.catalog import Catalog
from govgraph.publish.pages import LANGUAGES, Head, Page, root_of
from govgraph.publish.paths import distinct_names
from govgraph.publish.values import Teller, natural_key, sort_key

ROWS = 500  # of a table on one page: well under 60 KB compressed
WHOLE = 185_000  # characters of names and links that one page of all letters takes: 55 KB compressed
LETTER = 1_500  # names on the page of one letter
PLACES = frozenset({"gov:jurisdiction", "gov:basedIn"})
_OTHER = "other"
_STYLES = ("browse.css",)
_BROWSE = {"en": "Browse", "de": "Stöbern"}
_WORDS = {
    "en": ("Browse by kind", "Every kind of entry with its number; each leads to a table to sort and filter."),
    "de": (
        "Stöbern nach Art",
        "Jede Art von Eintrag mit ihrer Zahl; jede führt zu einer Tabelle, die sich sortieren und filtern lässt.",
    ),
}
_LETTERS = {
    "en": ("A to Z", "All entries by name, sources aside."),
    "de": ("A bis Z", "Alle Einträge nach Namen, ohne die Quellen."),
}


class Shelf(NamedTuple):
    """A class with all its entities (subclasses included), the marked class it is shown under, its page."""

    term: str
    owner: str
    path: str
    entities: tuple[str, ...]


def kind_pages(catalog: Catalog) -> Iterator[Page]:
    """Pages `browse/index`, `browse/<class>` (further parts `browse/<class>~2`), `a-z` and perhaps `a-z/<letter>`."""
    shelves = make_shelves(catalog)
    begins, places = find_begins(catalog), find_places(catalog)
    for language in LANGUAGES:
        teller = Teller(catalog, language, root_of("browse/index"))
        yield _index(shelves, teller)
        for shelf in shelves.values():
            yield from _tables(shelf, shelves, begins, places, teller)
    yield from _letter_pages(catalog)


def make_shelves(catalog: Catalog) -> dict[str, Shelf]:
    """A shelf for each class in use and each marked class above one, by class, sorted."""
    schema = catalog.schema
    used = sorted(set(catalog.kind.values()))
    owner = {kind: schema.mark(kind)[0] or kind for kind in used}
    terms = sorted({*used, *owner.values()})
    members: dict[str, list[str]] = {term: [] for term in terms}
    for entity, kind in sorted(catalog.kind.items()):
        for above in {kind, *schema.parents.get(kind, ())}:
            if above in members:
                members[above].append(entity)
    slugs = _slugs(terms)
    return {
        term: Shelf(term, schema.mark(term)[0] or term, f"browse/{slugs[term]}", tuple(members[term])) for term in terms
    }


def _slugs(terms: Sequence[str]) -> dict[str, str]:
    """File names of classes: the local name, small; the whole term where two classes share it."""
    locals_ = [term.partition(":")[2] for term in terms]
    keys = {
        term: local if local and locals_.count(local) == 1 else term.replace(":", "-")
        for term, local in zip(terms, locals_, strict=True)
    }
    names = distinct_names([*keys.values(), "index"])
    return {term: names[key].lower() for term, key in keys.items()}


def find_begins(catalog: Catalog) -> dict[str, str]:
    """The first date of each dated entity, as an accepted statement writes it (`gov:lifetime` in the ontology)."""
    found: dict[str, str] = {}
    for each in catalog.graph.statements:
        if each.in_simple_view and catalog.schema.lifetime(each.property) == "begin":
            text = split_literal(each.value)[0]
            found[each.subject] = min(found.get(each.subject, text), text, key=lambda one: (span_of(one)[0], -len(one)))
    return found


def find_places(catalog: Catalog) -> dict[str, list[str]]:
    """The jurisdictions that accepted statements give an entity, sorted."""
    found: dict[str, set[str]] = {}
    for each in catalog.graph.statements:
        if each.property in PLACES and each.in_simple_view and each.value in catalog.kind:
            found.setdefault(each.subject, set()).add(each.value)
    return {entity: sorted(places) for entity, places in found.items()}


def _index(shelves: dict[str, Shelf], teller: Teller) -> Page:
    title, text = _WORDS[teller.language]
    groups: dict[str, list[Shelf]] = {}
    for shelf in shelves.values():
        groups.setdefault(shelf.owner, []).append(shelf)
    ordered = sorted(groups, key=lambda term: (-len(shelves[term].entities), sort_key(teller.name(term)), term))
    data = {
        "title": title,
        "text": text,
        "total": len({entity for shelf in shelves.values() for entity in shelf.entities}),
        "groups": [
            (_leading(shelves[term], teller), len(shelves[term].entities), _below(term, groups[term], teller))
            for term in ordered
        ],
    }
    crumbs = ((_BROWSE[teller.language], ""),)
    head = Head("browse/index", title, text, crumbs=crumbs, styles=_STYLES, section="browse/index")
    return Page(teller.language, "kinds.html", head, data)


def _leading(shelf: Shelf, teller: Teller) -> Markup:
    return Markup('<a href="{}">{}</a>').format(teller.address(shelf.path), teller.name(shelf.term))


def _below(term: str, shelves: Sequence[Shelf], teller: Teller) -> list[tuple[Markup, int]]:
    rest = [each for each in shelves if each.term != term]
    rest.sort(key=lambda each: (-len(each.entities), sort_key(teller.name(each.term)), each.term))
    return [(_leading(each, teller), len(each.entities)) for each in rest]


def _tables(
    shelf: Shelf,
    shelves: dict[str, Shelf],
    begins: dict[str, str],
    places: dict[str, list[str]],
    teller: Teller,
) -> Iterator[Page]:
    """The table of a class, in parts of `ROWS`; by date where most have one, else by name."""
    dated = 2 * sum(entity in begins for entity in shelf.entities) > len(shelf.entities)
    ordered = sorted(shelf.entities, key=lambda each: (natural_key(teller.name(each)), each))
    if dated:
        ordered.sort(key=lambda each: begins.get(each, "~"))
    parts = [ordered[at : at + ROWS] for at in range(0, len(ordered), ROWS)] or [[]]
    for number in range(1, len(parts) + 1):
        yield _table(shelf, shelves, parts, number, (begins, places, dated), teller)


def _part_path(shelf: Shelf, number: int) -> str:
    return shelf.path if number == 1 else f"{shelf.path}~{number}"


def _table(
    shelf: Shelf,
    shelves: dict[str, Shelf],
    parts: list[list[str]],
    number: int,
    told: tuple[dict[str, str], dict[str, list[str]], bool],
    teller: Teller,
) -> Page:
    begins, places, dated = told
    name, entities = teller.name(shelf.term), parts[number - 1]
    kinds = {teller.catalog.kind[each] for each in entities}
    found = {place for each in entities for place in places.get(each, ())}
    data: dict[str, Any] = {
        "title": name,
        "meaning": teller.link(shelf.term),
        "count": len(shelf.entities),
        "below": _below(shelf.term, [each for each in shelves.values() if _is_below(each, shelf, teller)], teller),
        "kinds": _options(kinds, teller) if len(kinds) > 1 else [],
        "places": _options(found, teller) if found else [],
        "has_dates": any(each in begins for each in entities),
        "order": "date" if dated else "name",
        "parts": [(at, teller.address(_part_path(shelf, at)), at == number) for at in range(1, len(parts) + 1)],
        "rows": [_row(each, begins, places, teller) for each in entities],
    }
    text = {"en": f"{name}: all entries of this kind.", "de": f"{name}: alle Einträge dieser Art."}[teller.language]
    above = () if shelf.owner == shelf.term else ((teller.name(shelf.owner), shelves[shelf.owner].path),)
    head = Head(
        _part_path(shelf, number),
        name if number == 1 else f"{name} ({number})",
        text,
        crumbs=((_BROWSE[teller.language], "browse/index"), *above, (name, "")),
        scripts=("browse.js",),
        styles=_STYLES,
        section="browse/index",
    )
    return Page(teller.language, "kind.html", head, data)


def _is_below(shelf: Shelf, above: Shelf, teller: Teller) -> bool:
    return above.term in teller.catalog.schema.parents.get(shelf.term, ()) and shelf.term != above.term


def _options(terms: set[str], teller: Teller) -> list[tuple[str, str]]:
    return sorted(((term, teller.name(term)) for term in terms), key=lambda pair: (natural_key(pair[1]), pair))


def _row(entity: str, begins: dict[str, str], places: dict[str, list[str]], teller: Teller) -> dict[str, Any]:
    statements = teller.catalog.about.get(entity, ())
    kind, date = teller.catalog.kind[entity], begins.get(entity, "")
    return {
        "link": teller.link(entity),
        "kind": kind,
        "kind_name": teller.name(kind),
        "date": date,
        "day": teller.date(date) if date else "",
        "places": places.get(entity, []),
        "place_names": ", ".join(teller.name(each) for each in places.get(entity, ())),
        "statements": len(statements),
        "sources": len({source for each in statements for source in each.sources}),
    }


def letter_of(name: str) -> str:
    """The letter under which readers look for a name: a to z, 0-9 or other.

    >>> letter_of("Österreich"), letter_of("„KI“"), letter_of("4chan"), letter_of("Щ")
    ('o', 'k', '0-9', 'other')
    """
    for character in unicodedata.normalize("NFKD", name.casefold()):
        if character.isalnum():
            return "0-9" if character.isdecimal() else character if "a" <= character <= "z" else _OTHER
    return _OTHER


def _letter_pages(catalog: Catalog) -> Iterator[Page]:
    """Both languages are cut alike: each page has its counterpart."""
    entities = [entity for entity in sorted(catalog.kind) if not catalog.is_source(entity)]
    tellers = [Teller(catalog, language, "") for language in LANGUAGES]
    named = [_by_letter(entities, teller) for teller in tellers]
    letters = sorted({letter for each in named for letter in each}, key=lambda each: (each == _OTHER, each))
    whole = max(_length(entities, teller) for teller in tellers) <= WHOLE
    for teller, found in zip(tellers, named, strict=True):
        yield _all_letters(letters, found, whole, teller)
        for letter in () if whole else letters:
            parts = max(-(-len(each.get(letter, ())) // LETTER) for each in named)
            deep = Teller(catalog, teller.language, root_of("a-z/letter"))
            for number in range(1, parts + 1):
                yield _one_letter(letter, found.get(letter, []), (number, parts), deep)


def _length(entities: Sequence[str], teller: Teller) -> int:
    return sum(len(link) + len(kind) for link, kind in _entries(entities, teller))


def _by_letter(entities: Sequence[str], teller: Teller) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for entity in sorted(entities, key=lambda each: (natural_key(teller.name(each)), each)):
        found.setdefault(letter_of(teller.name(entity)), []).append(entity)
    return found


def _letter_name(letter: str, language: str) -> str:
    return {"en": "Other", "de": "Andere"}[language] if letter == _OTHER else letter.upper()


def _entries(entities: Sequence[str], teller: Teller) -> list[tuple[Markup, str]]:
    return [(teller.link(each), teller.name(teller.catalog.kind[each])) for each in entities]


def _all_letters(letters: Sequence[str], found: dict[str, list[str]], whole: bool, teller: Teller) -> Page:
    title, text = _LETTERS[teller.language]
    data = {
        "title": title,
        "text": text,
        "total": sum(len(each) for each in found.values()),
        "letters": [
            (
                _letter_name(each, teller.language),
                f"#letter-{each}" if whole else teller.address(f"a-z/{each}"),
                len(found.get(each, ())),
            )
            for each in letters
        ],
        "groups": [
            (each, _letter_name(each, teller.language), _entries(found.get(each, ()), teller))
            for each in (letters if whole else ())
        ],
        "parts": [],
    }
    head = Head("a-z", title, text, crumbs=((title, ""),), styles=_STYLES)
    return Page(teller.language, "letters.html", head, data)


def _one_letter(letter: str, entities: Sequence[str], part: tuple[int, int], teller: Teller) -> Page:
    title, text = _LETTERS[teller.language]
    name = _letter_name(letter, teller.language)
    number, parts = part
    paths = [f"a-z/{letter}" if at == 1 else f"a-z/{letter}~{at}" for at in range(1, parts + 1)]
    shown = entities[(number - 1) * LETTER : number * LETTER]
    data = {
        "title": f"{title}: {name}",
        "text": text,
        "total": len(entities),
        "letters": [],
        "groups": [(letter, name, _entries(shown, teller))],
        "parts": [(at, teller.address(path), at == number) for at, path in enumerate(paths, 1)] if parts > 1 else [],
    }
    head = Head(paths[number - 1], f"{title}: {name}", text, crumbs=((title, "a-z"), (name, "")), styles=_STYLES)
    return Page(teller.language, "letters.html", head, data)
