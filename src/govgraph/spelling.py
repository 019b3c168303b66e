"""Texts as people spell them: without case, marks and punctuation; pieces of words and how alike two words are."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 200  # characters of a text that count
MOST_WORDS = 20  # words of a text that count
_DELETED = range(4, 13)  # lengths of words that are compared without one of their letters
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "æ": "ae", "å": "aa"})
_WORD = re.compile(r"[^\W\d_]+|\d+")


def spell(text: str) -> tuple[str, ...]:
    """A text in lower case without marks, and once more with umlauts spelled out where it has any.

    >>> spell("Datenschutzbehörde, Österreich")
    ('datenschutzbehorde osterreich', 'datenschutzbehoerde oesterreich')
    >>> spell("GPT4") == spell("GPT-4")
    True
    >>> spell("Straße")
    ('strasse',)
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text[:LONGEST]).casefold())
    found = []
    for each in (folded, folded.translate(_SPELLED_OUT)):
        bare = "".join(char for char in unicodedata.normalize("NFKD", each) if not unicodedata.combining(char))
        found.append(" ".join(_WORD.findall(bare)[: 4 * MOST_WORDS])[: 2 * LONGEST])
    return tuple(dict.fromkeys(found))


def cut(text: str) -> list[str]:
    """The three-letter pieces of a text, with its ends marked.

    >>> cut("ab")
    [' ab', 'ab ']
    """
    padded = f" {text} "
    return [padded[n : n + 3] for n in range(len(padded) - 2)]


def lack(word: str) -> set[str]:
    """A word and what is left of it without one letter; nothing for what is short or long."""
    if len(word) not in _DELETED:
        return set()
    return {word, *(word[:n] + word[n + 1 :] for n in range(len(word)))}


def similarity(one: str, other: str) -> float:
    """1 - edits / letters of the longer word; an edit is a letter more, less, another, or two exchanged.

    >>> similarity("musk", "msuk"), similarity("altman", "altmann") > 0.85
    (0.75, True)
    """
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, char in enumerate(one, 1):
        line = [row]
        for column, against in enumerate(other, 1):
            cost = min(last[column] + 1, line[-1] + 1, last[column - 1] + (char != against))
            if row > 1 and column > 1 and char == other[column - 2] and one[row - 2] == against:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        before, last = last, line
    return 1 - last[-1] / max(len(one), len(other), 1)
