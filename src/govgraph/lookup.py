"""Which entity is meant by a text: its labels in all languages and its other names, compared as people spell them.

A score goes from 0 to 100. Equal names score 100 (a label) or 97 (another name), the same words in
another order 95; else 90 times the mean of two Dice coefficients: that of the words, rare ones counting more, and that
of the three-letter pieces. So small slips of the pen are found, and what shares only a common word is far behind.
"""

from __future__ import annotations

import math
import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import pyoxigraph as ox

LONGEST = 200  # characters of a text that count
_CANDIDATES = 200  # entities that are compared
_SIMILAR = 12  # words of the graph that a misspelt word may stand for
_EXACT, _OTHER, _REORDERED, _PARTLY = 100.0, 97.0, 95.0, 90.0
_LEAST = 30.0
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_NAMES = (f"{_RDFS}label", f"{_SKOS}altLabel", "http://purl.org/dc/terms/title", "https://schema.org/alternateName")
_TEXTS = ("http://purl.org/dc/terms/description", f"{_SKOS}definition", f"{_RDFS}comment")
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "æ": "ae", "å": "aa"})
_WORD = re.compile(r"[^\W_]+")


class Match(NamedTuple):
    """An entity that a text may mean.

    `kinds` are class IRIs, its own before those above; `exact` is true if a name is equal.
    """

    iri: str
    label: str
    score: float
    kinds: tuple[str, ...]
    description: str
    exact: bool


class Entry(NamedTuple):
    """An entity: labels and descriptions by language, class IRIs, spellings of its names (True for labels)."""

    iri: str
    labels: dict[str, str]
    kinds: tuple[str, ...]
    descriptions: dict[str, str]
    spellings: dict[str, bool]


@dataclass(frozen=True, slots=True)
class Lookup:
    """Entries by IRI, and the places where their words stand: word -> numbers of entries, three letters -> words."""

    entries: Sequence[Entry]
    numbers: dict[str, int]
    words: dict[str, list[int]]
    ordered: list[str]
    pieces: dict[str, list[str]]
    weights: dict[str, float]


def make_lookup(store: ox.Store, base: str) -> Lookup:
    """The index of a built graph: entities of the graph `simple`, classes with their trees of the graph `ontology`."""
    simple, ontology = (ox.NamedNode(f"{base}graph/{name}") for name in ("simple", "ontology"))
    parents = _parents(store, ontology)
    kinds: dict[str, list[str]] = {}
    for quad in store.quads_for_pattern(None, _TYPE, None, simple):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            kinds.setdefault(quad.subject.value, []).append(quad.object.value)
    names, texts = _literals(store, _NAMES, simple), _literals(store, _TEXTS, simple)
    entries = [
        _entry(iri, names[iri], texts.get(iri, []), _lineage(kinds[iri], parents))
        for iri in sorted(kinds)
        if iri.startswith(f"{base}id/") and iri in names
    ]
    return _index(entries)


def _parents(store: ox.Store, graph: ox.NamedNode) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for quad in store.quads_for_pattern(None, ox.NamedNode(f"{_RDFS}subClassOf"), None, graph):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            found.setdefault(quad.subject.value, []).append(quad.object.value)
    return found


def _lineage(kinds: Iterable[str], parents: dict[str, list[str]]) -> tuple[str, ...]:
    """Classes, then those above them, each once."""
    found = list(dict.fromkeys(sorted(kinds)))
    for kind in found:
        found += [each for each in sorted(parents.get(kind, ())) if each not in found]
    return tuple(found)


def _literals(store: ox.Store, properties: Sequence[str], graph: ox.NamedNode) -> dict[str, list[tuple[int, str, str]]]:
    """By subject: rank of the property, language, text; sorted."""
    found: dict[str, list[tuple[int, str, str]]] = {}
    for rank, prop in enumerate(properties):
        for quad in store.quads_for_pattern(None, ox.NamedNode(prop), None, graph):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                told = (rank, quad.object.language or "", quad.object.value)
                found.setdefault(quad.subject.value, []).append(told)
    return {subject: sorted(each) for subject, each in found.items()}


def _entry(
    iri: str, names: list[tuple[int, str, str]], texts: list[tuple[int, str, str]], kinds: tuple[str, ...]
) -> Entry:
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
    return Entry(iri, labels, kinds, descriptions, {each: is_label for each, is_label in spellings.items() if each})


def _index(entries: list[Entry]) -> Lookup:
    words: dict[str, list[int]] = {}
    for number, entry in enumerate(entries):
        for word in sorted({word for spelling in entry.spellings for word in spelling.split()}):
            words.setdefault(word, []).append(number)
    pieces: dict[str, list[str]] = {}
    for word in sorted(words):
        for piece in sorted(set(cut(word))):
            pieces.setdefault(piece, []).append(word)
    weights = {word: math.log(1 + len(entries) / len(numbers)) for word, numbers in words.items()}
    return Lookup(entries, {each.iri: n for n, each in enumerate(entries)}, words, sorted(words), pieces, weights)


def spell(text: str) -> tuple[str, ...]:
    """A text in lower case without marks, and once more with umlauts spelled out where it has any.

    >>> spell("Datenschutzbehörde, Österreich")
    ('datenschutzbehorde osterreich', 'datenschutzbehoerde oesterreich')
    """
    folded = unicodedata.normalize("NFC", text[:LONGEST]).casefold()
    found = []
    for each in (folded, folded.translate(_SPELLED_OUT)):
        bare = "".join(char for char in unicodedata.normalize("NFKD", each) if not unicodedata.combining(char))
        found.append(" ".join(_WORD.findall(bare)))
    return tuple(dict.fromkeys(found))


