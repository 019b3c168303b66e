"""Terms and statements in the reader's language, as HTML for pages at one depth of the site."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from markupsafe import Markup, escape

from govgraph.model.statements import Statement
from govgraph.model.terms import is_literal, split_literal
from govgraph.namespaces import iri_fault
from govgraph.publish.catalog import Catalog
from govgraph.publish.pages import group_digits, page_file, say

MONTHS = {
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    "de": (
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ),
}
_TRUTH = {"true": {"en": "yes", "de": "ja"}, "false": {"en": "no", "de": "nein"}}
_WHEN = {
    "gov:on": {"en": "on", "de": "am"},
    "gov:validFrom": {"en": "from", "de": "ab"},
    "gov:validUntil": {"en": "until", "de": "bis"},
}
_ON = {7: {"en": "in", "de": "im"}, 4: {"en": "in", "de": ""}}  # by the length of 2023-03 and 2023
_MANY, _SHORT = 5, 12
_NUMBERS = frozenset({"xsd:integer", "xsd:decimal"})
_DATES = frozenset({"xsd:date", "xsd:gYearMonth", "xsd:gYear"})

Facts = list[tuple[Markup, list[Markup]]]  # a property, and an entry for each statement with it


class Teller:
    """What terms are called in one language, with links as they stand on pages at one depth."""

    def __init__(self, catalog: Catalog, language: str, root: str) -> None:
        self.catalog, self.language, self.root = catalog, language, root
        self._links: dict[str, Markup] = {}
        self._values: dict[str, Markup] = {}
        self._badges: dict[str, Markup] = {}

    def name(self, term: str) -> str:
        """The label of an entity or term of the ontology."""
        return say(self.catalog.name(term), self.language)

    def address(self, path: str) -> str:
        """The way from the page to another one, given without language and ending."""
        return self.root + page_file(path, self.language)

    def link(self, term: str) -> Markup:
        """The label of a term, leading to its page where it has one."""
        found = self._links.get(term)
        if found is None:
            found = self._links[term] = self._link(term)
        return found

    def _link(self, term: str) -> Markup:
        path = self.catalog.paths.get(term)
        if path is None:
            return self._outside(term)
        return Markup('<a href="{}">{}</a>').format(self.address(path), self.name(term))

    def _outside(self, term: str) -> Markup:
        iri = self.catalog.schema.prefixes.iri(term)
        name = self.name(term) if term in self.catalog.names else (term if ":" in term[:12] and term[0] != "<" else iri)
        if term.startswith("statement:"):
            return self.statement_link(term)
        return escape(name) if iri_fault(iri) else Markup('<a href="{}" rel="external">{}</a>').format(iri, name)

    def statement_link(self, statement: str) -> Markup:
        """A statement in words, leading to its place."""
        path, anchor = self.catalog.statement_place(statement)
        told = self.catalog.statement.get(statement)
        parts = (self.name(told.subject), self.name(told.property), self.text(told.value)) if told else (statement,)
        words = " · ".join(parts)
        return Markup('<a href="{}#{}">{}</a>').format(self.address(path), anchor, words)

    def value(self, term: str) -> Markup:
        """A literal, an entity, a word of a vocabulary or an address, ready to read."""
        found = self._values.get(term)
        if found is None:
            found = self._value(term)
            if len(term) < 200:
                self._values[term] = found
        return found

    def _value(self, term: str) -> Markup:
        if not is_literal(term):
            return self.link(term)
        text, language, datatype = split_literal(term)
        if language and language != self.language:
            return Markup('<span lang="{}" dir="auto">{}</span>').format(language, text)
        return escape(self._typed(text, datatype))

    def text(self, term: str) -> str:
        """The same without markup."""
        if not is_literal(term):
            return self.name(term)
        text, _, datatype = split_literal(term)
        return self._typed(text, datatype)

    def _typed(self, text: str, datatype: str) -> str:
        if datatype in _DATES:
            return self.date(text)
        if datatype == "xsd:boolean":
            return _TRUTH[text][self.language] if text in _TRUTH else text
        if datatype in _NUMBERS and 4 < len(text) < 40 and text.isdecimal():
            return group_digits(int(text), self.language)
        return text

    def date(self, text: str) -> str:
        """A day, a month or a year for readers."""
        return format_date(text, self.language)

    def status(self, status: str) -> Markup:
        """A status as a badge."""
        found = self._badges.get(status)
        if found is None:
            badge = Markup('<span class="status status-{}">{}</span>')
            found = self._badges[status] = badge.format(status.partition(":")[2], self.name(status))
        return found

    def when(self, statement: Statement) -> str:
        """Since when, until when or on which day a statement holds; empty where nothing is told."""
        parts = []
        for prop, value in sorted(statement.qualifiers, key=lambda pair: (pair[0] == "gov:validUntil", pair)):
            if prop in _WHEN and is_literal(value):
                text = split_literal(value)[0]
                words = _WHEN[prop] if prop != "gov:on" else _ON.get(len(text), _WHEN[prop])
                parts.append(f"{words[self.language]} {self.date(text)}".strip())
        return " ".join(parts)

    def qualifiers(self, statement: Statement) -> list[tuple[str, Markup]]:
        """What else is told with a statement: name and value; of texts in several languages the reader's."""
        rest = [pair for pair in statement.qualifiers if pair[0] not in _WHEN]
        own = {prop for prop, value in rest if is_literal(value) and split_literal(value)[1] == self.language}
        return [
            (self.name(prop), self.value(value))
            for prop, value in rest
            if prop not in own or not is_literal(value) or split_literal(value)[1] in ("", self.language)
        ]

    def citations(self, statement: Statement) -> list[tuple[str, str]]:
        """Sources of a statement, each with its locator or nothing."""
        located = [(source, split_literal(locator)[0]) for source, locator in statement.citations]
        known = {source for source, _ in located}
        return located + [(source, "") for source in statement.sources if source not in known]

    def fact(self, statement: Statement, notes: Footnotes, value: Markup | None = None) -> dict[str, Any]:
        """A statement as the macro `fact` shows it; its sources become footnotes."""
        path, anchor = self.catalog.statement_place(statement.id)
        return {
            "value": self.value(statement.value) if value is None else value,
            "status": statement.status.partition(":")[2],
            "badge": self.status(statement.status),
            "when": self.when(statement),
            "qualifiers": self.qualifiers(statement),
            "notes": [notes.mark(source, locator) for source, locator in self.citations(statement)],
            "place": f"{self.address(path)}#{anchor}",
            "anchor": anchor,
        }

    def entry(self, statement: Statement, notes: Footnotes, value: Markup | None = None) -> Markup:
        """A statement as one `<dd>`: value, status (leading to the statement), time, qualifiers, sources.

        It is the most frequent piece of the site, hence no template.
        """
        path, anchor = self.catalog.statement_place(statement.id)
        place = escape(f"{self.address(path)}#{anchor}")
        kind = statement.status.partition(":")[2]
        when = self.when(statement)
        told = [f"<span>{escape(when)}</span>"] if when else []
        told += [f"<span>{escape(name)}: {each}</span>" for name, each in self.qualifiers(statement)]
        cited = [_cite(*notes.mark(source, locator)) for source, locator in self.citations(statement)]
        told += [f"<span>{' '.join(cited)}</span>"] if cited else []
        return Markup(  # noqa: S704 - all that comes from data went through escape
            f'<dd class="value-{escape(kind)}"><span class="value">'
            f"{self.value(statement.value) if value is None else value}</span> "
            f'<span class="told"><a href="{place}">{self.status(statement.status)}</a>{"".join(told)}</span></dd>'
        )

    def in_language(self, statements: Sequence[Statement]) -> list[Statement]:
        """The statements without those whose text another one gives in the reader's language on equal grounds."""
        own = {
            (each.property, *grounds(each))
            for each in statements
            if is_literal(each.value) and split_literal(each.value)[1] == self.language
        }
        return [
            each
            for each in statements
            if (each.property, *grounds(each)) not in own
            or not is_literal(each.value)
            or split_literal(each.value)[1] in ("", self.language)
        ]

    def facts(self, statements: Iterable[Statement], notes: Footnotes) -> Facts:
        """Statements by property, in the order of their labels."""
        groups: dict[str, list[Statement]] = {}
        for each in self.in_language(list(statements)):
            groups.setdefault(each.property, []).append(each)
        ordered = sorted(groups, key=lambda prop: (sort_key(self.name(prop)), prop))
        return [(self.link(prop), self._listed(groups[prop], notes)) for prop in ordered]

    def _listed(self, statements: list[Statement], notes: Footnotes) -> list[Markup]:
        """The statements of one property, dated ones in their order; many short ones on equal grounds in one line."""
        ordered = sorted(statements, key=self._place)
        if len(ordered) < _MANY or len({grounds(each) for each in ordered}) > 1 or not _all_short(ordered):
            return [self.entry(each, notes) for each in ordered]
        places = (self.catalog.statement_place(each.id) for each in ordered)
        values = [
            Markup('<a class="quiet" href="{}#{}">{}</a>').format(self.address(path), anchor, self.value(each.value))
            for (path, anchor), each in zip(places, ordered, strict=True)
        ]
        return [self.entry(ordered[0], notes, Markup(", ").join(values))]

    def _place(self, statement: Statement) -> tuple[str, list[tuple[int, str]], str]:
        told = [split_literal(value)[0] for prop, value in statement.qualifiers if prop in _WHEN and is_literal(value)]
        value = statement.value
        plain = split_literal(value)[0] if is_literal(value) else self.name(value)
        return min(told, default=""), natural_key(plain), statement.id


