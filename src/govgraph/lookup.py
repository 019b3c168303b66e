"""Which entity is meant by a text: its labels in all languages and its other names, compared as people spell them.

A score goes from 0 to 100:

- 100: a label is equal, or the text is the entity's IRI or id (`person/elon-musk`, `person:elon-musk`);
- 97: another name is equal, or `Musk, Elon` is a label or name the other way round;
- 96: equal but for the places of spaces (`Open AI`), 95: the same words in another order;
- else 90 times `0.6 W + 0.4 L`, at least 30. W is the Dice coefficient of the words, each with its weight
  `log(1 + entities / entities that have it)`, a word that is like another counting with the similarity
  `1 - edits / letters`; L is the Dice coefficient of the three-letter pieces.

Equal means: after NFKD, without case, marks and punctuation, digits apart from letters, umlauts as `ä` or `ae`.
"""

from __future__ import annotations

import heapq
import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from govgraph.name_index import Entry, Lookup, Name, make_lookup, mask
from govgraph.spelling import LONGEST, MOST_WORDS, cut, lack, similarity, spell

__all__ = [
    "Lookup", "Match", "complete", "find", "identify", "in_language", "make_lookup", "spell",
]  # fmt: skip

_COMPARED = 60  # entities that are compared as a whole
_ALIKE = 24  # words of the graph that are compared with one of the text
_LABEL, _OTHER, _SPACED, _REORDERED, _PARTLY, _LEAST = 100.0, 97.0, 96.0, 95.0, 90.0, 30.0
_ALIKE_FROM, _BEGUN_FROM, _INITIAL = 0.7, 0.5, 0.5


class Match(NamedTuple):
    """An entity that a text may mean.

    `kinds` are class IRIs, its own before those above; `exact` is true if a name is equal; `words` and `letters` are W
    and L of the formula, from 0 to 1.
    """

    iri: str
    label: str
    score: float
    kinds: tuple[str, ...]
    description: str
    exact: bool
    words: float = 1.0
    letters: float = 1.0


class _Rated(NamedTuple):
    """How a text and a name compare: the score, W and L of the formula, is the name equal?"""

    score: float
    words: float = 1.0
    letters: float = 1.0
    exact: bool = True


class _Asked(NamedTuple):
    """A spelling of the text: words, for each the words of the graph that are like it, pieces as bits and how many."""

    spelling: str
    words: frozenset[str]
    alike: dict[str, dict[str, float]]
    weights: dict[str, float]
    weight: float
    pieces: int
    size: int
    closed: str
    turned: bool


# ---------------------------------------------------------------------- finding


def find(lookup: Lookup, text: str, *, kinds: Sequence[str] = (), language: str = "", limit: int = 10) -> list[Match]:
    """Entities that a text may mean, the best first, ties by label and IRI.

    Args: kinds, class IRIs of which one must fit, classes below included; language, that of labels and descriptions.
    """
    allowed = _of_kinds(lookup, kinds)
    number = identify(lookup, text)
    if number is not None:
        same = _match(lookup.entries[number], _Rated(_LABEL), language)
        return [same] if allowed is None or number in allowed else []
    asked = list(_ask(lookup, text))
    found = []
    for number in _candidates(lookup, asked, allowed):
        rated = max(_compare(each, name) for each in asked for name in lookup.entries[number].names)
        if rated.score >= _LEAST:
            found.append(_match(lookup.entries[number], rated, language))
    return sorted(found, key=lambda each: (-each.score, each.label, each.iri))[:limit]


def identify(lookup: Lookup, text: str) -> int | None:
    """Number of the entity that a text is the IRI or id of."""
    told = text.strip()
    local = f"{lookup.base}id/{told.replace(':', '/', 1)}"
    return lookup.numbers.get(told, lookup.numbers.get(local))


def _of_kinds(lookup: Lookup, kinds: Sequence[str]) -> frozenset[int] | None:
    return frozenset().union(*(lookup.kinds.get(kind, ()) for kind in kinds)) if kinds else None


def _ask(lookup: Lookup, text: str) -> Iterator[_Asked]:
    """The spellings of a text; those of `b a` too where it is `a, b`."""
    first, comma, second = text[:LONGEST].partition(",")
    told = [(each, False) for each in spell(text)]
    if comma and "," not in second:
        told += [(each, True) for each in spell(f"{second} {first}")]
    rare = math.log(1 + len(lookup.entries))
    for spelling, turned in told:
        if words := frozenset(spelling.split()[:MOST_WORDS]):
            alike = {word: _alike(lookup, word) for word in sorted(words)}
            weights = {word: lookup.weights.get(word, rare) for word in sorted(words)}
            pieces = set(cut(spelling))
            weight, closed = math.fsum(weights.values()), spelling.replace(" ", "")
            yield _Asked(
                spelling, words, alike, weights, weight, mask(pieces, lookup.bits), len(pieces), closed, turned
            )


def _alike(lookup: Lookup, word: str) -> dict[str, float]:
    """Words of the graph that a word may stand for, with their similarity; no other number for a number."""
    if word.isdigit() or not word.isalpha():
        return {}
    begun = _begin(lookup, word, _ALIKE) if len(word) > 2 else []
    found = {each: len(word) / len(each) for each in begun if len(word) / len(each) >= _BEGUN_FROM}
    shorter = (word[:size] for size in range(3, len(word)) if size / len(word) >= _BEGUN_FROM)
    found |= {each: len(each) / len(word) for each in shorter if each in lookup.words}
    close = sorted({each for less in lack(word) for each in lookup.lacking.get(less, ())})[:_ALIKE]
    if word not in lookup.words:
        close += _sharing(lookup, word)
    for each in close:
        if each not in found and (rated := similarity(word[:40], each[:40])) >= _ALIKE_FROM:
            found[each] = rated
    found.pop(word, None)
    return found


