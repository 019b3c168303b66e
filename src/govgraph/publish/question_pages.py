"""A page per competency question, with its answer as of this build, and the list of all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox
from markupsafe import Markup, escape

from govgraph.graph.inference import node_term
from govgraph.model.terms import Prefixes, is_literal, split_literal
from govgraph.publish.catalog import Catalog
from govgraph.publish.pages import LANGUAGES, File, Head, Page, root_of
from govgraph.publish.values import Teller
from govgraph.query import Question, ask

_Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_WORDS = {
    "en": ("Questions", "What people ask of this graph, with the answers."),
    "de": ("Fragen", "Was an diesen Graphen gefragt wird, mit den Antworten."),
}
SHOWN = 100  # rows on the page; the SPARQL page gives all


def question_pages(catalog: Catalog, store: ox.Store) -> Iterator[Page | File]:
    """Pages of all questions, with answers from a store that holds the built graphs."""
    answers = {each.name: _answer(each, store, catalog.schema.prefixes) for each in catalog.questions}
    for language in LANGUAGES:
        teller = Teller(catalog, language, root_of("question/name"))
        yield _list(catalog, teller)
        for each in catalog.questions:
            yield _page(each, answers[each.name], teller)


def _answer(question: Question, store: ox.Store, prefixes: Prefixes) -> tuple[list[str], list[list[_Node | None]]]:
    """Variables and rows, in the order of the answer; both empty for a question that gives a graph."""
    found = ask(store, question.query, prefixes)
    if not isinstance(found, ox.QuerySolutions):
        return [], []
    names = [each.value for each in found.variables]
    return names, [[row[name] for name in names] for row in found]


def _title(question: Question, language: str) -> str:
    return question.title.get(language) or question.title.get("en") or question.name


def _list(catalog: Catalog, teller: Teller) -> Page:
    title, text = _WORDS[teller.language]
    data: dict[str, Any] = {
        "title": title,
        "questions": [
            (
                teller.address(f"question/{each.name}"),
                _title(each, teller.language),
                each.purpose.get(teller.language, ""),
            )
            for each in catalog.questions
        ],
        "text": text,
    }
    head = Head("question/index", title, text, crumbs=((title, ""),), section="question/index")
    return Page(teller.language, "questions.html", head, data)


def _page(question: Question, answer: tuple[list[str], list[list[_Node | None]]], teller: Teller) -> Page:
    names, rows = answer
    title = _title(question, teller.language)
    listed = {"en": "Questions", "de": "Fragen"}[teller.language]
    data = {
        "title": title,
        "purpose": question.purpose.get(teller.language, ""),
        "query": question.query,
        "name": question.name,
        "variables": names,
        "rows": [[_cell(each, teller) for each in row] for row in rows[:SHOWN]],
        "count": len(rows),
    }
    head = Head(
        f"question/{question.name}",
        title,
        data["purpose"] if isinstance(data["purpose"], str) else "",
        crumbs=((listed, "question/index"), (title, "")),
        section="question/index",
    )
    return Page(teller.language, "question.html", head, data)


def _cell(value: _Node | None, teller: Teller) -> Markup:
    """A value of an answer: linked where it has a page."""
    if value is None:
        return Markup("")
    if isinstance(value, ox.BlankNode | ox.Triple):
        return escape(str(value))
    term = node_term(value, teller.catalog.schema.prefixes)
    if is_literal(term):
        text, language, _ = split_literal(term)
        return Markup('<span lang="{}">{}</span>').format(language, text) if language else teller.value(term)
    return teller.value(term)