class Footnotes:
    """The sources that a page cites, numbered in the order in which they are first named."""

    def __init__(self, teller: Teller) -> None:
        self._teller = teller
        self._number: dict[str, int] = {}

    def mark(self, source: str, locator: str) -> tuple[int, str]:
        """Number of a source and the place in it."""
        return self._number.setdefault(source, len(self._number) + 1), locator

    def listed(self) -> list[dict[str, Any]]:
        """The sources as the macro `footnotes` shows them."""
        return [{"number": number, **source_entry(each, self._teller)} for each, number in self._number.items()]


def _cite(number: int, locator: str) -> str:
    place = f", {escape(locator)}" if locator else ""
    return f'<a class="cite" href="#source-{number}">[{number}{place}]</a>'


def source_entry(source: str, teller: Teller) -> dict[str, Any]:
    """Title (a link to the source's page), publisher, date and outside address of a source."""
    told = {each.property: each.value for each in teller.catalog.about.get(source, ()) if each.property != "rdfs:label"}
    address = told.get("schema:url", "").strip("<>")
    return {
        "link": teller.link(source),
        "publisher": teller.text(told["gov:publisherName"]) if "gov:publisherName" in told else "",
        "date": teller.text(told["dcterms:date"]) if "dcterms:date" in told else "",
        "url": "" if not address or iri_fault(address) else address,
    }