def _begin(lookup: Lookup, text: str, most: int) -> list[str]:
    """Words that begin with a text, in their order."""
    start = bisect_left(lookup.ordered, text)
    end = bisect_left(lookup.ordered, text + chr(0x10FFFF), start)
    return lookup.ordered[start : min(end, start + most)]


def _sharing(lookup: Lookup, word: str) -> list[str]:
    """Words that share most three-letter pieces with one."""
    shared = Counter(each for piece in set(cut(word[:40])) for each in lookup.pieces.get(piece, ()))
    best = heapq.nsmallest(_ALIKE, shared.items(), key=lambda each: (-each[1] / (len(each[0]) + len(word)), each[0]))
    return [each for each, _ in best]


def _candidates(lookup: Lookup, asked: Iterable[_Asked], allowed: frozenset[int] | None) -> list[int]:
    """Entities with an equal name, then those that share the most weight of words for their size."""
    equal: dict[int, None] = {}
    best: dict[int, float] = {}
    for each in asked:
        gained: dict[int, float] = {}
        for word in sorted(each.words):
            for like, rated in {**each.alike[word], word: 1.0}.items():
                for number in lookup.words.get(like, ()):
                    gained[number] = gained.get(number, 0.0) + rated * lookup.weights[like]
        for number, weight in gained.items():
            best[number] = max(best.get(number, 0.0), weight / (each.weight + lookup.entries[number].lightest))
        equal |= dict.fromkeys(lookup.whole.get(each.closed, ()))
    ranked = heapq.nsmallest(
        _COMPARED, (n for n in best if allowed is None or n in allowed), key=lambda number: (-best[number], number)
    )
    return list(dict.fromkeys((*(n for n in equal if allowed is None or n in allowed), *ranked)))


def _compare(asked: _Asked, name: Name) -> _Rated:
    """The formula of the module."""
    if asked.spelling == name.spelling:
        return _Rated(_LABEL if name.is_label and not asked.turned else _OTHER)
    pieces = name.pieces.bit_count() + asked.size
    letters = 2 * (asked.pieces & name.pieces).bit_count() / pieces
    if asked.words == name.words:
        return _Rated(_REORDERED, 1.0, round(letters, 3), False)
    if asked.closed == name.spelling.replace(" ", ""):
        return _Rated(_SPACED, 1.0, round(letters, 3), False)
    words = _words(asked, name)
    return _Rated(round(_PARTLY * (0.6 * words + 0.4 * letters), 1), round(words, 3), round(letters, 3), False)


def _words(asked: _Asked, name: Name) -> float:
    """W of the formula: equal and similar words, and a letter for a word that begins with it."""
    left = name.words - asked.words
    gained = 0.0
    for word, weight in asked.weights.items():
        if word in name.words:
            gained += 2 * weight
        elif near := asked.alike[word].keys() & left:
            gained += 2 * weight * max(asked.alike[word][each] for each in near)
        elif len(word) == 1 and any(each.startswith(word) for each in left):
            gained += 2 * _INITIAL * weight
    return min(1.0, gained / (asked.weight + name.weight))


def _match(entry: Entry, rated: _Rated, language: str) -> Match:
    label, description = in_language(entry.labels, language), in_language(entry.descriptions, language)
    return Match(entry.iri, label, rated.score, entry.kinds, description, rated.exact, rated.words, rated.letters)


def in_language(texts: dict[str, str], language: str) -> str:
    """The text in a language, else in English, else in any."""
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


# ---------------------------------------------------------------------- completing


def complete(
    lookup: Lookup, prefix: str, *, kinds: Sequence[str] = (), language: str = "", limit: int = 10
) -> list[Match]:
    """Entities that have the words of a text among their names, the last one perhaps only begun; or whose IRI or id
    begins so. Equal names score 100, names that begin so 90, others 60; of equal score short labels are first."""
    allowed = _of_kinds(lookup, kinds)
    best = dict.fromkeys(_begun_ids(lookup, prefix.strip()), _PARTLY)
    number = identify(lookup, prefix)
    best |= {number: _LABEL} if number is not None else {}
    for spelling in filter(None, spell(prefix)):
        for each in _begun(lookup, spelling.split()[:MOST_WORDS]):
            best[each] = max(best.get(each, 0.0), _begun_score(lookup.entries[each], spelling))
    found = [
        _match(lookup.entries[each], _Rated(score, exact=score == _LABEL), language)
        for each, score in best.items()
        if allowed is None or each in allowed
    ]
    return sorted(found, key=lambda each: (-each.score, len(each.label), each.label, each.iri))[:limit]


def _begun_score(entry: Entry, spelling: str) -> float:
    if any(name.spelling == spelling for name in entry.names):
        return _LABEL
    return _PARTLY if any(name.spelling.startswith(spelling) for name in entry.names) else 60.0


def _begun_ids(lookup: Lookup, text: str) -> range:
    """Numbers of the entries whose IRI or id begins with a text that has a kind and a name."""
    whole = text if text.startswith(lookup.base) else f"{lookup.base}id/{text.replace(':', '/', 1)}"
    if "/" not in whole.removeprefix(f"{lookup.base}id/"):
        return range(0)
    start = bisect_left(lookup.entries, whole, key=lambda entry: entry.iri)
    return range(start, bisect_left(lookup.entries, whole + chr(0x10FFFF), start, key=lambda entry: entry.iri))


def _begun(lookup: Lookup, words: list[str]) -> set[int]:
    numbers: set[int] = set()
    for word in _begin(lookup, words[-1], len(lookup.ordered)):
        numbers.update(lookup.words[word])
    for word in words[:-1]:
        numbers &= set(lookup.words.get(word, ()))
    return numbers
