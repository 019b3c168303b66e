"""The index of the names in a built graph: entities by word, by class and by name; words that are near each other."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pyoxigraph as ox

from govgraph.namespaces import GOV, RDF, RDFS, SCHEMA, SKOS
from govgraph.spelling import cut, lack, spell

_DCTERMS = "http://purl.org/dc/terms/"
_TYPE = ox.NamedNode(f"{RDF}type")
_NAMES = (
    f"{RDFS}label", f"{SKOS}altLabel", f"{_DCTERMS}title", f"{SCHEMA}alternateName", f"{GOV}shortName",
    f"{GOV}formerName", f"{GOV}fullName", f"{GOV}localName", f"{GOV}celex", f"{_DCTERMS}identifier",
)  # fmt: skip
_TEXTS = (f"{_DCTERMS}description", f"{SKOS}definition", f"{RDFS}comment")


class Name(NamedTuple):
    """A spelling of a name: its words and their weight, its three-letter pieces as bits of a number."""

    spelling: str
    is_label: bool
    words: frozenset[str]
    weight: float
    pieces: int


class Entry(NamedTuple):
    """An entity: labels and descriptions by language, class IRIs, its names in all spellings, the least weight."""

    iri: str
    labels: dict[str, str]
    kinds: tuple[str, ...]
    descriptions: dict[str, str]
    names: tuple[Name, ...]
    lightest: float


@dataclass(frozen=True, slots=True)
class Lookup:
    """Entries sorted by IRI, and where to find them by number: by IRI, class, word, name without its spaces.

    Of the words: their weights, their order, and which of them have a piece or lack one letter.
    """

    base: str
    entries: Sequence[Entry]
    numbers: dict[str, int]
    kinds: dict[str, frozenset[int]]
    words: dict[str, list[int]]
    whole: dict[str, list[int]]
    weights: dict[str, float]
    ordered: list[str]
    pieces: dict[str, list[str]]
    lacking: dict[str, list[str]]
    bits: dict[str, int]


class _Raw(NamedTuple):
    """An entity before the index is made: its spellings, True for labels."""

    iri: str
    labels: dict[str, str]
    descriptions: dict[str, str]
    spellings: dict[str, bool]


def make_lookup(store: ox.Store, base: str) -> Lookup:
    """The index of a built graph: entities of the graph `simple`, classes with their trees of the graph `ontology`."""
    simple, ontology = (ox.NamedNode(f"{base}graph/{name}") for name in ("simple", "ontology"))
    parents = _links(store, ox.NamedNode(f"{RDFS}subClassOf"), ontology)
    kinds = _links(store, _TYPE, simple)
    names, texts = _literals(store, _NAMES, simple), _literals(store, _TEXTS, simple)
    found = [iri for iri in sorted(kinds) if iri.startswith(f"{base}id/") and iri in names]
    raw = [_read(iri, names[iri], texts.get(iri, [])) for iri in found]
    return _index(base, raw, [_lineage(kinds[iri], parents) for iri in found])


def _links(store: ox.Store, prop: ox.NamedNode, graph: ox.NamedNode) -> dict[str, list[str]]:
    """By subject: the IRIs that a property leads to."""
    found: dict[str, list[str]] = {}
    for quad in store.quads_for_pattern(None, prop, None, graph):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            found.setdefault(quad.subject.value, []).append(quad.object.value)
    return found


def _lineage(kinds: Iterable[str], parents: dict[str, list[str]]) -> tuple[str, ...]:
    """Classes, then those above them, each once; a class that is above another of them stands behind it."""
    own = sorted(set(kinds))
    above = {each for kind in own for each in _above(kind, parents)}
    found = [each for each in own if each not in above]
    for kind in found:
        found += [each for each in sorted(parents.get(kind, ())) if each not in found]
    return tuple(dict.fromkeys((*found, *own)))


def _above(kind: str, parents: dict[str, list[str]]) -> list[str]:
    found = [*parents.get(kind, ())]
    for each in found:
        found += [up for up in parents.get(each, ()) if up not in found and up != kind]
    return found


def _literals(store: ox.Store, properties: Sequence[str], graph: ox.NamedNode) -> dict[str, list[tuple[int, str, str]]]:
    """By subject: rank of the property, language, text; sorted."""
    found: dict[str, list[tuple[int, str, str]]] = {}
    for rank, prop in enumerate(properties):
        for quad in store.quads_for_pattern(None, ox.NamedNode(prop), None, graph):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                told = (rank, quad.object.language or "", quad.object.value)
                found.setdefault(quad.subject.value, []).append(told)
    return {subject: sorted(each) for subject, each in found.items()}


def _read(iri: str, names: list[tuple[int, str, str]], texts: list[tuple[int, str, str]]) -> _Raw:
    labels: dict[str, str] = {}
    spellings: dict[str, bool] = {}
    for rank, language, text in names:
        if rank == 0:
            labels.setdefault(language, text)
        for spelling in spell(text):
            spellings.setdefault(spelling, rank == 0)
    for spelling in spell(iri.rpartition("/")[2].replace("-", " ")):
        spellings.setdefault(spelling, False)
    descriptions: dict[str, str] = {}
    for _, language, text in texts:
        descriptions.setdefault(language, text)
    spellings.pop("", None)
    return _Raw(iri, labels, descriptions, spellings)


def _index(base: str, raw: list[_Raw], kinds: list[tuple[str, ...]]) -> Lookup:
    words, whole, by_kind = _places(raw, kinds)
    weights = {word: math.log(1 + len(raw) / len(numbers)) for word, numbers in words.items()}
    pieces, lacking = _neighbours(sorted(words))
    counted = Counter(piece for each in raw for spelling in each.spellings for piece in set(cut(spelling)))
    bits = {piece: n for n, (piece, _) in enumerate(sorted(counted.items(), key=lambda each: (-each[1], each[0])))}
    entries = []
    for each, lineage in zip(raw, kinds, strict=True):
        names = _names(each.spellings, weights, bits)
        lightest = min((name.weight for name in names), default=0.0)
        entries.append(Entry(each.iri, each.labels, lineage, each.descriptions, names, lightest))
    return Lookup(
        base, entries, {each.iri: n for n, each in enumerate(raw)}, by_kind, words, whole, weights, sorted(words),
        pieces, lacking, bits,
    )  # fmt: skip


def _places(
    raw: list[_Raw], kinds: list[tuple[str, ...]]
) -> tuple[dict[str, list[int]], dict[str, list[int]], dict[str, frozenset[int]]]:
    """Numbers of the entities that have a word, a name without its spaces, a class."""
    words: dict[str, list[int]] = {}
    whole: dict[str, list[int]] = {}
    by_kind: dict[str, list[int]] = {}
    for number, each in enumerate(raw):
        for word in {word for spelling in each.spellings for word in spelling.split()}:
            words.setdefault(word, []).append(number)
        for closed in {spelling.replace(" ", "") for spelling in each.spellings}:
            whole.setdefault(closed, []).append(number)
        for kind in kinds[number]:
            by_kind.setdefault(kind, []).append(number)
    return words, whole, {kind: frozenset(numbers) for kind, numbers in by_kind.items()}


def _neighbours(ordered: list[str]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Words that have a three-letter piece; words by what is left of them without one letter."""
    pieces: dict[str, list[str]] = {}
    lacking: dict[str, list[str]] = {}
    for word in ordered:
        if not word.isdigit():
            for piece in set(cut(word)):
                pieces.setdefault(piece, []).append(word)
            for less in lack(word):
                lacking.setdefault(less, []).append(word)
    return pieces, lacking


def _names(spellings: dict[str, bool], weights: dict[str, float], bits: dict[str, int]) -> tuple[Name, ...]:
    found = []
    for spelling, is_label in spellings.items():
        words = frozenset(spelling.split())
        weight = math.fsum(weights[word] for word in words)
        found.append(Name(spelling, is_label, words, weight, mask(cut(spelling), bits)))
    return tuple(found)


def mask(pieces: Iterable[str], bits: dict[str, int]) -> int:
    number = 0
    for piece in pieces:
        if piece in bits:
            number |= 1 << bits[piece]
    return number