def cut(text: str) -> list[str]:
    """The three-letter pieces of a text, with its ends marked.

    >>> cut("ab")
    [' ab', 'ab ']
    """
    padded = f" {text} "
    return [padded[n : n + 3] for n in range(len(padded) - 2)]


def find(lookup: Lookup, text: str, *, kinds: Sequence[str] = (), language: str = "", limit: int = 10) -> list[Match]:
    """Entities that a text may mean, the best first, ties by label and IRI.

    Args: kinds, class IRIs of which one must fit, classes below included; language, that of labels and descriptions.
    """
    entry = lookup.numbers.get(text.strip())
    if entry is not None:  # the IRI itself
        return [_match(lookup.entries[entry], _EXACT, True, language)]
    spellings = [each for each in spell(text) if each]
    wanted = frozenset(kinds)
    found = []
    for number in _candidates(lookup, spellings):
        entry_found = lookup.entries[number]
        if wanted and not wanted.intersection(entry_found.kinds):
            continue
        score = max((_score(lookup, each, entry_found) for each in spellings), default=0.0)
        if score >= _LEAST:
            found.append(_match(entry_found, score, score >= _OTHER, language))
    return sorted(found, key=lambda each: (-each.score, each.label, each.iri))[:limit]


def _candidates(lookup: Lookup, spellings: Iterable[str]) -> list[int]:
    """Entries that share a word with the text, or a word like one of it; those that share the rarest first."""
    weight: Counter[int] = Counter()
    for word in {word for each in spellings for word in each.split()[:20]}:
        for similar in [word] if word in lookup.words else _similar(lookup, word):
            for number in lookup.words[similar]:
                weight[number] += lookup.weights[similar]  # type: ignore[assignment]
    return [number for number, _ in sorted(weight.items(), key=lambda each: (-each[1], each[0]))[:_CANDIDATES]]


def _similar(lookup: Lookup, word: str) -> list[str]:
    """Words of the graph that share most pieces with one that is not there; at least two in five."""
    pieces = set(cut(word[:40]))
    shared = Counter(each for piece in pieces for each in lookup.pieces.get(piece, ()))
    rated = [(2 * count / (len(pieces) + len(each)), each) for each, count in shared.most_common(_SIMILAR * 4)]
    return [each for share, each in sorted(rated, key=lambda pair: (-pair[0], pair[1]))[:_SIMILAR] if share > 0.4]


def _score(lookup: Lookup, spelling: str, entry: Entry) -> float:
    if spelling in entry.spellings:
        return _EXACT if entry.spellings[spelling] else _OTHER
    asked_words, asked_pieces = _parts(spelling)
    best = 0.0
    for name in entry.spellings:
        words, pieces = _parts(name)
        if words == asked_words:
            return _REORDERED
        weight = _weigh(lookup, words) + _weigh(lookup, asked_words)
        of_words = 2 * _weigh(lookup, words & asked_words) / weight if weight else 0.0
        of_pieces = 2 * len(pieces & asked_pieces) / (len(pieces) + len(asked_pieces))
        best = max(best, (of_words + of_pieces) / 2, 0.9 * of_pieces)
    return round(_PARTLY * best, 1)


def _weigh(lookup: Lookup, words: Iterable[str]) -> float:
    rare = math.log(1 + len(lookup.entries))
    return sum(lookup.weights.get(word, rare) for word in words)


@lru_cache(maxsize=65_536)
def _parts(spelling: str) -> tuple[frozenset[str], frozenset[str]]:
    """Words and pieces of a spelling."""
    return frozenset(spelling.split()), frozenset(cut(spelling))


def _match(entry: Entry, score: float, exact: bool, language: str) -> Match:
    return Match(
        entry.iri, in_language(entry.labels, language), score, entry.kinds,
        in_language(entry.descriptions, language), exact,
    )  # fmt: skip


def in_language(texts: dict[str, str], language: str) -> str:
    """The text in a language, else in English, else in any."""
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


def complete(
    lookup: Lookup, prefix: str, *, kinds: Sequence[str] = (), language: str = "", limit: int = 10
) -> list[Match]:
    """Entities that have the words of a text among their names, the last one perhaps only begun; short labels first."""
    wanted = frozenset(kinds)
    found: dict[str, Match] = {}
    for spelling in spell(prefix):
        for number in _begun(lookup, spelling.split()):
            entry = lookup.entries[number]
            if not wanted or wanted.intersection(entry.kinds):
                starts = any(each.startswith(spelling) for each in entry.spellings)
                exact = spelling in entry.spellings
                found[entry.iri] = _match(entry, _EXACT if exact else _PARTLY if starts else 60.0, exact, language)
    return sorted(found.values(), key=lambda each: (-each.score, len(each.label), each.label, each.iri))[:limit]


def _begun(lookup: Lookup, words: list[str]) -> set[int]:
    if not words:
        return set()
    start = bisect_left(lookup.ordered, words[-1])
    numbers: set[int] = set()
    for word in lookup.ordered[start : start + 500]:
        if not word.startswith(words[-1]):
            break
        numbers.update(lookup.words[word])
    for word in words[:-1][:20]:
        numbers &= set(lookup.words.get(word, ()))
    return numbers
