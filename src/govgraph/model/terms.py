"""RDF terms as strings in Turtle's compact syntax (RDF 1.1 Turtle, 2.4-2.5), and their long N-Triples form.

A term is one of: a prefixed name `person:elon-musk`, an IRI `<https://example.org/>`, a literal `"text"@en`,
`"2023-03"^^xsd:gYearMonth` or `"text"`. Strings are compact to keep, quick to compare, and already what a dump holds.
"""

from __future__ import annotations

import re

from pyoxigraph import Literal

_LOCAL_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_-])?")


def quote(text: str) -> str:
    r"""A plain literal with the escapes of N-Triples.

    >>> quote('say "hi"\n')
    '"say \\"hi\\"\\n"'
    """
    return str(Literal(text))


def unquote(quoted: str) -> str:
    r"""The text of a quoted literal, as `quote` wrote it.

    >>> unquote(quote('tab\t"quote" \\ \u202f'))
    'tab\t"quote" \\ \u202f'
    """
    return _ESCAPE.sub(_unescape, quoted[1:-1]) if "\\" in quoted else quoted[1:-1]


_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_CONTROL = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


def _unescape(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _CONTROL.get(match[3], match[3])


def is_literal(term: str) -> bool:
    """True for a literal."""
    return term.startswith('"')


def split_literal(term: str) -> tuple[str, str, str]:
    """Text, language tag and datatype (a term) of a literal; the last two may be empty.

    >>> split_literal('"KI"@de'), split_literal('"2023"^^xsd:gYear')
    (('KI', 'de', ''), ('2023', '', 'xsd:gYear'))
    """
    end = term.rfind('"')
    rest = term[end + 1 :]
    if end < 1 or not term.startswith('"') or (rest and not rest.startswith(("@", "^^"))):
        raise ValueError(f"{term!r} is no literal")
    text = unquote(term[: end + 1])
    return (text, rest[1:], "") if rest.startswith("@") else (text, "", rest[2:])


class _Expanded(dict[str, str]):
    """From terms to their N-Triples form, filled when asked; long ones are not kept."""

    def __init__(self, prefixes: Prefixes) -> None:
        super().__init__()
        self._prefixes = prefixes

    def __missing__(self, term: str) -> str:
        made = self._prefixes.make_expanded(term)
        if len(term) < 200:
            self[term] = made
        return made


class Prefixes:
    """A prefix map (JSON-LD context order does not matter) with cached expansion and contraction."""

    def __init__(self, namespaces: dict[str, str]) -> None:
        self.namespaces = dict(namespaces)
        self.expanded = _Expanded(self)
        self._by_length = sorted(namespaces.items(), key=lambda item: (-len(item[1]), item[0]))
        self._contracted: dict[str, str] = {}

    def iri(self, name: str) -> str:
        """The IRI of a prefixed name or of `<iri>`, without angle brackets; KeyError for an unknown prefix."""
        if name.startswith("<"):
            return name[1:-1]
        prefix, _, local = name.partition(":")
        return self.namespaces[prefix] + local

    def expand(self, term: str) -> str:
        """N-Triples form of a term."""
        return self.expanded[term]

    def make_expanded(self, term: str) -> str:
        """The same without the cache."""
        if term.startswith("<"):
            return term
        if not term.startswith('"'):
            return f"<{self.iri(term)}>"
        end = term.rfind('"^^')
        if end > 0 and '"' not in term[end + 1 :] and not term.endswith(">"):  # no quote behind: not inside a text
            return f"{term[: end + 3]}<{self.iri(term[end + 3 :])}>"
        return term

    def compact(self, node: str) -> str:
        """The term of a node in N-Triples syntax: the inverse of `expand`."""
        if node.startswith("<"):
            return self.contract(node[1:-1])
        if node.startswith('"') and node.endswith(">"):
            head, _, datatype = node.rpartition("^^")
            return f"{head}^^{self.contract(datatype[1:-1])}"
        return node

    def contract(self, iri: str) -> str:
        """The shortest safe term of an IRI: a prefixed name where the local part is plain, else `<iri>`."""
        known = self._contracted.get(iri)
        if known is None:
            known = self._contracted[iri] = self._contract(iri)
        return known

    def _contract(self, iri: str) -> str:
        for prefix, namespace in self._by_length:
            if iri.startswith(namespace) and _LOCAL_NAME.fullmatch(iri[len(namespace) :]):
                return f"{prefix}:{iri[len(namespace) :]}"
        return f"<{iri}>"
