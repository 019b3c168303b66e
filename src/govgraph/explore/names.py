"""What people call things: entities, kinds, relations and statuses by id or name, in either language."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from difflib import get_close_matches

from govgraph.errors import UsageError
from govgraph.model.harvest import Graph
from govgraph.model.schema import Schema
from govgraph.model.terms import is_literal, split_literal

NAMING = frozenset({"rdfs:label", "gov:shortName", "skos:altLabel"})
SOURCE = "gov:Source"

_SHOWN = 8  # names in a message
Index = dict[str, list[str]]


def fold(name: str) -> str:
    """The name without case, accents and doubled spaces, for comparison.

    >>> fold("  Clément   DELANGUE "), fold("Straße")
    ('clement delangue', 'strasse')
    """
    apart = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(each for each in apart if not unicodedata.combining(each)).split())


def labels_of(graph: Graph) -> dict[str, dict[str, str]]:
    """First label by language of every entity that has one."""
    found: dict[str, dict[str, str]] = {}
    for each in graph.statements:
        if each.property == "rdfs:label":
            text, language, _ = split_literal(each.value)
            found.setdefault(each.subject, {}).setdefault(language, text)
    return found


def is_source(kind: str, schema: Schema) -> bool:
    """True for a class of sources."""
    return SOURCE in schema.parents.get(kind, (kind,))


def find_entities(names: Iterable[str], graph: Graph, schema: Schema) -> tuple[str, ...]:
    """Ids of the entities with these ids or names, sorted; a source only where nothing else has the name.

    Raises: UsageError for a name that nothing has, with the nearest ones, or that several have, with their ids.
    """
    wanted = list(names)
    if not wanted:
        return ()
    index = _entity_index(graph)
    kinds = {each.id: each.kind for each in graph.entities}
    labels = labels_of(graph)

    def show(entity: str) -> str:
        return f"{labels.get(entity, {}).get('en', entity)} ({entity})"

    found = set()
    for name in wanted:
        if name in kinds:
            found.add(name)
            continue
        having = index.get(fold(name), [])
        better = [each for each in having if not is_source(kinds[each], schema)]
        found.add(_only(name, better or having, "entity", show, index))
    return tuple(sorted(found))


def _entity_index(graph: Graph) -> Index:
    """Folded name -> sorted ids of the entities that have it; ids and their last part are names too."""
    index: dict[str, set[str]] = {}
    for entity in graph.entities:
        for name in (entity.id, entity.id.partition(":")[2]):
            index.setdefault(fold(name), set()).add(entity.id)
    known = {entity.id for entity in graph.entities}
    for each in graph.statements:
        if each.property in NAMING and each.subject in known and is_literal(each.value):
            index.setdefault(fold(split_literal(each.value)[0]), set()).add(each.subject)
    return {name: sorted(ids) for name, ids in index.items()}


def find_kinds(names: Iterable[str], schema: Schema) -> frozenset[str]:
    """Class terms with these names, with their subclasses; UsageError as for entities."""
    own = {term.partition(":")[0] for term in schema.class_prefix}
    classes = [term for term in schema.parents if term.partition(":")[0] in own]
    chosen = set(_find_terms(names, classes, schema, "kind"))
    return frozenset(term for term, above in schema.parents.items() if chosen.intersection(above))


def find_relations(names: Iterable[str], schema: Schema) -> frozenset[str]:
    """Property terms with these names; UsageError as for entities, and for properties that only rules state."""
    relations = {prop: term for prop, term in schema.by_property.items() if term.form == "reference"}
    chosen = _find_terms(names, relations, schema, "relation")
    for prop in chosen:
        if relations[prop].derived:
            raise UsageError(f"{prop} is derived by a rule; name the relations that it follows from")
    return frozenset(chosen)


def find_statuses(names: Iterable[str], schema: Schema) -> frozenset[str]:
    """Status terms with these names; `gov:derived` stands for what rules derive. UsageError as for entities."""
    statuses = [term for term, classes in schema.individuals.values() if "gov:Status" in classes]
    return frozenset(_find_terms(names, [*statuses, "gov:derived"], schema, "status"))


def _find_terms(names: Iterable[str], terms: Iterable[str], schema: Schema, what: str) -> list[str]:
    index: dict[str, set[str]] = {}
    for term in terms:
        for name in (term, term.partition(":")[2], *schema.labels(term).values()):
            index.setdefault(fold(name), set()).add(term)
    known = {name: sorted(found) for name, found in index.items()}
    return [_only(name, known.get(fold(name), []), what, str, known) for name in names]


def _only(name: str, having: list[str], what: str, show: Callable[[str], str], index: Index) -> str:
    """The one that has the name; UsageError that lists the several, or the nearest where there is none."""
    if len(having) == 1:
        return having[0]
    if having:
        raise UsageError(f"{name!r} is the name of {len(having)}; give the id: {_listed(map(show, having))}")
    near = [each for close in _nearest(fold(name), index) for each in index[close]]
    every = sorted({each for terms in index.values() for each in terms})
    if near:
        hint = f"; nearest: {_listed(map(show, dict.fromkeys(near)))}"
    else:
        hint = f"; known: {_listed(map(show, every))}" if what != "entity" else ""
    raise UsageError(f"no {what} has the name {name!r}{hint}")


def _listed(items: Iterable[str]) -> str:
    every = list(items)
    more = f" and {len(every) - _SHOWN} more" if len(every) > _SHOWN else ""
    return ", ".join(every[:_SHOWN]) + more


def _nearest(name: str, index: Index) -> list[str]:
    """Known names that hold all words of `name`, shortest first, else those spelled alike."""
    words = set(name.split())
    holding = sorted((each for each in index if words and words <= set(each.split())), key=lambda n: (len(n), n))
    return holding or get_close_matches(name, sorted(index), 4, 0.65)