def grounds(statement: Statement) -> tuple[object, ...]:
    """All that two texts must share to be one statement in two languages."""
    return statement.status, statement.sources, statement.citations, statement.qualifiers


def _all_short(statements: Sequence[Statement]) -> bool:
    return all(is_literal(each.value) and len(split_literal(each.value)[0]) <= _SHORT for each in statements)


_DIGITS = re.compile(r"([0-9]+)")


def natural_key(text: str) -> list[tuple[int, str]]:
    """The order in which readers look for names with numbers: 9 before 10, case and umlauts aside.

    >>> sorted(["Article 10", "article 9"], key=natural_key)
    ['article 9', 'Article 10']
    """
    parts = _DIGITS.split(sort_key(text)[:200])
    return [(int(part) if part.isdecimal() else -1, "" if part.isdecimal() else part) for part in parts]


def format_date(text: str, language: str) -> str:
    """A date of any precision for readers; another text stays as it is.

    >>> format_date("2023-03-22", "en"), format_date("2023-03", "de"), format_date("2023", "en")
    ('22 March 2023', 'März 2023', '2023')
    """
    year, *rest = text.split("-")
    if not 1 <= len(rest) <= 2 or not all(part.isdigit() for part in (year, *rest)) or not 1 <= int(rest[0]) <= 12:
        return text
    month = MONTHS[language][int(rest[0]) - 1]
    day = f"{int(rest[1])}{'.' if language == 'de' else ''} " if len(rest) == 2 else ""
    return f"{day}{month} {year}"


_BASE_LETTERS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})


def sort_key(text: str) -> str:
    """The order in which readers look for names: case and umlauts aside."""
    return text.casefold().translate(_BASE_LETTERS)
